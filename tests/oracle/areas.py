"""Coverage of zones by conduits, corridors of streets, geodesic areas. Run by make.py."""

from common import *

X, Y = 106.68, 20.85
# An arc of 1.4 degrees lies 0.007 % of its radius inside the circle.
FINE = 64


def uncovered_of(area, lines, within_m):
    """Each edge is buffered by itself, for GEOS simplifies longer lines first."""
    near = area.envelope.buffer(2 * within_m)
    capsules = []
    for line in lines:
        planar = subdivided(line, 100.0)[0]
        for pair in zip(planar, planar[1:]):
            edge = LineString(pair) if pair[0] != pair[1] else Point(pair[0])
            if edge.intersects(near):
                capsules.append(edge.buffer(within_m, quad_segs=FINE))
    return area.difference(shapely.union_all(capsules)) if capsules else area


def counts(uncovered):
    """How many parts and holes, without specks."""
    parts = [part for part in getattr(uncovered, "geoms", [uncovered]) if part.area > 1e-3]
    return [len(parts), sum(Polygon(hole).area > 1e-3 for part in parts for hole in part.interiors)]


def coverage(name, zone, lines, within_m):
    area = planar_area(zone)
    assert area.is_valid, name
    uncovered = uncovered_of(area, lines, within_m)
    told = counts(uncovered)
    # Where a hair more or less of reach closes or opens a gap, the number of parts is no fact.
    for reach_m in (0.998 * within_m, 1.002 * within_m):
        if counts(uncovered_of(area, lines, reach_m)) != told:
            told = None
            break
    return {"name": name, "zone": zone, "lines": lines, "within_m": within_m, "area_m2": area.area,
            "uncovered_m2": uncovered.area, "parts_and_holes": told}


def coverages():
    deg = lambda x, y: rounded((X + x / 104_090, Y + y / 110_720))
    at = lambda *metres: [deg(x, y) for x, y in metres]
    box = multi([at((0, 0), (400, 0), (400, 300), (0, 300))])
    holed = multi([at((0, 0), (400, 0), (400, 300), (0, 300)), at((150, 100), (150, 200), (250, 200), (250, 100))],
                  [at((420, 0), (500, 0), (500, 300))])
    cross = [at((-50, 150), (450, 150)), at((200, -50), (200, 350))]
    yield coverage("no conduit", box, [], 30)
    yield coverage("a conduit far away", box, [at((2000, 0), (2100, 0))], 30)
    yield coverage("two that cross", box, cross, 30)
    yield coverage("two that cross, narrow", box, cross, 1)
    yield coverage("all of it", box, cross, 400)
    yield coverage("all but the corners", box, cross, 145)
    yield coverage("a hole and a second part", holed, cross + [at((300, 50), (480, 60))], 25)
    yield coverage("the same conduit twice", box, [cross[0], cross[0], cross[0][::-1]], 30)
    yield coverage("a stub of no length", box, [at((200, 150), (200, 150))], 50)
    yield coverage("short pieces, many round ends", box,
                   [at((20 + 40 * i, 20 + 40 * j), (22 + 40 * i, 21 + 40 * j)) for i in range(10) for j in range(7)], 15)
    yield coverage("along the border of the zone", box, [at((0, 0), (400, 0)), at((400, 300), (400, 0))], 10)
    yield coverage("a closed loop", box, [at((100, 80), (300, 80), (300, 220), (100, 220), (100, 80))], 12)
    a, b = (106.45, 20.30), (106.90, 20.55)
    long = multi([[a, b, (106.8995, 20.5492), (106.4508, 20.2995)]])
    yield coverage("an edge of 50 km", long, [[a, b]], 30)
    dice = random.Random(3)
    # A town of streets some 100 m apart, conduits in two of three of them, in a zone with a bent border and a lake.
    streets = []
    for i in range(24):
        for j in range(24):
            if dice.random() < 0.6:
                streets.append(at((100 * i, 100 * j), (100 * i + 55, 100 * j + dice.uniform(-8, 8)), (100 * i + 100, 100 * j)))
            if dice.random() < 0.6:
                streets.append(at((100 * i, 100 * j), (100 * i + dice.uniform(-8, 8), 100 * j + 45), (100 * i, 100 * j + 100)))
    zone = multi([star(dice, deg(1200, 1200), 0.0105, 60, 0.8), star(dice, deg(1300, 1100), 0.0015, 9)])
    for within_m in (3, 20, 48):
        yield coverage(f"a town, {within_m} m", zone, streets, within_m)
    dice = random.Random(4)
    wild = [wandering(dice, deg(dice.uniform(0, 2400), dice.uniform(0, 2400)), 12, 0.0006) for _ in range(150)]
    yield coverage("wandering lines", zone, wild, 35)
    # Many bends so gentle that edges hardly part, over each other and across every cell.
    gentle = [at(*[(40 * i, 300 * j + 60 * math.sin(i / 7 + j)) for i in range(-2, 62)]) for j in range(9)]
    gentle += [at(*[(290 * j + 50 * math.sin(i / 6 - j), 40 * i) for i in range(-2, 62)]) for j in range(9)]
    for within_m in (2, 25):
        yield coverage(f"gentle bends, {within_m} m", zone, gentle, within_m)


