//! What somebody else does in plain SQL, beside the service.

use crate::support::{TestStore, cable, cluster, day, noon, pole, put};
use ngamhoa::app::{App, Clock, undo};
use ngamhoa::model::{Collection, Placement, Revision};

/// A person of its own in the database, with one of the roles.
pub fn person(name: &str, role: &str, database: &str) {
    let make = format!("CREATE ROLE {name} LOGIN; GRANT {role} TO {name}");
    cluster().sql(database, &make);
}

pub const CABLE: &str = "INSERT INTO ngamhoa.cables (geom, code, operator, placement, status, valid_from) VALUES \
    (ST_GeomFromText('LINESTRING(106.68 20.85, 106.681 20.85)', 4326), 'C1', 'VNPT', 'aerial', 'functional', '2016-01-01')";
pub const POLE: &str = "INSERT INTO ngamhoa.structures (geom, code, owner, kind, status, valid_from) VALUES \
    (ST_Point(106.68, 20.85, 4326), 'P1', 'PCHP', 'pole', 'functional', '2010-01-01')";
pub const CONDUIT: &str = "INSERT INTO ngamhoa.conduits (geom, code, owner, status, valid_from, tubes) VALUES \
    (ST_GeomFromText('LINESTRING(106.68 20.85, 106.681 20.85)', 4326), 'D1', 'VNPT', 'functional', '2016-01-01', 4)";
pub const ZONE: &str = "INSERT INTO ngamhoa.zones (geom, code, name, kind, valid_from) VALUES \
    (ST_Multi(ST_MakeEnvelope(106.6, 20.8, 106.7, 20.9, 4326)), 'Z1', 'Khu 1', 'ward', '2016-01-01')";

#[tokio::test]
async fn a_transaction_of_a_strangers_client_becomes_one_revision_with_his_name() {
    let test = TestStore::postgis().await;
    let database = test.database();
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
    let database = test.database();
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
    let database = test.database();
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
    let database = test.database();
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
async fn a_transaction_that_saw_an_old_revision_is_refused_and_makes_no_second_one_of_that_number() {
    let test = TestStore::postgis().await;
    let late = {
        let database = test.database().to_owned();
        let edits = format!(
            "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM ngamhoa.cables; SELECT pg_sleep(1); {CABLE}; COMMIT"
        );
        tokio::task::spawn_blocking(move || cluster().psql("postgres", &database, &edits))
    };
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    test.store.commit(&put(vec![pole(1, "P1", 106.68, 20.85)]), Revision(0), noon()).await.unwrap();
    let error = late.await.unwrap().unwrap_err();
    assert!(error.contains("could not serialize access"), "{error}");
    let loaded = test.store.load_all().await.unwrap();
    assert_eq!((loaded.revision, loaded.features.len()), (Revision(1), 1));
}

#[tokio::test]
async fn an_id_left_out_is_a_new_one_whoever_gave_the_last() {
    let test = TestStore::postgis().await;
    let database = test.database();
    let five = put(vec![cable(5, "C5", Placement::Aerial, "2015-03-01", None, &[(106.68, 20.85), (106.69, 20.85)])]);
    test.store.commit(&five, Revision(0), noon()).await.unwrap();
    cluster().sql(database, CABLE);
    cluster().sql(database, "DELETE FROM ngamhoa.cables WHERE code = 'C1'");
    assert_eq!(cluster().sql(database, &format!("{CABLE} RETURNING id")), "7");
    assert_eq!(test.store.next_ids().await.unwrap().of(Collection::Cables), 8);
}

/// What QGIS or ogr2ogr does with a whole layer: four times the rows take four times as long, not sixteen times.
#[tokio::test]
async fn many_rows_in_one_statement_are_numbered_in_time_that_grows_with_their_number() {
    let test = TestStore::postgis().await;
    let fill = |from: i64, to: i64| {
        let began = std::time::Instant::now();
        let insert = format!(
            "INSERT INTO ngamhoa.structures (geom, code, owner, kind, status, valid_from)
             SELECT ST_Point(106.68, 20.85, 4326), n, 'PCHP', 'pole', 'functional', '2010-01-01' FROM generate_series({from}, {to}) n"
        );
        cluster().sql(test.database(), &insert);
        began.elapsed().as_secs_f64()
    };
    let (few_s, many_s) = (fill(1, 10_000), fill(10_001, 50_000));
    assert!(many_s < 10.0 * few_s, "{few_s} s, {many_s} s");
    let count = "SELECT min(id), max(id), count(DISTINCT id), max(revision) FROM ngamhoa.structures";
    assert_eq!(cluster().sql(test.database(), count), "1|50000|50000|2");
    assert_eq!(test.store.next_ids().await.unwrap().of(Collection::Structures), 50_001);
    assert_eq!(test.store.integrity_faults().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn ids_given_by_hand_and_by_the_table_in_one_transaction_do_not_meet() {
    let test = TestStore::postgis().await;
    let pole = |id: &str, code: &str| {
        format!(
            "INSERT INTO ngamhoa.structures ({id}geom, code, owner, kind, status, valid_from) SELECT {}ST_Point(106.68, 20.85, 4326), '{code}', 'PCHP', 'pole', 'functional', '2010-01-01';",
            if id.is_empty() { "" } else { "20, " }
        )
    };
    let edits = format!(
        "BEGIN; {} SAVEPOINT s; {} ROLLBACK TO s; {} {CABLE}; {} {} COMMIT",
        pole("", "P1"),
        pole("", "lost"),
        pole("id, ", "P20"),
        pole("", "P21"),
        pole("", "P22")
    );
    cluster().sql(test.database(), &edits);
    let ids = "SELECT string_agg(code || '=' || id, ' ' ORDER BY id) FROM ngamhoa.structures";
    assert_eq!(cluster().sql(test.database(), ids), "P1=1 P20=20 P21=21 P22=22");
    assert_eq!(test.store.next_ids().await.unwrap().0, [2, 1, 23, 1]);
}
