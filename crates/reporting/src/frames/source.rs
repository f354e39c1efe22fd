//! Typed access to the snapshot's tables: a column is named by the field it holds, and read as the field's type.
//!
//! ```text
//! columns! { struct Runs of EcmoRun { EcmoRun { run_no: i64, support_type: Support } } }
//!      └──► Runs::read(tables)? ──► runs.run_no.get(row), runs.support_type.get(row): Option<Support>
//! ```
//!
//! A field that is renamed or gets another type does not compile here; a code that its list does not hold is refused
//! when the table is read.

use domain::code::{CodeList, Coded};
use domain::forms::adverse_event::{Category, Relation, Review, Severity};
use domain::forms::assessment::{Instrument, Timepoint};
use domain::forms::discharge::{CentreOutcome, IcuOutcome};
use domain::forms::ecmo_run::{Dx, Mode, Precision, Site, Support};
use domain::forms::follow_up::{Mode as ReviewMode, Status};
use domain::forms::icu_admission::Source as CameFrom;
use domain::forms::org_audit::{RingFence, Service};
use domain::forms::patient::{PremorbidMobility, Sex};
use domain::forms::physio_contact::{Effort, Intervention, LedBy, NotTreated, Outcome, Role, SafetyScreen};
use domain::instruments::ItemValue;
use domain::time::WallTime;
use domain::value::{CentreCode, Codes, CycleId, Date, Dec, Month, PatientRef, Ref, Text, TransferLink};
use measures::Moment;
use polars::prelude::*;

use super::codes::{self, CodeColumn, SetColumn};
use crate::error::{Doing, Error, Result};
use crate::snapshot::Tables;

