//! A form that was posted when nobody was signed in any more.

use axum::{
    extract::Request,
    http::{Method, header, request::Parts},
};
use domain::actor::Actor;
use store::Session;

use crate::{
    App,
    address::{Sender, local, page_before},
    cookie::Token,
    csrf,
    entry::Posted,
    extract,
    problem::Problem,
};

/// What is kept of one form, in bytes: several times the largest page. Sent once more with the password, it fits
/// into a form.
const LARGEST: usize = 80 * 1024;

/// Forms of which nothing is to be brought back: passwords, links, and what the page's script sends by itself.
const NEVER: [&str; 13] = [
    "/sign-in",
    "/sign-in/second",
    "/sign-in/forgotten",
    "/sign-in/provider",
    "/sign-in/again",
    "/sign-out",
    "/drafts",
    "/account/password",
    "/account/confirm",
    "/account/confirm/provider",
    "/account/second-factor/app/code",
    "/account/passkeys/answer",
    "/join",
];

/// What was posted, where to, and whose it was.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    /// Where it was sent to.
    pub to: String,
    /// The page that it was typed on.
    pub page: String,
    /// What was typed, as a browser sends it.
    pub fields: String,
    /// The centre whose page it was typed on, or the network; empty when nobody knows.
    pub whose: String,
    /// Why nothing of it could be kept, when that is so.
    pub lost: Option<Lost>,
    /// The token of the browser.
    pub visit: Option<Token>,
}

/// Why what was sent could not be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lost {
    /// Files have to be chosen again.
    Files,
    /// It is longer than any page of ours.
    TooLong,
}

impl Kept {
    /// What a sign-in page held.
    pub(crate) fn of(form: &Posted) -> Option<Self> {
        let get = |name| form.get(name).to_owned();
        let to = local(form.get("kept.to")).to_owned();
        let page = local(form.get("kept.page")).to_owned();
        let kept = Self { to, page, fields: get("kept.fields"), whose: get("kept.whose"), ..Self::default() };
        (!form.get("kept.to").is_empty() && is_kept(&kept.to)).then_some(kept)
    }

    /// The hidden boxes of a sign-in page.
    pub(crate) fn boxes(&self) -> Vec<(&'static str, String)> {
        vec![
            ("kept.to", self.to.clone()),
            ("kept.page", self.page.clone()),
            ("kept.fields", self.fields.clone()),
            ("kept.whose", self.whose.clone()),
        ]
    }

    /// What was typed.
    pub(crate) fn posted(&self) -> Posted {
        Posted(form_urlencoded::parse(self.fields.as_bytes()).into_owned().collect())
    }

    /// Whether somebody may see it.
    pub(crate) fn is_for(&self, actor: &Actor) -> bool {
        self.whose == csrf::whose(actor)
    }
}

fn is_kept(address: &str) -> bool {
    let path = address.split('?').next().unwrap_or_default();
    !NEVER.contains(&path) && !path.starts_with("/api/")
}

/// Why an act is not done whose actor has not proved for a while who they are, with what it would have lost.
pub(crate) async fn proof_needed(app: &App, session: &Session, request: Request) -> Problem {
    let before = page_before(request.headers(), &app.config).filter(|page| is_kept(page));
    if request.method() != Method::POST {
        return Problem::ProofNeeded(Box::new(Kept { page: before.unwrap_or_default(), ..Kept::default() }));
    }
    match needed(app, Some(session), request).await {
        Problem::KeptForSignIn(kept) => Problem::ProofNeeded(kept),
        Problem::SignInNeeded(_) => Problem::ForeignForm,
        other => other,
    }
}

