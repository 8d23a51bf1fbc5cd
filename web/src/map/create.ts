// Makes the map once the fonts its labels are drawn with are there.
import { AttributionControl, Map as MapLibre, ScaleControl, type StyleSpecification } from 'maplibre-gl';
import type { City } from '../api/types';
import type { Camera } from '../state/url';
import { addPictures } from './icons';

/** Letters of every subset the labels need; loading one letter loads its file. */
const SAMPLE = 'Ngầm hóa Đường ệ 0123 ơư ă';

export async function fontsReady(): Promise<void> {
  // A font that fails to load is a lesser evil than no map.
  await Promise.allSettled(['400', '600'].map((weight) => document.fonts.load(`${weight} 24px "IBM Plex Sans"`, SAMPLE)));
}

export interface Made {
  map: MapLibre;
  container: HTMLElement;
}

export function createMap(container: HTMLElement, style: StyleSpecification, city: City, camera: Camera | null, words: { map: string }): MapLibre {
  const [w, s, e, n] = city.box;
  const [lon, lat, zoom] = city.view;
  // Wide room around the city, so that its edge can be looked at in the middle of the screen.
  const [dx, dy] = [(e - w) * 0.75 + 0.2, (n - s) * 0.75 + 0.2];
  const map = new MapLibre({
    container,
    style,
    center: camera ? [camera.lon, camera.lat] : [lon, lat],
    zoom: camera ? camera.zoom : zoom - (container.clientWidth < 600 ? 0.9 : 0),
    minZoom: 7,
    maxZoom: 21,
    maxBounds: [Math.max(-180, w - dx), Math.max(-85, s - dy), Math.min(180, e + dx), Math.min(85, n + dy)],
    // Labels whose numbers change must not fade out and in again.
    fadeDuration: 0,
    refreshExpiredTiles: false,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    validateStyle: false,
    locale: { 'Map.Title': words.map },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new ScaleControl({ unit: 'metric', maxWidth: 110 }), 'bottom-left');
  if (style.layers.some((layer) => layer.id.startsWith('basemap'))) map.addControl(new AttributionControl({ compact: true }), 'bottom-left');
  map.on('style.load', () => addPictures(map));
  return map;
}

/** Brings colours, patterns and visibility from one composition to another without touching any source. */
export function restyle(map: MapLibre, before: StyleSpecification, after: StyleSpecification): void {
  const old = new Map(before.layers.map((layer) => [layer.id, layer]));
  for (const layer of after.layers) {
    const was = old.get(layer.id);
    if (!was || !map.getLayer(layer.id)) continue;
    for (const part of ['paint', 'layout'] as const) {
      const [from, to] = [(was[part] ?? {}) as Record<string, unknown>, (layer[part] ?? {}) as Record<string, unknown>];
      for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
        if (JSON.stringify(from[key]) === JSON.stringify(to[key])) continue;
        if (part === 'paint') map.setPaintProperty(layer.id, key as never, to[key] as never);
        else map.setLayoutProperty(layer.id, key as never, to[key] as never);
      }
    }
  }
}
