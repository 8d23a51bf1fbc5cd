//! The edge to HTTP.
pub mod wire;
use crate::app::App;
use std::net::SocketAddr;
use std::sync::Arc;

/// Where and how to listen.
#[derive(Clone, Debug)]
pub struct Listen {
    pub address: SocketAddr,
    pub public: bool,
    pub public_url: Option<String>,
    pub basemap: Option<String>,
}

pub async fn serve(_app: Arc<App>, _listen: Listen) -> std::io::Result<()> {
    Err(std::io::Error::other("under construction"))
}
