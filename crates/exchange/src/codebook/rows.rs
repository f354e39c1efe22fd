//! The codebook as a table for programs.

use domain::dictionary::Dictionary;
use domain::{FieldSpec, Kind};

use super::earlier::since;
use super::words;
use crate::layout::sheets;

/// The columns of the table.
pub const COLUMNS: [&str; 21] = [
    "entry",
    "file",
    "form",
    "cycle",
    "column",
    "code",
    "label",
    "type",
    "list",
    "unit",
    "minimum",
    "maximum",
    "likely_minimum",
    "likely_maximum",
    "need",
    "condition",
    "missing",
    "help",
    "leaves",
    "disclosure_class",
    "since",
];

/// One row a field and one a code of its list, in the order of the files; then the questions of each cycle.
pub fn rows(dictionary: &Dictionary) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for sheet in sheets() {
        let place = Place { entry: "FIELD", file: sheet.stem, form: sheet.spec().number, cycle: "" };
        sheet.fields().for_each(|field| place.field(field, &since(dictionary, sheet, field), &mut rows));
    }
    for set in dictionary.question_sets() {
        for question in &set.questions {
            let place = Place {
                entry: "QUESTION",
                file: question.form.file,
                form: question.form.number,
                cycle: &set.cycle.id,
            };
            place.field(&question.field, "", &mut rows);
        }
    }
    rows
}

struct Place<'a> {
    entry: &'a str,
    file: &'a str,
    form: &'a str,
    cycle: &'a str,
}

impl Place<'_> {
    fn field(&self, field: &FieldSpec, since: &str, rows: &mut Vec<Vec<String>>) {
        let (min, max) = match field.kind {
            Kind::Int { min, max } => (text(min), text(max)),
            Kind::Dec { min, max, .. } => (text(min), text(max)),
            Kind::Text { max } => (String::new(), max.to_string()),
            _ => Default::default(),
        };
        let list = field.kind.list().map_or("", |list| &*list.name);
        let warn = field.warn;
        let words = words::type_in_words(field);
        let row = [
            self.entry,
            self.file,
            self.form,
            self.cycle,
            &field.name,
            "",
            &field.label,
            &words,
            list,
            &field.unit,
            &min,
            &max,
            &text(warn.and_then(|warn| warn.min)),
            &text(warn.and_then(|warn| warn.max)),
            words::need(field).trim_end_matches(", if"),
            &field.when,
            &words::missing(field),
            &field.help,
            field.leaves.as_str(),
            field.class.as_str(),
            since,
        ];
        rows.push(row.map(str::to_owned).to_vec());
        for code in field.kind.list().into_iter().flat_map(|list| list.codes.iter()) {
            let row = [
                "CODE",
                self.file,
                self.form,
                self.cycle,
                &field.name,
                &code.code,
                &code.label,
                "",
                list,
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                code.group,
                "",
                "",
                "",
            ];
            rows.push(row.map(str::to_owned).to_vec());
        }
    }
}

fn text<T: ToString>(bound: Option<T>) -> String {
    bound.map_or_else(String::new, |bound| bound.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_and_every_code_has_a_row() {
        let rows = rows(Dictionary::shipped());
        assert!(rows.iter().all(|row| row.len() == COLUMNS.len()));
        for sheet in sheets() {
            for field in sheet.fields() {
                let own: Vec<_> =
                    rows.iter().filter(|row| row[1] == sheet.stem && row[4] == field.name).collect();
                let codes = field.kind.list().map_or(0, |list| list.codes.len());
                assert_eq!(own.len(), 1 + codes, "{}.{}", sheet.stem, &field.name);
            }
        }
    }
}
