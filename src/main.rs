//! The `ngamhoa` program.

use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

/// Answers are made on many threads and of many small parts, and overlays of areas of more: the system's allocator takes a seventh
/// of the time of a coverage, and keeps what has gone to pieces.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// PROJ's database is inside the program. PROJ looks for a file of that name first, beside an installed program (`/usr/bin` has
/// `/usr/share/proj`) and where PROJ_DATA says, and another PROJ's file makes every coordinate system unknown. So it is told of a place
/// where none is.
const NOWHERE: &str = "/nonexistent/ngamhoa-brings-its-own";
/// PROJ's own words on stderr: what is wrong is said by us.
const SILENT: (&str, &str) = ("PROJ_DEBUG", "0");
/// The folder in a user's home where PROJ looks before all others.
const NO_HOME: &str = "PROJ_SKIP_READ_USER_WRITABLE_DIRECTORY";

fn main() -> ExitCode {
    if std::env::var_os("PROJ_DATA").is_none_or(|told| told != NOWHERE) {
        begin_anew();
    }
    ngamhoa::cli::run()
}

/// The same program with the same arguments in the same process; PROJ reads its environment, which a running program does not
/// change. Comes back only where that cannot be done.
fn begin_anew() {
    let Ok(program) = std::env::current_exe() else { return };
    let mut arguments = std::env::args_os();
    let name = arguments.next().unwrap_or_else(|| program.clone().into());
    let mut again = Command::new(program);
    again.arg0(name).args(arguments).env("PROJ_DATA", NOWHERE).env(NO_HOME, "1").env(SILENT.0, SILENT.1);
    let _failed = again.exec();
}
