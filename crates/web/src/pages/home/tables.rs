//! Who is here now.

use domain::forms::{EcmoRun, IcuAdmission};
use store::{OpenAdmission, Part, StoredRecord};

use super::super::{admission, links};
use crate::{
    entry::{number_in_words, wall_time_in_words},
    ui::{Cell, Table},
};

/// The runs that patients are on now, each with its admission.
pub(super) fn on_ecmo(runs: &Part<(StoredRecord, StoredRecord)>) -> Option<Table> {
    let row = |(admission, run): &(StoredRecord, StoredRecord)| {
        vec![
            Cell::link(links::record(admission), admission.natural_key.as_str()),
            Cell::text(run.raw.get(run.form, EcmoRun::RUN_NO)),
            Cell::text(admission::answer(run, EcmoRun::INITIAL_MODE)),
            Cell::text(wall_time_in_words(run.raw.get(run.form, EcmoRun::TIME_ON))),
            Cell::link(links::contact(admission, Some(run)), "Enter a contact"),
        ]
    };
    (runs.all > 0).then(|| Table {
        caption: caption("On ECMO now", runs),
        heads: vec!["Admission", "Run", "Mode at start", "Flow started", "Next step"],
        rows: runs.shown.iter().map(row).collect(),
    })
}

/// The admissions without a discharge.
pub(super) fn open(open: &Part<OpenAdmission>) -> Option<Table> {
    let row = |OpenAdmission { admission, runs, contacts }: &OpenAdmission| {
        vec![
            Cell::link(links::record(admission), admission.natural_key.as_str()),
            Cell::text(admission.raw.get(admission.form, IcuAdmission::PATIENT_REF)),
            Cell::text(wall_time_in_words(admission.raw.get(admission.form, IcuAdmission::ICU_ADMITTED_AT))),
            Cell::text(number_in_words(*runs, "run", "runs")),
            Cell::text(number_in_words(*contacts, "contact", "contacts")),
        ]
    };
    (open.all > 0).then(|| Table {
        caption: caption("Open admissions", open),
        heads: vec!["Admission", "Patient", "Admitted", "Runs", "Contacts"],
        rows: open.shown.iter().map(row).collect(),
    })
}

fn caption<T>(what: &str, part: &Part<T>) -> String {
    match part.shown.len() {
        shown if shown < part.all => format!("{what} ({}): the newest {shown}", part.all),
        _ => format!("{what} ({})", part.all),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_says_when_it_is_not_all() {
        assert_eq!(caption("On ECMO now", &Part { all: 2, shown: vec![(), ()] }), "On ECMO now (2)");
        assert_eq!(
            caption("On ECMO now", &Part { all: 9, shown: vec![()] }),
            "On ECMO now (9): the newest 1"
        );
    }
}
