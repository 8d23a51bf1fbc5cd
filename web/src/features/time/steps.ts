// Dates the slider can stand on: the steps of the series, and moves between them.
import { figures } from '../../state/figures.svelte';
import { view } from '../../state/view.svelte';
import { stepFrom } from '../../state/month-steps';
import { nearestStep } from './nearest';

export function setDay(day: number): void {
  view.setDate(figures.steps[nearestStep(figures.days, day)]);
}

export function setStep(step: number): void {
  view.setDate(figures.steps[Math.max(0, Math.min(figures.steps.length - 1, step))]);
}

/** Moves by whole steps (months). */
export const moveSteps = (by: number): void => setStep(stepFrom(figures.days, view.day, by));
