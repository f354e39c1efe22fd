//! Which records can be added from another record's page, and what is known of them before anything is typed.
//!
//! It follows from what each form hangs on: nothing is listed anywhere.

use crate::forms::forms;
use crate::raw::Raw;
use crate::spec::{FormSpec, Kind, Parent};

/// A record that can be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The id of its form.
    pub form: &'static str,
    /// The words of the link.
    pub words: &'static str,
    /// Columns of it, and what stands in them already.
    pub answers: Vec<(&'static str, String)>,
    place: u8,
}

/// The records that the page of a record offers, in the order of their places. `held` counts those of a form that
/// hang on it already: the next is numbered by it, and of what there is only one of, a second is not offered.
pub fn offers(form: &FormSpec, raw: &Raw, held: impl Fn(&FormSpec) -> usize) -> Vec<Offer> {
    let mut offers: Vec<Offer> =
        forms().iter().filter_map(|other| offer(other, form, raw, held(other))).collect();
    offers.sort_by_key(|offer| offer.place);
    offers
}

/// The offer of a record of one form on the page of another; none when it neither hangs on it nor names it.
fn offer(new: &'static FormSpec, form: &FormSpec, raw: &Raw, held: usize) -> Option<Offer> {
    let link = new.others().find(|other| other.form == form.id)?;
    let offered = new.offer?;
    let mut answers = linked(link, form, raw);
    // What it hangs on is the same for both: an event has the admission of its contact.
    let shared = new.parent.iter().flat_map(|parent| parent.columns);
    for column in shared.filter(|column| form.index(column).is_some()) {
        put(&mut answers, column, raw.get(form, column));
    }
    // What a record hangs on may have lasted for weeks; a sibling that it names was on the day.
    if new.parent != Some(*link)
        && is_one_occasion(form)
        && let Some((theirs, ours)) = form.occurred.zip(new.occurred)
    {
        put(&mut answers, ours, raw.get(form, theirs).get(..10).unwrap_or_default());
    }
    let open: Vec<&&str> =
        new.key.iter().filter(|key| !answers.iter().any(|(name, _)| name == *key)).collect();
    match open[..] {
        [] if held > 0 => return None,
        [number] if matches!(new.field(number).map(|field| &field.kind), Some(Kind::Int { .. })) => {
            put(&mut answers, number, &(held + 1).to_string());
        }
        _ => {}
    }
    Some(Offer { form: new.id, words: offered.words, answers, place: offered.place })
}

/// The columns that name the record of the page.
fn linked(link: &Parent, form: &FormSpec, raw: &Raw) -> Vec<(&'static str, String)> {
    let cells = form.key.iter().map(|key| raw.get(form, key).to_owned());
    link.columns.iter().copied().zip(cells).collect()
}

fn put(answers: &mut Vec<(&'static str, String)>, column: &'static str, cell: &str) {
    if !cell.is_empty() && !answers.iter().any(|(name, _)| *name == column) {
        answers.push((column, cell.to_owned()));
    }
}

/// A record with a reference of its own is one occasion: what names it happened on its day.
fn is_one_occasion(form: &FormSpec) -> bool {
    form.parent.is_some() && form.own_references().next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::{AdverseEvent, Discharge, EcmoRun, FollowUp, IcuAdmission, Patient, PhysioContact};

    fn offered(form: &'static FormSpec, cells: &[(&str, &str)], held: usize) -> Vec<Offer> {
        let mut raw = Raw::blank(form);
        for (name, cell) in cells {
            assert!(raw.set(form, name, *cell), "{name}");
        }
        offers(form, &raw, |_| held)
    }

    fn of<'a>(offers: &'a [Offer], form: &str) -> Option<&'a Offer> {
        offers.iter().find(|offer| offer.form == form)
    }

    #[test]
    fn an_admission_offers_everything_that_hangs_on_it_contacts_first() {
        let offers = offered(IcuAdmission::FORM_SPEC, &[("admission_ref", "A1")], 0);
        let words: Vec<&str> = offers.iter().map(|offer| offer.words).collect();
        assert_eq!(words[..2], ["Enter a contact", "Add a run"]);
        assert_eq!(
            words.len(),
            forms().iter().filter(|form| form.parent.is_some_and(|of| of.form == IcuAdmission::ID)).count()
        );
        assert!(
            offers.iter().all(|offer| offer.answers[0] == (IcuAdmission::ADMISSION_REF, "A1".to_owned()))
        );
    }

    #[test]
    fn what_is_numbered_gets_the_next_number() {
        let offers = offered(
            IcuAdmission::FORM_SPEC,
            &[("admission_ref", "A1"), ("icu_admitted_at", "2026-03-20T10:00")],
            2,
        );
        assert!(
            of(&offers, PhysioContact::ID)
                .unwrap()
                .answers
                .iter()
                .all(|(name, _)| *name != PhysioContact::START_AT)
        );
        assert!(of(&offers, EcmoRun::ID).unwrap().answers.contains(&(EcmoRun::RUN_NO, "3".to_owned())));
        assert!(
            of(&offers, FollowUp::ID).unwrap().answers.contains(&(FollowUp::FOLLOW_UP_NO, "3".to_owned()))
        );
    }

    #[test]
    fn of_what_there_is_one_a_second_is_not_offered() {
        let page = |held| offered(IcuAdmission::FORM_SPEC, &[("admission_ref", "A1")], held);
        assert!(of(&page(0), Discharge::ID).is_some());
        assert!(of(&page(1), Discharge::ID).is_none());
    }

    #[test]
    fn an_event_is_entered_from_its_contact_with_its_admission_and_day() {
        let cells = [("contact_ref", "C1"), ("admission_ref", "A1"), ("start_at", "2026-03-25T09:40")];
        let offers = offered(PhysioContact::FORM_SPEC, &cells, 0);
        let event = of(&offers, AdverseEvent::ID).unwrap();
        assert_eq!(event.words, "Report an adverse event");
        let answers = [
            (AdverseEvent::CONTACT_REF, "C1".to_owned()),
            (AdverseEvent::ADMISSION_REF, "A1".to_owned()),
            (AdverseEvent::OCCURRED_AT, "2026-03-25".to_owned()),
        ];
        assert_eq!(event.answers, answers);
    }

    #[test]
    fn a_contact_entered_from_its_run_is_not_on_the_day_on_which_the_run_began() {
        let cells = [("admission_ref", "A1"), ("run_no", "2"), ("time_on", "2026-03-20T10:00")];
        let offers = offered(EcmoRun::FORM_SPEC, &cells, 0);
        let contact = of(&offers, PhysioContact::ID).unwrap();
        let answers =
            [(PhysioContact::ADMISSION_REF, "A1".to_owned()), (PhysioContact::RUN_NO, "2".to_owned())];
        assert_eq!(contact.answers, answers);
    }

    #[test]
    fn a_patient_offers_an_admission() {
        let offers = offered(Patient::FORM_SPEC, &[("patient_ref", "7K2M9QX4J")], 0);
        assert_eq!(offers.len(), 1);
        assert_eq!(offers[0].answers, [(IcuAdmission::PATIENT_REF, "7K2M9QX4J".to_owned())]);
    }
}
