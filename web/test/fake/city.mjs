// A made-up city for working on the page without the service: rough streets, four firms, dates by street. Not a survey of anything.
import geodesic from 'geographiclib-geodesic';

const WGS84 = geodesic.Geodesic.WGS84;
export const TODAY = '2026-11-25';
export const day = (iso) => Date.UTC(...iso.split('-').map((part, i) => Number(part) - (i === 1 ? 1 : 0))) / 86400000;
export const iso = (n) => new Date(n * 86400000).toISOString().slice(0, 10);

const WARDS = [
  ['HB', 'Phường Hồng Bàng', 'Hong Bang ward', [[106.655, 20.866], [106.668, 20.875], [106.69, 20.872], [106.687, 20.8605], [106.672, 20.857], [106.66, 20.858]]],
  ['NQ', 'Phường Ngô Quyền', 'Ngo Quyen ward', [[106.687, 20.8605], [106.69, 20.872], [106.703, 20.869], [106.712, 20.852], [106.7, 20.84], [106.685, 20.8525]]],
  ['LC', 'Phường Lê Chân', 'Le Chan ward', [[106.66, 20.858], [106.672, 20.857], [106.685, 20.8525], [106.7, 20.84], [106.697, 20.827], [106.668, 20.832]]],
  ['HA', 'Phường Hải An', 'Hai An ward', [[106.7, 20.84], [106.712, 20.852], [106.74, 20.845], [106.745, 20.82], [106.715, 20.812], [106.697, 20.827]]],
  ['KA', 'Phường Kiến An', 'Kien An ward', [[106.62, 20.82], [106.65, 20.83], [106.66, 20.81], [106.64, 20.79], [106.615, 20.8]]],
];
// name, from-year overhead, date underground (null: not yet), deadline, removal deadline, verified, line
const STREETS = [
  ['Quang Trung', '2019-06-01', '2019-06-15', '2019-06-21', '2019-08-01', [[106.6822, 20.857], [106.6785, 20.8563], [106.6735, 20.8556]]],
  ['Trần Hưng Đạo', '2019-05-20', '2019-06-15', '2019-06-21', '2019-09-01', [[106.6828, 20.8576], [106.6848, 20.8588], [106.6882, 20.8622]]],
  ['Lạch Tray', '2025-03-10', '2025-06-30', '2025-12-31', null, [[106.6855, 20.8526], [106.6902, 20.8487], [106.6965, 20.8353], [106.6974, 20.8339], [106.6983, 20.8285]]],
  ['Cầu Đất', '2021-11-02', '2021-12-31', null, '2022-03-01', [[106.6816, 20.856], [106.6834, 20.8543], [106.6855, 20.8526]]],
  ['Tô Hiệu', null, '2024-12-31', '2025-06-30', null, [[106.6855, 20.8526], [106.684, 20.8521], [106.6809, 20.8511], [106.6712, 20.8495]]],
  ['Nguyễn Đức Cảnh', '2023-08-15', '2023-12-31', null, null, [[106.6816, 20.856], [106.6783, 20.8553], [106.6724, 20.8546], [106.6703, 20.8546]]],
  ['Trần Phú', '2022-04-01', '2022-06-30', null, '2022-10-01', [[106.6816, 20.856], [106.6839, 20.8567], [106.6859, 20.858], [106.6889, 20.8615]]],
  ['Điện Biên Phủ', '2026-02-01', '2026-06-30', '2026-12-31', null, [[106.6755, 20.8622], [106.6815, 20.8616], [106.6889, 20.8615], [106.6957, 20.8614]]],
  ['Minh Khai', '2024-05-05', '2024-06-30', null, '2024-08-01', [[106.6848, 20.858], [106.6854, 20.8595], [106.6858, 20.8614]]],
  ['Văn Cao', null, '2026-10-31', '2027-03-31', null, [[106.6985, 20.8424], [106.6993, 20.8402], [106.7012, 20.8362], [106.7028, 20.8318]]],
  ['Hàng Kênh', null, '2027-06-30', null, null, [[106.6853, 20.8524], [106.6854, 20.8482], [106.6852, 20.844]]],
  ['Chợ Hàng', null, null, null, null, [[106.6846, 20.8371], [106.6822, 20.8359], [106.68, 20.835]]],
  ['Lê Lợi', '2026-09-01', '2027-12-31', null, null, [[106.6855, 20.8526], [106.689, 20.8549], [106.6945, 20.8592]]],
  ['Lê Hồng Phong', '2020-07-01', '2020-12-31', '2021-06-30', '2021-02-01', [[106.7035, 20.8516], [106.709, 20.8435], [106.7165, 20.8305], [106.7215, 20.8235]]],
];
const PARKS = [
  ['IP-DV', 'KCN Đình Vũ', 'Dinh Vu industrial park', 'industrial_park', [[106.77, 20.835], [106.79, 20.835], [106.795, 20.82], [106.775, 20.818]]],
  ['NU-IM', 'Vinhomes Imperia', 'Vinhomes Imperia', 'new_urban_area', [[106.664, 20.868], [106.672, 20.868], [106.673, 20.862], [106.665, 20.861]]],
];
export const OPERATORS = ['VNPT', 'Viettel', 'FPT Telecom', 'MobiFone', 'SCTV'];

