//! Makes the Hai Phong demo and, from the same parts, a large city for measuring speed.
//!
//! Holds the making only: what is made up stands in `geodata/hai_phong/`. It must never ask the clock, the network or
//! the system's chance, and must write the same bytes each time.

mod area;
mod bench;
mod cables;
mod conduits;
mod dates;
mod demo;
mod fabric;
mod firms;
mod line;
mod lives;
mod plane;
mod prng;
mod regress;
mod sections;
mod sources;
mod story;
mod structures;
#[cfg(test)]
mod tests;
mod trunks;
mod works;
mod write;

use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "geodata", about = "Makes the files of the Hai Phong demo, or of a large city for measuring speed")]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The Hai Phong demo: cables, conduits, structures, zones, base and its mark
    Demo {
        /// Folder to write into; it is made if it is not there
        #[arg(short, long)]
        out: PathBuf,
    },
    /// A large made-up city over the same box
    Bench {
        #[arg(long, default_value_t = 200_000)]
        cables: u32,
        #[arg(long, default_value_t = 2_000)]
        zones: u32,
        #[arg(long, default_value_t = 40_000)]
        conduits: u32,
        #[arg(short, long)]
        out: PathBuf,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().what {
        What::Demo { out } => write_demo(&out),
        What::Bench { cables, zones, conduits, out } => bench::Size::new(cables, zones, conduits)
            .and_then(|size| folder(&out).and_then(|()| bench::write(size, &out).map_err(|e| e.to_string()))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("geodata: {error}");
            ExitCode::FAILURE
        }
    }
}

fn folder(out: &Path) -> Result<(), String> {
    std::fs::create_dir_all(out).map_err(|error| format!("{}: {error}", out.display()))
}

fn write_demo(out: &Path) -> Result<(), String> {
    folder(out)?;
    let demo = demo::tell()?;
    for (name, text) in demo.files() {
        let path = out.join(name);
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    println!(
        "{} cables, {} conduits, {} structures, {} zones in {}",
        demo.cables.len(),
        demo.conduits.len(),
        demo.structures.len(),
        demo.sources.zones.len(),
        out.display()
    );
    Ok(())
}
