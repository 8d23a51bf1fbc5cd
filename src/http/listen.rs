//! Listening: where, for whom, and how it ends.

use super::service::Service;
use crate::app::{App, follow};
use axum::serve::ListenerExt;
use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Bytes of a token that is not guessed.
const LEAST_TOKEN: usize = 16;

/// Where and how to listen.
#[derive(Clone)]
pub struct Listen {
    pub address: SocketAddr,
    /// Allows other addresses than those of this machine.
    pub public: bool,
    /// What links begin with.
    pub public_url: Option<String>,
    /// URL of a background map.
    pub basemap: Option<String>,
    /// Other hosts that it is made of.
    pub basemap_hosts: Vec<String>,
    /// Whoever shows it may write; without one nobody may.
    pub token: Option<String>,
    /// So long after the signal to end it goes on answering, and says that it is not ready.
    pub drain: Duration,
}

/// Serves until a signal ends it; requests under way are answered, and the store is closed in good order.
pub async fn serve(app: Arc<App>, listen: Listen) -> Result<(), Error> {
    if !listen.address.ip().is_loopback() && !listen.public {
        let message = format!(
            "{} can be reached from other machines, and there are no accounts yet: say --public if that is meant",
            listen.address
        );
        return Err(Error::new(ErrorKind::PermissionDenied, message));
    }
    if listen.token.as_deref().is_some_and(|token| (1..LEAST_TOKEN).contains(&token.trim().len())) {
        tracing::warn!(
            "NGAMHOA_TOKEN is short: who guesses it writes; make a longer one, such as `openssl rand -hex 16` gives"
        );
    }
    let listener = TcpListener::bind(listen.address)
        .await
        .map_err(|error| Error::new(error.kind(), format!("cannot listen on {}: {error}", listen.address)))?;
    let service = Service::new(app.clone(), listen.public_url.as_deref(), listen.basemap);
    let service = service.with_basemap_hosts(listen.basemap_hosts).with_token(listen.token.as_deref());
    let service = Arc::new(service);
    let router = super::router(service.clone());
    let address = listener.local_addr()?;
    tracing::info!(revision = app.atlas().revision.0, "listening on http://{address}");
    let following = tokio::spawn({
        let app = app.clone();
        async move { follow(&app).await }
    });
    tokio::task::spawn_blocking({
        let service = service.clone();
        move || service.tiles.warm(&service.atlas(), service.today())
    });
    // What is written is a whole answer: nothing is gained by waiting for more.
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
    });
    let served = axum::serve(listener, router).with_graceful_shutdown(ended(service, listen.drain)).await;
    following.abort();
    if let Err(error) = app.store.close().await {
        tracing::warn!(%error, "the store did not close in good order");
    }
    served
}

/// Until a signal ends the service; with a `drain`, until those who choose between instances have looked away, too. A second
/// signal ends at once.
async fn ended(service: Arc<Service>, drain: Duration) {
    let (mut term, mut interrupt) = match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
        (Ok(term), Ok(interrupt)) => (term, interrupt),
        (Err(error), _) | (_, Err(error)) => {
            tracing::warn!(%error, "no signal ends this service in good order");
            return std::future::pending().await;
        }
    };
    let mut told = async || {
        tokio::select! {
            _ = term.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    told().await;
    if !drain.is_zero() {
        service.ending.store(true, Ordering::Relaxed);
        tracing::info!("not ready any more, ending in {} s", drain.as_secs());
        // Either way it is time.
        let _told_again = tokio::time::timeout(drain, told()).await;
    }
    tracing::info!("ending");
}
