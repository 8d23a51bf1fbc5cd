//! What somebody else does in plain SQL, beside the service.

use crate::support::{TestStore, cable, cluster, day, noon, pole, put};
use ngamhoa::app::{App, Clock, undo};
use ngamhoa::model::{Collection, Geometry, Placement, Revision};
use ngamhoa::store::{Store, StoreError};

/// The database of a store's URL.
fn database(test: &TestStore) -> &str {
    test.url.rsplit('/').find(|part| part.starts_with("city_")).and_then(|part| part.split('?').next()).unwrap()
}

/// A person of its own in the database, with one of the roles.
fn person(name: &str, role: &str, database: &str) {
    let make = format!("CREATE ROLE {name} LOGIN; GRANT {role} TO {name}");
    cluster().sql(database, &make);
}

const CABLE: &str = "INSERT INTO ngamhoa.cables (geom, code, operator, placement, status, valid_from) VALUES \
    (ST_GeomFromText('LINESTRING(106.68 20.85, 106.681 20.85)', 4326), 'C1', 'VNPT', 'aerial', 'functional', '2016-01-01')";
const POLE: &str = "INSERT INTO ngamhoa.structures (geom, code, owner, kind, status, valid_from) VALUES \
    (ST_Point(106.68, 20.85, 4326), 'P1', 'PCHP', 'pole', 'functional', '2010-01-01')";

