//! Forms that only a page of ours can have sent.
//!
//! A page holds a mask and the keyed hash of it, the key being this session's, or this browser's cookie while nobody
//! is signed in. The mask changes with the clock, so that the token differs on every page and compressed pages do not
//! give it away. It ends with whose page it is: what is typed there is theirs, also after their session has ended.

use axum::{
    extract::{FromRequest, Request},
    http::header,
};

use domain::{actor::Actor, characters};
use files::hex;
use jiff::Timestamp;
use tracing::debug;

use crate::{App, address, cookie::Token, entry::Posted, extract, gate::Session, problem::Problem};

/// Marks a request that only asks for a page to be shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ShowAgain(());

impl ShowAgain {
    /// The mark.
    pub(crate) const fn mark() -> Self {
        Self(())
    }

    /// Whether a request is one. No request from outside can be.
    pub(crate) fn is_asked(request: &Request) -> bool {
        request.extensions().get::<Self>().is_some()
    }
}

const CONTEXT: &str = "ecmopt 2026-11 form token";
const MASK: usize = 16;
/// The letters of a proof.
const PROOF: usize = 64;

/// Makes the token for a form on a page of somebody who is signed in.
pub(crate) fn token(session: &Session, now: Timestamp) -> String {
    made(&session.form_key(), &whose(session.actor()), now)
}

/// The same on a page of somebody who is not.
pub(crate) fn token_of_visit(visit: &Token, now: Timestamp) -> String {
    made(&key(visit), "", now)
}

/// Whose page somebody's is: their centre's, or that of their part in the network.
pub(crate) fn whose(actor: &Actor) -> String {
    actor.centre.as_ref().map_or_else(|| actor.role.as_str().to_owned(), ToString::to_string)
}

/// Whose page a token was on; nothing when it does not say.
pub(crate) fn whose_page(token: &str) -> &str {
    token.get(MASK * 2 + PROOF..).unwrap_or_default()
}

/// With what the forms of a session or of a browser are marked.
pub(crate) type Key = [u8; 32];

fn made(key: &Key, whose: &str, now: Timestamp) -> String {
    let mask = hex(&blake3::keyed_hash(key, &now.as_nanosecond().to_le_bytes()).as_bytes()[..MASK]);
    let proof = prove(key, &mask, whose).to_hex();
    format!("{mask}{proof}{whose}")
}

fn prove(key: &Key, mask: &str, whose: &str) -> blake3::Hash {
    blake3::keyed_hash(key, format!("{mask}{whose}").as_bytes())
}

/// The key of a browser.
pub(crate) fn key(cookie: &Token) -> Key {
    blake3::derive_key(CONTEXT, cookie.as_str().as_bytes())
}

/// Whether a page that was marked with the key holds the token.
pub(crate) fn is_ours(key: &Key, token: &str) -> bool {
    let Some((mask, rest)) = token.split_at_checked(MASK * 2) else { return false };
    let Some((given, whose)) = rest.split_at_checked(PROOF) else { return false };
    // Comparing blake3 hashes takes the same time wherever they differ.
    blake3::Hash::from_hex(given).is_ok_and(|given| prove(key, mask, whose) == given)
}

/// A posted form. The only way to its content is this extractor, which checks where the form came from.
pub(crate) struct ProtectedForm(pub Posted);

impl FromRequest<App> for ProtectedForm {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        if ShowAgain::is_asked(&request) {
            return Err(Problem::MethodNotAllowed);
        }
        let sender = Sender::of(&request, app)?;
        let body = extract::body(request, FORM_LIMIT).await?;
        let posted =
            Posted(form_urlencoded::parse(&body).map(|(name, value)| shown(&name, &value)).collect());
        sender.check(posted.get("csrf"))?;
        Ok(Self(posted))
    }
}

