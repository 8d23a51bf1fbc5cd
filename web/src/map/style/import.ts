// What an import would do, each outcome with a colour and a form of its own: new solid, changed dashed, ended dotted, the same thin.
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../../ui/palette';
import { FONT_BOLD } from './base';

const rows: ExpressionSpecification = ['==', ['get', 'look'], 'import'];
const is = (outcome: string): ExpressionSpecification => ['==', ['get', 'outcome'], outcome];
const area: ExpressionSpecification = ['match', ['geometry-type'], ['Polygon', 'MultiPolygon'], true, false];
const drawn: ExpressionSpecification = ['match', ['geometry-type'], ['Point', 'MultiPoint'], false, true];
const point: ExpressionSpecification = ['match', ['geometry-type'], ['Point', 'MultiPoint'], true, false];

/** One table for the map and for the legend beside it. */
export function importLayers(p: Palette): LayerSpecification[] {
  const colour: ExpressionSpecification = ['match', ['get', 'outcome'], 'created', p.outcome.created, 'updated', p.outcome.updated, 'retired', p.outcome.retired, p.outcome.unchanged];
  const line = (outcome: 'created' | 'updated' | 'unchanged' | 'retired', width: number, dash: number[] | null): LayerSpecification => ({
    id: `import-${outcome}`, type: 'line', source: 'stage', filter: ['all', rows, is(outcome), drawn],
    layout: { 'line-join': 'round', 'line-cap': outcome === 'updated' ? 'butt' : 'round' },
    paint: { 'line-color': p.outcome[outcome], 'line-width': width, ...(dash ? { 'line-dasharray': dash } : {}) },
  });
  return [
    { id: 'import-fill', type: 'fill', source: 'stage', filter: ['all', rows, area], paint: { 'fill-color': colour, 'fill-opacity': ['match', ['get', 'outcome'], 'unchanged', 0.05, 0.18] } },
    line('unchanged', 1.5, null),
    line('retired', 4.5, [0.1, 1.8]),
    line('updated', 4, [2.5, 1.2]),
    line('created', 4, null),
    {
      id: 'import-point', type: 'circle', source: 'stage', filter: ['all', rows, point],
      paint: {
        'circle-radius': ['match', ['get', 'outcome'], 'unchanged', 3, 6],
        'circle-color': ['match', ['get', 'outcome'], ['updated', 'retired'], p.halo, colour],
        'circle-stroke-color': ['match', ['get', 'outcome'], ['updated', 'retired'], colour, p.halo],
        'circle-stroke-width': ['match', ['get', 'outcome'], 'unchanged', 1, 2.5],
      },
    },
    {
      id: 'import-cross', type: 'symbol', source: 'stage', filter: ['all', rows, point, is('retired')],
      layout: { 'text-field': '×', 'text-font': FONT_BOLD, 'text-size': 13, 'text-allow-overlap': true, 'text-ignore-placement': true },
      paint: { 'text-color': p.outcome.retired },
    },
  ];
}
