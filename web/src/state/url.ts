// The whole view as the address bar's hash, and back. Pure; what a link does not say stays at its default.
import type { AssetLayer, ZoneKind, ZoneStatus } from '../api/types';
import type { LonLat } from '../geo/geodesic';
import type { Lang } from '../text/format';
import { CITY, COVERAGE_WITHIN_M, WITHIN_M, type Mode } from './mode';

export const GROUPS = ['zones', 'overhead', 'underground', 'conduits', 'structures', 'labels', 'base', 'basemap'] as const;
export type Group = (typeof GROUPS)[number];
export type Theme = 'system' | 'light' | 'dark';
export type StateFilter = ZoneStatus | 'late';
export type SortKey = 'name' | 'share' | 'left' | 'deadline';

export interface Camera {
  lon: number;
  lat: number;
  zoom: number;
}

export interface Snapshot {
  mode: Mode;
  camera: Camera | null;
  /** ISO day; null is today, so that a link to "now" stays "now". */
  at: string | null;
  off: Group[];
  colour: 'class' | 'firm';
  lang: Lang | null;
  theme: Theme;
  kinds: ZoneKind[];
  states: StateFilter[];
  sort: { key: SortKey; down: boolean };
}

export const START: Snapshot = {
  mode: CITY,
  camera: null,
  at: null,
  off: [],
  colour: 'class',
  lang: null,
  theme: 'system',
  kinds: [],
  states: [],
  sort: { key: 'deadline', down: false },
};

const point = ([lon, lat]: LonLat) => `${lon.toFixed(6)},${lat.toFixed(6)}`;

function modeWords(mode: Mode): [string, string][] {
  switch (mode.at) {
    case 'city':
      return [];
    case 'zone':
      return [['zone', String(mode.id)]];
    case 'asset':
      return [[mode.layer, String(mode.id)], ...(mode.zone === undefined ? [] : [['in', String(mode.zone)] as [string, string]])];
    case 'draw':
      return [['tool', 'draw'], ['line', mode.line.map(point).join('_')], ['within', String(mode.withinM)]];
    case 'measure':
      return [['tool', 'measure'], ['line', mode.line.map(point).join('_')]];
    case 'coverage':
      return [['tool', 'coverage'], ...(mode.zone === null ? [] : [['in', String(mode.zone)] as [string, string]]), ['within', String(mode.withinM)]];
    case 'goto':
      return [['tool', 'goto'], ...(mode.place ? [['place', point(mode.place)] as [string, string]] : [])];
    default:
      return [['tool', mode.at]];
  }
}

export function encode(view: Snapshot): string {
  const words: [string, string][] = [];
  if (view.camera) {
    const { zoom, lat, lon } = view.camera;
    words.push(['map', `${zoom.toFixed(2)}/${lat.toFixed(5)}/${lon.toFixed(5)}`]);
  }
  if (view.at) words.push(['at', view.at]);
  words.push(...modeWords(view.mode).filter(([, value]) => value !== ''));
  if (view.off.length) words.push(['off', view.off.join(',')]);
  if (view.colour !== 'class') words.push(['colour', view.colour]);
  if (view.kinds.length) words.push(['kind', view.kinds.join(',')]);
  if (view.states.length) words.push(['state', view.states.join(',')]);
  if (view.sort.key !== START.sort.key || view.sort.down) words.push(['sort', (view.sort.down ? '-' : '') + view.sort.key]);
  if (view.lang) words.push(['lang', view.lang]);
  if (view.theme !== 'system') words.push(['theme', view.theme]);
  // Commas and slashes are legal in a hash and keep links readable.
  return words.map(([key, value]) => `${key}=${encodeURIComponent(value).replace(/%2C/g, ',').replace(/%2F/g, '/')}`).join('&');
}

const finite = (text: string | null): number | null => (text !== null && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : null);
const id = (text: string | null): number | null => (text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null);
const listOf = <T extends string>(text: string | null, known?: readonly T[]): T[] =>
  (text ?? '').split(',').filter((word): word is T => /^[a-z_]{1,30}$/.test(word) && (known === undefined || known.includes(word as T)));

function points(text: string | null): LonLat[] {
  const read = (text ?? '').split('_').filter(Boolean).map((word) => word.split(',').map(Number));
  const good = read.every((pair) => pair.length === 2 && Math.abs(pair[0]) <= 180 && Math.abs(pair[1]) <= 90);
  return good ? (read.slice(0, 500) as LonLat[]) : [];
}

function readMode(words: URLSearchParams): Mode {
  const zone = id(words.get('zone'));
  if (zone !== null) return { at: 'zone', id: zone };
  const inside = id(words.get('in'));
  for (const layer of ['cables', 'conduits', 'structures'] as AssetLayer[]) {
    const asset = id(words.get(layer));
    if (asset !== null) return inside === null ? { at: 'asset', layer, id: asset } : { at: 'asset', layer, id: asset, zone: inside };
  }
  const within = (otherwise: number) => {
    const value = finite(words.get('within'));
    return value !== null && value > 0 && value <= 1000 ? value : otherwise;
  };
  const line = points(words.get('line'));
  switch (words.get('tool')) {
    case 'draw':
      return { at: 'draw', line, withinM: within(WITHIN_M) };
    case 'measure':
      return { at: 'measure', line };
    case 'coverage':
      return { at: 'coverage', zone: inside, withinM: within(COVERAGE_WITHIN_M) };
    case 'goto':
      return { at: 'goto', place: points(words.get('place'))[0] ?? null };
    case 'check':
      return { at: 'check' };
    case 'import':
      return { at: 'import' };
    case 'help':
      return { at: 'help' };
    default:
      return CITY;
  }
}

function readCamera(text: string | null): Camera | null {
  const [zoom, lat, lon] = (text ?? '').split('/').map((word) => finite(word));
  if (zoom == null || lat == null || lon == null) return null;
  return zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? { zoom, lat, lon } : null;
}

function readSort(text: string | null): Snapshot['sort'] {
  const match = /^(-?)(name|share|left|deadline)$/.exec(text ?? '');
  return match ? { key: match[2] as SortKey, down: match[1] === '-' } : START.sort;
}

/** Reads a hash. Whatever is damaged falls back to its default: an old link must never break the page. */
export function decode(hash: string): Snapshot {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  const at = words.get('at');
  const lang = words.get('lang');
  const theme = words.get('theme');
  return {
    mode: readMode(words),
    camera: readCamera(words.get('map')),
    at: at && /^\d{4}-\d{2}-\d{2}$/.test(at) && !Number.isNaN(Date.parse(at)) ? at : null,
    off: listOf(words.get('off'), GROUPS),
    colour: words.get('colour') === 'firm' ? 'firm' : 'class',
    lang: lang === 'vi' || lang === 'en' ? lang : null,
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    kinds: listOf<ZoneKind>(words.get('kind')),
    states: listOf<StateFilter>(words.get('state')),
    sort: readSort(words.get('sort')),
  };
}