const length = (line) => line.slice(1).reduce((sum, b, i) => sum + WGS84.Inverse(line[i][1], line[i][0], b[1], b[0]).s12, 0);
const shifted = (line, m) =>
  line.map(([lon, lat], i) => {
    const [a, b] = [line[Math.max(0, i - 1)], line[Math.min(line.length - 1, i + 1)]];
    const k = Math.cos((lat * Math.PI) / 180);
    const [dx, dy] = [(b[0] - a[0]) * k, b[1] - a[1]];
    const n = Math.hypot(dx, dy);
    return [lon + ((-dy / n) * m) / (111320 * k), lat + ((dx / n) * m) / 111320];
  });
const ring = (points) => [[...points, points[0]]];
const corridor = (line, m) => ring([...shifted(line, m), ...shifted(line, -m).reverse()]);
const inside = ([x, y], [outer]) =>
  outer.reduce((odd, [ax, ay], i) => {
    const [bx, by] = outer[(i + 1) % outer.length];
    return ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !odd : odd;
  }, false);

const poly = (coordinates) => ({ type: 'Polygon', coordinates });
export const zones = [
  ...WARDS.map(([code, name, name_en, points]) => ({ code, name, name_en, kind: 'ward', geometry: poly(ring(points)), target_share: 0.8, deadline: '2027-12-31' })),
  ...PARKS.map(([code, name, name_en, kind, points]) => ({ code, name, name_en, kind, geometry: poly(ring(points)), target_share: 1, deadline: '2025-12-31' })),
  ...STREETS.map(([name, , deadline, removal_deadline, verified_on, line], i) => ({
    code: `ST-${String(i + 1).padStart(2, '0')}`, name, name_en: null, kind: 'street', target_share: 1, deadline, removal_deadline, verified_on, width_m: 24, geometry: poly(corridor(line, 12)),
  })),
].map((zone, i) => ({ id: i + 1, valid_from: '2012-01-01', valid_to: null, ...zone }));

export const cables = [];
export const conduits = [];
export const structures = [];
STREETS.forEach(([name, under, , , , line], s) => {
  OPERATORS.slice(0, 3 + (s % 3)).forEach((operator, f) => {
    const end = under && day(under) + f * 40 < day(TODAY) ? iso(day(under) + f * 40) : null;
    const path = shifted(line, -7 - f * 0.6);
    const code = `${name.normalize('NFD').replace(/[^A-Za-z]/g, '').slice(0, 6).toUpperCase()}-${f + 1}`;
    const dead = s % 5 === 4 && f === 0 ? '2024-02-01' : null;
    cables.push({ operator, code, placement: 'aerial', status: 'functional', valid_from: `201${f}-03-0${f + 1}`, valid_to: end, disused_from: end ? null : dead, medium: 'fibre', fibre_count: 24 * (f + 1), geometry: { type: 'LineString', coordinates: path } });
    if (end) cables.push({ operator, code: `${code}N`, placement: 'duct', status: 'functional', valid_from: end, valid_to: null, replaces: code, conduit: `D-${s + 1}`, medium: 'fibre', fibre_count: 96, geometry: { type: 'LineString', coordinates: shifted(line, 6 + f * 0.3) } });
  });
  if (under) conduits.push({ owner: 'VNPT', code: `D-${s + 1}`, status: 'functional', tubes: 6, tubes_used: 2 + (s % 4), tube_diameter_mm: 110, depth_m: 0.7, valid_from: iso(day(under) - 120), valid_to: null, geometry: { type: 'LineString', coordinates: shifted(line, 6) } });
  shifted(line, -6.5).forEach((point, i) => structures.push({ owner: 'PCHP', code: `P-${s + 1}-${i}`, kind: 'pole', status: 'functional', valid_from: '2008-01-01', valid_to: null, height_m: 8.5, geometry: { type: 'Point', coordinates: point } }));
  if (under) shifted(line, 6).forEach((point, i) => structures.push({ owner: 'VNPT', code: `M-${s + 1}-${i}`, kind: i % 2 ? 'handhole' : 'manhole', status: 'functional', valid_from: iso(day(under) - 120), valid_to: null, geometry: { type: 'Point', coordinates: point } }));
});
for (const list of [cables, conduits, structures]) list.forEach((row, i) => Object.assign(row, { id: i + 1 }));

for (const cable of cables) {
  const path = cable.geometry.coordinates;
  cable.length_m = length(path);
  const middle = path[Math.floor(path.length / 2)].map((value, k) => (value + path[Math.floor(path.length / 2) - 1][k]) / 2);
  cable.zones = zones.filter((zone) => inside(middle, zone.geometry.coordinates)).map((zone) => zone.id);
}
export const streets = STREETS.map(([name, , , , , line]) => ({ name, line }));
