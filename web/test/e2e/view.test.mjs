// What a reader sees and does first: the answer, the map, time, search, history, language.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bigNumber, coloursOf, openPage, shareText } from './browser.mjs';
import { browser, json, service } from './started.mjs';

test('the first view shows the city’s share in Vietnamese and draws the map, asking no other host', async () => {
  const { page, faults, asked, close } = await openPage(browser, service.url);
  const { total } = await json('/progress');
  assert.equal(await bigNumber(page), shareText('vi', total.share));
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'vi');
  assert.ok(!asked.includes('/progress'), 'today’s totals come with the page');
  const colours = await coloursOf(page, page.locator('[data-map] canvas').first());
  assert.ok(Object.keys(colours).length > 20, `the map is drawn: ${Object.keys(colours).length} colours`);
  assert.ok(Math.max(...Object.values(colours)) < Object.values(colours).reduce((a, b) => a + b) * 0.98, 'the map is not one plain colour');
  const drawn = await page.evaluate(() => document.querySelector('[data-map]').map.queryRenderedFeatures({ layers: ['zone-fill'] }).length);
  assert.ok(drawn > 0, 'zones are drawn');
  assert.deepEqual(faults, []);
  await close();
});

test('the page’s totals are there before the map and without script-made requests for them', async () => {
  const html = await fetch(`${service.url}/`, { headers: { Accept: 'text/html' } }).then((response) => response.text());
  const boot = JSON.parse(/<script type="application\/json" id="boot">([^<]+)<\/script>/.exec(html)[1]);
  const { total } = await json('/progress');
  assert.deepEqual(boot.progress.total, total);
  assert.ok(boot.city.grid.proj4.includes('+proj='));
});

test('the date slider moves figures and map together and asks for nothing', async () => {
  const { page, faults, asked, close } = await openPage(browser, service.url);
  await page.waitForFunction(() => document.querySelector('section.city svg[role=img]') !== null);
  const slider = page.getByRole('slider').first();
  await slider.focus();
  const mark = asked.length;
  await page.keyboard.press('Home');
  const first = await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('at') ?? '2015-01-31');
  for (let year = 0; year < 4; year++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.waitForTimeout(700);
  const at = await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('at'));
  assert.equal(at, '2019-02-28');
  assert.ok(first <= at);
  const during = asked.slice(mark);
  assert.deepEqual(during.filter((path) => !/woff2$|icon|^\/readyz$/.test(path)), [], 'no request while the slider moves');
  const then = await json(`/progress?at=${at}`);
  assert.equal(await bigNumber(page), shareText('vi', then.total.share));
  assert.equal(await slider.getAttribute('aria-valuetext'), '28/02/2019');
  const wrong = await page.evaluate((zones) => {
    const { map } = document.querySelector('[data-map]');
    return zones.filter(({ id, share }) => Math.abs((map.getFeatureState({ source: 'net', sourceLayer: 'zones', id }).s ?? -9) - (share ?? -1)) > 1e-6).map(({ code }) => code);
  }, then.zones);
  assert.deepEqual(wrong, [], 'zone colours are those of the date');
  await page.keyboard.press('End');
  await page.waitForTimeout(100);
  assert.equal(await bigNumber(page), shareText('vi', (await json('/progress')).total.share));
  assert.deepEqual(faults, []);
  await close();
});

