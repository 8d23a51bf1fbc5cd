// Conduits that a line runs along, the longest company first. Pure.
import type { Stretch } from '../../api/types';

export interface Alongside {
  id: number;
  code: string;
  lengthM: number;
}

/** Only conduits that can hold a cable: those in use. */
export function alongside(stretches: Stretch[], most: number): Alongside[] {
  const found = new Map<number, Alongside>();
  for (const { layer, id, code, status, length_m: lengthM } of stretches) {
    if (layer !== 'conduits' || status !== 'functional') continue;
    const known = found.get(id);
    if (known) known.lengthM += lengthM;
    else found.set(id, { id, code, lengthM });
  }
  return [...found.values()].sort((a, b) => b.lengthM - a.lengthM || a.code.localeCompare(b.code)).slice(0, most);
}