def corridor(name, line, width_m):
    area = LineString(line).buffer(width_m / 2, cap_style="flat", join_style="round", quad_segs=FINE)
    return {"name": name, "line": line, "width_m": width_m, "area_m2": area.area, "holes": len(getattr(area, "interiors", []))}


def corridors():
    """Centre lines in grid metres."""
    x, y = 597_000.0, 2_307_000.0
    at = lambda *places: [(x + east, y + north) for east, north in places]
    yield corridor("a straight street", at((0, 0), (300, 0)), 20)
    yield corridor("a corner", at((0, 0), (100, 0), (100, 80)), 20)
    yield corridor("a sharp corner", at((0, 0), (100, 0), (10, 30)), 12)
    yield corridor("many gentle bends", at(*[(100 * math.sin(t / 40), 100 - 100 * math.cos(t / 40)) for t in range(63)]), 24)
    yield corridor("a hairpin that runs beside itself", at((0, 0), (100, 0), (104, 4), (104, 10), (100, 14), (0, 14)), 20)
    yield corridor("a street that crosses itself", at((0, 0), (100, 0), (100, 60), (50, 60), (50, -50)), 16)
    yield corridor("a closed street", at((0, 0), (100, 0), (100, 80), (0, 80), (0, 0)), 10)
    yield corridor("a wide street of short edges", at((0, 0), (5, 1), (9, 4), (12, 9), (13, 15), (40, 60)), 30)
    yield corridor("repeated vertices", at((0, 0), (50, 0), (50, 0), (50, 40)), 8)
    yield corridor("narrow", at((0, 0), (40, 3), (80, -5)), 0.5)
    dice = random.Random(5)
    for number in range(15):
        line, heading, place = [(x, y)], dice.uniform(0, 6.28), (x, y)
        for _ in range(dice.randint(2, 14)):
            heading += dice.uniform(-0.9, 0.9)
            step = dice.uniform(15, 90)
            place = (place[0] + step * math.cos(heading), place[1] + step * math.sin(heading))
            line.append(place)
        yield corridor(f"by chance {number}", line, dice.choice([6, 12, 25]))


def geodesic_area(name, parts):
    """GeographicLib's polygon area, edges cut so finely that geodesics follow the straight lon/lat edges."""
    def ring_m2(ring):
        polygon = Geodesic.WGS84.Polygon()
        for a, b in zip(ring, ring[1:]):
            pieces = max(1, math.ceil(distance_m(a, b) / 100.0))
            for piece in range(pieces):
                place = between(a, b, piece / pieces)
                polygon.AddPoint(place[1], place[0])
        return abs(polygon.Compute(False, True)[2])
    area = sum(ring_m2(part[0]) - sum(ring_m2(hole) for hole in part[1:]) for part in parts)
    return {"name": name, "area": parts, "area_m2": area}


def geodesic_areas():
    yield geodesic_area("a hectare", multi([square(X, Y, 0.001)]))
    yield geodesic_area("a hole", multi([square(X, Y, 0.01), square(X + 0.002, Y + 0.002, 0.004)[::-1]]))
    yield geodesic_area("an edge of 50 km", multi([[(106.45, 20.30), (106.90, 20.55), (106.90, 20.25)]]))
    yield geodesic_area("south of the equator", multi([star(random.Random(1), (36.8, -1.3), 0.05, 12)]))
    yield geodesic_area("far north", multi([star(random.Random(2), (25.0, 65.0), 0.05, 12)]))


def make():
    keep("coverage", list(coverages()))
    keep("corridors", list(corridors()))
    keep("areas", list(geodesic_areas()))
