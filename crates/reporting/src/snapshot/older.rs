//! Tables that an older version of the dictionary wrote, in the columns of today.

use std::borrow::Cow;

use domain::dictionary::Reading;
use domain::layout::Table;
use domain::spec::{FieldSpec, FormSpec, Kind};
use domain::{Audience, Shared};
use jiff::tz::TimeZone;
use polars::prelude::*;

use super::columns::FieldColumns;
use crate::error::{Doing, Error, Result};
use crate::time;

/// The columns of a form's or a group's table as a snapshot of today has them. What the older version did not ask
/// is empty; what it called otherwise, or coded otherwise, is mapped as the dictionary declares.
pub(super) fn as_today(
    frame: &DataFrame,
    (form, group): (&'static FormSpec, Option<usize>),
    reading: &Reading,
) -> Result<DataFrame> {
    let table = Table::of(form, group, reading.dictionary(), Audience::Network).without_closed();
    let older = Older { frame, reading, stem: table.stem };
    let mut columns = Vec::new();
    for column in table.columns() {
        // The rows of a group repeat the key of their record.
        let spec = if table.spec().index(&column.field.name).is_some() { table.spec() } else { form };
        columns.extend(older.field(spec, &column.field)?);
    }
    let questions =
        frame.columns().iter().filter(|column| column.name().starts_with(domain::questions::PREFIX));
    columns.extend(questions.cloned());
    DataFrame::new_infer_height(columns).doing(|| format!("reading {}", table.stem))
}

struct Older<'a> {
    frame: &'a DataFrame,
    reading: &'a Reading,
    stem: &'static str,
}

impl Older<'_> {
    /// The column, or columns, of a field of today.
    fn field(&self, spec: &'static FormSpec, field: &Shared<FieldSpec>) -> Result<Vec<Column>> {
        let is_recoded = field.kind.list().is_some_and(|list| !list.retired.is_empty());
        match self.reading.name_of(spec, &field.name) {
            Some(name) if !is_recoded => Ok(self.as_they_are(name, field)),
            _ => self.mapped(spec, field),
        }
    }

    /// The columns of the older field under today's name.
    fn as_they_are(&self, name: &str, field: &FieldSpec) -> Vec<Column> {
        let suffixes = ["", "_local", "_missing"].into_iter();
        let found = suffixes.filter_map(|suffix| {
            let mut column = self.frame.column(&format!("{name}{suffix}")).ok()?.clone();
            column.rename(format!("{}{suffix}", field.name).into());
            Some(column)
        });
        found.collect()
    }

    /// The columns of a field whose answers are made from older ones, cell by cell.
    fn mapped(&self, spec: &'static FormSpec, field: &Shared<FieldSpec>) -> Result<Vec<Column>> {
        let is_asked = self.reading.source_of(spec, &field.name).is_some();
        if is_asked && matches!(field.kind, Kind::WallTime) {
            return Err(Error::Engine {
                doing: format!("reading {} of dictionary {}", self.stem, self.reading.version()),
                source: format!("{} would be a time made from another answer", field.name).into(),
            });
        }
        let answers = self.reading.answers(spec);
        let Some(place) = spec.index(&field.name) else { return Ok(Vec::new()) };
        let mut columns = FieldColumns::new(field.clone(), 0);
        for row in 0..self.frame.height() {
            let cells: Vec<(&str, String)> =
                self.reading.fields(spec).into_iter().map(|name| (name, self.text(name, row))).collect();
            let collected = |name: &str| {
                cells.iter().find(|(known, _)| *known == name).map_or("", |(_, cell)| cell.as_str())
            };
            let cell: Cow<'_, str> = answers.cell(place, &collected);
            columns.push(&cell, &TimeZone::UTC).map_err(|fault| Error::Engine {
                doing: format!(
                    "reading {} of dictionary {}, row {}",
                    self.stem,
                    self.reading.version(),
                    row + 1
                ),
                source: format!("{}: {}", field.name, fault.rule()).into(),
            })?;
        }
        Ok(columns.take())
    }

    /// A cell as it was collected.
    fn text(&self, name: &str, row: usize) -> String {
        let at = |name: &str| self.frame.column(name).ok().and_then(|column| column.get(row).ok());
        match at(name) {
            None | Some(AnyValue::Null) => match at(&format!("{name}_missing")) {
                Some(AnyValue::String(reason)) => reason.to_owned(),
                _ => String::new(),
            },
            Some(AnyValue::Date(days)) => time::date_of(days).to_string(),
            Some(value) => value.str_value().into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::dictionary::{Change, Dictionary, Edition, Version, What};

    use super::*;

    /// The forms of today as version 0.9, which renamed one question of 0.8 and added another.
    fn dictionary() -> Arc<Dictionary> {
        let today = Edition::of(Version::new(0, 9), Dictionary::shipped().forms()).to_csv();
        let before = today.replace(",cfs,", ",frailty,");
        let added = before.lines().position(|line| line.starts_with("patient,") && line.contains(",comorb,"));
        let mut lines: Vec<&str> = before.lines().collect();
        lines.remove(added.unwrap());
        let past = Edition::read(Version::new(0, 8), &lines.join("\n")).unwrap();
        let what = What::Renamed { from: "frailty", to: "cfs" };
        let change = Change { form: "patient", what, why: "the scale has a name" };
        let now = Version::new(0, 9);
        let made = Dictionary::new(now, Dictionary::shipped().forms(), vec![past], &[(now, change)]);
        Arc::new(made.unwrap())
    }

    #[test]
    fn have_what_was_renamed_under_its_name_and_what_was_added_empty() {
        let dictionary = dictionary();
        let frame = df!(
            "centre_code" => ["STH"], "patient_ref" => ["7K2M9QX4J"],
            "frailty" => [None::<i64>], "frailty_missing" => ["NK"], "q_own" => ["yes"],
        );
        let patient = Dictionary::shipped().form("patient").unwrap();
        let reading = dictionary.find("0.8").unwrap();
        let today = as_today(&frame.unwrap(), (patient, None), &reading).unwrap();
        let cell = |name: &str| today.column(name).unwrap().get(0).unwrap().str_value().into_owned();
        assert_eq!(cell("cfs_missing"), "NK");
        assert_eq!(cell("comorb"), "null");
        assert_eq!(cell("q_own"), "yes");
        assert!(today.column("frailty").is_err());
    }
}
