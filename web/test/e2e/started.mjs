// The service and the browser of a file of tests: there when the file begins, gone after its last test.
import { after } from 'node:test';
import { openBrowser } from './browser.mjs';
import { startService } from './service.mjs';

export const service = await startService();
export const browser = await openBrowser().catch(async (error) => {
  await service.stop();
  throw error;
});

/** What the service itself says. */
export const json = (path) => fetch(service.url + path, { headers: { Accept: 'application/json' } }).then((response) => response.json());

after(async () => {
  await browser.close();
  await service.stop();
});
