"""Geodesic lengths, grid distances to lines and areas, and which geometries touch a box. Run by make.py."""

from common import *

X, Y = 106.68, 20.85


def lengths():
    dice = random.Random(1)
    yield {"name": "two equal points", "line": [(X, Y), (X, Y)]}
    yield {"name": "one step of rounding", "line": [(X, Y), rounded((X + 1e-9, Y))]}
    yield {"name": "a few steps of rounding", "line": [(X, Y), rounded((X + 3e-9, Y + 4e-9)), rounded((X - 5e-9, Y))]}
    yield {"name": "50 km in one segment", "line": [(106.45, 20.30), (106.90, 20.55)]}
    yield {"name": "a loop", "line": [(X, Y), (X + 0.01, Y), (X + 0.01, Y + 0.01), (X, Y)]}
    for number in range(20):
        middle = (dice.uniform(-179, 178), dice.uniform(-80, 80))
        yield {"name": f"by chance {number}", "line": wandering(dice, middle, 10, dice.choice([1e-5, 1e-3, 0.02, 0.3]))}


def distance(name, place, feature):
    kind, shape = feature
    planar = planar_area(shape) if kind == "area" else planar_line(shape)
    return {"name": name, "place": place, kind: shape, "distance_m": planar.distance(Point(project([place])[0]))}


def distances():
    dice = random.Random(2)
    a, b = (106.45, 20.30), (106.90, 20.55)
    middle = rounded(between(a, b, 0.5))
    yield distance("on the middle of a segment of 50 km", middle, ("line", [a, b]))
    yield distance("on the middle of an edge of 50 km", rounded((middle[0], middle[1] + 1e-4)), ("area", multi([[a, b, (106.9, 20.25)]])))
    block = multi([square(X, Y, 0.004), square(X + 0.001, Y + 0.001, 0.002)[::-1]])
    yield distance("in an area", rounded((X + 0.0005, Y + 0.002)), ("area", block))
    yield distance("in a hole", rounded((X + 0.0014, Y + 0.002)), ("area", block))
    yield distance("on a corner", (X, Y), ("area", block))
    for number in range(25):
        line = wandering(dice, (X, Y), 20, dice.choice([0.0005, 0.01]))
        place = rounded((X + dice.uniform(-0.03, 0.03), Y + dice.uniform(-0.03, 0.03)))
        yield distance(f"a line by chance {number}", place, ("line", line))
        area = multi([star(dice, (X, Y), 0.02, 12)])
        yield distance(f"an area by chance {number}", place, ("area", area))


def touching(name, box, feature):
    kind, shape = feature
    geometry = {"point": lambda: Point(shape), "line": lambda: LineString(shape), "area": lambda: lonlat_area(shape)}[kind]()
    # GEOS has no polygon without an area.
    region = Point(box[:2]) if box[:2] == box[2:] else shapely.box(*box)
    return {"name": name, "box": box, kind: shape, "touches": bool(geometry.intersects(region))}


def boxes():
    box = (106.68, 20.85, 106.69, 20.86)
    yield touching("a point inside", box, ("point", (106.685, 20.855)))
    yield touching("a point on a corner", box, ("point", (106.69, 20.86)))
    yield touching("a point outside", box, ("point", (106.691, 20.855)))
    yield touching("a line through without a vertex inside", box, ("line", [(106.67, 20.852), (106.70, 20.857)]))
    yield touching("a line around a corner", box, ("line", [(106.675, 20.856), (106.675, 20.87), (106.685, 20.87)]))
    yield touching("a slanted line past a corner", box, ("line", [(106.675, 20.86), (106.68, 20.865)]))
    yield touching("a line that ends on an edge", box, ("line", [(106.67, 20.855), (106.68, 20.855)]))
    yield touching("a line along an edge", box, ("line", [(106.67, 20.85), (106.70, 20.85)]))
    yield touching("an area around the box", box, ("area", multi([square(106.6, 20.8, 0.2)])))
    yield touching("the box in a hole", box, ("area", multi([square(106.6, 20.8, 0.2), square(106.65, 20.82, 0.08)[::-1]])))
    yield touching("an area that shares an edge", box, ("area", multi([square(106.69, 20.85, 0.01)])))
    yield touching("an area that touches a corner", box, ("area", multi([square(106.69, 20.86, 0.01)])))
    yield touching("a box of no size on a line", (106.685, 20.855, 106.685, 20.855), ("line", [(106.68, 20.855), (106.69, 20.855)]))
    yield touching("a box of no size in an area", (106.685, 20.855, 106.685, 20.855), ("area", multi([square(106.68, 20.85, 0.01)])))
    yield touching("a box of no size beside a line", (106.685, 20.8551, 106.685, 20.8551), ("line", [(106.68, 20.855), (106.69, 20.855)]))
    dice = random.Random(6)
    for number in range(40):
        place = lambda: (106.685 + dice.uniform(-0.012, 0.012), 20.855 + dice.uniform(-0.012, 0.012))
        yield touching(f"a line by chance {number}", box, ("line", wandering(dice, place(), 3, 0.01)))
        yield touching(f"an area by chance {number}", box, ("area", multi([star(dice, place(), 0.008, 5)])))


def make():
    keep("lengths", [dict(case, length_m=length_m(case["line"])) for case in lengths()])
    keep("distances", list(distances()))
    keep("boxes", list(boxes()))
