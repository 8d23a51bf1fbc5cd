// How long to wait before the service is asked again how it is. Pure.

export const EVERY_MS = 30_000;
const LONGEST_MS = 240_000;

/** Half a minute while all is well; twice as long after each failure in a row, four minutes at most. */
export function waitMs(failures: number): number {
  return Math.min(LONGEST_MS, EVERY_MS * 2 ** Math.max(0, Math.min(failures, 10)));
}
