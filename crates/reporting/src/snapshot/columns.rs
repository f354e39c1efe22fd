//! From text cells to typed columns.

use std::borrow::Cow;

use domain::code::CodeList;
use domain::spec::{FieldSpec, Kind};
use domain::time::WallTime;
use domain::value::{Cell, Date, Fault};
use domain::{Reason, Shared};
use jiff::tz::TimeZone;
use polars::prelude::*;

use crate::time;

/// The column, or columns, of one field.
///
/// A wall time is two columns, the instant and `<name>_local`; a field in which a reason may stand in place of
/// a value has `<name>_missing` beside it.
pub(super) struct FieldColumns {
    field: Shared<FieldSpec>,
    values: Values,
    missing: Option<Vec<Option<&'static str>>>,
    room: usize,
}

enum Values {
    /// Laid out as it is written: most cells are short codes, which stand in the column itself.
    Text(StringChunkedBuilder),
    Int(Vec<Option<i64>>),
    Dec(Vec<Option<f64>>),
    Flag(Vec<Option<bool>>),
    Date(Vec<Option<i32>>),
    Wall {
        instant: Vec<Option<i64>>,
        local: Vec<Option<i64>>,
    },
}

impl FieldColumns {
    /// Empty columns with room for so many rows.
    pub(super) fn new(field: Shared<FieldSpec>, room: usize) -> Self {
        let values = match field.kind {
            Kind::Int { .. } => Values::Int(Vec::with_capacity(room)),
            Kind::Dec { .. } => Values::Dec(Vec::with_capacity(room)),
            Kind::Flag => Values::Flag(Vec::with_capacity(room)),
            Kind::Date => Values::Date(Vec::with_capacity(room)),
            Kind::WallTime => {
                Values::Wall { instant: Vec::with_capacity(room), local: Vec::with_capacity(room) }
            }
            _ => Values::Text(StringChunkedBuilder::new(PlSmallStr::from_str(&field.name), room)),
        };
        Self { missing: field.miss.then(|| Vec::with_capacity(room)), field, values, room }
    }

    /// Adds a cell; the fault of one that is not of the field's type.
    pub(super) fn push(&mut self, cell: &str, zone: &TimeZone) -> Result<(), Fault> {
        let reason =
            if self.field.miss && !self.field.kind.has_code(cell) { Reason::parse(cell) } else { None };
        if let Some(missing) = &mut self.missing {
            missing.push(reason.map(Reason::as_str));
        }
        let cell = Some(cell).filter(|cell| reason.is_none() && !cell.is_empty());
        match &mut self.values {
            Values::Text(column) => {
                column.append_option(cell.map(|cell| canonical(&self.field.kind, cell)));
            }
            Values::Int(column) => column.push(read::<i64>(cell, zone)?),
            Values::Dec(column) => column.push(match cell {
                Some(cell) => Some(cell.parse().map_err(|_| Fault::Number)?),
                None => None,
            }),
            Values::Flag(column) => column.push(read::<bool>(cell, zone)?),
            Values::Date(column) => column.push(read::<Date>(cell, zone)?.map(time::days)),
            Values::Wall { instant, local } => {
                let wall = read::<WallTime>(cell, zone)?;
                instant.push(wall.map(|wall| wall.instant().as_millisecond()));
                local.push(wall.map(|wall| time::milliseconds(wall.local())));
            }
        }
        Ok(())
    }

    pub(super) fn name(&self) -> &str {
        &self.field.name
    }

    /// Hands the rows over as columns and begins anew.
    pub(super) fn take(&mut self) -> Vec<Column> {
        let empty = Self::new(self.field.clone(), self.room);
        let Self { field, values, missing, .. } = std::mem::replace(self, empty);
        let reasons = missing.map(|reasons| Column::new(format!("{}_missing", field.name).into(), reasons));
        values.into_columns(PlSmallStr::from_str(&field.name)).into_iter().chain(reasons).collect()
    }
}

impl Values {
    fn into_columns(self, name: PlSmallStr) -> Vec<Column> {
        match self {
            Self::Text(values) => vec![values.finish().into_column()],
            Self::Int(values) => vec![Column::new(name, values)],
            Self::Dec(values) => vec![Column::new(name, values)],
            Self::Flag(values) => vec![Column::new(name, values)],
            Self::Date(values) => vec![Series::new(name, values).into_date().into()],
            Self::Wall { instant, local } => {
                let local_name = format!("{name}_local").into();
                let datetime = |name, values: Vec<Option<i64>>, zone| {
                    Series::new(name, values).into_datetime(TimeUnit::Milliseconds, zone).into()
                };
                vec![
                    datetime(name, instant, Some(polars::prelude::TimeZone::UTC)),
                    datetime(local_name, local, None),
                ]
            }
        }
    }
}

fn read<T: Cell>(cell: Option<&str>, zone: &TimeZone) -> Result<Option<T>, Fault> {
    cell.map(|cell| T::read(cell, zone)).transpose()
}

/// A set of codes in the order of its list; everything else as it stands.
fn canonical<'c>(kind: &Kind, cell: &'c str) -> Cow<'c, str> {
    match kind {
        Kind::Codes(list) => {
            let mut codes: Vec<&str> = cell.split('|').collect();
            codes.sort_by_key(|code| position(list, code));
            Cow::Owned(codes.join("|"))
        }
        _ => Cow::Borrowed(cell),
    }
}

fn position(list: &CodeList, code: &str) -> usize {
    list.codes.iter().position(|known| known.code == code).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::dictionary::Dictionary;

    /// The columns of one field of a contact after one cell, as names and printed values.
    fn column_of(field: &str, cell: &str) -> Vec<(String, String)> {
        let field = Dictionary::shipped()
            .form("physio_contact")
            .and_then(|contact| contact.field(field))
            .expect("a field");
        let mut columns = FieldColumns::new(field.into(), 0);
        columns.push(cell, &jiff::tz::TimeZone::get("Europe/London").expect("a zone")).expect("a good cell");
        let value =
            |column: &Column| column.get(0).map_or(String::new(), |value| value.str_value().into_owned());
        columns.take().iter().map(|column| (column.name().to_string(), value(column))).collect()
    }

    fn columns<const N: usize>(expected: [(&str, &str); N]) -> Vec<(String, String)> {
        expected.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    }

    #[test]
    fn a_reason_stands_beside_the_empty_value() {
        assert_eq!(column_of("rass", "NK"), columns([("rass", "null"), ("rass_missing", "NK")]));
        assert_eq!(column_of("rass", "-4"), columns([("rass", "-4"), ("rass_missing", "null")]));
    }

    #[test]
    fn a_code_spelled_like_a_reason_is_the_code() {
        let expected = columns([("safety_screen", "NA"), ("safety_screen_missing", "null")]);
        assert_eq!(column_of("safety_screen", "NA"), expected);
    }

    #[test]
    fn a_set_is_written_in_the_order_of_its_list() {
        assert_eq!(column_of("domain", "REHAB|RESP"), columns([("domain", "RESP|REHAB")]));
    }

    #[test]
    fn a_wall_time_is_an_instant_and_what_the_clock_showed() {
        let [instant, local] = &column_of("start_at", "2026-07-01T09:30")[..] else { panic!("two columns") };
        assert_eq!((instant.0.as_str(), local.0.as_str()), ("start_at", "start_at_local"));
        assert!(instant.1.contains("08:30") && local.1.contains("09:30"), "{instant:?} {local:?}");
    }
}
