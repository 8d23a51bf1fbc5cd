// Serves the made-up city beside Vite's pages, in `vite` and in `vite preview`. Never part of a build.
import { readFileSync } from 'node:fs';
import { GeoJSONVT } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import * as answers from './answers.mjs';
import * as measured from './measured.mjs';
import { cables, conduits, day, structures, TODAY, zones } from './city.mjs';

const feature = (row, keep) => {
  const properties = Object.fromEntries(keep.filter((key) => row[key] != null).map((key) => [key, row[key]]));
  properties.id = row.id;
  properties.from = day(row.valid_from);
  if (row.valid_to) properties.to = day(row.valid_to);
  if (row.disused_from) properties.disused_from = day(row.disused_from);
  return { type: 'Feature', id: row.id, geometry: row.geometry, properties };
};
const index = (rows, keep) => new GeoJSONVT({ type: 'FeatureCollection', features: rows.map((row) => feature(row, keep)) }, { maxZoom: 22, indexMaxZoom: 0, indexMaxPoints: 0, buffer: 128, tolerance: 2 });
const LAYERS = {
  zones: index(zones, ['code', 'name', 'name_en', 'kind']),
  cables: index(cables, ['code', 'operator', 'placement', 'status']),
  merged: index(answers.merged, ['class']),
  conduits: index(conduits, ['code', 'owner', 'status', 'tubes', 'tubes_used']),
  structures: index(structures, ['code', 'owner', 'kind', 'status']),
};

function tile(z, x, y) {
  const names = z < 13 ? { zones: 'zones', cables: 'merged' } : { zones: 'zones', cables: 'cables', conduits: 'conduits', structures: 'structures' };
  const out = {};
  for (const [name, source] of Object.entries(names)) {
    const got = LAYERS[source].getTile(z, x, y);
    if (got) out[name] = got;
  }
  return Object.keys(out).length ? Buffer.from(fromGeojsonVt(out, { version: 2 })) : null;
}

function answer(url) {
  const { pathname: path, searchParams: query } = new URL(url, 'http://x');
  const parts = path.split('/').slice(1);
  if (path === '/progress') return answers.progress(query.get('at') ?? undefined);
  if (path === '/progress/series') return answers.series(query.get('from'), query.get('to'));
  if (path === '/timeline') return answers.timeline();
  if (path === '/zones/labels') return answers.labels();
  if (path === '/readyz') return { status: 'ready', revision: 1, stale: false };
  // The made-up city takes no changes.
  if (path === '/conformance') return { conformsTo: [] };
  if (path === '/base.geojson') return answers.base();
  if (parts[0] === 'zones' && parts[2] === 'progress') return answers.zoneSeries(Number(parts[1]), query.get('from'), query.get('to'));
  if (parts[0] === 'zones' && parts[2] === 'cables') return answers.zoneCables(Number(parts[1]), query.get('at') ?? TODAY);
  if (parts[0] === 'collections' && parts[3]) return answers.item(parts[1], Number(parts[3])) ?? problem(404, 'not_found', `no ${parts[1]} ${parts[3]}`);
  if (parts[0] === 'collections') return answers.items(parts[1], query);
  return undefined;
}
const problem = (status, code, detail) => ({ status, problem: { type: 'about:blank', title: code, status, code, detail, errors: [] } });

function middleware(req, res, next) {
  const match = /^\/tiles\/(\d+)\/(\d+)\/(\d+)\.mvt/.exec(req.url);
  if (match) {
    const body = tile(Number(match[1]), Number(match[2]), Number(match[3]));
    res.statusCode = body ? 200 : 204;
    res.setHeader('Content-Type', 'application/vnd.mapbox-vector-tile');
    return res.end(body ?? undefined);
  }
  const measure = req.method === 'POST' && { '/overlaps': measured.overlaps, '/coverage': measured.coverage, '/check': measured.check }[req.url.split('?')[0]];
  if (measure) return void readAll(req).then((text) => send(res, attempt(() => measure(measure === measured.check ? text : JSON.parse(text)))));
  const body = answer(req.url);
  if (body === undefined) return next();
  send(res, body);
}

function attempt(ask) {
  try {
    return ask();
  } catch (error) {
    return problem(400, 'unreadable_file', `The file could not be read: ${error.message}`);
  }
}

async function readAll(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function send(res, body) {
  res.statusCode = body.problem ? body.status : 200;
  res.setHeader('Content-Type', body.problem ? 'application/problem+json' : 'application/json');
  res.end(JSON.stringify(body.problem ?? body));
}

const withBoot = (html) => html.replace('id="boot"></script>', () => `id="boot">${JSON.stringify(answers.boot()).replace(/</g, '\\u003c')}</script>`);

export function fakeService() {
  return {
    name: 'fake-service',
    configureServer: (server) => void server.middlewares.use(middleware),
    configurePreviewServer: (server) =>
      void server.middlewares.use((req, res, next) => {
        if (new URL(req.url, 'http://x').pathname !== '/') return middleware(req, res, next);
        res.setHeader('Content-Type', 'text/html; charset=utf-8');
        res.end(withBoot(readFileSync('dist/index.html', 'utf8')));
      }),
    transformIndexHtml: withBoot,
  };
}
