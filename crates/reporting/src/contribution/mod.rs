//! What the records of one patient contribute to the audit, said while they are entered.
//!
//! The frames are those of a pack and so are the queries; here every day, contact, run and episode stands as
//! a centre of its own. So the sum of the contributions of all patients is the number in the pack.

mod standing;
mod subject;

use std::sync::Arc;

use domain::centre::Directory;
use domain::reference::Holiday;
use domain::{FormSpec, Raw};
use jiff::Timestamp;
use jiff::civil::Date;
use polars::sql::SQLContext;

use self::subject::ContactsOfDays;
use crate::error::Result;
use crate::frames::Frames;
pub use crate::frames::Lacking;
use crate::indicators::{Counted, Definition, Period, Stratum};
use crate::snapshot::{ByCentre, Looked, Memory, Snapshot};

/// The records of one patient at one centre, with what they are judged by.
#[derive(Clone, Copy, Debug)]
pub struct Patient<'a> {
    pub directory: &'a Directory,
    pub holidays: &'a [Holiday],
    /// Nothing later than this instant is known: now.
    pub extract_at: Timestamp,
    /// The patient, its admissions and everything that belongs to them, in any order, each once; for
    /// ascertainment also the centre's activity returns.
    pub records: &'a [(&'static FormSpec, &'a Raw)],
}

/// What one day, contact, run or episode contributes to one indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// The indicator's id, e.g. `P04`.
    pub indicator: String,
    /// Its name for headings.
    pub name: String,
    /// What is counted, in words, e.g. `4 May 2026`.
    pub unit: String,
    /// Its local date; of a run or an episode the date on which it began at the centre.
    pub date: Date,
    /// The record that it belongs to.
    pub form: &'static str,
    /// That record's natural key.
    pub key: String,
    /// Other records that bear on it, as form and natural key: the contacts of a day.
    pub also: Vec<(&'static str, String)>,
    pub standing: Standing,
}

/// How something stands to an indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Counted, and as it should be: in the numerator, or out of it where a low value is the better one.
    Met,
    /// Counted, and not as it should be.
    NotMet,
    /// Counted with its value, where nothing is met or not: in a median, a mean or a ratio.
    Counted,
    /// Not counted, with the reason in words.
    Excluded(String),
    /// Not decided yet, with what it waits for in words.
    NotYet(String),
}

/// What the numbers of one centre were made of.
pub struct Behind {
    frames: Frames,
    /// The same frames, asked unit by unit.
    units: SQLContext,
    looked: Looked,
}

impl Behind {
    /// Reads one centre's records of a snapshot.
    pub fn at(snapshot: &Snapshot, centre: &str) -> Result<Self> {
        let by_centre = ByCentre::new(snapshot);
        let frames = Frames::of_tables(&by_centre.centre(centre))?;
        Ok(Self { units: frames.unit_context()?, frames, looked: by_centre.looked() })
    }

    /// Each day, contact, run or episode that an indicator's query counts in a period or leaves out of it, by date; of a stratum
    /// alone where one is asked for. Of indicators that count no such things, like how fields are filled, there is none.
    pub fn number(
        &self,
        definition: &Definition,
        period: Period,
        within: Option<&Stratum>,
    ) -> Result<Vec<Contribution>> {
        let units = self.frames.units_of(definition.counts);
        let contacts = self.frames.units_of(Counted::Contacts);
        let days = ContactsOfDays::of(&contacts);
        let subject = |row: usize| Some(subject::of_unit(units.get(row)?, &days));
        let mut behind = standing::counted(&self.units, &subject, definition, period, within)?;
        behind.sort_by(|a, b| (a.date, &a.key).cmp(&(b.date, &b.key)));
        Ok(behind)
    }

    /// Each record that lacks a value in a key field where completeness needs one, by the date on which its run arrived; in one
    /// field alone where that is asked for. `snapshot` and `centre` are those that it was read from.
    pub fn lacking(
        &self,
        snapshot: &Snapshot,
        centre: &str,
        period: Period,
        field: Option<&str>,
    ) -> Result<Vec<Lacking>> {
        let by_centre = ByCentre::knowing(snapshot, Arc::clone(&self.looked));
        let mut lacking = self.frames.lacking(&by_centre.centre(centre), period, field)?;
        lacking.sort_by(|a, b| (a.date, a.form, &a.key).cmp(&(b.date, b.form, &b.key)));
        Ok(lacking)
    }
}

impl std::fmt::Debug for Behind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Behind").finish_non_exhaustive()
    }
}

/// What some of a patient's records, by form and natural key, contribute to each indicator that comes with the program, in
/// its order. What is about none of them is not asked for: the queries of one record are a few of all.
pub fn contributions(patient: &Patient<'_>, asked: &dyn Fn(&str, &str) -> bool) -> Result<Vec<Contribution>> {
    let Patient { directory, holidays, extract_at, records } = *patient;
    let frames = Frames::of_tables(&Memory::new(directory, holidays, extract_at, records))?;
    let mut subjects = subject::subjects(patient, &frames);
    subjects.retain(|subject| subject.records().any(|(form, key)| asked(form, key)));
    let units = frames.unit_context()?;
    let mut all = Vec::new();
    for definition in
        Definition::shipped()?.into_iter().filter(|definition| definition.counts.is_of_patient())
    {
        all.extend(standing::standings(&units, &subjects, &definition)?);
    }
    Ok(all)
}
