//! Major events one by one: those that S02 counts.

use domain::forms::adverse_event::{Category, Relation, Review, Severity};
use jiff::civil::Date;

use super::Frames;
use crate::indicators::Period;
use crate::time::{date_of, days};

/// One event of severity S3 or S4 that the session caused, at least possibly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SevereEvent {
    /// Code of the centre.
    pub centre: String,
    /// The date that decides its period.
    pub date: Date,
    pub category: Option<Category>,
    pub severity: Severity,
    pub relation: Relation,
    /// What the lead's review led to.
    pub review: Option<Review>,
}

impl Frames {
    /// The major events of a period.
    pub fn severe_events(&self, period: Period) -> Vec<SevereEvent> {
        let within = days(period.from())..=days(period.to());
        let facts = &self.facts;
        let events = facts.ledger.events.iter().filter(|on| within.contains(&on.date));
        let severe = events.filter_map(|on| {
            let severity = on.event.severity.filter(|severity| *severity >= Severity::S3)?;
            let relation = on.event.relation.filter(|relation| *relation <= Relation::Possible)?;
            let owner = facts.owner(&facts.ledger.runs[on.run]);
            Some(SevereEvent {
                centre: facts.centres.0[owner.centre].code.clone(),
                date: date_of(on.date),
                category: on.event.category,
                severity,
                relation,
                review: facts.events.review_outcome.get(on.event.at),
            })
        });
        severe.collect()
    }
}
