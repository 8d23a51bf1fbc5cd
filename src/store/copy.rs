//! A store copied whole into a new one of either kind: features, history, revisions, ids, code prefixes,
//! receipts and settings.
//!
//! What is read is one picture of the source, whatever others commit meanwhile; what is written is one transaction, and
//! no store until it ends.

use super::address::Address;
use super::{NextIds, Store, StoreError, Stored, geopackage, postgis};
use crate::model::change::PrefixBinding;
use crate::model::{Collection, Feature, Revision};

/// Rows read and written at a time.
pub(super) const PAGE: i64 = 5000;

/// What was copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The last revision that the copy has.
    pub revision: Revision,
    pub features: u64,
    /// The last revision of the source when the copy was done: a later one if others went on writing.
    pub source_is_at: Revision,
}

/// What there is once in a store. The settings are copied letter for letter.
#[derive(Debug)]
pub(super) struct Head {
    pub settings: Vec<(String, String)>,
    pub prefixes: Vec<PrefixBinding>,
    pub receipts: Vec<Kept>,
    pub next_ids: NextIds,
    pub revision: Revision,
}

/// A row of `idempotency`.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Kept {
    pub key: String,
    pub request: String,
    pub answer: Vec<u8>,
    pub revision: i64,
    pub until: String,
}

/// A row of `revisions`.
#[derive(Debug)]
pub(super) struct Entry {
    pub revision: i64,
    pub at: String,
    pub actor: String,
    pub act: String,
}

/// A row of `changes`: a feature as it was.
#[derive(Debug)]
pub(super) struct Past {
    pub revision: i64,
    pub collection: Collection,
    pub id: i64,
    pub feature: Option<Feature>,
}

pub(super) enum Picture {
    GeoPackage(geopackage::Picture),
    Postgis(postgis::Picture),
}

enum Draft {
    GeoPackage(geopackage::Draft),
    Postgis(postgis::Draft),
}

impl Store {
    /// Copies the store to a place where there is none yet. `at`: the time it is. `born_again`: the copy goes a way of its
    /// own from there, so that its later revisions must not be taken for those of the source, see [`super::Settings::born`].
    pub async fn copy_to(&self, url: &str, at: jiff::Timestamp, born_again: bool) -> Result<Copied, StoreError> {
        let mut picture = Picture::of(self).await?;
        let mut draft = match Address::of(url)? {
            Address::File(path) => Draft::GeoPackage(geopackage::Draft::begin(path).await?),
            Address::Database(url) => Draft::Postgis(postgis::Draft::begin(url).await?),
        };
        let mut head = picture.head().await?;
        if born_again {
            head.settings.retain(|(key, _)| key != "born");
            head.settings.push(("born".into(), at.to_string()));
        }
        copy_log(&mut picture, &mut draft).await?;
        let mut features = 0;
        for collection in Collection::ALL {
            let mut after = 0;
            loop {
                let page = picture.features(collection, after).await?;
                let Some(last) = page.last() else { break };
                after = last.feature.id;
                features += page.len() as u64;
                draft.features(collection, &page, at).await?;
            }
        }
        draft.head(&head).await?;
        draft.finish().await?;
        Ok(Copied { revision: head.revision, features, source_is_at: self.revision().await? })
    }
}

async fn copy_log(picture: &mut Picture, draft: &mut Draft) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let page = picture.entries(after).await?;
        let Some(last) = page.last() else { break };
        after = last.revision;
        draft.entries(&page).await?;
    }
    let mut after = (0, String::new(), 0);
    loop {
        let page = picture.befores(&after).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = (last.revision, last.collection.word().to_owned(), last.id);
        draft.befores(&page).await?;
    }
}

/// Every page holds the rows after a key, in the order of the key.
impl Picture {
    pub(super) async fn of(store: &Store) -> Result<Self, StoreError> {
        Ok(match store {
            Store::GeoPackage(store) => Picture::GeoPackage(store.whole().await?),
            Store::Postgis(store) => Picture::Postgis(store.whole().await?),
        })
    }

    pub(super) async fn head(&mut self) -> Result<Head, StoreError> {
        match self {
            Picture::GeoPackage(picture) => picture.head().await,
            Picture::Postgis(picture) => picture.head().await,
        }
    }

    pub(super) async fn entries(&mut self, after: i64) -> Result<Vec<Entry>, StoreError> {
        match self {
            Picture::GeoPackage(picture) => picture.entries(after).await,
            Picture::Postgis(picture) => picture.entries(after).await,
        }
    }

    pub(super) async fn befores(&mut self, after: &(i64, String, i64)) -> Result<Vec<Past>, StoreError> {
        match self {
            Picture::GeoPackage(picture) => picture.befores(after).await,
            Picture::Postgis(picture) => picture.befores(after).await,
        }
    }

    pub(super) async fn features(&mut self, collection: Collection, after: i64) -> Result<Vec<Stored>, StoreError> {
        match self {
            Picture::GeoPackage(picture) => picture.features(collection, after).await,
            Picture::Postgis(picture) => picture.features(collection, after).await,
        }
    }
}

impl Draft {
    async fn entries(&mut self, page: &[Entry]) -> Result<(), StoreError> {
        match self {
            Draft::GeoPackage(draft) => draft.entries(page).await,
            Draft::Postgis(draft) => draft.entries(page).await,
        }
    }

    async fn befores(&mut self, page: &[Past]) -> Result<(), StoreError> {
        match self {
            Draft::GeoPackage(draft) => draft.befores(page).await,
            Draft::Postgis(draft) => draft.befores(page).await,
        }
    }

    async fn features(
        &mut self,
        collection: Collection,
        page: &[Stored],
        at: jiff::Timestamp,
    ) -> Result<(), StoreError> {
        match self {
            Draft::GeoPackage(draft) => draft.features(collection, page, at).await,
            Draft::Postgis(draft) => draft.features(collection, page).await,
        }
    }

    async fn head(&mut self, head: &Head) -> Result<(), StoreError> {
        match self {
            Draft::GeoPackage(draft) => draft.head(head).await,
            Draft::Postgis(draft) => draft.head(head).await,
        }
    }

    async fn finish(self) -> Result<(), StoreError> {
        match self {
            Draft::GeoPackage(draft) => draft.finish().await,
            Draft::Postgis(draft) => draft.finish().await,
        }
    }
}
