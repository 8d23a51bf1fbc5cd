// The two acts, history and restoring, somebody else being faster, and a service that is not well.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './browser.mjs';
import { seriousOf, smallTargets } from './serious.mjs';
import { browser, service } from './started.mjs';
import { client, NAME, openWriter, unexpected } from './writing.mjs';

const ask = client(service);
const { at: today } = await ask.json('/progress');

/** An overhead cable in use that still hangs, and that nothing replaced. */
async function hanging() {
  const { features } = await ask.json('/collections/cables/items?placement=aerial&status=functional&limit=1000');
  const found = features.find(({ geometry, properties }) => geometry.type === 'LineString' && !properties.valid_to && !properties.disused_from && properties.valid_from < '2024-01-01');
  assert.ok(found, 'the demo has a cable that still hangs');
  return found;
}
const merge = { 'Content-Type': 'application/merge-patch+json', 'If-Match': '*' };

test('a cable goes underground in one act, with a conduit along it, and back', async () => {
  const earlier = await ask.json('/progress');
  const cable = await hanging();
  const { stretches } = await ask.send('POST', '/overlaps', { geometry: cable.geometry, within_m: 8, min_length_m: 1 }).then(({ body }) => body);
  const lengths = new Map();
  for (const { layer, code, status, length_m } of stretches) if (layer === 'conduits' && status === 'functional') lengths.set(code, (lengths.get(code) ?? 0) + length_m);
  const conduit = [...lengths].sort((a, b) => b[1] - a[1])[0]?.[0];
  const { page, faults, close } = await openWriter(browser, service, { hash: `#cables=${cable.id}` });
  await page.getByRole('button', { name: 'Hạ ngầm cáp này…' }).click();
  await page.waitForFunction(() => document.activeElement?.type === 'date');
  await page.getByLabel('Ngày hạ ngầm').fill(today);
  if (conduit) {
    await page.locator(`#conduits-near option[value="${conduit}"]`).waitFor({ state: 'attached' });
    await page.getByLabel('Tuyến cống (không bắt buộc)').fill(conduit);
  }
  assert.deepEqual(await seriousOf(page), []);
  await page.getByRole('button', { name: 'Ghi việc hạ ngầm' }).click();
  await page.getByText(`Đã hạ ngầm cáp ${cable.properties.code}.`).waitFor();
  const { features } = await ask.json(`/collections/cables/items?replaces=${encodeURIComponent(cable.properties.code)}&operator=${encodeURIComponent(cable.properties.operator)}`);
  const successor = features.find(({ properties }) => properties.valid_from === today);
  assert.deepEqual([successor.properties.placement, successor.properties.conduit ?? undefined], ['duct', conduit]);
  assert.deepEqual(successor.geometry, cable.geometry);
  assert.equal((await ask.json(`/collections/cables/items/${cable.id}`)).properties.valid_to, today);
  await page.getByRole('heading', { level: 2, name: successor.properties.code, exact: true }).waitFor();
  await page.getByText('Lịch sử', { exact: true }).click();
  const version = page.locator('ol li').first();
  await version.filter({ hasText: 'hạ ngầm' }).waitFor();
  assert.ok((await version.innerText()).includes(`${NAME} (token)`), await version.innerText());
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByText('Đã hoàn tác').waitFor();
  const back = await ask.json('/progress');
  assert.deepEqual([back.total, back.zones], [earlier.total, earlier.zones]);
  assert.equal((await ask.json(`/collections/cables/items/${cable.id}`)).properties.valid_to ?? null, null);
  // The successor is gone, and its panel says what became of it.
  await page.getByText('Đối tượng này đã bị xóa khỏi sổ').waitFor();
  assert.deepEqual(unexpected(faults, [404]), []);
  await close();
});

