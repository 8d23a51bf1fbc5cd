// "Nạp dữ liệu": a file is tried, looked at, stored and taken back, in the page and against the service's own figures.
import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import { bigNumber, mapLoaded, openPage, shareText } from './browser.mjs';
import { seriousOf, smallTargets } from './serious.mjs';
import { startService, TOKEN } from './service.mjs';
import { browser, service } from './started.mjs';
import { client, geojsonFile, onStage, openWriter, outcomesOf, unexpected } from './writing.mjs';

const ask = client(service);

// GeographicLib: from (106.6875, 20.85611) a hundredth of a degree east is 1040.697184 m.
const EAST_M = 1040.697184;
const east = (lat = 20.85611) => ({ type: 'LineString', coordinates: [[106.6875, lat], [106.6975, lat]] });
const row = (code, day, more = {}) => ({ type: 'Feature', geometry: east(), properties: { MA_CAP: code, KIEU: 'treo', status: 'functional', valid_from: day, ...more } });
/** Two rows that can stand and one whose date is none. */
const FILE = () => geojsonFile('cáp-thử.geojson', [row('E2E-1', '2016-01-01'), row('E2E-2', '2017-01-01'), row('E2E-3', 'hôm qua')]);
const lengthText = (m) => (m < 999.5 ? `${Math.round(m)} m` : `${(m / 1000).toFixed(1).replace('.', ',')} km`);

async function fill(page) {
  await page.locator('input[type=file]').setInputFiles(FILE());
  await page.getByLabel('Nguồn của mã', { exact: true }).selectOption({ label: 'MA_CAP' });
  await page.getByLabel('Nguồn của cách đi cáp', { exact: true }).selectOption({ label: 'KIEU' });
  await page.getByLabel('Nguồn của doanh nghiệp', { exact: true }).selectOption('value:');
  await page.getByLabel('Giá trị của doanh nghiệp cho mọi dòng').fill('E2E');
  await page.getByLabel('Giá trị của doanh nghiệp cho mọi dòng').press('Tab');
  await page.getByLabel('cách đi cáp: “treo” nghĩa là').selectOption('aerial');
  await page.locator('.outcomes li[data-outcome=created]').filter({ hasText: '2' }).waitFor();
}

test('the token is asked once, a wrong one is told at once, and a visit keeps it until it is forgotten', async () => {
  const { page, faults, close } = await openPage(browser, service.url, { hash: '#tool=import', map: false });
  await page.getByLabel('Mã ghi', { exact: true }).fill('not-the-token');
  await page.getByRole('button', { name: 'Dùng mã này' }).click();
  await page.getByRole('alert').filter({ hasText: 'Dịch vụ không nhận mã này' }).waitFor();
  assert.equal(await page.locator('input[type=file]').count(), 0, 'nothing can be sent with it');
  await page.getByLabel('Mã ghi', { exact: true }).fill(TOKEN);
  await page.getByLabel('Tên của bạn').fill('Nguyễn An');
  await page.getByRole('button', { name: 'Dùng mã này' }).click();
  await page.getByText('Đang ghi với tên Nguyễn An').waitFor();
  await page.reload();
  await page.getByText('Đang ghi với tên Nguyễn An').waitFor();
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), [], 'nothing of it outlives the visit');
  await page.getByRole('button', { name: 'Quên mã' }).click();
  await page.getByLabel('Mã ghi', { exact: true }).waitFor();
  await page.reload();
  await page.getByLabel('Mã ghi', { exact: true }).waitFor();
  assert.deepEqual(unexpected(faults, [401]), []);
  await close();
});

test('a service without a token says that it takes no changes', async () => {
  if (process.env.NGAMHOA_URL) return;
  const closed = await startService({ token: '' });
  const { page, faults, close } = await openPage(browser, closed.url, { hash: '#tool=import', map: false });
  await page.getByText('Dịch vụ này không nhận thay đổi').waitFor();
  assert.equal(await page.locator('input[type=file]').count(), 0);
  assert.deepEqual(faults, []);
  await close();
  await closed.stop();
});

