// Puts the style together: sources, and every layer in the order of layers.ts.
import type { GeoJSONSourceSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { Group } from '../state/url';
import type { Palette } from '../ui/palette';
import type { Basemap } from './basemap';
import { groupOf } from './groups';
import { inOrder, ORDER } from './layers';
import { baseLayers } from './style/base';
import { cableLayers } from './style/cable';
import { conduitLabelLayers, conduitLayers } from './style/conduit';
import { importLayers } from './style/import';
import { NOW } from './style/present';
import { overlayLayers, underlayLayers } from './style/stage';
import { structureLayers } from './style/structure';
import { zoneLabelLayers, zoneLayers } from './style/zone';

export interface Composition {
  palette: Palette;
  off: ReadonlySet<Group>;
  firms: string[];
  /** First day of this visit. */
  start: number;
  /** Store and revision: a tile's address is its own for good. */
  version: string;
  /** The reader's own last write, which no tile may be older than. */
  least?: number;
  base: GeoJSON.FeatureCollection | null;
  basemap: Basemap;
}

/** Where tiles of a version are: a whole address, since a worker that stands elsewhere asks for them. */
export const tilesAt = (version: string, least?: number): string => `${new URL('.', document.baseURI).href}tiles/{z}/{x}/{y}.mvt?rev=${version}${least === undefined ? '' : `&min_revision=${least}`}`;

const NOTHING: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
const geojson = (data: GeoJSON.FeatureCollection = NOTHING): GeoJSONSourceSpecification => ({ type: 'geojson', data });

function shown(layer: LayerSpecification, off: ReadonlySet<Group>): LayerSpecification {
  const group = groupOf(layer.id);
  const visibility = group && off.has(group) ? 'none' : 'visible';
  return { ...layer, layout: { ...layer.layout, visibility } } as LayerSpecification;
}

export function compose({ palette, off, firms, start, version, least, base, basemap }: Composition): StyleSpecification {
  const withCables = !(off.has('overhead') && off.has('underground'));
  const own = inOrder([
    ...baseLayers(palette),
    ...zoneLayers(palette, withCables),
    ...zoneLabelLayers(palette),
    ...cableLayers(palette, { start, firms }),
    ...conduitLayers(palette, start),
    ...conduitLabelLayers(palette, start),
    ...structureLayers(palette, start),
    ...underlayLayers(palette),
    ...importLayers(palette),
    ...overlayLayers(palette),
  ]);
  // The outside map's many layers stand together at the one place the order gives them.
  const place = ORDER.findIndex(([id]) => id === 'basemap');
  const below = new Set(ORDER.slice(0, place).map(([id]) => id));
  const layers = [...own.filter(({ id }) => below.has(id)), ...basemap.layers, ...own.filter(({ id }) => !below.has(id))];
  return {
    version: 8,
    ...(basemap.sprite ? { sprite: basemap.sprite } : {}),
    transition: NOW,
    sources: {
      net: { type: 'vector', tiles: [tilesAt(version, least)], minzoom: 0, maxzoom: 19 },
      base: geojson(base ?? NOTHING),
      labels: geojson(),
      stage: geojson(),
      rubber: geojson(),
      ...basemap.sources,
    },
    layers: layers.map((layer) => shown(layer, off)),
  };
}
