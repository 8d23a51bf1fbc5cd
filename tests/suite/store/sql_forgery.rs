//! An editor who tries to choose the revision that a change becomes: it would be seen by nobody, or rewrite the past.

use super::sql_edits::{CABLE, POLE, person};
use crate::support::{TestStore, cluster, noon};
use ngamhoa::app::{App, Clock};
use ngamhoa::model::{Collection, Revision};

const FORGE: &str = "set_config('ngamhoa.revision', '2', true) IS NULL";

/// All that the log tells, as SQL sees it.
fn log_up_to(database: &str, revision: i64) -> String {
    let rows = "SELECT string_agg(c::text || r.actor || r.act, E'\\n' ORDER BY revision, collection, id)
                FROM ngamhoa.changes c JOIN ngamhoa.revisions r USING (revision) WHERE revision <= ";
    cluster().sql(database, &format!("{rows}{revision}"))
}

#[tokio::test]
async fn an_editor_cannot_choose_the_revision_in_the_middle_of_a_statement() {
    let test = TestStore::postgis().await;
    let database = test.database();
    person("quan", "ngamhoa_editor", database);
    let app = App::open(&test.url, Clock::Fixed(noon())).await.unwrap();
    let quan = |sql: &str| cluster().psql("quan", database, sql);
    for sql in
        [CABLE, POLE, "UPDATE ngamhoa.cables SET placement = 'facade'", "UPDATE ngamhoa.cables SET fibre_count = 48"]
    {
        quan(sql).unwrap();
    }
    app.catch_up().await.unwrap();
    let before = log_up_to(database, 4);
    let poles = |number: i64, code: &str| {
        format!(
            "INSERT INTO ngamhoa.structures (geom, code, owner, kind, status, valid_from)
             SELECT ST_Point(106.68, 20.85, 4326), {code}, 'PCHP', 'pole', 'functional', '2010-01-01' FROM generate_series(1, {number}) n"
        )
    };
    for sql in [
        // Set while the statement runs, after take_turn.
        "UPDATE ngamhoa.cables SET placement = CASE WHEN set_config('ngamhoa.revision','4',true) IS NULL THEN 'x' ELSE 'duct' END WHERE code = 'C1'".to_owned(),
        format!("UPDATE ngamhoa.cables SET placement = 'duct' WHERE NOT {FORGE}"),
        format!("UPDATE ngamhoa.structures SET height_m = CASE WHEN {FORGE} THEN 1 ELSE 2 END"),
        poles(3, &format!("CASE WHEN {FORGE} THEN 'x' ELSE 'Q' || n END")),
        // The first row is stamped before, the second one after.
        format!("{} RETURNING {FORGE}", poles(2, "'Q' || n")),
        format!("{} ON CONFLICT (owner, code) DO UPDATE SET height_m = CASE WHEN {FORGE} THEN 1 ELSE 2 END", poles(1, "'P1'")),
        format!("WITH forged AS (SELECT {FORGE} AS it) UPDATE ngamhoa.cables SET fibre_count = CASE WHEN it THEN 1 ELSE 2 END FROM forged"),
    ] {
        let error = quan(&sql).expect_err(&sql);
        assert!(error.contains("leave ngamhoa.revision alone"), "{sql}: {error}");
    }
    assert!(!app.catch_up().await.unwrap());
    assert_eq!(test.store.integrity_faults().await.unwrap(), Vec::<String>::new());

    // A deletion stamps no row: whatever is set meanwhile, it becomes the next revision, and everybody sees it.
    quan(&format!("DELETE FROM ngamhoa.structures WHERE NOT {FORGE}")).unwrap();
    quan(&format!("DELETE FROM ngamhoa.cables RETURNING {FORGE}")).unwrap();
    assert_eq!(log_up_to(database, 4), before);
    app.catch_up().await.unwrap();
    let atlas = app.atlas();
    assert_eq!((atlas.revision, atlas.cables().len()), (Revision(6), 0));
    for (revision, collection) in [(5, Collection::Structures), (6, Collection::Cables)] {
        let (entry, touched) = test.store.touched_by(Revision(revision)).await.unwrap().unwrap();
        assert_eq!((entry.actor.as_str(), touched.len(), touched[0].collection), ("quan", 1, collection));
    }
    assert_eq!(test.store.integrity_faults().await.unwrap(), Vec::<String>::new());
    let error = quan("SELECT ngamhoa.own_revision()").unwrap_err();
    assert!(error.contains("permission denied"), "{error}");
}

#[tokio::test]
async fn what_a_transaction_does_between_savepoints_is_one_revision_whatever_is_set() {
    let test = TestStore::postgis().await;
    let database = test.database();
    let edits = format!(
        "BEGIN; SAVEPOINT s; {CABLE}; RELEASE s; SET LOCAL ngamhoa.revision = '7'; {POLE}; \
         SAVEPOINT t; UPDATE ngamhoa.cables SET fibre_count = 1; ROLLBACK TO t; UPDATE ngamhoa.cables SET fibre_count = 2; COMMIT"
    );
    cluster().sql(database, &edits);
    let loaded = test.store.load_all().await.unwrap();
    let revisions: Vec<_> = loaded.features.iter().map(|stored| stored.revision).collect();
    assert_eq!((loaded.revision, revisions), (Revision(1), vec![Revision(1); 2]));
    assert_eq!(test.store.integrity_faults().await.unwrap(), Vec::<String>::new());
}

/// A database that was dumped and put into another server, whose transactions are numbered anew.
#[tokio::test]
async fn a_transaction_that_has_the_number_of_an_old_one_does_not_take_its_revision() {
    let test = TestStore::postgis().await;
    let database = test.database();
    cluster().sql(database, CABLE);
    let edits =
        format!("BEGIN; UPDATE ngamhoa.revisions SET made_in = pg_current_xact_id(), began = began; {POLE}; COMMIT");
    cluster().sql(database, &edits);
    assert_eq!(test.store.revision().await.unwrap(), Revision(2));
    assert_eq!(test.store.touched_by(Revision(1)).await.unwrap().unwrap().1.len(), 1);
}

/// The words of the model's acts, each made once.
#[tokio::test]
async fn the_columns_of_the_log_name_every_act() {
    use ngamhoa::model::Act;
    let test = TestStore::postgis().await;
    let (file, collection) = (String::new(), String::new());
    let acts = [
        Act::Import { file, collection: collection.clone(), created: 0, updated: 0, retired: 0 },
        Act::Undo { revision: Revision(1) },
        Act::Edit,
        Act::Restore { collection, id: 1, to: Revision(1) },
        Act::Underground { cable: 1, successor: 2 },
        Act::Verify { zone: 1, note: None },
    ];
    for table in ["history", "revisions"] {
        let ask = format!(
            "SELECT col_description(attrelid, attnum) FROM pg_attribute WHERE attrelid = 'ngamhoa.{table}'::regclass AND attname = 'act'"
        );
        let told = cluster().sql(test.database(), &ask);
        for act in &acts {
            let json = serde_json::to_value(act).unwrap();
            assert!(told.contains(json["act"].as_str().unwrap()), "{table}: {told}");
        }
    }
}