test('a file with one refused row is tried, drawn, stored, and taken back', async () => {
  const earlier = await ask.json('/progress');
  const { page, faults, queries, close } = await openWriter(browser, service, { hash: '#tool=import' });
  await page.evaluate(() => (globalThis.sameVisit = true));
  await fill(page);
  assert.deepEqual(await outcomesOf(page), { created: 2, updated: 0, unchanged: 0, retired: 0, refused: 1 });
  assert.equal((await ask.json('/progress')).revision, earlier.revision, 'a trial stores nothing');

  const refusal = page.getByRole('table').getByRole('row').filter({ hasText: 'Không phải ngày' });
  assert.match(await refusal.innerText(), /có từ/);
  assert.deepEqual((await onStage(page)).sort(), [['finding', '3'], ['import', 'created'], ['import', 'created']]);
  assert.match(await page.locator('details.legend').innerText(), /tạo mới/);
  await page.getByRole('button', { name: 'Xem vị trí dòng 3' }).click();
  await page.waitForFunction(() => {
    const { lng, lat } = document.querySelector('[data-map]').map.getCenter();
    return Math.abs(lng - 106.6875) < 0.001 && Math.abs(lat - 20.85611) < 0.001;
  });

  const box = await page.locator('[data-map] canvas').first().boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  assert.ok(await page.getByRole('heading', { level: 2, name: 'Nạp dữ liệu' }).isVisible(), 'a click on the map throws no file away');
  const confirm = page.getByRole('button', { name: 'Ghi vào sổ' });
  assert.ok(await confirm.isDisabled(), 'refused rows are in the way');
  await page.locator('summary').filter({ hasText: 'Lựa chọn' }).click();
  await page.getByLabel('Bỏ qua dòng bị từ chối').check();
  await page.waitForFunction(() => [...document.querySelectorAll('button')].some((button) => button.textContent === 'Ghi vào sổ' && !button.disabled));
  assert.deepEqual(await seriousOf(page), []);
  await confirm.click();
  await page.getByText('Đã nạp cáp-thử.geojson.').waitFor();

  const now = await ask.json('/progress');
  const overhead = ({ total, outside }) => total.overhead_m + outside.overhead_m;
  assert.ok(Math.abs(overhead(now) - overhead(earlier) - 2 * EAST_M) < 0.002, `${overhead(now) - overhead(earlier)}`);
  await page.getByRole('button', { name: 'Quay lại' }).click();
  await page.waitForFunction((text) => document.querySelector('[data-testid=share] strong')?.textContent === text, shareText('vi', now.total.share));
  const zone = now.zones.find(({ id, overhead_m }) => overhead_m - (earlier.zones.find((one) => one.id === id)?.overhead_m ?? 0) > 100);
  assert.ok(zone, 'the line runs through a zone of the demo');
  const inTable = page.locator('section.zones tbody tr').filter({ hasText: zone.name }).first();
  assert.ok((await inTable.innerText()).includes(lengthText(zone.overhead_m)), `${await inTable.innerText()} has ${lengthText(zone.overhead_m)}`);
  const { features } = await ask.json('/collections/cables/items?operator=E2E');
  assert.deepEqual(features.map(({ properties }) => [properties.code, properties.placement]), [['E2E-1', 'aerial'], ['E2E-2', 'aerial']]);
  const drawn = (id) => document.querySelector('[data-map]').map.querySourceFeatures('net', { sourceLayer: 'cables' }).some((feature) => feature.id === id);
  await page.waitForFunction(drawn, features[0].id, { timeout: 20_000 });
  const later = queries.filter(({ pathname, searchParams }) => searchParams.get('min_revision') === String(now.revision) && pathname !== '/import');
  assert.ok(later.some(({ pathname }) => pathname === '/progress') && later.some(({ pathname }) => pathname.startsWith('/tiles/')), 'what is read after a write is at least that new');

  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByText(`Đã hoàn tác thay đổi ở phiên bản ${now.revision}`).first().waitFor();
  const restored = await ask.json('/progress');
  assert.deepEqual([restored.total, restored.outside, restored.zones], [earlier.total, earlier.outside, earlier.zones]);
  await page.waitForFunction((text) => document.querySelector('[data-testid=share] strong')?.textContent === text, shareText('vi', earlier.total.share));
  await page.waitForFunction((id) => !document.querySelector('[data-map]').map.querySourceFeatures('net', { sourceLayer: 'cables' }).some((feature) => feature.id === id), features[0].id, { timeout: 20_000 });
  assert.equal(await page.evaluate(() => globalThis.sameVisit), true, 'the page was never loaded anew');
  assert.deepEqual(faults, []);
  await close();
});

