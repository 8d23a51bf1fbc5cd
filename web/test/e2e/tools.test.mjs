// The tools, each against the service's own answer: draw, coverage, measure, try a plan.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage, shareText } from './browser.mjs';
import { browser, json, service } from './started.mjs';

const post = (path, body) => fetch(service.url + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }).then((response) => response.json());

/** A cable standing today, long enough to draw along. */
async function someCable() {
  const { features } = await json('/collections/cables/items?limit=1000');
  const today = new Date().toISOString().slice(0, 10);
  return features.find(({ geometry, properties }) => geometry.type === 'LineString' && (!properties.valid_to || properties.valid_to > today) && properties.valid_from <= today);
}

test('a line drawn with clicks lists what the service finds along and across it', async () => {
  const cable = await someCable();
  const [a] = cable.geometry.coordinates;
  const { page, faults, close } = await openPage(browser, service.url, { hash: `#map=16.50/${a[1]}/${a[0]}` });
  await page.keyboard.press('l');
  await page.getByRole('heading', { level: 2, name: 'Vẽ tuyến' }).waitFor();
  const box = await page.locator('[data-map] canvas').first().boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.click(x - 150, y - 60);
  await page.waitForTimeout(350);
  await page.mouse.click(x, y);
  await page.waitForTimeout(350);
  await page.mouse.dblclick(x + 160, y + 80);
  await page.getByRole('button', { name: 'Vẽ tuyến khác' }).waitFor();
  await page.waitForTimeout(1200);
  const line = await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('line').split('_').map((point) => point.split(',').map(Number)));
  assert.equal(line.length, 3, JSON.stringify(line));
  const answer = await post('/overlaps', { geometry: { type: 'LineString', coordinates: line }, within_m: 3, min_length_m: 1 });
  const count = (what) => page.getByRole('heading', { level: 3, name: new RegExp(`^${what} \\(`) }).innerText().then((text) => Number(/\((\d+)\)/.exec(text)[1]));
  const assets = ({ layer }) => layer !== 'zones';
  assert.ok(Math.abs((await count('Đi dọc theo')) - answer.stretches.filter(assets).length) <= 1);
  assert.ok(Math.abs((await count('Cắt qua')) - answer.crossings.filter(assets).length) <= 1);
  assert.deepEqual(faults, []);
  await close();
});

test('a link with a line shows its answer, and pointing at an entry shows it on the map', async () => {
  const cable = await someCable();
  const line = cable.geometry.coordinates.slice(0, 6).map(([lon, lat]) => `${lon.toFixed(6)},${lat.toFixed(6)}`).join('_');
  const { page, faults, close } = await openPage(browser, service.url, { hash: `#tool=draw&line=${line}&lang=en` });
  const entry = page.locator('section').filter({ hasText: 'Runs along' }).locator('li button').filter({ hasText: cable.properties.code }).first();
  await entry.waitFor();
  await entry.hover();
  await page.waitForTimeout(300);
  const hovered = await page.evaluate(async () => (await document.querySelector('[data-map]').map.getSource('stage').getData()).features.filter(({ properties }) => properties.look === 'hover').length);
  assert.equal(hovered, 1);
  assert.deepEqual(faults, []);
  await close();
});

test('coverage shows the zone’s share and its gaps by size', async () => {
  const { zones } = await json('/progress');
  const zone = zones.find(({ kind }) => kind === 'street') ?? zones[0];
  const answer = await post('/coverage', { zone: zone.id, within_m: 20 });
  const { page, faults, close } = await openPage(browser, service.url, { hash: `#tool=coverage&in=${zone.id}&within=20` });
  await page.locator('section.panel .big strong').waitFor();
  assert.equal(await page.locator('section.panel .big strong').innerText(), shareText('vi', answer.share));
  const gaps = (answer.uncovered?.coordinates ?? []).length;
  assert.ok((await page.getByRole('heading', { level: 3, name: /^Khoảng trống/ }).innerText()).includes(`(${gaps})`));
  assert.deepEqual(faults, []);
  await close();
});

test('measuring gives the geodesic length', async () => {
  // GeographicLib: from (106.6875, 20.85611) a hundredth of a degree east is 1040.692 m.
  const { page, faults, close } = await openPage(browser, service.url, { hash: '#tool=measure&line=106.687500,20.856110_106.697500,20.856110', map: false });
  await page.getByTestId('measured').waitFor();
  const metres = Number((await page.getByTestId('measured').innerText()).replace(/[^\d,]/g, '').replace(',', '.'));
  assert.ok(Math.abs(metres - 1040.7) < 0.15, String(metres));
  assert.deepEqual(faults, []);
  await close();
});

