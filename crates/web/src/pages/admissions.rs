//! All admissions of a centre, page by page.

use axum::extract::State;
use domain::FormSpec;
use domain::forms::IcuAdmission;
use store::StoredRecord;

use super::{
    Answer, admission, chrome, html, life, links,
    records::{After, ListPage, ROWS, pages},
};
use crate::{
    App,
    entry::wall_time_in_words,
    extract::Query,
    gate::Member,
    ui::{Cell, Table},
};

/// GET /admissions
pub(crate) async fn list(State(app): State<App>, Query(after): Query<After>, member: Member) -> Answer {
    let form: &'static FormSpec = IcuAdmission::FORM_SPEC;
    let records = member.records.records(form, after.id(), ROWS).await?;
    html(&ListPage {
        chrome: chrome(&app, &member.session, "Admissions", "/admissions"),
        help: "Each stay of a patient in critical care, in the order in which it was entered.".to_owned(),
        new: None,
        table: (!records.is_empty()).then(|| table(&records)),
        empty:
            "No admission has been entered yet. Register a patient first; an admission is added to a patient."
                .to_owned(),
        pages: pages("/admissions", &after, &records),
        ways: Vec::new(),
    })
}

fn table(records: &[StoredRecord]) -> Table {
    let row = |record: &StoredRecord| {
        vec![
            Cell::link(links::record(record), record.natural_key.as_str()),
            Cell::text(record.raw.get(record.form, IcuAdmission::PATIENT_REF)),
            Cell::text(wall_time_in_words(record.raw.get(record.form, IcuAdmission::ICU_ADMITTED_AT))),
            Cell::text(admission::answer(record, IcuAdmission::SOURCE)),
            Cell::Tag(life::tag(record)),
        ]
    };
    Table {
        caption: "Admissions of your centre".to_owned(),
        heads: vec!["Admission", "Patient", "Admitted", "Came from", "State"],
        rows: records.iter().map(row).collect(),
    }
}
