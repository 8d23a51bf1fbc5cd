// How a file is to be read, as data, and as the query the service takes. Pure; nothing of it outlives the visit.
import type { Collection, ImportReport } from '../../api/written';
import { PLACE_FIELDS, type Field } from './fields';

/** Where a field's value comes from. What is not said is matched by the service. */
export type Source = { from: 'column'; column: string } | { from: 'value'; value: string } | { from: 'none' };

export interface Settings {
  collection: Collection;
  /** Empty: as the file says. */
  crs: string;
  encoding: string;
  /** The layer of a file that has several. */
  layer: string;
  sources: Record<string, Source>;
  /** Field, then the file's word, to ours. */
  words: Record<string, Record<string, string>>;
  codePrefix: string;
  repair: boolean;
  skipRefused: boolean;
  /** ISO day, or empty: nothing is ended. */
  retireOn: string;
}

export const START: Settings = { collection: 'cables', crs: '', encoding: '', layer: '', sources: {}, words: {}, codePrefix: '', repair: false, skipRefused: false, retireOn: '' };

export function importQuery(settings: Settings, name: string, dryRun: boolean): URLSearchParams {
  const { collection, crs, encoding, layer, sources, words, codePrefix, repair, skipRefused, retireOn } = settings;
  const query = new URLSearchParams({ as: collection, name, dry_run: String(dryRun) });
  const put = (key: string, value: string) => value.trim() && query.append(key, value.trim());
  put('crs', crs);
  put('encoding', encoding);
  put('layer', layer);
  for (const [field, source] of Object.entries(sources)) {
    if (source.from === 'column') query.append('map', `${field}=${source.column}`);
    else if (PLACE_FIELDS.includes(field)) continue;
    // "Not taken" is one value for all rows too: nothing, also where a column of that name is there.
    else query.append('set', `${field}=${source.from === 'value' ? source.value : ''}`);
  }
  for (const [field, table] of Object.entries(words))
    for (const [theirs, ours] of Object.entries(table)) if (ours) query.append('values', `${field}:${theirs}=${ours}`);
  put('code_prefix', codePrefix);
  if (repair) query.set('repair', 'true');
  if (skipRefused) query.set('skip_refused', 'true');
  // Zones belong to nobody whose register the file could be.
  if (collection !== 'zones') put('retire_missing', retireOn);
  return query;
}

/** What feeds a field: what the reader chose, else what the service matched by itself. */
export function sourceOf(field: string, settings: Settings, mapping: Record<string, string>): Source {
  const chosen = settings.sources[field];
  if (chosen) return chosen;
  const matched = mapping[field];
  if (matched === undefined) return { from: 'none' };
  return matched.startsWith('= ') ? { from: 'value', value: matched.slice(2) } : { from: 'column', column: matched };
}

/** Words of the file that a closed list does not know: from the samples, from refusals, and those already translated. */
export function strangeWords(fields: Field[], settings: Settings, report: Pick<ImportReport, 'columns' | 'mapping' | 'refusals'>): { field: Field; words: string[] }[] {
  const found: { field: Field; words: string[] }[] = [];
  for (const field of fields.filter(({ kind }) => kind === 'choice')) {
    const source = sourceOf(field.name, settings, report.mapping);
    if (source.from !== 'column') continue;
    const samples = report.columns.find(({ name }) => name.toLowerCase() === source.column.toLowerCase())?.samples ?? [];
    const refused = report.refusals.filter(({ code, path }) => code === 'unknown_value' && path === field.name).map(({ message }) => /^"(.+)" is none of /.exec(message)?.[1] ?? '');
    const known = new Set(field.choices.map((word) => word.toLowerCase()));
    const words = [...Object.keys(settings.words[field.name] ?? {}), ...samples, ...refused].filter((word) => word !== '' && !word.endsWith('…') && !known.has(word.trim().toLowerCase()));
    const unique = [...new Set(words)];
    if (unique.length) found.push({ field, words: unique });
  }
  return found;
}

/** Coordinate systems to choose from: those the service found to fit, the city's own, and those of the country. */
export function crsChoices(detail: string, city: string): { code: string; why: 'fits' | 'city' | null }[] {
  const fits = [...new Set(detail.match(/EPSG:\d{4,6}/g) ?? [])];
  const usual = ['EPSG:4326', 'EPSG:9210', 'EPSG:9209', 'EPSG:3405'];
  return [
    ...fits.map((code) => ({ code, why: 'fits' as const })),
    ...[city, ...usual.filter((code) => code !== city)].filter((code) => code && !fits.includes(code)).map((code) => ({ code, why: code === city ? ('city' as const) : null })),
  ];
}

/** Another file keeps how files of this kind are read, but not what belongs to that one file. */
export const forAnotherFile = (settings: Settings): Settings => ({ ...START, collection: settings.collection });

/** What a name of a file tells of what it holds. */
export function collectionOf(name: string): Collection | null {
  const plain = name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[đĐ]/g, 'd').toLowerCase();
  if (/zone|khu[ _-]?vuc|ranh/.test(plain)) return 'zones';
  if (/conduit|duct|tuyen[ _-]?cong|cong[ _-]?be/.test(plain)) return 'conduits';
  if (/structure|pole|manhole|(^|[ _-])cot([ _.-]|$)|(^|[ _-])(be|tu)([ _.-]|$)/.test(plain)) return 'structures';
  return /cable|cap([ _.-]|$)/.test(plain) ? 'cables' : null;
}

/** Whether there is something to store and nothing in its way. */
export function verdict(report: ImportReport, settings: Settings): 'ready' | 'blocked' | 'nothing' {
  if (report.refused > 0 && !settings.skipRefused) return 'blocked';
  return report.created + report.updated + report.retired > 0 ? 'ready' : 'nothing';
}