/// Declares typed columns of one form's table, with the reading of it. Fields of the form that a repeated group belongs
/// to stand under that form's name.
macro_rules! columns {
    ($(#[$meta:meta])* struct $name:ident of $table:ident { $( $owner:ident { $($field:ident: $kind:ty),+ $(,)? } )+ }) => {
        $(#[$meta])*
        pub(super) struct $name {
            rows: usize,
            $($( pub(super) $field: <$kind as $crate::frames::source::Flat>::Column, )+)+
        }

        impl $name {
            pub(super) fn read(tables: &dyn $crate::snapshot::Tables) -> $crate::error::Result<Self> {
                use $crate::frames::source::{Flat, Table};
                // Holds each column to the field of that name and type.
                $($( let _: fn(&$owner) -> &domain::Answer<$kind> = |form| &form.$field; )+)+
                let mut names = Vec::new();
                $($( <$kind as Flat>::names(stringify!($field), &mut names); )+)+
                let table = Table::read(tables, $table::FORM_SPEC.file, &names)?;
                Ok(Self {
                    rows: table.rows(),
                    $($( $field: <$kind as Flat>::column(&table, stringify!($field))?, )+)+
                })
            }

            /// How many rows the table has.
            #[allow(dead_code, reason = "a repeated group is walked beside its records")]
            pub(super) const fn rows(&self) -> usize {
                self.rows
            }
        }
    };
}
pub(super) use columns;

/// Some columns of one table. Rows are in key order, those of a repeated group in the order of their records.
pub(super) struct Table {
    stem: &'static str,
    frame: DataFrame,
}

impl Table {
    pub(super) fn read<N: AsRef<str>>(tables: &dyn Tables, stem: &'static str, names: &[N]) -> Result<Self> {
        let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        let mut frame = tables.table(stem, &names)?;
        frame.rechunk_mut();
        Ok(Self { stem, frame })
    }

    pub(super) fn rows(&self) -> usize {
        self.frame.height()
    }

    pub(super) fn text(&self, name: &str) -> Result<&StringChunked> {
        self.frame.column(name).and_then(|c| c.str()).doing(|| self.doing(name))
    }

    /// Days since 1970.
    pub(super) fn dates(&self, name: &str) -> Result<&Int32Chunked> {
        self.frame.column(name).and_then(|c| c.date()).map(Logical::physical).doing(|| self.doing(name))
    }

    fn milliseconds(&self, name: &str) -> Result<Int64Chunked> {
        let column = self.frame.column(name).and_then(|c| c.datetime()).doing(|| self.doing(name))?;
        Ok(column.physical().clone())
    }

    fn doing(&self, name: &str) -> String {
        format!("reading {}.parquet, {name}", self.stem)
    }

    /// A cell that today's dictionary has no place for.
    fn unknown(&self, name: &str, cell: &str, list: &str) -> Error {
        Error::refused(format!(
            "{}.parquet holds “{cell}” in {name}, and the list {list} of the data dictionary has no such code. \
             Was the code renamed without saying so in its list?",
            self.stem
        ))
    }
}

/// A type of answer that stands in flat memory.
pub(super) trait Flat {
    /// The whole column.
    type Column;

    /// The names of the columns that hold it.
    fn names(field: &str, names: &mut Vec<String>) {
        names.push(field.to_owned());
    }

    /// The column of a field.
    fn column(table: &Table, field: &str) -> Result<Self::Column>;
}

macro_rules! texts {
    ($($kind:ty),+) => { $(
        impl Flat for $kind {
            type Column = StringChunked;

            fn column(table: &Table, field: &str) -> Result<StringChunked> {
                table.text(field).cloned()
            }
        }
    )+ };
}
texts!(CentreCode, CycleId, PatientRef, Ref, TransferLink, Text<30>, ItemValue);

macro_rules! codes {
    ($($list:ty),+) => { $(
        impl Flat for $list {
            type Column = CodeColumn<$list>;

            fn column(table: &Table, field: &str) -> Result<CodeColumn<$list>> {
                let unknown = |cell: &str| table.unknown(field, cell, &<$list>::LIST.name);
                codes::column(table.text(field)?).map_err(|cell| unknown(cell))
            }
        }
    )+ };
}
codes!(
    CameFrom,
    Category,
    CentreOutcome,
    Dx,
    Effort,
    IcuOutcome,
    Instrument,
    Intervention,
    LedBy,
    Mode,
    NotTreated,
    Outcome,
    Precision,
    PremorbidMobility,
    Relation,
    Review,
    ReviewMode,
    RingFence,
    Role,
    SafetyScreen,
    Service,
    Severity,
    Sex,
    Site,
    Status,
    Support,
    Timepoint
);

impl<E: Coded> Flat for Codes<E> {
    type Column = SetColumn<E>;

    fn column(table: &Table, field: &str) -> Result<SetColumn<E>> {
        let list: &CodeList = E::LIST;
        codes::sets(table.text(field)?).map_err(|cell| table.unknown(field, cell, &list.name))
    }
}

impl Flat for i64 {
    type Column = Int64Chunked;

    fn column(table: &Table, field: &str) -> Result<Int64Chunked> {
        table.frame.column(field).and_then(|c| c.i64().cloned()).doing(|| table.doing(field))
    }
}

impl Flat for bool {
    type Column = BooleanChunked;

    fn column(table: &Table, field: &str) -> Result<BooleanChunked> {
        table.frame.column(field).and_then(|c| c.bool().cloned()).doing(|| table.doing(field))
    }
}

/// Days since 1970.
impl Flat for Date {
    type Column = Int32Chunked;

    fn column(table: &Table, field: &str) -> Result<Int32Chunked> {
        table.dates(field).cloned()
    }
}

/// Hundredths.
impl Flat for Dec<2> {
    type Column = Vec<Option<i64>>;

    fn column(table: &Table, field: &str) -> Result<Self::Column> {
        let column = table.frame.column(field).and_then(|c| c.f64()).doing(|| table.doing(field))?;
        #[expect(clippy::cast_possible_truncation, reason = "fifteen digits at most fit a double exactly")]
        let hundredths = |number: f64| (number * 100.0).round() as i64;
        Ok(column.iter().map(|cell| cell.map(hundredths)).collect())
    }
}

impl Flat for Month {
    type Column = Vec<Option<Month>>;

    fn column(table: &Table, field: &str) -> Result<Self::Column> {
        Ok(table.text(field)?.iter().map(|cell| cell.and_then(Month::parse)).collect())
    }
}

impl Flat for WallTime {
    type Column = Moments;

    fn names(field: &str, names: &mut Vec<String>) {
        names.extend([field.to_owned(), local(field)]);
    }

    fn column(table: &Table, field: &str) -> Result<Moments> {
        Ok(Moments { instant: table.milliseconds(field)?, local: table.milliseconds(&local(field))? })
    }
}

fn local(field: &str) -> String {
    format!("{field}_local")
}

/// A column of wall times.
pub(super) struct Moments {
    instant: Int64Chunked,
    local: Int64Chunked,
}

impl Moments {
    pub(super) fn get(&self, row: usize) -> Option<Moment> {
        Some(Moment { instant: self.instant.get(row)?, local: self.local.get(row)? })
    }
}

#[cfg(test)]
mod tests {
    use domain::forms::PhysioContact;

    use super::*;

    columns! {
        struct Outcomes of PhysioContact { PhysioContact { outcome: Outcome, start_at: WallTime } }
    }

    /// Contacts of one moment, with these outcomes.
    struct Contacts(&'static [&'static str]);

    impl Tables for Contacts {
        fn extract_at(&self) -> jiff::Timestamp {
            jiff::Timestamp::UNIX_EPOCH
        }

        fn cycles(&self) -> Result<Vec<domain::reference::CycleDates>> {
            Ok(Vec::new())
        }

        fn table(&self, stem: &str, columns: &[&str]) -> Result<DataFrame> {
            assert_eq!((stem, columns), ("physio_contacts", &["outcome", "start_at", "start_at_local"][..]));
            let moments = |name: &str| {
                let values = vec![Some(60_000_i64); self.0.len()];
                Series::new(name.into(), values).into_datetime(TimeUnit::Milliseconds, None).into()
            };
            let outcomes = Column::new(PhysioContact::OUTCOME.into(), self.0);
            DataFrame::new_infer_height(vec![outcomes, moments("start_at"), moments("start_at_local")])
                .doing(|| "laying out contacts".to_owned())
        }
    }

    #[test]
    fn a_column_is_read_as_its_field() {
        let table = Outcomes::read(&Contacts(&["TREATED", "NOT_TREATED"])).expect("codes of the list");
        assert_eq!(table.rows(), 2);
        assert_eq!(table.outcome.get(1), Some(Outcome::NotTreated));
        assert_eq!(table.start_at.get(0), Some(Moment { instant: 60_000, local: 60_000 }));
    }

    #[test]
    fn a_code_that_was_renamed_without_a_word_is_refused_with_table_field_and_list() {
        let refusal = Outcomes::read(&Contacts(&["TREATED", "SEEN"])).err().map(|error| error.to_string());
        let refusal = refusal.expect("no such code");
        for part in ["physio_contacts.parquet", "“SEEN” in outcome", "the list OUTCOME"] {
            assert!(refusal.contains(part), "{refusal}");
        }
    }
}
