// An outside basemap whose style is on one host and whose pictures are on another.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { openBrowser, openPage } from './browser.mjs';
import { startService } from './service.mjs';

// A grey pixel.
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mOoqqr6DwAFwAK/kXr8rAAAAABJRU5ErkJggg==', 'base64');
const own = Boolean(process.env.NGAMHOA_URL);
let browser;
let styles;
let pictures;
const asked = [];

function hostOf(handler) {
  const server = createServer((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    handler(request, response);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve({ origin: `http://127.0.0.1:${server.address().port}`, server })));
}

before(async () => {
  browser = await openBrowser();
  pictures = await hostOf((request, response) => {
    asked.push(request.url);
    response.setHeader('Content-Type', 'image/png');
    response.end(PICTURE);
  });
  styles = await hostOf((request, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ version: 8, sources: { a: { type: 'raster', tiles: [`${pictures.origin}/{z}/{x}/{y}.png`], tileSize: 256 } }, layers: [{ id: 'a', type: 'raster', source: 'a' }] }));
  });
});
after(async () => {
  await browser?.close();
  for (const host of [styles, pictures]) {
    host?.server.closeAllConnections();
    host?.server.close();
  }
});

/** The page of a service with these settings, and what its banner says. */
async function opened(settings, hash, look) {
  const service = await startService({ settings: { NGAMHOA_BASEMAP: `${styles.origin}/style.json`, ...settings } });
  const { page, close } = await openPage(browser, service.url, { hash });
  await look(page);
  await close();
  await service.stop();
}

test('a host that the page may not ask is named, in both languages, with what to set', { skip: own }, async () => {
  for (const [hash, words] of [['', 'trang không được phép hỏi'], ['#lang=en', 'the page may not ask']]) {
    asked.length = 0;
    await opened({}, hash, async (page) => {
      const banner = page.locator('.banner').filter({ hasText: words });
      await banner.waitFor();
      const text = await banner.innerText();
      assert.ok(text.includes(pictures.origin) && text.includes('NGAMHOA_BASEMAP_HOSTS'), text);
      await banner.getByRole('button').click();
      await banner.waitFor({ state: 'detached' });
    });
    assert.deepEqual(asked, []);
  }
});

test('a host that is set is asked and nothing is wrong', { skip: own }, async () => {
  asked.length = 0;
  await opened({ NGAMHOA_BASEMAP_HOSTS: `https://fonts.example,${pictures.origin}` }, '', async (page) => {
    assert.ok(asked.length > 0, 'pictures came');
    assert.equal(await page.locator('.banner').count(), 0);
  });
});

test('a host that does not answer is named', { skip: own }, async () => {
  // Nothing listens on the port of discard.
  await opened({ NGAMHOA_BASEMAP: 'http://127.0.0.1:9/style.json' }, '#lang=en', async (page) => {
    await page.locator('.banner').filter({ hasText: 'could not be loaded from http://127.0.0.1:9' }).waitFor();
  });
});
