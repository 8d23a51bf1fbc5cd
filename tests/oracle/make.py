"""Makes tests/data/*.json: expected values of the tests of the geometry kernel and the atlas, from independent sources.

Made by shapely 2.2 (GEOS 3.14), pyproj 3.7 (PROJ 9.5, EPSG v11) and geographiclib 2.1 under Python 3.11. To run again:

    pip install shapely==2.2.0 pyproj==3.7.2 geographiclib==2.1
    python3 tests/oracle/make.py

All that looks random has a seed, so the files come out the same, but for last digits where versions differ.
"""

import areas
import cuts
import distances
import overlaps
import totals

for part in (cuts, overlaps, areas, distances, totals):
    part.make()
