//! The period that a page is of, from its address.

use domain::reference::CycleDates;
use jiff::civil::Date;
use reporting::{board::Board, indicators::Period};

use crate::{problem::Problem, ui::SelectOption};

/// What stands behind the question mark: a cycle, or dates of one's own.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(crate) struct Asked {
    cycle: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

/// A period with what chooses it.
pub(crate) struct Chosen {
    pub period: Period,
    /// What addresses of the same period end with: `?cycle=2026H1`.
    pub query: String,
    pub filter: Filter,
}

/// The forms that choose a period: a cycle, or dates.
pub(crate) struct Filter {
    pub cycles: Vec<SelectOption>,
    pub from: String,
    pub to: String,
    /// Dates of one's own are chosen.
    pub is_own: bool,
    /// The stratum that is shown goes on being shown.
    pub stratum: Option<String>,
}

impl Chosen {
    /// What a form sends along to stay in the period.
    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        let chosen = self.filter.cycles.iter().find(|option| option.chosen);
        match chosen {
            Some(cycle) => vec![("cycle", cycle.value.clone())],
            None => vec![("from", self.filter.from.clone()), ("to", self.filter.to.clone())],
        }
    }
}

impl Asked {
    /// The period asked for; that of the cycle that began last when nothing is asked for.
    pub(crate) fn choose(&self, board: &Board, today: Date) -> Result<Chosen, Problem> {
        let begun: Vec<&CycleDates> =
            board.cycles().iter().rev().filter(|cycle| cycle.start <= today).collect();
        let text = |part: &Option<String>| part.as_deref().unwrap_or_default().trim().to_owned();
        let (from, to, named) = (text(&self.from), text(&self.to), text(&self.cycle));
        let is_own = named.is_empty() && !(from.is_empty() && to.is_empty());
        let cycle = match begun.iter().find(|cycle| cycle.id == named) {
            _ if is_own => None,
            Some(cycle) => Some(*cycle),
            None if named.is_empty() => begun.first().copied(),
            None => return Err(Problem::NotFound),
        };
        let (period, query) = match cycle {
            Some(cycle) => (Period::new(cycle.start, cycle.end), format!("?cycle={}", cycle.id)),
            None => (format!("{from}..{to}").parse(), format!("?from={from}&to={to}")),
        };
        let period = period.map_err(|error: reporting::Error| Problem::Malformed(error.to_string()))?;
        let option = |known: &&CycleDates| SelectOption {
            value: known.id.clone(),
            text: known.id.clone(),
            chosen: cycle.is_some_and(|cycle| cycle.id == known.id),
        };
        Ok(Chosen {
            period,
            query,
            filter: Filter {
                cycles: begun.iter().map(option).collect(),
                from: period.from().to_string(),
                to: period.to().to_string(),
                is_own,
                stratum: None,
            },
        })
    }
}
