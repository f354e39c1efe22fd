//! Analysis frames: the hard parts of the audit computed once, as tables that SQL can be asked of.
//!
//! | frame | one row per | date column |
//! |---|---|---|
//! | `runs` | ECMO run, in scope (G2) or not | `arrived` (xs), `ended` (xe), `month_start` |
//! | `episodes` | admission with a run in scope, by its first run | `arrived`, `admitted`, `icu_ended`, `left_icu`, `review_due` |
//! | `days` | opportunity day of a run in scope (G4) | `date` |
//! | `contacts` | contact on ECMO of a run in scope (G6) | `date` |
//! | `rehab_days` | date of a run in scope with rehabilitation on ECMO | `date` |
//! | `weeks` | calendar week that a run spans whole | `sunday` |
//! | `events` | adverse event on ECMO of a run in scope | `date` |
//! | `fields` | key field of the records around the runs that arrived on a date (D02) | `arrived` |
//! | `services` | organisation audit of a centre and cycle | `cycle_start` |
//! | `returns` | monthly activity return of a centre | `month_start` |
//! | `centres` | centre | |
//!
//! Every frame names its `centre`. `network` is false for what the network does not count again: the receiving
//! run of a linked transfer. Everything is as of the extract: what happened later is not known yet.

mod by_stay;
mod calendar;
mod case_mix;
mod centre;
mod codes;
mod column;
mod fields;
mod flow;
mod lacking;
mod pairs;
mod read_assessments;
mod read_contacts;
mod read_events;
mod read_reviews;
mod read_runs;
mod returns;
mod rows;
mod services;
mod severe;
mod source;
mod stay;
mod tables;
mod unit;
mod vocabulary;
mod write;

use polars::prelude::{Column, DataFrame, IntoLazy, PolarsResult};
use polars::sql::SQLContext;

use measures::Moment;
use measures::ledger::{Around, Ledger};
use measures::run::Run;
use measures::stay::Stay;

use self::calendar::Calendar;
use self::centre::Centres;
pub use self::fields::KeyField;
pub use self::lacking::Lacking;
use self::pairs::Pairs;
use self::read_contacts::Contacts;
use self::read_runs::{Owner, Runs};
use self::returns::Return;
use self::services::Service;
pub use self::severe::SevereEvent;
use self::stay::Mix;
pub(crate) use self::unit::{Unit, row_of};
pub(crate) use self::vocabulary::{Words, vocabulary};
use crate::error::{Doing, Result};
use crate::indicators::{Flow, Period, RunCounts};
use crate::snapshot::{ByCentre, Snapshot, Tables};

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
    /// Who the patients of the stays are, by the places that the runs' owners name.
    mixes: Vec<Mix>,
    /// All contacts, by their marks.
    contacts: Contacts,
    /// The events' columns by their marks.
    events: read_events::Columns,
    returns: Vec<Return>,
    services: Vec<Service>,
}

type Build = fn(&Facts) -> PolarsResult<DataFrame>;

const TABLES: [(&str, Build); 10] = [
    ("runs", tables::runs),
    ("episodes", tables::episodes),
    ("days", tables::opportunity_days),
    ("contacts", tables::contacts),
    ("rehab_days", tables::rehab_days),
    ("weeks", tables::weeks),
    ("events", tables::events),
    ("services", tables::services),
    ("returns", tables::returns),
    ("centres", tables::centres),
];

/// Centres are taken together up to so many contacts: more of them make no faster work, and more memory.
const MOST_CONTACTS: usize = 65_536;

/// How the parts of a snapshot are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Some are computed while one is taken, each on a processor.
    Ahead,
    /// One after the other, each gone before the next: the least memory, beside a service that answers meanwhile.
    OneByOne,
}

/// So many parts are computed while one is taken: more would only hold more memory.
const AHEAD: usize = 2;

impl Frames {
    /// Computes the frames of a whole snapshot.
    pub fn of(snapshot: &Snapshot) -> Result<Self> {
        Self::with_fields(snapshot, None)
    }

    /// Computes the frames of a snapshot some centres at a time, in the order of the centres, and hands each of these to `take`:
    /// memory is what the largest part needs, whatever the number of records. Every frame of a centre is in one part, so
    /// that counts by centre add up to those of [`Frames::of`].
    pub fn each(snapshot: &Snapshot, pace: Pace, take: impl FnMut(&Self) -> Result<()>) -> Result<()> {
        Self::each_of(snapshot, MOST_CONTACTS, pace, take)
    }

    /// The same with as many centres together as have no more than so many contacts, and at least one.
    pub fn each_of(
        snapshot: &Snapshot,
        most_contacts: usize,
        pace: Pace,
        mut take: impl FnMut(&Self) -> Result<()>,
    ) -> Result<()> {
        let by_centre = ByCentre::new(snapshot);
        let parts = by_centre.parts(most_contacts)?;
        if parts.len() < 2 {
            return take(&Self::of(snapshot)?);
        }
        let pairs = Pairs::read(snapshot)?;
        if pace == Pace::OneByOne {
            return parts.iter().try_for_each(|part| take(&Self::with_fields(part, Some(&pairs))?));
        }
        std::thread::scope(|scope| {
            let ahead: Vec<_> = (0..AHEAD)
                .map(|first| {
                    let (hand, taken) = std::sync::mpsc::sync_channel(0);
                    let (own, pairs) = (parts.iter().skip(first).step_by(AHEAD), &pairs);
                    scope.spawn(move || {
                        for part in own {
                            // Nobody takes more once something has failed.
                            if hand.send(Self::with_fields(part, Some(pairs))).is_err() {
                                break;
                            }
                        }
                    });
                    taken
                })
                .collect();
            // In the order of the parts; a worker that has ended without a word has panicked, and so does the scope.
            let mut frames = (0..parts.len()).map_while(|part| ahead[part % AHEAD].recv().ok());
            frames.try_for_each(|frames| take(&frames?))
        })
    }

