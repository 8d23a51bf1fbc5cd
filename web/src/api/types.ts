// What the service says, word for word (field names are the service's). Lengths are metres, dates ISO 8601 days.
import type { Refusal } from './written';

export type ZoneStatus = 'empty' | 'not_started' | 'under_way' | 'target_met' | 'cables_done' | 'verified' | 'regressed';

export type ZoneKind =
  | 'urban_district'
  | 'ward'
  | 'new_urban_area'
  | 'residential_area'
  | 'district_centre'
  | 'industrial_park'
  | 'industrial_cluster'
  | 'street';

export interface OperatorLengths {
  operator: string;
  underground_m: number;
  overhead_m: number;
}

export interface ZoneProgress {
  id: number;
  code: string;
  name: string;
  name_en?: string | null;
  kind: ZoneKind;
  target_share: number;
  deadline?: string | null;
  removal_deadline?: string | null;
  status: ZoneStatus;
  underground_m: number;
  overhead_m: number;
  share: number | null;
  by_operator?: OperatorLengths[];
}

export interface Progress {
  at: string;
  revision: number;
  total: { underground_m: number; overhead_m: number; share: number | null; by_operator: OperatorLengths[] };
  outside: { underground_m: number; overhead_m: number };
  zones_by_status: Partial<Record<ZoneStatus, number>>;
  zones: ZoneProgress[];
}

/** Two columns of metres, one value a date. */
export interface Columns {
  underground_m: number[];
  overhead_m: number[];
}

export interface ProgressSeries {
  revision: number;
  at: string[];
  total: Columns & { by_operator: Record<string, Columns> };
  zones: {
    id: number;
    code: string;
    underground_m: (number | null)[];
    overhead_m: (number | null)[];
    status: (ZoneStatus | null)[];
  }[];
}

export interface ZoneSeries {
  zone: number;
  revision: number;
  series: { at: string; underground_m: number; overhead_m: number; share: number | null; status: ZoneStatus }[];
  by_operator: Record<string, Columns>;
}

export interface ZoneCable {
  id: number;
  code: string;
  operator: string;
  placement: string;
  status: string;
  valid_from: string;
  valid_to?: string | null;
  disused_from?: string | null;
  in_zone_m: number;
}

export interface ZoneCables {
  zone: number;
  revision: number;
  cables: ZoneCable[];
}

export interface CodedColumns {
  id: number[];
  from: number[];
  to: number[];
}

export interface Timeline {
  revision: number;
  cables: CodedColumns;
  classes: CodedColumns;
}

export interface ZoneLabels {
  revision: number;
  zones: { id: number; lon: number; lat: number; from?: number; to?: number | null }[];
}

export type AssetLayer = 'cables' | 'conduits' | 'structures';

export interface Item {
  type: 'Feature';
  id: number;
  geometry: GeoJSON.Geometry;
  properties: Record<string, unknown>;
}

export interface Stretch {
  layer: AssetLayer | 'zones';
  id: number;
  code: string;
  status: string;
  from_m: number;
  to_m: number;
  length_m: number;
  offset_m: number;
  geometry?: GeoJSON.Geometry;
  operator?: string;
  owner?: string;
  name?: string;
}

export interface Crossing {
  layer: AssetLayer | 'zones';
  id: number;
  code: string;
  status?: string;
  at_m: number;
  lon: number;
  lat: number;
  angle_deg: number;
  name?: string;
}

export interface Overlaps {
  revision: number;
  stretches: Stretch[];
  crossings: Crossing[];
}

export interface Coverage {
  revision: number;
  area_m2: number;
  covered_m2: number;
  share: number | null;
  uncovered: GeoJSON.MultiPolygon | GeoJSON.Polygon | null;
}

export type Severity = 'error' | 'warning' | 'note';

export interface Finding {
  rule: string;
  severity: Severity;
  feature?: number | string | null;
  lon?: number | null;
  lat?: number | null;
  measured?: unknown;
  allowed?: unknown;
  clause?: string | null;
  todo?: string | Record<string, string> | null;
  message?: string | Record<string, string> | null;
  geometry?: GeoJSON.Geometry | null;
}

export interface PlanCheck {
  revision: number;
  crs: unknown;
  /** `placement` is null where the file says a word that is none. */
  lines: { feature: number | string; length_m: number; placement: string | null; placement_assumed: boolean; geometry: GeoJSON.Geometry }[];
  zones: { id?: number; code: string; name: string; share_before: number | null; share_after: number | null }[];
  shareable: { feature: number | string; conduit: number | string; from_m: number; to_m: number; tubes_free: number | null; geometry?: GeoJSON.Geometry }[];
  along: (Stretch & { feature?: number | string })[];
  crossings: (Crossing & { feature?: number | string })[];
  findings: Finding[];
  /** Rows that could not be read as lines: nothing was checked of them. */
  refused: Refusal[];
}

export interface ProblemPlace {
  code: string;
  message: string;
  feature?: number | string;
  path?: string;
  lon?: number;
  lat?: number;
  /** Of a cable that still hangs where a zone is to be signed. */
  id?: number;
  operator?: string;
  overhead_m?: number;
}

export interface City {
  name: string;
  box: [number, number, number, number];
  view: [number, number, number];
  grid: { code: string; proj4: string };
  languages: string[];
  time_zone: string;
}

/** What the service writes into the page, so that the first figures need no request. */
export interface Boot {
  city: City;
  today: string;
  revision: number;
  /** Tells this store's tiles from those of another with the same revision numbers. */
  store: string;
  illustrative: boolean;
  /** Full names of operators by what the register calls them. */
  operators: Record<string, string>;
  basemap: string | null;
  progress: Progress;
  deadlines: { zone: number; code: string; name: string; deadline?: string | null; removal_deadline?: string | null }[];
}
