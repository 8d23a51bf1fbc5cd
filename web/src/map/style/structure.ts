// Poles, chambers and cabinets from z15, each with a form of its own; the pictures are drawn in icons.ts.
import type { LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../../ui/palette';
import { presence } from './present';

export const STRUCTURE_KINDS = ['pole', 'manhole', 'handhole', 'cabinet', 'building_entry'] as const;

export function structureLayers(p: Palette, start: number): LayerSpecification[] {
  return [
    {
      id: 'structure', type: 'symbol', source: 'net', 'source-layer': 'structures', minzoom: 15,
      layout: {
        'icon-image': ['concat', ['get', 'kind'], p.dark ? '-dark' : '-light'],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 15, 0.55, 18, 1.1],
        'icon-allow-overlap': true, 'icon-ignore-placement': true,
      },
      paint: { 'icon-opacity': presence(start) },
    },
  ];
}
