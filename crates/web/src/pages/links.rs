//! Addresses of pages, made in one place.

use domain::{
    FormSpec,
    forms::{EcmoRun, IcuAdmission, PhysioContact},
    offer::Offer,
};
use store::{Draft, RecordId, StoredRecord};

pub(crate) use crate::address::local;
use crate::{
    ui::{Link, SummaryItem},
    worklist::Lack,
};

/// A record's own page. An admission's is the page with its time line.
pub(crate) fn record(record: &StoredRecord) -> String {
    match record.form.id {
        IcuAdmission::ID => format!("/admissions/{}", record.natural_key),
        _ => details(record.form, record.id),
    }
}

/// The page that shows every answer of a record.
pub(crate) fn details(form: &FormSpec, id: RecordId) -> String {
    format!("/records/{}/{id}", form.id)
}

/// The page of everything that happened to a record.
pub(crate) fn history(form: &FormSpec, id: RecordId) -> String {
    format!("{}/history", details(form, id))
}

/// The page on which a record is changed.
pub(crate) fn edit(form: &FormSpec, id: RecordId) -> String {
    format!("/records/{}/{id}/edit", form.id)
}

/// The page on which a draft is gone on with.
pub(crate) fn draft(draft: &Draft) -> String {
    let page = draft.record.map_or_else(|| create(draft.form.id, &[]), |record| edit(draft.form, record));
    format!("{page}?draft={}", draft.id)
}

/// The day grid of an admission.
pub(crate) fn day(admission: &str, date: &str) -> String {
    format!("/admissions/{admission}/days/{date}")
}

/// The control of a field on the page on which a record is changed; without one, the page.
pub(crate) fn control(form: &FormSpec, id: RecordId, control: &str) -> String {
    let page = edit(form, id);
    if control.is_empty() { page } else { format!("{page}#{control}") }
}

/// What a record lacks, leading to the control in which it is mended.
pub(crate) fn lack(form: &FormSpec, id: RecordId, lack: Lack) -> SummaryItem {
    SummaryItem::link(control(form, id, &lack.control), lack.text)
}

/// The entry of the menu under which a form's records are: what hangs on another record is found by its admission.
pub(crate) const fn area(form: &FormSpec) -> &'static str {
    if form.parent.is_some() { "/admissions" } else { "/records" }
}

/// The link that adds what a page offers.
pub(crate) fn offer(offer: &Offer, back: &str) -> Link {
    let mut answers: Vec<_> = offer.answers.iter().map(|(name, cell)| (*name, cell.as_str())).collect();
    answers.push(("back", back));
    Link { href: create(offer.form, &answers), text: offer.words.to_owned() }
}

/// A new record, with answers typed in beforehand.
pub(crate) fn create(form: &str, answers: &[(&str, &str)]) -> String {
    let mut address = format!("/records/{form}/new");
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(answers);
    let query = query.finish();
    if !query.is_empty() {
        address.push('?');
        address.push_str(&query);
    }
    address
}

/// A new contact in an admission, during a run or outside of one.
pub(crate) fn contact(admission: &StoredRecord, run: Option<&StoredRecord>) -> String {
    let back = record(admission);
    let run_no = run.map_or("", |run| run.raw.get(run.form, EcmoRun::RUN_NO));
    let reference = admission.natural_key.as_str();
    let answers =
        [(PhysioContact::ADMISSION_REF, reference), (PhysioContact::RUN_NO, run_no), ("back", &back)];
    create(PhysioContact::ID, &answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_encoded() {
        assert_eq!(
            create("ecmo_run", &[("admission_ref", "A 1&2")]),
            "/records/ecmo_run/new?admission_ref=A+1%262"
        );
    }
}
