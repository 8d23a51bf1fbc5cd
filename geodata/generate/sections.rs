//! The city's streets cut into sections: the pieces between chambers in which cables and conduits are told.

use crate::area::Area;
use crate::fabric;
use crate::line;
use crate::plane::Spot;
use crate::prng::Chance;
use crate::sources::Sources;

/// A street with what its sections share.
pub struct Street {
    pub name: Option<String>,
    pub width_m: f64,
    pub line: Vec<Spot>,
    /// How busy it is, 1 for a main street.
    pub reach: f64,
    pub is_main: bool,
    pub seed: u64,
    section_m: f64,
}

pub struct Section {
    pub street: usize,
    pub line: Vec<Spot>,
    /// Place in the list of stories.
    pub story: usize,
    /// Where it stands in its story's order, 0 first and 1 last.
    pub turn: f64,
    pub seed: u64,
}

/// How near a cleared zone a section comes before it is told with that zone, metres: the widest street's half and a bit,
/// because its cable hangs to the side.
const CLEAR_MARGIN_M: f64 = 30.0;

pub fn streets(sources: &Sources) -> Vec<Street> {
    let mut streets: Vec<Street> = sources
        .streets
        .iter()
        .map(|street| Street {
            name: Some(street.name.clone()),
            width_m: street.width_m,
            line: line::smooth(&street.line, 2),
            reach: if street.rural { 0.55 } else { 1.0 },
            is_main: true,
            seed: Chance::seed_of(&street.name),
            section_m: if street.rural { 320.0 } else { 150.0 },
        })
        .collect();
    let mut numbers = vec![0_u32; sources.fabrics.len()];
    for side in fabric::side_streets(sources) {
        let fabric = &sources.fabrics[side.fabric];
        numbers[side.fabric] += 1;
        streets.push(Street {
            name: fabric.name.as_ref().map(|name| format!("{name} {}", numbers[side.fabric])),
            width_m: fabric.width_m,
            line: side.line,
            reach: fabric.reach,
            is_main: false,
            seed: Chance::seed_of(&format!("{} {} {}", fabric.zone, side.fabric, numbers[side.fabric])),
            section_m: fabric.section_m,
        });
    }
    streets
}

pub fn sections(sources: &Sources, streets: &[Street]) -> Vec<Section> {
    let mut sections = Vec::new();
    for (at, street) in streets.iter().enumerate() {
        let whole = line::length_m(&street.line);
        let count = (whole / street.section_m).round().max(1.0);
        let mut own: Vec<Section> = (0..count as u32)
            .map(|n| {
                let (from, to) = (whole * f64::from(n) / count, whole * f64::from(n + 1) / count);
                let line = line::part(&street.line, from, to);
                let story = story_of(sources, &line);
                Section { street: at, line, story, turn: 0.0, seed: street.seed ^ (u64::from(n) << 32) }
            })
            .collect();
        take_turns(street, &mut own);
        sections.append(&mut own);
    }
    sections
}

/// A main street goes underground from one end to the other, a side street all at once; a little chance in both.
fn take_turns(street: &Street, own: &mut [Section]) {
    let mut chance = Chance::of(&[street.seed, 0x7A]);
    let (base, backwards) = (chance.unit(), chance.happens(0.5));
    let stories: Vec<usize> = own.iter().map(|section| section.story).collect();
    let mut seen = 0;
    for at in 0..own.len() {
        let of_story = stories.iter().filter(|story| **story == stories[at]).count();
        if at > 0 && stories[at] != stories[at - 1] {
            seen = 0;
        }
        let place = (f64::from(seen) + 0.5) / of_story as f64;
        seen += 1;
        let place = if backwards { 1.0 - place } else { place };
        let turn = if street.is_main { 0.8 * place + 0.2 * base } else { base };
        own[at].turn = (turn + chance.between(-0.03, 0.03)).clamp(0.0, 1.0);
    }
}

/// The story a section belongs to: a cleared zone it comes near, else the most special zone that holds its middle.
fn story_of(sources: &Sources, section: &[Spot]) -> usize {
    let probes = line::dense(section, 10.0);
    let area = |story: &crate::story::Story| story.zone.map(|zone| &sources.zones[zone].area);
    let touches = |area: &Area| probes.iter().any(|spot| area.reaches(*spot, CLEAR_MARGIN_M));
    let cleared = sources.stories.iter().position(|story| story.clear && area(story).is_some_and(touches));
    if let Some(story) = cleared {
        return story;
    }
    let Some((middle, _)) = line::along(section, line::length_m(section) / 2.0) else {
        return sources.stories.len() - 1;
    };
    let special = |kind: &str| match kind {
        "street" => 0,
        "new_urban_area" | "industrial_park" | "industrial_cluster" => 1,
        "residential_area" | "district_centre" => 2,
        _ => 3,
    };
    sources
        .stories
        .iter()
        .enumerate()
        .filter(|(_, story)| area(story).is_some_and(|area| area.reaches(middle, 0.0)))
        .min_by_key(|(_, story)| story.zone.map_or(9, |zone| special(&sources.zones[zone].kind)))
        .map_or(sources.stories.len() - 1, |(at, _)| at)
}
