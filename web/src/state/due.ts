// Deadlines of a zone at a date, as a planner reads them.
import type { ZoneStatus } from '../api/types';
import { dayNumber } from '../text/format';

export type Due =
  | { kind: 'none' }
  | { kind: 'met' }
  /** Days until (0: today) or since the deadline that comes next. */
  | { kind: 'left'; days: number; date: string }
  | { kind: 'late'; days: number; date: string };

interface Dated {
  status: ZoneStatus;
  deadline: string | null;
  removalDeadline: string | null;
}

const UNDERGROUND_MET: ReadonlySet<ZoneStatus> = new Set(['target_met', 'cables_done', 'verified']);
const DONE: ReadonlySet<ZoneStatus> = new Set(['cables_done', 'verified']);

export const isDone = (status: ZoneStatus): boolean => DONE.has(status);

/** The deadline a zone is measured against now: cable underground first, then old cable down. */
export function dueOf(zone: Dated, day: number): Due {
  if (DONE.has(zone.status)) return zone.deadline || zone.removalDeadline ? { kind: 'met' } : { kind: 'none' };
  const date = UNDERGROUND_MET.has(zone.status) ? zone.removalDeadline : (zone.deadline ?? zone.removalDeadline);
  if (!date) return UNDERGROUND_MET.has(zone.status) && zone.deadline ? { kind: 'met' } : { kind: 'none' };
  const days = dayNumber(date) - day;
  return days < 0 ? { kind: 'late', days: -days, date } : { kind: 'left', days, date };
}

/** An empty zone cannot be late: there is nothing to move. */
export const isLate = (zone: Dated, day: number): boolean => zone.status !== 'empty' && dueOf(zone, day).kind === 'late';
