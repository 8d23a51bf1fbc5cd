// A trial of nothing. It stores nothing, and is admitted, kept by its key and refused like any change: so it tells how a real one would fare.
import { importFile } from './writes';
import type { Collection, ImportReport, Writer } from './written';

export function tryNothing(who: Writer, collection: Collection = 'cables', key?: string): Promise<ImportReport> {
  const nothing = new File(['{"type":"FeatureCollection","features":[]}'], 'nothing.geojson');
  const query = new URLSearchParams({ as: collection, name: nothing.name, dry_run: 'true' });
  return importFile(who, key, nothing, query, { progress: () => undefined, signal: new AbortController().signal });
}
