// A check's answer made ready for panel and map. Pure; the service decides, this only arranges.
import type { Finding, PlanCheck } from '../../api/types';
import type { Shape } from '../../state/stage.svelte';

const WEIGHT: Record<string, number> = { error: 0, warning: 1 };

export interface Numbered extends Finding {
  number: number;
}

/** Findings, the worst first; each keeps its number in list and pin. */
export function numbered(findings: Finding[]): Numbered[] {
  return [...findings]
    .sort((a, b) => (WEIGHT[a.severity] ?? 2) - (WEIGHT[b.severity] ?? 2))
    .map((finding, i) => ({ ...finding, number: i + 1 }));
}

export function tally(findings: Finding[]): { errors: number; warnings: number } {
  const of = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  return { errors: of('error'), warnings: of('warning') };
}

/** A text in the language asked for, where the service sends several. */
export function wordsOf(text: Finding['todo'], lang: string): string {
  if (!text) return '';
  return typeof text === 'string' ? text : (text[lang] ?? Object.values(text)[0] ?? '');
}

/** A measured or allowed value in words: numbers as they are, records as their parts. */
export function measureOf(value: unknown, number: (value: number, digits: number) => string): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'number') return number(value, Number.isInteger(value) ? 0 : 2);
  if (typeof value !== 'object') return String(value);
  return Object.entries(value as Record<string, unknown>).map(([key, part]) => `${key} ${measureOf(part, number)}`).join(', ');
}

/** What may be said of a plan at first sight: "no errors" only of what was read, and never where nothing was. */
export type Verdict = 'nothing' | 'unread' | 'bad' | 'partly' | 'good';

export function verdictOf({ lines, refused, findings }: Pick<PlanCheck, 'lines' | 'refused' | 'findings'>): Verdict {
  if (lines.length === 0) return refused.length === 0 ? 'nothing' : 'unread';
  if (tally(findings).errors > 0) return 'bad';
  return refused.length === 0 ? 'good' : 'partly';
}

export function shapesOf(check: PlanCheck): Shape[] {
  return [
    ...check.lines.map(({ geometry }): Shape => ({ type: 'Feature', geometry, properties: { look: 'plan' } })),
    ...check.shareable.flatMap(({ geometry, conduit }): Shape[] => (geometry ? [{ type: 'Feature', geometry, properties: { look: 'stretch', layer: 'conduits', id: conduit } }] : [])),
    ...check.crossings.map(({ lon, lat, layer, id }): Shape => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties: { look: 'crossing', layer, id } })),
    ...numbered(check.findings).flatMap(({ lon, lat, severity, number }): Shape[] =>
      lon == null || lat == null ? [] : [{ type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties: { look: 'finding', severity, number: String(number), layer: 'findings', id: number } }],
    ),
  ];
}