test('any day of a link or typed in is shown as the service counts that day, and stays in the link', async () => {
  const words = (iso) => iso.split('-').reverse().join('/');
  const { page, faults, close } = await openPage(browser, service.url, { hash: '#at=2019-06-15' });
  const field = page.getByRole('textbox', { name: /^Gõ ngày xem/ });
  const shown = async (at) => {
    const then = await json(`/progress?at=${at}`);
    await page.waitForFunction(() => document.querySelector('[data-testid=share] strong').textContent !== '…');
    assert.equal(await bigNumber(page), shareText('vi', then.total.share), at);
    assert.equal(await field.inputValue(), words(at));
    assert.equal(await page.getByRole('slider').first().getAttribute('aria-valuetext'), words(at));
    assert.equal(await page.locator('section.zones tbody tr').count(), then.zones.length);
    const wrong = await page.evaluate((zones) => {
      const { map } = document.querySelector('[data-map]');
      return zones.filter(({ id, share }) => Math.abs((map.getFeatureState({ source: 'net', sourceLayer: 'zones', id }).s ?? -9) - (share ?? -1)) > 1e-6).map(({ code }) => code);
    }, then.zones);
    assert.deepEqual(wrong, [], `zone colours are those of ${at}`);
    await page.waitForTimeout(400);
    assert.equal(await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('at')), at);
  };
  await shown('2019-06-15');
  for (const at of ['2014-06-01', '1990-01-01', '2021-11-03']) {
    await field.fill(words(at));
    await field.press('Enter');
    await shown(at);
  }
  await field.fill('31/02/2021');
  await field.press('Enter');
  await shown('2021-11-03');
  // From a day between two months the arrow goes to the month's end, and there nothing is asked for.
  await page.getByRole('slider').first().press('ArrowRight');
  await shown('2021-11-30');
  const { zones } = await json('/progress?at=2019-06-15');
  const zone = zones.find(({ overhead_m: m }) => m > 1);
  await page.goto(`${service.url}/#at=2019-06-15&zone=${zone.id}`);
  await page.reload();
  await page.locator('section.panel .big strong').waitFor();
  assert.equal(await page.locator('section.panel .big strong').innerText(), shareText('vi', zone.share));
  await page.locator('section.panel tbody tr').first().waitFor();
  assert.equal(await page.locator('section.panel tbody tr').count(), zone.by_operator.filter((firm) => firm.underground_m + firm.overhead_m > 0).length);
  assert.deepEqual(faults, []);
  await close();
});

test('a cable that died hanging is marked in its zone’s list and not offered to go underground', async () => {
  const today = (await json('/progress')).at;
  const { zones } = await json('/progress');
  let dead;
  let zone;
  for (zone of zones) {
    const { cables } = await json(`/zones/${zone.id}/cables`);
    const hanging = cables.filter(({ placement }) => placement === 'aerial' || placement === 'facade').slice(0, 12);
    dead = hanging.find(({ status, disused_from: from, valid_to: to }) => status === 'functional' && from && from <= today && !to);
    if (dead) break;
  }
  assert.ok(dead, 'the demo has a dead cable among a zone’s longest');
  const { page, faults, close } = await openPage(browser, service.url, { hash: `#zone=${zone.id}`, map: false });
  const entry = page.locator('section.panel li button').filter({ hasText: dead.code }).first();
  await entry.waitFor();
  assert.ok((await entry.innerText()).includes('đã ngừng dùng'));
  await entry.click();
  await page.getByRole('heading', { level: 2, name: dead.code }).waitFor();
  await page.getByText('thu hồi nó').waitFor();
  assert.equal(await page.getByRole('button', { name: /Hạ ngầm cáp này/ }).count(), 0);
  assert.ok(!(await page.locator('section.panel dl').allInnerTexts()).join().includes('đang dùng'));
  assert.deepEqual(faults, []);
  await close();
});

test('the timeline says of every cable what its own record says', async () => {
  const { cables } = await json('/timeline');
  const spans = new Map();
  let [id, from] = [0, 0];
  cables.id.forEach((step, row) => {
    id += step;
    from += cables.from[row];
    spans.set(id, [from, cables.to[row] === 0 ? null : from + cables.to[row]]);
  });
  const { features } = await json('/collections/cables/items?limit=500');
  const day = (iso) => Math.floor(Date.parse(`${iso}T00:00:00Z`) / 86400000);
  for (const { id: key, properties } of features) assert.deepEqual(spans.get(key), [day(properties.valid_from), properties.valid_to ? day(properties.valid_to) : null], `cable ${key}`);
});

