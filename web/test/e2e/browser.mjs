// A real Chromium and pages that report everything a reader would call broken: errors, failed requests, requests to other hosts.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PLACES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export async function openBrowser() {
  const executablePath = PLACES.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error('no Chromium found: install it (apt-get install chromium) or set CHROMIUM to its path');
  // Without a graphics card WebGL needs the software renderer, which newer Chromium gives only when asked.
  return chromium.launch({ executablePath, args: ['--headless=new', '--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'] });
}

/** Opens the viewer. `faults` collects what went wrong, `asked` every request's path. */
export async function openPage(browser, url, { hash = '', width = 1440, height = 900, colorScheme = 'light', touch = false, map = true, kept = {} } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, hasTouch: touch, reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  // What an earlier page of the same visit left behind.
  await page.addInitScript((entries) => Object.entries(entries).forEach(([key, value]) => sessionStorage.getItem(key) ?? sessionStorage.setItem(key, value)), kept);
  const faults = [];
  const asked = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on('request', (request) => {
    const { origin, pathname, protocol } = new URL(request.url());
    if (protocol === 'data:' || protocol === 'blob:') return;
    asked.push(pathname);
    if (origin !== new URL(url).origin) faults.push(`another host: ${request.url()}`);
  });
  await page.goto(`${url}/${hash}`);
  await page.getByTestId('share').or(page.locator('section.panel')).first().waitFor();
  if (map) await mapLoaded(page);
  return { page, faults, asked, close: () => context.close() };
}

/** Waits until the map has drawn all it wants to draw. */
export async function mapLoaded(page) {
  await page.waitForFunction(() => document.querySelector('[data-map]')?.map?.loaded() === true, null, { timeout: 60_000 });
}

/** Colours in a picture of an element, each with its number of pixels (fine differences rounded away). */
export async function coloursOf(page, locator) {
  const picture = (await locator.screenshot()).toString('base64');
  return page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const counts = {};
    for (let i = 0; i < data.length; i += 4) {
      const key = `${data[i] >> 3},${data[i + 1] >> 3},${data[i + 2] >> 3}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }, picture);
}

/** A share as the page writes it. */
export function shareText(lang, share) {
  if (share === null) return '–';
  const tenths = share < 1 ? Math.min(Math.round(share * 1000), 999) : Math.round(share * 1000);
  const shown = ((share > 0 ? Math.max(tenths, 1) : tenths) / 10).toFixed(1);
  return lang === 'vi' ? `${shown.replace('.', ',')}\u202f%` : `${shown}%`;
}

export const bigNumber = (page) => page.getByTestId('share').locator('strong').innerText();
