// What axe-core has to say of a page that is serious or critical.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function seriousOf(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map(({ target, any }) => `${target} ${any[0]?.message ?? ''}`).join('; ')}`);
}

/** Buttons and fields of a phone's page that are too small for a thumb. */
export const smallTargets = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, input, select, summary, textarea')]
      .filter((element) => element.checkVisibility() && !element.closest('table, .hidden') && element.tabIndex >= 0)
      .map((element) => ({ what: element.getAttribute('aria-label') ?? element.textContent.trim(), box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.height > 0 && box.height < 43.5 && box.width > 1)
      .map(({ what, box }) => `${what} ${box.width.toFixed(0)}x${box.height.toFixed(0)}`)
      .filter((entry) => !/^Vùng kéo|^Khu vực /.test(entry)));