test('a cable that is gone at the date is drawn no more, one that is there is', async () => {
  const { features } = await json('/collections/cables/items?limit=1000');
  const ended = features.find(({ geometry, properties }) => properties.valid_to && properties.valid_to < '2026-01-01' && geometry.type === 'LineString');
  assert.ok(ended, 'the demo has a cable that was taken down');
  const [lon, lat] = ended.geometry.coordinates[0];
  const { page, faults, close } = await openPage(browser, service.url, { hash: `#map=16.5/${lat}/${lon}` });
  const state = () => page.evaluate((id) => document.querySelector('[data-map]').map.getFeatureState({ source: 'net', sourceLayer: 'cables', id }).v, ended.id);
  assert.notEqual(await state(), 1, 'gone today');
  const slider = page.getByRole('slider').first();
  const dayBefore = Math.floor(Date.parse(ended.properties.valid_to) / 86400000) - 40;
  await slider.fill(String(dayBefore));
  // The timeline may still be on its way.
  if (ended.properties.valid_from <= new Date((dayBefore - 20) * 86400000).toISOString().slice(0, 10))
    await page.waitForFunction((id) => document.querySelector('[data-map]').map.getFeatureState({ source: 'net', sourceLayer: 'cables', id }).v === 1, ended.id);
  await page.keyboard.press('Escape');
  await slider.press('End');
  await page.waitForTimeout(300);
  assert.equal(await state(), 0, 'gone again');
  assert.deepEqual(faults, []);
  await close();
});

