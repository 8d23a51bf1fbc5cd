// The README's pictures: the demo as readers see it, at three sizes, in both languages, light and dark. Run by `make pictures` only.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mapLoaded, openBrowser, openPage } from './e2e/browser.mjs';
import { startService } from './e2e/service.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../docs/pictures');
mkdirSync(folder, { recursive: true });

const DESK = { width: 1440, height: 900 };
const TABLET = { width: 820, height: 1180 };
const PHONE = { width: 390, height: 844, touch: true };

const service = await startService();
const browser = await openBrowser();
const json = (path) => fetch(service.url + path, { headers: { Accept: 'application/json' } }).then((response) => response.json());

async function take(name, hash, size, colorScheme, act = async () => undefined) {
  const { page, faults, close } = await openPage(browser, service.url, { hash, colorScheme, ...size });
  await act(page);
  await page.waitForTimeout(900);
  await mapLoaded(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  if (faults.length) console.error(`${name}: ${faults.join('; ')}`);
  console.log(`docs/pictures/${name}.png`);
  await close();
}

const line = (points) => points.map(([lon, lat]) => `${lon.toFixed(6)},${lat.toFixed(6)}`).join('_');

try {
  const { zones } = await json('/progress');
  const halfway = zones.filter(({ share, overhead_m, deadline }) => share > 0.1 && overhead_m > 1 && deadline).sort((a, b) => Math.abs(a.share - 0.5) - Math.abs(b.share - 0.5))[0] ?? zones[0];
  const street = zones.find(({ kind, overhead_m }) => kind === 'street' && overhead_m > 1) ?? halfway;
  const { cables } = await json(`/zones/${street.id}/cables`);
  const { geometry } = await json(`/collections/cables/items/${cables[0].id}`);
  const path = geometry.type === 'LineString' ? geometry.coordinates : geometry.coordinates[0];

  await take('city', '', DESK, 'light');
  await take('city-2019-en', '#at=2019-06-30&lang=en&theme=light', DESK, 'light');
  await take('zone-dark', `#zone=${halfway.id}`, DESK, 'dark', (page) => page.waitForTimeout(1200));
  await take('draw-en', `#tool=draw&lang=en&line=${line(path.slice(0, 8))}&map=16.30/${path[0][1]}/${path[0][0]}`, DESK, 'light', (page) => page.waitForTimeout(1500));
  await take('try-a-plan', '#tool=check', DESK, 'light', async (page) => {
    const plan = { type: 'FeatureCollection', features: [{ type: 'Feature', properties: { code: 'PA-1', placement: 'duct' }, geometry: { type: 'LineString', coordinates: path.map(([lon, lat]) => [lon + 0.00003, lat + 0.00002]) } }] };
    await page.locator('input[type=file]').setInputFiles({ name: 'phuong-an.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(JSON.stringify(plan)) });
    await page.locator('.verdict').waitFor();
    await page.waitForTimeout(1500);
  });
  await take('tablet-en-dark', `#lang=en&colour=firm&map=15.00/${path[0][1]}/${path[0][0]}`, TABLET, 'dark');
  await take('phone', '', PHONE, 'light');
  await take('phone-zone-dark', `#zone=${halfway.id}`, PHONE, 'dark', (page) => page.waitForTimeout(1200));
} finally {
  await browser.close();
  await service.stop();
}
