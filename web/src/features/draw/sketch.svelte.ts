// A line being drawn on the map: its points live in the view (and so in the address bar); this gives the map the handles.
import type { LonLat } from '../../geo/geodesic';
import { stage, type PointerTool, type Shape } from '../../state/stage.svelte';

export interface Sketch {
  line: () => LonLat[];
  set: (line: LonLat[]) => void;
  finish: () => void;
  /** Whether clicks still add points. */
  growing: () => boolean;
}

const POINT_LIMIT = 500;

export function pointerFor(sketch: Sketch, snap: boolean): PointerTool {
  return {
    snap,
    click(at) {
      const line = sketch.line();
      if (!sketch.growing() || line.length >= POINT_LIMIT) return;
      const last = line[line.length - 1];
      if (last && last[0] === at[0] && last[1] === at[1]) return;
      sketch.set([...line, at]);
    },
    finish: () => sketch.finish(),
    undo: () => sketch.set(sketch.line().slice(0, -1)),
    move: (index, to) => sketch.set(sketch.line().map((point, i) => (i === index ? to : point))),
    last: () => (sketch.growing() ? (sketch.line().at(-1) ?? null) : null),
  };
}

export function sketchShapes(line: LonLat[]): Shape[] {
  const shapes: Shape[] = line.map((point, index) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: point }, properties: { look: 'vertex', index } }));
  if (line.length > 1) shapes.push({ type: 'Feature', geometry: { type: 'LineString', coordinates: line }, properties: { look: 'sketch' } });
  return shapes;
}

/** Takes the map's clicks while a panel is open; returns the way to give them back. */
export function hold(tool: PointerTool): () => void {
  stage.pointer = tool;
  return () => {
    if (stage.pointer === tool) stage.pointer = null;
    stage.clear();
  };
}
