//! Who the patients of the small network were, what contacts were for, and what went wrong.

use domain::forms::adverse_event::{Category, Relation, Review, Severity};
use jiff::civil::date;
use reporting::frames::SevereEvent;
use reporting::indicators::{Breakdown, Parts};

/// Admissions of the ten centres.
const ADMISSIONS: [u32; 10] = [64, 52, 40, 44, 38, 12, 11, 6, 24, 9];

/// The parts of `all`, as even as they can be, but for the last, which is a tenth.
fn divided(all: u32, parts: u32) -> Vec<u32> {
    let last = all / 10;
    let each = (all - last) / (parts - 1).max(1);
    let mut counts = vec![each; usize::try_from(parts).expect("a few")];
    *counts.last_mut().expect("parts") = last;
    counts[0] += all - counts.iter().sum::<u32>();
    counts
}

/// All variables of a breakdown, with so many of each centre.
pub(crate) fn of(id: &str, sizes: &[u32; 10]) -> Vec<Parts> {
    let shipped = Breakdown::shipped().expect("breakdowns");
    let breakdown = shipped.into_iter().find(|known| known.id == id).expect("a breakdown");
    let parts = |variable: usize| {
        let many = u32::try_from(breakdown.variables[variable].parts.len()).expect("a few");
        let centres: Vec<Vec<u32>> = sizes.iter().map(|size| divided(*size, many)).collect();
        let network = (0..centres[0].len()).map(|part| centres.iter().map(|bar| bar[part]).sum()).collect();
        Parts { breakdown: breakdown.clone(), variable, centres, network }
    };
    (0..breakdown.variables.len()).map(parts).collect()
}

pub(crate) fn case_mix() -> Vec<Parts> {
    of("case_mix", &ADMISSIONS)
}

pub(crate) fn bars() -> Vec<Parts> {
    let contacts = ADMISSIONS.map(|admissions| admissions * 20);
    of("domains", &contacts).into_iter().chain(of("reasons", &ADMISSIONS)).collect()
}

pub(crate) fn severe() -> Vec<SevereEvent> {
    let event = |centre: &str, day, category, review| SevereEvent {
        centre: centre.to_owned(),
        date: day,
        category: Some(category),
        severity: Severity::S3,
        relation: Relation::Probable,
        review,
    };
    vec![
        event("STH", date(2026, 5, 17), Category::CannulaDislodged, Some(Review::Protocol)),
        event("PAP", date(2026, 8, 3), Category::Arrest, Some(Review::Shared)),
    ]
}
