"""A small town of cables in zones that overlap, touch and share borders: metres by zone, over their union, outside. Run by
make.py. Cables are cut by each zone and by the union of all that are valid on a day, made by GEOS.
"""

from common import *
from cuts import cut


def town(seed):
    dice = random.Random(seed)
    zones, cables = [], []
    kinds = ["ward", "residential_area", "street"]
    # Wards that share their borders, and areas that lie across them.
    for i in range(3):
        for j in range(2):
            zones.append({"kind": "ward", "area": multi([square(106.66 + 0.01 * i, 20.84 + 0.01 * j, 0.01)])})
    for _ in range(6):
        middle = (dice.uniform(106.66, 106.69), dice.uniform(20.84, 20.86))
        zones.append({"kind": dice.choice(kinds[1:]), "area": multi([star(dice, middle, 0.008, 11)])})
    for number, zone in enumerate(zones):
        zone["id"] = number + 1
        zone["valid_from"] = dice.choice([2010, 2010, 2016])
        zone["valid_to"] = dice.choice([None, None, None, 2020])
    for number in range(60):
        if number % 6 == 0:
            # Along the border between wards.
            line = [rounded((106.655 + 0.004 * step, 20.85)) for step in range(dice.randint(2, 10))]
        else:
            line = wandering(dice, (dice.uniform(106.65, 106.70), dice.uniform(20.835, 20.865)), dice.randint(1, 12), 0.004)
        cables.append({"id": number + 1, "line": line, "placement": dice.choice(["aerial", "facade", "duct", "buried"]),
                       "operator": dice.choice(["VNPT", "Viettel", "FPT"]), "valid_from": dice.randint(2008, 2018),
                       "valid_to": dice.choice([None, None, 2019, 2022])})
    return zones, cables


def there(thing, year):
    return thing["valid_from"] <= year and (thing["valid_to"] is None or year < thing["valid_to"])


def metres(cables, year, cut_m):
    """[underground, overhead] of the cables that are there."""
    sums = [0.0, 0.0]
    for cable in cables:
        if there(cable, year):
            sums[cable["placement"] in ("aerial", "facade")] += cut_m(cable["line"])
    return sums


def town_case(seed):
    zones, cables = town(seed)
    inside = lambda area: lambda line: sum(end - start for start, end in cut(area, line)[0])
    days = []
    for year in (2009, 2015, 2017, 2021, 2024):
        valid = [zone for zone in zones if there(zone, year)]
        day = {"year": year, "network": metres(cables, year, length_m), "totals": {}, "zones": {}}
        for kind in (None, "ward", "residential_area", "street"):
            of_kind = [lonlat_area(zone["area"]) for zone in valid if kind in (None, zone["kind"])]
            union = shapely.union_all(of_kind)
            parts = [[list(part.exterior.coords)] + [list(hole.coords) for hole in part.interiors]
                     for part in getattr(union, "geoms", [union]) if not part.is_empty]
            day["totals"][kind or "all"] = metres(cables, year, inside(parts)) if parts else [0.0, 0.0]
        for zone in valid:
            day["zones"][str(zone["id"])] = metres(cables, year, inside(zone["area"]))
        days.append(day)
    return {"name": f"town {seed}", "zones": zones, "cables": cables, "days": days}


def make():
    keep("totals", [town_case(seed) for seed in (1, 2)])
