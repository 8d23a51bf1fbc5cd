// What is pointed at in a list shows on the map, and what is pointed at on the map shows in the list.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mapLoaded, openPage } from './browser.mjs';
import { browser, json, service } from './started.mjs';

const outlined = (page) =>
  page.evaluate(() => {
    const { map } = document.querySelector('[data-map]');
    const ids = new Set(map.querySourceFeatures('net', { sourceLayer: 'zones' }).map(({ id }) => id));
    return [...ids].filter((id) => map.getFeatureState({ source: 'net', sourceLayer: 'zones', id }).h === 1);
  });
/** A place on the screen where something of a layer is drawn, and the ids of all of it that lies there, within a pointer's reach. */
const spotOn = (page, layer, reach, most) =>
  page.evaluate(
    ([wanted, around, limit]) => {
      const { map } = document.querySelector('[data-map]');
      const { left, top, width, height } = map.getCanvas().getBoundingClientRect();
      for (let y = 90; y < height - 90; y += 6) {
        for (let x = 160; x < width - 160; x += 6) {
          const found = map.queryRenderedFeatures([[x - around, y - around], [x + around, y + around]], { layers: [wanted] });
          const ids = [...new Set(found.map((one) => Number(one.properties.id ?? one.id)))];
          if (ids.length > 0 && ids.length <= limit) return { x: left + x, y: top + y, ids };
        }
      }
      return null;
    },
    [layer, reach, most],
  );

test('the table’s arrow keys move the outline on the map, and the pointer on the map marks the table’s row', async () => {
  const { page, faults, close } = await openPage(browser, service.url, { hash: '#map=11.30/20.84/106.68' });
  const rows = page.locator('section.zones button.zone');
  const { zones } = await json('/progress');
  await rows.first().focus();
  await page.keyboard.press('ArrowDown');
  const name = await rows.nth(1).innerText();
  const second = zones.find((zone) => zone.name === name);
  assert.deepEqual(await outlined(page), [second.id]);
  assert.deepEqual(await page.locator('tr.pointed button.zone').allInnerTexts(), [name]);
  await page.keyboard.press('ArrowDown');
  assert.deepEqual(await page.locator('tr.pointed button.zone').allInnerTexts(), [await rows.nth(2).innerText()]);

  const spot = await spotOn(page, 'zone-fill', 0, 1);
  assert.ok(spot, 'a zone is in sight');
  await page.mouse.move(spot.x - 3, spot.y);
  await page.mouse.move(spot.x, spot.y);
  await page.locator('tr.pointed').filter({ hasText: zones.find(({ id }) => id === spot.ids[0]).name }).waitFor({ state: 'attached' });
  assert.deepEqual(await outlined(page), spot.ids);
  assert.equal(await page.locator('tr.pointed').count(), 1);
  await page.getByRole('searchbox').hover();
  await page.locator('tr.pointed').waitFor({ state: 'detached' });
  assert.deepEqual(await outlined(page), []);
  assert.deepEqual(faults, []);
  await close();
});

test('a crossing has a form of its own on map and legend, and pointing at it marks its entry', async () => {
  const { features } = await json('/collections/cables/items?limit=1000');
  const today = (await json('/progress')).at;
  const stands = ({ geometry, properties }) => geometry.type === 'LineString' && properties.valid_from <= today && (!properties.valid_to || properties.valid_to > today);
  const [[lon, lat]] = features.find(stands).geometry.coordinates;
  const line = [[lon - 0.0012, lat - 0.0009], [lon + 0.0012, lat + 0.0011]].map((point) => point.map((part) => part.toFixed(6)).join()).join('_');
  const { page, faults, close } = await openPage(browser, service.url, { hash: `#tool=draw&line=${line}&map=16.50/${lat}/${lon}` });
  const heading = page.getByRole('heading', { level: 3, name: /^Cắt qua/ });
  await heading.waitFor();
  await mapLoaded(page);
  await page.waitForTimeout(500);
  const kinds = await page.evaluate(() => ['crossing', 'vertex'].map((id) => document.querySelector('[data-map]').map.getLayer(id).type));
  assert.deepEqual(kinds, ['symbol', 'circle']);
  const legend = page.locator('details.legend');
  for (const words of ['Điểm của tuyến', 'Cắt qua']) assert.ok((await legend.innerText()).includes(words), words);
  assert.equal(await heading.locator('svg').count(), 1);
  const spot = await spotOn(page, 'crossing', 6, Infinity);
  assert.ok(spot, 'the line crosses something');
  await page.mouse.move(spot.x - 3, spot.y);
  await page.mouse.move(spot.x, spot.y);
  const marked = page.locator('li button.pointed');
  await marked.first().waitFor();
  const own = new Set();
  for (const layer of ['cables', 'conduits', 'structures']) {
    for (const id of spot.ids) {
      const found = await fetch(`${service.url}/collections/${layer}/items/${id}`, { headers: { Accept: 'application/json' } }).then((response) => (response.ok ? response.json() : null));
      if (found) own.add(found.properties.code);
    }
  }
  for (const words of await marked.allInnerTexts()) assert.ok([...own].some((code) => words.includes(code)), `${words} is none of ${[...own]}`);
  assert.deepEqual(faults, []);
  await close();
});

test('what is chosen has a halo of six pixels on each side, across tiles', async () => {
  const { features } = await json('/collections/cables/items?limit=1000');
  const today = (await json('/progress')).at;
  const long = features.filter(({ geometry, properties }) => geometry.type === 'LineString' && (!properties.valid_to || properties.valid_to > today)).sort((a, b) => b.geometry.coordinates.length - a.geometry.coordinates.length)[0];
  const { page, faults, close } = await openPage(browser, service.url, { hash: `#cables=${long.id}` });
  await page.getByRole('heading', { level: 2, name: long.properties.code }).waitFor();
  await page.waitForTimeout(800);
  const seen = await page.evaluate(async () => {
    const { map } = document.querySelector('[data-map]');
    const { features: shapes } = await map.getSource('stage').getData();
    return { chosen: shapes.filter(({ properties }) => properties.look === 'selection').map(({ geometry }) => geometry.coordinates), width: map.getPaintProperty('selection-halo', 'line-width') };
  });
  assert.equal(seen.chosen.length, 1);
  assert.equal(seen.chosen[0].length, long.geometry.coordinates.length, 'the whole cable, not a tile’s part');
  assert.ok(JSON.stringify(seen.width).includes('15.3'), `3.3 px of cable and twice 6: ${JSON.stringify(seen.width)}`);
  assert.deepEqual(faults, []);
  await close();
});