#[tokio::test]
async fn a_transaction_of_a_strangers_client_becomes_one_revision_with_his_name() {
    let test = TestStore::postgis().await;
    let database = database(&test);
    person("lan", "ngamhoa_editor", database);
    let app = App::open(&test.url, Clock::Fixed(noon())).await.unwrap();
    let edits = format!(
        "BEGIN; {CABLE}; {POLE}; UPDATE ngamhoa.cables SET placement = 'facade' WHERE code = 'C1'; \
         UPDATE ngamhoa.cables SET fibre_count = 48 WHERE code = 'C1'; COMMIT"
    );
    cluster().psql("lan", database, &edits).unwrap();

    assert!(app.catch_up().await.unwrap());
    let atlas = app.atlas();
    assert_eq!(atlas.revision, Revision(1));
    // 104.0739 m: Karney's inverse (GeographicLib 2.0) from 106.68 to 106.681 E at 20.85 N.
    let overhead_m = atlas.progress(day("2020-01-01"), None).outside.overhead_m();
    assert!((overhead_m - 104.0739).abs() < 0.001, "{overhead_m}");
    let (entry, touched) = app.store.touched_by(Revision(1)).await.unwrap().unwrap();
    assert_eq!(entry.actor, "lan");
    let told: Vec<_> = touched.iter().map(|row| (row.collection, row.id, row.before.is_some())).collect();
    assert_eq!(told, [(Collection::Cables, 1, false), (Collection::Structures, 1, false)]);

    // A second one, that keeps what was before; and the service undoes it.
    cluster().psql("lan", database, "UPDATE ngamhoa.cables SET placement = 'duct'").unwrap();
    cluster().psql("lan", database, "DELETE FROM ngamhoa.structures").unwrap();
    app.catch_up().await.unwrap();
    assert_eq!(app.atlas().layer(Collection::Structures).len(), 0);
    undo(&app, Revision(3), "test").await.unwrap();
    undo(&app, Revision(2), "test").await.unwrap();
    let loaded = app.store.load_all().await.unwrap();
    assert_eq!(loaded.revision, Revision(5));
    let placements: Vec<_> = loaded.features.iter().map(|stored| stored.feature.item.values()[2].to_string()).collect();
    assert_eq!(placements, ["facade", "pole"]);
    assert_eq!(app.store.integrity_faults().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn what_touches_nothing_and_what_is_rolled_back_makes_no_revision() {
    let test = TestStore::postgis().await;
    let database = database(&test);
    cluster().sql(database, "UPDATE ngamhoa.cables SET status = 'removed' WHERE id = 1");
    cluster().sql(database, &format!("BEGIN; {CABLE}; ROLLBACK"));
    assert_eq!(test.store.revision().await.unwrap(), Revision(0));
    cluster().sql(database, &format!("BEGIN; {POLE}; SAVEPOINT s; {CABLE}; ROLLBACK TO s; COMMIT"));
    let loaded = test.store.load_all().await.unwrap();
    assert_eq!((loaded.revision, loaded.features.len()), (Revision(1), 1));
    assert_eq!(test.store.integrity_faults().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_forged_setting_rewrites_no_history() {
    let test = TestStore::postgis().await;
    let database = database(&test);
    cluster().sql(database, CABLE);
    cluster().sql(database, &format!("SET ngamhoa.revision = '1'; {POLE}"));
    cluster().sql(database, "SET ngamhoa.revision = '77'; UPDATE ngamhoa.cables SET revision = 99, fibre_count = 1");
    let loaded = test.store.load_all().await.unwrap();
    let revisions: Vec<_> = loaded.features.iter().map(|stored| stored.revision).collect();
    assert_eq!((loaded.revision, revisions), (Revision(3), vec![Revision(3), Revision(2)]));
}

#[tokio::test]
async fn readers_read_editors_edit_and_neither_touches_the_log() {
    let test = TestStore::postgis().await;
    let database = database(&test);
    person("hoa", "ngamhoa_reader", database);
    person("minh", "ngamhoa_editor", database);
    cluster().psql("minh", database, CABLE).unwrap();
    let read = "SELECT code || ' ' || class || ' ' || round(length_m::numeric, 2) FROM ngamhoa.cables_today";
    assert_eq!(cluster().psql("hoa", database, read).unwrap(), "C1 overhead 104.07");
    assert_eq!(
        cluster().psql("hoa", database, "SELECT actor, act, collection, id FROM ngamhoa.history").unwrap(),
        "minh|edit|cables|1"
    );
    for (user, sql) in [
        ("hoa", "DELETE FROM ngamhoa.cables"),
        ("hoa", "SELECT ngamhoa.next_id('cables')"),
        ("minh", "UPDATE ngamhoa.revisions SET actor = 'hoa'"),
        ("minh", "DELETE FROM ngamhoa.changes"),
        ("minh", "UPDATE ngamhoa.ids SET last = 0"),
        ("minh", "ALTER TABLE ngamhoa.cables DISABLE TRIGGER ALL"),
    ] {
        let error = cluster().psql(user, database, sql).expect_err(sql);
        assert!(error.contains("permission denied") || error.contains("must be owner"), "{sql}: {error}");
    }
}

#[tokio::test]
async fn a_constraint_refuses_what_the_door_would_refuse_and_names_itself() {
    let test = TestStore::postgis().await;
    let database = database(&test);
    cluster().sql(database, &format!("{CABLE}; {POLE}"));
    cluster().sql(
        database,
        "INSERT INTO ngamhoa.conduits (geom, code, owner, status, valid_from, tubes) SELECT geom, 'D1', 'VNPT', 'functional', '2016-01-01', 4 FROM ngamhoa.cables; \
         INSERT INTO ngamhoa.zones (geom, code, name, kind, valid_from) VALUES (ST_Multi(ST_MakeEnvelope(106.6, 20.8, 106.7, 20.9, 4326)), 'Z1', 'Khu 1', 'ward', '2016-01-01')",
    );
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
        ("UPDATE ngamhoa.cables SET geom = ST_GeomFromText('LINESTRING(106 20, 106 20)', 4326)", "cables_geom_valid"),
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

#[tokio::test]
async fn an_id_left_out_is_a_new_one_whoever_gave_the_last() {
    let test = TestStore::postgis().await;
    let database = database(&test);
    let five = put(vec![cable(5, "C5", Placement::Aerial, "2015-03-01", None, &[(106.68, 20.85), (106.69, 20.85)])]);
    test.store.commit(&five, Revision(0), noon()).await.unwrap();
    cluster().sql(database, CABLE);
    cluster().sql(database, "DELETE FROM ngamhoa.cables WHERE code = 'C1'");
    assert_eq!(cluster().sql(database, &format!("{CABLE} RETURNING id")), "7");
    assert_eq!(test.store.next_ids().await.unwrap().of(Collection::Cables), 8);
}

#[tokio::test]
async fn what_others_write_with_more_digits_and_blanks_is_kept_as_we_keep_it() {
    let test = TestStore::postgis().await;
    cluster().sql(
        database(&test),
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
            let told = cluster().sql(database(&test), &ask);
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
    let nowhere = put(vec![pole(1, "P1", 597_362.8, 20.85)]);
    let error = test.store.commit(&nowhere, Revision(0), noon()).await.unwrap_err().to_string();
    assert!(error.contains("a coordinate is not a longitude and a latitude"), "{error}");
}

#[tokio::test]
async fn a_database_that_is_no_store_is_said_to_be_none_and_is_left_alone() {
    let database = cluster().database();
    let url = cluster().url(&database);
    assert!(!Store::exists(&url).await.unwrap());
    assert!(matches!(Store::open(&url).await, Err(StoreError::Missing { .. })));
    assert_eq!(cluster().sql(&database, "SELECT to_regnamespace('ngamhoa') IS NULL"), "t");
    // A database that is not there is made by `init`, and by nothing else.
    let url = cluster().url("city_of_dreams");
    assert!(!Store::exists(&url).await.unwrap());
    assert!(matches!(Store::open(&url).await, Err(StoreError::Missing { .. })));
    Store::create(&url, &crate::support::city(), Some("{}"), noon()).await.unwrap();
    let settings = Store::open(&url).await.unwrap().settings().await.unwrap();
    assert_eq!((settings.city, settings.base.as_deref()), (crate::support::city(), Some("{}")));
}

#[tokio::test]
async fn a_trigger_that_was_switched_off_is_found() {
    let test = TestStore::postgis().await;
    cluster().sql(database(&test), &format!("ALTER TABLE ngamhoa.cables DISABLE TRIGGER log_insert; {CABLE}"));
    let faults = test.store.integrity_faults().await.unwrap();
    assert!(
        faults[0].contains("log_insert on ngamhoa.cables") || faults[0].contains("log_insert on cables"),
        "{faults:?}"
    );
    assert!(faults.iter().any(|fault| fault.contains("do not agree: cables 1")), "{faults:?}");
}
