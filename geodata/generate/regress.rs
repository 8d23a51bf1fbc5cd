//! New cable hung where a zone was done or was never to have any.

use crate::cables::{Cable, Codes};
use crate::line;
use crate::sections::{Section, Street};
use crate::sources::Sources;

/// Hangs what the stories tell, in the first sections of the story that lie wholly in its zone.
pub fn tell(
    sources: &Sources,
    streets: &[Street],
    sections: &[Section],
    codes: &mut Codes,
    cables: &mut Vec<Cable>,
) -> Result<(), String> {
    for (at, story) in sources.stories.iter().enumerate() {
        let Some(zone) = story.zone.map(|zone| &sources.zones[zone]) else { continue };
        for (number, new) in story.new_overhead.iter().enumerate() {
            let firm = sources
                .firms
                .iter()
                .position(|firm| firm.code == new.operator)
                .ok_or_else(|| format!("stories.toml, {}: no firm {} in firms.toml", zone.code, new.operator))?;
            let inside = sections.iter().filter(|section| {
                section.story == at && line::dense(&section.line, 15.0).iter().all(|spot| zone.area.reaches(*spot, 0.0))
            });
            let chosen: Vec<&Section> = inside.skip(number * 3).take(new.sections).collect();
            if chosen.is_empty() {
                return Err(format!("stories.toml, {}: no section for the new cable of {}", zone.code, new.operator));
            }
            for section in chosen {
                let half = streets[section.street].width_m / 2.0;
                cables.push(Cable {
                    code: codes.next(sources, firm),
                    firm,
                    placement: "aerial",
                    status: "functional",
                    from: new.from,
                    to: None,
                    disused_from: None,
                    medium: "fibre",
                    fibre_count: Some(24),
                    conduit: None,
                    replaces: None,
                    line: line::aside(&line::dense(&section.line, 35.0), half - 1.2),
                });
            }
        }
    }
    Ok(())
}
