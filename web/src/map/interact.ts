// Pointer work on the map: picking, a tool's clicks with snapping, dragging its vertices, the cursor's place.
import type { GeoJSONSource, Map as MapLibre, MapMouseEvent, MapTouchEvent } from 'maplibre-gl';
import type { LonLat } from '../geo/geodesic';
import { keyOf, stage } from '../state/stage.svelte';
import { view } from '../state/view.svelte';
import { hitsAt, resultAt, type Hit } from './hit';
import { snapped } from './snap';

/** Fingers are wider than pointers. */
const reach = () => (matchMedia('(pointer: coarse)').matches ? 14 : 6);

function rubberBand(map: MapLibre, from: LonLat | null | undefined, to: LonLat): void {
  const features: GeoJSON.Feature[] = from ? [{ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: [from, to] } }] : [];
  map.getSource<GeoJSONSource>('rubber')?.setData({ type: 'FeatureCollection', features });
}

export function interact(map: MapLibre, pick: (hits: Hit[], at: LonLat) => void): void {
  let frame = 0;
  let dragging: number | null = null;

  map.on('click', (event) => {
    const tool = stage.pointer;
    if (!tool) return pick(hitsAt(map, event.point, view.day, view.off, reach()), [event.lngLat.lng, event.lngLat.lat]);
    // The second click of a double click is the first click's place again.
    if (event.originalEvent.detail > 1) return;
    const place = tool.snap ? snapped(map, event.point, view.day) : { at: [event.lngLat.lng, event.lngLat.lat] as LonLat, snapped: false };
    tool.click(place.at, place.snapped);
  });

  map.on('dblclick', (event) => {
    if (!stage.pointer?.finish) return;
    event.preventDefault();
    rubberBand(map, null, [0, 0]);
    stage.pointer.finish();
  });

  map.on('mousemove', (event) => {
    stage.cursor = [event.lngLat.lng, event.lngLat.lat];
    if (frame) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      const tool = stage.pointer;
      if (dragging !== null) return;
      if (tool?.last) {
        const place = tool.snap ? snapped(map, event.point, view.day) : { at: stage.cursor ?? [0, 0], snapped: false };
        rubberBand(map, tool.last(), place.at as LonLat);
        map.getCanvas().style.cursor = place.snapped ? 'cell' : 'crosshair';
      } else if (tool) map.getCanvas().style.cursor = 'crosshair';
      // What a tool found there, else what a click would open.
      const hits = tool ? [] : hitsAt(map, event.point, view.day, view.off);
      if (!tool) map.getCanvas().style.cursor = hits.length ? 'pointer' : '';
      const pointed = resultAt(map, event.point) ?? hits[0];
      stage.pointed = pointed ? keyOf(pointed.layer, pointed.id) : null;
    });
  });
  map.on('mouseout', () => {
    stage.cursor = null;
    stage.pointed = null;
    rubberBand(map, null, [0, 0]);
  });

  const drag = (event: MapMouseEvent | MapTouchEvent) => {
    if (dragging === null || !stage.pointer?.move) return;
    const place = stage.pointer.snap ? snapped(map, event.point, view.day) : { at: [event.lngLat.lng, event.lngLat.lat] as LonLat };
    stage.pointer.move(dragging, place.at);
  };
  const drop = () => {
    dragging = null;
    map.off('mousemove', drag);
    map.off('touchmove', drag);
    map.dragPan.enable();
  };
  for (const [down, move, up] of [['mousedown', 'mousemove', 'mouseup'], ['touchstart', 'touchmove', 'touchend']] as const) {
    map.on(down, 'vertex', (event) => {
      const index = event.features?.[0]?.properties.index;
      if (!stage.pointer?.move || typeof index !== 'number') return;
      event.preventDefault();
      dragging = index;
      rubberBand(map, null, [0, 0]);
      map.dragPan.disable();
      map.on(move, drag);
      map.once(up, drop);
    });
  }
}

export function clearRubber(map: MapLibre): void {
  rubberBand(map, null, [0, 0]);
}
