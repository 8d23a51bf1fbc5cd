// Keeps the map's zone colours at the figures: only zones whose value changed are set.
import type { Map as MapLibre } from 'maplibre-gl';
import { isLate } from '../state/due';
import type { ZoneRow } from '../state/figures.svelte';

interface Shown {
  s: number;
  a: 0 | 1;
}

export class ZoneStates {
  #map: MapLibre;
  #shown = new Map<number, Shown>();
  #pointed: string | null = null;

  constructor(map: MapLibre) {
    this.#map = map;
  }

  set(zones: ZoneRow[], day: number): void {
    const gone = new Set(this.#shown.keys());
    for (const zone of zones) {
      gone.delete(zone.id);
      this.#put(zone.id, { s: zone.share ?? -1, a: zone.status === 'regressed' || isLate(zone, day) ? 1 : 0 });
    }
    // A zone that is not valid at this date has no figures and no colour.
    for (const id of gone) this.#put(id, { s: -2, a: 0 });
  }

  /** Outlines what is pointed at, where that is a zone. */
  point(key: string | null): void {
    if (this.#pointed === key) return;
    for (const [one, h] of [[this.#pointed, 0], [key, 1]] as const) {
      const [layer, id] = one?.split('/') ?? [];
      if (layer === 'zones') this.#map.setFeatureState({ source: 'net', sourceLayer: 'zones', id: Number(id) }, { h });
    }
    this.#pointed = key;
  }

  #put(id: number, next: Shown): void {
    const was = this.#shown.get(id);
    if (was && was.s === next.s && was.a === next.a) return;
    this.#shown.set(id, next);
    this.#map.setFeatureState({ source: 'net', sourceLayer: 'zones', id }, { ...next });
  }
}
