//! What the tables themselves refuse, take and say, whoever writes to them.

use super::sql_edits::{CABLE, CONDUIT, POLE, ZONE};
use crate::support::{TestStore, cable, cluster, day, noon, pole, put};
use ngamhoa::app::{App, Clock, undo};
use ngamhoa::model::{Collection, Geometry, Kind, Placement, Revision};

#[tokio::test]
async fn a_constraint_refuses_what_the_door_would_refuse_and_names_itself() {
    let test = TestStore::postgis().await;
    let database = test.database();
    cluster().sql(database, &format!("{CABLE}; {POLE}"));
    cluster().sql(database, &format!("{CONDUIT}; {ZONE}"));
    for (sql, constraint) in [
        (
            "INSERT INTO ngamhoa.cables (geom, code, operator, placement, status, valid_from) SELECT geom, code, operator, placement, status, valid_from FROM ngamhoa.cables",
            "cables_code",
        ),
        ("UPDATE ngamhoa.cables SET placement = 'overhead'", "cables_placement_word"),
        ("UPDATE ngamhoa.cables SET status = 'Functional'", "cables_status_word"),
        ("UPDATE ngamhoa.cables SET medium = 'glass'", "cables_medium_word"),
        ("UPDATE ngamhoa.cables SET fibre_count = -1", "cables_fibre_count_range"),
        ("UPDATE ngamhoa.cables SET valid_to = valid_from", "cables_valid_to_order"),
        ("UPDATE ngamhoa.cables SET disused_from = '2015-12-31'", "cables_disused_from_order"),
        ("UPDATE ngamhoa.cables SET valid_to = 'infinity'", "cables_days_range"),
        ("UPDATE ngamhoa.cables SET code = ' '", "cables_code_blank"),
        ("UPDATE ngamhoa.cables SET code = E'\\t'", "cables_code_blank"),
        ("UPDATE ngamhoa.cables SET operator = U&'\\00A0'", "cables_operator_blank"),
        ("UPDATE ngamhoa.conduits SET code = U&' \\2003\\0085'", "conduits_code_blank"),
        ("UPDATE ngamhoa.conduits SET owner = E'\\n'", "conduits_owner_blank"),
        ("UPDATE ngamhoa.structures SET code = U&'\\3000'", "structures_code_blank"),
        ("UPDATE ngamhoa.structures SET owner = U&'\\000B\\000D'", "structures_owner_blank"),
        ("UPDATE ngamhoa.zones SET code = E'\\f'", "zones_code_blank"),
        ("UPDATE ngamhoa.zones SET name = U&'\\202F\\1680'", "zones_name_blank"),
        ("UPDATE ngamhoa.cables SET geom = ST_GeomFromText('LINESTRING(106 20, 106 20)', 4326)", "cables_geom_valid"),
        // No length when rounded to a billionth of a degree, though one before.
        (
            "UPDATE ngamhoa.cables SET geom = ST_GeomFromText('LINESTRING(106.68 20.85, 106.6800000001 20.85)', 4326)",
            "cables_geom_valid",
        ),
        (
            "UPDATE ngamhoa.conduits SET geom = ST_GeomFromText('LINESTRING(106.68 20.85, 106.6800000004 20.8500000004, 106.68 20.85)', 4326)",
            "conduits_geom_valid",
        ),
        // Three corners on one line when rounded; a hole that goes; a part without anything.
        (
            "UPDATE ngamhoa.zones SET geom = ST_GeomFromText('MULTIPOLYGON(((106.6 20.8, 106.7 20.8, 106.65 20.8000000001, 106.6 20.8)))', 4326)",
            "zones_geom_valid",
        ),
        (
            "UPDATE ngamhoa.zones SET geom = ST_GeomFromText('MULTIPOLYGON(((106.6 20.8, 106.7 20.8, 106.7 20.9, 106.6 20.8), (106.68 20.84, 106.6800000001 20.8400000001, 106.6800000001 20.84, 106.68 20.84)))', 4326)",
            "zones_geom_valid",
        ),
        (
            "UPDATE ngamhoa.zones SET geom = ST_GeomFromText('MULTIPOLYGON(((106.6 20.8, 106.7 20.8, 106.7 20.9, 106.6 20.8)), EMPTY)', 4326)",
            "zones_geom_valid",
        ),
        ("UPDATE ngamhoa.cables SET geom = ST_GeomFromText('LINESTRING EMPTY', 4326)", "cables_geom_valid"),
        (
            "UPDATE ngamhoa.cables SET geom = ST_GeomFromText('LINESTRING(597362.8 2307308.5, 597462.8 2307308.5)', 4326)",
            "cables_geom_lonlat",
        ),
        (
            "UPDATE ngamhoa.cables SET geom = ST_GeomFromText('LINESTRING(106.68 106.68, 20.85 120.86)', 4326)",
            "cables_geom_lonlat",
        ),
        ("UPDATE ngamhoa.conduits SET tubes_used = 5", "conduits_tubes_used_range"),
        ("UPDATE ngamhoa.conduits SET depth_m = 'NaN'", "conduits_depth_m_range"),
        ("UPDATE ngamhoa.structures SET kind = 'tree'", "structures_kind_word"),
        ("UPDATE ngamhoa.zones SET target_share = 1.5", "zones_target_share_range"),
        (
            "UPDATE ngamhoa.zones SET geom = ST_GeomFromText('MULTIPOLYGON(((106 20, 107 21, 107 20, 106 21, 106 20)))', 4326)",
            "zones_geom_valid",
        ),
        ("UPDATE ngamhoa.structures SET geom = ST_SetSRID(ST_MakePoint('NaN', 20.85), 4326)", "structures_geom_lonlat"),
        (
            "UPDATE ngamhoa.cables SET geom = ST_SetSRID(ST_MakeLine(ST_MakePoint(106.68, 20.85), ST_MakePoint('NaN', 20.85)), 4326)",
            "cables_geom_",
        ),
        (
            "INSERT INTO ngamhoa.structures SELECT 9007199254740992, geom, 'P2', owner, kind, status, valid_from FROM ngamhoa.structures",
            "structures_id_range",
        ),
        ("UPDATE ngamhoa.cables SET id = 9", "cables_id_kept"),
        ("UPDATE ngamhoa.cables SET geom = ST_Force3D(geom)", "has Z dimension"),
        ("UPDATE ngamhoa.cables SET geom = ST_SetSRID(geom, 3857)", "SRID"),
        ("TRUNCATE ngamhoa.cables", "DELETE the rows of cables"),
    ] {
        let error = cluster().psql("postgres", database, sql).expect_err(sql);
        let named = error.contains(constraint) || constraint == "cables_id_kept" && error.contains("never changes");
        assert!(named, "{sql}: {error}");
    }
    assert_eq!(test.store.revision().await.unwrap(), Revision(2));
}

