//! Where a record is in its life, and the steps that a person can take with it.

pub(crate) mod unlock;
pub(crate) mod withdraw;

use domain::{actor::Action, life::Life};
use jiff::tz::TimeZone;
use measures::Standing;
use store::{Query, StoredRecord};

use super::{links, queries};
use crate::{
    entry::{instant_in_words, number_in_words},
    gate::Session,
    ui::{Colour, LifePanel, SummaryItem, Tag, Task},
};

/// A record's state in a word or two.
pub(super) fn tag(record: &StoredRecord) -> Tag {
    match (&record.life, record.holds) {
        (Life::Withdrawn(_), _) => Tag::new(Colour::Grey, "Withdrawn"),
        (Life::Locked { .. }, _) => Tag::new(Colour::Grey, "Locked"),
        (Life::SignedOff(_), _) => Tag::new(Colour::Grey, "Signed off"),
        (Life::Queried { .. }, _) => Tag::new(Colour::Yellow, "Query open"),
        (Life::Submitted, 0) => Tag::new(Colour::Green, "Complete"),
        (Life::Submitted, _) => Tag::new(Colour::Blue, "Incomplete"),
    }
}

/// Where a record stands when it is judged now, as a tag.
pub(super) fn standing_tag(standing: Standing) -> Tag {
    match standing {
        Standing::Complete => Tag::new(Colour::Green, "Complete"),
        Standing::Blocked => Tag::new(Colour::Blue, "Incomplete"),
        Standing::Queried => Tag::new(Colour::Yellow, "Query open"),
        Standing::SignedOff => Tag::new(Colour::Grey, "Signed off"),
        Standing::Locked => Tag::new(Colour::Grey, "Locked"),
    }
}

/// Whether it can be changed where it is.
pub(super) fn is_open(record: &StoredRecord) -> bool {
    !matches!(record.life, Life::Locked { .. } | Life::Withdrawn(_))
}

/// What is shown of a record's life on its page.
pub(super) fn panel(
    record: &StoredRecord,
    queries: &[Query],
    session: &Session,
    zone: &TimeZone,
) -> LifePanel {
    LifePanel {
        words: words(&record.life, zone),
        actions: actions(record, session),
        queries: queries.iter().map(|query| query_task(query, zone)).collect(),
    }
}

fn words(life: &Life, zone: &TimeZone) -> String {
    let at = |instant| instant_in_words(instant, zone);
    match life {
        Life::Submitted => String::new(),
        Life::Queried { open } => format!(
            "{} open. The record cannot be signed off before the network has closed {}.",
            number_in_words(usize::try_from(*open).unwrap_or(usize::MAX), "query is", "queries are"),
            if *open == 1 { "it" } else { "them" }
        ),
        Life::SignedOff(by) => format!(
            "Signed off for {} by {} on {}. If an answer is changed, the sign-off lapses.",
            by.cycle,
            by.by,
            at(by.at)
        ),
        Life::Locked { sign_off, since } => format!(
            "Locked since {}; signed off for {} by {} on {}. Only the centre lead can unlock it, with a reason.",
            at(*since),
            sign_off.cycle,
            sign_off.by,
            at(sign_off.at)
        ),
        Life::Withdrawn(gone) => {
            format!(
                "Withdrawn by {} on {}, and counted nowhere. Reason: {}",
                gone.by,
                at(gone.at),
                gone.reason
            )
        }
    }
}

fn actions(record: &StoredRecord, session: &Session) -> Vec<SummaryItem> {
    let details = links::details(record.form, record.id);
    let link = |step: &str, text: &str| SummaryItem::link(format!("{details}/{step}"), text);
    match record.life {
        Life::Locked { .. } if session.offers(Action::Unlock) => vec![link("unlock", "Unlock this record")],
        Life::Locked { .. } | Life::Withdrawn(_) => Vec::new(),
        _ if !session.offers(Action::WriteRecords) => Vec::new(),
        _ => vec![link("withdraw", "Withdraw this record")],
    }
}

fn query_task(query: &Query, zone: &TimeZone) -> Task {
    let last = query.messages.last();
    Task {
        href: format!("/queries/{}", query.id),
        text: queries::field_label(query),
        hint: last.map_or_else(String::new, |message| {
            format!("{}, {}: {}", message.by, instant_in_words(message.at, zone), message.text)
        }),
        state: Some(queries::tag(query)),
    }
}

#[cfg(test)]
mod tests {
    use domain::life::SignOff;
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_sign_off_says_who_and_when_by_the_centres_clock() {
        let sign_off = SignOff {
            by: "Robin".to_owned(),
            at: "2026-07-01T09:00:00Z".parse().unwrap_or(Timestamp::UNIX_EPOCH),
            cycle: "2026H1".to_owned(),
        };
        let zone = TimeZone::get("Europe/London").unwrap();
        let words = words(&Life::SignedOff(sign_off), &zone);
        assert!(words.starts_with("Signed off for 2026H1 by Robin on 1 July 2026 at 10:00."), "{words}");
    }

    #[test]
    fn one_query_is_not_many() {
        let words = |open| words(&Life::Queried { open }, &TimeZone::UTC);
        assert!(words(1).starts_with("1 query is open."));
        assert!(words(2).starts_with("2 queries are open."));
    }
}
