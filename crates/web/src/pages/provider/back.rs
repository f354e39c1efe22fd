//! Coming back from the provider.

use axum::{extract::State, http::HeaderMap, response::Response};
use domain::actor::MemberId;
use provider::{Going, Identity};
use store::{Account, AtProvider, Errand, NewSession, Proof, SessionState, SignInError, Source, Trip};
use tracing::{info, warn};

use super::{
    super::{Answer, links, question, second, see_other, signing},
    federation,
    leave::address_of_back,
    refuse::{self, Why},
};
use crate::{
    App,
    address::From,
    cookie::{self, Token},
    extract::Query,
    federation::Federation,
    problem::Problem,
};

/// GET /sign-in/provider/back
pub(crate) async fn show(
    State(app): State<App>,
    From(source): From,
    Query(answer): Query<provider::Answer>,
    headers: HeaderMap,
) -> Answer {
    let federation = federation(&app)?;
    let astray = |what: &str| {
        warn!("an answer of the provider was refused: {what}");
        refuse::page(&app, &headers, &Errand::SignIn, "/", &Why::Astray)
    };
    let Some(secret) = cookie::trip(&headers, &app.config) else {
        return astray("this browser has begun no sign-in");
    };
    let going = provider::Trip::of(secret.as_str());
    if !going.is_answered_by(&answer.state) {
        return astray("its state is not that of this browser");
    }
    let Some(trip) = app.store.end_trip(app.world.now(), going.state()).await? else {
        return astray("it was used already, or came too late");
    };
    let came = Came { app: &app, federation, headers: &headers, source, trip };
    let page = came.finish(&going, &answer).await?;
    Ok(signing::with_cookie(page, cookie::clear_trip(&app.config)))
}

/// Somebody who came back to the browser that they left in.
struct Came<'a> {
    app: &'a App,
    federation: &'a Federation,
    headers: &'a HeaderMap,
    source: Source,
    trip: Trip,
}

/// Why nobody is let in, and whose account it is when that is known.
type Refused = (Why, Option<MemberId>);

