// Water, land and streets: enough to know where one is, quiet enough to stay behind.
import type { LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../../ui/palette';

export const FONT = ['IBM Plex Sans'];
// The first name tells MapLibre the weight, the second is the family the browser knows.
export const FONT_BOLD = ['IBM Plex Sans SemiBold', 'IBM Plex Sans'];

const of = (layer: string): ['==', ['get', string], string] => ['==', ['get', 'layer'], layer];

export function baseLayers(p: Palette): LayerSpecification[] {
  const width = (at10: number, at14: number, at18: number) => ['interpolate', ['exponential', 1.5], ['zoom'], 10, at10, 14, at14, 18, at18] as never;
  return [
    { id: 'background', type: 'background', paint: { 'background-color': p.land } },
    { id: 'base-land', type: 'fill', source: 'base', filter: of('land'), paint: { 'fill-color': p.land, 'fill-antialias': false } },
    { id: 'base-water', type: 'fill', source: 'base', filter: ['all', of('water'), ['==', ['geometry-type'], 'Polygon']], paint: { 'fill-color': p.water } },
    { id: 'base-river', type: 'line', source: 'base', filter: ['all', of('water'), ['==', ['geometry-type'], 'LineString']], paint: { 'line-color': p.water, 'line-width': width(1, 4, 12) } },
    { id: 'base-street-casing', type: 'line', source: 'base', filter: of('street'), layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': p.streetCasing, 'line-width': width(1.2, 6, 30) } },
    { id: 'base-street', type: 'line', source: 'base', filter: of('street'), layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': p.street, 'line-width': width(0.6, 4.5, 28) } },
    {
      id: 'base-street-name', type: 'symbol', source: 'base', minzoom: 14, filter: of('street'),
      layout: { 'symbol-placement': 'line', 'symbol-spacing': 320, 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': ['interpolate', ['linear'], ['zoom'], 14, 10.5, 18, 14], 'text-letter-spacing': 0.02, 'text-max-angle': 30 },
      paint: { 'text-color': p.labelSoft, 'text-halo-color': p.halo, 'text-halo-width': 1.4 },
    },
    {
      id: 'base-water-name', type: 'symbol', source: 'base', minzoom: 12, filter: ['all', of('water'), ['has', 'name']],
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 11, 'text-letter-spacing': 0.12, 'text-max-width': 7 },
      paint: { 'text-color': p.dark ? '#7FA7B8' : '#4A7488', 'text-halo-color': p.water, 'text-halo-width': 1 },
    },
  ];
}
