// The service goes away under a page that is being looked at, and comes back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mapLoaded, openPage } from './browser.mjs';
import { browser, service } from './started.mjs';

test('after an outage the map asks again for what failed and the banner goes, with no hand laid on the page', { skip: Boolean(process.env.NGAMHOA_URL) }, async () => {
  const { page, close } = await openPage(browser, service.url, { hash: '#map=15/20.8561/106.6822' });
  const moveTo = (centre) => page.evaluate((to) => document.querySelector('[data-map]').map.jumpTo({ center: to }), centre);
  const cables = () => page.evaluate(() => document.querySelector('[data-map]').map.querySourceFeatures('net', { sourceLayer: 'cables' }).length);
  const banner = page.locator('.banner');
  const elsewhere = [106.72, 20.835];
  await service.crash();
  await moveTo(elsewhere);
  await banner.filter({ hasText: 'Không kết nối được' }).waitFor();
  await page.waitForTimeout(2000);
  const during = await cables();
  await service.start();
  await banner.waitFor({ state: 'detached', timeout: 40_000 });
  await page.waitForTimeout(3000);
  await mapLoaded(page);
  const afterwards = await cables();
  // A page that never saw an outage is the measure.
  const calm = await openPage(browser, service.url, { hash: `#map=15/${elsewhere[1]}/${elsewhere[0]}` });
  const expected = await calm.page.evaluate(() => document.querySelector('[data-map]').map.querySourceFeatures('net', { sourceLayer: 'cables' }).length);
  assert.ok(expected > 0 && during < expected, `${during} cables while it is away, ${expected} when it is there`);
  assert.equal(afterwards, expected);
  assert.equal(await banner.count(), 0);
  await calm.close();
  await close();
});
