import { readdirSync, readFileSync } from 'node:fs';
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { beforeAll, expect, it, vi } from 'vitest';
import { DARK, LIGHT } from '../ui/palette';
import { compose, tilesAt } from './compose';
import { inOrder, ORDER } from './layers';

beforeAll(() => void vi.stubGlobal('document', { baseURI: 'https://city.example/cables/?x#map=15/20/106' }));

const composition = { palette: LIGHT, off: new Set<never>(), firms: [], start: 20000, version: 'a-1', base: null, basemap: { sources: {}, layers: [] } };

it.each([
  ['light', composition],
  ['dark, by firm, without cables', { ...composition, palette: DARK, firms: ['VNPT', 'Viettel'], off: new Set(['overhead', 'underground'] as const) }],
])('the %s style follows the style specification', (_, given) => {
  expect(validateStyleMin(compose(given))).toEqual([]);
});

it('draws every layer in the order of the one list, each once', () => {
  const ids = compose(composition).layers.map((layer) => layer.id);
  const listed = ORDER.map(([id]) => id).filter((id) => id !== 'basemap');
  expect(ids).toEqual(listed);
});

it('asks for tiles where the page is', () => {
  expect(tilesAt('a-1', 7)).toBe('https://city.example/cables/tiles/{z}/{x}/{y}.mvt?rev=a-1&min_revision=7');
});

it('refuses a layer that has no place in the order', () => {
  expect(() => inOrder([{ id: 'stray', type: 'background' }])).toThrow(/stray/);
});

it('is the only room that imports the map library', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|svelte)$/.test(name) && !name.startsWith('map/'));
  const guilty = files.filter((name) => /from ['"]maplibre-gl/.test(readFileSync(`src/${name}`, 'utf8')));
  expect(guilty).toEqual([]);
});
