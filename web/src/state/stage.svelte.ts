// What passes between panels and the map without either knowing the other: shapes to draw, places to fly to, who gets the clicks.
import type { Feature, Position } from 'geojson';
import type { LonLat } from '../geo/geodesic';

export type Look = 'selection' | 'hover' | 'stretch' | 'crossing' | 'gap' | 'plan' | 'finding' | 'place' | 'sketch' | 'vertex' | 'rubber' | 'import';

export interface Shape extends Feature {
  properties: { look: Look; id?: string | number; [key: string]: unknown };
}

export type Flight = { to: 'point'; lon: number; lat: number; zoom?: number } | { to: 'box'; box: [number, number, number, number]; maxZoom?: number } | { to: 'city' } | { to: 'in' } | { to: 'out' };

/** A tool that wants the map's clicks for itself. */
export interface PointerTool {
  snap: boolean;
  click(at: LonLat, snapped: boolean): void;
  finish?(): void;
  undo?(): void;
  /** Handles: moving the n-th vertex. */
  move?(index: number, to: LonLat): void;
  /** The line so far, for the rubber band. */
  last?(): LonLat | null;
}

export const keyOf = (layer: string, id: string | number): string => `${layer}/${id}`;

class Stage {
  /** The thing the panel is about. */
  selection = $state.raw<Shape[]>([]);
  /** What the pointer rests on in a list. */
  hover = $state.raw<Shape[]>([]);
  /** A tool's drawing and its results. */
  tool = $state.raw<Shape[]>([]);
  flight = $state.raw<{ seq: number; flight: Flight } | null>(null);
  pointer = $state.raw<PointerTool | null>(null);
  /** Where the pointer is on the map. */
  cursor = $state.raw<LonLat | null>(null);
  /** What pointer or keyboard rest on, in a list or on the map, as `keyOf` names it: the one shows it to the other. */
  pointed = $state<string | null>(null);
  /** Counts up when a panel has something new to tell: a phone's sheet opens for it. */
  told = $state(0);
  zoom = $state(0);
  /** Why the map is not (wholly) there. */
  mapFault = $state.raw<{ kind: 'webgl' } | { kind: 'tiles'; status: number } | null>(null);
  /** Why the outside basemap is not (wholly) there: its host, and whether the page may not ask it at all. */
  basemapFault = $state.raw<{ host: string; forbidden: boolean } | null>(null);
  /** How much of the map the phone's sheet covers, px. */
  covered = $state(0);
  /** Everything found under the last click, when it was more than one thing. */
  others = $state.raw<{ layer: string; id: number; code: string; name: string }[]>([]);
  #seq = 0;

  fly(flight: Flight): void {
    this.flight = { seq: ++this.#seq, flight };
  }

  flyToShapes(features: { geometry?: GeoJSON.Geometry | null }[], maxZoom = 18): void {
    const box = boxOf(features.map((feature) => feature.geometry));
    if (box) this.fly({ to: 'box', box, maxZoom });
  }

  clear(): void {
    this.tool = [];
    this.hover = [];
    this.pointed = null;
  }
}

function positions(geometry: GeoJSON.Geometry): Position[] {
  if (geometry.type === 'GeometryCollection') return geometry.geometries.flatMap(positions);
  const flat = geometry.coordinates.flat(Infinity) as number[];
  // Two numbers a position: the service writes no heights.
  const out: Position[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) out.push([flat[i], flat[i + 1]]);
  return out;
}

/** The box around geometries, or null when there is nothing. */
export function boxOf(geometries: (GeoJSON.Geometry | null | undefined)[]): [number, number, number, number] | null {
  let box: [number, number, number, number] | null = null;
  for (const geometry of geometries) {
    if (!geometry) continue;
    for (const [lon, lat] of positions(geometry)) {
      // No map can go there, and the map's library would throw.
      if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) continue;
      box = box ? [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)] : [lon, lat, lon, lat];
    }
  }
  return box;
}

export const stage = new Stage();
