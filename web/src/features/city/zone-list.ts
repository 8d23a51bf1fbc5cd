// Filtering and ordering of the zone table, apart from how it looks. Pure.
import type { ZoneKind, ZoneStatus } from '../../api/types';
import { dueOf, isLate, type Due } from '../../state/due';
import type { ZoneRow } from '../../state/figures.svelte';
import type { Snapshot, StateFilter } from '../../state/url';
import { fold, matchScore } from '../../text/fold';

export interface Listed {
  zone: ZoneRow;
  due: Due;
  late: boolean;
}

export interface Filters {
  words: string;
  kinds: ZoneKind[];
  states: StateFilter[];
}

export const STATES: StateFilter[] = ['late', 'regressed', 'not_started', 'under_way', 'target_met', 'cables_done', 'verified', 'empty'];
export const KINDS: ZoneKind[] = ['street', 'ward', 'urban_district', 'district_centre', 'new_urban_area', 'residential_area', 'industrial_park', 'industrial_cluster'];

export const listed = (zones: ZoneRow[], day: number): Listed[] => zones.map((zone) => ({ zone, due: dueOf(zone, day), late: isLate(zone, day) }));

const inState = ({ zone, late }: Listed, state: StateFilter) => (state === 'late' ? late : zone.status === (state as ZoneStatus));
const ofKind = ({ zone }: Listed, kinds: ZoneKind[]) => kinds.length === 0 || kinds.includes(zone.kind);
const inStates = (row: Listed, states: StateFilter[]) => states.length === 0 || states.some((state) => inState(row, state));

export function filtered(rows: Listed[], { words, kinds, states }: Filters): Listed[] {
  const query = fold(words);
  return rows.filter((row) => ofKind(row, kinds) && inStates(row, states) && (query === '' || matchScore(fold(`${row.zone.name} ${row.zone.nameEn ?? ''} ${row.zone.code}`), query) > 0));
}

/** Counts for the chips: each chip says how many rows it would show beside the other filters. */
export function counts(rows: Listed[], { kinds, states }: Filters): { kinds: [ZoneKind, number][]; states: [StateFilter, number][] } {
  const forKinds = rows.filter((row) => inStates(row, states));
  const forStates = rows.filter((row) => ofKind(row, kinds));
  return {
    kinds: KINDS.map((kind): [ZoneKind, number] => [kind, forKinds.filter(({ zone }) => zone.kind === kind).length]).filter(([kind]) => rows.some(({ zone }) => zone.kind === kind)),
    states: STATES.map((state): [StateFilter, number] => [state, forStates.filter((row) => inState(row, state)).length]).filter(([state, n]) => n > 0 || states.includes(state)),
  };
}

/** What needs looking at first: late by most, then due soonest, then met, then without a date. */
function urgency({ due, late }: Listed): number {
  if (due.kind === 'late') return late ? -1e6 - due.days : 1e6;
  if (due.kind === 'left') return due.days;
  return due.kind === 'met' ? 2e6 : 3e6;
}

export function sorted(rows: Listed[], { key, down }: Snapshot['sort'], lang: string): Listed[] {
  const byName = (a: Listed, b: Listed) => a.zone.name.localeCompare(b.zone.name, lang, { numeric: true });
  const by: Record<Snapshot['sort']['key'], (a: Listed, b: Listed) => number> = {
    name: byName,
    share: (a, b) => (a.zone.share ?? 2) - (b.zone.share ?? 2),
    left: (a, b) => a.zone.overheadM - b.zone.overheadM,
    deadline: (a, b) => urgency(a) - urgency(b),
  };
  return [...rows].sort((a, b) => (down ? -1 : 1) * by[key](a, b) || byName(a, b));
}
