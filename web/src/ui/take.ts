// Taking results away: clipboard, CSV, GeoJSON. Built in the page, so no request is made.
import type { Lang } from '../text/format';

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Plain http offers no clipboard: fall back to a selection.
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

type Cell = string | number | null;

/** A text cell that a spreadsheet would run as a formula gets a leading apostrophe. */
const tame = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** As a spreadsheet set to the language reads it. */
const plain = (value: number | null, lang: Lang) => (lang === 'vi' ? String(value ?? '').replace('.', ',') : String(value ?? ''));

export function tsv(rows: Cell[][], lang: Lang): string {
  return rows.map((row) => row.map((cell) => (typeof cell === 'string' ? tame(cell).replace(/[\t\r\n]+/g, ' ') : plain(cell, lang))).join('\t')).join('\n');
}

/**
 * CSV with a byte-order mark, which Excel needs to read Vietnamese; in Vietnamese with semicolons and decimal commas, as the command
 * line writes it, so that a double click opens it rightly.
 */
export function csv(rows: Cell[][], lang: Lang): string {
  const cell = (value: Cell) => (typeof value === 'string' ? `"${tame(value).replace(/"/g, '""')}"` : plain(value, lang));
  return `\ufeff${rows.map((row) => row.map(cell).join(lang === 'vi' ? ';' : ',')).join('\r\n')}\r\n`;
}
