import { expect, it } from 'vitest';
import type { Mode } from './mode';
import { decode, encode, START } from './url';

it('says nothing for the first view and reads nothing as the first view', () => {
  expect(encode(START)).toBe('');
  expect(decode('')).toEqual(START);
});

it.each<Mode>([
  { at: 'zone', id: 12 },
  { at: 'asset', layer: 'cables', id: 3 },
  { at: 'asset', layer: 'structures', id: 3, zone: 4 },
  { at: 'draw', line: [[106.6875, 20.85611], [106.69, 20.86]], withinM: 5 },
  { at: 'measure', line: [[106.6875, 20.85611]] },
  { at: 'coverage', zone: 7, withinM: 40 },
  { at: 'coverage', zone: null, withinM: 50 },
  { at: 'goto', place: [106.6875, 20.85611] },
  { at: 'check' },
  { at: 'import' },
  { at: 'help' },
])('carries the mode %j there and back', (mode) => {
  expect(decode(`#${encode({ ...START, mode })}`).mode).toEqual(mode);
});

it('carries place, date, layers, colours, filters, language and theme', () => {
  const view = {
    ...START,
    camera: { lon: 106.6875, lat: 20.85611, zoom: 13.25 },
    at: '2021-06-30',
    off: ['conduits' as const],
    colour: 'firm' as const,
    lang: 'en' as const,
    theme: 'dark' as const,
    kinds: ['street' as const],
    states: ['late' as const, 'under_way' as const],
    sort: { key: 'left' as const, down: true },
  };
  expect(decode(encode(view))).toEqual(view);
});

it.each(['#zone=abc', '#map=99/0/0', '#at=2021-13-45', '#line=1,2_x', '#off=<script>', '#tool=rm', '#lang=fr', '#in=-1&tool=coverage&within=9e9', '#%E0%A4%A'])(
  'falls back to defaults for the damaged %s',
  (hash) => {
    const view = decode(hash);
    expect(view.camera).toBeNull();
    expect(view.at).toBeNull();
    expect(view.off).toEqual([]);
    expect(['city', 'coverage']).toContain(view.mode.at);
    if (view.mode.at === 'coverage') expect(view.mode).toEqual({ at: 'coverage', zone: null, withinM: 50 });
  },
);
