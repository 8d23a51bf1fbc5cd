//! A private PostgreSQL with PostGIS, which the tests start themselves: one a test process, in a temporary folder, on a
//! socket of its own; and one more for whoever has to stop it. It stops, and its folder goes, when the test process ends in
//! whatever way: the shell that holds it waits for the end of a pipe that only the test process keeps open.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

const PREFIX: &str = "ngamhoa-pg-";

/// `$1` the folder, `$2` the binaries, `$3` whether a commit waits for the log. Does what it is told, a word a line, until nobody is left to tell it. Fast, not safe
/// against a crash of the machine: what is in it is thrown away.
const HOLD: &str = r#"
trap '' INT TERM HUP
start() {
    "$2/postgres" -D "$1/data" -k "$1" -c listen_addresses= -c fsync=off -c full_page_writes=off -c synchronous_commit="$3" \
        -c max_connections=300 -c shared_buffers=128MB >>"$1/log" 2>&1 &
    server=$!
}
stop() {
    kill -"$1" "$server"
    wait "$server"
}
start "$1" "$2" "$3"
while read -r word; do
    case "$word" in
        crash) stop QUIT ;;
        start) start "$1" "$2" "$3" ;;
    esac
done
stop INT
rm -rf "$1"
"#;

pub struct Cluster {
    folder: PathBuf,
    made: AtomicU32,
    /// Its pipe is open as long as this process lives.
    holder: Child,
}

/// The one cluster of this test process.
pub fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| Cluster::start("", "off"))
}

impl Cluster {
    /// One that nobody else uses, so that it may crash, and keeps what it answered for when it does.
    pub fn of_my_own() -> Self {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        Self::start(&format!("-{}", STARTED.fetch_add(1, Ordering::Relaxed)), "on")
    }

    fn start(name: &str, synchronous_commit: &str) -> Self {
        clear_what_was_left();
        let binaries = binaries();
        // Short, since a socket's path may have 107 letters.
        let folder = new_folder(name);
        done(
            as_postgres(&binaries.join("initdb"))
                .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N", "-D"])
                .arg(folder.join("data")),
        );
        let cluster = Self::hold(folder, synchronous_commit);
        cluster.sql("postgres", "CREATE DATABASE template_postgis");
        cluster.sql("template_postgis", "CREATE EXTENSION postgis");
        cluster
    }

    /// Starts the server on the data in a folder.
    fn hold(folder: PathBuf, synchronous_commit: &str) -> Self {
        let holder = as_postgres(Path::new("sh"))
            .args(["-c", HOLD, "sh"])
            .arg(&folder)
            .arg(binaries())
            .arg(synchronous_commit)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let cluster = Cluster { folder, made: AtomicU32::new(0), holder };
        cluster.wait(true);
        cluster
    }

    /// Keeps every finished piece of the log, as the handbook says for a database that matters.
    pub fn archive(&self) {
        done(as_postgres(Path::new("mkdir")).arg(self.folder.join("archive")));
        self.sql("postgres", "ALTER SYSTEM SET archive_mode = on");
        let command = format!("cp %p {}/archive/%f", self.folder.display());
        self.sql("postgres", &format!("ALTER SYSTEM SET archive_command = '{command}'"));
        self.crash();
        self.start_again();
    }

    /// A base backup while the server is in use.
    pub fn base_backup(&self) -> PathBuf {
        let base = self.folder.join("base");
        done(
            as_postgres(&binaries().join("pg_basebackup"))
                .args(["-U", "postgres", "-c", "fast", "-X", "fetch", "-h"])
                .arg(&self.folder)
                .arg("-D")
                .arg(&base),
        );
        base
    }