/// Why a request is not answered when nobody is signed in, with what it would have lost. `ended` is the session that
/// it came from.
pub(crate) async fn needed(app: &App, ended: Option<&Session>, request: Request) -> Problem {
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str()).to_owned();
    let sender = Sender::of(request.headers(), &app.config);
    if request.method() != Method::POST || !is_kept(&target) || sender == Sender::Foreign {
        return Problem::SignInNeeded(target);
    }
    let (parts, body) = request.into_parts();
    let visit = Token::from_headers(&parts.headers, &app.config);
    if sender != Sender::Ours && visit.is_none() {
        return Problem::SignInNeeded(target);
    }
    let kept = Kept {
        page: page_before(&parts.headers, &app.config)
            .filter(|page| is_kept(page))
            .unwrap_or_else(|| target.clone()),
        to: target.clone(),
        whose: ended.map(|session| csrf::whose(&session.actor)).unwrap_or_default(),
        visit: visit.clone(),
        ..Kept::default()
    };
    let lost = |lost| Problem::KeptForSignIn(Box::new(Kept { lost: Some(lost), ..kept.clone() }));
    if is_of(&parts, "multipart/form-data") {
        return lost(Lost::Files);
    }
    if !is_of(&parts, "application/x-www-form-urlencoded") {
        return Problem::SignInNeeded(target);
    }
    let posted = match extract::body(Request::from_parts(parts, body), LARGEST).await {
        Ok(body) => Posted(form_urlencoded::parse(&body).into_owned().collect()),
        Err(Problem::TooLarge(_)) if sender == Sender::Ours => return lost(Lost::TooLong),
        Err(_) => return Problem::SignInNeeded(target),
    };
    // A browser that does not say where it sends from has the token of the page.
    let key = ended.and_then(|session| session.form_key).or_else(|| visit.as_ref().map(csrf::key));
    let has_token = || key.is_some_and(|key| csrf::is_ours(&key, posted.get("csrf")));
    if sender != Sender::Ours && !has_token() {
        return Problem::SignInNeeded(target);
    }
    let typed = posted.0.iter().filter(|(name, _)| !matches!(name.as_str(), "csrf" | "action"));
    let fields = form_urlencoded::Serializer::new(String::new()).extend_pairs(typed).finish();
    // The page says whose it is, whoever has signed in and out in this browser since.
    let whose = match csrf::whose_page(posted.get("csrf")) {
        "" => kept.whose,
        page => page.to_owned(),
    };
    Problem::KeptForSignIn(Box::new(Kept { fields, whose, ..kept }))
}

fn is_of(parts: &Parts, wanted: &str) -> bool {
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with(wanted))
}

#[cfg(test)]
mod tests {
    use domain::actor::Role;

    use super::*;
    use crate::menu::tests::member;

    #[test]
    fn what_was_typed_is_for_the_centre_that_typed_it() {
        let kept = |whose: &str| Kept { whose: whose.to_owned(), ..Kept::default() };
        let (own, other) = (member(Role::DataEntry, Some("STH")), member(Role::CentreLead, Some("PAP")));
        let network = member(Role::AuditLead, None);
        assert!(kept("STH").is_for(&own) && !kept("STH").is_for(&other) && !kept("STH").is_for(&network));
        assert!(kept("AUDIT_LEAD").is_for(&network) && !kept("AUDIT_LEAD").is_for(&own));
        let researcher = member(Role::Researcher, None);
        assert!(!kept("AUDIT_LEAD").is_for(&researcher), "the network is not one");
        assert!(!kept("").is_for(&other) && !kept("").is_for(&network));
    }

    #[test]
    fn a_password_is_never_brought_back_and_nothing_leads_elsewhere() {
        let form = |to: &str| Posted(vec![("kept.to".to_owned(), to.to_owned())]);
        for to in ["/account/password", "/sign-in?next=/", "/api/v1/records/patient", ""] {
            assert!(Kept::of(&form(to)).is_none(), "{to}");
        }
        assert_eq!(Kept::of(&form("//example.org")).unwrap().to, "/");
        assert_eq!(Kept::of(&form("/queries/1")).unwrap().to, "/queries/1");
    }
}