/// The tables have the model's ranges, both ends included.
#[tokio::test]
async fn a_number_may_be_as_small_and_as_large_in_sql_as_at_the_door() {
    let test = TestStore::postgis().await;
    let database = test.database();
    cluster().sql(database, &format!("{CABLE}; {POLE}; {CONDUIT}; {ZONE}"));
    let mut fields = 0;
    for collection in Collection::ALL {
        for field in collection.fields() {
            let (ends, beyond) = match field.kind {
                Kind::Integer { min, max } => {
                    ([min, max].map(|end| end.to_string()), [min - 1, max + 1].map(|end| end.to_string()))
                }
                Kind::Number { min, max } => {
                    ([min, max].map(|end| end.to_string()), [min - 1e-9, max + 1e-9].map(|end| end.to_string()))
                }
                _ => continue,
            };
            fields += 1;
            let table = collection.word();
            // Rolled back, so that no value is in the way of the next field's.
            let set = |value: &str| format!("BEGIN; UPDATE ngamhoa.{table} SET {} = {value}; ROLLBACK", field.name);
            for value in ends {
                // More tubes are used than there are: that is another rule.
                let free = if field.name == "tubes_used" { ", tubes = 1000" } else { "" };
                cluster().psql("postgres", database, &set(&format!("{value}{free}"))).unwrap();
            }
            for value in beyond {
                let error = cluster().psql("postgres", database, &set(&value)).expect_err(&value);
                assert!(error.contains(&format!("{table}_{}_range", field.name)), "{table} {}: {error}", field.name);
            }
        }
    }
    assert_eq!(fields, 8);
}

