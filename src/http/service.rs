//! What every handler shares.

use super::door::Token;
use super::metrics::Counters;
use crate::app::App;
use crate::atlas::Atlas;
use crate::model::Day;
use crate::tiles::TileCache;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tokio::sync::Semaphore;

/// Memory for finished tiles, bytes.
const TILE_CACHE_BYTES: u64 = 128 << 20;
/// So many long computations run at once; others wait for their turn.
const HEAVY_AT_ONCE: usize = 2;
/// So many long answers are computed and written at once: each may take tens of megabytes, and leaves less to the short ones.
const LONG_AT_ONCE: usize = 2;

#[derive(Debug)]
pub struct Service {
    pub app: Arc<App>,
    pub tiles: Arc<TileCache>,
    /// What links begin with, without a slash at its end.
    pub public_url: Option<Arc<str>>,
    pub basemap: Option<String>,
    /// Hosts beside the basemap's own that the page may ask.
    pub basemap_hosts: Vec<String>,
    /// The city's grid for the page to compute with; empty where it cannot be said in a line.
    pub grid_proj4: String,
    /// Tells answers of this store and this program from those of others with the same revision numbers.
    pub identity: String,
    /// Who may write; nobody where there is none.
    pub token: Option<Token>,
    pub heavy: Semaphore,
    pub long: Semaphore,
    pub counters: Counters,
    /// It was told to end and goes on answering until those who choose between instances have noticed.
    pub ending: AtomicBool,
}

impl Service {
    pub fn new(app: Arc<App>, public_url: Option<&str>, basemap: Option<String>) -> Self {
        let mut hasher = DefaultHasher::new();
        (&app.born, env!("CARGO_PKG_VERSION"), super::assets::page_hash()).hash(&mut hasher);
        let city = &app.atlas().city;
        let of_grid = || crate::crs::page_proj4(city.grid_epsg()?, city.bounds);
        let grid_proj4 = city.grid_proj4.clone().or_else(of_grid).unwrap_or_default();
        Service {
            identity: format!("{:08x}", hasher.finish() & 0xffff_ffff),
            app,
            tiles: Arc::new(TileCache::new(TILE_CACHE_BYTES)),
            public_url: public_url.map(|url| url.trim_end_matches('/').into()),
            basemap,
            basemap_hosts: Vec::new(),
            grid_proj4,
            token: None,
            heavy: Semaphore::new(HEAVY_AT_ONCE),
            long: Semaphore::new(LONG_AT_ONCE),
            counters: Counters::default(),
            ending: AtomicBool::new(false),
        }
    }

    /// Lets those write who show this token.
    #[must_use]
    pub fn with_token(mut self, token: Option<&str>) -> Self {
        self.token = token.and_then(Token::new);
        self
    }

    /// Lets the page ask these hosts too.
    #[must_use]
    pub fn with_basemap_hosts(mut self, hosts: Vec<String>) -> Self {
        self.basemap_hosts = hosts;
        self
    }

    /// The snapshot that an answer holds from beginning to end.
    pub fn atlas(&self) -> Arc<Atlas> {
        self.app.atlas()
    }

    pub fn today(&self) -> Day {
        self.app.today()
    }
}
