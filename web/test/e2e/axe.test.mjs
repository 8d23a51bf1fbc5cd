// axe-core finds nothing serious: both languages, light and dark, desk and phone, each kind of panel.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './browser.mjs';
import { seriousOf } from './serious.mjs';
import { browser, service } from './started.mjs';

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
  ['importing, before a token', '#tool=import', 'light', DESK],
  ['importing on a phone, en, dark', '#tool=import&lang=en', 'dark', PHONE],
  ['help', '#tool=help', 'light', DESK],
];

for (const [name, hash, colorScheme, size] of VIEWS) {
  test(`axe-core has nothing serious to say of ${name}`, async () => {
    const { page, close } = await openPage(browser, service.url, { hash, colorScheme, ...size });
    await page.waitForTimeout(400);
    assert.deepEqual(await seriousOf(page), []);
    await close();
  });
}
