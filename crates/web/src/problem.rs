//! Everything that can go wrong with a request: one closed list for pages and API.
//!
//! Turning a problem into a response is pure: the response carries the problem, and [`crate::respond`] draws
//! it as a page or as problem+json (RFC 9457), with the request's id, and logs it once.

use std::sync::Arc;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::Finding;
use store::Saved;

use crate::kept::Kept;

/// What went wrong, for the person who can do something about it.
#[derive(Debug, Clone)]
pub(crate) enum Problem {
    /// Nobody is signed in; the page asked for, to return to.
    SignInNeeded(String),
    /// Nobody is signed in any more; what was sent, to be given back after signing in.
    KeptForSignIn(Box<Kept>),
    /// Whoever is signed in has not proved for a while who they are; what was sent, to be given back afterwards.
    ProofNeeded(Box<Kept>),
    /// Whoever is signed in needs a second factor for what they are.
    SecondFactorNeeded,
    /// The API needs a valid bearer token.
    TokenNeeded,
    /// The caller's role does not include this.
    Forbidden,
    /// The caller's token is not for this.
    BeyondToken,
    /// The form did not come from a page of ours, or the page is older than the session.
    ForeignForm,
    /// Another site made the browser ask for a file.
    ForeignFetch,
    /// Not there, or not the caller's to know of.
    NotFound,
    /// There, but not to be used in this way.
    MethodNotAllowed,
    /// The request is not well-formed; what is wrong with it.
    Malformed(String),
    /// The record was changed by somebody else; its revision now.
    Conflict(store::Revision),
    /// A question that no release answers, whatever the data hold; the sentence to show.
    Unaskable(String),
    /// Where a record or a cycle is in its life, this cannot be done; the sentence to show.
    WrongState(String),
    /// An idempotency key came again with another body.
    KeyReused,
    /// A change needs the revision that it starts from.
    RevisionNeeded,
    /// The body is larger than the limit, in bytes.
    TooLarge(usize),
    /// The body is not of the type that is read here.
    NotJson,
    /// The record has findings that refuse it.
    Invalid(Vec<Finding>),
    /// The body did not arrive in time.
    TooSlow,
    /// Too much is being worked out for this to be.
    Crowded,
    /// The database does not answer, and nothing was saved. The text is for the operator.
    Unavailable(Internal),
    /// Nobody knows whether what was sent is saved. The text is for the operator.
    Uncertain(Internal),
    /// What was sent is saved, all or part of it, and then something failed. The text is for the operator.
    AfterSaving(Saved, Internal),
    /// A fault of ours. The text is for the operator.
    Fault(Internal),
}

/// Text for the log. It has no `Display`, so that it cannot slip into a response.
#[derive(Debug, Clone)]
pub(crate) struct Internal(Arc<str>);

impl Internal {
    /// The text, for the log.
    pub(crate) fn for_log(&self) -> &str {
        &self.0
    }
}

impl Problem {
    /// A fault of ours, with what the operator needs to know.
    pub(crate) fn fault(context: impl std::fmt::Display) -> Self {
        Self::Fault(Internal(context.to_string().into()))
    }

    /// The database does not answer.
    pub(crate) fn unavailable(context: impl std::fmt::Display) -> Self {
        Self::Unavailable(Internal(context.to_string().into()))
    }

    /// The problem as it is once it is known what the request asked for and whether it saved anything: no
    /// answer says that nothing was saved when something was, and none speaks of saving where nobody saved.
    pub(crate) fn knowing(self: Arc<Self>, only_read: bool, saved: Saved) -> Arc<Self> {
        match &*self {
            Self::Uncertain(internal) if only_read => Arc::new(Self::Unavailable(internal.clone())),
            Self::Unavailable(internal) | Self::Uncertain(internal) | Self::Fault(internal)
                if !only_read && saved != Saved::Nothing =>
            {
                Arc::new(Self::AfterSaving(saved, internal.clone()))
            }
            _ => self,
        }
    }

    /// Nobody knows whether it was saved.
    pub(crate) fn uncertain(context: impl std::fmt::Display) -> Self {
        Self::Uncertain(Internal(context.to_string().into()))
    }

