import { beforeEach, expect, it, vi } from 'vitest';
import { ready } from '../api/writes';
import { health } from './health.svelte';

vi.mock('../api/writes', () => ({ ready: vi.fn() }));
vi.stubGlobal('document', { hidden: false });
const asked = vi.mocked(ready);

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-25T10:00:00Z') });
  asked.mockReset();
});

it('asks again soon after a failure, later and later while nobody answers, and every half minute once it is well', async () => {
  asked.mockRejectedValue(new Error('away'));
  await health.check();
  expect(health.reachable).toBe(false);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(asked).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(9_000);
  expect(asked).toHaveBeenCalledTimes(2);
  asked.mockResolvedValue({ status: 'ready', revision: 3, stale: false });
  await vi.advanceTimersByTimeAsync(1_000);
  expect([asked.mock.calls.length, health.reachable]).toEqual([3, true]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(asked).toHaveBeenCalledTimes(4);
});

it('says of what time the figures are: when the store last answered, as the service says, else when the page last heard so', async () => {
  asked.mockResolvedValue({ status: 'ready', revision: 3, stale: false });
  await health.check();
  asked.mockResolvedValue({ status: 'ready', revision: 3, stale: true });
  vi.setSystemTime(new Date('2026-11-25T10:07:00Z'));
  await health.check();
  expect([health.stale, health.good.toISOString()]).toEqual([true, '2026-11-25T10:00:00.000Z']);
  asked.mockResolvedValue({ status: 'ready', revision: 3, stale: true, stale_since: '2026-11-25T09:58:30Z' });
  await health.check();
  expect(health.good.toISOString()).toBe('2026-11-25T09:58:30.000Z');
  asked.mockResolvedValue({ status: 'ready', revision: 4, stale: false });
  await health.check();
  expect([health.stale, health.good.toISOString()]).toEqual([false, '2026-11-25T10:07:00.000Z']);
});

it('takes a service that answers nothing for ten seconds for one that is away', async () => {
  asked.mockImplementation((signal) => new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))));
  const check = health.check();
  await vi.advanceTimersByTimeAsync(10_000);
  await check;
  expect(health.reachable).toBe(false);
});
