//! The columns of the day grid, and a row of it as a contact.

use std::sync::LazyLock;

use domain::{
    FieldSpec, Kind, Reason,
    forms::{
        PhysioContact,
        physio_contact::{ContactIntervention, ContactStaff},
    },
};
use jiff::civil::{Date, DateTime};
use store::StoredRecord;

use crate::{
    entry::{Posted, crew_in_words, read_crew, time_typed},
    ui::SelectOption,
};

/// One column: the field of a contact (or the group of rows) that it stands for, and its head.
pub(super) struct Column {
    pub name: &'static str,
    pub head: &'static str,
}

/// The columns, in the order in which they are typed, as the fields of a contact say it.
pub(super) fn columns() -> &'static [Column] {
    static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| {
        let form = PhysioContact::FORM_SPEC;
        let fields = form.fields.iter().filter_map(|field| Some((&*field.name, field.presented.grid?)));
        let groups = form.children.iter().filter_map(|child| Some((child.name, child.grid?)));
        let mut placed: Vec<_> = fields.chain(groups).collect();
        placed.sort_by_key(|(_, column)| column.place);
        placed.into_iter().map(|(name, column)| Column { name, head: column.head }).collect()
    });
    &COLUMNS
}

impl Column {
    fn field(&self) -> Option<&'static FieldSpec> {
        PhysioContact::FORM_SPEC.field(self.name)
    }

    /// What can be chosen; nothing where it is typed.
    pub(super) fn options(&self, chosen: &str) -> Vec<SelectOption> {
        let option = |value: &str, text: &str| SelectOption {
            value: value.to_owned(),
            text: text.to_owned(),
            chosen: value == chosen,
        };
        let Some(field) = self.field() else { return Vec::new() };
        let (Kind::Code(list) | Kind::Codes(list)) = &field.kind else { return Vec::new() };
        let mut options = vec![option("", "")];
        options.extend(list.codes.iter().map(|entry| option(&entry.code, &entry.label)));
        if matches!(field.kind, Kind::Codes(_)) {
            let all: Vec<_> = list.codes.iter().map(|entry| &*entry.code).collect();
            options.push(option(&all.join("|"), "Both"));
        }
        if field.miss {
            options.extend(Reason::ALL.iter().map(|reason| option(reason.as_str(), reason.as_str())));
        }
        options
    }

    /// How wide what is typed is, in characters.
    pub(super) fn width(&self) -> u8 {
        match self.name {
            PhysioContact::INTERVENTIONS => 20,
            PhysioContact::STAFF => 14,
            PhysioContact::START_AT => 5,
            _ => 3,
        }
    }

    /// Its place in a stored contact.
    pub(super) fn of_record(&self, record: &StoredRecord) -> String {
        let rows = |list| record.form.child_index(list).map_or(&[][..], |index| &record.raw.children[index]);
        match self.name {
            PhysioContact::START_AT => record
                .raw
                .get(record.form, PhysioContact::START_AT)
                .get(11..16)
                .unwrap_or_default()
                .to_owned(),
            PhysioContact::INTERVENTIONS => {
                let spec = record.form.child(PhysioContact::INTERVENTIONS).map(|child| child.spec);
                let codes = rows(PhysioContact::INTERVENTIONS).iter();
                codes
                    .filter_map(|row| Some(row.get(spec?, ContactIntervention::CODE)))
                    .collect::<Vec<_>>()
                    .join(" ")
            }
            PhysioContact::STAFF => crew_in_words(rows(PhysioContact::STAFF)),
            name => record.raw.get(record.form, name).replace('|', " "),
        }
    }
}

/// The column where a finding on a field, or on a row of a group, is shown.
pub(super) fn of_finding(finding: &domain::Finding) -> Option<&'static Column> {
    let name = finding.child.as_ref().map_or(finding.column.as_str(), |(list, _)| list.as_str());
    columns().iter().find(|column| column.name == name)
}

