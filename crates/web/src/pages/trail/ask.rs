//! Which events somebody asks for, from an address to the store and back.

use acts::london;
use domain::actor::MemberId;
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::Deserialize;
use store::{RecordId, TokenId, TrailFilter, TrailKind};

use super::AREA;
use crate::problem::Problem;

/// What the address says. An empty box asks for nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub what: String,
    pub person: String,
    /// The id of a record, a member, a pack.
    pub about: String,
    /// A session or a token.
    pub through: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    pub before: String,
}

impl Asked {
    /// Events that name a record.
    pub(crate) fn about(id: RecordId) -> Self {
        Self { about: id.to_string(), ..Self::default() }
    }

    /// What one person did.
    pub(crate) fn by(member: MemberId) -> Self {
        Self { person: member.to_string(), ..Self::default() }
    }

    /// What a program did by a token.
    pub(crate) fn through_token(id: TokenId) -> Self {
        Self { through: format!("token {id}"), ..Self::default() }
    }

    /// The address that asks for it, of the page or of a file beside it.
    pub(crate) fn address(&self, file: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("what", &self.what),
            ("person", &self.person),
            ("about", &self.about),
            ("through", &self.through),
            ("from", &self.from),
            ("to", &self.to),
            ("before", &self.before),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        match query.finish() {
            query if query.is_empty() => format!("{AREA}{file}"),
            query => format!("{AREA}{file}?{query}"),
        }
    }

    /// What the store is asked for. Days are those of the network's clock.
    pub(super) fn filter(&self) -> Result<TrailFilter, Problem> {
        let until = day(&self.to, "last")?.map(|day| day.checked_add(1.day()).unwrap_or(Date::MAX));
        Ok(TrailFilter {
            kind: part(&self.what, TrailKind::parse)?,
            by: part(&self.person, MemberId::parse)?,
            about: part(&self.about, TrailFilter::id)?,
            through: part(&self.through, |text| Some(text.to_owned()))?,
            from: day(&self.from, "first")?.map(begins).transpose()?,
            until: until.map(begins).transpose()?,
            before: part(&self.before, |text| text.parse().ok())?,
        })
    }
}

/// A part of the address; one that means nothing is an address that does not exist.
fn part<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Problem> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some).ok_or(Problem::NotFound) }
}

fn day(text: &str, which: &str) -> Result<Option<Date>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| {
        Problem::Malformed(format!("The {which} day, “{text}”, is no date. Write it as 2026-03-27."))
    })
}

fn begins(day: Date) -> Result<Timestamp, Problem> {
    london()?.to_timestamp(day.at(0, 0, 0, 0)).map_err(Problem::fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_box_asks_for_nothing() {
        let filter = Asked::default().filter().unwrap();
        assert!(filter.kind.is_none() && filter.by.is_none() && filter.from.is_none());
        assert_eq!(Asked::default().address(""), "/trail");
    }

    #[test]
    fn days_are_whole_and_by_the_clock_of_the_network() {
        let asked = Asked { from: "2026-07-01".to_owned(), to: "2026-07-01".to_owned(), ..Asked::default() };
        let filter = asked.filter().unwrap();
        let times = [filter.from, filter.until].map(|time| time.unwrap().to_string());
        assert_eq!(times, ["2026-06-30T23:00:00Z", "2026-07-01T23:00:00Z"]);
    }

    #[test]
    fn what_is_no_date_is_said() {
        let asked = Asked { from: "yesterday".to_owned(), ..Asked::default() };
        assert!(matches!(asked.filter(), Err(Problem::Malformed(words)) if words.contains("“yesterday”")));
    }

    #[test]
    fn an_address_asks_for_what_it_was_made_of() {
        let asked = Asked { what: "reads".to_owned(), through: "session a&b".to_owned(), ..Asked::default() };
        assert_eq!(asked.address("/events.csv"), "/trail/events.csv?what=reads&through=session+a%26b");
    }
}