test('search finds a zone without accents, opens it, and Back returns', async () => {
  const { zones } = await json('/progress');
  const zone = zones.find(({ name }) => /[^\x00-\x7f]/.test(name)) ?? zones[0];
  const plain = zone.name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').toLowerCase();
  const { page, faults, close } = await openPage(browser, service.url);
  await page.keyboard.press('/');
  const box = page.getByRole('searchbox');
  assert.ok(await box.evaluate((element) => element === document.activeElement), 'the slash key reaches the search');
  await box.fill(plain);
  await page.getByRole('option').filter({ hasText: zone.name }).first().click();
  await page.getByRole('heading', { level: 2, name: zone.name }).waitFor();
  const opened = await page.evaluate(() => Number(new URLSearchParams(location.hash.slice(1)).get('zone')));
  assert.equal(zones.find(({ id }) => id === opened).name, zone.name);
  await page.goBack();
  await page.getByTestId('share').waitFor();
  assert.ok(!(await page.evaluate(() => location.hash)).includes('zone='));
  await page.goForward();
  await page.getByRole('heading', { level: 2, name: zone.name }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('share').waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('search finds a firm by its full name without accents', async () => {
  const { page, faults, close } = await openPage(browser, service.url, { map: false });
  await page.getByRole('searchbox').fill('dien luc hai phong');
  const found = page.getByRole('option').filter({ hasText: 'Điện lực Hải Phòng' });
  await found.waitFor();
  assert.ok((await found.innerText()).includes('PCHP'), await found.innerText());
  assert.deepEqual(faults, []);
  await close();
});

test('search reads survey coordinates and goes there', async () => {
  const { page, faults, close } = await openPage(browser, service.url);
  await page.getByRole('searchbox').fill('597362.7666 2307308.5210');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(1200);
  await page.getByText('20.8561100, 106.6875000').waitFor();
  const centre = await page.evaluate(() => document.querySelector('[data-map]').map.getCenter());
  assert.ok(Math.abs(centre.lng - 106.6875) < 1e-3 && Math.abs(centre.lat - 20.85611) < 1e-3, JSON.stringify(centre));
  assert.deepEqual(faults, []);
  await close();
});

test('a zone’s panel adds up to its figures and a cable in its list opens', async () => {
  const { zones } = await json('/progress');
  const zone = zones.filter((one) => one.overhead_m > 1).sort((a, b) => a.overhead_m - b.overhead_m)[0];
  const { page, faults, close } = await openPage(browser, service.url, { hash: `#zone=${zone.id}` });
  await page.getByRole('heading', { level: 2, name: zone.name }).waitFor();
  assert.ok((await page.locator('section.panel .big strong').innerText()) === shareText('vi', zone.share));
  const { cables } = await json(`/zones/${zone.id}/cables`);
  const overhead = cables.filter(({ placement }) => placement === 'aerial' || placement === 'facade');
  await page.locator('section.panel li button').first().waitFor();
  assert.equal(await page.locator('section.panel li button').count(), Math.min(12, overhead.length));
  await page.locator('section.panel li button').first().click();
  await page.getByRole('heading', { level: 2, name: overhead[0].code }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { level: 2, name: zone.name }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('the language buttons change every word, the page’s language and the link', async () => {
  const { page, faults, close } = await openPage(browser, service.url, { map: false });
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await page.waitForFunction(() => document.documentElement.lang === 'en');
  const { total } = await json('/progress');
  assert.equal(await bigNumber(page), shareText('en', total.share));
  await page.waitForFunction(() => location.hash.includes('lang=en'));
  await page.reload();
  await page.getByTestId('share').waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  await page.getByRole('button', { name: 'VI', exact: true }).click();
  await page.waitForFunction(() => document.documentElement.lang === 'vi');
  assert.equal(await bigNumber(page), shareText('vi', total.share));
  assert.deepEqual(faults, []);
  await close();
});

test('a pasted link shows the same place, date, zone and layers', async () => {
  const { zones } = await json('/progress');
  const hash = `#map=14.50/20.85000/106.69000&at=2021-06-30&zone=${zones[0].id}&off=conduits&colour=firm&lang=en&theme=dark`;
  const { page, faults, close } = await openPage(browser, service.url, { hash });
  await page.waitForTimeout(800);
  const seen = await page.evaluate(() => {
    const { map } = document.querySelector('[data-map]');
    return { zoom: map.getZoom(), lat: map.getCenter().lat, conduits: map.getLayoutProperty('conduit-edge', 'visibility'), theme: document.documentElement.dataset.theme, hash: location.hash };
  });
  assert.ok(Math.abs(seen.zoom - 14.5) < 0.01 && Math.abs(seen.lat - 20.85) < 1e-4, JSON.stringify(seen));
  assert.equal(seen.conduits, 'none');
  assert.equal(seen.theme, 'dark');
  assert.equal(seen.hash, hash);
  assert.deepEqual(faults, []);
  await close();
});

test('the zone table filters without accents, sorts and hands out CSV', async () => {
  const { page, faults, close } = await openPage(browser, service.url, { map: false });
  const rows = page.locator('section.zones tbody tr');
  const all = await rows.count();
  const { zones } = await json('/progress');
  assert.equal(all, zones.length);
  const zone = zones.find(({ name }) => /ồ|ầ|ế|đ|Đ/.test(name)) ?? zones[0];
  await page.getByPlaceholder('Lọc theo tên hoặc mã').fill(zone.name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[đĐ]/g, 'd'));
  await rows.filter({ hasText: zone.name }).first().waitFor();
  assert.ok((await rows.count()) < all || all === 1);
  await page.getByPlaceholder('Lọc theo tên hoặc mã').fill('');
  await page.getByRole('button', { name: /^Còn treo/ }).click();
  const most = zones.reduce((best, one) => (one.overhead_m > best.overhead_m ? one : best));
  assert.ok((await rows.first().innerText()).includes(most.name));
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Tải CSV' }).click()]);
  const { readFileSync } = await import('node:fs');
  const text = readFileSync(await file.path(), 'utf8');
  assert.equal(text.trim().split('\r\n').length, zones.length + 1);
  assert.ok(text.startsWith('\ufeff"Mã";"Tên";'), text.slice(0, 40));
  assert.deepEqual(faults, []);
  await close();
});

test('search finds a code by its beginning in small letters', async () => {
  const { features } = await json('/collections/cables/items?limit=1');
  const { code } = features[0].properties;
  const { page, faults, close } = await openPage(browser, service.url, { map: false });
  await page.getByRole('searchbox').fill(code.toLowerCase());
  await page.getByRole('option').filter({ hasText: code }).first().click();
  await page.getByRole('heading', { level: 2, name: code }).waitFor();
  await page.getByRole('searchbox').fill(code.slice(0, -1).toLowerCase());
  await page.getByRole('option').filter({ hasText: code.slice(0, -1) }).first().waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('a link to what the register never held says so, and not that it was deleted', async () => {
  const { page, close } = await openPage(browser, service.url, { hash: '#cables=99999999', map: false });
  await page.getByText('Sổ chưa từng có').waitFor();
  assert.ok((await page.getByRole('alert').innerText()).includes('Không có trong sổ'));
  assert.equal(await page.getByText('đã bị xóa').count(), 0);
  await close();
});
