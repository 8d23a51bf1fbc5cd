"""Lines cut by areas in the lon/lat plane, the border inside; lengths geodesic. Run by make.py.

Every segment is intersected by itself, so that a line that runs twice over one place counts twice.
"""

from common import *

# Near Hai Phong's centre; 0.001 degrees are about 104 m east and 111 m north.
X, Y = 106.68, 20.85


def at(*places):
    return [rounded((X + x / 1000, Y + y / 1000)) for x, y in places]


def rings(*shapes):
    return multi(*[[at(*ring) for ring in part] for part in shapes])


def cut(area, line, rounding_deg=0.0):
    """The stretches of a line in an area. `rounding_deg`: the border is widened by what rounding to 1e-9 may part."""
    zone = lonlat_area(area)
    if rounding_deg:
        zone = zone.buffer(rounding_deg, join_style="mitre")
    along = cumulated(line)
    stretches = []
    for segment, (a, b) in enumerate(zip(line, line[1:])):
        if a == b:
            continue
        inside = LineString([a, b]).intersection(zone)
        for start, end in shares(a, b, inside):
            stretches.append((at_m(line, along, segment, start), at_m(line, along, segment, end)))
    # A sharp corner of the widened area reaches out a little; a line that touches there has no stretch.
    least = 0.1 if rounding_deg else 2e-4
    stretches = [s for s in joined(stretches, 2e-4) if s[1] - s[0] > least or s[1] - s[0] >= along[-1]]
    return stretches, along[-1]


def case(name, area, line, rounding_deg=0.0):
    stretches, whole = cut(area, line, rounding_deg)
    return {
        "name": name,
        "area": area,
        "line": line,
        "length_m": whole,
        "in_zone_m": sum(end - start for start, end in stretches),
        "stretches": stretches,
    }


def by_hand():
    box = rings([[(0, 0), (4, 0), (4, 4), (0, 4)]])
    holed = rings([[(0, 0), (8, 0), (8, 8), (0, 8)], [(2, 2), (2, 6), (6, 6), (6, 2)]])
    two = rings([[(0, 0), (4, 0), (4, 4), (0, 4)]], [[(6, 0), (10, 0), (10, 4), (6, 4)]])
    corner = rings([[(0, 0), (4, 0), (4, 4), (0, 4)]], [[(4, 4), (8, 4), (8, 8), (4, 8)]])
    island = rings([[(0, 0), (8, 0), (8, 8), (0, 8)], [(2, 2), (2, 6), (6, 6), (6, 2)]], [[(3, 3), (5, 3), (5, 5), (3, 5)]])
    slanted = rings([[(0, 0), (7, 3), (4, 10), (-3, 7)]])
    comb = rings([[(0, 0), (9, 0), (9, 4), (8, 4), (8, 1), (7, 1), (7, 4), (6, 4), (6, 1), (5, 1), (5, 4), (4, 4), (4, 1),
                   (3, 1), (3, 4), (2, 4), (2, 1), (1, 1), (1, 4), (0, 4)]])
    needle = rings([[(0, 0), (10, 0.001), (0, 0.002)]])
    weave = 2e-9
    yield case("a line inside", box, at((1, 1), (3, 2), (2, 3)))
    yield case("a line outside beside the box", box, at((5, 1), (9, 2)))
    yield case("a line outside within the box of a bent area", slanted, at((6, 0), (6.5, 0.2)))
    yield case("a line that crosses", box, at((-1, 1), (5, 2.5)))
    yield case("a line through two corners", box, at((-1, -1), (5, 5)))
    yield case("a line that touches one corner from outside", box, at((-1, 1), (1, -1)))
    yield case("a line that touches an edge with its vertex from outside", box, at((-1, 1), (0, 2), (-1, 3)))
    yield case("a line that touches an edge with its vertex from inside", box, at((1, 1), (0, 2), (1, 3)))
    yield case("a line that ends on the border", box, at((-1, 1), (0, 2)))
    yield case("a line that starts on the border and goes in", box, at((0, 2), (1, 2)))
    yield case("along one edge", box, at((1, 0), (3, 0)))
    yield case("along one edge and past both its ends", box, at((-1, 0), (5, 0)))
    yield case("around the whole border, closed", box, at((0, 0), (4, 0), (4, 4), (0, 4), (0, 0)))
    yield case("in along an edge and out again", box, at((-2, 2), (0, 2), (0, 3), (-2, 3)))
    yield case("along a slanted edge by its corners", slanted, at((0, 0), (7, 3)))
    yield case("along a slanted edge, rounded in between", slanted, at(*[(7 * t / 13, 3 * t / 13) for t in range(14)]), weave)
    yield case("along the whole slanted border, rounded in between", slanted,
               at(*[between(a, b, t / 7) for a, b in [((0, 0), (7, 3)), ((7, 3), (4, 10)), ((4, 10), (-3, 7)), ((-3, 7), (0, 0))]
                    for t in range(7)], (0, 0)), weave)
    yield case("over a hole", holed, at((-1, 4), (9, 4)))
    yield case("in a hole", holed, at((3, 3), (5, 5)))
    yield case("along the border of a hole", holed, at((2, 3), (2, 5)))
    yield case("along the border of a hole and on", holed, at((2, -1), (2, 9)))
    yield case("around a hole on its border", holed, at((2, 2), (6, 2), (6, 6), (2, 6), (2, 2)))
    yield case("through the corners of a hole", holed, at((1, 1), (7, 7)))
    yield case("from one part to another", two, at((1, 1), (9, 2)))
    yield case("from one part to another through their common corner", corner, at((1, 1), (7, 7)))
    yield case("past a common corner of two parts", corner, at((3, 5), (5, 3)))
    yield case("an island in a lake", island, at((-1, 4), (9, 4)))
    yield case("leaving and entering again many times", comb, at((-1, 3), (10, 3)))
    yield case("along the tips of teeth", comb, at((-1, 4), (10, 4)))
    yield case("along the roots of teeth", comb, at((-1, 1), (10, 1)))
    yield case("in and out by the same way", box, at((-2, 2), (2, 2), (-2, 2)))
    yield case("a loop that starts inside", box, at((2, 2), (6, 2), (6, 6), (2, 6), (2, 2)))
    yield case("repeated vertices inside, outside and on the border", box,
               at((-1, 2), (-1, 2), (0, 2), (0, 2), (0, 2), (2, 2), (2, 2), (5, 2), (5, 2)))
    yield case("repeated vertices of the area", rings([[(0, 0), (0, 0), (4, 0), (4, 4), (4, 4), (0, 4)]]), at((-1, 4), (5, 0)))
    yield case("a line of a tenth of a millimetre inside", box, at((1, 1), (1.000001, 1)))
    yield case("a line of one step of rounding in a corner", box, at((4, 4), (3.999999, 4)))
    yield case("a segment as long as the rounding across the border", box, at((4, 2), (3.999999, 2), (4.000001, 2), (6, 2)))
    yield case("along a needle a tenth of a millimetre wide", needle, at((-1, 0.001), (11, 0.001)))
    yield case("a zone of ten centimetres under a long line", rings([[(0, 0), (0.001, 0), (0.001, 0.001), (0, 0.001)]]),
               at((-50, -50.0003), (50, 49.9997)))
    yield case("a segment of many kilometres over a small zone", box, at((-300, -200), (300, 205)))


