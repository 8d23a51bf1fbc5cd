// The service under test: the one at NGAMHOA_URL, or the binary NGAMHOA_BIN started on a copy of the store NGAMHOA_STORE.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function ready(url, child, log) {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`the service stopped with ${child.exitCode}:\n${log.join('')}`);
    const up = await fetch(`${url}/readyz`).then((response) => response.ok, () => false);
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the service was not ready within a minute:\n${log.join('')}`);
}

/** What lets a test write: the service at NGAMHOA_URL has its own. */
export const TOKEN = process.env.NGAMHOA_URL ? (process.env.NGAMHOA_TOKEN ?? '') : 'e2e-write-token';

/** Returns the service's address and the ways to stop it, to kill it, and to start it again where it was. Without a token it takes no changes. `settings`: its environment. */
export async function startService({ token = TOKEN, settings = {} } = {}) {
  if (process.env.NGAMHOA_URL) return { url: process.env.NGAMHOA_URL.replace(/\/$/, ''), stop: async () => undefined };
  const { NGAMHOA_BIN: bin, NGAMHOA_STORE: store } = process.env;
  if (!bin || !store) throw new Error('set NGAMHOA_URL, or NGAMHOA_BIN and NGAMHOA_STORE');
  const folder = mkdtempSync(join(tmpdir(), 'ngamhoa-e2e-'));
  const copy = store.startsWith('postgres') ? store : join(folder, 'store.gpkg');
  if (copy !== store) copyFileSync(store, copy);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = [];
  let child;
  async function start() {
    child = spawn(bin, ['serve', '--store', copy, '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NGAMHOA_TOKEN: token, ...settings } });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => log.push(String(part)));
    await ready(url, child, log).catch((error) => {
      child.kill();
      throw error;
    });
  }
  await start();
  return {
    url,
    start,
    async crash() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const slow = setTimeout(() => child.kill('SIGKILL'), 5000);
      await gone;
      clearTimeout(slow);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
