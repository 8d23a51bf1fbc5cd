"""Stretches of a line within a distance of a line, a point or an area, and crossings of lines. Run by make.py.

A feature's round buffer is taken apart: each of its edges has a capsule of its own (GEOS simplifies a whole line by a
hundredth of the distance before it buffers it, which would be centimetres), drawn with 4,096 corners.
"""

from common import *

CORNERS = 1024
# Under which name a case has its feature.
KEYS = {"line": "line_feature", "point": "point", "area": "area"}
X, Y = 106.68, 20.85


def at(*metres):
    """Places so many metres east and north of a street corner, roughly."""
    return [rounded((X + x / 104_090, Y + y / 110_720)) for x, y in metres]


def edges_of(feature):
    kind, shape = feature
    if kind == "point":
        return [Point(project([shape])[0])]
    lines = [shape] if kind == "line" else [ring for part in shape for ring in part]
    planar = [subdivided(line)[0] for line in lines]
    return [LineString(pair) if pair[0] != pair[1] else Point(pair[0]) for line in planar for pair in zip(line, line[1:])]


def within(line, feature, within_m, min_length_m):
    """[from_m, to_m, offset_m] of each stretch."""
    planar, origin = subdivided(line)
    along = cumulated(line)
    edges = edges_of(feature)
    tree = shapely.STRtree(edges)
    area = planar_area(feature[1]) if feature[0] == "area" else None
    whole = area if area is not None else shapely.union_all(edges)
    intervals = []
    for number, (a, b) in enumerate(zip(planar, planar[1:])):
        if a == b:
            continue
        segment = LineString([a, b])
        found = []
        for edge in tree.query(segment.buffer(within_m + 1.0)):
            found += shares(a, b, segment.intersection(edges[edge].buffer(within_m, quad_segs=CORNERS)))
        if area is not None:
            found += shares(a, b, segment.intersection(area))
        (of, start), (_, end) = origin[number], origin[number + 1]
        end = end if end > start else 1.0
        for t, u in found:
            share = lambda s: at_m(line, along, of, start + s * (end - start))
            offset_m = LineString([segment.interpolate(t, True), segment.interpolate(u, True)]).distance(whole)
            intervals.append((share(t), share(u), offset_m))
    out = []
    for start, end, offset_m in sorted(intervals):
        if out and start <= out[-1][1] + 1e-5:
            out[-1] = [out[-1][0], max(out[-1][1], end), min(out[-1][2], offset_m)]
        else:
            out.append([start, end, offset_m])
    return [stretch for stretch in out if stretch[1] - stretch[0] >= max(min_length_m, 1e-5)]


def overlap(name, line, feature, within_m, min_length_m=1.0):
    stretches = within(line, feature, within_m, min_length_m)
    # A stretch just at the least length would turn on the last digit.
    near = within(line, feature, within_m, min_length_m * 0.98)
    assert len(near) == len(stretches), name
    return {"name": name, "line": line, KEYS[feature[0]]: feature[1], "within_m": within_m, "min_length_m": min_length_m,
            "stretches": stretches}


def overlaps():
    street = at((0, 0), (100, 0))
    bent = at((0, 0), (60, 0), (60, 60), (120, 90))
    yield overlap("beside a parallel line", street, ("line", at((20, 2), (70, 2))), 3)
    yield overlap("farther than asked", street, ("line", at((20, 3.2), (70, 3.2))), 3)
    yield overlap("on the line itself", bent, ("line", bent), 3)
    yield overlap("against the direction", bent, ("line", bent[::-1]), 0.5)
    yield overlap("a shared run that leaves", street, ("line", at((-20, -20), (30, 0), (60, 0), (80, 40))), 3)
    yield overlap("crossing at a right angle", street, ("line", at((50, -40), (50, 40))), 3)
    yield overlap("crossing flat", street, ("line", at((0, -4), (100, 5))), 3)
    yield overlap("twice beside a hairpin", street, ("line", at((10, 2), (45, 1), (45.5, 30), (55, 30), (55, 2.5), (90, 2))), 3)
    yield overlap("around a corner of the other", bent, ("line", at((30, -2), (62, -2), (62, 40))), 3)
    yield overlap("a short crossing is too short", street, ("line", at((50, -40), (50, 40))), 3, 10)
    yield overlap("a point beside the line", street, ("point", at((50, 1))[0]), 3)
    yield overlap("a point on a vertex", bent, ("point", bent[1]), 5)
    yield overlap("a point off the end", street, ("point", at((102, 0))[0]), 3)
    yield overlap("a point too far", street, ("point", at((50, 4))[0]), 3)
    block = multi([at((20, 5), (60, 5), (60, 50), (20, 50)), at((30, 15), (50, 15), (50, 40), (30, 40))])
    yield overlap("beside an area", street, ("area", block), 8)
    yield overlap("through an area and its hole", at((0, 30), (100, 31)), ("area", block), 3)
    yield overlap("through an area and its hole, touching", at((0, 30), (100, 31)), ("area", block), 0)
    yield overlap("inside a hole, farther than asked", at((38, 20), (42, 35)), ("area", block), 3)
    yield overlap("along the border of an area", at((-10, 5), (100, 5)), ("area", block), 1)
    yield overlap("repeated vertices", at((0, 0), (50, 0), (50, 0), (100, 0)), ("line", at((40, 1), (60, 1), (60, 1), (60, 30))), 3)
    yield overlap("a closed loop beside a line", at((0, 0), (40, 0), (40, 40), (0, 40), (0, 0)), ("line", at((-30, -2), (90, -2))), 3)
    yield overlap("a very short line", at((0, 0), (0.02, 0.01)), ("line", street), 3, 0)
    yield overlap("beside a very short line", street, ("line", at((50, 1), (50.01, 1))), 3)
    yield overlap("beside a line of two equal points", street, ("line", at((50, 1), (50, 1))), 3)
    # Straight lon/lat edges of 50 km bow in the grid; both lines are where their lon/lat edges say.
    a, b = (106.45, 20.30), (106.90, 20.55)
    off = lambda t, m: rounded((between(a, b, t)[0] - (b[1] - a[1]) * m / 5.15e4, between(a, b, t)[1] + (b[0] - a[0]) * m / 5.15e4))
    yield overlap("beside a segment of 50 km", [off(0.49, 2), off(0.5, 2), off(0.51, 2)], ("line", [a, b]), 3)
    yield overlap("a segment of 50 km beside a short line", [a, b], ("line", [off(0.499, 1), off(0.501, 1)]), 3)
    yield overlap("beside the edge of 50 km of an area", [off(0.499, 2), off(0.501, 4)],
                  ("area", multi([[a, b, (106.90, 20.25), (106.5, 20.2)]])), 3)
    dice = random.Random(7)
    for number in range(40):
        start = (X + dice.uniform(-0.01, 0.01), Y + dice.uniform(-0.01, 0.01))
        line = wandering(dice, start, dice.randint(1, 30), dice.choice([0.0002, 0.002]))
        near = lambda p, m: rounded((p[0] + dice.uniform(-m, m) / 104_090, p[1] + dice.uniform(-m, m) / 110_720))
        within_m = dice.choice([0.5, 3, 3, 12, 50])
        kind = number % 4
        if kind == 0:
            feature = ("point", near(dice.choice(line), within_m))
        elif kind == 1:
            feature = ("line", [near(p, 1.2 * within_m) for p in line])
        elif kind == 2:
            feature = ("line", wandering(dice, near(dice.choice(line), within_m), 20, 0.0006))
        else:
            feature = ("area", multi([star(dice, dice.choice(line), 0.0008, 9)]))
        yield overlap(f"by chance {number}", line, feature, within_m, 0.25)


