// Lengths on the WGS 84 ellipsoid, the way the service measures (Karney's algorithm, through GeographicLib's own package).
import geodesic from 'geographiclib-geodesic';

const { WGS84 } = geodesic.Geodesic;

export type LonLat = [number, number];

export function distanceM(a: LonLat, b: LonLat): number {
  return WGS84.Inverse(a[1], a[0], b[1], b[0]).s12 ?? 0;
}

export function lengthM(line: LonLat[]): number {
  let sum = 0;
  for (let i = 1; i < line.length; i++) sum += distanceM(line[i - 1], line[i]);
  return sum;
}

/** Direction from a to b in degrees, 0 to 360 from north. */
export function bearingDeg(a: LonLat, b: LonLat): number {
  return ((WGS84.Inverse(a[1], a[0], b[1], b[0]).azi1 ?? 0) + 360) % 360;
}

/** Geodesic area in m² of the ring through these points (closed here, either way round). */
export function areaM2(ring: LonLat[]): number {
  const polygon = WGS84.Polygon(false);
  for (const [lon, lat] of ring) polygon.AddPoint(lat, lon);
  return Math.abs(polygon.Compute(false, true).area ?? 0);
}