test('trying a plan shows what the check says and keeps nothing', async () => {
  const cable = await someCable();
  const before = await json('/progress');
  const plan = { type: 'FeatureCollection', features: [{ type: 'Feature', properties: { name: 'A' }, geometry: { type: 'LineString', coordinates: cable.geometry.coordinates.map(([lon, lat]) => [lon + 0.0004, lat + 0.0002]) } }] };
  const text = JSON.stringify(plan);
  const expected = await fetch(`${service.url}/check?name=plan.geojson`, { method: 'POST', headers: { 'Content-Type': 'application/geo+json' }, body: text }).then((response) => response.json());
  const { page, faults, close } = await openPage(browser, service.url, { hash: '#tool=check' });
  await page.locator('input[type=file]').setInputFiles({ name: 'plan.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(text) });
  await page.locator('.verdict').waitFor();
  assert.ok((await page.getByRole('heading', { level: 3, name: /^Lỗi và cảnh báo/ }).innerText()).includes(`(${expected.findings.length})`));
  const shown = await page.evaluate(async () => (await document.querySelector('[data-map]').map.getSource('stage').getData()).features.filter(({ properties }) => properties.look === 'plan').length);
  assert.equal(shown, 1);
  assert.equal((await json('/progress')).revision, before.revision);
  assert.deepEqual(faults, []);
  await close();
});

test('a plan of which nothing was read is not called free of errors, and what was read says its placement', async () => {
  const { page, faults, close } = await openPage(browser, service.url, { hash: '#tool=check' });
  const drop = (features) => page.locator('input[type=file]').setInputFiles({ name: 'plan.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features })) });
  const line = (properties, coordinates) => ({ type: 'Feature', properties, geometry: { type: 'LineString', coordinates } });
  const verdict = page.locator('.verdict');
  await drop([line({ name: 'M' }, [[596592.55, 2305520.38], [597592.55, 2305520.38]])]);
  await verdict.filter({ hasText: 'Không đọc được tuyến nào' }).waitFor();
  assert.ok(!(await verdict.innerText()).includes('Không có lỗi'));
  assert.equal(await page.locator('caption', { hasText: 'Dòng bị từ chối (1)' }).count(), 1);
  await drop([]);
  await verdict.filter({ hasText: 'Tệp không có tuyến nào' }).waitFor();
  const street = [[106.6822, 20.857], [106.6785, 20.8563]];
  await drop([line({ name: 'A', placement: 'treo' }, street), line({ name: 'B' }, street), line({ name: 'M' }, [[596592.55, 2305520.38], [597592.55, 2305520.38]])]);
  await verdict.filter({ hasText: /^1 lỗi/ }).waitFor();
  assert.ok((await verdict.innerText()).includes('1 dòng của tệp không đọc được'));
  assert.ok((await page.locator('li.line', { hasText: 'Tuyến A' }).innerText()).includes('cách đi cáp không rõ'));
  assert.ok((await page.locator('li.line', { hasText: 'Tuyến B' }).innerText()).includes('trong cống (tệp không ghi'));
  // What the plan runs along is listed, and a click on the map keeps the result.
  await page.locator('[data-map] canvas').first().click({ position: { x: 300, y: 300 } });
  assert.ok(await verdict.isVisible());
  assert.deepEqual(faults, []);
  await close();
});

test('a file that cannot be read gets the service’s own words', async () => {
  const { page, close } = await openPage(browser, service.url, { hash: '#tool=check', map: false });
  await page.locator('input[type=file]').setInputFiles({ name: 'plan.geojson', mimeType: 'application/geo+json', buffer: Buffer.from('{"type":"FeatureCollection","features":[') });
  const fault = page.getByRole('alert');
  await fault.waitFor();
  const expected = await fetch(`${service.url}/check?name=plan.geojson`, { method: 'POST', headers: { 'Content-Type': 'application/geo+json' }, body: '{"type":"FeatureCollection","features":[' }).then((response) => response.json());
  assert.ok((await fault.innerText()).includes((expected.detail ?? expected.title).slice(0, 30)), await fault.innerText());
  await close();
});