def bowed():
    """A zone with a straight lon/lat edge of 50 km. In the grid that edge would bow by 19 m."""
    a, b = (106.45, 20.30), (106.90, 20.55)
    area = multi([[a, b, (106.90, 20.25), (106.5, 20.2)]])
    middle = between(a, b, 0.5)
    normal = (-(b[1] - a[1]), b[0] - a[0])
    off = lambda t, m: rounded((between(a, b, t)[0] + normal[0] * m / 5.15e4, between(a, b, t)[1] + normal[1] * m / 5.15e4))
    yield case("five metres inside an edge of 50 km", area, [off(0.45, -5), off(0.5, -5), off(0.55, -5)])
    yield case("five metres outside an edge of 50 km", area, [off(0.45, 5), off(0.5, 5), off(0.55, 5)])
    yield case("over the middle of an edge of 50 km", area, [off(0.499, 12), off(0.5, -12), off(0.501, 12)])
    yield case("flat over an edge of 50 km", area, [off(0.3, 3), off(0.7, -3)])
    yield case("along an edge of 50 km, rounded in between", area, [off(t / 40, 0) for t in range(41)], 2e-9)
    yield case("a small zone in the middle of a segment of 50 km", multi([square(middle[0] - 0.001, middle[1] - 0.001, 0.002)]), [a, b])
    yield case("a small zone at the end of a segment of 50 km", multi([square(b[0] - 0.003, b[1] - 0.002, 0.002)]), [a, b])


def by_chance():
    dice = random.Random(20260)
    for number in range(60):
        middle = (dice.uniform(106.5, 107.3), dice.uniform(20.4, 20.95))
        radius = dice.choice([0.0005, 0.005, 0.03])
        ring = star(dice, middle, radius, dice.randint(3, 40))
        area = Polygon(ring)
        holes = []
        if number % 3 == 0 and area.is_valid:
            inner = area.representative_point()
            hole = star(dice, (inner.x, inner.y), 0.4 * area.exterior.distance(inner), dice.randint(3, 8))
            holes.append(hole)
        parts = [[ring] + holes]
        if number % 4 == 0:
            parts.append([star(dice, (middle[0] + 2.2 * radius, middle[1]), radius, dice.randint(3, 12))])
        parts = multi(*parts)
        if not lonlat_area(parts).is_valid:
            continue
        start = (middle[0] + dice.uniform(-1.5, 1.5) * radius, middle[1] + dice.uniform(-1.5, 1.5) * radius)
        line = wandering(dice, start, dice.randint(1, 60), radius * dice.choice([0.1, 0.7, 3.0]))
        yield case(f"by chance {number}", parts, line)
        corners = [place for ring in parts[0] for place in ring]
        through = [dice.choice(corners) for _ in range(4)]
        through = [p for p, q in zip(through, through[1:] + [None]) if p != q]
        if len(through) > 1:
            yield case(f"from corner to corner {number}", parts, through)


def make():
    keep("cuts", [*by_hand(), *bowed(), *by_chance()])
