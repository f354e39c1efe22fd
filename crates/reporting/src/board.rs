//! What pages show of the records as they are now: every indicator of one snapshot, measured once and ready for any period.
//!
//! ```text
//! Snapshot ─► Indicators ─► Board ─► a value, a list of values, an indicator's page
//! ```
//!
//! A board holds counts by centre and date, no record and no name of one. Its pages are made of the pack's own words,
//! tables and charts. Whoever is of one centre sees that centre's numbers of now, and of the network what was frozen.

mod oversight;
mod pages;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::reference::CycleDates;
use jiff::Timestamp;

pub use self::pages::Asked;
use crate::delta;
use crate::error::Result;
use crate::frames::Pace;
use crate::indicators::{Definition, Indicators, Period, RunCounts, Stratum, Value};
use crate::pack::completeness;
pub use crate::pack::completeness::COMPLETENESS;
use crate::pack::content::board;
pub use crate::pack::content::board::{Line, Moved, Side, Told};
use crate::pack::facts::{Centre, Facts, Measured};
use crate::pack::{PackDefinition, Section, gather};
use crate::snapshot::{Correction, Governance, Header, Snapshot};

/// The pack whose rules of what may be shown hold here too.
const RULES: &str = "biannual";

/// A list has no chart: it needs no months but those of its period.
const LATELY: u8 = 1;

/// So many lists are kept.
const MOST_KNOWN: usize = 100;

/// Lists by period and centre; without a centre the network's.
type Lists = BTreeMap<(Period, Option<String>), Arc<Vec<Line>>>;

/// Every indicator of one snapshot.
pub struct Board {
    indicators: Indicators,
    centres: Vec<Centre>,
    cycles: Vec<CycleDates>,
    header: Header,
    hash: String,
    /// What whoever sees all centres is shown.
    rules: PackDefinition,
    /// What every member is shown: corrections go into a snapshot, and its packs tell them.
    members: PackDefinition,
    lines: Mutex<Lists>,
}

impl Board {
    /// Measures the indicators that come with the program, with little memory: boards are made beside a service.
    pub fn measure(snapshot: &Snapshot) -> Result<Self> {
        let indicators = Indicators::at(Pace::OneByOne, snapshot, Definition::shipped()?)?;
        // Here an indicator's page is its own: there is no other that would hold it.
        // Who sees all centres sees them by name (data dictionary, 7.4).
        let members = PackDefinition::named(RULES)?;
        let rules =
            PackDefinition { sections: vec![Section::Indicators], names_outcomes: true, ..members.clone() };
        Ok(Self {
            centres: gather::centres(snapshot)?,
            cycles: snapshot.cycles()?,
            header: snapshot.manifest().header.clone(),
            hash: snapshot.hash().to_owned(),
            indicators,
            rules,
            members,
            lines: Mutex::default(),
        })
    }

    /// Nothing later than this instant is known.
    pub const fn as_of(&self) -> Timestamp {
        self.header.extract_at
    }

    /// The name of the snapshot in print: SHA-256 of its manifest.
    pub fn snapshot(&self) -> &str {
        &self.hash
    }

    /// The cycles of the audit, earliest first.
    pub fn cycles(&self) -> &[CycleDates] {
        &self.cycles
    }

    /// The centres, in the order of the directory.
    pub fn centres(&self) -> &[Centre] {
        &self.centres
    }

    /// The indicators, in the order in which they are shown.
    pub fn definitions(&self) -> impl Iterator<Item = &Definition> {
        self.indicators.definitions()
    }

    /// An indicator by its id.
    pub fn definition(&self, id: &str) -> Option<&Definition> {
        self.definitions().find(|definition| definition.id == id)
    }

    /// One value of a centre, or of [`NETWORK`](crate::indicators::NETWORK); `None` when there is no such indicator.
    pub fn value(&self, id: &str, place: &str, period: Period) -> Option<Value> {
        self.indicators.value(id, place, period)
    }

    /// The same of a stratum alone.
    pub fn value_within(&self, id: &str, place: &str, period: Period, within: &Stratum) -> Option<Value> {
        self.indicators.value_within(id, place, period, Some(within))
    }

    /// The cycle that ended on the day before a period, else as many months before it.
    pub fn before(&self, period: Period) -> Result<Period> {
        gather::before(&self.cycles, period)
    }

    /// Every indicator in one line: of a centre, or of the network. Each period is worked out once.
    pub fn lines(&self, period: Period, centre: Option<&str>) -> Result<Arc<Vec<Line>>> {
        let key = (period, centre.map(str::to_owned));
        let known = || self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lines) = known().get(&key) {
            return Ok(Arc::clone(lines));
        }
        let all = self.definitions().collect::<Vec<_>>();
        let facts = self.facts_of(&all, period, centre, None, LATELY)?;
        let lines = Arc::new(board::lines(&facts, centre, &self.rules));
        let mut known = known();
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(key, Arc::clone(&lines));
        Ok(lines)
    }

    /// Corrections as far as every member may be shown them; the audit lead's page shows no more, since it is what is signed.
    pub fn told(&self, corrections: &[Correction]) -> Vec<Moved> {
        corrections.iter().filter_map(|line| Moved::told(line, &self.centres, None)).collect()
    }

    /// All that moved since a cycle was frozen, in its own period: by corrections, and by records that came late. Each
    /// says how much of it members may be shown.
    pub fn corrections_since(&self, frozen: &Self, cycle: &CycleDates) -> Result<Vec<Correction>> {
        let period = Period::new(cycle.start, cycle.end)?;
        let moved = delta::between(&frozen.indicators, &self.indicators, period);
        let of = |board: &Self| {
            board.facts_of(&board.definitions().collect::<Vec<_>>(), period, None, None, LATELY)
        };
        Ok(board::corrections(&of(frozen)?, &of(self)?, &moved, &self.members))
    }

    fn facts_of(
        &self,
        definitions: &[&Definition],
        period: Period,
        centre: Option<&str>,
        within: Option<&Stratum>,
        months: u8,
    ) -> Result<Facts> {
        let source = gather::source(&self.header, &self.hash, &self.cycles, period)?;
        let is_shown = |own: &&Centre| centre.is_none_or(|code| own.code == code);
        let measured = definitions.iter().map(|definition| {
            Measured::of_indicator(&self.indicators, definition, &source, months, centre, within)
        });
        Ok(Facts {
            centres: self.centres.iter().filter(is_shown).cloned().collect(),
            intake: Vec::new(),
            standing: Vec::new(),
            flows: Vec::new(),
            runs: RunCounts::default(),
            indicators: measured.collect(),
            completeness: Vec::new(),
            completeness_target: completeness::target(self.definitions()),
            case_mix: Vec::new(),
            parts: Vec::new(),
            severe: Vec::new(),
            structure: Vec::new(),
            governance: Governance::default(),
            source,
        })
    }
}

impl std::fmt::Debug for Board {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Board").field("snapshot", &self.hash).finish_non_exhaustive()
    }
}
