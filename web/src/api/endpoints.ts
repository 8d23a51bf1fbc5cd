// One function a question. Paths and parameters are the service's; nothing here keeps state.
import { get, getTagged, post, postFile } from './client';
import type { AssetLayer, Coverage, Item, Overlaps, PlanCheck, Progress, ProgressSeries, Timeline, ZoneCables, ZoneLabels, ZoneSeries } from './types';

/** Where the slider begins. */
export const SERIES_FROM = '2015-01-01';

export const progress = (at?: string, kind?: string) => get<Progress>('/progress', { at, kind });

export const progressSeries = (to: string, kind?: string) =>
  get<ProgressSeries>('/progress/series', { from: SERIES_FROM, to, step: 'month', kind });

export const timeline = () => get<Timeline>('/timeline');

export const zoneLabels = () => get<ZoneLabels>('/zones/labels');

export const zoneSeries = (zone: number, to: string, signal?: AbortSignal) =>
  get<ZoneSeries>(`/zones/${zone}/progress`, { from: SERIES_FROM, to, step: 'month' }, signal);

export const zoneCables = (zone: number, at: string, signal?: AbortSignal) => get<ZoneCables>(`/zones/${zone}/cables`, { at }, signal);

export const item = (layer: AssetLayer | 'zones', id: number, signal?: AbortSignal) => get<Item>(`/collections/${layer}/items/${id}`, {}, signal);

/** The same with its version, for whoever may want to change it. */
export const taggedItem = (layer: AssetLayer | 'zones', id: number, signal?: AbortSignal) => getTagged<Item>(`/collections/${layer}/items/${id}`, signal);

export const items = (layer: AssetLayer | 'zones', params: Record<string, string | number | undefined>, signal?: AbortSignal) =>
  get<{ features: Item[]; numberMatched?: number }>(`/collections/${layer}/items`, params, signal);

/** Assets whose codes begin so, whatever the case. */
export const codes = (begins: string, limit: number, signal?: AbortSignal) =>
  get<{ codes: { layer: AssetLayer; id: number; code: string; holder: string | null }[] }>('/codes', { begins, limit }, signal);

export const baseMap = () => get<GeoJSON.FeatureCollection>('/base.geojson');

export const overlaps = (line: [number, number][], withinM: number, minLengthM: number, at: string, signal?: AbortSignal) =>
  post<Overlaps>('/overlaps', { geometry: { type: 'LineString', coordinates: line }, within_m: withinM, min_length_m: minLengthM, at }, signal);

export const coverage = (zone: number, withinM: number, at: string, signal?: AbortSignal) =>
  post<Coverage>('/coverage', { zone, within_m: withinM, at }, signal);

export const checkPlan = (file: File, crs?: string, signal?: AbortSignal) => postFile<PlanCheck>('/check', file, { crs }, signal);
