import { expect, it } from 'vitest';
import type { Drawn, Outcome } from '../../api/written';
import { shapesOf, sightOf } from './shapes';

const row = (outcome: Outcome, code: string): Drawn['features'][number] => ({ type: 'Feature', geometry: { type: 'LineString', coordinates: [[106, 20], [107, 21]] }, properties: { row: 1, outcome, code } });

it('draws rows by outcome and pins refused rows that have a place', () => {
  const shapes = shapesOf({
    drawn: { type: 'FeatureCollection', left_off: 0, features: [row('created', 'A'), row('retired', 'B')] },
    refusals: [{ row: 3, code: 'not_a_date', message: '', remedy: '', lon: 106.7, lat: 20.8 }, { row: 4, code: 'no_geometry', message: '', remedy: '' }],
  });
  expect(shapes.map(({ properties }) => [properties.look, properties.outcome ?? properties.number])).toEqual([['import', 'created'], ['import', 'retired'], ['finding', '3']]);
});

it('looks at what changes, not at what stays', () => {
  const shapes = shapesOf({ drawn: { type: 'FeatureCollection', left_off: 0, features: [row('unchanged', 'A'), row('created', 'B')] }, refusals: [] });
  expect(sightOf(shapes).map(({ properties }) => properties.code)).toEqual(['B']);
  expect(sightOf(shapes.slice(0, 1)).map(({ properties }) => properties.code)).toEqual(['A']);
});