    fn with_fields(tables: &dyn Tables, pairs: Option<&Pairs>) -> Result<Self> {
        let mut frames = Self::from_tables(tables, pairs)?;
        let fields = fields::frame(tables, frames.context())?;
        frames.tables.push((fields::NAME, fields));
        Ok(frames)
    }

    /// The key fields of D02 in the order of the forms.
    pub fn key_fields() -> Vec<KeyField> {
        fields::key_fields()
    }

    /// The frames by their names.
    pub fn tables(&self) -> impl Iterator<Item = (&'static str, &DataFrame)> {
        self.tables.iter().map(|(name, frame)| (*name, frame))
    }

    /// Computes the frames of records, wherever they are, but for how completely their fields are filled.
    pub(crate) fn of_tables(tables: &dyn Tables) -> Result<Self> {
        Self::from_tables(tables, None)
    }

    fn from_tables(tables: &dyn Tables, pairs: Option<&Pairs>) -> Result<Self> {
        let facts = Facts::read(tables, pairs)?;
        let table = |(name, build): (&'static str, Build)| {
            build(&facts).map(|frame| (name, frame)).doing(|| format!("building the frame {name}"))
        };
        let tables = TABLES.into_iter().map(table).collect::<Result<_>>()?;
        Ok(Self { facts, tables })
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

    /// Runs that bear on a period, of all centres, by how it holds them.
    pub fn run_counts(&self, period: Period) -> RunCounts {
        flow::run_counts(&self.facts, period)
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
    /// Reads the records; `pairs` are those of the network that they are a part of, when they are not all.
    fn read(tables: &dyn Tables, pairs: Option<&Pairs>) -> Result<Self> {
        let centres = Centres::read(tables)?;
        let calendar = Calendar::read(tables)?;
        let stays = stay::read(tables, &centres)?;
        let runs = read_runs::read(tables, &centres, &stays)?;
        let (contacts_of, mut contacts) = read_contacts::read(tables, &centres, &stays)?;
        let (scores_of, graded_of) = read_assessments::read(tables, &centres, &stays)?;
        let reviews_of = read_reviews::read(tables, &centres, &stays)?;
        let (events_of, events) = read_events::read(tables, &centres, &stays, &contacts)?;
        let mut ledger = Ledger::default();
        let (mut contacts_of, mut scores_of) = (contacts_of.group(), scores_of.group());
        let (mut graded_of, mut reviews_of, mut events_of) =
            (graded_of.group(), reviews_of.group(), events_of.group());
        for (owner, facts) in runs.by_stay() {
            let centre = &centres.0[owner.centre];
            let is_holiday = |date| calendar.is_holiday(&centre.nation, date);
            let known = owner.stay.map(|stay| stays.get(stay));
            let stay = Stay {
                age: known.and_then(|stay| stay.age),
                course: known.map(|stay| stay.course).unwrap_or_default(),
                runs: facts,
                contacts: contacts_of.of(owner.stay),
                scores: scores_of.of(owner.stay),
                graded: graded_of.of(owner.stay),
                reviews: reviews_of.of(owner.stay),
                events: events_of.of(owner.stay),
            };
            ledger.enter(stay, &Around { extract: centre.extract, is_holiday: &is_holiday });
        }
        match pairs {
            Some(pairs) => pairs.mark(&runs, &mut ledger.runs),
            None => Pairs::among(&runs, &ledger.runs).mark(&runs, &mut ledger.runs),
        }
        contacts.count_on_ecmo(&ledger, &runs);
        let returns = returns::read(tables, &centres)?;
        let services = services::read(tables, &centres)?;
        let mixes = stays.iter().map(|stay| stay.mix).collect();
        Ok(Self { centres, ledger, runs, mixes, contacts, events, returns, services })
    }

    /// Whose a run of the ledger is.
    fn owner(&self, run: &Run) -> &Owner {
        &self.runs.owners[run.facts.at]
    }

    /// Who the patient of a run is; nothing is known where its admission is not there.
    fn mix(&self, run: &Run) -> Mix {
        self.owner(run).stay.and_then(|stay| self.mixes.get(stay).copied()).unwrap_or_default()
    }

    /// The centres of runs, by their codes.
    fn centre_column<'r>(&self, runs: impl Iterator<Item = &'r Run>) -> Column {
        self.codes_column(runs.map(|run| self.owner(run).centre))
    }

    /// The extract on the clock of a run's centre.
    fn extract(&self, run: &Run) -> Moment {
        self.centres.0[self.owner(run).centre].extract
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
