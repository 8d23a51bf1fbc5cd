import { expect, it } from 'vitest';
import { dayNumber } from '../../text/format';
import { deadlineMarks } from './marks';
import { nearestStep } from './nearest';

it('gathers deadlines of a month in one mark and leaves out those off the axis', () => {
  const at = (zone: number, deadline: string | null) => ({ zone, code: `Z${zone}`, name: `Z${zone}`, deadline });
  const marks = deadlineMarks([at(1, '2019-06-15'), at(2, '2019-06-30'), at(3, '2018-12-31'), at(4, '2031-01-01'), at(5, null)], dayNumber('2015-01-31'), dayNumber('2026-11-25'));
  expect(marks.map(({ date, zones }) => [date, zones])).toEqual([['2018-12-31', ['Z3']], ['2019-06-15', ['Z1', 'Z2']]]);
});

it('snaps to the nearest step', () => {
  expect([0, 14, 16, 99].map((day) => nearestStep([0, 30, 60], day))).toEqual([0, 0, 1, 2]);
});
