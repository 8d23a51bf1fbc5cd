// Imported before anything else of MapLibre: version 6 starts its worker from this address, so no blob: URL is needed.
import { setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';

setWorkerUrl(workerUrl);