test('who was overtaken is told so, loads the new version and then succeeds; an earlier version is put back', async () => {
  const cable = await hanging();
  const { page, faults, close } = await openWriter(browser, service, { hash: `#cables=${cable.id}`, map: false });
  await page.getByRole('button', { name: 'Hạ ngầm cáp này…' }).click();
  const before = cable.properties.fibre_count ?? null;
  assert.equal((await ask.send('PATCH', `/collections/cables/items/${cable.id}`, { properties: { fibre_count: 777 } }, merge)).status, 200);
  await page.getByRole('button', { name: 'Ghi việc hạ ngầm' }).click();
  await page.getByText('Người khác vừa sửa đối tượng này').waitFor();
  assert.equal((await ask.json(`/collections/cables/items/${cable.id}`)).properties.valid_to ?? null, null, 'nothing was stored');
  await page.getByRole('button', { name: 'Tải bản mới' }).click();
  await page.getByText('777', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Ghi việc hạ ngầm' }).click();
  await page.getByText('Đã hạ ngầm cáp').waitFor();
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByText('Đã hoàn tác').waitFor();

  await page.goto(`${service.url}/#cables=${cable.id}`);
  await page.reload();
  await page.getByText('Lịch sử', { exact: true }).click();
  const { versions } = await ask.json(`/collections/cables/items/${cable.id}/history`);
  const edit = versions.findIndex(({ act }) => act.act === 'edit');
  const told = page.locator('ol li').nth(edit);
  await told.waitFor();
  assert.match((await told.innerText()).replace(/\s+/g, ' '), new RegExp(`số sợi ${before ?? 'trống'} → 777`));
  await page.getByRole('button', { name: `Đưa về bản ở phiên bản ${versions[edit + 1].revision}`, exact: true }).click();
  await page.getByText('Đã khôi phục').waitFor();
  assert.equal((await ask.json(`/collections/cables/items/${cable.id}`)).properties.fibre_count ?? null, before);
  await page.locator('ol li').first().filter({ hasText: 'khôi phục' }).waitFor();
  assert.deepEqual(unexpected(faults, [404, 412]), []);
  await close();
});

test('a zone with overhead cable is not verified: each cable is listed, and a click leads there', async () => {
  const { zones, revision } = await ask.json('/progress');
  const zone = zones.find(({ kind, status, overhead_m }) => kind === 'street' && status === 'under_way' && overhead_m > 50) ?? zones.find(({ overhead_m }) => overhead_m > 50);
  const expected = (await ask.send('POST', `/collections/zones/items/${zone.id}/verify`, { on: today, by: 'x' }, { 'If-Match': '*' })).body.errors.filter(({ code }) => code === 'still_overhead');
  assert.ok(expected.length > 0);
  const { page, faults, close } = await openWriter(browser, service, { hash: `#zone=${zone.id}` });
  await page.getByRole('button', { name: 'Nghiệm thu khu vực này…' }).click();
  assert.equal(await page.getByLabel('Người nghiệm thu').inputValue(), NAME);
  await page.getByRole('button', { name: 'Ghi nghiệm thu' }).click();
  const list = page.locator('.refused');
  await list.getByText('Chưa thể nghiệm thu').waitFor();
  assert.ok((await list.innerText()).includes(`Cáp còn treo (${expected.length})`), await list.innerText());
  assert.deepEqual(await seriousOf(page), []);
  const first = list.locator('li button').first();
  assert.ok((await first.innerText()).includes(String(expected[0].feature)), await first.innerText());
  await first.click();
  await page.getByRole('heading', { level: 2, name: String(expected[0].feature), exact: true }).waitFor();
  const { geometry } = await ask.json(`/collections/cables/items/${expected[0].id}`);
  await page.waitForFunction(([lon, lat]) => document.querySelector('[data-map]').map.getBounds().contains([lon, lat]), geometry.coordinates[0]);
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { level: 2, name: zone.name }).waitFor();
  assert.equal((await ask.json('/progress')).revision, revision, 'nothing was stored');
  assert.deepEqual(unexpected(faults, [409]), []);
  await close();
});

