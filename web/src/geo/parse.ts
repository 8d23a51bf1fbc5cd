// Reads coordinates as people paste them: WGS 84 in degrees (decimal or degrees-minutes-seconds) or the city's survey grid in metres.
import type { Grid } from './grid';

export type Reading =
  | { system: 'wgs84'; lon: number; lat: number }
  | { system: 'grid'; lon: number; lat: number; easting: number; northing: number };

type Box = [number, number, number, number];

const DMS = /(\d+(?:[.,]\d+)?)\s*[°ºd]\s*(?:(\d+(?:[.,]\d+)?)\s*['’′m]\s*)?(?:(\d+(?:[.,]\d+)?)\s*(?:["”″s]|''))?\s*([NSEWĐBTnsew])?/g;

function fromDms(text: string): [number, number] | null {
  const parts = [...text.matchAll(DMS)];
  if (parts.length !== 2) return null;
  const value = (part: RegExpMatchArray) => {
    const [d, m, s] = [1, 2, 3].map((i) => Number((part[i] ?? '0').replace(',', '.')));
    const sign = /[SWsw]/.test(part[4] ?? '') ? -1 : 1;
    return sign * (d + m / 60 + s / 3600);
  };
  const [a, b] = parts.map(value);
  const eastFirst = /[EWĐew]/.test(parts[0][4] ?? '');
  return eastFirst ? [a, b] : [b, a];
}

/** Two plain numbers. A comma is a decimal mark only where it cannot part the two numbers: `20,8561 106,6875` and `20,8561; 106,6875`. */
function twoNumbers(text: string): [number, number] | null {
  const bare = text.replace(/\b(lat|lon|lng|east|north|vn-?2000|x|y|e|n|m)\b\s*[:=]?/gi, ' ').replace(/[°º]/g, ' ').trim();
  const decimalComma = /^[-+]?\d+,\d+\s*[;\s]\s*[-+]?\d+,\d+$/.test(bare);
  const words = (decimalComma ? bare.replace(/,/g, '.') : bare.replace(/,/g, ' ')).replace(/;/g, ' ').trim();
  const numbers = joinThousands(words.split(/\s+/));
  if (numbers.length !== 2) return null;
  const [a, b] = numbers.map(Number);
  return Number.isFinite(a) && Number.isFinite(b) ? [a, b] : null;
}

/** `597 362.77 2 307 308.52` is two numbers written in groups of three. */
function joinThousands(words: string[]): string[] {
  if (words.length <= 2) return words;
  const numbers: string[] = [];
  for (const word of words) {
    const last = numbers[numbers.length - 1];
    const grows = last !== undefined && /^\d{3}(\.\d+)?$/.test(word) && /^\d+$/.test(last) && (last.length < 6 || Number(numbers[0]) > 1e6) && last.length < 7;
    const full = numbers.length === 1 && last !== undefined && last.length === 6 && words.length === 5;
    if (grows && !full) numbers[numbers.length - 1] = last + word;
    else numbers.push(word);
  }
  return numbers;
}

const within = ([w, s, e, n]: Box, lon: number, lat: number, slack: number) =>
  lon >= w - slack && lon <= e + slack && lat >= s - slack && lat <= n + slack;

/** What the text means near this city, or null. The order of the two numbers is told from the city's box, not assumed. */
export function parseCoordinates(text: string, grid: Grid | null, box: Box): Reading | null {
  const pair = fromDms(text) ?? twoNumbers(text);
  if (!pair) return null;
  const [a, b] = pair;
  if (Math.abs(a) <= 180 && Math.abs(b) <= 180) {
    if (within(box, a, b, 1)) return { system: 'wgs84', lon: a, lat: b };
    if (within(box, b, a, 1)) return { system: 'wgs84', lon: b, lat: a };
    return null;
  }
  if (!grid) return null;
  // Survey tables write X = northing first: whichever order lands in the city is the one meant.
  for (const [easting, northing] of [[a, b], [b, a]]) {
    const [lon, lat] = grid.toLonLat(easting, northing);
    if (within(box, lon, lat, 1)) return { system: 'grid', lon, lat, easting, northing };
  }
  return null;
}
