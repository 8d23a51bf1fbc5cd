import { expect, it } from 'vitest';
import type { Finding, PlanCheck } from '../../api/types';
import { toolsEn } from '../../text/en-tools';
import { measureOf, numbered, shapesOf, tally, verdictOf, wordsOf } from './report';

const findings: Finding[] = [
  { rule: 'mh.site', severity: 'note' },
  { rule: 'sep', severity: 'warning', lon: 106.7, lat: 20.8 },
  { rule: 'depth', severity: 'error', lon: null, lat: null },
];
const line: GeoJSON.Geometry = { type: 'LineString', coordinates: [[106, 20], [107, 21]] };
const lines: PlanCheck['lines'] = [{ feature: 0, length_m: 10, placement: 'duct', placement_assumed: true, geometry: line }];
const check: PlanCheck = { revision: 1, crs: null, lines, zones: [], shareable: [], along: [], crossings: [], findings, refused: [] };
const refused: PlanCheck['refused'] = [{ row: 2, code: 'outside_city', message: '(597362, 2307308) lies outside', remedy: 'say --crs EPSG:9210' }];

it('numbers findings with the worst first and counts them', () => {
  expect(numbered(findings).map(({ rule, number }) => [rule, number])).toEqual([['depth', 1], ['sep', 2], ['mh.site', 3]]);
  expect(tally(findings)).toEqual({ errors: 1, warnings: 1 });
});

it('pins only findings that have a place and draws the lines that were read', () => {
  const shapes = shapesOf(check);
  expect(shapes.map(({ properties }) => properties.look)).toEqual(['plan', 'finding']);
  expect(shapes[1].properties.number).toBe('2');
});

it('says "no errors" only of what was read', () => {
  expect(verdictOf({ lines, refused: [], findings: [] })).toBe('good');
  expect(verdictOf({ lines, refused, findings: [] })).toBe('partly');
  expect(verdictOf({ lines: [], refused, findings: [] })).toBe('unread');
  expect(verdictOf({ lines: [], refused: [], findings: [] })).toBe('nothing');
  expect(verdictOf(check)).toBe('bad');
  expect(toolsEn.check.verdict('1', '1')).toBe('1 error, 1 warning');
});

it('chooses a language and writes measured values', () => {
  expect(wordsOf({ vi: 'Hạ sâu', en: 'Go deeper' }, 'en')).toBe('Go deeper');
  expect(wordsOf('x', 'vi')).toBe('x');
  expect(measureOf(0.256, (value, digits) => value.toFixed(digits))).toBe('0.26');
  expect(measureOf(null, String)).toBe('');
});
