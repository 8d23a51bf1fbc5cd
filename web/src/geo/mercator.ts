// Transverse Mercator by Krüger's series in the third flattening n, to n^4 (below a micrometre within a city's zone).
// Formulas: C. F. F. Karney, "Transverse Mercator with an accuracy of a few nanometers", J. Geodesy 85 (2011), eqs. 7-36.
import type { Ellipsoid } from './ellipsoid';

export interface Projection {
  ellipsoid: Ellipsoid;
  /** Radians. */
  lon0: number;
  lat0: number;
  k0: number;
  x0: number;
  y0: number;
}

interface Series {
  e: number;
  radius: number;
  alpha: number[];
  beta: number[];
}

function series({ a, f }: Ellipsoid): Series {
  const n = f / (2 - f);
  const [n2, n3, n4] = [n ** 2, n ** 3, n ** 4];
  return {
    e: Math.sqrt(f * (2 - f)),
    radius: (a / (1 + n)) * (1 + n2 / 4 + n4 / 64),
    alpha: [
      n / 2 - (2 * n2) / 3 + (5 * n3) / 16 + (41 * n4) / 180,
      (13 * n2) / 48 - (3 * n3) / 5 + (557 * n4) / 1440,
      (61 * n3) / 240 - (103 * n4) / 140,
      (49561 * n4) / 161280,
    ],
    beta: [
      n / 2 - (2 * n2) / 3 + (37 * n3) / 96 - n4 / 360,
      n2 / 48 + n3 / 15 - (437 * n4) / 1440,
      (17 * n3) / 480 - (37 * n4) / 840,
      (4397 * n4) / 161280,
    ],
  };
}

function conformalTangent(e: number, tau: number): number {
  const sigma = Math.sinh(e * Math.atanh((e * tau) / Math.hypot(1, tau)));
  return tau * Math.hypot(1, sigma) - sigma * Math.hypot(1, tau);
}

function northingOfOrigin(s: Series, p: Projection): number {
  const xi = Math.atan(conformalTangent(s.e, Math.tan(p.lat0)));
  return p.k0 * s.radius * s.alpha.reduce((sum, a, j) => sum + a * Math.sin(2 * (j + 1) * xi), xi);
}

export function project(p: Projection, lon: number, lat: number): [number, number] {
  const s = series(p.ellipsoid);
  const d = lon - p.lon0;
  const tau = conformalTangent(s.e, Math.tan(lat));
  const xi0 = Math.atan2(tau, Math.cos(d));
  const eta0 = Math.asinh(Math.sin(d) / Math.hypot(tau, Math.cos(d)));
  let [xi, eta] = [xi0, eta0];
  s.alpha.forEach((a, j) => {
    const k = 2 * (j + 1);
    xi += a * Math.sin(k * xi0) * Math.cosh(k * eta0);
    eta += a * Math.cos(k * xi0) * Math.sinh(k * eta0);
  });
  return [p.x0 + p.k0 * s.radius * eta, p.y0 + p.k0 * s.radius * xi - northingOfOrigin(s, p)];
}

export function unproject(p: Projection, x: number, y: number): [number, number] {
  const s = series(p.ellipsoid);
  const xi0 = (y - p.y0 + northingOfOrigin(s, p)) / (p.k0 * s.radius);
  const eta0 = (x - p.x0) / (p.k0 * s.radius);
  let [xi, eta] = [xi0, eta0];
  s.beta.forEach((b, j) => {
    const k = 2 * (j + 1);
    xi -= b * Math.sin(k * xi0) * Math.cosh(k * eta0);
    eta -= b * Math.cos(k * xi0) * Math.sinh(k * eta0);
  });
  const target = Math.sin(xi) / Math.hypot(Math.sinh(eta), Math.cos(xi));
  const e2 = s.e ** 2;
  let tau = target;
  for (let step = 0; step < 6; step++) {
    const at = conformalTangent(s.e, tau);
    const delta = ((target - at) / Math.hypot(1, at)) * ((1 + (1 - e2) * tau ** 2) / ((1 - e2) * Math.hypot(1, tau)));
    tau += delta;
    if (Math.abs(delta) < 1e-14) break;
  }
  return [p.lon0 + Math.atan2(Math.sinh(eta), Math.cos(xi)), Math.atan(tau)];
}
