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

mod calendar;
mod centre;
mod contact;
mod day;
mod femoral;
mod flow;
mod read_contacts;
mod read_runs;
mod read_scores;
mod returns;
mod run;
mod source;
mod stay;
mod tables;
mod transfer;
mod unit;

use polars::prelude::{Column, DataFrame, IntoLazy, PolarsResult};
use polars::sql::SQLContext;

use self::calendar::Calendar;
use self::centre::Centres;
use self::day::Days;
use self::read_contacts::Contacts;
use self::returns::Return;
use self::run::Runs;
pub(crate) use self::unit::Unit;
use crate::error::{Doing, Result};
use crate::indicators::{Flow, Period};
use crate::snapshot::{Snapshot, Tables};

/// The frames of one snapshot.
pub struct Frames {
    facts: Facts,
    tables: Vec<(&'static str, DataFrame)>,
}

/// What the frames are made of.
struct Facts {
    centres: Centres,
    runs: Runs,
    days: Days,
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
    fn read(snapshot: &dyn Tables) -> Result<Self> {
        let centres = Centres::read(snapshot)?;
        let stays = stay::read(snapshot, &centres)?;
        let mut runs = read_runs::read(snapshot, &centres, &stays)?;
        let mut days = Days::of(&runs.list, &centres, &Calendar::read(snapshot)?);
        let contacts = read_contacts::read(snapshot, &centres, &stays, &mut runs, &mut days)?;
        read_scores::read(snapshot, &centres, &stays, &mut runs, &mut days)?;
        let returns = returns::read(snapshot, &centres)?;
        Ok(Self { centres, runs, days, contacts, returns })
    }

    fn centre_column(&self, places: impl Iterator<Item = usize>) -> Column {
        let codes: Vec<&str> = places.map(|place| self.centres.0[place].code.as_str()).collect();
        Column::new("centre".into(), codes)
    }
}
