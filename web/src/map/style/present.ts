// Whether a feature stands at the date shown, as an expression: the switched feature-state, else its own dates against the first day.
import type { ExpressionSpecification } from 'maplibre-gl';

/** 1 while it stands on `day`, else 0, from the tile's own dates. */
function standsOn(day: number): ExpressionSpecification {
  return ['case', ['all', ['<=', ['get', 'from'], day], ['any', ['!', ['has', 'to']], ['>', ['get', 'to'], day]]], 1, 0];
}

/** 1 while it stands, else 0. Merged features (those with a class) keep their state under a key of their own: their ids may meet cable ids. */
export function presence(start: number): ExpressionSpecification {
  return ['case', ['has', 'class'], ['coalesce', ['feature-state', 'c'], standsOn(start)], ['coalesce', ['feature-state', 'v'], standsOn(start)]];
}

/** 1 while an overhead cable that dies hanging is still alive, else 0. */
export function alive(start: number): ExpressionSpecification {
  return ['coalesce', ['feature-state', 'alive'], ['case', ['any', ['!', ['has', 'disused_from']], ['>', ['get', 'disused_from'], start]], 1, 0]];
}

export const NOW: { duration: number; delay: number } = { duration: 0, delay: 0 };