/// A row as the full page of a contact would send it. The line of staff may not be readable.
pub(super) fn as_contact(
    cell: impl Fn(&str) -> String,
    admission: &str,
    date: Date,
    run_at: impl Fn(DateTime) -> Option<String>,
) -> Result<Posted, String> {
    let run = time_typed(&cell(PhysioContact::START_AT))
        .and_then(|(time, _)| run_at(DateTime::from_parts(date, time)));
    let mut posted = Vec::new();
    let mut put = |name: String, value: String| posted.push((name, value));
    put(PhysioContact::ADMISSION_REF.to_owned(), admission.to_owned());
    put(PhysioContact::CONTACT_REF.to_owned(), cell(PhysioContact::CONTACT_REF));
    put(format!("{}.date", PhysioContact::START_AT), date.to_string());
    put(format!("{}.time", PhysioContact::START_AT), cell(PhysioContact::START_AT));
    put(PhysioContact::RUN_NO.to_owned(), run.unwrap_or_default());
    for column in columns() {
        match column.name {
            PhysioContact::START_AT => {}
            PhysioContact::INTERVENTIONS => {
                let codes = cell(PhysioContact::INTERVENTIONS).to_uppercase();
                let codes = codes.split([' ', ',', ';']).filter(|code| !code.is_empty());
                for (row, code) in codes.enumerate() {
                    put(
                        cell_of(PhysioContact::INTERVENTIONS, row, ContactIntervention::CODE),
                        code.to_owned(),
                    );
                }
            }
            PhysioContact::STAFF => {
                for (row, crew) in read_crew(&cell(PhysioContact::STAFF))?.into_iter().enumerate() {
                    let staff = |name| cell_of(PhysioContact::STAFF, row, name);
                    put(staff(ContactStaff::ROLE), crew.role.to_owned());
                    put(staff(ContactStaff::BAND), crew.band.to_owned());
                    put(staff(ContactStaff::N), crew.n);
                    put(staff(ContactStaff::ECMO_COMPETENT), crew.ecmo_competent.to_string());
                }
            }
            PhysioContact::DOMAIN => {
                for code in cell(PhysioContact::DOMAIN).split('|') {
                    put(PhysioContact::DOMAIN.to_owned(), code.to_owned());
                }
            }
            name => put(name.to_owned(), cell(name)),
        }
    }
    Ok(Posted(posted))
}

/// The name of a cell of a group's row on the full page.
fn cell_of(list: &str, row: usize, name: &str) -> String {
    format!("{list}.{row}.{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(cells: &[(&str, &str)]) -> Result<Posted, String> {
        let cell = |name: &str| {
            cells.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value).to_owned()
        };
        as_contact(cell, "A00001", jiff::civil::date(2026, 3, 25), |_| None)
    }

    #[test]
    fn every_column_is_a_field_or_a_group_of_a_contact() {
        let form = PhysioContact::FORM_SPEC;
        for column in columns() {
            assert!(
                form.field(column.name).is_some() || form.child(column.name).is_some(),
                "{}",
                column.name
            );
        }
    }

    #[test]
    fn a_row_is_the_page_of_a_contact() {
        let cells = [
            ("start_at", "0940"),
            ("domain", "RESP|REHAB"),
            ("interventions", "assess SUC_ETT"),
            ("staff", "PT6 x1 e"),
        ];
        let posted = contact(&cells).unwrap();
        assert_eq!(posted.get("start_at.time"), "0940");
        assert_eq!(posted.all("domain").collect::<Vec<_>>(), ["RESP", "REHAB"]);
        assert_eq!(posted.get("interventions.1.code"), "SUC_ETT");
        assert_eq!(posted.get("staff.0.band"), "6");
    }

    #[test]
    fn a_line_of_staff_that_cannot_be_read_is_no_contact() {
        assert!(contact(&[("staff", "somebody")]).unwrap_err().contains("somebody"));
    }

    #[test]
    fn findings_on_rows_of_a_group_are_shown_in_its_column() {
        let mut finding = domain::Finding::new("code", "X-CODE", domain::Level::E, "");
        finding.child = Some(("interventions".to_owned(), 1));
        assert_eq!(of_finding(&finding).unwrap().head, "Interventions");
        finding.child = None;
        assert!(of_finding(&finding).is_none());
    }
}
