import { describe, expect, it } from 'vitest';
import { en } from './en';
import { dayOf, area, date, dayNumber, gridMetres, isoDay, length, share } from './format';
import { vi } from './vi';

it('writes lengths in metres under a kilometre and with one decimal above', () => {
  expect(length('vi', 412600)).toBe('412,6 km');
  expect(length('en', 412600)).toBe('412.6 km');
  expect(length('vi', 87.4)).toBe('87 m');
  expect(length('vi', 999.6)).toBe('1,0 km');
  expect(length('en', 3.25)).toBe('3.3 m');
  expect(length('en', 0)).toBe('0 m');
});

it('never rounds an unfinished share up to 100 nor a begun one down to 0', () => {
  expect(share('vi', 0.6241)).toBe('62,4\u202f%');
  expect(share('en', 0.9999)).toBe('99.9%');
  expect(share('en', 0.0001)).toBe('0.1%');
  expect(share('en', 1)).toBe('100.0%');
  expect(share('en', 0)).toBe('0.0%');
  expect(share('en', null)).toBe('–');
});

it('writes dates as each language does and counts days as the tiles do', () => {
  expect(date('vi', '2021-06-30')).toBe('30/06/2021');
  expect(date('en', '2021-06-30')).toBe('30 Jun 2021');
  expect(dayNumber('1970-01-02')).toBe(1);
  expect(dayNumber('2021-06-30')).toBe(18808);
  expect(isoDay(18808)).toBe('2021-06-30');
});

it('groups grid metres and picks area units', () => {
  expect(gridMetres(2307308.521)).toBe('2\u202f307\u202f309');
  expect(gridMetres(597362.7666, 2)).toBe('597\u202f362.77');
  expect(area('vi', 5400)).toBe('5.400 m²');
  expect(area('en', 123456)).toBe('12.3 ha');
});

describe('the two languages', () => {
  const shape = (value: unknown, path = ''): string[] =>
    typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, inner]) => shape(inner, `${path}.${key}`)) : [`${path}:${typeof value}`];

  it('have the same entries', () => expect(shape(en)).toEqual(shape(vi)));

  it('leave nothing blank', () => {
    const blanks = (value: unknown): boolean => (typeof value === 'object' && value !== null ? Object.values(value).some(blanks) : value === '');
    expect(blanks(vi)).toBe(false);
    expect(blanks(en)).toBe(false);
  });
});

it('reads a typed day and nothing that is none', () => {
  expect(['15/06/2019', '15-6-2019', '15.06.2019', '15 Jun 2019', '2019-06-15', ' 15/6/2019 '].map(dayOf)).toEqual(Array(6).fill('2019-06-15'));
  expect(['31/02/2019', '2019', '15/13/2019', '15/06/19', 'Jun 2019', '', '1 Foo 2019'].map(dayOf)).toEqual(Array(7).fill(null));
});
