// Catches a drawn point on what is near it on the screen: first structures and line ends, then the nearest place on a line.
import type { Map as MapLibre, Point } from 'maplibre-gl';
import type { LonLat } from '../geo/geodesic';
import { standsOn } from './hit';

const NODE_PX = 10;
const LINE_PX = 8;
const LAYERS = ['structure', 'cable-overhead', 'cable-underground', 'conduit-edge', 'base-street'];

interface Caught {
  at: LonLat;
  distance: number;
}

function linesOf(geometry: GeoJSON.Geometry): LonLat[][] {
  if (geometry.type === 'LineString') return [geometry.coordinates as LonLat[]];
  if (geometry.type === 'MultiLineString') return geometry.coordinates as LonLat[][];
  return [];
}

function nearestOnLine(map: MapLibre, line: LonLat[], mouse: Point): Caught | null {
  let best: Caught | null = null;
  let a = map.project(line[0]);
  for (let i = 1; i < line.length; i++) {
    const b = map.project(line[i]);
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const along = dx * dx + dy * dy === 0 ? 0 : Math.max(0, Math.min(1, ((mouse.x - a.x) * dx + (mouse.y - a.y) * dy) / (dx * dx + dy * dy)));
    const distance = Math.hypot(a.x + along * dx - mouse.x, a.y + along * dy - mouse.y);
    if (!best || distance < best.distance) {
      const [p, q] = [line[i - 1], line[i]];
      best = { at: [p[0] + along * (q[0] - p[0]), p[1] + along * (q[1] - p[1])], distance };
    }
    a = b;
  }
  return best;
}

/** The point itself, or what it was caught on. */
export function snapped(map: MapLibre, mouse: Point, day: number): { at: LonLat; snapped: boolean } {
  const free = map.unproject(mouse);
  const layers = LAYERS.filter((id) => map.getLayer(id) && map.getLayoutProperty(id, 'visibility') !== 'none');
  const box: [[number, number], [number, number]] = [[mouse.x - NODE_PX, mouse.y - NODE_PX], [mouse.x + NODE_PX, mouse.y + NODE_PX]];
  let node: Caught | null = null;
  let line: Caught | null = null;
  for (const feature of map.queryRenderedFeatures(box, { layers })) {
    if (feature.layer.source === 'net' && !standsOn(feature, day)) continue;
    const nodes = feature.geometry.type === 'Point' ? [feature.geometry.coordinates as LonLat] : linesOf(feature.geometry).flatMap((part) => [part[0], part[part.length - 1]]);
    for (const at of nodes) {
      const p = map.project(at);
      const distance = Math.hypot(p.x - mouse.x, p.y - mouse.y);
      if (distance <= NODE_PX && (!node || distance < node.distance)) node = { at, distance };
    }
    for (const part of linesOf(feature.geometry)) {
      const caught = nearestOnLine(map, part, mouse);
      if (caught && caught.distance <= LINE_PX && (!line || caught.distance < line.distance)) line = caught;
    }
  }
  const caught = node ?? line;
  return caught ? { at: caught.at, snapped: true } : { at: [free.lng, free.lat], snapped: false };
}
