// A moment in the city's own time, written like the page's dates. Pure.
import { date, type Lang } from './format';

export function momentText(at: Date | string, lang: Lang, timeZone: string): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return String(at);
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${part.hour}:${part.minute} ${date(lang, `${part.year}-${part.month}-${part.day}`)}`;
}
