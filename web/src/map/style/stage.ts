// What panels put on the map: the selection's halo under the network, a tool's drawing and results over it.
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../../ui/palette';
import { FONT_BOLD } from './base';

const looks = (...names: string[]): ExpressionSpecification => ['in', ['get', 'look'], ['literal', names]];
const line: ExpressionSpecification = ['match', ['geometry-type'], ['LineString', 'MultiLineString'], true, false];
const point: ExpressionSpecification = ['match', ['geometry-type'], ['Point', 'MultiPoint'], true, false];
const polygon: ExpressionSpecification = ['match', ['geometry-type'], ['Polygon', 'MultiPolygon'], true, false];
const round = { 'line-cap': 'round', 'line-join': 'round' } as const;

/** What is chosen has a halo of so many pixels on every side, strong enough to be 3 : 1 on land and on water. */
const HALO = 6;
const SEEN = 0.75;

export function underlayLayers(p: Palette): LayerSpecification[] {
  /** Around lines that are drawn so wide at zoom 14 and 18. */
  const halo = (id: string, layer: string, at14: number, at18: number): LayerSpecification => ({
    id, type: 'line', source: 'stage', filter: ['all', line, looks('selection'), ['==', ['get', 'layer'], layer]], layout: round,
    paint: { 'line-color': p.selection, 'line-width': ['interpolate', ['linear'], ['zoom'], 14, at14 + 2 * HALO, 18, at18 + 2 * HALO], 'line-opacity': SEEN },
  });
  return [
    { id: 'gap-fill', type: 'fill', source: 'stage', filter: ['all', polygon, looks('gap', 'hover')], paint: { 'fill-color': p.gap, 'fill-opacity': ['match', ['get', 'look'], 'hover', 0.45, 0.22] } },
    { id: 'gap-edge', type: 'line', source: 'stage', filter: ['all', polygon, looks('gap', 'hover')], paint: { 'line-color': p.gap, 'line-width': ['match', ['get', 'look'], 'hover', 2.5, 1] } },
    { id: 'selection-zone', type: 'line', source: 'stage', filter: ['all', polygon, looks('selection')], layout: round, paint: { 'line-color': p.selection, 'line-width': HALO, 'line-opacity': SEEN } },
    halo('selection-conduit', 'conduits', 4, 10),
    halo('selection-halo', 'cables', 2, 3.3),
    { id: 'selection-point', type: 'circle', source: 'stage', filter: ['all', point, looks('selection')], paint: { 'circle-radius': ['interpolate', ['linear'], ['zoom'], 15, 3 + HALO, 18, 6 + HALO], 'circle-color': p.selection, 'circle-opacity': SEEN } },
  ];
}

export function overlayLayers(p: Palette): LayerSpecification[] {
  return [
    { id: 'plan-line', type: 'line', source: 'stage', filter: ['all', line, looks('plan')], layout: round, paint: { 'line-color': p.tool, 'line-width': 3.5 } },
    { id: 'stretch', type: 'line', source: 'stage', filter: ['all', line, looks('stretch')], layout: round, paint: { 'line-color': p.tool, 'line-width': 7, 'line-opacity': 0.35 } },
    { id: 'hover-line', type: 'line', source: 'stage', filter: ['all', line, looks('hover')], layout: round, paint: { 'line-color': p.selection, 'line-width': 6, 'line-opacity': 0.85 } },
    { id: 'sketch-line', type: 'line', source: 'stage', filter: ['all', line, looks('sketch')], layout: round, paint: { 'line-color': p.tool, 'line-width': 3 } },
    { id: 'sketch-rubber', type: 'line', source: 'rubber', layout: round, paint: { 'line-color': p.tool, 'line-width': 2, 'line-dasharray': [1, 2] } },
    { id: 'crossing', type: 'symbol', source: 'stage', filter: ['all', point, looks('crossing')], layout: { 'icon-image': p.dark ? 'crossing-dark' : 'crossing-light', 'icon-allow-overlap': true, 'icon-ignore-placement': true } },
    { id: 'finding', type: 'circle', source: 'stage', filter: ['all', point, looks('finding')], paint: { 'circle-radius': 8, 'circle-color': ['match', ['get', 'severity'], 'error', p.alarm, 'warning', p.overhead, p.selection], 'circle-stroke-color': p.halo, 'circle-stroke-width': 2 } },
    {
      id: 'finding-number', type: 'symbol', source: 'stage', filter: ['all', point, looks('finding')],
      layout: { 'text-field': ['get', 'number'], 'text-font': FONT_BOLD, 'text-size': 10, 'text-allow-overlap': true, 'text-ignore-placement': true },
      paint: { 'text-color': p.dark ? '#1C1B1A' : '#FFFFFF' },
    },
    { id: 'vertex', type: 'circle', source: 'stage', filter: ['all', point, looks('vertex')], paint: { 'circle-radius': 5.5, 'circle-color': p.halo, 'circle-stroke-color': p.tool, 'circle-stroke-width': 2.5 } },
    { id: 'hover-point', type: 'circle', source: 'stage', filter: ['all', point, looks('hover')], paint: { 'circle-radius': 9, 'circle-color': p.selection, 'circle-opacity': 0.3, 'circle-stroke-color': p.selection, 'circle-stroke-width': 2.5 } },
    { id: 'place', type: 'circle', source: 'stage', filter: ['all', point, looks('place')], paint: { 'circle-radius': 7, 'circle-color': p.selection, 'circle-stroke-color': p.halo, 'circle-stroke-width': 3 } },
  ];
}
