//! The columns of a query's result.

use std::collections::HashMap;

use polars::prelude::*;

use super::own::Read;
use super::{Unit, VALUE, Values};

/// What a period counts once, by its name and strata, with its number.
pub(super) type Numbers = HashMap<(String, Vec<u32>), u32>;

/// The columns of a result by what they are for.
pub(super) struct Columns {
    pub(super) centre: StringChunked,
    from: Int32Chunked,
    to: Int32Chunked,
    network: Option<BooleanChunked>,
    once: Option<StringChunked>,
    n: Int64Chunked,
    k: Option<Int64Chunked>,
    value: Option<Int64Chunked>,
    event: Option<StringChunked>,
    pub(super) counts: Vec<(String, Int64Chunked)>,
    pub(super) strata: Vec<(String, StringChunked)>,
}

impl Columns {
    pub(super) fn of(table: &DataFrame) -> PolarsResult<Self> {
        let date = |name| table.column(name)?.date().map(|column| column.physical().clone());
        let number = |name| if has(table, name) { whole(table.column(name)?).map(Some) } else { Ok(None) };
        let text = |name| {
            if has(table, name) {
                Ok(Some(table.column(name)?.str()?.clone()))
            } else {
                PolarsResult::Ok(None)
            }
        };
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
            once: text("once")?,
            n: whole(table.column("n")?)?,
            k: number("k")?,
            value: number(VALUE)?,
            event: text("event")?,
            counts: Vec::new(),
            strata: Vec::new(),
        };
        for column in table.columns() {
            match column.name().as_str() {
                "centre" | "date" | "until" | "network" | "once" | "n" | "k" | VALUE | "event" => {}
                name if column.dtype() == &DataType::String => {
                    columns.strata.push((name.to_owned(), column.str()?.clone()));
                }
                name => columns.counts.push((name.to_owned(), whole(column)?)),
            }
        }
        Ok(columns)
    }

    /// The number of what a row names that a period counts once, among those of its centre.
    pub(super) fn once(&self, row: usize, places: &[u32], numbers: &mut Numbers) -> Option<u32> {
        let name = self.once.as_ref()?.get(row)?;
        let next = u32::try_from(numbers.len()).ok()?;
        Some(*numbers.entry((name.to_owned(), places.to_vec())).or_insert(next))
    }

    /// Whether values come one by one.
    pub(super) fn has_units(&self) -> bool {
        self.value.is_some()
    }

    /// A row; `None` where a cell is empty that must not be, or a count is below 0.
    pub(super) fn row(&self, row: usize, strata: &mut [Values]) -> Option<Read> {
        let count = |column: &Int64Chunked| column.get(row).and_then(|count| u32::try_from(count).ok());
        Some(Read {
            from: self.from.get(row)?,
            to: self.to.get(row)?,
            network: self.network.as_ref().map_or(Some(true), |network| network.get(row))?,
            n: count(&self.n)?,
            k: self.k.as_ref().map_or(Some(0), count)?,
            unit: self.value.as_ref().and_then(|value| value.get(row)).map(|value| Unit {
                value,
                event: self.event.as_ref().and_then(|event| event.get(row)).map(str::to_owned),
            }),
            counts: self.counts.iter().map(|(_, column)| count(column)).collect::<Option<_>>()?,
            places: self
                .strata
                .iter()
                .zip(strata)
                .map(|((_, column), values)| Some(values.place(column.get(row)?)))
                .collect::<Option<_>>()?,
        })
    }
}

pub(super) fn has(table: &DataFrame, name: &str) -> bool {
    table.get_column_index(name).is_some()
}

fn whole(column: &Column) -> PolarsResult<Int64Chunked> {
    column.cast(&DataType::Int64)?.i64().cloned()
}
