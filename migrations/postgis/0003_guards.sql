-- Guards against what an editor's SQL could do so far: choose the revision by setting ngamhoa.revision in the middle of a
-- statement, and write what the service refuses, so that it could not be put back by an undo.
-- The file runs with search_path = ngamhoa, then the schema of PostGIS.

-- The revision of a transaction -------------------------------------------------------------------------------------

-- A revision is this transaction's own when it was made in it: its number and the time at which it began say so, neither of
-- which anybody can set. The number alone would not do: in a database that was dumped and put into another server the
-- numbers begin anew.
ALTER TABLE revisions ADD COLUMN began timestamptz;
ALTER TABLE revisions ALTER COLUMN began SET DEFAULT now();
COMMENT ON COLUMN revisions.began IS 'when the transaction that wrote it began; not known of the first ones';

CREATE FUNCTION own_revision() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, ngamhoa, pg_temp AS $$
DECLARE
    last record;
BEGIN
    SELECT revision, made_in, began INTO last FROM revisions ORDER BY revision DESC LIMIT 1;
    -- One revision a transaction.
    IF last.made_in = pg_current_xact_id() AND last.began = now() THEN
        RETURN last.revision;
    END IF;
    RETURN coalesce(last.revision, 0) + 1;
END $$;
REVOKE ALL ON FUNCTION own_revision FROM PUBLIC;
COMMENT ON FUNCTION own_revision IS 'the revision that this transaction has made, or is about to make; for whoever holds the turn';

CREATE OR REPLACE FUNCTION take_turn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, ngamhoa, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(31075915583221601);
    -- For stamp(), which cannot ask the table for each of a million rows. What it stamps is checked when the statement ends.
    PERFORM set_config('ngamhoa.revision', own_revision()::text, true);
    -- The statement counts its ids anew, from what the table knows.
    PERFORM set_config('ngamhoa.given', '', true);
    RETURN NULL;
END $$;

-- After a statement wrote: see 0001. Which revision it is, is asked of the table; what stamp() wrote into the rows came
-- from a setting, which anybody may set while the statement runs, and is held against it.
CREATE OR REPLACE FUNCTION log_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, ngamhoa, pg_temp SET extra_float_digits = 1 AS $$
DECLARE
    own bigint := own_revision();
    forged boolean := false;
BEGIN
    IF NOT EXISTS (SELECT FROM touched) THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        forged := EXISTS (SELECT FROM touched WHERE revision <> own);
    ELSIF TG_OP = 'UPDATE' THEN
        forged := EXISTS (SELECT FROM became WHERE revision <> own);
    END IF;
    IF forged THEN
        RAISE EXCEPTION 'the revision of a change is given by the store: leave ngamhoa.revision alone (% of %)', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
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

DROP TRIGGER log_update ON cables;
CREATE TRIGGER log_update AFTER UPDATE ON cables REFERENCING OLD TABLE AS touched NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION log_change();

DROP TRIGGER log_update ON conduits;
CREATE TRIGGER log_update AFTER UPDATE ON conduits REFERENCING OLD TABLE AS touched NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION log_change();

DROP TRIGGER log_update ON structures;
CREATE TRIGGER log_update AFTER UPDATE ON structures REFERENCING OLD TABLE AS touched NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION log_change();

DROP TRIGGER log_update ON zones;
CREATE TRIGGER log_update AFTER UPDATE ON zones REFERENCING OLD TABLE AS touched NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION log_change();

COMMENT ON COLUMN revisions.act IS 'what it was: {"act": "import" | "undo" | "edit" | "restore" | "underground" | "verify", ...}';
COMMENT ON COLUMN history.act IS 'what it was: import (a file), undo (of a revision), edit, restore (an item as it was earlier), underground (a cable went there) or verify (a zone was signed)';

-- What the service refuses -------------------------------------------------------------------------------------------

