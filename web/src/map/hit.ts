// What lies under a click at the date shown, nearest kind first. Lines that are switched off by date still answer the map's query.
import type { Map as MapLibre, MapGeoJSONFeature, Point } from 'maplibre-gl';
import type { AssetLayer } from '../api/types';
import type { Group } from '../state/url';
import { CLICKABLE, groupOf } from './groups';
import { CABLES_FROM } from './style/zone';

export interface Hit {
  layer: AssetLayer | 'zones';
  id: number;
  code: string;
  /** Firm, owner or zone name. */
  name: string;
}

const RANK = { structures: 0, cables: 1, conduits: 2, zones: 3 } as const;
/** A street is meant before the ward it lies in. */
const SMALL = ['street', 'industrial_cluster', 'industrial_park', 'new_urban_area', 'residential_area', 'district_centre', 'ward', 'urban_district'];

export function standsOn(feature: MapGeoJSONFeature, day: number): boolean {
  const { from, to } = feature.properties;
  return Number(from) <= day && (to === undefined || day < Number(to));
}

/** What a tool has found, nearest kind first: a crossing before the stretch it lies on. */
const RESULTS = ['finding', 'crossing', 'stretch', 'gap-fill'];

/** A tool's result under the pointer. */
export function resultAt(map: MapLibre, point: Point): { layer: string; id: string | number } | null {
  const around: [[number, number], [number, number]] = [[point.x - 6, point.y - 6], [point.x + 6, point.y + 6]];
  const found = map.queryRenderedFeatures(around, { layers: RESULTS }).sort((a, b) => RESULTS.indexOf(a.layer.id) - RESULTS.indexOf(b.layer.id));
  const { layer, id } = found[0]?.properties ?? {};
  return layer === undefined ? null : { layer: String(layer), id: id as string | number };
}

export function hitsAt(map: MapLibre, point: Point, day: number, off: ReadonlySet<Group>, reach = 6): Hit[] {
  const layers = Object.keys(CLICKABLE).filter((id) => {
    const group = groupOf(id);
    return map.getLayer(id) && !(group && off.has(group));
  });
  const around: [[number, number], [number, number]] = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
  const found = [
    ...map.queryRenderedFeatures(around, { layers: layers.filter((id) => CLICKABLE[id] !== 'zones') }),
    ...map.queryRenderedFeatures([point.x, point.y], { layers: layers.filter((id) => CLICKABLE[id] === 'zones') }),
  ];
  const hits = new Map<string, Hit & { rank: number }>();
  for (const feature of found) {
    const layer = CLICKABLE[feature.layer.id];
    const { id, code, operator, owner, name, kind } = feature.properties;
    // Merged features stand for many cables and are not one to show.
    if ('class' in feature.properties || !standsOn(feature, day)) continue;
    if (layer === 'cables' && map.getZoom() < CABLES_FROM - 0.5) continue;
    const key = Number(id ?? feature.id);
    if (!Number.isFinite(key)) continue;
    const rank = RANK[layer] + (layer === 'zones' ? Math.max(0, SMALL.indexOf(String(kind))) / 10 : 0);
    hits.set(`${layer}/${key}`, { layer, id: key, code: String(code ?? key), name: String(operator ?? owner ?? name ?? ''), rank });
  }
  return [...hits.values()].sort((a, b) => a.rank - b.rank).map(({ layer, id, code, name }) => ({ layer, id, code, name }));
}
