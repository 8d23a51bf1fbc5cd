// A version's changes as rows of words. Pure.
import type { Version } from '../../api/written';
import type { Text } from '../../text/vi';
import type { WriteText } from '../../text/vi-write';

export interface Words {
  t: Text;
  history: WriteText['history'];
  number(value: number, digits?: number): string;
  date(iso: string): string;
  exact(metres: number): string;
  area(m2: number): string;
}

export interface Row {
  label: string;
  before: string;
  after: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function valueText(value: unknown, words: Words): string {
  if (value === null || value === undefined || value === '') return words.history.nothing;
  if (typeof value === 'number') return words.number(value, Number.isInteger(value) ? 0 : 2);
  const text = String(value);
  if (DAY.test(text)) return words.date(text);
  return words.t.asset.value[text] ?? (words.t.kind as Record<string, string>)[text] ?? text;
}

/** Field by field, then the shape; for what was created only what it was given. */
export function rowsOf(version: Version, words: Words): Row[] {
  const rows = version.changes
    .filter(({ before, after }) => (before ?? null) !== (after ?? null))
    .map(({ field, before, after }) => ({ label: words.t.asset.field[field] ?? field, before: valueText(before, words), after: valueText(after, words) }));
  const { length_m: length, area_m2: area, moved_m: moved, vertices } = version.geometry ?? {};
  const { history } = words;
  const measured = (value: number | null, tell: (value: number) => string) => (value === null ? history.nothing : tell(value));
  if (length) rows.push({ label: history.length, before: measured(length.before, words.exact), after: measured(length.after, words.exact) });
  if (area) rows.push({ label: history.area, before: measured(area.before, words.area), after: measured(area.after, words.area) });
  if (moved !== undefined) rows.push({ label: history.shape, before: '', after: history.moved(words.exact(moved)) });
  if (vertices) rows.push({ label: history.shape, before: '', after: history.vertices(words.number(vertices.added), words.number(vertices.removed), words.number(vertices.moved)) });
  return rows;
}

/** What the change was part of: `nạp tệp: tệp a.shp`. */
export function actText({ act }: Version, words: Words): string {
  const { history } = words;
  const name = history.act[act.act] ?? act.act;
  if (act.act === 'import' && act.file) return `${name}: ${history.ofFile(act.file)}`;
  const target = act.act === 'undo' ? act.revision : act.act === 'restore' ? act.to : undefined;
  if (target !== undefined) return `${name}: ${history.ofRevision(words.number(target))}`;
  return act.note ? `${name}: ${act.note}` : name;
}
