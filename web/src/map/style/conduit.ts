// Conduits: a double line from z14, with free and all tubes from z16.
import type { LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../../ui/palette';
import { FONT } from './base';
import { presence } from './present';

export function conduitLayers(p: Palette, start: number): LayerSpecification[] {
  const net = { source: 'net', 'source-layer': 'conduits', minzoom: 14 } as const;
  const here = presence(start);
  const width = (at14: number, at18: number) => ['interpolate', ['linear'], ['zoom'], 14, at14, 18, at18] as never;
  return [
    { id: 'conduit-edge', type: 'line', ...net, layout: { 'line-cap': 'butt', 'line-join': 'round' }, paint: { 'line-color': p.conduitEdge, 'line-width': width(4, 10), 'line-opacity': ['*', 0.8, here] } },
    { id: 'conduit-core', type: 'line', ...net, layout: { 'line-cap': 'butt', 'line-join': 'round' }, paint: { 'line-color': p.conduitCore, 'line-width': width(2.4, 7.4), 'line-opacity': here } },
  ];
}

export function conduitLabelLayers(p: Palette, start: number): LayerSpecification[] {
  return [
    {
      id: 'conduit-tubes', type: 'symbol', source: 'net', 'source-layer': 'conduits', minzoom: 16,
      filter: ['has', 'tubes'],
      layout: {
        'symbol-placement': 'line', 'symbol-spacing': 220, 'text-font': FONT, 'text-size': 10.5, 'text-offset': [0, 1.1],
        'text-field': ['concat', ['to-string', ['-', ['get', 'tubes'], ['coalesce', ['get', 'tubes_used'], 0]]], '/', ['to-string', ['get', 'tubes']]],
      },
      paint: { 'text-color': p.conduitEdge, 'text-halo-color': p.halo, 'text-halo-width': 1.4, 'text-opacity': presence(start) },
    },
  ];
}
