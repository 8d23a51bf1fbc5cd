import { expect, it } from 'vitest';
import type { Finding, PlanCheck } from '../../api/types';
import { linesOfGeoJson, measureOf, numbered, shapesOf, tally, wordsOf } from './report';

const findings: Finding[] = [
  { rule: 'mh.site', severity: 'note' },
  { rule: 'sep', severity: 'warning', lon: 106.7, lat: 20.8 },
  { rule: 'depth', severity: 'error', lon: null, lat: null },
];
const check: PlanCheck = { revision: 1, crs: null, lines: [{ feature: 0, length_m: 10 }], zones: [], shareable: [], along: [], crossings: [], findings };

it('numbers findings with the worst first and counts them', () => {
  expect(numbered(findings).map(({ rule, number }) => [rule, number])).toEqual([['depth', 1], ['sep', 2], ['mh.site', 3]]);
  expect(tally(findings)).toEqual({ errors: 1, warnings: 1 });
});

it('pins only findings that have a place and draws the file’s own lines where none are sent', () => {
  const line: GeoJSON.Geometry = { type: 'LineString', coordinates: [[106, 20], [107, 21]] };
  const shapes = shapesOf(check, linesOfGeoJson(JSON.stringify({ type: 'Feature', properties: {}, geometry: line })));
  expect(shapes.map(({ properties }) => properties.look)).toEqual(['plan', 'finding']);
  expect(shapes[1].properties.number).toBe('2');
});

it('reads what a file may hold and gives nothing for what is no GeoJSON', () => {
  expect(linesOfGeoJson('{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null}]}')).toEqual([]);
  expect(linesOfGeoJson('<kml/>')).toEqual([]);
});

it('chooses a language and writes measured values', () => {
  expect(wordsOf({ vi: 'Hạ sâu', en: 'Go deeper' }, 'en')).toBe('Go deeper');
  expect(wordsOf('x', 'vi')).toBe('x');
  expect(measureOf(0.256, (value, digits) => value.toFixed(digits))).toBe('0.26');
  expect(measureOf(null, String)).toBe('');
});
