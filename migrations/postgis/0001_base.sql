-- The four collections as typed, indexed tables, and beside them the change log, the city and the code prefixes.
--
-- Everything is in the schema "ngamhoa" of a database of its own: one database a city. Whoever writes, the service or
-- somebody in SQL, triggers give the rows their revision and write the change log in the same transaction.
-- The file runs with search_path = ngamhoa, then the schema of PostGIS.

-- The change log --------------------------------------------------------------------------------------------------

CREATE TABLE revisions (
    revision bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    -- json, not jsonb: kept letter for letter.
    act json NOT NULL,
    made_in xid8 NOT NULL,
    CONSTRAINT revisions_positive CHECK (revision > 0)
);
COMMENT ON TABLE revisions IS 'one row a committed change; numbers have no gaps and become visible in their order';
COMMENT ON COLUMN revisions.revision IS 'number of the change';
COMMENT ON COLUMN revisions.at IS 'when it was made';
COMMENT ON COLUMN revisions.actor IS 'who made it; for an edit in SQL, the name of the session''s user';
COMMENT ON COLUMN revisions.act IS 'what it was: {"act": "import" | "undo" | "edit", ...}';
COMMENT ON COLUMN revisions.made_in IS 'transaction that wrote it';

CREATE TABLE changes (
    revision bigint NOT NULL,
    collection text NOT NULL,
    id bigint NOT NULL,
    before jsonb,
    before_geom geometry(Geometry, 4326),
    CONSTRAINT changes_key PRIMARY KEY (revision, collection, id),
    CONSTRAINT changes_revision FOREIGN KEY (revision) REFERENCES revisions (revision),
    CONSTRAINT changes_collection_word CHECK (collection IN ('cables', 'conduits', 'structures', 'zones')),
    CONSTRAINT changes_before_whole CHECK ((before IS NULL) = (before_geom IS NULL))
);
CREATE INDEX changes_of_feature ON changes (collection, id);
COMMENT ON TABLE changes IS 'one row a feature that a change touched, as it was before; what it became is the next row for it, or the feature itself';
COMMENT ON COLUMN changes.revision IS 'the change';
COMMENT ON COLUMN changes.collection IS 'cables, conduits, structures or zones';
COMMENT ON COLUMN changes.id IS 'id of the feature in its collection';
COMMENT ON COLUMN changes.before IS 'its fields before the change; NULL where the change created it';
COMMENT ON COLUMN changes.before_geom IS 'its place before the change';

CREATE FUNCTION wake_followers() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('ngamhoa', NEW.revision::text);
    RETURN NULL;
END $$;
CREATE TRIGGER wake_followers AFTER INSERT ON revisions FOR EACH ROW EXECUTE FUNCTION wake_followers();

-- Ids: the highest one ever given, so that none is given twice, not even after its row is gone.
CREATE TABLE ids (
    collection text PRIMARY KEY,
    last bigint NOT NULL
);
INSERT INTO ids VALUES ('cables', 0), ('conduits', 0), ('structures', 0), ('zones', 0);
COMMENT ON TABLE ids IS 'the highest id ever given in each collection';
COMMENT ON COLUMN ids.collection IS 'cables, conduits, structures or zones';
COMMENT ON COLUMN ids.last IS 'highest id ever given, also to rows that are gone';

