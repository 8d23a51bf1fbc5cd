import { expect, it } from 'vitest';
import { waitMs } from './backoff';

it('asks every half minute, soon after a failure, and never more seldom than when all is well', () => {
  expect([0, 1, 2, 3, 4, 1000].map(waitMs)).toEqual([30_000, 5_000, 10_000, 20_000, 30_000, 30_000]);
});
