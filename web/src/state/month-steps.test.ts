import { expect, it } from 'vitest';
import { monthSteps } from './month-steps';

it('ends every month and closes with the last day asked for', () => {
  expect(monthSteps('2015-01-01', '2015-04-10')).toEqual(['2015-01-31', '2015-02-28', '2015-03-31', '2015-04-10']);
  expect(monthSteps('2016-02-01', '2016-02-29')).toEqual(['2016-02-29']);
  expect(monthSteps('2015-01-01', '2026-11-25')).toHaveLength(143);
});
