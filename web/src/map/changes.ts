// Which rows of the timeline change between two days: those that begin or end there, and no others.
import type { Spans } from '../api/columns';

export interface Dated extends Spans {
  /** Row numbers by `from` and by `to`, ascending. */
  byFrom: Uint32Array;
  byTo: Uint32Array;
}

export function sortSpans(spans: Spans): Dated {
  const rows = Uint32Array.from(spans.id, (_, row) => row);
  const by = (days: Int32Array) => rows.slice().sort((a, b) => days[a] - days[b] || a - b);
  return { ...spans, byFrom: by(spans.from), byTo: by(spans.to) };
}

/** First place in `order` whose day is after `day`. */
function after(order: Uint32Array, days: Int32Array, day: number): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[order[middle]] <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Calls `set` for every row that stands on one of the two days only, and for none that keeps its state. */
export function eachChange(spans: Dated, before: number, now: number, set: (id: number, stands: boolean) => void): void {
  const [low, high] = before < now ? [before, now] : [now, before];
  for (const [order, days] of [[spans.byFrom, spans.from], [spans.byTo, spans.to]] as const) {
    const end = after(order, days, high);
    for (let at = after(order, days, low); at < end; at++) {
      const row = order[at];
      const stood = spans.from[row] <= before && before < spans.to[row];
      const stands = spans.from[row] <= now && now < spans.to[row];
      if (stood !== stands) set(spans.id[row], stands);
    }
  }
}
