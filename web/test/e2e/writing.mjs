// What the tests of writing share: the token, asking and changing the service beside the page, and what the page shows.
import { openPage } from './browser.mjs';
import { TOKEN } from './service.mjs';

export const NAME = 'Nguyễn An';

export function client(service) {
  const json = (path) => fetch(service.url + path, { headers: { Accept: 'application/json' } }).then((response) => response.json());
  const send = (method, path, body, headers = {}) =>
    fetch(service.url + path, { method, body: JSON.stringify(body), headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json', ...headers } }).then(async (response) => ({ status: response.status, body: await response.json().catch(() => null) }));
  return { json, send };
}

/** A page of somebody who has given the token already. */
export async function openWriter(browser, service, options = {}) {
  const opened = await openPage(browser, service.url, { ...options, kept: { 'ngamhoa.writer': JSON.stringify({ token: TOKEN, name: NAME }) } });
  const queries = [];
  opened.page.on('request', (request) => queries.push(new URL(request.url())));
  return { ...opened, queries };
}

/** A GeoJSON file in memory. */
export const geojsonFile = (name, features) => ({ name, mimeType: 'application/geo+json', buffer: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features })) });

/** How many rows of each outcome the trial's report tells. */
export const outcomesOf = (page) =>
  page.locator('.outcomes li').evaluateAll((rows) => Object.fromEntries(rows.map((row) => [row.dataset.outcome, Number(row.querySelector('b').textContent.replace(/\D/g, ''))])));

/** What tools have put on the map, by look and outcome. */
export const onStage = (page) =>
  page.evaluate(async () => (await document.querySelector('[data-map]').map.getSource('stage').getData()).features.map(({ properties }) => [properties.look, properties.outcome ?? properties.number ?? '']));

/** Failures the test asked for are written to the console by the browser itself. */
export const unexpected = (faults, statuses) => faults.filter((fault) => !statuses.some((status) => fault.includes(`status of ${status}`)));
