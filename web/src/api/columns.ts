// The timeline's columns: `id` and `from` are differences to the row before; `to` is counted from the row's own `from`,
// and 0 while open (no row ends on the day it begins).
import type { CodedColumns } from './types';

/** Day number that stands for "still there". */
export const OPEN = 0x7fffffff;

export interface Spans {
  /** Feature ids; doubles, because merged features use more than 32 bits. */
  id: Float64Array;
  /** First day present. */
  from: Int32Array;
  /** First day no longer present; OPEN while it stands. */
  to: Int32Array;
}

/** Decodes one block of the timeline. Throws when the columns differ in length, which would shift every later row. */
export function decodeSpans(coded: CodedColumns): Spans {
  const n = coded.id.length;
  if (coded.from.length !== n || coded.to.length !== n) throw new Error(`timeline columns differ: ${n}, ${coded.from.length}, ${coded.to.length}`);
  const spans: Spans = { id: new Float64Array(n), from: new Int32Array(n), to: new Int32Array(n) };
  let id = 0;
  let from = 0;
  for (let row = 0; row < n; row++) {
    id += coded.id[row];
    from += coded.from[row];
    spans.id[row] = id;
    spans.from[row] = from;
    spans.to[row] = coded.to[row] === 0 ? OPEN : from + coded.to[row];
  }
  return spans;
}