-- The blanks of Unicode (White_Space), as the service counts them: without a list, ltrim takes off spaces only.
CREATE FUNCTION is_blank(words text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT ltrim(words, E' \t\n\u000B\f\r\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000') = '';
END;
COMMENT ON FUNCTION is_blank IS 'whether a text has nothing to read in it';

-- The rules keep their names. They are made without a look at the rows, and looked through below.
ALTER TABLE cables DROP CONSTRAINT cables_code_blank, ADD CONSTRAINT cables_code_blank CHECK (NOT is_blank(code)) NOT VALID;
ALTER TABLE cables DROP CONSTRAINT cables_operator_blank, ADD CONSTRAINT cables_operator_blank CHECK (NOT is_blank(operator)) NOT VALID;
ALTER TABLE conduits DROP CONSTRAINT conduits_code_blank, ADD CONSTRAINT conduits_code_blank CHECK (NOT is_blank(code)) NOT VALID;
ALTER TABLE conduits DROP CONSTRAINT conduits_owner_blank, ADD CONSTRAINT conduits_owner_blank CHECK (NOT is_blank(owner)) NOT VALID;
ALTER TABLE structures DROP CONSTRAINT structures_code_blank, ADD CONSTRAINT structures_code_blank CHECK (NOT is_blank(code)) NOT VALID;
ALTER TABLE structures DROP CONSTRAINT structures_owner_blank, ADD CONSTRAINT structures_owner_blank CHECK (NOT is_blank(owner)) NOT VALID;
ALTER TABLE zones DROP CONSTRAINT zones_code_blank, ADD CONSTRAINT zones_code_blank CHECK (NOT is_blank(code)) NOT VALID;
ALTER TABLE zones DROP CONSTRAINT zones_name_blank, ADD CONSTRAINT zones_name_blank CHECK (NOT is_blank(name)) NOT VALID;
-- A line keeps a length when it is rounded to billionths of a degree: its box does, one way or the other. (Written out, since
-- PostgreSQL would call a function four times for every row.)
ALTER TABLE cables DROP CONSTRAINT cables_geom_valid, ADD CONSTRAINT cables_geom_valid CHECK (
    NOT ST_IsEmpty(geom) AND ST_IsValid(geom)
    AND (floor(ST_XMin(geom) * 1e9 + 0.5) < floor(ST_XMax(geom) * 1e9 + 0.5)
        OR floor(ST_YMin(geom) * 1e9 + 0.5) < floor(ST_YMax(geom) * 1e9 + 0.5))) NOT VALID;
ALTER TABLE conduits DROP CONSTRAINT conduits_geom_valid, ADD CONSTRAINT conduits_geom_valid CHECK (
    NOT ST_IsEmpty(geom) AND ST_IsValid(geom)
    AND (floor(ST_XMin(geom) * 1e9 + 0.5) < floor(ST_XMax(geom) * 1e9 + 0.5)
        OR floor(ST_YMin(geom) * 1e9 + 0.5) < floor(ST_YMax(geom) * 1e9 + 0.5))) NOT VALID;
-- An area is one when it is rounded, too, in every part: written with nine digits and read again, since multiplying by a
-- billionth would move a corner off an edge that it touches.
ALTER TABLE zones DROP CONSTRAINT zones_geom_valid, ADD CONSTRAINT zones_geom_valid CHECK (
    NOT ST_IsEmpty(geom) AND ST_IsValid(geom) AND ST_IsValid(ST_GeomFromText(ST_AsText(geom, 9), 4326))
    AND ST_NumGeometries(ST_CollectionExtract(geom, 3)) = ST_NumGeometries(geom)) NOT VALID;

-- Rows from before that break a rule stop nothing: they can be read and corrected, and `ngamhoa doctor` tells the rule until it is
-- validated. New ones are refused from now on.
DO $$
DECLARE
    made record;
BEGIN
    FOR made IN
        SELECT conrelid::regclass AS relation, conname FROM pg_constraint
        WHERE connamespace = 'ngamhoa'::regnamespace AND contype = 'c' AND NOT convalidated AND conname ~ '_(blank|geom_valid)$' ORDER BY conname
    LOOP
        BEGIN
            EXECUTE format('ALTER TABLE %s VALIDATE CONSTRAINT %I', made.relation, made.conname);
        EXCEPTION WHEN check_violation THEN
            RAISE WARNING '% has rows from before that break %: correct them, then ALTER TABLE % VALIDATE CONSTRAINT %',
                made.relation, made.conname, made.relation, made.conname;
        END;
    END LOOP;
END $$;
