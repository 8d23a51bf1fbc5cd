// Numbers, lengths and dates as each language writes them.
export type Lang = 'vi' | 'en';

const LOCALE: Record<Lang, string> = { vi: 'vi-VN', en: 'en-GB' };
const cache = new Map<string, Intl.NumberFormat>();

export function number(lang: Lang, value: number, digits = 0): string {
  const key = `${lang}${digits}`;
  let format = cache.get(key);
  if (!format) {
    format = new Intl.NumberFormat(LOCALE[lang], { minimumFractionDigits: digits, maximumFractionDigits: digits });
    cache.set(key, format);
  }
  return format.format(value);
}

/** `62,4 %` (narrow space) / `62.4%`. One decimal; what is not wholly done never reads 100, what is begun never reads 0. */
export function share(lang: Lang, value: number | null, none = '–'): string {
  if (value === null || Number.isNaN(value)) return none;
  const tenths = value < 1 ? Math.min(Math.round(value * 1000), 999) : Math.round(value * 1000);
  const shown = (value > 0 ? Math.max(tenths, 1) : tenths) / 10;
  return lang === 'vi' ? `${number(lang, shown, 1)}\u202f%` : `${number(lang, shown, 1)}%`;
}

/** Metres under a kilometre, else kilometres with one decimal: `412,6 km`, `87 m`. */
export function length(lang: Lang, metres: number): string {
  if (metres < 0.05) return '0 m';
  if (metres < 10) return `${number(lang, metres, 1)} m`;
  if (metres < 999.5) return `${number(lang, metres)} m`;
  return `${km(lang, metres)} km`;
}

export function km(lang: Lang, metres: number): string {
  return number(lang, metres / 1000, 1);
}

/** A length where every decimetre counts (along a drawn line). */
export function exactLength(lang: Lang, metres: number): string {
  return metres < 10000 ? `${number(lang, metres, 1)} m` : `${number(lang, metres / 1000, 3)} km`;
}

export function area(lang: Lang, m2: number): string {
  if (m2 < 10000) return `${number(lang, m2)} m²`;
  if (m2 < 1e6) return `${number(lang, m2 / 10000, 1)} ha`;
  return `${number(lang, m2 / 1e6, 2)} km²`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `30/06/2021` / `30 Jun 2021` from an ISO day. */
export function date(lang: Lang, iso: string): string {
  const [y, m, d] = iso.slice(0, 10).split('-');
  return lang === 'vi' ? `${d}/${m}/${y}` : `${Number(d)} ${MONTHS[Number(m) - 1]} ${y}`;
}

/** An ISO day from what a reader types: `15/06/2019`, `15-6-2019`, `15 Jun 2019`, `2019-06-15`; null for what is no day. */
export function dayOf(text: string): string | null {
  const match = /^\s*(\d{1,4})[\s./-]+(\d{1,2}|[a-z]{3})[a-z]*[\s./-]+(\d{1,4})\s*$/i.exec(text);
  if (!match) return null;
  const [, first, middle, last] = match;
  const [y, d] = first.length === 4 ? [first, last] : [last, first];
  const m = MONTHS.findIndex((name) => name.toLowerCase() === middle.toLowerCase()) + 1 || Number(middle);
  if (y.length !== 4 || d.length > 2 || !m) return null;
  const iso = `${y}-${String(m).padStart(2, '0')}-${d.padStart(2, '0')}`;
  // 31/02 reads as a day in March: it is none.
  const time = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) ? iso : null;
}

export function month(lang: Lang, iso: string): string {
  const [y, m] = iso.split('-');
  return lang === 'vi' ? `${m}/${y}` : `${MONTHS[Number(m) - 1]} ${y}`;
}

/** Grid metres in groups of three, thin spaces: `597 362`. */
export function gridMetres(value: number, digits = 0): string {
  const [whole, part] = value.toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
  return part ? `${grouped}.${part}` : grouped;
}

/** Days since 1970-01-01, the tiles' clock. */
export function dayNumber(iso: string): number {
  return Math.floor(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / 86400000);
}

export function isoDay(day: number): string {
  return new Date(day * 86400000).toISOString().slice(0, 10);
}
