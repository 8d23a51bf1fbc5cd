// What the panel shows: one thing at a time, as data.
import type { AssetLayer } from '../api/types';
import type { LonLat } from '../geo/geodesic';

export type Mode =
  | { at: 'city' }
  | { at: 'zone'; id: number }
  /** `zone` is the panel it was opened from, and where Back leads. */
  | { at: 'asset'; layer: AssetLayer; id: number; zone?: number }
  | { at: 'draw'; line: LonLat[]; withinM: number }
  | { at: 'measure'; line: LonLat[] }
  | { at: 'coverage'; zone: number | null; withinM: number }
  | { at: 'goto'; place: LonLat | null }
  | { at: 'check' }
  | { at: 'import' }
  | { at: 'help' };

export type ToolName = 'draw' | 'measure' | 'coverage' | 'goto' | 'check' | 'import' | 'help';

export const WITHIN_M = 3;
export const COVERAGE_WITHIN_M = 50;

export const CITY: Mode = { at: 'city' };

/** A tool as it starts; coverage takes over the zone that is open. */
export function toolMode(tool: ToolName, now: Mode): Mode {
  switch (tool) {
    case 'draw':
      return { at: 'draw', line: [], withinM: WITHIN_M };
    case 'measure':
      return { at: 'measure', line: [] };
    case 'coverage':
      return { at: 'coverage', zone: now.at === 'zone' ? now.id : null, withinM: COVERAGE_WITHIN_M };
    case 'goto':
      return { at: 'goto', place: null };
    default:
      return { at: tool };
  }
}

/** One level up, or null at the top. */
export function parentOf(mode: Mode): Mode | null {
  if (mode.at === 'city') return null;
  if (mode.at === 'asset' && mode.zone !== undefined) return { at: 'zone', id: mode.zone };
  if (mode.at === 'coverage' && mode.zone !== null) return { at: 'zone', id: mode.zone };
  return CITY;
}

/** Whether two modes are the same place (their drawn points and settings aside): a change between places is a step in history. */
export function samePlace(a: Mode, b: Mode): boolean {
  if (a.at !== b.at) return false;
  if (a.at === 'zone' && b.at === 'zone') return a.id === b.id;
  if (a.at === 'asset' && b.at === 'asset') return a.layer === b.layer && a.id === b.id;
  return true;
}
