//! What whoever leads the audit oversees: whether every run is there, who has signed off, and what the rules find. Counts by centre
//! and references of records, never what a record says.
//!
//! ```text
//! /network/oversight ─► …/csv/{table}                      ascertainment and sign-off to keep
//! /network/findings  ─► …/records ─► /network/queries/new   a question about one of them
//! ```

pub(crate) mod findings;
pub(crate) mod records;
pub(crate) mod show;
mod sign_off;

use domain::{cycle::Cycle, rules};
use jiff::civil::Date;

use crate::{App, problem::Problem, ui::SelectOption};

/// The page of ascertainment and sign-off.
const OVERSIGHT: &str = "/network/oversight";

/// The page of what the rules find.
const FINDINGS: &str = "/network/findings";

/// The cycles that have begun, newest first, and the one that is looked at: that which began last when none is named.
struct Cycles {
    begun: Vec<Cycle>,
    at: usize,
}

impl Cycles {
    async fn read(app: &App, today: Date, wanted: Option<&str>) -> Result<Self, Problem> {
        let mut begun = app.store.cycles().await?;
        begun.retain(|cycle| cycle.dates.start <= today);
        begun.sort_by_key(|cycle| std::cmp::Reverse(cycle.dates.start));
        let wanted = wanted.filter(|id| !id.is_empty());
        let at = wanted.map_or(Some(0), |id| begun.iter().position(|cycle| cycle.dates.id == id));
        let at = at.filter(|at| *at < begun.len()).ok_or(Problem::NotFound)?;
        Ok(Self { begun, at })
    }

    fn chosen(&self) -> &Cycle {
        &self.begun[self.at]
    }

    fn options(&self) -> Vec<SelectOption> {
        let option = |(at, cycle): (usize, &Cycle)| SelectOption {
            value: cycle.dates.id.clone(),
            text: cycle.dates.id.clone(),
            chosen: at == self.at,
        };
        self.begun.iter().enumerate().map(option).collect()
    }
}

/// `V-CON-6: Mobility fits the depth of sedation.`
fn rule_in_words(id: &str) -> String {
    rules::rule(id).map_or_else(|| id.to_owned(), |rule| format!("{id}: {}", rule.title))
}
