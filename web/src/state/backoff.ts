// How long to wait before the service is asked again how it is. Pure.

export const EVERY_MS = 30_000;
const SOON_MS = 5_000;

/** Half a minute while all is well. After a failure soon, for most outages are a restart; then as seldom as when all is well. */
export function waitMs(failures: number): number {
  return failures > 0 ? Math.min(EVERY_MS, SOON_MS * 2 ** Math.min(failures - 1, 10)) : EVERY_MS;
}
