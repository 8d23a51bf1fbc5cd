import { expect, it } from 'vitest';
import { gridOf } from './grid';
import { parseCoordinates } from './parse';

const grid = gridOf(
  'EPSG:9210',
  '+proj=tmerc +lat_0=0 +lon_0=105.75 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278',
);
const box: [number, number, number, number] = [106.4, 20.12, 107.74, 21.03];
const read = (text: string) => parseCoordinates(text, grid, box);

it.each(['20.85611, 106.6875', '106.6875 20.85611', '20,85611 106,6875', '20,85611; 106,6875', 'lat 20.85611 lon 106.6875', '20.85611°N 106.6875°E'])(
  'reads %s as the station in WGS 84',
  (text) => {
    const got = read(text);
    expect(got?.system).toBe('wgs84');
    expect(got?.lon).toBeCloseTo(106.6875, 9);
    expect(got?.lat).toBeCloseTo(20.85611, 9);
  },
);

it('reads degrees, minutes and seconds in either order', () => {
  for (const text of [`20°51'22"N 106°41'15"E`, `106°41'15"E, 20°51'22"N`]) {
    expect(read(text)?.lat).toBeCloseTo(20 + 51 / 60 + 22 / 3600, 9);
    expect(read(text)?.lon).toBeCloseTo(106 + 41 / 60 + 15 / 3600, 9);
  }
});

it.each(['597362.77 2307308.52', '2307308.52, 597362.77', 'E 597362.77 N 2307308.52', 'X=2307308.52 Y=597362.77', 'E 597 362.77 N 2 307 308.52', '597362,77; 2307308,52'])(
  'reads %s as the station in the city grid',
  (text) => {
    const got = read(text);
    expect(got?.system).toBe('grid');
    expect(got?.lon).toBeCloseTo(106.6875, 6);
    expect(got?.lat).toBeCloseTo(20.85611, 6);
  },
);

it.each(['', 'hong bang', '12', '1 2 3', '50.1, 14.4', '9999999 9999999', 'NaN NaN'])('does not take %j for coordinates of this city', (text) => {
  expect(read(text)).toBeNull();
});
