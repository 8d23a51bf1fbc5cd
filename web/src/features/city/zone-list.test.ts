import { expect, it } from 'vitest';
import type { ZoneRow } from '../../state/figures.svelte';
import { dayNumber } from '../../text/format';
import { counts, filtered, listed, sorted } from './zone-list';

const zone = (id: number, name: string, kind: ZoneRow['kind'], status: ZoneRow['status'], share: number | null, deadline: string | null, overheadM = 100): ZoneRow => ({
  id, code: `Z-${id}`, name, nameEn: null, kind, target: 1, deadline, removalDeadline: null, undergroundM: 0, overheadM, share, status,
});
const day = dayNumber('2026-01-10');
const rows = listed(
  [
    zone(1, 'Phường Hồng Bàng', 'ward', 'under_way', 0.5, '2026-02-01', 900),
    zone(2, 'Quang Trung', 'street', 'verified', 1, '2019-06-15', 0),
    zone(3, 'Tô Hiệu', 'street', 'not_started', 0, '2026-01-01', 300),
    zone(4, 'Lạch Tray', 'street', 'under_way', 0.3, '2025-12-01', 200),
    zone(5, 'KCN Đình Vũ', 'industrial_park', 'empty', null, null, 0),
  ],
  day,
);
const none = { words: '', kinds: [], states: [] };
const ids = (list: { zone: ZoneRow }[]) => list.map(({ zone: { id } }) => id);

it('puts the longest late first, then what is due, what is met, what has no date', () => {
  expect(ids(sorted(rows, { key: 'deadline', down: false }, 'vi'))).toEqual([4, 3, 1, 2, 5]);
});

it('sorts by share with no-cable last, by metres left, by name', () => {
  expect(ids(sorted(rows, { key: 'share', down: false }, 'vi'))).toEqual([3, 4, 1, 2, 5]);
  expect(ids(sorted(rows, { key: 'left', down: true }, 'vi')).slice(0, 3)).toEqual([1, 3, 4]);
  expect(ids(sorted(rows, { key: 'name', down: false }, 'vi'))).toEqual([5, 4, 1, 2, 3]);
});

it('finds names without accents and codes', () => {
  expect(ids(filtered(rows, { ...none, words: 'hong bang' }))).toEqual([1]);
  expect(ids(filtered(rows, { ...none, words: 'đình' }))).toEqual([5]);
  expect(ids(filtered(rows, { ...none, words: 'z-3' }))).toEqual([3]);
});

it('filters by kind and state together and counts what each chip would show', () => {
  expect(ids(filtered(rows, { ...none, kinds: ['street'], states: ['late'] }))).toEqual([3, 4]);
  const chips = counts(rows, { ...none, kinds: ['street'] });
  expect(chips.states).toEqual([['late', 2], ['not_started', 1], ['under_way', 1], ['verified', 1]]);
  expect(chips.kinds).toEqual([['street', 3], ['ward', 1], ['industrial_park', 1]]);
});
