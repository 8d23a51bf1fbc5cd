// A trial's answer as shapes for the map: rows by outcome, and numbered pins where rows are refused. Pure.
import type { ImportReport, Refusal } from '../../api/written';
import type { Shape } from '../../state/stage.svelte';

export type Placed = Refusal & { lon: number; lat: number };

export const hasPlace = (refusal: Refusal): refusal is Placed => typeof refusal.lon === 'number' && typeof refusal.lat === 'number';

/** Pins beyond this many tell no more, they only hide each other. */
const MOST_PINS = 300;

export function shapesOf(report: Pick<ImportReport, 'drawn' | 'refusals'>): Shape[] {
  const rows = (report.drawn?.features ?? []).map(({ geometry, properties: { outcome, code } }): Shape => ({ type: 'Feature', geometry, properties: { look: 'import', outcome, code } }));
  const pins = report.refusals.filter(hasPlace).slice(0, MOST_PINS);
  return [...rows, ...pins.map(({ lon, lat, row }): Shape => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties: { look: 'finding', severity: 'error', number: String(row ?? '') } }))];
}

/** What to look at: what the file does, or where nothing of it can be drawn, all of it. Pins far away do not count. */
export function sightOf(shapes: Shape[]): Shape[] {
  const rows = shapes.filter(({ properties }) => properties.look === 'import');
  const changed = rows.filter(({ properties }) => properties.outcome !== 'unchanged');
  return changed.length ? changed : rows.length ? rows : shapes;
}
