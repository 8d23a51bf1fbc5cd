// The label points of zones: name and share in words, in a source of their own, so that a changed number costs no tile.
import type { ZoneLabels } from '../api/types';
import { isLate } from '../state/due';
import type { ZoneRow } from '../state/figures.svelte';

const KIND_RANK: Record<string, number> = { urban_district: 0, ward: 1, district_centre: 1, new_urban_area: 2, industrial_park: 2, residential_area: 2, industrial_cluster: 3, street: 4 };

export function labelPoints(
  points: ZoneLabels['zones'],
  zones: ReadonlyMap<number, ZoneRow>,
  day: number,
  words: { name(zone: ZoneRow): string; share(zone: ZoneRow): string },
): GeoJSON.FeatureCollection {
  const features: GeoJSON.Feature[] = [];
  for (const { id, lon, lat } of points) {
    const zone = zones.get(id);
    if (!zone) continue;
    features.push({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [lon, lat] },
      properties: {
        name: words.name(zone),
        share: words.share(zone),
        kind: zone.kind,
        rank: KIND_RANK[zone.kind] ?? 3,
        alarm: zone.status === 'regressed' || isLate(zone, day) ? 1 : 0,
      },
    });
  }
  return { type: 'FeatureCollection', features };
}