-- The ids that one statement gives are counted in a setting, and the table learns of them when it ends (log_change): a row
-- updated a million times in one transaction would be read through a million times.
CREATE FUNCTION next_id(of_collection text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, ngamhoa, pg_temp AS $$
DECLARE
    given text := nullif(current_setting('ngamhoa.given', true), '');
    id bigint;
BEGIN
    IF given IS NULL THEN
        SELECT last INTO STRICT given FROM ids WHERE collection = of_collection;
    END IF;
    id := given::bigint + 1;
    PERFORM set_config('ngamhoa.given', id::text, true);
    RETURN id;
END $$;
REVOKE ALL ON FUNCTION next_id FROM PUBLIC;
COMMENT ON FUNCTION next_id IS 'the next id of a collection, for the row that is being inserted';

-- The city --------------------------------------------------------------------------------------------------------

CREATE TABLE city (
    key text PRIMARY KEY,
    value text NOT NULL
);
COMMENT ON TABLE city IS 'what the service knows of its city and of this store';
COMMENT ON COLUMN city.key IS '"city", "base" or "born"';
COMMENT ON COLUMN city.value IS 'the city''s settings (JSON); water, land and streets for orientation (GeoJSON); when the store was made';

CREATE TABLE prefixes (
    collection text NOT NULL,
    prefix text NOT NULL,
    file text NOT NULL,
    CONSTRAINT prefixes_key PRIMARY KEY (collection, prefix),
    CONSTRAINT prefixes_collection FOREIGN KEY (collection) REFERENCES ids (collection)
);
COMMENT ON TABLE prefixes IS 'which file''s rows a code prefix numbers';
COMMENT ON COLUMN prefixes.collection IS 'cables, conduits, structures or zones';
COMMENT ON COLUMN prefixes.prefix IS 'what the codes begin with';
COMMENT ON COLUMN prefixes.file IS 'the file whose rows they are';

-- The collections -------------------------------------------------------------------------------------------------

CREATE TABLE cables (
    id bigint PRIMARY KEY DEFAULT next_id('cables'),
    geom geometry(LineString, 4326) NOT NULL,
    code text NOT NULL,
    operator text NOT NULL,
    placement text NOT NULL,
    status text NOT NULL,
    valid_from date NOT NULL,
    medium text,
    fibre_count integer,
    conduit text,
    replaces text,
    disused_from date,
    valid_to date,
    revision bigint NOT NULL DEFAULT 0,
    -- What a program that keeps every number as a double still tells apart.
    CONSTRAINT cables_id_range CHECK (id BETWEEN 1 AND 9007199254740991),
    CONSTRAINT cables_code UNIQUE (operator, code),
    CONSTRAINT cables_code_blank CHECK (btrim(code) <> ''),
    CONSTRAINT cables_operator_blank CHECK (btrim(operator) <> ''),
    CONSTRAINT cables_placement_word CHECK (placement IN ('aerial', 'facade', 'duct', 'buried', 'tunnel')),
    CONSTRAINT cables_status_word CHECK (status IN ('proposed', 'projected', 'under_construction', 'functional', 'disused', 'decommissioned', 'removed')),
    CONSTRAINT cables_medium_word CHECK (medium IN ('fibre', 'copper', 'coaxial')),
    CONSTRAINT cables_fibre_count_range CHECK (fibre_count BETWEEN 0 AND 100000),
    CONSTRAINT cables_valid_to_order CHECK (valid_to > valid_from),
    CONSTRAINT cables_disused_from_order CHECK (disused_from >= valid_from),
    CONSTRAINT cables_days_range CHECK (
        valid_from BETWEEN '0001-01-01' AND '9999-12-31' AND disused_from BETWEEN '0001-01-01' AND '9999-12-31'
        AND valid_to BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT cables_geom_valid CHECK (NOT ST_IsEmpty(geom) AND ST_IsValid(geom)),
    CONSTRAINT cables_geom_lonlat CHECK (ST_XMin(geom) >= -180 AND ST_XMax(geom) <= 180 AND ST_YMin(geom) >= -90 AND ST_YMax(geom) <= 90)
);
CREATE INDEX cables_geom ON cables USING gist (geom);

CREATE TABLE conduits (
    id bigint PRIMARY KEY DEFAULT next_id('conduits'),
    geom geometry(LineString, 4326) NOT NULL,
    code text NOT NULL,
    owner text NOT NULL,
    status text NOT NULL,
    valid_from date NOT NULL,
    tubes integer,
    tubes_used integer,
    tube_diameter_mm double precision,
    depth_m double precision,
    valid_to date,
    revision bigint NOT NULL DEFAULT 0,
    CONSTRAINT conduits_id_range CHECK (id BETWEEN 1 AND 9007199254740991),
    CONSTRAINT conduits_code UNIQUE (owner, code),
    CONSTRAINT conduits_code_blank CHECK (btrim(code) <> ''),
    CONSTRAINT conduits_owner_blank CHECK (btrim(owner) <> ''),
    CONSTRAINT conduits_status_word CHECK (status IN ('proposed', 'projected', 'under_construction', 'functional', 'disused', 'decommissioned', 'removed')),
    CONSTRAINT conduits_tubes_range CHECK (tubes BETWEEN 1 AND 1000),
    CONSTRAINT conduits_tubes_used_range CHECK (tubes_used BETWEEN 0 AND 1000 AND tubes_used <= tubes),
    CONSTRAINT conduits_tube_diameter_mm_range CHECK (tube_diameter_mm BETWEEN 1 AND 2000),
    CONSTRAINT conduits_depth_m_range CHECK (depth_m BETWEEN 0 AND 100),
    CONSTRAINT conduits_valid_to_order CHECK (valid_to > valid_from),
    CONSTRAINT conduits_days_range CHECK (
        valid_from BETWEEN '0001-01-01' AND '9999-12-31' AND valid_to BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT conduits_geom_valid CHECK (NOT ST_IsEmpty(geom) AND ST_IsValid(geom)),
    CONSTRAINT conduits_geom_lonlat CHECK (ST_XMin(geom) >= -180 AND ST_XMax(geom) <= 180 AND ST_YMin(geom) >= -90 AND ST_YMax(geom) <= 90)
);
CREATE INDEX conduits_geom ON conduits USING gist (geom);

CREATE TABLE structures (
    id bigint PRIMARY KEY DEFAULT next_id('structures'),
    geom geometry(Point, 4326) NOT NULL,
    code text NOT NULL,
    owner text NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    valid_from date NOT NULL,
    height_m double precision,
    valid_to date,
    revision bigint NOT NULL DEFAULT 0,
    CONSTRAINT structures_id_range CHECK (id BETWEEN 1 AND 9007199254740991),
    CONSTRAINT structures_code UNIQUE (owner, code),
    CONSTRAINT structures_code_blank CHECK (btrim(code) <> ''),
    CONSTRAINT structures_owner_blank CHECK (btrim(owner) <> ''),
    CONSTRAINT structures_kind_word CHECK (kind IN ('pole', 'manhole', 'handhole', 'cabinet', 'building_entry')),
    CONSTRAINT structures_status_word CHECK (status IN ('proposed', 'projected', 'under_construction', 'functional', 'disused', 'decommissioned', 'removed')),
    CONSTRAINT structures_height_m_range CHECK (height_m BETWEEN 0 AND 300),
    CONSTRAINT structures_valid_to_order CHECK (valid_to > valid_from),
    CONSTRAINT structures_days_range CHECK (
        valid_from BETWEEN '0001-01-01' AND '9999-12-31' AND valid_to BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT structures_geom_valid CHECK (NOT ST_IsEmpty(geom)),
    CONSTRAINT structures_geom_lonlat CHECK (ST_X(geom) BETWEEN -180 AND 180 AND ST_Y(geom) BETWEEN -90 AND 90)
);
CREATE INDEX structures_geom ON structures USING gist (geom);

CREATE TABLE zones (
    id bigint PRIMARY KEY DEFAULT next_id('zones'),
    geom geometry(MultiPolygon, 4326) NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    valid_from date NOT NULL,
    name_en text,
    target_share double precision NOT NULL DEFAULT 1,
    deadline date,
    removal_deadline date,
    underground_only_from date,
    width_m double precision,
    verified_on date,
    verified_by text,
    valid_to date,
    revision bigint NOT NULL DEFAULT 0,
    CONSTRAINT zones_id_range CHECK (id BETWEEN 1 AND 9007199254740991),
    CONSTRAINT zones_code UNIQUE (code),
    CONSTRAINT zones_code_blank CHECK (btrim(code) <> ''),
    CONSTRAINT zones_name_blank CHECK (btrim(name) <> ''),
    CONSTRAINT zones_kind_word CHECK (kind IN ('urban_district', 'ward', 'new_urban_area', 'residential_area', 'district_centre', 'industrial_park', 'industrial_cluster', 'street')),
    CONSTRAINT zones_target_share_range CHECK (target_share BETWEEN 0 AND 1),
    CONSTRAINT zones_width_m_range CHECK (width_m BETWEEN 0.5 AND 500),
    CONSTRAINT zones_valid_to_order CHECK (valid_to > valid_from),
    CONSTRAINT zones_days_range CHECK (
        valid_from BETWEEN '0001-01-01' AND '9999-12-31' AND deadline BETWEEN '0001-01-01' AND '9999-12-31'
        AND removal_deadline BETWEEN '0001-01-01' AND '9999-12-31' AND underground_only_from BETWEEN '0001-01-01' AND '9999-12-31'
        AND verified_on BETWEEN '0001-01-01' AND '9999-12-31' AND valid_to BETWEEN '0001-01-01' AND '9999-12-31'),
    CONSTRAINT zones_geom_valid CHECK (NOT ST_IsEmpty(geom) AND ST_IsValid(geom)),
    CONSTRAINT zones_geom_lonlat CHECK (ST_XMin(geom) >= -180 AND ST_XMax(geom) <= 180 AND ST_YMin(geom) >= -90 AND ST_YMax(geom) <= 90)
);
CREATE INDEX zones_geom ON zones USING gist (geom);

-- Every write is logged -------------------------------------------------------------------------------------------

-- Before a statement writes: nobody else writes until this transaction ends, so revisions become visible in the order
-- of their numbers. 31075915583221601 is "ngamhoa" in ASCII.
CREATE FUNCTION take_turn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, ngamhoa, pg_temp AS $$
DECLARE
    last record;
    own bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(31075915583221601);
    SELECT revision, made_in INTO last FROM revisions ORDER BY revision DESC LIMIT 1;
    -- One revision a transaction. The setting ends with the transaction; the table keeps it honest.
    IF last.made_in = pg_current_xact_id() AND current_setting('ngamhoa.revision', true) = last.revision::text THEN
        own := last.revision;
    ELSE
        own := coalesce(last.revision, 0) + 1;
    END IF;
    PERFORM set_config('ngamhoa.revision', own::text, true);
    -- The statement counts its ids anew, from what the table knows.
    PERFORM set_config('ngamhoa.given', '', true);
    RETURN NULL;
END $$;

CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.id IS DISTINCT FROM OLD.id THEN
        RAISE EXCEPTION 'the id of a feature never changes (% %)', TG_TABLE_NAME, OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_id_kept';
    END IF;
    NEW.id := coalesce(NEW.id, ngamhoa.next_id(TG_TABLE_NAME));
    NEW.revision := current_setting('ngamhoa.revision')::bigint;
    RETURN NEW;
END $$;

-- After a statement wrote: the revision, when this transaction has none yet, and a row for every feature touched. Of a
-- feature touched twice in one transaction the first row stays: it is how the feature was before.
CREATE FUNCTION log_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, ngamhoa, pg_temp SET extra_float_digits = 1 AS $$
DECLARE
    own bigint := current_setting('ngamhoa.revision');
BEGIN
    IF NOT EXISTS (SELECT FROM touched) THEN
        RETURN NULL;
    END IF;
    INSERT INTO revisions (revision, at, actor, act, made_in)
        VALUES (own, date_trunc('milliseconds', clock_timestamp()), session_user, '{"act":"edit"}', pg_current_xact_id())
        ON CONFLICT (revision) DO NOTHING;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO changes (revision, collection, id)
            SELECT own, TG_TABLE_NAME, id FROM touched ON CONFLICT DO NOTHING;
        UPDATE ids SET last = greatest(last, (SELECT max(id) FROM touched)) WHERE collection = TG_TABLE_NAME;
        RETURN NULL;
    END IF;
    CASE TG_TABLE_NAME
        WHEN 'cables' THEN
            INSERT INTO changes (revision, collection, id, before, before_geom)
                SELECT own, TG_TABLE_NAME, id, jsonb_build_object(
                    'code', code, 'operator', operator, 'placement', placement, 'status', status, 'valid_from', valid_from,
                    'medium', medium, 'fibre_count', fibre_count, 'conduit', conduit, 'replaces', replaces,
                    'disused_from', disused_from, 'valid_to', valid_to), geom
                FROM touched ON CONFLICT DO NOTHING;
        WHEN 'conduits' THEN
            INSERT INTO changes (revision, collection, id, before, before_geom)
                SELECT own, TG_TABLE_NAME, id, jsonb_build_object(
                    'code', code, 'owner', owner, 'status', status, 'valid_from', valid_from, 'tubes', tubes,
                    'tubes_used', tubes_used, 'tube_diameter_mm', tube_diameter_mm, 'depth_m', depth_m,
                    'valid_to', valid_to), geom
                FROM touched ON CONFLICT DO NOTHING;
        WHEN 'structures' THEN
            INSERT INTO changes (revision, collection, id, before, before_geom)
                SELECT own, TG_TABLE_NAME, id, jsonb_build_object(
                    'code', code, 'owner', owner, 'kind', kind, 'status', status, 'valid_from', valid_from,
                    'height_m', height_m, 'valid_to', valid_to), geom
                FROM touched ON CONFLICT DO NOTHING;
        WHEN 'zones' THEN
            INSERT INTO changes (revision, collection, id, before, before_geom)
                SELECT own, TG_TABLE_NAME, id, jsonb_build_object(
                    'code', code, 'name', name, 'kind', kind, 'valid_from', valid_from, 'name_en', name_en,
                    'target_share', target_share, 'deadline', deadline, 'removal_deadline', removal_deadline,
                    'underground_only_from', underground_only_from, 'width_m', width_m, 'verified_on', verified_on,
                    'verified_by', verified_by, 'valid_to', valid_to), geom
                FROM touched ON CONFLICT DO NOTHING;
    END CASE;
    RETURN NULL;
END $$;

CREATE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'TRUNCATE would leave no history: DELETE the rows of % instead', TG_TABLE_NAME
        USING ERRCODE = 'feature_not_supported';
END $$;

CREATE TRIGGER take_turn BEFORE INSERT OR UPDATE OR DELETE ON cables FOR EACH STATEMENT EXECUTE FUNCTION take_turn();
CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON cables FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE TRIGGER log_insert AFTER INSERT ON cables REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION log_change();
CREATE TRIGGER log_update AFTER UPDATE ON cables REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION log_change();
CREATE TRIGGER log_delete AFTER DELETE ON cables REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION log_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON cables FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();

CREATE TRIGGER take_turn BEFORE INSERT OR UPDATE OR DELETE ON conduits FOR EACH STATEMENT EXECUTE FUNCTION take_turn();
CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON conduits FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE TRIGGER log_insert AFTER INSERT ON conduits REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION log_change();
CREATE TRIGGER log_update AFTER UPDATE ON conduits REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION log_change();
CREATE TRIGGER log_delete AFTER DELETE ON conduits REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION log_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON conduits FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();

CREATE TRIGGER take_turn BEFORE INSERT OR UPDATE OR DELETE ON structures FOR EACH STATEMENT EXECUTE FUNCTION take_turn();
CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON structures FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE TRIGGER log_insert AFTER INSERT ON structures REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION log_change();
CREATE TRIGGER log_update AFTER UPDATE ON structures REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION log_change();
CREATE TRIGGER log_delete AFTER DELETE ON structures REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION log_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON structures FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();

CREATE TRIGGER take_turn BEFORE INSERT OR UPDATE OR DELETE ON zones FOR EACH STATEMENT EXECUTE FUNCTION take_turn();
CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON zones FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE TRIGGER log_insert AFTER INSERT ON zones REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION log_change();
CREATE TRIGGER log_update AFTER UPDATE ON zones REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION log_change();
CREATE TRIGGER log_delete AFTER DELETE ON zones REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION log_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON zones FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();

-- For people who read and edit in SQL -------------------------------------------------------------------------------

CREATE FUNCTION today() RETURNS date LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT (now() AT TIME ZONE coalesce((SELECT value::json ->> 'time_zone' FROM city WHERE key = 'city'), 'UTC'))::date;
END;
COMMENT ON FUNCTION today IS 'the day it is in the city';

CREATE VIEW cables_today AS
    SELECT id, geom, code, operator, placement,
        CASE WHEN placement IN ('aerial', 'facade') THEN 'overhead' ELSE 'underground' END AS class,
        status, medium, fibre_count, conduit, replaces, valid_from, valid_to, disused_from,
        ST_Length(geom::geography) AS length_m, revision
    FROM cables WHERE valid_from <= today() AND (valid_to IS NULL OR valid_to > today());
COMMENT ON VIEW cables_today IS 'the cables that are there today, with their geodesic length in metres';

CREATE VIEW conduits_today AS
    SELECT id, geom, code, owner, status, tubes, tubes_used, tube_diameter_mm, depth_m, valid_from, valid_to,
        ST_Length(geom::geography) AS length_m, revision
    FROM conduits WHERE valid_from <= today() AND (valid_to IS NULL OR valid_to > today());
COMMENT ON VIEW conduits_today IS 'the conduits that are there today, with their geodesic length in metres';

CREATE VIEW structures_today AS
    SELECT id, geom, code, owner, kind, status, height_m, valid_from, valid_to, revision
    FROM structures WHERE valid_from <= today() AND (valid_to IS NULL OR valid_to > today());
COMMENT ON VIEW structures_today IS 'the poles, manholes, handholes, cabinets and building entries that are there today';

CREATE VIEW zones_today AS
    SELECT id, geom, code, name, name_en, kind, target_share, deadline, removal_deadline, underground_only_from, width_m,
        verified_on, verified_by, valid_from, valid_to, revision
    FROM zones WHERE valid_from <= today() AND (valid_to IS NULL OR valid_to > today());
COMMENT ON VIEW zones_today IS 'the zones that hold today';

CREATE VIEW history AS
    SELECT c.revision, r.at, r.actor, r.act ->> 'act' AS act, c.collection, c.id, c.before, c.before_geom
    FROM changes c JOIN revisions r USING (revision);
COMMENT ON VIEW history IS 'who changed which feature when, and how it was before';

-- Metres counted in SQL alone, so that the service's figures can be recomputed beside it.
CREATE FUNCTION progress_on(day date)
    RETURNS TABLE (id bigint, code text, name text, underground_m double precision, overhead_m double precision, share double precision)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH counted AS (
        SELECT c.geom, c.placement IN ('aerial', 'facade') AS overhead FROM cables c
        WHERE c.valid_from <= day AND (c.valid_to IS NULL OR c.valid_to > day)
            AND CASE WHEN c.placement IN ('aerial', 'facade') THEN c.status IN ('functional', 'disused')
                ELSE c.status = 'functional' AND (c.disused_from IS NULL OR c.disused_from > day) END
    ), pieces AS (
        SELECT z.id, c.overhead, ST_Length((CASE WHEN ST_Covers(z.geom, c.geom) THEN c.geom
            ELSE ST_CollectionExtract(ST_Intersection(c.geom, z.geom), 2) END)::geography) AS metres
        FROM zones z JOIN counted c ON ST_Intersects(z.geom, c.geom)
    ), sums AS (
        SELECT z.id, z.code, z.name,
            coalesce(sum(p.metres) FILTER (WHERE NOT p.overhead), 0) AS underground,
            coalesce(sum(p.metres) FILTER (WHERE p.overhead), 0) AS overhead
        FROM zones z LEFT JOIN pieces p ON p.id = z.id
        WHERE z.valid_from <= day AND (z.valid_to IS NULL OR z.valid_to > day)
        GROUP BY z.id
    )
    SELECT s.id, s.code, s.name, s.underground, s.overhead, s.underground / nullif(s.underground + s.overhead, 0) FROM sums s ORDER BY s.id;
END;
COMMENT ON FUNCTION progress_on IS 'metres underground and overhead in every zone on a day, and the share underground';

CREATE VIEW progress_today AS SELECT * FROM progress_on(today());
COMMENT ON VIEW progress_today IS 'how far every zone is today';

-- What the columns mean, in the words of the API, English and Vietnamese.
COMMENT ON TABLE cables IS 'one firm''s cable along one route';
COMMENT ON COLUMN cables.id IS 'number in the collection, given by the store and never reused: leave it out when inserting';
COMMENT ON COLUMN cables.geom IS 'route, lon/lat on WGS 84';
COMMENT ON COLUMN cables.code IS 'the operator''s own code of the cable · mã cáp của doanh nghiệp';
COMMENT ON COLUMN cables.operator IS 'the firm that runs the cable · doanh nghiệp';
COMMENT ON COLUMN cables.placement IS 'how it hangs (aerial, facade) or lies (duct, buried, tunnel) · cách lắp đặt: treo cột, áp tường, trong cống, chôn trực tiếp, trong hầm';
COMMENT ON COLUMN cables.status IS 'where it stands in its life · trạng thái';
COMMENT ON COLUMN cables.valid_from IS 'in place from this day · có từ ngày';
COMMENT ON COLUMN cables.medium IS 'fibre, copper or coaxial · loại cáp';
COMMENT ON COLUMN cables.fibre_count IS 'number of fibres · số sợi quang';
COMMENT ON COLUMN cables.conduit IS 'code of the conduit it lies in · mã tuyến cống';
COMMENT ON COLUMN cables.replaces IS 'code of the cable it took the place of · thay thế cáp có mã';
COMMENT ON COLUMN cables.disused_from IS 'dead since this day though still in place · ngừng dùng từ ngày';
COMMENT ON COLUMN cables.valid_to IS 'gone from this day on · hết hiệu lực từ ngày';
COMMENT ON COLUMN cables.revision IS 'the change that last wrote the row; set by a trigger';

COMMENT ON TABLE conduits IS 'a bank of tubes between structures';
COMMENT ON COLUMN conduits.id IS 'number in the collection, given by the store and never reused: leave it out when inserting';
COMMENT ON COLUMN conduits.geom IS 'route, lon/lat on WGS 84';
COMMENT ON COLUMN conduits.code IS 'the owner''s own code of the conduit · mã tuyến cống';
COMMENT ON COLUMN conduits.owner IS 'who owns the conduit · chủ sở hữu';
COMMENT ON COLUMN conduits.status IS 'where it stands in its life · trạng thái';
COMMENT ON COLUMN conduits.valid_from IS 'in place from this day · có từ ngày';
COMMENT ON COLUMN conduits.tubes IS 'tubes in the bank · số ống';
COMMENT ON COLUMN conduits.tubes_used IS 'tubes with cable in them · số ống đã dùng';
COMMENT ON COLUMN conduits.tube_diameter_mm IS 'diameter of one tube, millimetres · đường kính ống (mm)';
COMMENT ON COLUMN conduits.depth_m IS 'depth of the upper tube below ground, metres · độ sâu (m)';
COMMENT ON COLUMN conduits.valid_to IS 'gone from this day on · hết hiệu lực từ ngày';
COMMENT ON COLUMN conduits.revision IS 'the change that last wrote the row; set by a trigger';

COMMENT ON TABLE structures IS 'poles, manholes, handholes, cabinets and building entries';
COMMENT ON COLUMN structures.id IS 'number in the collection, given by the store and never reused: leave it out when inserting';
COMMENT ON COLUMN structures.geom IS 'place, lon/lat on WGS 84';
COMMENT ON COLUMN structures.code IS 'the owner''s own code of the structure · mã công trình';
COMMENT ON COLUMN structures.owner IS 'who owns the structure · chủ sở hữu';
COMMENT ON COLUMN structures.kind IS 'pole, manhole, handhole, cabinet or building entry · loại: cột, bể, hố ga, tủ, điểm vào nhà';
COMMENT ON COLUMN structures.status IS 'where it stands in its life · trạng thái';
COMMENT ON COLUMN structures.valid_from IS 'in place from this day · có từ ngày';
COMMENT ON COLUMN structures.height_m IS 'height above ground, metres · chiều cao (m)';
COMMENT ON COLUMN structures.valid_to IS 'gone from this day on · hết hiệu lực từ ngày';
COMMENT ON COLUMN structures.revision IS 'the change that last wrote the row; set by a trigger';

COMMENT ON TABLE zones IS 'areas with a target';
COMMENT ON COLUMN zones.id IS 'number in the collection, given by the store and never reused: leave it out when inserting';
COMMENT ON COLUMN zones.geom IS 'area, lon/lat on WGS 84';
COMMENT ON COLUMN zones.code IS 'code of the zone · mã khu vực';
COMMENT ON COLUMN zones.name IS 'name of the zone · tên khu vực';
COMMENT ON COLUMN zones.kind IS 'what kind of area it is · loại khu vực';
COMMENT ON COLUMN zones.valid_from IS 'a zone from this day · có hiệu lực từ ngày';
COMMENT ON COLUMN zones.name_en IS 'name in English · tên tiếng Anh';
COMMENT ON COLUMN zones.target_share IS 'share of cable to be underground, 0 to 1 (default 1) · chỉ tiêu ngầm hóa, 0 đến 1 (mặc định 1)';
COMMENT ON COLUMN zones.deadline IS 'cable underground by this day · hạn ngầm hóa cáp';
COMMENT ON COLUMN zones.removal_deadline IS 'old cable down by this day · hạn thu hồi cáp cũ';
COMMENT ON COLUMN zones.underground_only_from IS 'no new overhead cable from this day · không treo cáp mới từ ngày';
COMMENT ON COLUMN zones.width_m IS 'width of the street corridor, metres · bề rộng hành lang tuyến phố (m)';
COMMENT ON COLUMN zones.verified_on IS 'signed as done on this day · nghiệm thu ngày';
COMMENT ON COLUMN zones.verified_by IS 'who signed · người nghiệm thu';
COMMENT ON COLUMN zones.valid_to IS 'no zone any more from this day on · hết hiệu lực từ ngày';
COMMENT ON COLUMN zones.revision IS 'the change that last wrote the row; set by a trigger';

-- A column of a view means what the table's column of that name means; what is only in a view is said here.
DO $$
DECLARE
    told record;
BEGIN
    FOR told IN
        SELECT v.relname AS view, a.attname AS name, col_description(t.oid, c.attnum) AS words
        FROM pg_class v JOIN pg_class t ON t.relnamespace = v.relnamespace AND v.relname = t.relname || '_today'
            JOIN pg_attribute a ON a.attrelid = v.oid JOIN pg_attribute c ON c.attrelid = t.oid AND c.attname = a.attname
        WHERE v.relnamespace = 'ngamhoa'::regnamespace AND v.relkind = 'v' AND a.attnum > 0
    LOOP
        EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', told.view, told.name, told.words);
    END LOOP;
END $$;
COMMENT ON COLUMN cables_today.class IS 'overhead or underground · trên không (overhead) hay ngầm (underground)';
COMMENT ON COLUMN cables_today.length_m IS 'length on the ellipsoid, metres · chiều dài (m)';
COMMENT ON COLUMN conduits_today.length_m IS 'length on the ellipsoid, metres · chiều dài (m)';
COMMENT ON COLUMN history.revision IS 'number of the change';
COMMENT ON COLUMN history.at IS 'when it was made';
COMMENT ON COLUMN history.actor IS 'who made it';
COMMENT ON COLUMN history.act IS 'import, undo or edit';
COMMENT ON COLUMN history.collection IS 'cables, conduits, structures or zones';
COMMENT ON COLUMN history.id IS 'id of the feature in its collection';
COMMENT ON COLUMN history.before IS 'its fields before the change; NULL where the change created it';
COMMENT ON COLUMN history.before_geom IS 'its place before the change';
COMMENT ON COLUMN progress_today.id IS 'id of the zone';
COMMENT ON COLUMN progress_today.code IS 'code of the zone · mã khu vực';
COMMENT ON COLUMN progress_today.name IS 'name of the zone · tên khu vực';
COMMENT ON COLUMN progress_today.underground_m IS 'metres of cable underground that work · cáp ngầm (m)';
COMMENT ON COLUMN progress_today.overhead_m IS 'metres of cable overhead, dead or alive · cáp treo (m)';
COMMENT ON COLUMN progress_today.share IS 'underground of all, 0 to 1; NULL where there is no cable · tỷ lệ ngầm hóa';

-- Two roles without a log-in, to be granted to people's own: GRANT ngamhoa_reader TO somebody. Roles belong to the whole
-- server, so they may be there already, and making them may be for an administrator, who then calls this again.
CREATE FUNCTION grant_roles() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, ngamhoa, pg_temp AS $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['ngamhoa_reader', 'ngamhoa_editor'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
            END IF;
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN NULL; -- another database's store was made at the same moment
            WHEN insufficient_privilege THEN
                RAISE NOTICE 'role % is not there and may not be made: an administrator can make it and call ngamhoa.grant_roles()', role_name;
                CONTINUE;
        END;
        EXECUTE format('GRANT USAGE ON SCHEMA ngamhoa TO %I', role_name);
        -- By name: a later table may hold what is not everybody's.
        EXECUTE format('GRANT SELECT ON cables, conduits, structures, zones, cables_today, conduits_today, structures_today,'
            ' zones_today, history, progress_today, revisions, changes, ids, city, prefixes TO %I', role_name);
        IF role_name = 'ngamhoa_editor' THEN
            EXECUTE format('GRANT INSERT, UPDATE, DELETE ON cables, conduits, structures, zones TO %I', role_name);
            EXECUTE format('GRANT EXECUTE ON FUNCTION next_id TO %I', role_name);
        END IF;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION grant_roles FROM PUBLIC;
COMMENT ON FUNCTION grant_roles IS 'makes the roles ngamhoa_reader and ngamhoa_editor and gives them their rights';

SELECT grant_roles();
