// What the service says where something is changed, word for word.
import type { AssetLayer, Item } from './types';

export type Collection = AssetLayer | 'zones';
export const COLLECTIONS: Collection[] = ['cables', 'conduits', 'structures', 'zones'];

/** Who writes: the token until there are accounts, and the name that the history keeps. */
export interface Writer {
  token: string;
  name: string;
}

export interface Act {
  act: 'edit' | 'import' | 'undo' | 'restore' | 'underground' | 'verify' | (string & {});
  file?: string;
  revision?: number;
  to?: number;
  note?: string | null;
}

interface Measures {
  before: number | null;
  after: number | null;
  difference: number;
}

export interface Version {
  revision: number;
  /** RFC 3339. */
  at: string;
  who: string;
  act: Act;
  what: 'created' | 'changed' | 'deleted' | 'touched';
  changes: { field: string; before: unknown; after: unknown }[];
  geometry?: {
    length_m?: Measures;
    area_m2?: Measures;
    moved_m?: number;
    vertices?: { added: number; removed: number; moved: number };
    before?: GeoJSON.Geometry;
    after?: GeoJSON.Geometry;
  };
}

export interface History {
  collection: Collection;
  id: number;
  revision: number;
  /** Newest first. */
  versions: Version[];
  next?: string;
}

export interface WentUnderground {
  revision: number;
  retired: Item;
  successor: Item;
}

export type Outcome = 'created' | 'updated' | 'unchanged' | 'retired';

export interface Refusal {
  row?: number | null;
  code: string;
  message: string;
  remedy: string;
  path?: string;
  lon?: number;
  lat?: number;
}

export interface Told {
  code: string;
  message: string;
  count: number;
  row?: number;
}

export interface OfOperator {
  operator: string;
  count: number;
  codes: string[];
}

export interface Drawn {
  type: 'FeatureCollection';
  left_off: number;
  features: {
    type: 'Feature';
    geometry: GeoJSON.Geometry;
    properties: { row: number | null; outcome: Outcome; code: string; operator?: string; placement?: string; status?: string };
  }[];
}

export interface ImportReport {
  file: string;
  layer: string;
  collection: Collection;
  crs: string;
  encoding?: string;
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  retired: number;
  refused: number;
  refusals: Refusal[];
  notes: Told[];
  warnings: Told[];
  repairs: { ring_order: number; repeated_vertices: number; rings_closed: number; made_valid: number };
  columns: { name: string; samples: string[] }[];
  /** Field to the file's column, or to `= value`. */
  mapping: Record<string, string>;
  unused_columns: string[];
  replaced_by_set: Record<string, number>;
  new_operators: string[];
  missing: OfOperator[];
  retiring?: OfOperator[];
  dry_run: boolean;
  applied: boolean;
  revision?: number;
  drawn?: Drawn;
}

export interface Ready {
  status: string;
  revision: number;
  /** The store cannot be reached: what is read is as it was at the revision. */
  stale: boolean;
  /** When the store last answered, RFC 3339. */
  stale_since?: string;
}

/** The part of the API's description that the page reads: what fields a collection has. */
export interface ApiDescription {
  components: { schemas: Record<string, { properties?: { properties?: { properties?: Record<string, FieldSchema> } } }> };
}

export interface FieldSchema {
  type?: string;
  format?: string;
  enum?: (string | null)[];
  nullable?: boolean;
  description?: string;
  minimum?: number;
  maximum?: number;
}