/// Rows that only the tables have looked at, hardly more than nothing: an instance must read them, and go on.
#[tokio::test]
async fn the_oddest_rows_that_the_tables_take_keep_no_instance_from_reading() {
    let test = TestStore::postgis().await;
    let app = App::open(&test.url, Clock::Fixed(noon())).await.unwrap();
    // Rows from before the rules that refuse them now (migration 0003).
    for (table, columns) in [("cables", ["code_blank", "operator_blank"]), ("zones", ["code_blank", "name_blank"])] {
        for rule in columns.iter().chain(&["geom_valid"]) {
            cluster().sql(test.database(), &format!("ALTER TABLE ngamhoa.{table} DROP CONSTRAINT {table}_{rule}"));
        }
    }
    let cable = |code: &str, line: &str| {
        format!(
            "INSERT INTO ngamhoa.cables (geom, code, operator, placement, status, valid_from) VALUES \
         (ST_GeomFromText('LINESTRING({line})', 4326), {code}, E'\\t', 'aerial', 'functional', '2016-01-01')"
        )
    };
    let zone = |code: &str, area: &str| {
        format!(
            "INSERT INTO ngamhoa.zones (geom, code, name, kind, valid_from) VALUES (ST_GeomFromText('MULTIPOLYGON({area})', 4326), '{code}', U&'\\00A0', 'ward', '0001-01-01')"
        )
    };
    for sql in [
        cable("E'\\n'", "106.68 20.85, 106.68 20.8500000000001"),
        cable("'twice'", "106.68 20.85, 106.68 20.85, 106.69 20.85, 106.69 20.85"),
        cable("'pole'", "180 90, -180 -90"),
        zone(
            "clockwise",
            "((106.6 20.8, 106.6 20.9, 106.7 20.9, 106.7 20.8, 106.6 20.8), (106.64 20.84, 106.66 20.84, 106.66 20.86, 106.64 20.86, 106.64 20.84))",
        ),
        zone("speck", "((106.6 20.8, 106.6000000000001 20.8, 106.6 20.8000000000001, 106.6 20.8))"),
    ] {
        cluster().sql(test.database(), &sql);
        app.catch_up().await.unwrap();
    }
    let anew = App::open(&test.url, Clock::Fixed(noon())).await.unwrap();
    for app in [&app, &anew] {
        let atlas = app.atlas();
        assert_eq!((atlas.cables().len(), atlas.zones().len(), atlas.revision), (3, 2, Revision(5)));
        let progress = atlas.progress(day("2020-01-01"), None);
        // 0.01° at 20.85 N: 1040.7392 m by Karney's inverse (GeographicLib 2.0), all of it in the zone.
        let inside_m = progress.zones[0].metres.overhead_m();
        assert!((inside_m - 1040.7392).abs() < 0.001, "{inside_m}");
    }
    let loaded = test.store.load_all().await.unwrap();
    // RFC 7946: the outer ring counterclockwise, the hole clockwise.
    let Geometry::Area(area) = &loaded.features[3].feature.geometry else { panic!("no area") };
    let outer = [(106.6, 20.8), (106.7, 20.8), (106.7, 20.9), (106.6, 20.9), (106.6, 20.8)];
    let hole = [(106.64, 20.84), (106.64, 20.86), (106.66, 20.86), (106.66, 20.84), (106.64, 20.84)];
    let places = |ring: &geo_types::LineString| ring.0.iter().map(geo_types::Coord::x_y).collect::<Vec<_>>();
    assert_eq!(places(area.0[0].exterior()), outer);
    assert_eq!(places(&area.0[0].interiors()[0]), hole);
}

