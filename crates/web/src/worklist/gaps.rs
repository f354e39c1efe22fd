//! What keeps records from sign-off, field by field, oldest record first.

use domain::{Finding, FormSpec, check::cells::UNTIL_SIGN_OFF};
use store::{Review, Reviewed, StoredRecord};

use super::held::standing;
use measures::{
    Standing,
    completeness::{self, Content, Fill, Place},
};

/// Which records of a review are looked at.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// Of one form.
    pub form: Option<&'static FormSpec>,
    /// Those that lack this field, as [`measures::completeness::FieldFill::name`] names it.
    pub field: Option<String>,
    /// Those that the network asks about.
    pub queries_only: bool,
}

impl Filter {
    /// Whether it leaves out any record.
    pub(crate) const fn is_narrow(&self) -> bool {
        self.form.is_some() || self.field.is_some() || self.queries_only
    }
}

/// A record and what has to be done about it.
pub(crate) struct Gap<'a> {
    pub record: &'a StoredRecord,
    pub lacks: Vec<Lack>,
    pub standing: Standing,
}

/// One thing that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lack {
    /// Id of the control in which it is mended, as the edit page names it; empty when it is about the whole
    /// record.
    pub control: String,
    /// What is missing, and how to mend it.
    pub text: String,
}

impl Lack {
    /// What a finding asks for. That it blocks the sign-off is said once, where such things are listed.
    pub(crate) fn of(finding: &Finding) -> Self {
        let message = finding.message.as_str();
        let text = message.strip_suffix(UNTIL_SIGN_OFF).unwrap_or(message).to_owned();
        Self { control: control(finding.child.as_ref(), &finding.column), text }
    }
}

/// The id of the control of a field: the record's own, or in a row of a repeated group.
pub(crate) fn control(child: Option<&(String, usize)>, column: &str) -> String {
    match child {
        _ if column.is_empty() => String::new(),
        None => format!("f-{column}"),
        Some((list, row)) => format!("f-{list}-{row}-{column}"),
    }
}

/// The records that a filter leaves, oldest first as the review has them.
pub(crate) fn gaps<'a>(review: &'a Review, filter: &Filter) -> Vec<Gap<'a>> {
    let of_form = |reviewed: &&Reviewed| filter.form.is_none_or(|form| form.id == reviewed.record.form.id);
    review.records.iter().filter(of_form).filter_map(|reviewed| gap(reviewed, filter)).collect()
}

fn gap<'a>(reviewed: &'a Reviewed, filter: &Filter) -> Option<Gap<'a>> {
    let standing = standing(reviewed)?;
    let is_queried = standing == Standing::Queried;
    let lacks: Vec<_> = match &filter.field {
        Some(field) => lacking(reviewed, field),
        None if standing.is_open() => reviewed.holds().map(Lack::of).collect(),
        None => return None,
    };
    let is_wanted = (is_queried || !filter.queries_only) && (filter.field.is_none() || !lacks.is_empty());
    is_wanted.then_some(Gap { record: &reviewed.record, lacks, standing })
}

/// What a record lacks in one field.
fn lacking(reviewed: &Reviewed, wanted: &str) -> Vec<Lack> {
    let record = &reviewed.record;
    let lacks = |place: &Place<'_>| {
        place.name() == wanted && place.fill(reviewed.findings.as_slice()) == Fill::Lacking
    };
    let lack = |place: Place<'_>| {
        let child = place.child.map(|(child, row)| (child.name.to_owned(), row));
        let control = control(child.as_ref(), &place.field.name);
        Lack { control, text: format!("{}: {}", place.field.label, why(&place)) }
    };
    completeness::places(record.form, &record.raw).filter(lacks).map(lack).collect()
}

/// Why a cell holds no value, in words.
fn why(place: &Place<'_>) -> &'static str {
    match (place.reason(), Content::of(place.field, place.cell)) {
        (Some(reason), _) => reason.label(),
        (None, Content::Empty) => "nothing was entered",
        (None, _) => "the code entered says nothing",
    }
}

#[cfg(test)]
mod tests {
    use domain::life::Life;

    use super::*;
    use crate::worklist::samples::{contact, held, review, signed_off, with_cell, with_life};

    fn keys(review: &Review, filter: &Filter) -> Vec<String> {
        gaps(review, filter).iter().map(|gap| gap.record.natural_key.clone()).collect()
    }

    #[test]
    fn what_is_complete_or_signed_off_is_no_work() {
        let signed = with_life(held(contact("C2"), "rass"), Life::SignedOff(signed_off()));
        let review = review([contact("C1"), signed, held(contact("C3"), "rass")]);
        assert_eq!(keys(&review, &Filter::default()), ["C3"]);
    }

    #[test]
    fn each_lack_names_the_control_that_mends_it() {
        let review = review([held(contact("C1"), "rass")]);
        let found = gaps(&review, &Filter::default());
        assert_eq!(found[0].lacks, [Lack { control: "f-rass".into(), text: "Enter rass.".into() }]);
        assert_eq!(control(Some(&("staff".into(), 1)), "band"), "f-staff-1-band");
        assert_eq!(control(None, ""), "", "about the whole record");
    }

    #[test]
    fn a_query_blocks_a_record_that_lacks_nothing() {
        let queried = with_life(contact("C2"), Life::Queried { open: 1 });
        let review = review([held(contact("C1"), "rass"), queried]);
        let only = Filter { queries_only: true, ..Filter::default() };
        assert_eq!(keys(&review, &only), ["C2"]);
    }

    #[test]
    fn a_field_lists_every_record_without_it_blocked_or_not() {
        let not_recorded = with_cell(contact("C2"), "rass", "NR");
        let review = review([held(contact("C1"), "rass"), not_recorded, contact("C3")]);
        let rass = Filter { field: Some("rass".into()), ..Filter::default() };
        assert_eq!(keys(&review, &rass), ["C1", "C2"]);
    }

    #[test]
    fn a_form_hides_the_others() {
        let other = Filter { form: domain::forms::form("discharge"), ..Filter::default() };
        assert!(keys(&review([held(contact("C1"), "rass")]), &other).is_empty());
    }
}
