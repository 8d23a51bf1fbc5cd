// Dates the slider can stand on: the steps of the series, and moves between them.
import { boot } from '../../state/boot.svelte';
import { figures } from '../../state/figures.svelte';
import { view } from '../../state/view.svelte';
import { dayNumber, isoDay } from '../../text/format';

/** The step nearest to a day; ascending days. */
export function nearestStep(days: ArrayLike<number>, day: number): number {
  let best = 0;
  for (let i = 1; i < days.length; i++) if (Math.abs(days[i] - day) < Math.abs(days[best] - day)) best = i;
  return best;
}

export function setDay(day: number): void {
  const { days, series } = figures;
  if (!series || days.length === 0) view.setDate(isoDay(Math.min(day, dayNumber(boot.today))));
  else view.setDate(series.at[nearestStep(days, day)]);
}

export function setStep(step: number): void {
  const { series } = figures;
  if (!series) return;
  view.setDate(series.at[Math.max(0, Math.min(series.at.length - 1, step))]);
}

/** Moves by whole steps (months). */
export const moveSteps = (by: number): void => setStep(figures.step + by);
