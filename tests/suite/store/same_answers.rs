//! Both stores through the same changes: they must answer the same, to the byte.

use crate::support::{TestStore, cable, change, conduit, day, noon, pole, square, zone};
use ngamhoa::app::{App, AppError, Clock, undo};
use ngamhoa::atlas::{ProbeLine, Question};
use ngamhoa::geometry::Coord;
use ngamhoa::model::feature::round_degree;
use ngamhoa::model::zone::ZoneKind;
use ngamhoa::model::{Collection, Edit, Feature, Item, Placement, Revision};
use ngamhoa::store::StoreError;
use std::fmt::Write as _;

/// Numbers that look random and are the same on every run (Knuth's MMIX constants).
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    pub fn degree(&mut self, from: f64, width: f64) -> f64 {
        round_degree(from + width * self.below(1_000_000_000) as f64 / 1e9)
    }

    pub fn route(&mut self) -> Vec<(f64, f64)> {
        (0..2 + self.below(6)).map(|_| (self.degree(106.66, 0.04), self.degree(20.84, 0.03))).collect()
    }

    fn date(&mut self) -> String {
        format!("{}-{:02}-{:02}", 2010 + self.below(14), 1 + self.below(12), 1 + self.below(28))
    }

    pub fn placement(&mut self) -> Placement {
        [Placement::Aerial, Placement::Facade, Placement::Duct, Placement::Buried, Placement::Tunnel]
            [usize::try_from(self.below(5)).unwrap()]
    }

    fn feature(&mut self, collection: Collection, id: i64) -> Feature {
        // A code that another feature has already, now and then.
        let code = format!("Mã {}", if self.one_in(12) { self.below(30) as i64 + 1 } else { id });
        let (from, to) = (self.date(), self.one_in(3).then(|| "2024-05-06".to_owned()));
        match collection {
            Collection::Cables => {
                let route = self.route();
                let mut feature = cable(id, &code, self.placement(), &from, to.as_deref(), &route);
                if let Item::Cable(cable) = &mut feature.item {
                    cable.fibre_count = (!self.one_in(2)).then(|| i64::try_from(self.below(288)).unwrap());
                    cable.replaces = self.one_in(4).then(|| "Cũ \"1\" \\ 'x'\t😀".into());
                    cable.operator = ["VNPT", "FPT", "Viettel"][usize::try_from(self.below(3)).unwrap()].into();
                    cable.disused_from = self.one_in(5).then(|| day("2024-02-29"));
                }
                feature
            }
            Collection::Conduits => {
                let mut feature = conduit(id, &code, &self.route());
                if let Item::Conduit(conduit) = &mut feature.item {
                    // Digits that only the exact double has.
                    conduit.depth_m = Some(self.below(1 << 40) as f64 / 3.0e10);
                    conduit.tube_diameter_mm = self.one_in(2).then_some(0.1 + 0.2 + 110.0);
                }
                feature
            }
            Collection::Structures => pole(id, &code, self.degree(106.66, 0.04), self.degree(20.84, 0.03)),
            Collection::Zones => {
                let (west, south) = (self.degree(106.66, 0.03), self.degree(20.84, 0.02));
                let mut feature =
                    zone(id, &code, ZoneKind::ALL[usize::try_from(self.below(8)).unwrap()], square(west, south, 0.007));
                if let Item::Zone(zone) = &mut feature.item {
                    zone.target_share = self.below(1000) as f64 / 999.0;
                    zone.verified_on = self.one_in(4).then(|| day("2023-12-31"));
                }
                feature
            }
        }
    }

    pub fn edits(&mut self, next: &mut [i64; 4]) -> Vec<Edit> {
        let mut edits: Vec<Edit> = Vec::new();
        for _ in 0..=self.below(6) {
            let collection =
                [0, 0, 0, 1, 2, 3].map(|index: usize| Collection::ALL[index])[usize::try_from(self.below(6)).unwrap()];
            let known = next[collection as usize];
            let id = if self.one_in(2) { known } else { 1 + self.below(known as u64) as i64 };
            next[collection as usize] = known.max(id + 1);
            let edit =
                if self.one_in(5) { Edit::Delete { collection, id } } else { Edit::Put(self.feature(collection, id)) };
            // Now and then the same one twice, which both must refuse.
            if self.one_in(20) || !edits.iter().any(|other| (other.collection(), other.id()) == (collection, id)) {
                edits.push(edit);
            }
        }
        edits
    }
}

/// What happened, in a form in which two stores can be compared: their own words for a constraint differ.
fn outcome(done: Result<Revision, AppError>) -> String {
    match done {
        Ok(revision) => format!("revision {revision}"),
        Err(AppError::Store(StoreError::Constraint(_))) => "refused".into(),
        Err(error) => format!("{error:?}"),
    }
}

