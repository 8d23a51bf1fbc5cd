//! The `ngamhoa` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    ngamhoa::cli::run()
}
