//! What is told of a zone: when its conduits were built, when cable moved, what stayed hanging.

use crate::dates::{self, Day};
use crate::sources::ZoneSource;
use serde::Deserialize;

/// New cable hung in a zone that was done or was never to have any.
#[derive(Clone, Debug)]
pub struct NewOverhead {
    pub from: Day,
    pub operator: String,
    pub sections: usize,
}

#[derive(Clone, Debug)]
pub struct Story {
    /// Place in the list of zones; `None` for what lies in no zone.
    pub zone: Option<usize>,
    pub ducts: Option<(Day, Day)>,
    pub moves: Option<(Day, Day)>,
    pub moved_share: f64,
    pub duct_share: f64,
    pub laggard: f64,
    pub dead_share: f64,
    pub dead_down: Option<(Day, Day)>,
    pub greenfield: Option<(Day, Day)>,
    pub clear: bool,
    pub buried_share: f64,
    pub tunnel_share: f64,
    pub poles_down: Option<Day>,
    pub new_overhead: Vec<NewOverhead>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    story: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    zone: String,
    ducts: Option<[String; 2]>,
    moves: Option<[String; 2]>,
    #[serde(default)]
    moved_share: f64,
    duct_share: Option<f64>,
    #[serde(default)]
    laggard: f64,
    #[serde(default)]
    dead_share: f64,
    dead_down: Option<[String; 2]>,
    greenfield: Option<[String; 2]>,
    #[serde(default)]
    clear: bool,
    #[serde(default)]
    buried_share: f64,
    #[serde(default)]
    tunnel_share: f64,
    poles_down: Option<String>,
    #[serde(default)]
    new_overhead: Vec<WrittenOverhead>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenOverhead {
    from: String,
    operator: String,
    sections: usize,
}

/// Reads the stories; the last one is the city outside all zones, where nothing has been decided.
pub fn read(text: &str, zones: &[ZoneSource]) -> Result<Vec<Story>, String> {
    let file: File = toml::from_str(text).map_err(|error| format!("stories.toml: {error}"))?;
    let mut stories = Vec::new();
    for written in file.story {
        let zone = zones
            .iter()
            .position(|zone| zone.code == written.zone)
            .ok_or_else(|| format!("stories.toml: no zone {} in zones.geojson", written.zone))?;
        stories.push(story(zone, &written).map_err(|error| format!("stories.toml, {}: {error}", written.zone))?);
    }
    stories.push(Story::untold());
    Ok(stories)
}

fn span(pair: Option<&[String; 2]>) -> Result<Option<(Day, Day)>, String> {
    let Some([from, to]) = pair else { return Ok(None) };
    let (from, to) = (dates::parse(from)?, dates::parse(to)?);
    if from < to {
        Ok(Some((from, to)))
    } else {
        Err(format!("{} is not before {}", dates::write(from), dates::write(to)))
    }
}

fn story(zone: usize, written: &Written) -> Result<Story, String> {
    Ok(Story {
        zone: Some(zone),
        ducts: span(written.ducts.as_ref())?,
        moves: span(written.moves.as_ref())?,
        moved_share: written.moved_share,
        duct_share: written.duct_share.unwrap_or(written.moved_share),
        laggard: written.laggard,
        dead_share: written.dead_share,
        dead_down: span(written.dead_down.as_ref())?,
        greenfield: span(written.greenfield.as_ref())?,
        clear: written.clear,
        buried_share: written.buried_share,
        tunnel_share: written.tunnel_share,
        poles_down: written.poles_down.as_deref().map(dates::parse).transpose()?,
        new_overhead: written
            .new_overhead
            .iter()
            .map(|new| {
                let from = dates::parse(&new.from)?;
                Ok(NewOverhead { from, operator: new.operator.clone(), sections: new.sections })
            })
            .collect::<Result<_, String>>()?,
    })
}

impl Story {
    fn untold() -> Self {
        Story {
            zone: None,
            ducts: None,
            moves: None,
            moved_share: 0.0,
            duct_share: 0.0,
            laggard: 0.0,
            dead_share: 0.0,
            dead_down: None,
            greenfield: None,
            clear: false,
            buried_share: 0.0,
            tunnel_share: 0.0,
            poles_down: None,
            new_overhead: Vec::new(),
        }
    }
}

/// The day that lies a share of the way through a span.
pub fn day_at(span: (Day, Day), share: f64) -> Day {
    span.0 + (f64::from(span.1 - span.0) * share.clamp(0.0, 1.0)).round() as i32
}
