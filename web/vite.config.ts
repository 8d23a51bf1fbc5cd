import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { trimMapStyles } from './scripts/map-css.mjs';
import { preloadFonts } from './scripts/preload.mjs';
import { fakeService } from './test/fake/plugin.mjs';

// `NGAMHOA_FAKE=1 npm run dev` answers from a made-up city; otherwise the dev server passes requests on to a running service.
const service = process.env.NGAMHOA_URL ?? 'http://127.0.0.1:8080';
const passed = ['/progress', '/timeline', '/zones', '/tiles', '/collections', '/overlaps', '/coverage', '/nearest', '/codes', '/check', '/base.geojson', '/import', '/undo', '/readyz', '/conformance', '/api'];

export default defineConfig({
  // Addresses are told from the page's own place: behind a proxy it may stand under a path.
  base: './',
  plugins: [svelte(), preloadFonts(), trimMapStyles(), ...(process.env.NGAMHOA_FAKE ? [fakeService()] : [])],
  server: { proxy: process.env.NGAMHOA_FAKE ? {} : Object.fromEntries(passed.map((path) => [path, service])) },
  build: {
    target: 'es2022',
    // Browsers of that age preload modules by themselves; others load them all the same.
    modulePreload: { polyfill: false },
    // Fonts stay files: inlined they would be loaded whether a page needs their letters or not.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
