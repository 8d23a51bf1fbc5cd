// Answers to the measuring questions in the right shape with made-up numbers: for looking at the panels, never for testing them.
import { cables, conduits, zones } from './city.mjs';

const near = (rows, [lon, lat]) => [...rows].sort((a, b) => Math.hypot(a.geometry.coordinates[0][0] - lon, a.geometry.coordinates[0][1] - lat) - Math.hypot(b.geometry.coordinates[0][0] - lon, b.geometry.coordinates[0][1] - lat));

export function overlaps({ geometry: { coordinates } }) {
  const [start] = coordinates;
  const along = [...near(cables, start).slice(0, 6).map((row) => ['cables', row]), ...near(conduits, start).slice(0, 2).map((row) => ['conduits', row])];
  return {
    revision: 7,
    stretches: along.map(([layer, row], i) => ({ layer, id: row.id, code: row.code, status: row.status, from_m: i * 40.25, to_m: i * 40.25 + 120.5, length_m: 120.5, offset_m: 0.4 + i * 0.3, geometry: row.geometry })),
    crossings: near(cables, coordinates.at(-1)).slice(0, 3).map((row, i) => ({ layer: 'cables', id: row.id, code: row.code, status: row.status, at_m: 55.5 + i * 80, lon: coordinates[0][0] + i * 0.0006, lat: coordinates[0][1] + i * 0.0001, angle_deg: 40 + i * 20 })),
  };
}

export function coverage({ zone }) {
  const [outer] = zones.find(({ id }) => id === zone).geometry.coordinates;
  const part = (k, dx) => [outer.map(([lon, lat]) => [outer[0][0] + (lon - outer[0][0]) * k + dx, outer[0][1] + (lat - outer[0][1]) * k])];
  return { revision: 7, area_m2: 310000, covered_m2: 128000, share: 0.413, uncovered: { type: 'MultiPolygon', coordinates: [part(0.5, 0), part(0.2, 0.004)] } };
}

export function check(text) {
  const { features } = JSON.parse(text);
  const [lon, lat] = features[0].geometry.coordinates[0];
  const at = (i) => ({ lon: lon + i * 0.0008, lat: lat + i * 0.0003 });
  return {
    revision: 7, crs: 'EPSG:4326', lines: features.map(({ geometry }, i) => ({ feature: i, length_m: 412.35 + i, placement: 'duct', placement_assumed: true, geometry })),
    zones: zones.slice(0, 2).map(({ code, name }) => ({ code, name, share_before: 0.613, share_after: 0.671 })),
    shareable: [{ feature: 0, conduit: 'D-1', from_m: 12.5, to_m: 318.25, tubes_free: 3 }], along: [], crossings: [{ layer: 'cables', id: 1, code: 'QUANGT-1', at_m: 120.4, angle_deg: 71, ...at(2) }],
    findings: [
      { rule: 'aerial.newpole', severity: 'error', feature: 0, ...at(0), measured: 'aerial', allowed: null, clause: 'QCVN 33:2019/BTTTT', todo: 'Đi cáp trong tuyến cống D-1, còn 3 ống trống.' },
      { rule: 'sep.h.conduit', severity: 'warning', feature: 0, ...at(1), measured: 0.31, allowed: 0.5, clause: 'QCVN 01:2019/BXD, bảng 2.31', todo: 'Dời tuyến xa thêm 0,2 m về phía vỉa hè.' },
      { rule: 'depth.unknown', severity: 'note', feature: 0, ...at(3), measured: null, allowed: null, clause: null, todo: 'Ghi độ sâu đặt ống.' },
    ],
    refused: [],
  };
}
