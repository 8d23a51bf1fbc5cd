// Writes .br and .gz beside every text file of dist, so that the service can hand them out without compressing at run time.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TEXT = /\.(js|mjs|css|svg|json|map|webmanifest)$/;
let raw = 0;
let packed = 0;
for (const name of readdirSync('dist', { recursive: true, encoding: 'utf8' }).sort()) {
  if (!TEXT.test(name)) continue;
  const path = join('dist', name);
  const bytes = readFileSync(path);
  const br = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  writeFileSync(`${path}.br`, br);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  raw += bytes.length;
  packed += br.length;
}
console.log(`compressed ${(raw / 1000).toFixed(0)} kB to ${(packed / 1000).toFixed(0)} kB brotli`);
