// axe-core finds nothing serious: both languages, light and dark, desk and phone, each kind of panel.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { openBrowser, openPage } from './browser.mjs';
import { startService } from './service.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let service;
let browser;

before(async () => {
  service = await startService();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

const DESK = { width: 1440, height: 900 };
const TABLET = { width: 820, height: 1180 };
const PHONE = { width: 390, height: 844, touch: true };
const VIEWS = [
  ['the city, vi, light', '', 'light', DESK],
  ['the city, en, dark', '#lang=en', 'dark', DESK],
  ['the city on a tablet', '#lang=en', 'light', TABLET],
  ['the city on a phone, dark', '', 'dark', PHONE],
  ['a zone, vi, dark', '#zone=1', 'dark', DESK],
  ['a zone on a phone, en, light', '#zone=1&lang=en', 'light', PHONE],
  ['a cable', '#cables=1', 'light', DESK],
  ['drawing', '#tool=draw', 'dark', DESK],
  ['coverage, en', '#tool=coverage&lang=en', 'light', DESK],
  ['measuring', '#tool=measure', 'light', PHONE],
  ['going to coordinates', '#tool=goto&place=106.6875,20.85611', 'dark', DESK],
  ['trying a plan, en', '#tool=check&lang=en', 'dark', DESK],
  ['help', '#tool=help', 'light', DESK],
];

for (const [name, hash, colorScheme, size] of VIEWS) {
  test(`axe-core has nothing serious to say of ${name}`, async () => {
    const { page, close } = await openPage(browser, service.url, { hash, colorScheme, ...size });
    await page.waitForTimeout(400);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map(({ target, any }) => `${target} ${any[0]?.message ?? ''}`).join('; ')}`);
    assert.deepEqual(serious, []);
    await close();
  });
}
