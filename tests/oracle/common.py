"""What the scripts beside this one share: the planes, geodesic metres, intervals along lines, and how values are kept.

Everything here is shapely (GEOS), pyproj (PROJ) and GeographicLib; nothing of the project is used.
"""

import json
import math
import pathlib
import random

import shapely
from geographiclib.geodesic import Geodesic
from pyproj import Transformer
from shapely.geometry import LineString, MultiPolygon, Point, Polygon

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"

# EPSG:9210 is VN-2000 / TM-3 105-45. Named as a whole, PROJ takes the datum shift of EPSG:6960.
_GRID = Transformer.from_crs("EPSG:4326", "EPSG:9210", always_xy=True)
# cs2cs, PROJ 9.5, EPSG v11; the same place stands in src/crs/grid.rs. Skipping the shift would be 224 m off.
_EAST, _NORTH = _GRID.transform(106.68750, 20.85611)
assert abs(_EAST - 597362.7666) < 1e-3 and abs(_NORTH - 2307308.5210) < 1e-3, (_EAST, _NORTH)

# The project cuts edges at 100 m; finer pieces are nearer to the truth.
STEP_M = 20.0


def rounded(place):
    return (round(place[0], 9), round(place[1], 9))


def project(places):
    xs, ys = _GRID.transform([p[0] for p in places], [p[1] for p in places])
    return list(zip(xs, ys))


def distance_m(a, b):
    return Geodesic.WGS84.Inverse(a[1], a[0], b[1], b[0], Geodesic.DISTANCE)["s12"]


def between(a, b, t):
    if t <= 0:
        return a
    if t >= 1:
        return b
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)


def cumulated(line):
    along = [0.0]
    for a, b in zip(line, line[1:]):
        along.append(along[-1] + distance_m(a, b))
    return along


def length_m(line):
    return cumulated(line)[-1]


def at_m(line, along, segment, t):
    """Metres from the start of a line to a share of one of its segments, which is straight in lon/lat."""
    return along[segment] + distance_m(line[segment], between(line[segment], line[segment + 1], t))


def subdivided(line, step_m=STEP_M):
    """Grid metres of a lon/lat line, with the segment and the share of it that each place came from."""
    planar, origin = [], []
    for segment, (a, b) in enumerate(zip(line, line[1:])):
        pieces = max(1, math.ceil(distance_m(a, b) / step_m))
        shares = [piece / pieces for piece in range(pieces)]
        planar += project([between(a, b, t) for t in shares])
        origin += [(segment, t) for t in shares]
    planar += project([line[-1]])
    origin += [(len(line) - 2, 1.0)]
    return planar, origin


def planar_line(line):
    return LineString(subdivided(line)[0])


def planar_area(parts):
    rings = lambda part: [subdivided(ring)[0] for ring in part]
    return MultiPolygon([Polygon(rings(part)[0], rings(part)[1:]) for part in parts])


def lonlat_area(parts):
    return MultiPolygon([Polygon(part[0], part[1:]) for part in parts])


def shares(a, b, inside):
    """The intervals (shares of the segment from a to b) of a geometry that is a part of that segment."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    share = lambda p: ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square
    found = []
    for part in getattr(inside, "geoms", [inside]):
        if part.geom_type == "LineString" and len(part.coords) > 1:
            ends = sorted((share(part.coords[0]), share(part.coords[-1])))
            found.append((max(0.0, ends[0]), min(1.0, ends[1])))
        elif part.geom_type in ("MultiLineString", "GeometryCollection"):
            found += shares(a, b, part)
    return found


def joined(intervals, gap):
    """Intervals united where they overlap or part by no more than a gap."""
    out = []
    for start, end in sorted(intervals):
        if out and start <= out[-1][1] + gap:
            out[-1][1] = max(out[-1][1], end)
        else:
            out.append([start, end])
    return out


def multi(*parts):
    """Parts, each a list of rings that need not be closed, as the data keep them."""
    closed = lambda ring: [rounded(p) for p in ring] + ([rounded(ring[0])] if rounded(ring[0]) != rounded(ring[-1]) else [])
    return [[closed(ring) for ring in part] for part in parts]


def square(west, south, side):
    return [(west, south), (west + side, south), (west + side, south + side), (west, south + side)]


def star(dice, middle, radius, corners, least=0.4):
    """A ring about a place that never crosses itself: its corners stand in order of their angle."""
    angles = sorted(dice.uniform(0, 2 * math.pi) for _ in range(corners))
    radii = [radius * dice.uniform(least, 1.0) for _ in angles]
    return [(middle[0] + r * math.cos(t), middle[1] + r * math.sin(t)) for t, r in zip(angles, radii)]


def wandering(dice, start, steps, step, sway=1.2):
    heading, at, line = dice.uniform(0, 2 * math.pi), start, [rounded(start)]
    for _ in range(steps):
        heading += dice.uniform(-sway, sway)
        length = step * dice.uniform(0.3, 1.0)
        at = (at[0] + length * math.cos(heading), at[1] + length * math.sin(heading))
        line.append(rounded(at))
    return line


def keep(name, cases):
    """One case a line, so that a change shows where it is."""
    made = f"shapely {shapely.__version__} (GEOS {shapely.geos_version_string}), pyproj, GeographicLib; tests/oracle"
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    DATA.mkdir(exist_ok=True)
    (DATA / f"{name}.json").write_text(f'{{"made_by":{json.dumps(made)},"cases":[\n{lines}\n]}}\n')
    print(f"{name}: {len(cases)} cases")
