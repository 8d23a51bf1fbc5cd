import { beforeEach, expect, it } from 'vitest';
import type { Progress } from '../api/types';
import { boot } from './boot.svelte';
import { figures } from './figures.svelte';
import { view } from './view.svelte';

const answer = (at: string, outside_m: number): Progress => ({
  at, revision: 1, total: { underground_m: 0, overhead_m: 0, share: null, by_operator: [] },
  outside: { underground_m: 0, overhead_m: outside_m }, zones_by_status: {}, zones: [],
});

beforeEach(() => {
  view.at = null;
});

it('knows of cable that lies in no zone, and where it cannot know', () => {
  boot.take(answer(boot.today, 6268400));
  expect([figures.total.share, figures.outsideM]).toEqual([null, 6268400]);
  view.at = '2019-05-31';
  expect([figures.ready, figures.between, figures.outsideM]).toEqual([false, false, null]);
});

it('shows no other day’s figures while the day asked for is on its way', () => {
  view.at = '2019-06-15';
  expect([figures.between, figures.ready, figures.zones]).toEqual([true, false, []]);
  view.at = '1990-01-01';
  expect([figures.between, figures.ready]).toEqual([true, false]);
});