    /// The HTTP status.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::SignInNeeded(_) | Self::KeptForSignIn(_) | Self::ProofNeeded(_) | Self::TokenNeeded => {
                StatusCode::UNAUTHORIZED
            }
            Self::Forbidden
            | Self::BeyondToken
            | Self::ForeignForm
            | Self::ForeignFetch
            | Self::SecondFactorNeeded => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Conflict(_) | Self::WrongState(_) => StatusCode::CONFLICT,
            Self::KeyReused | Self::Invalid(_) | Self::Unaskable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::RevisionNeeded => StatusCode::PRECONDITION_REQUIRED,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Crowded | Self::Unavailable(_) | Self::Uncertain(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::AfterSaving(..) | Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A stable name: the last part of the problem's type.
    pub(crate) fn slug(&self) -> &'static str {
        match self {
            Self::SignInNeeded(_) => "sign-in-needed",
            Self::KeptForSignIn(_) => "kept-for-sign-in",
            Self::ProofNeeded(_) => "proof-needed",
            Self::SecondFactorNeeded => "second-factor-needed",
            Self::TokenNeeded => "token-needed",
            Self::Forbidden => "forbidden",
            Self::BeyondToken => "beyond-token",
            Self::ForeignForm => "foreign-form",
            Self::ForeignFetch => "foreign-fetch",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::Malformed(_) => "malformed",
            Self::Conflict(_) => "conflict",
            Self::Unaskable(_) => "not-askable",
            Self::WrongState(_) => "wrong-state",
            Self::KeyReused => "idempotency-key-reused",
            Self::RevisionNeeded => "if-match-needed",
            Self::TooLarge(_) => "too-large",
            Self::NotJson => "not-json",
            Self::Invalid(_) => "findings",
            Self::TooSlow => "too-slow",
            Self::Crowded => "crowded",
            Self::Unavailable(_) => "unavailable",
            Self::Uncertain(_) => "not-known-whether-saved",
            Self::AfterSaving(Saved::Part, _) => "saved-in-part",
            Self::AfterSaving(..) => "saved-without-answer",
            Self::Fault(_) => "internal",
        }
    }

    /// What happened, in a few words.
    pub(crate) fn title(&self) -> &'static str {
        match self {
            Self::SignInNeeded(_) => "Sign in to see this page",
            Self::KeptForSignIn(_) => "Sign in to go on",
            Self::ProofNeeded(_) => "Confirm that it is you",
            Self::SecondFactorNeeded => "Your role needs a second factor",
            Self::TokenNeeded => "A valid token is needed",
            Self::Forbidden => "You do not have access to this",
            Self::BeyondToken => "This token is not for that",
            Self::ForeignForm => "This page is out of date",
            Self::ForeignFetch => "This file is taken on a page of ours",
            Self::NotFound => "Page not found",
            Self::MethodNotAllowed => "This cannot be done here",
            Self::Malformed(_) => "The request cannot be read",
            Self::Conflict(_) => "Somebody else has changed this record",
            Self::Unaskable(_) => "No release answers this",
            Self::WrongState(_) => "This cannot be done now",
            Self::KeyReused => "This key was used for something else",
            Self::RevisionNeeded => "Say which revision you are changing",
            Self::TooLarge(_) => "This is too large",
            Self::NotJson => "The body must be JSON",
            Self::Invalid(_) => "The record was not saved",
            Self::TooSlow => "The request took too long to arrive",
            Self::Crowded => "Too many are asking for this at the moment",
            Self::Unavailable(_) => "The service is not available at the moment",
            Self::Uncertain(_) => "It is not known whether this was saved",
            Self::AfterSaving(Saved::Part, _) => "Only part of this was saved",
            Self::AfterSaving(..) => "Saved, but the next page cannot be shown",
            Self::Fault(_) => "Something went wrong on our side",
        }
    }

    /// What to do about it.
    pub(crate) fn advice(&self) -> String {
        match self {
            Self::SignInNeeded(_) => "Sign in, and you will be brought back to this page.".to_owned(),
            Self::KeptForSignIn(_) => "Nothing was saved. Sign in, and what you typed is shown again.".to_owned(),
            Self::ProofNeeded(_) => "Nothing was done yet. Show once more that it is you, and what you typed is shown again.".to_owned(),
            Self::SecondFactorNeeded => "Set an authenticator app or a passkey up: follow your name at the top of the page, then “Second factor”. Sign in again if you have one already.".to_owned(),
            Self::TokenNeeded => "Send “Authorization: Bearer …” with a token that still works. The lead of your centre makes one under “People”, “Programs”.".to_owned(),
            Self::Forbidden => "Your role does not include it. If you need it, ask the lead of your centre or the network's audit lead.".to_owned(),
            Self::BeyondToken => "It lets a program do less than this, or only with other forms, or its holder may not. The lead of your centre sees what it is for under “People”, “Programs”, and makes one that is for more.".to_owned(),
            Self::ForeignFetch => "You came here from another site, so that nothing was handed out. Open the page on which the file is offered, and choose it there.".to_owned(),
            Self::ForeignForm => "Nothing was saved. Go back, load the page again and send it once more. If it happens again, sign in again.".to_owned(),
            Self::NotFound => "Check the address. A record of another centre cannot be seen here either.".to_owned(),
            Self::MethodNotAllowed => "The address is right, but it cannot be used in this way.".to_owned(),
            Self::Malformed(what) | Self::WrongState(what) | Self::Unaskable(what) => what.clone(),
            Self::Conflict(now) => format!("It is at revision {now} now. Read it again, repeat your change on it and send that."),
            Self::KeyReused => "An Idempotency-Key belongs to one request. Use a new key for a new record.".to_owned(),
            Self::RevisionNeeded => "Send the ETag of the revision that you read in an If-Match header.".to_owned(),
            Self::TooLarge(limit) => format!("One request may hold up to {}. Send fewer or shorter entries, or one file at a time.", size_in_words(*limit)),
            Self::NotJson => "Send the record as JSON with “Content-Type: application/json”.".to_owned(),
            Self::Invalid(_) => "Correct what the findings name and send it again. Nothing was saved.".to_owned(),
            Self::TooSlow => "Nothing was saved. Check the connection and send it again.".to_owned(),
            Self::Crowded => "Checks and exports of others come first. Nothing was saved, and nothing is lost: do it again in a minute.".to_owned(),
            Self::Unavailable(_) => "Nothing was saved. Try again in a minute; if it lasts, give the number below to whoever runs the service.".to_owned(),
            Self::Uncertain(_) => "The database did not answer in time. Look whether what you sent is there before you send it again. A program sends it again with the same Idempotency-Key, which never saves it twice.".to_owned(),
            Self::AfterSaving(Saved::Part, _) => "The database stopped answering on the way. Look which of what you sent is there before you send the rest again.".to_owned(),
            Self::AfterSaving(..) => "What you sent was saved; do not send it again. Go on from the start page; if this lasts, give the number below to whoever runs the service.".to_owned(),
            Self::Fault(_) => "Nothing was saved. Try again; if it lasts, give the number below to whoever runs the service.".to_owned(),
        }
    }
}

