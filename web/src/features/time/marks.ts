// Published deadlines on the slider's axis, gathered by month so that they stay apart.
import type { Boot } from '../../api/types';
import { dayNumber } from '../../text/format';

export interface Mark {
  day: number;
  date: string;
  zones: string[];
}

export function deadlineMarks(deadlines: Boot['deadlines'], first: number, last: number): Mark[] {
  const months = new Map<string, Mark>();
  for (const { name, deadline } of deadlines) {
    if (!deadline) continue;
    const day = dayNumber(deadline);
    if (day < first || day > last) continue;
    const key = deadline.slice(0, 7);
    const mark = months.get(key);
    if (mark) mark.zones.push(name);
    else months.set(key, { day, date: deadline, zones: [name] });
  }
  return [...months.values()].sort((a, b) => a.day - b.day);
}