test('a table without a coordinate system is told which grids fit its numbers, and is read in the one chosen', async () => {
  // pyproj: (106.68, 20.84) in EPSG:9210 is east 596592.5520, north 2305520.3812.
  const text = 'code;owner;kind;status;valid_from;a;b\nB1;E2E;pole;functional;2016-01-01;596592.5520;2305520.3812\n';
  const { page, faults, close } = await openWriter(browser, service, { hash: '#tool=import&lang=en', map: false });
  await page.locator('input[type=file]').setInputFiles({ name: 'so.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByLabel('The file holds').selectOption('structures');
  await page.getByLabel('Source of easting (E)').selectOption('column:a');
  await page.getByLabel('Source of northing (N)').selectOption('column:b');
  await page.getByText('The file does not say which coordinate system it is in').waitFor();
  const offered = await page.getByLabel('Coordinate system').locator('option').allInnerTexts();
  assert.ok(offered.some((option) => option.startsWith('EPSG:9210 (fits')), offered.join(', '));
  await page.getByLabel('Coordinate system').selectOption('EPSG:9210');
  await page.locator('.outcomes li[data-outcome=created]').filter({ hasText: '1' }).waitFor();
  assert.match(await page.locator('.facts').innerText(), /EPSG:9210/);
  const [feature] = await page.evaluate(async () => {
    const [wanted] = [...document.querySelectorAll('[data-map]')];
    for (let tries = 0; tries < 200 && !wanted?.map?.getSource('stage'); tries++) await new Promise((resolve) => setTimeout(resolve, 100));
    return (await wanted.map.getSource('stage').getData()).features;
  });
  const [lon, lat] = feature.geometry.coordinates;
  assert.ok(Math.abs(lon - 106.68) < 1e-7 && Math.abs(lat - 20.84) < 1e-7, `${lon} ${lat}`);
  assert.deepEqual(unexpected(faults, [400]), []);
  await close();
});

test('what a register no longer has is ended on a day, in another form on the map, and comes back', async () => {
  const plain = (code, lat) => ({ type: 'Feature', geometry: east(lat), properties: { code, operator: 'E2E-R', placement: 'aerial', status: 'functional', valid_from: '2016-01-01' } });
  const whole = geojsonFile('a.geojson', [plain('R-1', 20.851), plain('R-2', 20.852)]);
  const imported = await fetch(`${service.url}/import?as=cables&name=a.geojson`, { method: 'POST', headers: { Authorization: `Bearer ${TOKEN}` }, body: whole.buffer }).then((response) => response.json());
  assert.equal(imported.created, 2);
  const { page, faults, close } = await openWriter(browser, service, { hash: '#tool=import' });
  await page.locator('input[type=file]').setInputFiles(geojsonFile('b.geojson', [plain('R-1', 20.851)]));
  await page.locator('.outcomes').waitFor();
  assert.match(await page.locator('section[aria-label="Kết quả chạy thử"]').innerText(), /Có trong sổ mà tệp không có\s+E2E-R: 1\s+R-2/);
  assert.ok(await page.getByRole('button', { name: 'Ghi vào sổ' }).isDisabled(), 'nothing to store yet');
  await page.locator('summary').filter({ hasText: 'Lựa chọn' }).click();
  await page.getByLabel('Kết thúc những gì tệp này không còn').check();
  await page.getByLabel('Không còn từ ngày').fill('2026-05-01');
  await page.getByLabel('Không còn từ ngày').press('Tab');
  await page.locator('.outcomes li[data-outcome=retired]').filter({ hasText: '1' }).waitFor();
  await page.waitForTimeout(700);
  assert.deepEqual((await onStage(page)).sort(), [['import', 'retired'], ['import', 'unchanged']]);
  await page.getByRole('button', { name: 'Ghi vào sổ' }).click();
  await page.getByText('Đã nạp b.geojson.').waitFor();
  const ended = async () => (await ask.json('/collections/cables/items?operator=E2E-R&code=R-2')).features[0].properties.valid_to ?? null;
  assert.equal(await ended(), '2026-05-01');
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByText('Đã hoàn tác').first().waitFor();
  assert.equal(await ended(), null);
  // Others' changes to the same rows lie between: the first import cannot be undone any more, only deleted.
  for (const { id } of (await ask.json('/collections/cables/items?operator=E2E-R')).features) await ask.send('DELETE', `/collections/cables/items/${id}`, undefined, { 'If-Match': '*' });
  assert.deepEqual(faults, []);
  await close();
});

/** A link to the service that lets through so many bytes a second on the way up; no limit where `rate` is 0. */
async function slowLink(target) {
  const link = { rate: 0 };
  const { port } = new URL(target);
  const server = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1');
    far.pipe(near);
    near.on('data', (part) => {
      far.write(part);
      if (link.rate === 0) return;
      near.pause();
      setTimeout(() => near.resume(), (part.length / link.rate) * 1000);
    });
    for (const [one, other] of [[near, far], [far, near]]) one.on('error', () => other.destroy()).on('close', () => other.destroy());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { link, url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
const plainRow = (code, lat, more = {}) => ({ type: 'Feature', geometry: east(lat), properties: { code, operator: 'E2E-C', placement: 'aerial', status: 'functional', valid_from: '2016-01-01', ...more } });

test('cancelling while a file is on its way stores nothing, and the same file can be stored afterwards', async () => {
  const earlier = await ask.json('/progress');
  // Twelve megabytes: more than the buffers between browser and service swallow.
  const many = Array.from({ length: 6000 }, (_, at) => plainRow(`C-${at}`, 20.8 + at * 1e-5, { note: 'x'.repeat(2000) }));
  const { link, url, close: closeLink } = await slowLink(service.url);
  const { page, faults, close } = await openWriter(browser, { url }, { hash: '#tool=import', map: false });
  await page.locator('input[type=file]').setInputFiles(geojsonFile('nhiều.geojson', many));
  await page.locator('.outcomes li[data-outcome=created]').filter({ hasText: '6.000' }).waitFor({ timeout: 60_000 });
  link.rate = 400_000;
  await page.getByRole('button', { name: 'Ghi vào sổ' }).click();
  await page.getByText(/^Đang gửi tệp/).waitFor();
  await page.waitForTimeout(500);
  await page.getByRole('button', { name: 'Hủy' }).click();
  link.rate = 0;
  await page.getByText('Đã hủy trong lúc gửi').waitFor({ timeout: 60_000 });
  assert.equal((await ask.json('/progress')).revision, earlier.revision);
  await page.getByRole('button', { name: 'Ghi vào sổ' }).click();
  await page.getByText('Đã nạp nhiều.geojson.').waitFor({ timeout: 60_000 });
  assert.equal((await ask.json('/collections/cables/items?operator=E2E-C&limit=1')).numberMatched, 6000);
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByText('Đã hoàn tác').first().waitFor({ timeout: 60_000 });
  assert.deepEqual((await ask.json('/progress')).total, earlier.total);
  assert.deepEqual(faults, []);
  await close();
  closeLink();
});

test('an answer that was lost is asked for again, and nothing is stored twice', async () => {
  const { revision } = await ask.json('/progress');
  const { page, faults, close } = await openWriter(browser, service, { hash: '#tool=import', map: false });
  await page.locator('input[type=file]').setInputFiles(geojsonFile('mất.geojson', [plainRow('L-1', 20.853)]));
  await page.locator('.outcomes li[data-outcome=created]').filter({ hasText: '1' }).waitFor();
  const lose = async (route) => {
    await route.fetch();
    await route.abort();
  };
  await page.route(/\/import\?.*dry_run=false/, lose, { times: 1 });
  await page.getByRole('button', { name: 'Ghi vào sổ' }).click();
  await page.getByText('Thử lại là an toàn').waitFor();
  assert.equal((await ask.json('/progress')).revision, revision + 1, 'it had arrived');
  await page.getByRole('button', { name: 'Thử lại' }).click();
  await page.getByText('Đã nạp mất.geojson.').waitFor();
  assert.equal((await ask.json('/progress')).revision, revision + 1, 'and is there once');
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByText('Đã hoàn tác').first().waitFor();
  assert.deepEqual(faults.filter((fault) => !fault.includes('ERR_FAILED')), []);
  await close();
});

test('a phone imports too: nothing is wider than it, every button fits a thumb', async () => {
  const { page, faults, close } = await openWriter(browser, service, { hash: '#tool=import', width: 390, height: 844, touch: true, colorScheme: 'dark' });
  await fill(page);
  const handle = page.locator('aside.sheet button').first();
  await handle.press('ArrowUp');
  await page.waitForTimeout(400);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  assert.equal(await page.evaluate(() => Math.max(...[...document.querySelectorAll('#panel *')].filter((element) => element.checkVisibility() && !element.closest('.scroll, .hidden')).map((element) => element.getBoundingClientRect().right)) <= 390.5), true, 'the panel stays within the phone');
  assert.deepEqual(await smallTargets(page), []);
  assert.deepEqual(await seriousOf(page), []);
  await mapLoaded(page);
  assert.ok((await bigNumber(page).catch(() => null)) === null, 'the import is what the sheet shows');
  assert.deepEqual(faults, []);
  await close();
});
