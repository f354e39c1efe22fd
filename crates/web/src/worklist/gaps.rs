//! What keeps records from sign-off, field by field, oldest record first.

use domain::{Finding, cells::UNTIL_SIGN_OFF};
use store::{GapFilter, Reviewed, StoredRecord};

use super::held::standing;
use measures::{
    Standing,
    completeness::{self, Content, Fill, Place},
};

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

/// What has to be done about the records that were picked, in their order.
pub(crate) fn gaps<'a>(records: &'a [Reviewed], filter: &GapFilter) -> Vec<Gap<'a>> {
    records.iter().filter_map(|reviewed| gap(reviewed, filter)).collect()
}

fn gap<'a>(reviewed: &'a Reviewed, filter: &GapFilter) -> Option<Gap<'a>> {
    let standing = standing(reviewed)?;
    let lacks = match &filter.field {
        Some(field) => lacking(reviewed, field),
        None => reviewed.holds().map(Lack::of).collect(),
    };
    Some(Gap { record: &reviewed.record, lacks, standing })
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
    use crate::worklist::samples::{contact, held, with_cell, with_life};

    #[test]
    fn each_lack_names_the_control_that_mends_it() {
        let records = [held(contact("C1"), "rass")];
        let found = gaps(&records, &GapFilter::default());
        assert_eq!(found[0].lacks, [Lack { control: "f-rass".into(), text: "Enter rass.".into() }]);
        assert_eq!(control(Some(&("staff".into(), 1)), "band"), "f-staff-1-band");
        assert_eq!(control(None, ""), "", "about the whole record");
    }

    #[test]
    fn a_query_blocks_a_record_that_lacks_nothing() {
        let records = [with_life(contact("C2"), Life::Queried { open: 1 })];
        let found = gaps(&records, &GapFilter::default());
        assert_eq!((found[0].standing, found[0].lacks.len()), (Standing::Queried, 0));
    }

    #[test]
    fn of_one_field_only_what_it_lacks_is_told() {
        let records = [with_cell(held(contact("C2"), "airway"), "rass", "NR")];
        let rass = GapFilter { field: Some("rass".into()), ..GapFilter::default() };
        let found = gaps(&records, &rass);
        let controls: Vec<_> = found[0].lacks.iter().map(|lack| lack.control.as_str()).collect();
        assert_eq!((found[0].standing, controls), (Standing::Blocked, vec!["f-rass"]));
    }
}
