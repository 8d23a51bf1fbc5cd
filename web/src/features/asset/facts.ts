// An asset's properties as grouped facts with units. Pure.
import type { AssetLayer } from '../../api/types';
import type { Text } from '../../text/vi';

export interface Fact {
  label: string;
  value: string;
}

const GROUPS: Record<AssetLayer, { whose: string[]; what: string[] }> = {
  cables: { whose: ['operator'], what: ['placement', 'status', 'disused_from', 'medium', 'fibre_count', 'conduit'] },
  conduits: { whose: ['owner'], what: ['status', 'tubes', 'tubes_used', 'tubes_free', 'tube_diameter_mm', 'depth_m'] },
  structures: { whose: ['owner'], what: ['kind', 'status', 'height_m'] },
};

const UNIT: Record<string, string> = { tube_diameter_mm: 'mm', depth_m: 'm', height_m: 'm' };
const DATES = new Set(['valid_from', 'valid_to', 'disused_from']);

/** Whether a cable is out of use on a day: by its status, or since the day that it says itself. It may hang on all the same. */
export const isDead = ({ status, disused_from: from }: { status?: unknown; disused_from?: unknown }, day: string): boolean =>
  status === 'disused' || (typeof from === 'string' && from <= day);

interface Words {
  t: Text;
  number(value: number, digits?: number): string;
  date(iso: string): string;
}

function valueOf(key: string, value: unknown, words: Words): string {
  if (typeof value === 'number') {
    const digits = Number.isInteger(value) ? 0 : 2;
    return `${words.number(value, digits)}${UNIT[key] ? ` ${UNIT[key]}` : ''}`;
  }
  const text = String(value);
  if (DATES.has(key)) return words.date(text);
  return words.t.asset.value[text] ?? text;
}

/** `day`: the date shown, for what is so only since a day. */
export function factsOf(layer: AssetLayer, given: Record<string, unknown>, day: string, words: Words): { whose: Fact[]; what: Fact[]; when: Fact[] } {
  const properties = { ...given };
  if (properties.status === 'functional' && isDead(properties, day)) properties.status = 'disused';
  if (typeof properties.tubes === 'number' && typeof properties.tubes_used === 'number') properties.tubes_free = properties.tubes - properties.tubes_used;
  const facts = (keys: string[]) =>
    keys
      .filter((key) => properties[key] !== undefined && properties[key] !== null && properties[key] !== '')
      .map((key) => ({ label: words.t.asset.field[key] ?? key, value: valueOf(key, properties[key], words) }));
  return { whose: facts(GROUPS[layer].whose), what: facts(GROUPS[layer].what), when: facts(['valid_from', 'valid_to']) };
}
