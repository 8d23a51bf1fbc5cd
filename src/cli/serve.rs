//! `ngamhoa serve`

use super::{Done, Stop, StoreArgument};
use crate::app::{App, Clock};
use crate::http::{Listen, host_source, serve};
use crate::store::shown;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Changes are taken from whoever shows the secret that stands in NGAMHOA_TOKEN; without it none are."
)]
pub(super) struct Arguments {
    /// Where to listen.
    #[arg(long, env = "NGAMHOA_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Allows listening beyond this machine, though there are no accounts yet: everybody who reaches it reads everything.
    #[arg(long)]
    public: bool,
    /// What links in answers begin with (default: the Host header).
    #[arg(long, env = "NGAMHOA_PUBLIC_URL")]
    public_url: Option<String>,
    /// A background map: the URL of a style, or of raster tiles with {z}/{x}/{y}.
    #[arg(long, env = "NGAMHOA_BASEMAP")]
    basemap: Option<String>,
    /// Seconds for which it goes on answering after the signal to end, while /readyz says 503: what chooses between several instances looks away first.
    #[arg(long, env = "NGAMHOA_DRAIN_S", value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=600))]
    drain: u64,
    /// Further hosts that the background map is made of (tiles, sprites), each like https://tiles.example.
    #[arg(long, env = "NGAMHOA_BASEMAP_HOSTS", value_delimiter = ',', value_parser = basemap_host)]
    basemap_hosts: Vec<Option<String>>,
    #[command(flatten)]
    store: StoreArgument,
}

pub(super) async fn run(arguments: Arguments) -> Done {
    let filter = tracing_subscriber::EnvFilter::try_from_env("NGAMHOA_LOG").unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let store = &arguments.store.store;
    if super::make_if_missing(store).await? {
        tracing::info!(store = shown(store), "made a new store with Hải Phòng's settings");
    }
    // Not an argument: those are seen by everybody on the machine.
    let token = std::env::var("NGAMHOA_TOKEN").ok();
    if token.as_deref().is_some_and(|token| !token.trim().chars().all(|letter| letter.is_ascii_graphic())) {
        let message =
            "NGAMHOA_TOKEN must be ASCII letters, digits and signs without blanks: no header can carry others";
        return Err(Stop::Usage(message.into()));
    }
    let app = Arc::new(App::open(store, Clock::System).await?);
    // Reading a large city takes half a minute: what others wrote meanwhile is there before anybody is answered.
    app.catch_up().await?;
    let listen = Listen {
        address: arguments.listen,
        public: arguments.public,
        public_url: arguments.public_url,
        basemap: arguments.basemap,
        basemap_hosts: arguments.basemap_hosts.into_iter().flatten().collect(),
        token,
        drain: Duration::from_secs(arguments.drain),
    };
    serve(app, listen).await.map_err(|error| Stop::Usage(error.to_string()))
}

/// None of a blank: settings are often there and empty.
fn basemap_host(text: &str) -> Result<Option<String>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    host_source(text).map(Some).ok_or_else(|| format!("\"{text}\" is no host such as https://tiles.example"))
}
