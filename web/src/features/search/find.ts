// What a search finds without asking anyone: zones, firms, street names and coordinates. Pure.
import type { Grid } from '../../geo/grid';
import { parseCoordinates, type Reading } from '../../geo/parse';
import { fold, matchScore } from '../../text/fold';

export type Found =
  | { kind: 'zone'; id: number; label: string; note: string }
  | { kind: 'street'; label: string; box: [number, number, number, number] }
  | { kind: 'firm'; label: string; note: string }
  | { kind: 'place'; label: string; reading: Reading }
  | { kind: 'asset'; layer: 'cables' | 'conduits' | 'structures'; id: number; label: string; note: string };

export interface Known {
  zones: { id: number; name: string; nameEn: string | null; /** The name in the reader's language. */ label: string; code: string; note: string }[];
  streets: { name: string; box: [number, number, number, number] }[];
  /** As the register calls them, each with its full name. */
  firms: { code: string; name: string; note: string }[];
  grid: Grid | null;
  box: [number, number, number, number];
}

const MOST = 8;

/** How well the best of some names matches. */
const scoreOf = (names: string[], query: string): number => Math.max(...names.map((name) => matchScore(fold(name), query)));

function best<T>(list: T[], names: (one: T) => string[], query: string): T[] {
  return list
    .map((one) => ({ one, score: scoreOf(names(one), query) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ one }) => one);
}

/** Found things in groups, best first; coordinates come before names. */
export function find(words: string, known: Known): Found[] {
  const query = fold(words);
  const reading = parseCoordinates(words, known.grid, known.box);
  const places: Found[] = reading ? [{ kind: 'place', label: `${reading.lat.toFixed(6)}, ${reading.lon.toFixed(6)}`, reading }] : [];
  if (query.length < 1) return places;
  const named = known.zones.map((zone) => ({ zone, score: scoreOf([zone.name, zone.nameEn ?? '', zone.code], query) }));
  const zones: Found[] = named
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ zone }) => ({ kind: 'zone', id: zone.id, label: zone.label, note: zone.note }));
  // A street that is a zone is listed once, as the zone.
  const listed = new Set(named.filter(({ score }) => score > 0).map(({ zone }) => zone.name));
  const streets: Found[] = best(known.streets.filter(({ name }) => !listed.has(name)), (street) => [street.name], query).map((street) => ({ kind: 'street', label: street.name, box: street.box }));
  const firms: Found[] = best(known.firms, ({ code, name }) => [code, name], query).map(({ code, note }) => ({ kind: 'firm', label: code, note }));
  return [...places, ...zones, ...streets, ...firms];
}

/** Whether the words could be an asset's code, which only the service knows. */
export const looksLikeCode = (words: string): boolean => /^[\p{L}\d][\p{L}\d._/-]{2,40}$/u.test(words.trim()) && /[\d._/-]/.test(words);
