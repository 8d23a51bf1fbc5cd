// A city's server hands the page out under a path of its own and strips it before asking the service.
import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import { after, test } from 'node:test';
import { openPage } from './browser.mjs';
import { browser, service } from './started.mjs';

const PATH = '/cables';
const strays = [];

/** Answers under PATH with what the service answers without it; anything else is a stray. */
function stripping(target) {
  return createServer((incoming, outgoing) => {
    if (!incoming.url.startsWith(`${PATH}/`)) {
      strays.push(incoming.url);
      outgoing.statusCode = 404;
      return void outgoing.end();
    }
    const passed = request(target + incoming.url.slice(PATH.length), { method: incoming.method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
}

const proxy = stripping(service.url);
await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
after(() => {
  proxy.closeAllConnections();
  proxy.close();
});

test('under a path of a proxy the page loads its files, its fonts and its map, and asks the service there', async () => {
  const { page, faults, asked, close } = await openPage(browser, `http://127.0.0.1:${proxy.address().port}${PATH}`, { hash: '#map=15/20.8561/106.6822' });
  const cables = await page.evaluate(() => document.querySelector('[data-map]').map.querySourceFeatures('net', { sourceLayer: 'cables' }).length);
  assert.ok(cables > 0, 'tiles came');
  assert.ok(await page.evaluate(() => document.fonts.check('400 16px "IBM Plex Sans"', 'ệ')), 'fonts came');
  await page.locator('section.zones tbody button.zone').first().click();
  await page.locator('section.panel .big strong').waitFor();
  await page.getByRole('link', { name: 'Dữ liệu gốc' }).waitFor();
  const href = await page.getByRole('link', { name: 'Dữ liệu gốc' }).evaluate((link) => new URL(link.href).pathname);
  assert.ok(href.startsWith(`${PATH}/collections/zones/items/`), href);
  await page.getByRole('searchbox').fill('VNPT-');
  await page.waitForResponse((response) => response.url().includes('/codes?'));
  assert.deepEqual(asked.filter((path) => !path.startsWith(`${PATH}/`)), []);
  assert.deepEqual(strays, []);
  assert.deepEqual(faults, []);
  await close();
});