/// A pair as it can be kept and seen: a � stands for each character that no text may hold, and is refused
/// where the text is read, with the page as it was. A password is nobody's to change.
fn shown(name: &str, value: &str) -> (String, String) {
    let is_fit = name.contains("password") || characters::fit(value).is_ok();
    let value = if is_fit { value.to_owned() } else { characters::shown(value).into_owned() };
    (characters::shown(name).into_owned(), value)
}

/// A posted form whose page draws itself again from what was typed, when it is sent with [`Action::Show`].
///
/// After signing in again that is what is asked of it, whatever button was pressed before: nothing is saved that
/// nobody has pressed a button for.
///
/// [`Action::Show`]: crate::entry::Action::Show
pub(crate) struct RedrawnForm(pub Posted);

impl FromRequest<App> for RedrawnForm {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        if !ShowAgain::is_asked(&request) {
            return ProtectedForm::from_request(request, app).await.map(|ProtectedForm(posted)| Self(posted));
        }
        let body = extract::body(request, FORM_LIMIT).await?;
        let fields = form_urlencoded::parse(&body).filter(|(name, _)| name != "action");
        let fields = fields.map(|(name, value)| shown(&name, &value));
        let show = ("action".to_owned(), "show".to_owned());
        Ok(Self(Posted(fields.chain([show]).collect())))
    }
}

/// The browser that sent a form.
pub(crate) struct Sender(Key);

impl Sender {
    /// Whoever sent a request, unless the browser says that another site made it.
    pub(crate) fn of(request: &Request, app: &App) -> Result<Self, Problem> {
        let headers = request.headers();
        if address::Sender::of(headers, &app.config) == address::Sender::Foreign {
            debug!(origin = ?headers.get(header::ORIGIN), "a form of another site; is public_url right?");
            return Err(Problem::ForeignForm);
        }
        if let Some(session) = request.extensions().get::<Session>() {
            return Ok(Self(session.form_key()));
        }
        let visit = Token::from_headers(headers, &app.config).ok_or(Problem::ForeignForm)?;
        Ok(Self(key(&visit)))
    }

    /// Refuses a form that is not on a page which this browser was given.
    pub(crate) fn check(&self, token: &str) -> Result<(), Problem> {
        if is_ours(&self.0, token) { Ok(()) } else { Err(Problem::ForeignForm) }
    }
}

/// A form that asks to be shown again what it holds, and is sent from a page of ours by what the browser says itself.
/// Its mark is not looked at: whoever has signed in in another tab since has another one.
pub(crate) struct SentFromHere(pub Posted);

impl SentFromHere {
    pub(crate) async fn read(request: Request, app: &App) -> Result<Self, Problem> {
        if address::Sender::of(request.headers(), &app.config) != address::Sender::Ours {
            return Err(Problem::ForeignForm);
        }
        let body = extract::body(request, FORM_LIMIT).await?;
        let fields = form_urlencoded::parse(&body).map(|(name, value)| shown(&name, &value));
        Ok(Self(Posted(fields.collect())))
    }
}

/// The largest record that the dictionary allows fits several times.
const FORM_LIMIT: usize = 256 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(text: &str) -> Key {
        key(&Token::of_session(&text.into()))
    }

    #[test]
    fn a_token_belongs_to_one_browser() {
        let (mine, other) = (key_of("mine"), key_of("other"));
        let token = made(&mine, "STH", Timestamp::UNIX_EPOCH);
        assert!(is_ours(&mine, &token));
        assert!(!is_ours(&other, &token));
    }

    #[test]
    fn a_token_says_whose_page_it_was_on() {
        let mine = key_of("mine");
        let token = made(&mine, "STH", Timestamp::UNIX_EPOCH);
        assert_eq!(whose_page(&token), "STH");
        assert_eq!(whose_page(&made(&mine, "", Timestamp::UNIX_EPOCH)), "");
        assert!(!is_ours(&mine, &token.replace("STH", "PAP")));
    }

    #[test]
    fn anything_else_is_not_ours() {
        let mine = key_of("mine");
        for token in ["", "zz", &"0".repeat(96), &"é".repeat(60)] {
            assert!(!is_ours(&mine, token));
        }
    }
}
