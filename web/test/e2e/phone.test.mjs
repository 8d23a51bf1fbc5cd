// The same page on a phone: the sheet and its stops, thumbs, what must be seen at the lowest stop.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bigNumber, mapLoaded, openPage, shareText } from './browser.mjs';
import { smallTargets } from './serious.mjs';
import { browser, json, service } from './started.mjs';

test('a phone shows the length of the line being drawn and ends it by a tap', async () => {
  const { page, faults, close } = await openPage(browser, service.url, { hash: '#tool=draw', width: 390, height: 844, touch: true });
  for (const [x, y] of [[150, 300], [220, 420]]) {
    await page.touchscreen.tap(x, y);
    await page.waitForTimeout(500);
  }
  const done = page.getByRole('button', { name: 'Xong', exact: true });
  const box = await done.boundingBox();
  assert.ok(box && box.y + box.height <= 844 && box.height >= 43.5, JSON.stringify(box));
  assert.match(await page.locator('.beside b').innerText(), /\d (m|km)$/);
  await done.tap();
  await done.waitFor({ state: 'detached' });
  await page.waitForTimeout(400);
  assert.ok((await page.locator('aside.sheet').boundingBox()).height > 300, 'the sheet opens for what was found');
  // The line is brought into what the sheet leaves of the map.
  await page.waitForTimeout(600);
  const lowest = await page.evaluate(() => {
    const { map } = document.querySelector('[data-map]');
    const points = new URLSearchParams(location.hash.slice(1)).get('line').split('_').map((point) => point.split(',').map(Number));
    return Math.max(...points.map((point) => map.project(point).y)) + map.getCanvas().getBoundingClientRect().top;
  });
  assert.ok(lowest < (await page.locator('aside.sheet').boundingBox()).y, `${lowest} is under the sheet`);
  assert.deepEqual(faults, []);
  await close();
});

test('a tap on the phone’s sheet moves the sheet and touches nothing under it', async () => {
  const zone = (await json('/progress')).zones.reduce((best, one) => (one.overhead_m > best.overhead_m ? one : best));
  for (const hash of ['', `#zone=${zone.id}`]) {
    const { page, faults, close } = await openPage(browser, service.url, { hash, width: 390, height: 844, touch: true });
    const before = await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('zone'));
    const handle = page.locator('aside.sheet button.handle');
    const heights = [];
    for (let tap = 0; tap < 4; tap++) {
      const box = await handle.boundingBox();
      await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
      await page.waitForTimeout(600);
      heights.push(Math.round((await page.locator('aside.sheet').boundingBox()).height));
      const now = await page.evaluate(() => [...new URLSearchParams(location.hash.slice(1))].filter(([key]) => /^(zone|cables|conduits|structures)$/.test(key)).map(([key, id]) => `${key} ${id}`));
      assert.deepEqual(now, before === null ? [] : [`zone ${before}`], `after tap ${tap + 1}`);
    }
    assert.equal(new Set(heights).size, 3, heights.join(' '));
    assert.deepEqual(faults, []);
    await close();
  }
});

test('a phone shows map, sheet and date, and every button can be hit with a thumb', async () => {
  const { page, faults, close } = await openPage(browser, service.url, { width: 390, height: 844, touch: true });
  const { total } = await json('/progress');
  assert.equal(await bigNumber(page), shareText('vi', total.share));
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390, 'nothing is wider than the phone');
  const lengths = await page.locator('.lengths').boundingBox();
  assert.ok(lengths.y + lengths.height <= 844, 'number, bar and lengths are seen at the lowest stop');
  const handle = page.locator('aside.sheet button').first();
  const heights = [];
  for (let stop = 0; stop < 3; stop++) {
    heights.push((await page.locator('aside.sheet').boundingBox()).height);
    await handle.press('ArrowUp');
    await page.waitForTimeout(350);
  }
  assert.ok(heights[0] < heights[1] && heights[1] < heights[2], heights.join(' < '));
  assert.equal(heights[0], 104);
  assert.deepEqual(await smallTargets(page), []);
  await handle.press('Enter');
  await page.waitForTimeout(350);
  await page.locator('.chip').first().click();
  assert.ok(await page.getByRole('slider').first().isVisible());
  await mapLoaded(page);
  assert.deepEqual(faults, []);
  await close();
});

test('moving the sheet leaves the map where its reader has moved it', async () => {
  const { page, faults, close } = await openPage(browser, service.url, { width: 390, height: 844, touch: true });
  await page.getByRole('button', { name: 'Xem toàn thành phố' }).tap();
  await page.waitForTimeout(500);
  const away = await page.evaluate(() => {
    const { map } = document.querySelector('[data-map]');
    map.jumpTo({ center: [106.72, 20.83], zoom: 15 });
    return map.getCenter().toArray();
  });
  await page.locator('aside.sheet button.handle').press('ArrowUp');
  await page.waitForTimeout(900);
  assert.deepEqual(await page.evaluate(() => document.querySelector('[data-map]').map.getCenter().toArray()), away);
  assert.deepEqual(faults, []);
  await close();
});
