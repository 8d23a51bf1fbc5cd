import { beforeEach, expect, it, vi } from 'vitest';
import { Again } from './again';

beforeEach(() => void vi.useFakeTimers());

it('asks once for all that failed, and only when the service answers again', () => {
  const run = vi.fn();
  const again = new Again(run);
  again.alive();
  expect(again.waiting).toBe(false);
  expect([again.failed(), again.failed()]).toEqual([true, false]);
  vi.advanceTimersByTime(600_000);
  expect(run).toHaveBeenCalledTimes(0);
  expect(again.waiting).toBe(true);
  again.alive();
  again.alive();
  vi.advanceTimersByTime(1_000);
  expect(run).toHaveBeenCalledTimes(1);
  expect(again.waiting).toBe(false);
  vi.advanceTimersByTime(600_000);
  expect(run).toHaveBeenCalledTimes(1);
});

it('waits longer each time while it keeps failing, and begins anew once all is there', () => {
  const again = new Again(() => undefined);
  const wait = () => {
    again.failed();
    again.alive();
    const before = Date.now();
    vi.runAllTimers();
    return Date.now() - before;
  };
  expect([1, 2, 3, 4, 5, 6, 7, 8].map(wait)).toEqual([1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000]);
  again.settled();
  expect(wait()).toBe(1000);
});
