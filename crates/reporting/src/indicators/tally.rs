//! What an indicator's query returns, and its sums.

use std::collections::BTreeMap;

use polars::prelude::*;
use polars::sql::SQLContext;

use super::definition::Definition;
use super::period::Period;
use super::value::Extra;
use crate::error::{Doing, Error, Result};
use crate::frames::Frames;
use crate::time::days;

/// Counts by centre and date.
///
/// The query returns these columns, in any order:
///
/// | column | type | |
/// |---|---|---|
/// | `centre` | text | the centre's code |
/// | `date` | date | the local date that decides the period |
/// | `until` | date, optional | last date of a unit, e.g. a month, that must lie in the period as a whole |
/// | `network` | yes or no, optional | no: counts at the centre and not again at the network |
/// | `n`, `k` | whole number | denominator and numerator |
/// | any other | whole number | a further count; `n_excluded_…` says what was left out |
/// | any other | text | a stratum: `[k, n]` for each of its values |
#[derive(Clone, Debug)]
pub struct Tally {
    rows: Vec<Row>,
    counts: Vec<String>,
    strata: Vec<String>,
}

#[derive(Clone, Debug)]
struct Row {
    centre: String,
    from: i32,
    to: i32,
    network: bool,
    n: u32,
    k: u32,
    counts: Vec<u32>,
    strata: Vec<String>,
}

/// The sum of some rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    /// The denominator.
    pub(crate) n: u32,
    /// The numerator.
    pub(crate) k: u32,
    /// Further counts.
    pub(crate) extra: BTreeMap<String, Extra>,
}

impl Tally {
    /// Asks the frames.
    pub(super) fn of(frames: &Frames, definition: &Definition) -> Result<Self> {
        Self::ask(frames.context(), definition)
    }

    /// Asks the definition's query.
    pub(crate) fn ask(mut context: SQLContext, definition: &Definition) -> Result<Self> {
        let table = context
            .execute(&definition.sql)
            .and_then(LazyFrame::collect)
            .doing(|| format!("computing {}", definition.id))?;
        Self::read(&table, &definition.id)
    }

    fn read(table: &DataFrame, id: &str) -> Result<Self> {
        let columns = Columns::of(table).doing(|| format!("reading the result of {id}"))?;
        let rows = (0..table.height()).map(|row| columns.row(row)).collect::<Option<_>>().ok_or_else(|| {
            Error::refused(format!(
                "The query of {id} returns an empty cell, or a count below 0. Filter such rows out in its sql."
            ))
        })?;
        let names = |columns: &[(String, _)]| columns.iter().map(|(name, _)| name.clone()).collect();
        let strata = columns.strata.iter().map(|(name, _)| name.clone()).collect();
        Ok(Self { rows, counts: names(&columns.counts), strata })
    }

    /// What was counted of each centre and date: denominator, numerator, and the first count above 0 of what
    /// was left out.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&str, u32, u32, Option<&str>)> {
        self.rows.iter().map(|row| {
            let mut counts = self.counts.iter().zip(&row.counts);
            let left_out = counts.find(|(name, count)| name.starts_with("n_excluded") && **count > 0);
            (row.centre.as_str(), row.n, row.k, left_out.map(|(name, _)| name.as_str()))
        })
    }

    /// The counts of one centre, or of the network, in a period.
    pub(super) fn sum(&self, centre: Option<&str>, period: Period) -> Sum {
        let (first, last) = (days(period.from()), days(period.to()));
        let mut sum = self.nothing();
        let chosen = |row: &&Row| centre.map_or(row.network, |centre| row.centre == centre);
        for row in self.rows.iter().filter(chosen).filter(|row| first <= row.from && row.to <= last) {
            self.add(&mut sum, row);
        }
        sum
    }

    fn nothing(&self) -> Sum {
        let counts = self.counts.iter().map(|name| (name.clone(), Extra::Count(0)));
        let strata = self.strata.iter().map(|name| (name.clone(), Extra::Strata(BTreeMap::new())));
        Sum { n: 0, k: 0, extra: counts.chain(strata).collect() }
    }

    fn add(&self, sum: &mut Sum, row: &Row) {
        sum.n += row.n;
        sum.k += row.k;
        for (name, more) in self.counts.iter().zip(&row.counts) {
            if let Some(Extra::Count(count)) = sum.extra.get_mut(name) {
                *count += more;
            }
        }
        for (name, value) in self.strata.iter().zip(&row.strata) {
            if let Some(Extra::Strata(strata)) = sum.extra.get_mut(name) {
                let [k, n] = strata.entry(value.clone()).or_default();
                *k += row.k;
                *n += row.n;
            }
        }
    }
}

/// The columns of a result by what they are for.
struct Columns {
    centre: StringChunked,
    from: Int32Chunked,
    to: Int32Chunked,
    network: Option<BooleanChunked>,
    n: Int64Chunked,
    k: Int64Chunked,
    counts: Vec<(String, Int64Chunked)>,
    strata: Vec<(String, StringChunked)>,
}

impl Columns {
    fn of(table: &DataFrame) -> PolarsResult<Self> {
        let date = |name| table.column(name)?.date().map(|column| column.physical().clone());
        let from = date("date")?;
        let mut columns = Self {
            centre: table.column("centre")?.str()?.clone(),
            to: if has(table, "until") { date("until")? } else { from.clone() },
            from,
            network: if has(table, "network") {
                Some(table.column("network")?.bool()?.clone())
            } else {
                None
            },
            n: whole(table.column("n")?)?,
            k: whole(table.column("k")?)?,
            counts: Vec::new(),
            strata: Vec::new(),
        };
        for column in table.columns() {
            match column.name().as_str() {
                "centre" | "date" | "until" | "network" | "n" | "k" => {}
                name if column.dtype() == &DataType::String => {
                    columns.strata.push((name.to_owned(), column.str()?.clone()));
                }
                name => columns.counts.push((name.to_owned(), whole(column)?)),
            }
        }
        Ok(columns)
    }

    fn row(&self, row: usize) -> Option<Row> {
        let count = |column: &Int64Chunked| column.get(row).and_then(|count| u32::try_from(count).ok());
        Some(Row {
            centre: self.centre.get(row)?.to_owned(),
            from: self.from.get(row)?,
            to: self.to.get(row)?,
            network: self.network.as_ref().map_or(Some(true), |network| network.get(row))?,
            n: count(&self.n)?,
            k: count(&self.k)?,
            counts: self.counts.iter().map(|(_, column)| count(column)).collect::<Option<_>>()?,
            strata: self.strata.iter().map(|(_, c)| c.get(row).map(str::to_owned)).collect::<Option<_>>()?,
        })
    }
}

fn has(table: &DataFrame, name: &str) -> bool {
    table.get_column_index(name).is_some()
}

fn whole(column: &Column) -> PolarsResult<Int64Chunked> {
    column.cast(&DataType::Int64)?.i64().cloned()
}
