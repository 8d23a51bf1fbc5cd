// Writes .br and .gz beside every text file of dist, so that the service hands them out without compressing at run time,
// and holds the page to its budget.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TEXT = /\.(js|mjs|css|svg|json|map|webmanifest)$/;
/** Bytes over the wire: what stands before the map is asked for, and everything with one weight of the fonts. */
const BUDGET = { shell: 90_000, all: 520_000 };

const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
const html = readFileSync('dist/index.html');
// The service sends it with figures in it, so it is counted and not kept.
const packed = new Map([['index.html', brotli(html).length]]);
for (const name of readdirSync('dist', { recursive: true, encoding: 'utf8' }).sort()) {
  const path = join('dist', name);
  if (/-400-normal.*\.woff2$/.test(name)) packed.set(name, readFileSync(path).length);
  if (!TEXT.test(name)) continue;
  const bytes = readFileSync(path);
  const br = brotli(bytes);
  writeFileSync(`${path}.br`, br);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  packed.set(name, br.length);
}

const sum = (names) => names.reduce((total, name) => total + (packed.get(name) ?? 0), 0);
const size = {
  shell: sum([...packed.keys()].filter((name) => name === 'index.html' || html.includes(name) || /(latin|vietnamese)-400/.test(name))),
  all: sum([...packed.keys()]),
};
for (const [what, bytes] of Object.entries(size)) {
  console.log(`${what}: ${(bytes / 1000).toFixed(1)} of ${BUDGET[what] / 1000} kB`);
  if (bytes > BUDGET[what]) {
    console.error(`${what} is over its budget`);
    process.exitCode = 1;
  }
}
