// The fields a collection has, as the API describes them. Pure.
import type { ApiDescription, Collection, FieldSchema } from '../../api/written';

export interface Field {
  name: string;
  required: boolean;
  kind: 'text' | 'choice' | 'number' | 'date';
  choices: string[];
  /** The service's own line on it, in English. */
  description: string;
}

/** What is asked first: who and what it is; the API's own order after that. */
const FIRST = ['code', 'operator', 'owner', 'name', 'kind', 'placement', 'status', 'valid_from'];
/** Worked out by the service, never brought by a file. */
const DERIVED = new Set(['length_m']);

/** Where a CSV says its place, beside the fields. */
export const PLACE_FIELDS = ['lon', 'lat', 'east', 'north', 'wkt'];

export function fieldsOf(api: ApiDescription, collection: Collection): Field[] {
  const properties = api.components.schemas[`${collection}Feature`]?.properties?.properties?.properties ?? {};
  const fields = Object.entries(properties)
    .filter(([name]) => !DERIVED.has(name))
    .map(([name, schema]) => ({ name, required: schema.nullable !== true, kind: kindOf(schema), choices: (schema.enum ?? []).filter((word): word is string => word !== null), description: schema.description ?? '' }));
  const rank = ({ name, required }: Field) => (required ? 0 : 100) + (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return fields.sort((a, b) => rank(a) - rank(b));
}

function kindOf(schema: FieldSchema): Field['kind'] {
  if (schema.enum) return 'choice';
  if (schema.format === 'date') return 'date';
  return schema.type === 'integer' || schema.type === 'number' ? 'number' : 'text';
}