impl Came<'_> {
    async fn finish(&self, going: &provider::Trip, answer: &provider::Answer) -> Answer {
        let now = self.app.world.now();
        let counted = match self.app.store.count_at_provider(&self.source, now).await {
            Ok(counted) => counted,
            Err(SignInError::TooSoon { seconds }) => return self.refused(&Why::TooSoon(seconds)),
            Err(error) => return Err(Problem::fault(error)),
        };
        let done = match self.identity(going, answer).await {
            Ok(identity) => self.done(&identity).await?,
            Err(why) => Err((why, None)),
        };
        let outcome = match &done {
            Ok(_) => AtProvider::Good,
            Err((Why::Provider(provider::Error::Down(_)), _)) => AtProvider::Unanswered,
            Err((why, member)) => AtProvider::Refused { member: *member, why: why.in_trail() },
        };
        self.app.store.settle_at_provider(&self.source, now, counted, outcome).await?;
        match done {
            Ok(page) => Ok(page),
            Err((why, member)) => {
                warn!(member = ?member.map(|id| id.to_string()), "sign-in at the provider refused: {}", why.in_trail());
                self.refused(&why)
            }
        }
    }

    fn refused(&self, why: &Why) -> Answer {
        refuse::page(self.app, self.headers, &self.trip.errand, links::local(&self.trip.next), why)
    }

    async fn identity(&self, trip: &provider::Trip, answer: &provider::Answer) -> Result<Identity, Why> {
        let back = address_of_back(self.app, self.headers).map_err(|_| Why::Astray)?;
        let ask = self.federation.ask(&self.trip.errand);
        let going = Going { trip, back: &back, ask, begun_at: self.trip.begun_at };
        let found = self.federation.provider.identity(self.app.world.now(), going, answer).await;
        found.map_err(|error| {
            warn!(%error, "what the provider answered");
            Why::Provider(error)
        })
    }

    /// Does what they went for.
    async fn done(&self, identity: &Identity) -> Result<Result<Response, Refused>, Problem> {
        let account = self.account(identity);
        match &self.trip.errand {
            Errand::SignIn => self.enter(identity).await,
            Errand::Accept(link) => {
                let accepted = self.app.store.accept_at(self.app.world.now(), link.clone(), account).await;
                match accepted {
                    Ok(member) => {
                        info!(%member, "came in by a link, with an account of the provider");
                        self.enter(identity).await
                    }
                    Err(error) => Ok(Err((Why::Sentence(question::refusal(error)?), None))),
                }
            }
            Errand::Connect(member) => {
                let Some(session) = self.session_of(*member).await? else {
                    return Ok(Err((Why::Astray, None)));
                };
                match self.app.store.connect(&session.0.actor, self.app.world.now(), account).await {
                    Ok(()) => Ok(Ok(see_other("/account/provider?done=connected"))),
                    Err(error) => Ok(Err((Why::Sentence(question::refusal(error)?), Some(*member)))),
                }
            }
            Errand::Prove(member) => self.prove(identity, *member).await,
        }
    }

    fn account(&self, identity: &Identity) -> Account {
        Account { issuer: self.federation.provider.issuer().to_owned(), subject: identity.subject.clone() }
    }

    /// Signs somebody in as the first of what they are that the provider confirms.
    async fn enter(&self, identity: &Identity) -> Result<Result<Response, Refused>, Problem> {
        let (app, now) = (self.app, self.app.world.now());
        let Some(member) = app.store.member_at(&self.account(identity)).await? else {
            return Ok(Err((Why::Unknown, None)));
        };
        let refused = |why| Ok(Err((why, Some(member.id))));
        let mut held = member.held(now).peekable();
        if held.peek().is_none() {
            return refused(Why::NoPost);
        }
        let way = self.federation.way(identity, member.held(now));
        let Some(acts) = held.find(|held| way.confirms(held.id)) else { return refused(Why::NotConfirmed) };
        let actor = member.acting_as(acts);
        signing::end_session_before(app, self.headers).await?;
        let proof = self.federation.proof(identity);
        let new = signing::new_session(app, self.source.clone(), self.headers, proof);
        let new = NewSession { way, ..new };
        if proof != Proof::Two && app.store.factors(actor.member).await?.is_any() {
            return second::ask(app, &actor, new, &self.trip.next, None).await.map(Ok);
        }
        let session = signing::begin_as(app, &actor, new).await?;
        let answer = see_other(links::local(&self.trip.next));
        Ok(Ok(signing::with_cookie(answer, session.cookie().set(&app.config))))
    }

    /// The session of this browser, when it is that of whoever left.
    async fn session_of(&self, member: MemberId) -> Result<Option<(store::Session, Token)>, Problem> {
        let Some(token) = Token::from_headers(self.headers, &self.app.config) else { return Ok(None) };
        let now = self.app.world.now();
        let found = self.app.store.session_find(token.as_str(), now, self.app.config.idle).await?;
        Ok(match found {
            SessionState::Live(session) if session.actor.member == member => Some((session, token)),
            _ => None,
        })
    }

    /// Goes on with a session whose member has proved once more who they are.
    async fn prove(
        &self,
        identity: &Identity,
        member: MemberId,
    ) -> Result<Result<Response, Refused>, Problem> {
        let (app, now) = (self.app, self.app.world.now());
        let Some((session, token)) = self.session_of(member).await? else {
            return Ok(Err((Why::Astray, None)));
        };
        let owner = app.store.member_at(&self.account(identity)).await?;
        if owner.is_none_or(|owner| owner.id != member) {
            return Ok(Err((Why::Another, Some(member))));
        }
        let proof = if self.federation.proof(identity) == Proof::Two { Proof::Two } else { session.proof };
        let fresh = app.store.session_prove(&session.actor, now, token.as_str(), proof).await?;
        let fresh = fresh.ok_or_else(|| Problem::SignInNeeded("/account".to_owned()))?;
        info!(%member, "proved who they are at the provider");
        let session = signing::held_by(app, &fresh).await?;
        let answer = see_other(links::local(&self.trip.next));
        Ok(Ok(signing::with_cookie(answer, session.cookie().set(&app.config))))
    }
}