/// What SQL may write, the service must be able to write again: an undo does.
// The turn is given back by a task of its own, which must run while psql is waited for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_tables_take_an_undo_puts_back() {
    let test = TestStore::postgis().await;
    let database = test.database();
    let app = App::open(&test.url, Clock::Fixed(noon())).await.unwrap();
    cluster().sql(database, &format!("{CABLE}; {POLE}; {CONDUIT}; {ZONE}"));
    let line = |places: &str| format!("geom = ST_GeomFromText('LINESTRING({places})', 4326)");
    let area = |rings: &str| format!("geom = ST_GeomFromText('MULTIPOLYGON({rings})', 4326)");
    for (table, set) in [
        ("cables", "conduit = '', replaces = E'\\t'".to_owned()),
        ("zones", "name_en = ' ', verified_by = U&'\\00A0'".to_owned()),
        ("cables", "code = E' C\\t1 ', operator = U&'\\00A0VNPT'".to_owned()),
        ("cables", line("106.68 20.85, 106.680000001 20.85")),
        ("cables", line("106.68 20.85, 106.6800000006 20.85")),
        ("conduits", line("106.68 20.85, 106.68 20.85, 106.69 20.8500000000001, 106.68 20.85")),
        ("structures", "geom = ST_Point(106.12345678949, -20.98765432151, 4326)".to_owned()),
        ("zones", area("((106.6 20.8, 106.6 20.9, 106.7 20.9, 106.6 20.8))")),
        // A hole that touches a slanted edge, and two parts that touch in a corner.
        ("zones", area("((106 20, 107 20, 107 21, 106 20), (106.5 20.5, 106.6 20.2, 106.7 20.2, 106.5 20.5))")),
        (
            "zones",
            area(
                "((106.1 20.1, 106.2 20.1, 106.2 20.2, 106.1 20.1)), ((106.2 20.2, 106.3 20.2, 106.3 20.3, 106.2 20.2))",
            ),
        ),
        ("zones", area("((106.6 20.8, 106.600000001 20.8, 106.6 20.800000001, 106.6 20.8))")),
        ("zones", area("((106.6 20.8, 106.7 20.80000000049, 106.7 20.9, 106.60000000051 20.9, 106.6 20.8))")),
    ] {
        cluster().sql(database, &format!("UPDATE ngamhoa.{table} SET {set}"));
        app.catch_up().await.unwrap();
        let collection = Collection::of_word(table).unwrap();
        let wanted = app.atlas().layer(collection).get(1).unwrap().feature();
        cluster().sql(database, &format!("DELETE FROM ngamhoa.{table}"));
        app.catch_up().await.unwrap();
        let gone = app.atlas().revision;
        undo(&app, gone, "test").await.unwrap_or_else(|error| panic!("{table} {set}: {error}"));
        assert_eq!(app.atlas().layer(collection).get(1).unwrap().feature(), wanted, "{set}");
    }
    assert_eq!(test.store.integrity_faults().await.unwrap(), Vec::<String>::new());
}