fn size_in_words(bytes: usize) -> String {
    if bytes < 1 << 20 { format!("{} KB", bytes >> 10) } else { format!("{} MB", bytes >> 20) }
}

/// What the store refuses is the caller's; what it cannot do is ours.
impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        let log = || match error.detail() {
            Some(detail) => format!("{error} {detail}"),
            None => error.to_string(),
        };
        match &error {
            store::Error::NotFound => Self::NotFound,
            store::Error::Forbidden => Self::Forbidden,
            store::Error::Crowded => Self::Crowded,
            store::Error::Invalid(sentence) => Self::Malformed(sentence.clone()),
            store::Error::Unpermitted(error) => Self::WrongState(error.to_string()),
            store::Error::Inconsistent { .. } => Self::fault(log()),
            store::Error::Uncertain(_) => Self::uncertain(log()),
            _ => Self::unavailable(log()),
        }
    }
}

impl From<desk::Error> for Problem {
    fn from(error: desk::Error) -> Self {
        match error {
            desk::Error::Full => Self::Crowded,
            desk::Error::Broken(_) => Self::fault(error),
        }
    }
}

/// What files refuse is the sender's; what cannot be done with them is ours.
impl From<exchange::Error> for Problem {
    fn from(error: exchange::Error) -> Self {
        match error {
            exchange::Error::Refused(sentence) => Self::Malformed(sentence),
            other => Self::fault(other),
        }
    }
}

