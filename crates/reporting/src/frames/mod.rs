//! Analysis frames: the hard parts of the audit computed once, as tables that SQL can be asked of.
//!
//! | frame | one row per | date column |
//! |---|---|---|
//! | `runs` | ECMO run, in scope (G2) or not | `arrived` (xs), `ended` (xe), `month_start` |
//! | `episodes` | admission with a run in scope, by its first run | `arrived` |
//! | `days` | opportunity day of a run in scope (G4) | `date` |
//! | `contacts` | contact on ECMO of a run in scope (G6) | `date` |
//! | `returns` | monthly activity return of a centre | `month_start` |
//! | `centres` | centre | |
//!
//! Every frame names its `centre`. `network` is false for what the network does not count again: the receiving
//! run of a linked transfer. Everything is as of the extract: what happened later is not known yet.

mod by_stay;
mod calendar;
mod centre;
mod codes;
mod flow;
mod read_contacts;
mod read_runs;
mod read_scores;
mod returns;
mod rows;
mod source;
mod stay;
mod tables;
mod unit;
mod vocabulary;

use polars::prelude::{Column, DataFrame, IntoLazy, PolarsResult};
use polars::sql::SQLContext;

use measures::ledger::{Around, Ledger, Stay};
use measures::run::Run;

use self::calendar::Calendar;
use self::centre::Centres;
use self::read_contacts::Contacts;
use self::read_runs::{Owner, Runs};
use self::returns::Return;
pub(crate) use self::unit::Unit;
pub(crate) use self::vocabulary::{Words, vocabulary};
use crate::error::{Doing, Result};
use crate::indicators::{Flow, Period};
use crate::snapshot::{Snapshot, Tables};

/// The frames of one snapshot.
pub struct Frames {
    facts: Facts,
    tables: Vec<(&'static str, DataFrame)>,
}

/// What the frames are made of: what was measured, and whose it is.
struct Facts {
    centres: Centres,
    ledger: Ledger,
    /// Whose the runs are, by their marks.
    runs: Runs,
    /// All contacts, by their marks.
    contacts: Contacts,
    returns: Vec<Return>,
}

type Build = fn(&Facts) -> PolarsResult<DataFrame>;

const TABLES: [(&str, Build); 6] = [
    ("runs", tables::runs),
    ("episodes", tables::episodes),
    ("days", tables::opportunity_days),
    ("contacts", tables::contacts),
    ("returns", tables::returns),
    ("centres", tables::centres),
];

impl Frames {
    /// Computes the frames of a snapshot.
    pub fn of(snapshot: &Snapshot) -> Result<Self> {
        Self::of_tables(snapshot)
    }

    /// Computes the frames of records, wherever they are.
    pub(crate) fn of_tables(tables: &dyn Tables) -> Result<Self> {
        let facts = Facts::read(tables)?;
        let table = |(name, build): (&'static str, Build)| {
            build(&facts).map(|frame| (name, frame)).doing(|| format!("building the frame {name}"))
        };
        let tables = TABLES.into_iter().map(table).collect::<Result<_>>()?;
        Ok(Self { facts, tables })
    }

    /// The short names of all centres, by code.
    pub fn centre_names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.facts.centres.0.iter().map(|centre| (centre.code.as_str(), centre.short_name.as_str()))
    }

    /// The codes of all centres, in their order.
    pub fn centres(&self) -> impl Iterator<Item = &str> {
        self.facts.centres.0.iter().map(|centre| centre.code.as_str())
    }

    /// How many runs and contacts are held and how many of them bear on a period, with every reason between;
    /// of one centre, or of all together.
    pub fn flows(&self, centre: Option<&str>, period: Period) -> Vec<Flow> {
        flow::flows(&self.facts, centre, period)
    }

    /// A place to run SQL over the frames.
    pub(crate) fn context(&self) -> SQLContext {
        let context = SQLContext::new();
        for (name, frame) in &self.tables {
            context.register(name, frame.clone().lazy());
        }
        context
    }
}

impl Facts {
    fn read(tables: &dyn Tables) -> Result<Self> {
        let centres = Centres::read(tables)?;
        let calendar = Calendar::read(tables)?;
        let stays = stay::read(tables, &centres)?;
        let runs = read_runs::read(tables, &centres, &stays)?;
        let (contacts_of, mut contacts) = read_contacts::read(tables, &centres, &stays)?;
        let scores_of = read_scores::read(tables, &centres, &stays)?;
        let mut ledger = Ledger::default();
        let (mut contacts_of, mut scores_of) = (contacts_of.group(), scores_of.group());
        for (owner, facts) in runs.by_stay() {
            let centre = &centres.0[owner.centre];
            let is_holiday = |date| calendar.is_holiday(&centre.nation, date);
            let stay = Stay {
                age: owner.stay.and_then(|stay| stays.get(stay).age),
                runs: facts,
                contacts: contacts_of.of(owner.stay),
                scores: scores_of.of(owner.stay),
            };
            ledger.enter(stay, &Around { extract: centre.extract, is_holiday: &is_holiday });
        }
        runs.mark_pairs(&mut ledger.runs);
        contacts.count_on_ecmo(&ledger, &runs);
        let returns = returns::read(tables, &centres)?;
        Ok(Self { centres, ledger, runs, contacts, returns })
    }

    /// Whose a run of the ledger is.
    fn owner(&self, run: &Run) -> &Owner {
        &self.runs.owners[run.facts.at]
    }

    /// The centres of runs, by their codes.
    fn centre_column<'r>(&self, runs: impl Iterator<Item = &'r Run>) -> Column {
        self.codes_column(runs.map(|run| self.owner(run).centre))
    }

    /// Centres by their places in the directory.
    fn codes_column(&self, places: impl Iterator<Item = usize>) -> Column {
        let codes: Vec<&str> = places.map(|place| self.centres.0[place].code.as_str()).collect();
        Column::new("centre".into(), codes)
    }

    /// The admissions of runs.
    fn admission_column<'r>(&self, runs: impl Iterator<Item = &'r Run>) -> Column {
        let admissions: Vec<&str> = runs.map(|run| self.owner(run).admission.as_str()).collect();
        Column::new("admission_ref".into(), admissions)
    }
}