/// Everything that can be asked of an instance, written out; doubles with all the digits that make them what they are.
pub async fn everything(app: &App) -> String {
    let mut told = String::new();
    let loaded = app.store.load_all().await.unwrap();
    let _ = writeln!(told, "{:?} {:?}", loaded.revision, loaded.next_ids);
    for stored in &loaded.features {
        let _ = writeln!(told, "{stored:?}");
    }
    for entry in app.store.log(10_000).await.unwrap() {
        let _ = writeln!(told, "{entry:?} {:?}", app.store.touched_by(entry.revision).await.unwrap().unwrap().1);
    }
    let atlas = app.atlas();
    for at in ["2012-07-01", "2019-01-01", "2024-03-01", "2026-06-30"] {
        let _ = writeln!(told, "{at} {:?}", atlas.progress(day(at), None));
        let line = vec![Coord { x: 106.66, y: 20.84 }, Coord { x: 106.68, y: 20.855 }, Coord { x: 106.70, y: 20.87 }];
        let question =
            Question { within_m: 8.0, min_length_m: 1.0, layers: &Collection::ALL, at: day(at), status: None };
        let _ = writeln!(told, "{:?}", atlas.overlaps(&ProbeLine::new(line, &atlas), &question));
    }
    told
}

pub fn assert_same(left: &str, right: &str, what: &str) {
    if let Some((number, (left, right))) =
        left.lines().zip(right.lines()).enumerate().find(|(_, (left, right))| left != right)
    {
        panic!("{what}: line {number}\n{left}\n{right}");
    }
    assert_eq!(left.len(), right.len(), "{what}");
}

