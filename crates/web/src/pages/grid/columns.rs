//! The columns of the day grid, and a row of it as a contact.

use domain::{FieldSpec, Kind, Reason, forms};
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

/// The columns, in the order in which they are typed.
pub(super) const COLUMNS: &[Column] = &[
    Column { name: "start_at", head: "Time" },
    Column { name: "outcome", head: "Outcome" },
    Column { name: "kind", head: "Called" },
    Column { name: "domain", head: "Domain" },
    Column { name: "minutes", head: "Minutes" },
    Column { name: "rass", head: "RASS" },
    Column { name: "airway", head: "Airway" },
    Column { name: "ecmo_flow_l_min", head: "Flow, L/min" },
    Column { name: "ecmo_sweep_l_min", head: "Sweep, L/min" },
    Column { name: "ecmo_fdo2", head: "FdO2" },
    Column { name: "spo2_start", head: "SpO2 at start" },
    Column { name: "spo2_min", head: "Lowest SpO2" },
    Column { name: "ims_achieved", head: "IMS" },
    Column { name: "delivered_by", head: "Led by" },
    Column { name: "interventions", head: "Interventions" },
    Column { name: "staff", head: "Staff" },
    Column { name: "not_treated_reason", head: "Why not treated" },
];

impl Column {
    fn field(&self) -> Option<&'static FieldSpec> {
        forms::form("physio_contact").and_then(|form| form.field(self.name))
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
            "interventions" => 20,
            "staff" => 14,
            "start_at" => 5,
            _ => 3,
        }
    }

    /// Its place in a stored contact.
    pub(super) fn of_record(&self, record: &StoredRecord) -> String {
        let rows = |list| record.form.child_index(list).map_or(&[][..], |index| &record.raw.children[index]);
        match self.name {
            "start_at" => record.raw.get(record.form, "start_at").get(11..16).unwrap_or_default().to_owned(),
            "interventions" => {
                let spec = record.form.child("interventions").map(|child| child.spec);
                let codes = rows("interventions").iter();
                codes.filter_map(|row| Some(row.get(spec?, "code"))).collect::<Vec<_>>().join(" ")
            }
            "staff" => crew_in_words(rows("staff")),
            name => record.raw.get(record.form, name).replace('|', " "),
        }
    }
}

/// The column where a finding on a field, or on a row of a group, is shown.
pub(super) fn of_finding(finding: &domain::Finding) -> Option<&'static Column> {
    let name = finding.child.as_ref().map_or(finding.column.as_str(), |(list, _)| list.as_str());
    COLUMNS.iter().find(|column| column.name == name)
}

/// A row as the full page of a contact would send it. The line of staff may not be readable.
pub(super) fn as_contact(
    cell: impl Fn(&str) -> String,
    admission: &str,
    date: Date,
    run_at: impl Fn(DateTime) -> Option<String>,
) -> Result<Posted, String> {
    let run = time_typed(&cell("start_at")).and_then(|(time, _)| run_at(DateTime::from_parts(date, time)));
    let mut posted = Vec::new();
    let mut put = |name: String, value: String| posted.push((name, value));
    put("admission_ref".to_owned(), admission.to_owned());
    put("contact_ref".to_owned(), cell("contact_ref"));
    put("start_at.date".to_owned(), date.to_string());
    put("start_at.time".to_owned(), cell("start_at"));
    put("run_no".to_owned(), run.unwrap_or_default());
    for column in COLUMNS {
        match column.name {
            "start_at" => {}
            "interventions" => {
                let codes = cell("interventions").to_uppercase();
                let codes = codes.split([' ', ',', ';']).filter(|code| !code.is_empty());
                for (row, code) in codes.enumerate() {
                    put(format!("interventions.{row}.code"), code.to_owned());
                }
            }
            "staff" => {
                for (row, crew) in read_crew(&cell("staff"))?.into_iter().enumerate() {
                    put(format!("staff.{row}.role"), crew.role.to_owned());
                    put(format!("staff.{row}.band"), crew.band.to_owned());
                    put(format!("staff.{row}.n"), crew.n);
                    put(format!("staff.{row}.ecmo_competent"), crew.ecmo_competent.to_string());
                }
            }
            "domain" => {
                for code in cell("domain").split('|') {
                    put("domain".to_owned(), code.to_owned());
                }
            }
            name => put(name.to_owned(), cell(name)),
        }
    }
    Ok(Posted(posted))
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
        let form = forms::form("physio_contact").unwrap();
        for column in COLUMNS {
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
