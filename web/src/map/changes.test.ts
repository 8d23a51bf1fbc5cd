import { describe, expect, it } from 'vitest';
import { decodeSpans, OPEN } from '../api/columns';
import { eachChange, sortSpans } from './changes';

describe('the timeline', () => {
  it('decodes differences in id and from, and ends counted from their own beginning', () => {
    // Rows by hand: (5, day 100, open), (8, day 90, until 95), (9, day 90, until 91).
    const spans = decodeSpans({ id: [5, 3, 1], from: [100, -10, 0], to: [0, 5, 1] });
    expect([...spans.id]).toEqual([5, 8, 9]);
    expect([...spans.from]).toEqual([100, 90, 90]);
    expect([...spans.to]).toEqual([OPEN, 95, 91]);
  });

  it('keeps ids above 32 bits', () => {
    expect([...decodeSpans({ id: [2 ** 40, 1], from: [1, 0], to: [0, 0] }).id]).toEqual([2 ** 40, 2 ** 40 + 1]);
  });

  it('refuses columns of different lengths', () => {
    expect(() => decodeSpans({ id: [1, 1], from: [1], to: [0, 0] })).toThrow(/2, 1, 2/);
  });
});

describe('a step of the slider', () => {
  // A fixed pseudo-random network of 500 rows, checked row by row against the plain definition.
  let seed = 7;
  const random = (n: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
  const rows = Array.from({ length: 500 }, (_, i) => {
    const from = random(4000);
    return { id: i + 1, from, to: random(3) === 0 ? OPEN : from + random(2000) };
  });
  const spans = sortSpans({ id: Float64Array.from(rows, (r) => r.id), from: Int32Array.from(rows, (r) => r.from), to: Int32Array.from(rows, (r) => r.to) });
  const stands = (r: (typeof rows)[number], day: number) => r.from <= day && day < r.to;

  it.each([[1000, 1030], [1030, 1000], [0, 4000], [5000, -1], [77, 77]])('from day %d to %d sets exactly the rows that differ', (before, now) => {
    const set = new Map<number, boolean>();
    eachChange(spans, before, now, (id, value) => set.set(id, value));
    const expected = new Map(rows.filter((r) => stands(r, before) !== stands(r, now)).map((r) => [r.id, stands(r, now)]));
    expect(set).toEqual(expected);
  });

  it('walked in small steps ends where one jump ends', () => {
    const state = new Map(rows.map((r) => [r.id, stands(r, 0)]));
    for (let day = 0; day < 3600; day += 30) eachChange(spans, day, day + 30, (id, value) => state.set(id, value));
    expect(state).toEqual(new Map(rows.map((r) => [r.id, stands(r, 3600)])));
  });
});
