//! A half-year of the audit as centres and audit lead live it: records come in, queries go to and fro, leads sign off,
//! the cycle is locked and frozen, its pack published. Each step has its own day; done again, it finishes what was cut off.

use acts::{Acts, Wanted};
use domain::actor::Actor;
use domain::case::{CaseStep, Decision};
use domain::cycle::{CycleState, Insistence};
use domain::forms::PhysioContact;
use domain::pack::PackState;
use domain::reference::CycleDates;
use domain::value::CentreCode;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use store::Ask;

use super::people::People;
use super::records::Records;
use crate::failure::Failure;
use crate::progress::Step;
use crate::world;

/// The centre that asks and answers in the open: members of it are among those to sign in as.
const GUIDED: &str = "STH";

/// What is asked about a value that nobody knew and, at hours at which there are too few of those, about another.
const LACKING: &str = "Sedation is marked as not known. Does the chart of that day say it?";
const DOUBTED: &str = "Is the level of sedation that of the time of this contact?";

/// A centre whose lead does not sign off in time.
const LATE: &str = "NEW";

/// A cycle to be lived through.
pub(super) struct Half<'a> {
    pub(super) acts: &'a Acts,
    pub(super) people: &'a People,
    pub(super) records: &'a Records,
    pub(super) dates: &'a CycleDates,
    /// The last step may not lie after it.
    pub(super) now: Timestamp,
    /// Queries that are still open at its end.
    pub(super) left_open: usize,
}