test('a zone whose last overhead cable is gone is verified, tells who signed, and the signature is taken back', async () => {
  const { zones } = await ask.json('/progress');
  const done = zones.find(({ status }) => status === 'cables_done');
  assert.ok(done, 'the demo has a zone that waits to be signed');
  const { page, faults, close } = await openWriter(browser, service, { hash: `#zone=${done.id}&lang=en`, map: false });
  await page.getByRole('button', { name: 'Verify this zone…' }).click();
  await page.getByLabel('Note').fill('biên bản 12');
  await page.getByRole('button', { name: 'Record the verification' }).click();
  await page.locator('.signed').filter({ hasText: `signed by ${NAME}` }).waitFor();
  assert.equal((await ask.json('/progress')).zones.find(({ id }) => id === done.id).status, 'verified');
  await page.locator('.state').filter({ hasText: 'verified' }).waitFor();
  await page.getByText('History', { exact: true }).click();
  await page.locator('ol li').first().filter({ hasText: 'verification: biên bản 12' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator('.state').filter({ hasText: 'cables done' }).waitFor();
  assert.equal((await ask.json('/progress')).zones.find(({ id }) => id === done.id).status, 'cables_done');
  assert.deepEqual(faults, []);
  await close();
});

test('a phone signs too: the form fits a thumb and nothing is wider than the phone', async () => {
  const { zones } = await ask.json('/progress');
  const zone = zones.find(({ overhead_m }) => overhead_m > 50);
  const { page, faults, close } = await openWriter(browser, service, { hash: `#zone=${zone.id}`, width: 390, height: 844, touch: true, colorScheme: 'dark' });
  await page.getByRole('button', { name: 'Nghiệm thu khu vực này…' }).click();
  await page.getByRole('button', { name: 'Ghi nghiệm thu' }).click();
  await page.locator('.refused').waitFor();
  await page.getByText('Lịch sử', { exact: true }).click();
  await page.locator('ol li').first().waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  assert.deepEqual(await smallTargets(page), []);
  assert.deepEqual(await seriousOf(page), []);
  assert.deepEqual(unexpected(faults, [409]), []);
  await close();
});

test('a store that cannot be reached and a service that cannot be reached are said, and go away by themselves', async () => {
  const { page, close } = await openPage(browser, service.url, { map: false });
  const look = () => page.evaluate(() => dispatchEvent(new Event('online')));
  const banner = page.locator('.banner');
  await look();
  await page.waitForTimeout(300);
  assert.equal(await banner.count(), 0);
  const { revision } = await ask.json('/readyz');
  await page.route('**/readyz', (route) => route.fulfill({ json: { status: 'ready', revision, stale: true, stale_since: '2026-11-25T17:30:00Z' } }));
  await look();
  await banner.filter({ hasText: 'không đọc được kho dữ liệu; đang hiển thị số liệu lúc 00:30 26/11/2026' }).waitFor();
  assert.deepEqual(await seriousOf(page), []);
  await page.unroute('**/readyz');
  await page.route('**/readyz', (route) => route.abort());
  await look();
  await banner.filter({ hasText: 'Không kết nối được với dịch vụ; đang hiển thị số liệu lúc' }).waitFor();
  await page.unroute('**/readyz');
  await page.getByRole('button', { name: 'Thử ngay' }).click();
  await page.waitForFunction(() => document.querySelector('.banner') === null);
  await close();
});

test('a page that others have overtaken says so, and comes up to date without being loaded anew', async () => {
  const cable = await hanging();
  const { page, faults, close } = await openPage(browser, service.url, { map: false });
  await page.evaluate(() => (globalThis.sameVisit = true));
  const before = cable.properties.fibre_count ?? null;
  assert.equal((await ask.send('PATCH', `/collections/cables/items/${cable.id}`, { properties: { fibre_count: 55 } }, merge)).status, 200);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.getByText('Sổ dữ liệu đã có phiên bản mới.').waitFor();
  await page.getByRole('button', { name: 'Tải lại' }).click();
  const { revision } = await ask.json('/progress');
  await page.locator('footer').filter({ hasText: `phiên bản ${revision} ` }).waitFor();
  await page.waitForFunction(() => document.querySelector('.banner') === null);
  assert.equal(await page.evaluate(() => globalThis.sameVisit), true);
  assert.equal((await ask.send('PATCH', `/collections/cables/items/${cable.id}`, { properties: { fibre_count: before } }, merge)).status, 200);
  assert.deepEqual(faults, []);
  await close();
});
