// Zones by share. The fill is strong in the overview and steps back when cables show; a band inside the border keeps the class readable.
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { SHARE_STEPS, type Palette } from '../../ui/palette';
import { FONT, FONT_BOLD } from './base';

/** The zoom at which cables take over from zone fills. */
export const CABLES_FROM = 12.5;

/** Feature-state `s`: share 0..1; -1 where there is no cable; unset until the figures are known. */
const share: ExpressionSpecification = ['coalesce', ['feature-state', 's'], -2];
const known: ExpressionSpecification = ['case', ['>=', share, 0], 1, 0];
const empty: ExpressionSpecification = ['case', ['==', share, -1], 1, 0];
const valid: ExpressionSpecification = ['case', ['>=', share, -1], 1, 0];
const alarm: ExpressionSpecification = ['coalesce', ['feature-state', 'a'], 0];
const hovered: ExpressionSpecification = ['coalesce', ['feature-state', 'h'], 0];

const byShare = (colours: string[], none: string): ExpressionSpecification =>
  ['step', share, none, 0, colours[0], ...SHARE_STEPS.flatMap((step, i) => [step, colours[i + 1]])] as unknown as ExpressionSpecification;

/** Streets are drawn over the wards they lie in. */
const small: ExpressionSpecification = ['match', ['get', 'kind'], 'street', 3, ['industrial_park', 'industrial_cluster', 'new_urban_area', 'residential_area'], 2, 1];

export function zoneLayers(p: Palette, withCables: boolean): LayerSpecification[] {
  const faint = withCables ? 0.12 : 0.45;
  const fade = (strong: number, weak: number, factor: ExpressionSpecification): ExpressionSpecification =>
    ['interpolate', ['linear'], ['zoom'], CABLES_FROM - 0.75, ['*', strong, factor], CABLES_FROM + 0.25, ['*', weak, factor]];
  const net = { source: 'net', 'source-layer': 'zones' } as const;
  return [
    { id: 'zone-fill', type: 'fill', ...net, layout: { 'fill-sort-key': small }, paint: { 'fill-color': byShare(p.share, p.noCable), 'fill-opacity': fade(0.45, faint, known), 'fill-antialias': false } },
    { id: 'zone-none', type: 'fill', ...net, paint: { 'fill-pattern': p.dark ? 'hatch-dark' : 'hatch-light', 'fill-opacity': ['*', 0.55, empty] } },
    {
      id: 'zone-band', type: 'line', ...net, minzoom: CABLES_FROM - 0.75,
      filter: ['!=', ['get', 'kind'], 'street'],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': byShare(p.share, p.noCable), 'line-width': 5, 'line-offset': 2.5, 'line-opacity': ['interpolate', ['linear'], ['zoom'], CABLES_FROM - 0.75, 0, CABLES_FROM + 0.25, ['*', withCables ? 0.5 : 0, known]] },
    },
    { id: 'zone-edge', type: 'line', ...net, layout: { 'line-join': 'round', 'line-sort-key': small }, paint: { 'line-color': byShare(p.shareEdge, p.noCable), 'line-width': ['case', ['==', hovered, 1], 3, 1.5], 'line-opacity': ['*', 0.9, valid] } },
    { id: 'zone-alarm', type: 'line', ...net, layout: { 'line-join': 'round' }, paint: { 'line-color': p.alarm, 'line-width': ['interpolate', ['linear'], ['zoom'], 11, 1.5, 13, 2.5, 15, 3], 'line-dasharray': [2.5, 1.5], 'line-opacity': ['*', alarm, valid] } },
    { id: 'zone-hover', type: 'line', ...net, layout: { 'line-join': 'round' }, paint: { 'line-color': p.selection, 'line-width': 3, 'line-opacity': hovered } },
  ];
}

export function zoneLabelLayers(p: Palette): LayerSpecification[] {
  const text: ExpressionSpecification = [
    'format',
    ['get', 'name'], { 'text-font': ['literal', FONT] },
    '\n', {},
    ['case', ['==', ['get', 'alarm'], 1], '!\u00a0', ''], { 'text-font': ['literal', FONT_BOLD], 'text-color': p.alarm },
    ['get', 'share'], { 'text-font': ['literal', FONT_BOLD] },
  ];
  const label = (id: string, minzoom: number, kinds: string[], size: number): LayerSpecification => ({
    id, type: 'symbol', source: 'labels', minzoom,
    filter: ['in', ['get', 'kind'], ['literal', kinds]],
    layout: {
      'text-field': text, 'text-font': FONT, 'text-size': ['interpolate', ['linear'], ['zoom'], 12, size, 17, size + 3],
      'text-max-width': 8, 'text-line-height': 1.15, 'text-padding': 3, 'symbol-sort-key': ['get', 'rank'],
    },
    paint: { 'text-color': p.label, 'text-halo-color': p.halo, 'text-halo-width': 1.5 },
  });
  return [
    label('zone-label-street', 14, ['street'], 11),
    label('zone-label-small', 12.6, ['new_urban_area', 'residential_area', 'industrial_park', 'industrial_cluster'], 11),
    label('zone-label-large', 11, ['urban_district', 'ward', 'district_centre'], 12),
  ];
}
