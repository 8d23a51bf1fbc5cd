// Pictures made in code, one set for each paper: structure symbols, a crossing's cross, the hatch of zones without cable. No sprite is loaded.
import type { Map as MapLibre } from 'maplibre-gl';
import { DARK, LIGHT, type Palette } from '../ui/palette';

const RATIO = 2;

type Draw = (c: CanvasRenderingContext2D, size: number) => void;

const square = (c: CanvasRenderingContext2D, s: number) => c.rect(s * 0.22, s * 0.22, s * 0.56, s * 0.56);

/** Each draws a path to be filled and outlined; sizes are parts of the side. */
const SHAPES: Record<string, Draw> = {
  pole: (c, s) => c.arc(s / 2, s / 2, s * 0.26, 0, Math.PI * 2),
  manhole: square,
  handhole: square,
  cabinet: (c, s) => {
    c.moveTo(s / 2, s * 0.16);
    c.lineTo(s * 0.84, s * 0.8);
    c.lineTo(s * 0.16, s * 0.8);
    c.closePath();
  },
  building_entry: (c, s) => {
    c.moveTo(s / 2, s * 0.12);
    c.lineTo(s * 0.88, s / 2);
    c.lineTo(s / 2, s * 0.88);
    c.lineTo(s * 0.12, s / 2);
    c.closePath();
  },
};

function canvas(side: number): CanvasRenderingContext2D | null {
  const element = document.createElement('canvas');
  element.width = side;
  element.height = side;
  return element.getContext('2d');
}

/** A structure's symbol as pixels. */
export function symbol(kind: string, p: Palette, side = 18 * RATIO): ImageData | null {
  const c = canvas(side);
  const shape = SHAPES[kind];
  if (!c || !shape) return null;
  c.beginPath();
  shape(c, side);
  c.lineWidth = side * 0.14;
  c.strokeStyle = p.structureEdge;
  c.stroke();
  c.fillStyle = p.structure;
  c.fill();
  if (kind === 'handhole') {
    // Half full: ◧.
    c.fillStyle = p.structureEdge;
    c.fillRect(side * 0.52, side * 0.3, side * 0.18, side * 0.4);
  }
  return c.getImageData(0, 0, side, side);
}

/** Where a drawn line crosses something: a cross, since circles are its own points. */
function cross(p: Palette): ImageData | null {
  const side = 16 * RATIO;
  const c = canvas(side);
  if (!c) return null;
  const [near, far] = [side * 0.22, side * 0.78];
  c.lineCap = 'round';
  c.beginPath();
  c.moveTo(near, near);
  c.lineTo(far, far);
  c.moveTo(far, near);
  c.lineTo(near, far);
  for (const [colour, part] of [[p.halo, 0.4], [p.tool, 0.18]] as const) {
    c.strokeStyle = colour;
    c.lineWidth = side * part;
    c.stroke();
  }
  return c.getImageData(0, 0, side, side);
}

function hatch(p: Palette): ImageData | null {
  const side = 12 * RATIO;
  const c = canvas(side);
  if (!c) return null;
  c.strokeStyle = p.noCable;
  c.lineWidth = 1.6;
  for (const shift of [-side, 0, side]) {
    c.beginPath();
    c.moveTo(shift, side);
    c.lineTo(shift + side, 0);
    c.stroke();
  }
  return c.getImageData(0, 0, side, side);
}

export function addPictures(map: MapLibre): void {
  for (const p of [LIGHT, DARK]) {
    const suffix = p.dark ? 'dark' : 'light';
    const pictures: [string, ImageData | null][] = [[`hatch-${suffix}`, hatch(p)], [`crossing-${suffix}`, cross(p)], ...Object.keys(SHAPES).map((kind): [string, ImageData | null] => [`${kind}-${suffix}`, symbol(kind, p)])];
    for (const [name, picture] of pictures) if (picture && !map.hasImage(name)) map.addImage(name, picture, { pixelRatio: RATIO });
  }
}
