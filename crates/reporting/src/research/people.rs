//! One row a person: what may be asked of them, and nothing else of their records.

use std::collections::BTreeSet;

use disclosure::cube::{Keys, Person, Schema};
use domain::forms::IcuAdmission;
use jiff::civil::Date;
use polars::prelude::*;
use polars::sql::SQLContext;

use super::questions::Questions;
use super::years::AuditYear;
use crate::error::{Doing, Error, Result};
use crate::frames::Frames;
use crate::snapshot::{Snapshot, Tables};
use crate::time::date_of;

/// The patients of a snapshot as a release sees them, before they have keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Patients {
    rows: Vec<Patient>,
}

#[derive(Debug, Clone, PartialEq)]
struct Patient {
    centre: String,
    reference: String,
    ended: Date,
    words: Vec<String>,
    values: Vec<Option<f64>>,
    events: Vec<(u32, u32)>,
}

/// Who may be counted: each patient once, by their first admission with a run in scope.
pub fn patients(snapshot: &Snapshot, questions: &Questions) -> Result<Patients> {
    let frames = Frames::of_tables(snapshot)?;
    let mut context = frames.context();
    for (stem, columns) in &questions.tables {
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        context.register(stem, snapshot.table(stem, &columns)?.lazy());
    }
    let last = run(&mut context, questions)?;
    let mut rows = rows(&last, questions)?;
    rows.sort_by(|a, b| (&a.centre, &a.reference, a.ended).cmp(&(&b.centre, &b.reference, b.ended)));
    rows.dedup_by(|later, first| (&later.centre, &later.reference) == (&first.centre, &first.reference));
    Ok(Patients { rows })
}

fn run(context: &mut SQLContext, questions: &Questions) -> Result<DataFrame> {
    let mut last = DataFrame::empty();
    for step in &questions.steps {
        let doing = || format!("computing the {} of a release", step.name);
        last = context.execute(&step.sql).and_then(LazyFrame::collect).doing(doing)?;
        context.register(&step.name, last.clone().lazy());
    }
    Ok(last)
}

/// The columns of the last step.
struct Columns {
    centre: StringChunked,
    reference: StringChunked,
    admission: StringChunked,
    ended: Int32Chunked,
    words: Vec<StringChunked>,
    values: Vec<Float64Chunked>,
    events: Vec<(Int64Chunked, Int64Chunked)>,
}

impl Columns {
    fn of(table: &DataFrame, questions: &Questions) -> PolarsResult<Self> {
        let text = |name: &str| table.column(name)?.str().cloned();
        let number = |name: &str| table.column(name)?.cast(&DataType::Float64)?.f64().cloned();
        let whole = |name: &str| table.column(name)?.cast(&DataType::Int64)?.i64().cloned();
        Ok(Self {
            centre: text("centre")?,
            reference: text(IcuAdmission::PATIENT_REF)?,
            admission: text(IcuAdmission::ADMISSION_REF)?,
            ended: table.column("ended")?.date()?.physical().clone(),
            words: questions.words().map(text).collect::<PolarsResult<_>>()?,
            values: questions.numbers().map(number).collect::<PolarsResult<_>>()?,
            events: questions
                .rates()
                .iter()
                .map(|rate| Ok((whole(&rate.events)?, whole(&rate.exposure)?)))
                .collect::<PolarsResult<_>>()?,
        })
    }

    /// A row; `None` where a cell is empty that must not be.
    fn row(&self, row: usize) -> Option<Patient> {
        let count = |column: &Int64Chunked| column.get(row).and_then(|count| u32::try_from(count).ok());
        Some(Patient {
            centre: self.centre.get(row)?.to_owned(),
            reference: self.reference.get(row)?.to_owned(),
            ended: date_of(self.ended.get(row)?),
            words: self
                .words
                .iter()
                .map(|column| column.get(row).map(str::to_owned))
                .collect::<Option<_>>()?,
            // Of nothing divided by nothing there is no value.
            values: self
                .values
                .iter()
                .map(|column| column.get(row).filter(|value| value.is_finite()))
                .collect(),
            events: self
                .events
                .iter()
                .map(|(events, exposure)| Some((count(events)?, count(exposure)?)))
                .collect::<Option<_>>()?,
        })
    }
}

fn rows(table: &DataFrame, questions: &Questions) -> Result<Vec<Patient>> {
    let columns = Columns::of(table, questions).doing(|| "reading the people of a release".to_owned())?;
    let row = |row: usize| {
        columns.row(row).ok_or_else(|| Error::Engine {
            doing: "reading the people of a release".to_owned(),
            source: format!("an empty cell of admission {}", columns.admission.get(row).unwrap_or("?"))
                .into(),
        })
    };
    (0..table.height()).map(row).collect()
}

impl Patients {
    /// Those whose first run ended in one of the years, as people of a schema, each with the year.
    pub fn people<'y>(
        &self,
        years: &'y [AuditYear],
        schema: &Schema,
        keys: &Keys,
    ) -> Result<Vec<(&'y AuditYear, Person)>> {
        let centres: BTreeSet<&str> = self.rows.iter().map(|row| row.centre.as_str()).collect();
        let centres: Vec<&str> = centres.into_iter().collect();
        let of_years = self.rows.iter().filter_map(|row| Some((row, year_of(row.ended, years)?)));
        of_years.map(|(row, year)| Ok((year, row.person(&year.id, &centres, schema, keys)?))).collect()
    }

    /// The years in which somebody's first run ended, the first and all after it.
    pub fn years(&self, closed: Vec<AuditYear>) -> Vec<AuditYear> {
        let first = self.rows.iter().map(|row| row.ended).min();
        closed.into_iter().filter(|year| first.is_some_and(|first| year.end >= first)).collect()
    }
}

fn year_of(date: Date, years: &[AuditYear]) -> Option<&AuditYear> {
    years.iter().find(|year| (year.start..=year.end).contains(&date))
}

impl Patient {
    fn person(&self, year: &str, centres: &[&str], schema: &Schema, keys: &Keys) -> Result<Person> {
        let centre = centres.binary_search(&self.centre.as_str()).unwrap_or(usize::MAX);
        let words = || std::iter::once(year).chain(self.words.iter().map(String::as_str));
        let own = words().skip(usize::from(schema.variables().len() == self.words.len()));
        let leaf = |(variable, word): (&disclosure::cube::Variable, &str)| {
            let place = schema.place(&variable.id, word).map(|(_, node)| node);
            place.ok_or_else(|| {
                Error::refused(format!(
                    "The questions of the release have no value “{word}” of {}, and the records have. Name it in \
                     questions.toml.",
                    variable.id
                ))
            })
        };
        Ok(Person {
            // A reference is one patient of a centre, over corrections and readmissions.
            key: keys.person(format!("{}/{}", self.centre, self.reference).as_bytes()),
            centre: u16::try_from(centre).unwrap_or(u16::MAX),
            leaves: schema.variables().iter().zip(own).map(leaf).collect::<Result<_>>()?,
            values: self.values.clone(),
            events: self.events.clone(),
        })
    }
}
