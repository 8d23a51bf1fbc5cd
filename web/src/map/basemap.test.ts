import { afterEach, expect, it, vi } from 'vitest';
import { hostOf, loadBasemap } from './basemap';

afterEach(() => vi.unstubAllGlobals());

it('asks nothing of anyone when none is configured', async () => {
  const asked = vi.fn();
  vi.stubGlobal('fetch', asked);
  expect(await loadBasemap(null)).toEqual({ sources: {}, layers: [] });
  expect(asked).not.toHaveBeenCalled();
});

it('takes a raster template as it is', async () => {
  const { sources, layers } = await loadBasemap('https://tiles.example/{z}/{x}/{y}.png');
  expect(sources.basemap).toMatchObject({ type: 'raster', tiles: ['https://tiles.example/{z}/{x}/{y}.png'] });
  expect(layers).toHaveLength(1);
});

it('takes a style’s sources and layers under names of their own', async () => {
  const style = { version: 8, sources: { a: { type: 'vector', url: 'x' } }, layers: [{ id: 'bg', type: 'background' }, { id: 'roads', type: 'line', source: 'a', 'source-layer': 'r' }] };
  vi.stubGlobal('fetch', vi.fn(async () => new Response(JSON.stringify(style))));
  const { sources, layers } = await loadBasemap('https://tiles.example/style.json');
  expect(Object.keys(sources)).toEqual(['basemap-a']);
  expect(layers.map((layer) => [layer.id, 'source' in layer ? layer.source : null])).toEqual([['basemap-bg', null], ['basemap-roads', 'basemap-a']]);
});

it('names the outside host that failed, and never the service', () => {
  vi.stubGlobal('location', { origin: 'https://city.example' });
  const basemap = { sources: { 'basemap-a': { type: 'vector' as const, url: 'https://json.example/a.json' }, 'basemap-b': { type: 'raster' as const, tiles: ['https://tiles.example/{z}/{x}/{y}.png'] } }, layers: [] };
  expect(hostOf({ sourceId: 'basemap-a' }, basemap)).toBe('https://json.example');
  expect(hostOf({ sourceId: 'basemap-b', error: { url: 'https://b.tiles.example/1/1/1.png' } }, basemap)).toBe('https://b.tiles.example');
  expect(hostOf({ sourceId: 'basemap-b' }, basemap)).toBe('https://tiles.example');
  expect(hostOf({ error: { url: 'https://city.example/base.geojson' } }, basemap)).toBeNull();
  expect(hostOf({ sourceId: 'labels' }, basemap)).toBeNull();
});
