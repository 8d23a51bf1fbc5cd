//! Trunk cables: the long ones along main streets, one piece over several sections of one story.

use crate::cables::{Cable, Codes};
use crate::dates::{Day, history_end, parse};
use crate::line;
use crate::plane::Spot;
use crate::prng::Chance;
use crate::sections::{Section, Street};
use crate::sources::Sources;
use crate::story::{Story, day_at};
use crate::works::Works;

/// Firms with trunks of their own, by their place in the list, and how sure they are to have one.
const CARRIERS: [(usize, f64); 4] = [(0, 0.95), (1, 0.9), (2, 0.45), (6, 0.4)];
/// Sections in one trunk.
const LENGTH: usize = 5;

pub fn tell(
    sources: &Sources,
    streets: &[Street],
    sections: &[Section],
    works: &[Works],
    codes: &mut Codes,
    cables: &mut Vec<Cable>,
) -> Result<(), String> {
    let mut at = 0;
    while at < sections.len() {
        let (street, story) = (sections[at].street, sections[at].story);
        let same = sections[at..].iter().take(LENGTH).take_while(|s| s.street == street && s.story == story).count();
        if streets[street].is_main && same > 1 {
            let run = at..at + same;
            one(
                sources,
                &streets[street],
                &sections[run.clone()],
                &works[run],
                &sources.stories[story],
                codes,
                cables,
            )?;
        }
        at += same.max(1);
    }
    Ok(())
}

fn one(
    sources: &Sources,
    street: &Street,
    run: &[Section],
    works: &[Works],
    story: &Story,
    codes: &mut Codes,
    cables: &mut Vec<Cable>,
) -> Result<(), String> {
    let mut centre: Vec<Spot> = run.iter().flat_map(|section| section.line.iter().copied()).collect();
    centre.dedup_by(|a, b| a.distance(*b) < 0.01);
    let whole = line::length_m(&centre);
    let centre = line::dense(&centre, (whole / 14.0).max(45.0));
    // A trunk moves when the last of its sections does, or not at all.
    let moved = works.iter().map(|w| w.moved).collect::<Option<Vec<Day>>>().and_then(|days| days.into_iter().max());
    let greenfield = works.iter().filter_map(|w| w.greenfield).max();
    for (firm, sure) in CARRIERS {
        let mut chance = Chance::of(&[run[0].seed, firm as u64, 0x77]);
        if !chance.happens(sure * street.reach) {
            continue;
        }
        let side = if firm.is_multiple_of(2) { 1.0 } else { -1.0 };
        let half = street.width_m / 2.0;
        let placement = if chance.happens(story.tunnel_share) { "tunnel" } else { "duct" };
        let cable = |code: String, placement: &'static str, from: Day, aside_m: f64| Cable {
            code,
            firm,
            placement,
            status: "functional",
            from,
            to: None,
            disused_from: None,
            medium: "fibre",
            fibre_count: Some(if firm < 2 { 144 } else { 96 }),
            conduit: None,
            replaces: None,
            line: line::aside(&centre, aside_m),
        };
        let deep = side * (half - 2.6 - 0.25 * firm as f64);
        if let Some(day) = greenfield {
            if day <= history_end() {
                cables.push(cable(codes.next(sources, firm), placement, day, deep));
            }
            continue;
        }
        let last = story.moves.map_or(Day::MAX, |moves| moves.1);
        let moved = moved.map(|day| (day + chance.whole(5, 30)).min(last)).filter(|day| *day <= history_end());
        let span = (parse("2006-01-01")?, parse("2015-12-31")?);
        let mut old = cable(codes.next(sources, firm), "aerial", day_at(span, chance.unit()), side * (half - 0.2));
        old.to = moved;
        let new = moved.map(|day| {
            let mut new = cable(codes.next(sources, firm), placement, day, deep);
            new.replaces = Some(old.code.clone());
            new
        });
        cables.push(old);
        cables.extend(new);
    }
    Ok(())
}
