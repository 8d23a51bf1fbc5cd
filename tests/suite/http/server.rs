//! The program serving, while others write to the same store.

use crate::cli::{cables_file, done, ngamhoa};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(folder: &Path) -> Self {
        Server::start_with(folder, &[])
    }

    fn start_with(folder: &Path, settings: &[(&str, &str)]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = ngamhoa(folder);
        command.env_remove("NGAMHOA_TOKEN").env_remove("NGAMHOA_DRAIN_S").envs(settings.iter().copied());
        let child =
            command.args(["serve", "--listen", &format!("127.0.0.1:{port}")]).stderr(Stdio::null()).spawn().unwrap();
        let server = Server { child, port };
        let began = Instant::now();
        while server.try_get("/readyz").is_none() {
            assert!(began.elapsed() < Duration::from_mins(1), "the service does not get ready");
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    fn try_get(&self, path: &str) -> Option<serde_json::Value> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream
            .write_all(format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").as_bytes())
            .ok()?;
        let mut text = String::new();
        stream.read_to_string(&mut text).ok()?;
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
        serde_json::from_str(text.split_once("\r\n\r\n")?.1).ok()
    }

    /// The status line of an answer to a request with a body.
    fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }

    fn tell_to_end(&self) {
        assert!(Command::new("kill").arg(self.child.id().to_string()).status().unwrap().success());
    }

    fn matched(&self) -> i64 {
        self.try_get("/collections/cables/items?limit=1").unwrap()["numberMatched"].as_i64().unwrap()
    }
}

/// A planner imports on the same machine while the page is in use: readers see whole imports only, within moments.
#[test]
fn the_map_follows_an_import_of_the_command_line_while_it_is_being_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["init"]);
    let server = Server::start(at);
    assert_eq!(server.matched(), 0);
    for round in 0..4_usize {
        let file = format!("{round}.geojson");
        cables_file(&at.join(&file), "VNPT", round * 500, 500, "aerial");
        let mut import = ngamhoa(at)
            .args(["import", &file, "--as", "cables"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let status = loop {
            let seen = server.matched();
            assert_eq!(seen % 500, 0, "a part of an import was seen");
            if let Some(status) = import.try_wait().unwrap() {
                break status;
            }
        };
        assert!(status.success());
        let wanted = (round as i64 + 1) * 500;
        let began = Instant::now();
        while server.matched() != wanted {
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "the map does not follow: {} of {wanted}",
                server.matched()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }
    done(at, &["undo", "4"]);
    let began = Instant::now();
    while server.matched() != 1500 {
        assert!(began.elapsed() < Duration::from_secs(20), "the map does not follow an undo");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn without_accounts_the_service_listens_to_this_machine_only_unless_told_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let output = ngamhoa(folder.path()).args(["serve", "--listen", "0.0.0.0:0"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("--public"), "{said}");
}

/// The token comes from the environment, and what was answered under a key outlives the process.
#[test]
fn a_write_by_token_is_kept_over_a_kill_and_answered_again() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["init"]);
    let pole = r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[106.68,20.85]},"properties":{"code":"P-1","owner":"PCHP","kind":"pole","status":"functional","valid_from":"2016-01-01"}}"#;
    let (path, headers) =
        ("/collections/structures/items", "Authorization: Bearer one-secret\r\nIdempotency-Key: k-1\r\n");
    {
        let locked = Server::start(at);
        assert!(locked.send("POST", path, headers, pole).starts_with("HTTP/1.1 403"));
    }
    // Without the date, which is the server's own and not the answer's.
    let timeless =
        |answer: &str| answer.lines().filter(|line| !line.starts_with("date:")).collect::<Vec<_>>().join("\n");
    let first = {
        let server = Server::start_with(at, &[("NGAMHOA_TOKEN", "one-secret")]);
        let wrong = server.send("POST", path, "Authorization: Bearer other\r\n", pole);
        assert!(wrong.starts_with("HTTP/1.1 401"), "{wrong}");
        let first = server.send("POST", path, headers, pole);
        assert!(first.starts_with("HTTP/1.1 201"), "{first}");
        // Killed at once, as a machine that loses its power.
        first
    };
    let server = Server::start_with(at, &[("NGAMHOA_TOKEN", "one-secret")]);
    let again = server.send("POST", path, headers, pole);
    assert_eq!(timeless(&first), timeless(&again));
    let poles = server.try_get("/collections/structures/items").unwrap();
    assert_eq!(poles["numberMatched"], 1);
}

/// What chooses between instances is given the time to look away; nobody who is still sent here is turned away.
#[test]
fn told_to_end_it_says_that_it_is_not_ready_and_answers_on_until_it_is_told_again() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["init"]);
    let mut server = Server::start_with(at, &[("NGAMHOA_DRAIN_S", "60")]);
    server.tell_to_end();
    let began = Instant::now();
    let said = loop {
        let said = server.send("GET", "/readyz", "", "");
        if !said.starts_with("HTTP/1.1 200") {
            break said;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{said}");
    };
    assert!(said.starts_with("HTTP/1.1 503") && said.contains(r#""status":"ending""#), "{said}");
    assert_eq!(server.matched(), 0);
    server.tell_to_end();
    assert!(server.child.wait().unwrap().success());
    assert!(began.elapsed() < Duration::from_secs(40), "the second word ends it at once");
}
