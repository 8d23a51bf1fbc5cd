//! A line to the database that can be cut: connections refused, or silent, and whole again.

use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::{TcpListener, UnixStream};
use tokio::sync::watch;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wire {
    Whole,
    /// Every connection ends at once.
    Cut,
    /// Connections stay, and nothing passes: a machine that is gone without a word.
    Silent,
    /// As silent, and the connections of before never pass anything again: the address moves to another machine.
    Gone,
}

pub struct Proxy {
    pub port: u16,
    wire: Arc<watch::Sender<Wire>>,
}

impl Proxy {
    pub async fn to(socket: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let wire = Arc::new(watch::Sender::new(Wire::Whole));
        let sender = wire.clone();
        tokio::spawn(async move {
            loop {
                let (mut client, _) = listener.accept().await.unwrap();
                let (socket, mut wire) = (socket.clone(), sender.subscribe());
                tokio::spawn(async move {
                    loop {
                        let now = *wire.borrow_and_update();
                        match now {
                            Wire::Cut => return,
                            Wire::Silent | Wire::Gone => wire.changed().await.unwrap(),
                            Wire::Whole => break,
                        }
                    }
                    let mut server = UnixStream::connect(&socket).await.unwrap();
                    let passing = tokio::io::copy_bidirectional(&mut client, &mut server);
                    tokio::pin!(passing);
                    loop {
                        let now = *wire.borrow_and_update();
                        match now {
                            Wire::Whole => tokio::select! { _ = &mut passing => return, _ = wire.changed() => {} },
                            Wire::Silent => wire.changed().await.unwrap(),
                            Wire::Gone => std::future::pending().await,
                            Wire::Cut => return,
                        }
                    }
                });
            }
        });
        Proxy { port, wire }
    }

    pub fn set(&self, wire: Wire) {
        self.wire.send_replace(wire);
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}?sslmode=disable", self.port)
    }
}