def direction(a, b, t):
    """The heading in the grid of a lon/lat segment about one of its places, in radians."""
    (x1, y1), (x2, y2) = project([between(a, b, max(0, t - 1e-4)), between(a, b, min(1, t + 1e-4))])
    return math.atan2(y2 - y1, x2 - x1)


def crossings(name, line, other):
    """Crossings of segments in the lon/lat plane, once per centimetre with the largest angle there."""
    along = cumulated(line)
    found = []
    for i, (a, b) in enumerate(zip(line, line[1:])):
        for p, q in zip(other, other[1:]):
            if a == b or p == q:
                continue
            place = LineString([a, b]).intersection(LineString([p, q]))
            if place.geom_type != "Point" or place.is_empty:
                continue
            on = lambda u, v: LineString([u, v]).project(place, True)
            turn = abs(direction(a, b, on(a, b)) - direction(p, q, on(p, q))) % math.pi
            angle = math.degrees(min(turn, math.pi - turn))
            found.append([at_m(line, along, i, on(a, b)), place.x, place.y, angle])
    found.sort()
    once = []
    for crossing in found:
        if once and crossing[0] - once[-1][0] <= 0.01:
            if crossing[3] > once[-1][3]:
                once[-1] = once[-1][:3] + [crossing[3]]
        else:
            once.append(crossing)
    return {"name": name, "line": line, "other": other, "crossings": once}


def all_crossings():
    street = at((0, 0), (100, 0))
    yield crossings("a right angle", street, at((50, -10), (50, 10)))
    yield crossings("apart", street, at((50, 1), (50, 10)))
    yield crossings("a flat crossing", street, at((0, -1), (100, 1)))
    yield crossings("a zigzag", street, at((10, -5), (20, 5), (30, -5), (40, 5), (90, -5)))
    yield crossings("through a vertex of the other", street, at((30, -10), (40, 0), (45, 10)))
    yield crossings("through a vertex of its own", at((0, 0), (50, 3), (100, 0)), [at((50, -10))[0], at((50, 3))[0], at((53, 20))[0]])
    yield crossings("the other ends on the line", street, at((50, 0), (60, 30)))
    yield crossings("the line ends on the other", at((0, 0), (50, 0)), at((50, -20), (50, 20)))
    yield crossings("end to end", at((0, 0), (50, 0)), at((50, 0), (80, 20)))
    yield crossings("a loop over its own start", at((0, 0), (50, 0), (50, 40), (0, 40), (0, 0)), at((-20, -20), (20, 20)))
    yield crossings("long segments", [(106.45, 20.30), (106.90, 20.55)], [(106.45, 20.55), (106.90, 20.31)])
    dice = random.Random(11)
    for number in range(25):
        start = (X + dice.uniform(-0.01, 0.01), Y + dice.uniform(-0.01, 0.01))
        size = dice.choice([0.0003, 0.002, 0.02])
        line = wandering(dice, start, dice.randint(1, 40), size)
        yield crossings(f"by chance {number}", line, wandering(dice, dice.choice(line), dice.randint(2, 40), size))


def make():
    keep("overlaps", list(overlaps()))
    keep("crossings", list(all_crossings()))
