// Scales and paths of the small charts. Drawn as plain SVG, so that a chart is sharp, themed and a few hundred bytes.
import { dayNumber } from '../text/format';

export interface Scale {
  x(day: number): number;
  day(x: number): number;
  y(value: number): number;
}

export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export function scale(days: ArrayLike<number>, top: number, frame: Frame): Scale {
  const [first, last] = [days[0], days[days.length - 1]];
  const span = Math.max(1, last - first);
  return {
    x: (day) => frame.left + ((day - first) / span) * (frame.right - frame.left),
    day: (x) => Math.round(first + ((x - frame.left) / Math.max(1, frame.right - frame.left)) * span),
    y: (value) => frame.bottom - (value / (top || 1)) * (frame.bottom - frame.top),
  };
}

/** A line through the values; gaps where there is none. */
export function linePath(days: ArrayLike<number>, values: (number | null)[], s: Scale): string {
  let path = '';
  let pen = false;
  values.forEach((value, i) => {
    if (value === null) pen = false;
    else {
      path += `${pen ? 'L' : 'M'}${s.x(days[i]).toFixed(1)} ${s.y(value).toFixed(1)}`;
      pen = true;
    }
  });
  return path;
}

/** The area between two lines. */
export function areaPath(days: ArrayLike<number>, low: number[], high: number[], s: Scale): string {
  const point = (value: number, i: number) => `${s.x(days[i]).toFixed(1)} ${s.y(value).toFixed(1)}`;
  const there = high.map(point).join('L');
  const back = low.map(point).reverse().join('L');
  return high.length ? `M${there}L${back}Z` : '';
}

/** First days of years, spaced so that their labels have room. */
export function yearTicks(first: number, last: number, width: number): { day: number; year: number }[] {
  const from = new Date(first * 86400000).getUTCFullYear();
  const to = new Date(last * 86400000).getUTCFullYear();
  const room = Math.max(1, Math.floor(width / 44));
  const every = [1, 2, 5, 10].find((step) => (to - from + 1) / step <= room) ?? 10;
  const ticks = [];
  for (let year = from; year <= to; year++) {
    // The first year is labelled where the axis begins, though January may be cut off.
    const day = Math.max(first, dayNumber(`${year}-01-01`));
    if ((year - from) % every === 0 && day <= last) ticks.push({ day, year });
  }
  return ticks;
}

/** A round number at or above the largest value, for the top of an axis. */
export function roundTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}
