//! What an entry page needs to know besides the record: the centre's clock and the network's questions.

use std::sync::Arc;

use domain::{FormSpec, Raw, dictionary::Dictionary, forms::PhysioContact, value::CentreCode};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

use crate::{
    App,
    entry::{Entry, Posted, Suggestions, asks, instant_in_words},
    gate::Member,
    problem::Problem,
    worklist::run_at,
};

/// A record without what nobody is asked, because it is made.
pub(super) fn asked(form: &FormSpec, raw: &Raw) -> Raw {
    let mut asked = raw.clone();
    if let Some(leave_out) = form.unasked {
        leave_out(&mut asked);
    }
    asked
}

/// The desk at which a centre's records are entered.
pub(super) struct Desk {
    pub dictionary: Arc<Dictionary>,
    pub zone: TimeZone,
    now: Timestamp,
}

impl Desk {
    /// The desk of a member's centre.
    pub(super) async fn of(app: &App, member: &Member) -> Result<Self, Problem> {
        let directory = app.store.directory().await?;
        let centre = directory.centre(member.centre.as_str()).ok_or(Problem::NotFound)?;
        let dictionary = app.store.dictionary().await?;
        Ok(Self { dictionary, zone: centre.zone.clone(), now: app.world.now() })
    }

    /// The wall clock of the centre.
    pub(super) fn local(&self) -> DateTime {
        self.zone.to_datetime(self.now)
    }

    /// An instant by the centre's clock; of today the time alone.
    pub(super) fn clock(&self, at: Timestamp) -> String {
        let local = self.zone.to_datetime(at);
        if local.date() == self.local().date() {
            format!("at {:02}:{:02}", local.hour(), local.minute())
        } else {
            format!("on {}", instant_in_words(at, &self.zone))
        }
    }

    /// A posted page, with the questions that its record is asked.
    pub(super) fn read(&self, form: &'static FormSpec, centre: &CentreCode, posted: &Posted) -> Entry {
        let entry = Entry::from_posted(form, posted);
        let raw = entry.to_raw(form, centre);
        entry.ask_posted(asks(&self.dictionary, form, &raw, self.local().date()), posted)
    }

    /// A record as it is, with the questions that it is asked.
    pub(super) fn entry(&self, form: &'static FormSpec, raw: &Raw) -> Entry {
        let asks = asks(&self.dictionary, form, raw, self.local().date());
        Entry::from_raw(form, &asked(form, raw)).ask(asks, raw)
    }

    /// What the admission's other records suggest for a new record.
    pub(super) async fn suggestions(
        &self,
        member: &Member,
        form: &'static FormSpec,
        entry: &Entry,
    ) -> Result<Option<Suggestions>, Problem> {
        let raw = entry.to_raw(form, &member.centre);
        let reference = raw.get(form, PhysioContact::ADMISSION_REF);
        if form.id != PhysioContact::ID || reference.is_empty() {
            return Ok(None);
        }
        let typed = raw.get(form, PhysioContact::START_AT).get(..16).and_then(|start| start.parse().ok());
        match member.records.admission(reference).await {
            Ok(held) => {
                let at = typed.unwrap_or_else(|| self.local());
                Ok(Suggestions::of(form, &held.records, run_at(&held, at, &self.zone), at))
            }
            Err(store::Error::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