    /// The last piece of the log is archived when this is done.
    pub fn archive_the_rest(&self) {
        let last = self.sql("postgres", "SELECT pg_walfile_name(pg_switch_wal())");
        for _ in 0..200 {
            if self.folder.join("archive").join(&last).exists() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("{last} was not archived");
    }

    /// Another server, put back from the base backup and the archived log to just that time.
    pub fn put_back(&self, base: &Path, until: &str) -> Self {
        let folder = new_folder("-put-back");
        done(as_postgres(Path::new("cp")).arg("-a").arg(base).arg(folder.join("data")));
        let settings = format!(
            "archive_mode = off\nrestore_command = 'cp {}/archive/%f %p'\nrecovery_target_time = '{until}'\nrecovery_target_action = 'promote'\n",
            self.folder.display()
        );
        let append = "cat >> \"$1/postgresql.auto.conf\" && touch \"$1/recovery.signal\"";
        let mut writer = as_postgres(Path::new("sh"))
            .args(["-c", append, "sh"])
            .arg(folder.join("data"))
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        writer.stdin.take().unwrap().write_all(settings.as_bytes()).unwrap();
        assert!(writer.wait().unwrap().success());
        let cluster = Self::hold(folder, "on");
        for _ in 0..200 {
            if cluster.psql("postgres", "postgres", "SELECT pg_is_in_recovery()").as_deref() == Ok("f") {
                return cluster;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("the server does not end its recovery");
    }

    /// Ends the server as a crash would: what was committed is in its log only.
    pub fn crash(&self) {
        self.tell("crash");
        self.wait(false);
    }

    pub fn start_again(&self) {
        self.tell("start");
        self.wait(true);
    }

    fn tell(&self, word: &str) {
        writeln!(self.holder.stdin.as_ref().unwrap(), "{word}").unwrap();
    }

    fn wait(&self, wanted_up: bool) {
        for _ in 0..600 {
            let mut ask = Command::new(binaries().join("pg_isready"));
            let up =
                ask.arg("-h").arg(&self.folder).stdout(Stdio::null()).status().is_ok_and(|status| status.success());
            if up == wanted_up {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        panic!("PostgreSQL did not {}:\n{log}", if wanted_up { "start" } else { "stop" });
    }

    /// A fresh database with PostGIS and nothing else: its name.
    pub fn database(&self) -> String {
        let name = format!("city_{}", self.made.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name} TEMPLATE template_postgis STRATEGY file_copy"));
        name
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.folder.display())
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.join(".s.PGSQL.5432")
    }

    /// What somebody else's client does: plain SQL through psql, each call a session of its own.
    pub fn sql(&self, database: &str, sql: &str) -> String {
        let said = self.psql("postgres", database, sql);
        said.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    pub fn psql(&self, user: &str, database: &str, sql: &str) -> Result<String, String> {
        let output = Command::new(binaries().join("psql"))
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", user, "-d", database, "-h"])
            .arg(&self.folder)
            .args(["-c", sql])
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }
}

fn new_folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("{PREFIX}{}{name}", std::process::id()));
    std::fs::create_dir(&folder).unwrap();
    if is_root() {
        // initdb and postgres refuse to run as root.
        done(Command::new("chown").arg("postgres").arg(&folder));
    }
    folder
}

/// The newest PostgreSQL of Debian's that has PostGIS beside it.
fn binaries() -> PathBuf {
    let mut versions: Vec<u32> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|version| Path::new(&format!("/usr/share/postgresql/{version}/extension/postgis.control")).exists())
        .collect();
    versions.sort_unstable();
    let newest = versions.last().unwrap_or_else(|| {
        panic!("the tests of the PostGIS store need PostgreSQL with PostGIS; on Debian 12: apt-get install postgresql-15 postgresql-15-postgis-3 (or `make setup-database`)")
    });
    PathBuf::from(format!("/usr/lib/postgresql/{newest}/bin"))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.trim_ascii() == b"0"
}

fn as_postgres(program: &Path) -> Command {
    let mut command = Command::new(if is_root() { Path::new("setpriv") } else { program });
    if is_root() {
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
    }
    // The checkout may not be readable for that user.
    command.current_dir("/");
    command
}

fn done(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Folders of test processes that are gone together with the shell that should have cleared them.
fn clear_what_was_left() {
    for entry in std::fs::read_dir(std::env::temp_dir()).unwrap().filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(process) = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next()) else { continue };
        let server = std::fs::read_to_string(entry.path().join("data/postmaster.pid")).unwrap_or_default();
        let server = server.lines().next().unwrap_or("0").to_owned();
        if [process, &server].iter().all(|process| !Path::new("/proc").join(process).exists()) {
            // Another user's, or just being cleared by itself: not ours to insist on.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