async fn both_go_through(seed: u64) {
    let (file, database) = (TestStore::geopackage().await, TestStore::postgis().await);
    let open = |url: String| async move { App::open(&url, Clock::Fixed(noon())).await.unwrap() };
    let (left, right) = (open(file.url.clone()).await, open(database.url.clone()).await);
    let mut random = Random(seed);
    let mut next = [1; 4];
    let (mut done, mut refused) = (0, 0);
    for step in 0..70 {
        let at = left.atlas().revision;
        assert_eq!(right.atlas().revision, at);
        let (ours, theirs) = if random.one_in(9) && at.0 > 1 {
            let revision = Revision(1 + random.below(at.0 as u64) as i64);
            (undo(&left, revision, "thử").await, undo(&right, revision, "thử").await)
        } else {
            let change = change(random.edits(&mut next));
            (left.commit(change.clone(), at).await, right.commit(change, at).await)
        };
        done += i32::from(ours.is_ok());
        refused += i32::from(ours.is_err());
        assert_eq!(outcome(ours), outcome(theirs), "seed {seed}, step {step}");
    }
    assert!(done > 20 && refused > 2, "seed {seed}: {done} done, {refused} refused");
    let told = everything(&left).await;
    assert_same(&told, &everything(&right).await, &format!("seed {seed}"));
    // And so answers an instance that starts anew on either.
    assert_same(&told, &everything(&open(file.url.clone()).await).await, &format!("seed {seed}, file, restarted"));
    assert_same(
        &told,
        &everything(&open(database.url.clone()).await).await,
        &format!("seed {seed}, database, restarted"),
    );
    assert_eq!(right.store.integrity_faults().await.unwrap(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_changes_give_the_same_features_progress_overlaps_and_history() {
    for seed in 1..=4 {
        both_go_through(seed).await;
    }
}

/// Text and numbers that a database might change on the way.
pub async fn what_is_hard_to_keep_is_kept(test: TestStore) {
    let mut hard = cable(
        1,
        "  mã   có blank  ",
        Placement::Aerial,
        "0999-01-01",
        Some("9999-12-31"),
        &[(-180.0, -90.0), (180.0, 90.0)],
    );
    if let Item::Cable(cable) = &mut hard.item {
        cable.operator = "NULL".into();
        cable.conduit = Some("{a,\"b\"}\\N\r\n\u{feff}ệ\u{1F6A7}".into());
    }
    let mut depth = conduit(1, "D", &[(1e-9, -1e-9), (106.123_456_789, 20.987_654_321)]);
    if let Item::Conduit(conduit) = &mut depth.item {
        conduit.depth_m = Some(f64::MIN_POSITIVE);
        conduit.tube_diameter_mm = Some(1.000_000_000_000_000_2);
    }
    let features = vec![hard, depth];
    test.store.commit(&crate::support::put(features.clone()), Revision(0), noon()).await.unwrap();
    let gone = [Collection::Cables, Collection::Conduits].map(|collection| Edit::Delete { collection, id: 1 });
    let loaded = test.store.load_all().await.unwrap();
    assert_eq!(loaded.features.into_iter().map(|stored| stored.feature).collect::<Vec<_>>(), features);
    test.store.commit(&change(gone.into()), Revision(1), noon()).await.unwrap();
    let (_, touched) = test.store.touched_by(Revision(2)).await.unwrap().unwrap();
    assert_eq!(touched.into_iter().filter_map(|row| row.before).collect::<Vec<_>>(), features);
}

/// Both stores refuse the same, also what the doors would never let through; and nothing of it stays.
pub async fn a_change_that_no_door_has_looked_at_is_refused_whatever_is_wrong(test: TestStore) {
    let route = [(106.68, 20.85), (106.69, 20.85)];
    let cable_with = |wrong: fn(&mut ngamhoa::model::Cable)| {
        let mut feature = cable(1, "C1", Placement::Aerial, "2016-01-01", None, &route);
        if let Item::Cable(cable) = &mut feature.item {
            wrong(cable);
        }
        feature
    };
    let conduit_with = |wrong: fn(&mut ngamhoa::model::Conduit)| {
        let mut feature = conduit(1, "D1", &route);
        if let Item::Conduit(conduit) = &mut feature.item {
            wrong(conduit);
        }
        feature
    };
    let of_route = |places: &[(f64, f64)]| cable(1, "C1", Placement::Aerial, "2016-01-01", None, places);
    let bow = [(106.0, 20.0), (107.0, 21.0), (107.0, 20.0), (106.0, 21.0), (106.0, 20.0)];
    let bow = geo_types::Polygon::new(bow.to_vec().into(), Vec::new());
    let bow = ngamhoa::model::Geometry::Area(geo_types::MultiPolygon(vec![bow]));
    let mut wrong_kind = cable_with(|_| {});
    wrong_kind.geometry = ngamhoa::model::Geometry::Point((106.68, 20.85).into());
    let wrong = [
        (cable_with(|cable| cable.code = "C\0".into()), "U+0000"),
        (cable_with(|cable| cable.code = "".into()), "code is blank"),
        (cable_with(|cable| cable.operator = " \u{a0}\t".into()), "operator is blank"),
        (cable_with(|cable| cable.conduit = Some("".into())), "conduit is blank"),
        (cable_with(|cable| cable.fibre_count = Some(-1)), "fibre_count is -1"),
        (cable_with(|cable| cable.fibre_count = Some(i64::MAX)), "fibre_count is 9223372036854775807"),
        (cable_with(|cable| cable.valid_to = Some(cable.valid_from)), "valid_to"),
        (cable_with(|cable| cable.disused_from = Some(day("2015-12-31"))), "disused_from"),
        (cable_with(|cable| cable.valid_to = Some(ngamhoa::model::Day::MAX)), "after 9999"),
        (conduit_with(|conduit| conduit.depth_m = Some(f64::NAN)), "depth_m is NaN"),
        (conduit_with(|conduit| conduit.depth_m = Some(-0.1)), "depth_m is -0.1"),
        (conduit_with(|conduit| conduit.tubes_used = Some(7)), "tubes_used"),
        (of_route(&[(106.68, 20.85)]), "no length"),
        (of_route(&[(106.68, 20.85), (106.68, 20.85)]), "no length"),
        (of_route(&[(106.68, 20.85), (f64::NAN, 20.85)]), "not a number"),
        (of_route(&[(106.68, 20.85), (597_362.8, 20.85)]), "not a longitude and a latitude"),
        (of_route(&[(20.85, 106.68), (20.86, 106.68)]), "not a longitude and a latitude"),
        (zone(1, "Z1", ZoneKind::Ward, bow), "crosses itself"),
        (wrong_kind, "of a kind that cables do not have"),
        (Feature { id: 0, ..cable_with(|_| {}) }, "an id lies between"),
        (Feature { id: 1 << 53, ..cable_with(|_| {}) }, "an id lies between"),
    ];
    let once = Edit::Put(cable_with(|_| {}));
    let twice = change(vec![once, Edit::Delete { collection: Collection::Cables, id: 1 }]);
    let wrong = wrong.into_iter().map(|(feature, told)| (crate::support::put(vec![feature]), told));
    for (change, told) in wrong.chain([(twice, "named twice")]) {
        match test.store.commit(&change, Revision(0), noon()).await {
            Err(StoreError::Constraint(message)) => assert!(message.contains(told), "{told}: {message}"),
            other => panic!("{told}: {other:?}"),
        }
    }
    assert_eq!(test.store.revision().await.unwrap(), Revision(0));
}
