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
