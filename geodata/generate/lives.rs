//! The lives of the cables of a section: hung, moved or left, died, drawn in new.

use crate::cables::{Cable, Codes};
use crate::conduits::Conduit;
use crate::dates::{self, Day, history_end};
use crate::firms;
use crate::line;
use crate::plane::Spot;
use crate::prng::Chance;
use crate::sections::{Section, Street};
use crate::sources::{Firm, Sources};
use crate::story::{Story, day_at};
use crate::works::{PLAN_AHEAD_DAYS, Works};

/// One section with all that its cables depend on.
pub struct Place<'a> {
    pub sources: &'a Sources,
    pub street: &'a Street,
    pub section: &'a Section,
    pub story: &'a Story,
    pub works: Works,
    /// Places of its conduits in the list.
    pub banks: &'a [usize],
}

/// Where what is told goes.
pub struct Register<'a> {
    pub codes: &'a mut Codes,
    pub conduits: &'a mut [Conduit],
    pub cables: &'a mut Vec<Cable>,
}

/// What a firm's cable is made of.
#[derive(Clone, Copy)]
pub struct Make {
    medium: &'static str,
    fibre_count: Option<u32>,
}

impl Place<'_> {
    pub fn tell(&self, register: &mut Register) -> Result<(), String> {
        let present = firms::in_street(self.sources, self.street.reach, self.street.seed);
        for (number, (at, firm)) in present.iter().enumerate() {
            // A firm that is in a street is not at every house of it.
            let mut chance = Chance::of(&[self.section.seed, *at as u64, 0xCA]);
            if number > 0 && !chance.happens(0.93) {
                continue;
            }
            if let Some(day) = self.works.greenfield {
                self.draw_in(*at, day + chance.whole(0, 240), &mut chance, register);
            } else {
                self.live(*at, firm, number, &mut chance, register)?;
            }
        }
        self.late_comers(&present, register);
        Ok(())
    }

    /// A firm that comes when there is room underground and never hung anything.
    fn late_comers(&self, present: &[(usize, &Firm)], register: &mut Register) {
        let Some(open) = self.works.moved.or(self.works.greenfield) else { return };
        for (at, firm) in self.sources.firms.iter().enumerate() {
            let mut chance = Chance::of(&[self.section.seed, at as u64, 0x1A]);
            let is_new = !present.iter().any(|(other, _)| *other == at) && firm.dead_from.is_none();
            if is_new && chance.happens(0.12 * firm.presence) {
                self.draw_in(at, open + chance.whole(90, 900), &mut chance, register);
            }
        }
    }

    fn draw_in(&self, firm: usize, day: Day, chance: &mut Chance, register: &mut Register) {
        if day <= history_end() {
            let code = register.codes.next(self.sources, firm);
            let make = Make { medium: "fibre", fibre_count: Some(fibres(chance)) };
            register.cables.push(self.underground(firm, code, day, make, chance, register.conduits));
        }
    }

    /// A cable that was hung, and what became of it.
    fn live(
        &self,
        at: usize,
        firm: &Firm,
        number: usize,
        chance: &mut Chance,
        register: &mut Register,
    ) -> Result<(), String> {
        let make = make(firm, chance);
        let span = (dates::parse(&firm.overhead_from[0])?, dates::parse(&firm.overhead_from[1])?);
        let is_laggard = !self.works.is_clear && chance.happens(self.story.laggard);
        let last = self.story.moves.map_or(Day::MAX, |moves| moves.1);
        let lag = (number as f64 * 7.0) as Day + chance.whole(0, 14);
        let moved = self.works.moved.filter(|_| !is_laggard).map(|day| (day + lag).min(last));
        // What was to move soon was not hung shortly before.
        let newest = moved.map_or(Day::MAX, |day| day - 400);
        let from = day_at(span, chance.unit()).min(newest);
        let dead_firm = firm.dead_from.as_deref().map(dates::parse).transpose()?;
        let code = register.codes.next(self.sources, at);
        let mut old = Cable {
            code,
            firm: at,
            placement: if self.street.width_m <= 8.0 && chance.happens(0.55) { "facade" } else { "aerial" },
            status: "functional",
            from,
            to: None,
            disused_from: None,
            medium: make.medium,
            fibre_count: make.fibre_count,
            conduit: None,
            replaces: None,
            line: self.hung_line(at, chance),
        };
        if let Some(dead) = dead_firm.filter(|dead| moved.is_none_or(|day| day >= *dead)) {
            // Nobody moves the cable of a firm that has left; at best it is taken down with the others.
            old.disused_from = Some(dead);
            if chance.happens(0.3) {
                (old.status, old.disused_from) = ("disused", None);
            }
            old.to = moved.filter(|day| *day <= history_end() && (self.works.is_clear || chance.happens(0.5)));
            register.cables.push(old);
            return Ok(());
        }
        match moved {
            Some(day) if day <= history_end() => {
                let code = register.codes.next(self.sources, at);
                let mut new = self.underground(at, code, day, successor(make, chance), chance, register.conduits);
                if chance.happens(self.story.dead_share) {
                    old.disused_from = Some(day);
                    let down = self.story.dead_down.map(|span| day_at(span, chance.unit()).max(day + 3));
                    old.to = down.filter(|down| *down <= history_end());
                } else {
                    old.to = Some(day);
                    new.replaces = Some(old.code.clone());
                }
                register.cables.push(old);
                register.cables.push(new);
            }
            Some(day) if day <= history_end() + PLAN_AHEAD_DAYS && !self.banks.is_empty() => {
                // Planned: told as projected, in nobody's count, and not yet in place of the old one.
                let code = register.codes.next(self.sources, at);
                let mut new = self.underground(at, code, day, successor(make, chance), chance, register.conduits);
                new.status = "projected";
                if let Some(bank) = new.conduit {
                    register.conduits[bank].used -= 1;
                }
                register.cables.push(old);
                register.cables.push(new);
            }
            _ => register.cables.push(old),
        }
        Ok(())
    }

    fn underground(
        &self,
        firm: usize,
        code: String,
        from: Day,
        make: Make,
        chance: &mut Chance,
        conduits: &mut [Conduit],
    ) -> Cable {
        let bank = self.banks.get(firm % self.banks.len().max(1)).copied();
        let placement = if chance.happens(self.story.tunnel_share) {
            "tunnel"
        } else if bank.is_none() || chance.happens(self.story.buried_share) {
            "buried"
        } else {
            "duct"
        };
        let conduit = bank.filter(|_| placement == "duct");
        let beside = bank.map_or(self.street.width_m / 2.0 - 1.8, |bank| conduits[bank].aside_m);
        // Drawn in a little beside the bank's middle, so that cables of one bank can be told apart on a map.
        let within = (firm as f64 - 4.0) * 0.22 + if placement == "duct" { 0.0 } else { -1.6 };
        if let Some(bank) = conduit {
            conduits[bank].used += 1;
        }
        let died = from + chance.whole(700, 2200);
        Cable {
            code,
            firm,
            placement,
            status: "functional",
            from,
            to: None,
            disused_from: (chance.happens(0.015) && died <= history_end()).then_some(died),
            medium: make.medium,
            fibre_count: make.fibre_count,
            conduit,
            replaces: None,
            line: line::aside(
                &line::dense(&self.section.line, if self.street.is_main { 36.0 } else { 50.0 }),
                beside - within * beside.signum(),
            ),
        }
    }

    /// A cable runs from pole to pole on its firm's side, never quite straight.
    fn hung_line(&self, firm: usize, chance: &mut Chance) -> Vec<Spot> {
        let half = self.street.width_m / 2.0;
        let side = if firm.is_multiple_of(2) { 1.0 } else { -1.0 };
        let mut line = line::aside(
            &line::dense(&self.section.line, if self.street.is_main { 35.0 } else { 48.0 }),
            side * (half - 0.5 - 0.3 * firm as f64),
        );
        let last = line.len().saturating_sub(1);
        for spot in line.iter_mut().take(last).skip(1) {
            spot.x += chance.between(-0.25, 0.25);
            spot.y += chance.between(-0.25, 0.25);
        }
        line
    }
}

fn make(firm: &Firm, chance: &mut Chance) -> Make {
    let dice = chance.unit();
    if dice < firm.mix[0] {
        Make { medium: "fibre", fibre_count: Some(fibres(chance)) }
    } else if dice < firm.mix[0] + firm.mix[1] {
        Make { medium: "copper", fibre_count: None }
    } else {
        Make { medium: "coaxial", fibre_count: None }
    }
}

/// Underground goes fibre, save where coaxial still feeds the houses.
fn successor(old: Make, chance: &mut Chance) -> Make {
    match old.medium {
        "coaxial" if chance.happens(0.4) => old,
        "fibre" if chance.happens(0.7) => old,
        _ => Make { medium: "fibre", fibre_count: Some(fibres(chance)) },
    }
}

fn fibres(chance: &mut Chance) -> u32 {
    chance.pick(&[8, 12, 12, 24, 24, 24, 48, 48, 96]).copied().unwrap_or(24)
}
