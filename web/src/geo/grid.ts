// The city's survey grid, read from the PROJ string the page carries. Only transverse Mercator, which every VN-2000 grid is.
import { ELLIPSOIDS, fromGeocentric, shiftFromWgs84, shiftToWgs84, toGeocentric, WGS84, type ToWgs84 } from './ellipsoid';
import { project, unproject, type Projection } from './mercator';

const RADIAN = Math.PI / 180;

export interface Grid {
  code: string;
  /** Degrees in, metres out: [easting, northing]. */
  fromLonLat(lon: number, lat: number): [number, number];
  /** Metres in, degrees out: [lon, lat]. */
  toLonLat(easting: number, northing: number): [number, number];
}

function wordsOf(proj4: string): Map<string, string> {
  return new Map(
    proj4
      .split(/\s+/)
      .filter((word) => word.startsWith('+'))
      .map((word) => word.slice(1).split('=', 2) as [string, string]),
  );
}

/** The grid of a PROJ string, or null where it is no transverse Mercator: the page then shows no grid coordinates. */
export function gridOf(code: string, proj4: string): Grid | null {
  const words = wordsOf(proj4);
  const number = (key: string, otherwise: number) => Number(words.get(key) ?? otherwise);
  const utm = words.get('proj') === 'utm';
  if (!utm && words.get('proj') !== 'tmerc') return null;
  const ellipsoid = ELLIPSOIDS[words.get('ellps') ?? words.get('datum') ?? 'WGS84'];
  if (!ellipsoid) return null;
  const p: Projection = utm
    ? { ellipsoid, lon0: (number('zone', 31) * 6 - 183) * RADIAN, lat0: 0, k0: 0.9996, x0: 500000, y0: words.has('south') ? 1e7 : 0 }
    : {
        ellipsoid,
        lon0: number('lon_0', 0) * RADIAN,
        lat0: number('lat_0', 0) * RADIAN,
        k0: number('k_0', number('k', 1)),
        x0: number('x_0', 0),
        y0: number('y_0', 0),
      };
  const given = (words.get('towgs84') ?? '0').split(',').map(Number);
  const shift = [0, 1, 2, 3, 4, 5, 6].map((i) => given[i] ?? 0) as ToWgs84;
  if ([...shift, p.lon0, p.k0, p.x0, p.y0].some((value) => !Number.isFinite(value))) return null;
  return {
    code,
    fromLonLat(lon, lat) {
      const local = fromGeocentric(ellipsoid, shiftFromWgs84(shift, toGeocentric(WGS84, lon * RADIAN, lat * RADIAN)));
      return project(p, ...local);
    },
    toLonLat(easting, northing) {
      const [lon, lat] = fromGeocentric(WGS84, shiftToWgs84(shift, toGeocentric(ellipsoid, ...unproject(p, easting, northing))));
      return [lon / RADIAN, lat / RADIAN];
    },
  };
}

/** Area in m² of a lon/lat polygon, measured in the grid (outer ring less holes). */
export function gridAreaM2(grid: Grid, rings: GeoJSON.Position[][]): number {
  const ringArea = (ring: GeoJSON.Position[]) => {
    const points = ring.map(([lon, lat]) => grid.fromLonLat(lon, lat));
    let twice = 0;
    for (let i = 1; i < points.length; i++) twice += points[i - 1][0] * points[i][1] - points[i][0] * points[i - 1][1];
    return Math.abs(twice) / 2;
  };
  return rings.reduce((sum, ring, i) => (i === 0 ? ringArea(ring) : sum - ringArea(ring)), 0);
}
