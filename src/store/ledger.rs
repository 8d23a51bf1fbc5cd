//! What a store holds, as figures and one digest, so that two stores can be held against each other: a city and its backup.
//!
//! The same content gives the same digest on both kinds of store.

use super::copy::Picture;
use super::{Store, StoreError, logged, shape};
use crate::model::{Collection, Feature, Revision};
use sha2::{Digest, Sha256};
use std::fmt;

/// Settings, history and features of a store at one revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    pub revision: Revision,
    /// Features of each collection, in the order of [`Collection::ALL`].
    pub features: [u64; 4],
    /// Features that the history holds as they were before a change.
    pub changes: u64,
    /// SHA-256 over all of it, row by row.
    pub digest: [u8; 32],
    /// What does not fit together in the history; a sound store has none.
    pub faults: Vec<String>,
}

impl Store {
    /// Reads all that the store holds, in one picture of it, whatever others commit meanwhile.
    pub async fn ledger(&self) -> Result<Ledger, StoreError> {
        let mut picture = Picture::of(self).await?;
        let mut sum = Sum(Sha256::new());
        let head = picture.head().await?;
        // When the store was made tells which one it is, not what it holds.
        let mut settings = head.settings;
        settings.retain(|(key, _)| key != "born");
        settings.sort();
        for (key, value) in &settings {
            sum.row(&[key.as_bytes(), value.as_bytes()]);
        }
        let mut prefixes: Vec<_> =
            head.prefixes.iter().map(|it| (it.collection.word(), &it.prefix, &it.file)).collect();
        prefixes.sort();
        for (word, prefix, file) in prefixes {
            sum.row(&[word.as_bytes(), prefix.as_bytes(), file.as_bytes()]);
        }
        for id in head.next_ids.0 {
            sum.row(&[&id.to_be_bytes()]);
        }
        let mut faults = entries(&mut picture, &mut sum, head.revision).await?;
        let changes = befores(&mut picture, &mut sum).await?;
        let mut features = [0; 4];
        for collection in Collection::ALL {
            features[collection as usize] =
                features_of(&mut picture, &mut sum, collection, head.revision, &mut faults).await?;
        }
        Ok(Ledger { revision: head.revision, features, changes, digest: sum.0.finalize().into(), faults })
    }
}

/// The log's entries; told are numbers that are left out.
async fn entries(picture: &mut Picture, sum: &mut Sum, last: Revision) -> Result<Vec<String>, StoreError> {
    let (mut after, mut faults) = (0, Vec::new());
    loop {
        let page = picture.entries(after).await?;
        for entry in &page {
            if entry.revision != after + 1 {
                faults.push(format!("the history has no revision {}", after + 1));
            }
            after = entry.revision;
            sum.row(&[&after.to_be_bytes(), entry.at.as_bytes(), entry.actor.as_bytes(), entry.act.as_bytes()]);
        }
        if page.is_empty() {
            break;
        }
    }
    if after != last.0 {
        faults.push(format!("the history ends at revision {after}, the store is at {last}"));
    }
    Ok(faults)
}

/// What the history holds of features as they were.
async fn befores(picture: &mut Picture, sum: &mut Sum) -> Result<u64, StoreError> {
    let (mut after, mut count) = ((0, String::new(), 0), 0);
    loop {
        let page = picture.befores(&after).await?;
        let Some(last) = page.last() else { return Ok(count) };
        after = (last.revision, last.collection.word().to_owned(), last.id);
        count += page.len() as u64;
        for past in &page {
            sum.feature(past.revision, past.collection, past.id, past.feature.as_ref())?;
        }
    }
}

async fn features_of(
    picture: &mut Picture,
    sum: &mut Sum,
    collection: Collection,
    last: Revision,
    faults: &mut Vec<String>,
) -> Result<u64, StoreError> {
    let (mut after, mut count) = (0, 0);
    loop {
        let page = picture.features(collection, after).await?;
        let Some(end) = page.last() else { return Ok(count) };
        after = end.feature.id;
        count += page.len() as u64;
        for stored in &page {
            let (id, revision) = (stored.feature.id, stored.revision);
            if !(1..=last.0).contains(&revision.0) {
                faults.push(format!("{} {id} is of revision {revision}, which was not made", collection.word()));
            }
            sum.feature(revision.0, collection, id, Some(&stored.feature))?;
        }
    }
}

struct Sum(Sha256);

impl Sum {
    /// Every part with its length before it, so that no two rows read the same.
    fn row(&mut self, parts: &[&[u8]]) {
        for part in parts {
            self.0.update((part.len() as u64).to_be_bytes());
            self.0.update(part);
        }
    }

    fn feature(
        &mut self,
        revision: i64,
        collection: Collection,
        id: i64,
        feature: Option<&Feature>,
    ) -> Result<(), StoreError> {
        let (mut fields, mut wkb) = (String::new(), Vec::new());
        if let Some(feature) = feature {
            fields = logged::to_json(&feature.item);
            shape::write_wkb(&mut wkb, &feature.geometry).map_err(StoreError::Corrupt)?;
        }
        let word = collection.word().as_bytes();
        self.row(&[&revision.to_be_bytes(), word, &id.to_be_bytes(), fields.as_bytes(), &wkb]);
        Ok(())
    }
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "revision {}", self.revision)?;
        for collection in Collection::ALL {
            write!(f, ", {} {}", self.features[collection as usize], collection.word())?;
        }
        write!(f, ", {} rows of history, sha256 ", self.changes)?;
        self.digest.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
