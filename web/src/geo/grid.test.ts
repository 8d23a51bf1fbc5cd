// Expected values: PROJ 9 (cs2cs, EPSG:4326 to EPSG:9210 and EPSG:3405 through EPSG:6960).
import { describe, expect, it } from 'vitest';
import { gridAreaM2, gridOf } from './grid';

const SHIFT = '+towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278';
const TM3 = `+proj=tmerc +lat_0=0 +lon_0=105.75 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 ${SHIFT} +units=m +no_defs`;
const UTM = `+proj=utm +zone=48 +ellps=WGS84 ${SHIFT} +units=m +no_defs`;

const POINTS = [
  ['station', 20.85611, 106.6875, 597362.7666, 2307308.521, 675369.8717, 2307251.9361],
  ['opera', 20.8581, 106.6828, 596872.3637, 2307526.0006, 674878.4784, 2307467.1185],
  ['airport', 20.8194, 106.7249, 601279.5805, 2303267.2865, 679305.34, 2303229.127],
  ['Cát Bà', 20.7254, 107.0485, 635049.8966, 2293096.8136, 713122.6515, 2293215.6137],
  ['Thuỷ Nguyên', 20.92, 106.68, 596541.3044, 2314377.5727, 674515.4415, 2314316.807],
  ['Tiên Lãng', 20.69, 106.55, 583144.5131, 2288841.1118, 661238.2633, 2288719.6226],
] as const;

function gridFor(code: string, proj4: string) {
  const grid = gridOf(code, proj4);
  if (!grid) throw new Error(`${code} was not read`);
  return grid;
}

describe('the city grid', () => {
  it.each(POINTS)('%s agrees with PROJ within a millimetre in TM-3 and UTM', (_, lat, lon, e3, n3, e6, n6) => {
    const [e, n] = gridFor('EPSG:9210', TM3).fromLonLat(lon, lat);
    expect(Math.hypot(e - e3, n - n3)).toBeLessThan(0.001);
    const [eu, nu] = gridFor('EPSG:3405', UTM).fromLonLat(lon, lat);
    expect(Math.hypot(eu - e6, nu - n6)).toBeLessThan(0.001);
  });

  it.each([
    [597000, 2307000, 20.853342513, 106.6839971],
    [600000, 2300000, 20.789959654, 106.712420768],
    [590000, 2310000, 20.880792469, 106.616892374],
    [635000, 2293000, 20.724529294, 107.048013587],
  ])('turns E %d N %d back into lon/lat within 1e-8 degree', (e, n, lat, lon) => {
    const [gotLon, gotLat] = gridFor('EPSG:9210', TM3).toLonLat(e, n);
    expect(Math.abs(gotLon - lon)).toBeLessThan(1e-8);
    expect(Math.abs(gotLat - lat)).toBeLessThan(1e-8);
  });

  it('is 224 m off without the datum shift, as PROJ says', () => {
    const [e, n] = gridFor('x', TM3.replace(SHIFT, '')).fromLonLat(106.6875, 20.85611);
    expect(Math.hypot(e - 597558.8765, n - 2307199.3931)).toBeLessThan(0.001);
  });

  it('measures a square kilometre of grid as such, less its hole', () => {
    const grid = gridFor('EPSG:9210', TM3);
    const square = (x: number, y: number, side: number) =>
      [[0, 0], [side, 0], [side, side], [0, side], [0, 0]].map(([dx, dy]) => grid.toLonLat(x + dx, y + dy));
    const area = gridAreaM2(grid, [square(597000, 2307000, 1000), square(597200, 2307200, 100)]);
    expect(Math.abs(area - 990000)).toBeLessThan(1);
  });

  it('refuses a projection it does not know', () => {
    expect(gridOf('EPSG:3857', '+proj=merc +a=6378137 +b=6378137')).toBeNull();
    expect(gridOf('x', '+proj=tmerc +lon_0=abc')).toBeNull();
  });
});