/// A database of the version before, with rows that break the new rules: it opens, is read, and says which rule they break.
#[tokio::test]
async fn rows_from_before_a_rule_stop_no_migration() {
    let test = TestStore::postgis().await;
    let database = test.database();
    let back = "ALTER TABLE ngamhoa.cables DROP CONSTRAINT cables_code_blank, ADD CONSTRAINT cables_code_blank CHECK (btrim(code) <> '')";
    cluster().sql(database, &format!("{back}; {}", CABLE.replace("'C1'", "E'\\t'")));
    // The migration's own last part, on a rule that it has just renewed.
    let migration = include_str!("../../../migrations/postgis/0003_guards.sql");
    let renew = migration.lines().find(|line| line.contains("cables_code_blank")).unwrap();
    let validate = &migration[migration.rfind("DO $$").unwrap()..];
    cluster().sql(database, &format!("SET search_path = ngamhoa, public; {renew} {validate}"));
    let app = App::open(&test.url, Clock::Fixed(noon())).await.unwrap();
    assert_eq!(app.atlas().cables().len(), 1);
    let faults = test.store.integrity_faults().await.unwrap();
    assert_eq!(faults, ["a constraint was never validated: ALTER TABLE … VALIDATE CONSTRAINT: cables_code_blank"]);
    let error = cluster().psql("postgres", database, &CABLE.replace("'C1'", "E'\\n'")).unwrap_err();
    assert!(error.contains("cables_code_blank"), "{error}");
    // Corrected, it is validated.
    cluster().sql(
        database,
        "UPDATE ngamhoa.cables SET code = 'C1'; ALTER TABLE ngamhoa.cables VALIDATE CONSTRAINT cables_code_blank",
    );
    assert_eq!(test.store.integrity_faults().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn every_column_of_every_table_and_view_says_what_it_means() {
    let test = TestStore::postgis().await;
    let silent = cluster().sql(
        test.database(),
        "SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
         WHERE c.relnamespace = 'ngamhoa'::regnamespace AND c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped
             AND c.relname <> '_sqlx_migrations' AND coalesce(col_description(c.oid, a.attnum), '') = '' ORDER BY 1",
    );
    assert_eq!(silent, "");
}

#[tokio::test]
async fn what_others_write_with_more_digits_and_blanks_is_kept_as_we_keep_it() {
    let test = TestStore::postgis().await;
    cluster().sql(
        test.database(),
        "INSERT INTO ngamhoa.structures (geom, code, owner, kind, status, valid_from) VALUES \
         (ST_Point(106.12345678949, 20.98765432151, 4326), 'P1', 'PCHP', 'pole', 'functional', '2010-01-01'); \
         INSERT INTO ngamhoa.cables (geom, code, operator, placement, status, valid_from, conduit, medium) VALUES \
         (ST_GeomFromText('LINESTRING(106.68 20.85, 106.681 20.85)', 4326), 'C1', 'VNPT', 'aerial', 'functional', '2016-01-01', '', NULL)",
    );
    let loaded = test.store.load_all().await.unwrap();
    assert_eq!(loaded.features[0].feature.item.values()[7], ngamhoa::model::Value::Null);
    assert_eq!(loaded.features[1].feature.geometry, Geometry::Point((106.123_456_789, 20.987_654_322).into()));
}

#[tokio::test]
async fn every_field_is_a_column_that_says_what_it_means() {
    let test = TestStore::postgis().await;
    for collection in Collection::ALL {
        for field in collection.fields() {
            let ask = format!(
                "SELECT col_description('ngamhoa.{0}'::regclass, attnum) FROM pg_attribute WHERE attrelid = 'ngamhoa.{0}'::regclass AND attname = '{1}'",
                collection.word(),
                field.name
            );
            let told = cluster().sql(test.database(), &ask);
            assert_eq!(told, format!("{} · {}", field.en, field.vi), "{}.{}", collection.word(), field.name);
        }
    }
}

#[tokio::test]
async fn a_refused_commit_says_in_words_what_was_wrong() {
    let test = TestStore::postgis().await;
    let street = [(106.68, 20.85), (106.69, 20.85)];
    let twice = put(vec![
        cable(1, "C1", Placement::Aerial, "2015-03-01", None, &street),
        cable(2, "C1", Placement::Duct, "2015-03-01", None, &street),
    ]);
    let error = test.store.commit(&twice, Revision(0), noon()).await.unwrap_err().to_string();
    assert!(error.contains("two of them have the same code: Key (operator, code)=(VNPT, C1)"), "{error}");
    // What another writer deleted the same code for is free again.
    let one = put(vec![pole(1, "P1", 106.68, 20.85)]);
    test.store.commit(&one, Revision(0), noon()).await.unwrap();
    cluster().sql(test.database(), "DELETE FROM ngamhoa.structures");
    let again = put(vec![pole(2, "P1", 106.68, 20.85)]);
    test.store.commit(&again, Revision(2), noon()).await.unwrap();
}
