// The answers of the made-up city, in the service's own shapes.
import { cables, day, iso, OPERATORS, streets, TODAY, zones, conduits, structures } from './city.mjs';

const REVISION = 7;
const standing = (row, t) => day(row.valid_from) <= t && (row.valid_to === null || t < day(row.valid_to));
const isOverhead = (cable) => cable.placement === 'aerial' || cable.placement === 'facade';

function sum(rows, t) {
  const out = { underground_m: 0, overhead_m: 0 };
  for (const cable of rows) if (standing(cable, t)) out[isOverhead(cable) ? 'overhead_m' : 'underground_m'] += cable.length_m;
  return out;
}
const share = ({ underground_m: u, overhead_m: o }) => (u + o > 0 ? u / (u + o) : null);
const byOperator = (rows, t) => OPERATORS.map((operator) => ({ operator, ...sum(rows.filter((cable) => cable.operator === operator), t) }));

function status(zone, figures, t) {
  if (figures.underground_m + figures.overhead_m === 0) return 'empty';
  const signed = zone.verified_on && day(zone.verified_on) <= t;
  if (figures.overhead_m <= 1) return signed ? 'verified' : 'cables_done';
  if (signed) return 'regressed';
  if (figures.underground_m === 0) return 'not_started';
  return share(figures) >= zone.target_share ? 'target_met' : 'under_way';
}
const inZone = (zone) => cables.filter((cable) => cable.zones.includes(zone.id));

export function progress(at = TODAY) {
  const t = day(at);
  const rows = zones.map((zone) => {
    const figures = sum(inZone(zone), t);
    const { id, code, name, name_en, kind, target_share, deadline = null, removal_deadline = null } = zone;
    return { id, code, name, name_en, kind, target_share, deadline, removal_deadline, status: status(zone, figures, t), ...figures, share: share(figures), by_operator: byOperator(inZone(zone), t) };
  });
  const total = sum(cables, t);
  const zones_by_status = {};
  for (const row of rows) zones_by_status[row.status] = (zones_by_status[row.status] ?? 0) + 1;
  return { at, revision: REVISION, total: { ...total, share: share(total), by_operator: byOperator(cables, t) }, outside: { underground_m: 0, overhead_m: 0 }, zones_by_status, zones: rows };
}

export function steps(from, to) {
  const at = [];
  const d = new Date(`${from}T00:00:00Z`);
  for (let m = 1; ; m++) {
    const last = iso(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + m, 0) / 86400000);
    if (last >= to) break;
    at.push(last);
  }
  return [...at, to];
}
const columns = (rows, at) => {
  const figures = at.map((date) => sum(rows, day(date)));
  return { underground_m: figures.map((f) => f.underground_m), overhead_m: figures.map((f) => f.overhead_m) };
};
const firms = (rows, at) => Object.fromEntries(OPERATORS.map((operator) => [operator, columns(rows.filter((cable) => cable.operator === operator), at)]));

export function series(from, to) {
  const at = steps(from, to);
  return {
    revision: REVISION, at, total: { ...columns(cables, at), by_operator: firms(cables, at) },
    zones: zones.map((zone) => {
      const c = columns(inZone(zone), at);
      return { id: zone.id, code: zone.code, ...c, status: at.map((date, i) => status(zone, { underground_m: c.underground_m[i], overhead_m: c.overhead_m[i] }, day(date))) };
    }),
  };
}

export function zoneSeries(id, from, to) {
  const at = steps(from, to);
  const zone = zones.find((row) => row.id === id);
  return { zone: id, revision: REVISION, series: at.map((date) => { const f = sum(inZone(zone), day(date)); return { at: date, ...f, share: share(f), status: status(zone, f, day(date)) }; }), by_operator: firms(inZone(zone), at) };
}

