-- A GeoPackage (OGC 12-128r19, version 1.3) that is also the live store: the four collections as feature tables,
-- and beside them the change log, the city and the code prefixes, which plain GeoPackage readers leave alone.

CREATE TABLE gpkg_spatial_ref_sys (
    srs_name TEXT NOT NULL,
    srs_id INTEGER PRIMARY KEY,
    organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL,
    definition TEXT NOT NULL,
    description TEXT
);

INSERT INTO gpkg_spatial_ref_sys VALUES
    ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
    ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
    ('WGS 84 geodetic', 4326, 'EPSG', 4326,
     'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
     'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');

CREATE TABLE gpkg_contents (
    table_name TEXT NOT NULL PRIMARY KEY,
    data_type TEXT NOT NULL,
    identifier TEXT UNIQUE,
    description TEXT DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    min_x DOUBLE,
    min_y DOUBLE,
    max_x DOUBLE,
    max_y DOUBLE,
    srs_id INTEGER,
    CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);

CREATE TABLE gpkg_geometry_columns (
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL,
    z TINYINT NOT NULL,
    m TINYINT NOT NULL,
    CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
    CONSTRAINT uk_gc_table_name UNIQUE (table_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);

-- AUTOINCREMENT: an id is never given twice, not even after its row is gone.
CREATE TABLE cables (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    geom LINESTRING NOT NULL,
    code TEXT NOT NULL,
    operator TEXT NOT NULL,
    placement TEXT NOT NULL CHECK (placement IN ('aerial', 'facade', 'duct', 'buried', 'tunnel')),
    status TEXT NOT NULL CHECK (status IN ('proposed', 'projected', 'under_construction', 'functional', 'disused', 'decommissioned', 'removed')),
    valid_from DATE NOT NULL,
    medium TEXT CHECK (medium IN ('fibre', 'copper', 'coaxial')),
    fibre_count INTEGER,
    conduit TEXT,
    replaces TEXT,
    disused_from DATE,
    valid_to DATE,
    revision INTEGER NOT NULL,
    CONSTRAINT cables_code UNIQUE (operator, code)
);

CREATE TABLE conduits (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    geom LINESTRING NOT NULL,
    code TEXT NOT NULL,
    owner TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('proposed', 'projected', 'under_construction', 'functional', 'disused', 'decommissioned', 'removed')),
    valid_from DATE NOT NULL,
    tubes INTEGER,
    tubes_used INTEGER,
    tube_diameter_mm DOUBLE,
    depth_m DOUBLE,
    valid_to DATE,
    revision INTEGER NOT NULL,
    CONSTRAINT conduits_code UNIQUE (owner, code)
);

CREATE TABLE structures (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    geom POINT NOT NULL,
    code TEXT NOT NULL,
    owner TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('pole', 'manhole', 'handhole', 'cabinet', 'building_entry')),
    status TEXT NOT NULL CHECK (status IN ('proposed', 'projected', 'under_construction', 'functional', 'disused', 'decommissioned', 'removed')),
    valid_from DATE NOT NULL,
    height_m DOUBLE,
    valid_to DATE,
    revision INTEGER NOT NULL,
    CONSTRAINT structures_code UNIQUE (owner, code)
);

CREATE TABLE zones (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    geom MULTIPOLYGON NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('urban_district', 'ward', 'new_urban_area', 'residential_area', 'district_centre', 'industrial_park', 'industrial_cluster', 'street')),
    valid_from DATE NOT NULL,
    name_en TEXT,
    target_share DOUBLE NOT NULL CHECK (target_share BETWEEN 0 AND 1),
    deadline DATE,
    removal_deadline DATE,
    underground_only_from DATE,
    width_m DOUBLE,
    verified_on DATE,
    verified_by TEXT,
    valid_to DATE,
    revision INTEGER NOT NULL,
    CONSTRAINT zones_code UNIQUE (code)
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES
    ('cables', 'features', 'cables', 4326),
    ('conduits', 'features', 'conduits', 4326),
    ('structures', 'features', 'structures', 4326),
    ('zones', 'features', 'zones', 4326);

INSERT INTO gpkg_geometry_columns VALUES
    ('cables', 'geom', 'LINESTRING', 4326, 0, 0),
    ('conduits', 'geom', 'LINESTRING', 4326, 0, 0),
    ('structures', 'geom', 'POINT', 4326, 0, 0),
    ('zones', 'geom', 'MULTIPOLYGON', 4326, 0, 0);

-- The change log: one row a committed change, and one a feature it touched, with the feature as it was before
-- (NULL where it was created). What it became is the next row for that feature, or the feature itself.
CREATE TABLE revisions (
    revision INTEGER PRIMARY KEY NOT NULL,
    at DATETIME NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL
);

CREATE TABLE changes (
    revision INTEGER NOT NULL REFERENCES revisions(revision),
    collection TEXT NOT NULL CHECK (collection IN ('cables', 'conduits', 'structures', 'zones')),
    id INTEGER NOT NULL,
    before TEXT,
    before_geom BLOB,
    CONSTRAINT changes_key PRIMARY KEY (revision, collection, id)
) WITHOUT ROWID;

CREATE INDEX changes_of_feature ON changes (collection, id);

CREATE TABLE prefixes (
    collection TEXT NOT NULL,
    prefix TEXT NOT NULL,
    file TEXT NOT NULL,
    CONSTRAINT prefixes_key PRIMARY KEY (collection, prefix)
) WITHOUT ROWID;

-- What the service knows of the city: 'city' (its settings, JSON), 'base' (water, land and streets for orientation,
-- GeoJSON) and 'born' (when the store was made, which tells it from another store of the same city).
CREATE TABLE city (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
