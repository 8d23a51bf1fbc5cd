import { expect, it } from 'vitest';
import { waitMs } from './backoff';

it('asks every half minute, doubles with each failure in a row and never waits over four minutes', () => {
  expect([0, 1, 2, 3, 4, 1000].map(waitMs)).toEqual([30_000, 60_000, 120_000, 240_000, 240_000, 240_000]);
});
