// The steps of a monthly series, by the service's rule: the last day of each month from `from` on, and `to`.

export function monthSteps(from: string, to: string): string[] {
  const steps: string[] = [];
  const [year, month] = from.split('-').map(Number);
  for (let ahead = 0; ; ahead++) {
    const last = new Date(Date.UTC(year, month + ahead, 0)).toISOString().slice(0, 10);
    if (last >= to) return [...steps, to];
    steps.push(last);
  }
}

/** The step at or just before a day, 0 before the first. */
export function stepAt(days: ArrayLike<number>, day: number): number {
  let low = 0;
  let high = days.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (days[middle] <= day) low = middle;
    else high = middle - 1;
  }
  return high;
}

export const isStep = (days: ArrayLike<number>, day: number): boolean => days[stepAt(days, day)] === day;

/** The step that is so many steps from a day; a day between two steps is half a step from either. */
export function stepFrom(days: ArrayLike<number>, day: number, by: number): number {
  const step = stepAt(days, day);
  const below = days[step] > day ? -1 : step;
  return below + by + (by < 0 && days[step] !== day ? 1 : 0);
}
