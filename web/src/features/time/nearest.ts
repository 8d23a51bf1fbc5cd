/** The step nearest to a day; of two equally near the earlier. */
export function nearestStep(days: ArrayLike<number>, day: number): number {
  let best = 0;
  for (let i = 1; i < days.length; i++) if (Math.abs(days[i] - day) < Math.abs(days[best] - day)) best = i;
  return best;
}
