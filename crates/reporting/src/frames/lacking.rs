//! The records behind completeness: each that lacks a value in a key field where one is needed. The same conditions as in
//! [`fields`](super::fields), record by record instead of counted.

use std::collections::BTreeSet;

use jiff::civil::Date;
use polars::prelude::*;

use super::Frames;
use super::fields::{Field, Subject, conditions, prepared, subjects};
use crate::error::{Doing, Error, Result};
use crate::indicators::Period;
use crate::snapshot::Tables;
use crate::time::date_of;

/// A record that lacks a value in a key field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lacking {
    /// The form's id.
    pub form: &'static str,
    /// The record's natural key; of one that was never entered, that of the admission that it is of.
    pub key: String,
    /// The field's name.
    pub field: &'static str,
    /// On which its run arrived: the date that decides the period.
    pub date: Date,
}

impl Frames {
    /// What lacks a value in a period, each record and field once; in one field alone where that is asked for.
    pub(crate) fn lacking(
        &self,
        tables: &dyn Tables,
        period: Period,
        field: Option<&str>,
    ) -> Result<Vec<Lacking>> {
        let wanted = |of: &&Field| field.is_none_or(|name| name == of.column);
        let mut context = prepared(tables, self.context())?;
        let mut found = Vec::new();
        for subject in &subjects() {
            let fields: Vec<&Field> = subject.fields.iter().filter(wanted).collect();
            if fields.is_empty() {
                continue;
            }
            let doing = || format!("looking for what is lacking in {}", subject.form.title);
            let all = context.execute(&query(subject, &fields)).doing(doing)?;
            let rows = all.filter(period.holds("arrived")).collect().doing(doing)?;
            for (place, field) in fields.iter().enumerate() {
                found.extend(read(&rows, subject, field, &lacks(place))?);
            }
        }
        Ok(found)
    }
}

/// The column that says whether a row needs a field and does not have it.
fn lacks(place: usize) -> String {
    format!("lacks_{place}")
}

/// The keys of those that are looked at, and whether they need each field and do not have it. A record that was never entered is a
/// row of empty fields.
fn query(subject: &Subject, fields: &[&Field]) -> String {
    let (table, seen) = (subject.form.file, subject.seen);
    let mut columns: Vec<String> = subject.key.iter().map(|key| format!("{seen}.{key} AS {key}")).collect();
    for (place, field) in fields.iter().enumerate() {
        let (applies, filled) = conditions(subject.form, field);
        let is_lacking = subject.named(&format!("{applies} AND NOT ({filled})"));
        columns.push(format!("CASE WHEN {is_lacking} THEN 1 ELSE 0 END AS {}", lacks(place)));
    }
    format!(
        "SELECT {seen}.arrived AS arrived, {} FROM {seen} LEFT JOIN {table} ON {table}.centre_code = {seen}.centre{}",
        columns.join(", "),
        subject.on_key()
    )
}

fn read(rows: &DataFrame, subject: &Subject, field: &Field, lacks: &str) -> Result<Vec<Lacking>> {
    let doing = || format!("reading what is lacking in {}", subject.form.title);
    let dates = rows.column("arrived").and_then(Column::date).doing(doing)?.physical().clone();
    let lacks = rows.column(lacks).and_then(|column| column.cast(&DataType::Int32)).doing(doing)?;
    let lacks = lacks.i32().doing(doing)?;
    let text = |name: &&str| -> Result<StringChunked> {
        let column = rows.column(name).and_then(|column| column.cast(&DataType::String)).doing(doing)?;
        column.str().doing(doing).cloned()
    };
    let keys = subject.key.iter().map(text).collect::<Result<Vec<_>>>()?;
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for row in (0..rows.height()).filter(|row| lacks.get(*row) == Some(1)) {
        let empty = || Error::refused(format!("A record of {} has no key or date.", subject.form.title));
        let date = dates.get(row).ok_or_else(empty)?;
        let parts: Option<Vec<&str>> = keys.iter().map(|key| key.get(row)).collect();
        let key = parts.ok_or_else(empty)?.join("/");
        // What belongs to more than one run of the period is counted once.
        if seen.insert(key.clone()) {
            found.push(Lacking { form: subject.form.id, key, field: field.column, date: date_of(date) });
        }
    }
    Ok(found)
}