impl Half<'_> {
    /// From the first record to the published pack.
    pub(super) async fn live(&self) -> Result<(), Failure> {
        let store = self.acts.store();
        let operator = Actor::system("demo");
        let id = &self.dates.id;
        if store.cycle(id).await?.is_none() {
            let opened = self.on(self.dates.start)?;
            store.open_cycle(&operator, opened, self.dates.clone()).await?;
        }
        let insistence = || Insistence { reason: "demonstration".to_owned(), cycle: id.clone() };
        if matches!(self.state().await?, Some(CycleState::Open)) {
            let known = self.before_deadline(6)?;
            let call = world::call_at("import", known);
            super::bring(self.acts, &call, self.records.known_by(known)?, id).await?;
            self.ask(self.before_deadline(5)?).await?;
            self.sign_off(self.before_deadline(1)?).await?;
            let locked = self.after_deadline(1)?;
            store.lock_cycle(&operator, locked, id, Some(insistence())).await?;
        }
        let frozen = self.after_deadline(2)?;
        self.acts.freeze_cycle(&world::call_at("cycle freeze", frozen), id, Some(insistence())).await?;
        self.publish(self.after_deadline(7)?).await?;
        if self.left_open > 0 && self.acts.store().signed_releases(&self.people.audit).await?.is_empty() {
            self.release(self.after_deadline(9)?).await?;
        }
        self.follow_cases(self.after_deadline(7)?).await
    }

    async fn state(&self) -> Result<Option<CycleState>, Failure> {
        Ok(self.acts.store().cycle(&self.dates.id).await?.map(|cycle| cycle.state))
    }

    /// The audit lead asks about values that nobody knew; some queries are answered and closed.
    async fn ask(&self, at: Timestamp) -> Result<(), Failure> {
        let store = self.acts.store();
        let column = PhysioContact::RASS;
        let keys = self.records.contacts_lacking(column, GUIDED, self.dates);
        let (Some(lead), Some(centre)) = (self.people.lead(GUIDED), CentreCode::parse(GUIDED)) else {
            return Ok(());
        };
        let mut asked = 0;
        for (key, is_lacking) in keys {
            if asked == 3 {
                break;
            }
            let ask = Ask {
                centre: centre.clone(),
                form: PhysioContact::FORM_SPEC,
                key,
                child: None,
                column: column.to_owned(),
                text: if is_lacking { LACKING } else { DOUBTED }.to_owned(),
            };
            // A record that is not there yet, or is asked about already, is passed over.
            let Ok(query) = store.ask(&self.people.audit, at, ask).await else { continue };
            asked += 1;
            if asked > self.left_open {
                let answer = "It was not written down on that day.".to_owned();
                store.reply(lead, at + 50.hours(), query, answer).await?;
                store.close_query(&self.people.audit, at + 75.hours(), query).await?;
            }
        }
        Ok(())
    }

    /// Every lead but one signs off what is complete.
    async fn sign_off(&self, at: Timestamp) -> Result<(), Failure> {
        let step = Step::begin("Signing off");
        let in_time = |lead: &&Actor| lead.centre.as_ref().is_some_and(|code| code.as_str() != LATE);
        let mut signed = 0;
        for lead in self.people.leads.iter().filter(in_time) {
            signed += self.acts.store().sign_off(lead, at, &self.dates.id).await?.signed;
        }
        step.end(&format!("{signed} records of {}", self.dates.id));
        Ok(())
    }

    /// The meeting's pack and the guided centre's own, published.
    async fn publish(&self, at: Timestamp) -> Result<(), Failure> {
        let call = world::call_at("demo", at);
        let centre = CentreCode::parse(GUIDED);
        for (definition, centre) in [("biannual", None), ("centre", centre)] {
            let id = self.acts.ask_for_pack(&call, definition, &self.dates.id, centre).await?;
            self.acts.build_packs(&call).await?;
            if matches!(self.acts.store().pack(call.actor(), id).await?.state, PackState::Ready(_)) {
                self.acts.store().publish_pack(call.actor(), at, id).await?;
            }
        }
        Ok(())
    }

    /// What researchers may ask, made after the freeze and signed by the audit lead. One in many does not withstand some attack:
    /// then its noise is drawn anew.
    async fn release(&self, at: Timestamp) -> Result<(), Failure> {
        const TRIES: usize = 5;
        let call = world::call_at("demo", at).on_behalf(self.people.audit.clone());
        for _ in 0..TRIES {
            let last = self.acts.store().releases(call.actor()).await?.into_iter().next();
            let id = match last.filter(|last| last.state.is_due()) {
                Some(asked) => asked.id,
                None => self.acts.ask_for_release(&call, &self.dates.id, Wanted::New).await?,
            };
            self.acts.build_packs(&world::call_at("demo", at)).await?;
            if self.acts.release(&call, id).await?.certificate().stands() {
                self.acts.sign_kept_release(&call, id).await?;
                break;
            }
        }
        Ok(())
    }

    fn before_deadline(&self, days: i64) -> Result<Timestamp, Failure> {
        self.on(self.dates.lock_deadline.saturating_sub(days.days()))
    }

    fn after_deadline(&self, days: i64) -> Result<Timestamp, Failure> {
        self.on(self.dates.lock_deadline.saturating_add(days.days()))
    }

    /// What lies beyond chance is told to the centres. Of an earlier cycle they have responded, and the network has decided; of
    /// the last one centre has.
    async fn follow_cases(&self, at: Timestamp) -> Result<(), Failure> {
        let store = self.acts.store();
        self.acts.open_cases(&world::call_at("demo", at), &self.dates.id).await?;
        let cases = store.cases(&self.people.audit).await?;
        let own = cases
            .into_iter()
            .filter(|kept| kept.case.found.cycle == self.dates.id && kept.case.awaits_response());
        for kept in own {
            let centre = kept.case.found.centre.as_str();
            let Some(lead) = self.people.lead(centre).filter(|_| self.left_open == 0 || centre != GUIDED)
            else {
                continue;
            };
            let response = "Two posts were vacant from the second month on; both are filled now.";
            store
                .take_case(lead, (at + 480.hours()).min(self.now), kept.id, CaseStep::Respond, response)
                .await?;
            if self.left_open > 0 {
                continue;
            }
            let decided = "The cause is known and was seen to. We look again at the next freeze.";
            let decide = CaseStep::Decide(Decision::Accepted);
            store
                .take_case(&self.people.audit, (at + 720.hours()).min(self.now), kept.id, decide, decided)
                .await?;
            let closed = "Nothing more is needed.";
            store
                .take_case(
                    &self.people.audit,
                    (at + 721.hours()).min(self.now),
                    kept.id,
                    CaseStep::Close,
                    closed,
                )
                .await?;
        }
        Ok(())
    }

    /// Noon of a day, or now when that has not come.
    fn on(&self, day: Date) -> Result<Timestamp, Failure> {
        let noon = acts::london()?.to_timestamp(day.at(12, 0, 0, 0));
        Ok(noon.map_err(|error| Failure::refused(error.to_string()))?.min(self.now))
    }
}
