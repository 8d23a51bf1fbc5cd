import { expect, it } from 'vitest';
import { isStep, monthSteps, stepAt, stepFrom } from './month-steps';

it('ends every month and closes with the last day asked for', () => {
  expect(monthSteps('2015-01-01', '2015-04-10')).toEqual(['2015-01-31', '2015-02-28', '2015-03-31', '2015-04-10']);
  expect(monthSteps('2016-02-01', '2016-02-29')).toEqual(['2016-02-29']);
  expect(monthSteps('2015-01-01', '2026-11-25')).toHaveLength(143);
});

it('knows which days are steps, and goes from any day to the next and the last step', () => {
  const days = [10, 40, 70];
  expect([5, 10, 39, 40, 99].map((day) => [stepAt(days, day), isStep(days, day)])).toEqual([[0, false], [0, true], [0, false], [1, true], [2, false]]);
  expect([stepFrom(days, 40, 1), stepFrom(days, 40, -1)]).toEqual([2, 0]);
  expect([stepFrom(days, 50, 1), stepFrom(days, 50, -1)]).toEqual([2, 1]);
  expect([stepFrom(days, 5, 1), stepFrom(days, 5, -1)]).toEqual([0, -1]);
});
