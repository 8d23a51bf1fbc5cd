import { expect, it } from 'vitest';
import { dayNumber } from '../text/format';
import { dueOf, isLate } from './due';

const zone = (status: Parameters<typeof dueOf>[0]['status'], deadline: string | null = '2019-06-15', removalDeadline: string | null = '2019-06-21') => ({ status, deadline, removalDeadline });
const day = dayNumber('2019-06-18');

it('counts days late against the date by which cable must be underground', () => {
  expect(dueOf(zone('under_way'), day)).toEqual({ kind: 'late', days: 3, date: '2019-06-15' });
  expect(dueOf(zone('regressed'), day)).toEqual({ kind: 'late', days: 3, date: '2019-06-15' });
  expect(dueOf(zone('not_started'), dayNumber('2019-06-15'))).toEqual({ kind: 'left', days: 0, date: '2019-06-15' });
});

it('looks at the removal date once the target is met, and at none when nothing hangs', () => {
  expect(dueOf(zone('target_met'), day)).toEqual({ kind: 'left', days: 3, date: '2019-06-21' });
  expect(dueOf(zone('cables_done'), dayNumber('2030-01-01'))).toEqual({ kind: 'met' });
  expect(dueOf(zone('target_met', '2019-06-15', null), day)).toEqual({ kind: 'met' });
  expect(dueOf(zone('under_way', null, null), day)).toEqual({ kind: 'none' });
});

it('never calls an empty or finished zone late', () => {
  expect(isLate(zone('empty'), day)).toBe(false);
  expect(isLate(zone('verified'), day)).toBe(false);
  expect(isLate(zone('under_way'), day)).toBe(true);
});
