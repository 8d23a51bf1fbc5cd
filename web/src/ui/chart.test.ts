import { expect, it } from 'vitest';
import { dayNumber } from '../text/format';
import { areaPath, linePath, roundTop, scale, yearTicks } from './chart';

const frame = { left: 0, right: 100, top: 0, bottom: 50 };

it('maps days and values into the frame and back', () => {
  const s = scale([1000, 1500, 2000], 10, frame);
  expect([s.x(1000), s.x(1500), s.x(2000)]).toEqual([0, 50, 100]);
  expect([s.y(0), s.y(10)]).toEqual([50, 0]);
  expect(s.day(50)).toBe(1500);
});

it('breaks a line where there is no value', () => {
  const s = scale([0, 50, 100, 150, 200], 1, frame);
  expect(linePath([0, 50, 100, 150, 200], [0, 1, null, 1, 0], s)).toBe('M0.0 50.0L25.0 0.0M75.0 0.0L100.0 50.0');
});

it('closes an area over its own base', () => {
  const s = scale([0, 100], 1, frame);
  expect(areaPath([0, 100], [0, 0], [1, 0.5], s)).toBe('M0.0 0.0L100.0 25.0L100.0 50.0L0.0 50.0Z');
});

it('labels no more years than there is room for', () => {
  const [first, last] = [dayNumber('2015-01-31'), dayNumber('2026-11-25')];
  expect(yearTicks(first, last, 1000).map((tick) => tick.year)).toEqual([2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026]);
  expect(yearTicks(first, last, 200).length).toBeLessThanOrEqual(4);
});

it.each([[0, 1], [0.7, 0.8], [412, 500], [1000, 1000], [1001, 1500]])('rounds the axis over %d to %d', (value, top) => {
  expect(roundTop(value)).toBeCloseTo(top, 9);
});