export function zoneCables(id, at = TODAY) {
  const rows = inZone(zones.find((zone) => zone.id === id)).filter((cable) => standing(cable, day(at)));
  return { zone: id, revision: REVISION, cables: rows.map(({ id: cable, code, operator, placement, status: state, valid_from, valid_to, length_m }) => ({ id: cable, code, operator, placement, status: state, valid_from, valid_to, in_zone_m: length_m })).sort((a, b) => b.in_zone_m - a.in_zone_m) };
}

export function coded(rows) {
  const out = { id: [], from: [], to: [] };
  let [id, from] = [0, 0];
  for (const row of [...rows].sort((a, b) => a.id - b.id)) {
    const f = day(row.valid_from);
    out.id.push(row.id - id);
    out.from.push(f - from);
    out.to.push(row.valid_to ? day(row.valid_to) - f : 0);
    [id, from] = [row.id, f];
  }
  return out;
}
/** Below z13: one feature per class and span, with ids of their own. */
export const merged = (() => {
  const groups = new Map();
  for (const cable of cables) {
    const key = `${isOverhead(cable) ? 'overhead' : 'underground'}|${cable.valid_from}|${cable.valid_to}`;
    groups.set(key, [...(groups.get(key) ?? []), cable]);
  }
  return [...groups].map(([key, rows], i) => ({ id: 1_000_001 + i, class: key.split('|')[0], valid_from: rows[0].valid_from, valid_to: rows[0].valid_to, geometry: { type: 'MultiLineString', coordinates: rows.map((row) => row.geometry.coordinates) } }));
})();
export const timeline = () => ({ revision: REVISION, cables: coded(cables), classes: coded(merged) });
export const labels = () => ({ revision: REVISION, zones: zones.map((zone) => { const [outer] = zone.geometry.coordinates; const [w, e, s, n] = [Math.min, Math.max].flatMap((f) => [f(...outer.map((p) => p[0]))]).concat([Math.min, Math.max].map((f) => f(...outer.map((p) => p[1])))); return { id: zone.id, lon: (w + e) / 2, lat: (s + n) / 2 }; }) });
export const base = () => ({ type: 'FeatureCollection', features: [
  { type: 'Feature', properties: { layer: 'water', name: 'Sông Cấm' }, geometry: { type: 'Polygon', coordinates: [[[106.6, 20.889], [106.65, 20.882], [106.69, 20.876], [106.74, 20.862], [106.8, 20.856], [106.8, 20.862], [106.74, 20.869], [106.69, 20.882], [106.65, 20.889], [106.6, 20.896], [106.6, 20.889]]] } },
  ...streets.map(({ name, line }) => ({ type: 'Feature', properties: { layer: 'street', name }, geometry: { type: 'LineString', coordinates: line } })),
] });
const layers = { cables, conduits, structures, zones };
export function item(layer, id) {
  const row = layers[layer]?.find((one) => one.id === id);
  if (!row) return null;
  const { geometry, id: key, zones: _zones, length_m: _length, ...properties } = row;
  return { type: 'Feature', id: key, geometry, properties };
}
export const items = (layer, query) => ({ type: 'FeatureCollection', features: layers[layer].filter((row) => [...query].every(([key, value]) => ['limit', 'offset'].includes(key) || String(row[key]) === value)).slice(0, Number(query.get('limit') ?? 10)).map((row) => item(layer, row.id)) });
export const boot = () => ({
  city: { name: 'Hải Phòng', box: [106.4, 20.12, 107.74, 21.03], view: [106.69, 20.849, 13], grid: { code: 'EPSG:9210', proj4: '+proj=tmerc +lat_0=0 +lon_0=105.75 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs' }, languages: ['vi', 'en'], time_zone: 'Asia/Ho_Chi_Minh' },
  today: TODAY, revision: REVISION, illustrative: true, basemap: null, progress: progress(),
  deadlines: zones.filter((zone) => zone.deadline).map((zone) => ({ zone: zone.id, code: zone.code, name: zone.name, deadline: zone.deadline, removal_deadline: zone.removal_deadline ?? null })),
});
