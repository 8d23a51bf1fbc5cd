// Moves the map through time: only feature-state is switched, no tile is parsed again and none is asked for.
import type { Map as MapLibre } from 'maplibre-gl';
import { OPEN, type Spans } from '../api/columns';
import { eachChange, sortSpans, type Dated } from './changes';

const SOURCE = 'net';

interface Met {
  from: number;
  to: number;
}

export class TimeDriver {
  #map: MapLibre;
  /** The day the style's own expressions hold the tiles' dates against. */
  #start: number;
  #day: number;
  #cables: Dated | null = null;
  #classes: Dated | null = null;
  /** Dated things the timeline does not list, as met in tiles: conduits, structures. */
  #met = new Map<string, Met>();
  /** Overhead cables that die hanging: id to the day. */
  #deaths = new Map<number, number>();

  constructor(map: MapLibre, start: number) {
    this.#map = map;
    this.#start = start;
    this.#day = start;
  }

  get day(): number {
    return this.#day;
  }

  setTimeline(cables: Spans, classes: Spans): void {
    this.#cables = sortSpans(cables);
    this.#classes = sortSpans(classes);
    // The reader may have moved on while it was loading.
    this.#switchLines(this.#start, this.#day);
  }

  /** Another revision: ids may stand for other spans, so nothing that was switched may stay. */
  renew(cables: Spans, classes: Spans): void {
    for (const sourceLayer of ['cables', 'conduits', 'structures']) this.#map.removeFeatureState({ source: SOURCE, sourceLayer });
    this.#met.clear();
    this.#deaths.clear();
    this.setTimeline(cables, classes);
    this.meet();
  }

  setDay(day: number): void {
    const before = this.#day;
    if (day === before) return;
    this.#day = day;
    this.#switchLines(before, day);
    for (const [key, span] of this.#met) {
      const stands = span.from <= day && day < span.to;
      if (stands !== (span.from <= before && before < span.to)) this.#setMet(key, stands);
    }
    for (const [id, death] of this.#deaths) {
      if (death <= day !== death <= before) this.#map.setFeatureState({ source: SOURCE, sourceLayer: 'cables', id }, { alive: death <= day ? 0 : 1 });
    }
  }

  /** Takes note of what newly loaded tiles hold and brings it to the date shown. */
  meet(): void {
    for (const sourceLayer of ['conduits', 'structures']) {
      for (const feature of this.#map.querySourceFeatures(SOURCE, { sourceLayer })) {
        const key = `${sourceLayer}/${feature.id}`;
        if (feature.id === undefined || this.#met.has(key)) continue;
        const span = { from: Number(feature.properties.from), to: Number(feature.properties.to ?? OPEN) };
        this.#met.set(key, span);
        const stands = span.from <= this.#day && this.#day < span.to;
        if (stands !== (span.from <= this.#start && this.#start < span.to)) this.#setMet(key, stands);
      }
    }
    for (const feature of this.#map.querySourceFeatures(SOURCE, { sourceLayer: 'cables', filter: ['has', 'disused_from'] })) {
      const id = Number(feature.id);
      if (this.#deaths.has(id)) continue;
      const death = Number(feature.properties.disused_from);
      this.#deaths.set(id, death);
      this.#map.setFeatureState({ source: SOURCE, sourceLayer: 'cables', id }, { alive: death <= this.#day ? 0 : 1 });
    }
  }

  #setMet(key: string, stands: boolean): void {
    const [sourceLayer, id] = key.split('/');
    this.#map.setFeatureState({ source: SOURCE, sourceLayer, id: Number(id) }, { v: stands ? 1 : 0 });
  }

  #switchLines(before: number, now: number): void {
    for (const [spans, key] of [[this.#cables, 'v'], [this.#classes, 'c']] as const) {
      if (!spans) continue;
      eachChange(spans, before, now, (id, stands) => {
        this.#map.setFeatureState({ source: SOURCE, sourceLayer: 'cables', id }, { [key]: stands ? 1 : 0 });
      });
    }
  }
}
