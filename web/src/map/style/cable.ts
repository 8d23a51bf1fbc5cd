// Cables: overhead dashed, dead dotted, underground solid; a casing in land colour keeps them apart from what is under them.
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import { firmColour, type Palette } from '../../ui/palette';
import { alive, presence } from './present';
import { CABLES_FROM } from './zone';

export interface CableLook {
  /** First day of this visit: what the tiles' own dates are held against. */
  start: number;
  /** Firms by rank when cables are coloured by firm, else none. */
  firms: string[];
}

const OVERHEAD: FilterSpecification = ['any', ['==', ['get', 'class'], 'overhead'], ['all', ['in', ['get', 'placement'], ['literal', ['aerial', 'facade']]], ['!=', ['get', 'status'], 'disused'], ['!=', ['get', 'status'], 'removed']]];
const DEAD: FilterSpecification = ['any', ['==', ['get', 'class'], 'dead'], ['all', ['in', ['get', 'placement'], ['literal', ['aerial', 'facade']]], ['any', ['==', ['get', 'status'], 'disused'], ['has', 'disused_from']]]];
const UNDERGROUND: FilterSpecification = ['any', ['==', ['get', 'class'], 'underground'], ['all', ['in', ['get', 'placement'], ['literal', ['duct', 'buried', 'tunnel']]], ['!=', ['get', 'status'], 'removed']]];

/** What is not in use is on the register but not in the figures: it is drawn faintly. */
const counted: ExpressionSpecification = ['case', ['any', ['has', 'class'], ['in', ['get', 'status'], ['literal', ['functional', 'disused']]]], 1, 0.35];

const width = (factor: number, plus = 0): ExpressionSpecification =>
  ['interpolate', ['linear'], ['zoom'], 11, factor + plus, 14, 1.8 * factor + plus, 18, 3 * factor + plus];

export function cableLayers(p: Palette, look: CableLook): LayerSpecification[] {
  const net = { source: 'net', 'source-layer': 'cables', minzoom: CABLES_FROM - 1 } as const;
  const here = presence(look.start);
  const living = alive(look.start);
  const fadeIn = (opacity: ExpressionSpecification): ExpressionSpecification =>
    ['interpolate', ['linear'], ['zoom'], CABLES_FROM - 1, 0, CABLES_FROM - 0.25, opacity];
  const colour = (otherwise: string): ExpressionSpecification | string =>
    look.firms.length === 0
      ? otherwise
      : (['match', ['coalesce', ['get', 'operator'], ''], ...look.firms.flatMap((firm, rank) => [firm, firmColour(p, rank)]), ['case', ['has', 'class'], otherwise, firmColour(p, 99)]] as unknown as ExpressionSpecification);
  return [
    { id: 'cable-underground-casing', type: 'line', ...net, filter: UNDERGROUND, layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': p.land, 'line-width': width(1, 2.4), 'line-opacity': fadeIn(['*', 0.85, here]) } },
    { id: 'cable-underground', type: 'line', ...net, filter: UNDERGROUND, layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': colour(p.underground), 'line-width': width(1.1), 'line-opacity': fadeIn(['*', here, counted, ['case', ['==', living, 1], 1, 0.35]]) } },
    { id: 'cable-overhead-casing', type: 'line', ...net, filter: ['any', OVERHEAD, DEAD] as FilterSpecification, layout: { 'line-join': 'round' }, paint: { 'line-color': p.land, 'line-width': width(1, 2.2), 'line-opacity': fadeIn(['*', 0.75, here]) } },
    { id: 'cable-dead', type: 'line', ...net, filter: DEAD, layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': p.dead, 'line-width': width(1.2), 'line-dasharray': [0.1, 2], 'line-opacity': fadeIn(['*', here, ['case', ['any', ['has', 'class'], ['==', ['get', 'status'], 'disused']], 1, ['-', 1, living]]]) } },
    { id: 'cable-overhead', type: 'line', ...net, filter: OVERHEAD, layout: { 'line-join': 'round' }, paint: { 'line-color': colour(p.overhead), 'line-width': width(1.1), 'line-dasharray': [4, 2], 'line-opacity': fadeIn(['*', here, counted, living]) } },
  ];
}
