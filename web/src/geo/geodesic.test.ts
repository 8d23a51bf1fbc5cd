// Expected values: GeographicLib's GeodSolve and Planimeter.
import { expect, it } from 'vitest';
import { areaM2, bearingDeg, distanceM, lengthM } from './geodesic';

it('measures one degree along the equator and along a meridian', () => {
  expect(distanceM([0, 0], [1, 0])).toBeCloseTo(111319.4908, 3);
  expect(distanceM([0, 0], [0, 1])).toBeCloseTo(110574.3886, 3);
});

it('adds segments and knows directions', () => {
  expect(lengthM([[0, 0], [1, 0], [1, 1]])).toBeCloseTo(111319.4908 + 110574.3886, 3);
  expect(lengthM([[106.7, 20.8]])).toBe(0);
  expect(bearingDeg([0, 0], [-1, 0])).toBeCloseTo(270, 9);
});

it('measures the one-degree square at the equator, whichever way round', () => {
  const ring: [number, number][] = [[0, 0], [1, 0], [1, 1], [0, 1]];
  expect(areaM2(ring) / 1e6).toBeCloseTo(12308.778, 2);
  expect(areaM2([...ring].reverse())).toBeCloseTo(areaM2(ring), 3);
});
