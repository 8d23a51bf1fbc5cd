// Ellipsoids, geocentric coordinates and the seven-parameter shift. Radians and metres.

export interface Ellipsoid {
  a: number;
  f: number;
}

export const WGS84: Ellipsoid = { a: 6378137, f: 1 / 298.257223563 };

/** Those a Vietnamese survey may name (PROJ's spelling). */
export const ELLIPSOIDS: Record<string, Ellipsoid> = {
  WGS84,
  GRS80: { a: 6378137, f: 1 / 298.257222101 },
  krass: { a: 6378245, f: 1 / 298.3 },
  evrst30: { a: 6377276.345, f: 1 / 300.8017 },
};

type Vector = [number, number, number];

/** Helmert parameters to WGS 84 in the position-vector sense (PROJ's +towgs84): metres, arc seconds, ppm. */
export type ToWgs84 = [number, number, number, number, number, number, number];

const ARC_SECOND = Math.PI / 180 / 3600;

export function toGeocentric({ a, f }: Ellipsoid, lon: number, lat: number): Vector {
  const e2 = f * (2 - f);
  const n = a / Math.sqrt(1 - e2 * Math.sin(lat) ** 2);
  return [n * Math.cos(lat) * Math.cos(lon), n * Math.cos(lat) * Math.sin(lon), n * (1 - e2) * Math.sin(lat)];
}

/** Longitude and latitude of a geocentric point; its height is dropped. Bowring's start, then iterated to below a nanometre. */
export function fromGeocentric({ a, f }: Ellipsoid, [x, y, z]: Vector): [number, number] {
  const e2 = f * (2 - f);
  const p = Math.hypot(x, y);
  let lat = Math.atan2(z, p * (1 - e2));
  for (let step = 0; step < 8; step++) {
    const n = a / Math.sqrt(1 - e2 * Math.sin(lat) ** 2);
    const next = Math.atan2(z + e2 * n * Math.sin(lat), p);
    if (Math.abs(next - lat) < 1e-16) break;
    lat = next;
  }
  return [Math.atan2(y, x), lat];
}

export function shiftToWgs84([dx, dy, dz, rx, ry, rz, ppm]: ToWgs84, [x, y, z]: Vector): Vector {
  const m = 1 + ppm * 1e-6;
  const [ex, ey, ez] = [rx * ARC_SECOND, ry * ARC_SECOND, rz * ARC_SECOND];
  return [dx + m * (x - ez * y + ey * z), dy + m * (ez * x + y - ex * z), dz + m * (-ey * x + ex * y + z)];
}

export function shiftFromWgs84([dx, dy, dz, rx, ry, rz, ppm]: ToWgs84, [x, y, z]: Vector): Vector {
  const m = 1 + ppm * 1e-6;
  const [ex, ey, ez] = [rx * ARC_SECOND, ry * ARC_SECOND, rz * ARC_SECOND];
  const [u, v, w] = [(x - dx) / m, (y - dy) / m, (z - dz) / m];
  return [u + ez * v - ey * w, -ez * u + v + ex * w, ey * u - ex * v + w];
}