impl From<acts::Error> for Problem {
    fn from(error: acts::Error) -> Self {
        use acts::Error as E;
        match error {
            E::Refused(sentence) | E::Misnamed(sentence) => Self::Malformed(sentence),
            E::Damaged(sentence) => Self::WrongState(sentence),
            E::Store(error) => error.into(),
            E::Exchange(error) => error.into(),
            E::Desk(error) => error.into(),
            E::Bundle(error) => Self::Malformed(error.to_string()),
            other @ (E::GivenUp | E::Reporting(_) | E::Files(_) | E::Reference(_)) => Self::fault(other),
        }
    }
}

impl From<store::SubmitError> for Problem {
    fn from(error: store::SubmitError) -> Self {
        use store::SubmitError as E;
        match error {
            E::Refused(findings) | E::NeedsConfirmation(findings) => Self::Invalid(findings),
            E::Conflict { current } => Self::Conflict(current),
            E::NotFound => Self::NotFound,
            E::Life(error) => Self::WrongState(error.to_string()),
            E::KeyReused => Self::KeyReused,
            E::Store(error) => error.into(),
        }
    }
}

impl From<store::DraftError> for Problem {
    fn from(error: store::DraftError) -> Self {
        use store::DraftError as E;
        match error {
            E::Conflict(_) | E::NoRoom(_) => Self::WrongState(error.to_string()),
            E::NotFound => Self::NotFound,
            E::TooLarge { limit } => Self::TooLarge(limit),
            E::Store(error) => error.into(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Problem> {
        vec![
            Problem::SignInNeeded("/".to_owned()),
            Problem::KeptForSignIn(Box::default()),
            Problem::ProofNeeded(Box::default()),
            Problem::SecondFactorNeeded,
            Problem::TokenNeeded,
            Problem::Forbidden,
            Problem::ForeignForm,
            Problem::ForeignFetch,
            Problem::NotFound,
            Problem::MethodNotAllowed,
            Problem::Malformed("Line 1 is not JSON.".to_owned()),
            Problem::Conflict(store::Revision(3)),
            Problem::WrongState("This record is locked.".to_owned()),
            Problem::KeyReused,
            Problem::RevisionNeeded,
            Problem::TooLarge(1 << 20),
            Problem::NotJson,
            Problem::Invalid(Vec::new()),
            Problem::TooSlow,
            Problem::Crowded,
            Problem::unavailable("connection refused"),
            Problem::uncertain("row 7 was refused"),
            Problem::AfterSaving(Saved::Part, Internal("row 7 was refused".into())),
            Problem::AfterSaving(Saved::Everything, Internal("row 7 was refused".into())),
            Problem::fault("row 7 of record does not parse"),
        ]
    }

    #[test]
    fn every_problem_has_a_name_of_its_own() {
        let mut slugs: Vec<_> = all().iter().map(Problem::slug).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), all().len());
    }

    #[test]
    fn what_the_operator_needs_is_not_shown() {
        for problem in all() {
            assert!(!problem.advice().contains("refused") && !problem.advice().contains("row 7"));
        }
    }

    #[test]
    fn statuses() {
        let table: Vec<_> = all().iter().map(|problem| (problem.slug(), problem.status().as_u16())).collect();
        assert_eq!(
            table,
            [
                ("sign-in-needed", 401),
                ("kept-for-sign-in", 401),
                ("proof-needed", 401),
                ("second-factor-needed", 403),
                ("token-needed", 401),
                ("forbidden", 403),
                ("foreign-form", 403),
                ("foreign-fetch", 403),
                ("not-found", 404),
                ("method-not-allowed", 405),
                ("malformed", 400),
                ("conflict", 409),
                ("wrong-state", 409),
                ("idempotency-key-reused", 422),
                ("if-match-needed", 428),
                ("too-large", 413),
                ("not-json", 415),
                ("findings", 422),
                ("too-slow", 408),
                ("crowded", 503),
                ("unavailable", 503),
                ("not-known-whether-saved", 503),
                ("saved-in-part", 500),
                ("saved-without-answer", 500),
                ("internal", 500),
            ]
        );
    }
}
