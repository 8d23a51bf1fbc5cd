//! The demo city: everything told, then written as the files the import reads.

use crate::cables::{Cable, Codes};
use crate::conduits::{self, Conduit};
use crate::lives::{Place, Register};
use crate::sections::{self, Section, Street};
use crate::sources::Sources;
use crate::structures::{self, Structure};
use crate::works::Works;
use crate::write::{self, Feature};
use crate::{regress, trunks};

pub struct Demo {
    pub sources: Sources,
    pub streets: Vec<Street>,
    pub sections: Vec<Section>,
    pub cables: Vec<Cable>,
    pub conduits: Vec<Conduit>,
    pub structures: Vec<Structure>,
}

/// What the city is, as any store of it knows.
const CITY: &str = include_str!("../cities/hai_phong.toml");
/// What the demo says of itself; keys stand before the tables of the city file, tables behind them.
const ILLUSTRATIVE: &str =
    "# Made up: real names of streets, zones and firms, an invented network.\nillustrative = true\n\n";
const NOTES: &str = r#"
[notes]
vi = "Số liệu minh họa, không phải khảo sát: tên phố, khu vực và doanh nghiệp là thật; tuyến cáp, cống bể, ngày tháng và tiến độ do máy sinh ra."
en = "Illustrative, not surveyed: streets, zones and firms have their real names; cables, conduits, dates and progress are made up by a program."
"#;

pub fn tell() -> Result<Demo, String> {
    let sources = Sources::read()?;
    let streets = sections::streets(&sources);
    let sections = sections::sections(&sources, &streets);
    let works: Vec<Works> = sections.iter().map(|s| Works::of(s, &sources.stories[s.story])).collect();
    let mut conduits = conduits::build(&sources, &streets, &sections, &works);
    let mut banks: Vec<Vec<usize>> = vec![Vec::new(); sections.len()];
    for (at, conduit) in conduits.iter().enumerate() {
        banks[conduit.section].push(at);
    }
    let mut codes = Codes::new(sources.firms.len());
    let mut cables = Vec::new();
    for (at, section) in sections.iter().enumerate() {
        let (street, story) = (&streets[section.street], &sources.stories[section.story]);
        let place = Place { sources: &sources, street, section, story, works: works[at], banks: &banks[at] };
        place.tell(&mut Register { codes: &mut codes, conduits: &mut conduits, cables: &mut cables })?;
    }
    trunks::tell(&sources, &streets, &sections, &works, &mut codes, &mut cables)?;
    regress::tell(&sources, &streets, &sections, &mut codes, &mut cables)?;
    let structures = structures::build(&sources, &streets, &sections, &works, &conduits)?;
    Ok(Demo { sources, streets, sections, cables, conduits, structures })
}

impl Demo {
    /// The files by name.
    pub fn files(&self) -> Vec<(&'static str, String)> {
        let plane = &self.sources.plane;
        let cable = |cable: &Cable| {
            let conduit = cable.conduit.map(|at| self.conduits[at].code.as_str());
            cable.feature(&self.sources, plane, conduit)
        };
        let conduit = |conduit: &Conduit| conduit.feature(&self.sources, plane, self.sections[conduit.section].seed);
        let zones: Vec<String> = self.sources.zone_features.iter().map(ToString::to_string).collect();
        vec![
            ("cables.geojsonl", lines(self.cables.iter().map(cable))),
            ("conduits.geojsonl", lines(self.conduits.iter().map(conduit))),
            ("structures.geojsonl", lines(self.structures.iter().map(|structure| structure.feature(plane)))),
            ("zones.geojson", write::collection(&zones)),
            ("base.geojson", write::collection(&self.base())),
            ("city.toml", format!("{ILLUSTRATIVE}{CITY}{NOTES}")),
        ]
    }

    /// Water and land as drawn, and every street the network lies in.
    fn base(&self) -> Vec<String> {
        let mut features: Vec<String> = self.sources.base_features.iter().map(ToString::to_string).collect();
        features.extend(self.streets.iter().map(|street| {
            Feature::new()
                .text("layer", "street")
                .text("name", street.name.as_deref().unwrap_or_default())
                .text("class", if street.is_main { "main" } else { "side" })
                .number("width_m", street.width_m)
                .line(&self.sources.plane, &street.line)
        }));
        features
    }
}

fn lines(features: impl Iterator<Item = String>) -> String {
    features.fold(String::new(), |mut text, feature| {
        text.push_str(&feature);
        text.push('\n');
        text
    })
}
