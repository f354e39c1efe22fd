//! F11: who took part in a contact.

use super::{
    cell::{code, flag, int},
    dice::Dice,
    magnitudes::SAFE_TEAM,
    rows::Staff,
};

/// People of one role, band and competence; the three identify a row of a contact.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Group {
    role: &'static str,
    band: &'static str,
    competent: bool,
}

const PT_BANDS: &[(&str, f64)] = &[("5", 0.10), ("6", 0.48), ("7", 0.37), ("8A", 0.05)];

pub(super) struct Team {
    groups: Vec<(Group, i64)>,
    /// The centre's nation pays by Agenda for Change.
    banded: bool,
}

/// What decides how many people are needed.
pub(super) struct Demand {
    pub(super) led_by: &'static str,
    /// Highest IMS of the contact, 0 without rehabilitation.
    pub(super) level: i64,
    pub(super) on_ecmo: bool,
}

impl Team {
    pub(super) fn draw(demand: &Demand, nation: &str, dice: &mut Dice) -> Self {
        let mut team = Self { groups: Vec::new(), banded: nation != "IRL" };
        match demand.led_by {
            "PT" => team.physiotherapist(dice),
            "MIXED" => {
                team.physiotherapist(dice);
                team.add(dice.weighted(&[("OT", 0.5), ("RN", 0.5)]), dice.chance(0.4), dice);
            }
            "TA" => team.add("TA", dice.chance(0.3), dice),
            "OT" => team.add("OT", dice.chance(0.3), dice),
            _ => team.add("RN", dice.chance(0.8), dice),
        }
        team.complete(demand, dice);
        if dice.chance(0.05) {
            team.add("STUDENT", false, dice);
        }
        if dice.chance(0.03) {
            team.add("FAMILY", false, dice);
        }
        team
    }

    /// The rows of the team; the contact's key is the caller's.
    pub(super) fn rows(&self) -> impl Iterator<Item = Staff> {
        self.groups.iter().map(|(group, n)| Staff {
            role: code(group.role),
            band: code(group.band),
            n: int(*n),
            ecmo_competent: flag(group.competent),
            ..Staff::default()
        })
    }

    /// Helpers: a safe team for standing on ECMO, two or three people out of bed, few otherwise.
    fn complete(&mut self, demand: &Demand, dice: &mut Dice) {
        let wanted = match demand.level {
            3.. if demand.on_ecmo && dice.chance(SAFE_TEAM) => {
                self.ensure_competent(dice);
                3 + i64::from(demand.level >= 7) + i64::from(dice.chance(0.3))
            }
            3.. if demand.on_ecmo => dice.between(1, 2),
            2.. => dice.between(2, 3),
            _ => 1 + i64::from(dice.chance(0.4)) + i64::from(dice.chance(0.08)),
        };
        while self.people() < wanted {
            let (role, competent) = dice.weighted(&[
                (("RN", true), 0.4),
                (("PT", false), 0.15),
                (("PT", true), 0.12),
                (("TA", false), 0.12),
                (("ECMO_SPEC", true), 0.12),
                (("OT", false), 0.06),
                (("PERF", true), 0.03),
            ]);
            self.add(role, competent, dice);
        }
    }

    fn ensure_competent(&mut self, dice: &mut Dice) {
        if !self.groups.iter().any(|(group, _)| group.competent) {
            let role = dice.weighted(&[("RN", 0.75), ("ECMO_SPEC", 0.25)]);
            self.add(role, true, dice);
        }
    }

    fn physiotherapist(&mut self, dice: &mut Dice) {
        let competent = dice.chance(0.6);
        self.add("PT", competent, dice);
    }

    fn add(&mut self, role: &'static str, competent: bool, dice: &mut Dice) {
        let band = match role {
            "PT" if self.banded => dice.weighted(PT_BANDS),
            "TA" if self.banded => "2_4",
            "OT" if self.banded => dice.weighted(&[("6", 0.6), ("7", 0.4)]),
            _ => "NA",
        };
        let group = Group { role, band, competent };
        match self.groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, n)) => *n += 1,
            None => self.groups.push((group, 1)),
        }
    }

    fn people(&self) -> i64 {
        self.groups.iter().map(|(_, n)| n).sum()
    }
}
