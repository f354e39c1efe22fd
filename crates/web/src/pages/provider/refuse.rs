//! Why nobody was let in by the provider, in words; the log says it more exactly.

use axum::http::{HeaderMap, StatusCode};
use provider::Error;
use store::Errand;

use super::{
    super::{Answer, plain_chrome, question::Question, sign_in, signing},
    federation,
};
use crate::App;

/// Why.
pub(super) enum Why {
    /// The provider, or what it answered.
    Provider(Error),
    /// The answer belongs to no trip of this browser.
    Astray,
    /// Too many are on their way.
    Crowded,
    /// Many answers from here were wrong; it waits.
    TooSoon(u32),
    /// The account is nobody's here.
    Unknown,
    /// Whoever's account it is, is nothing any more.
    NoPost,
    /// The provider confirms nothing of what they are.
    NotConfirmed,
    /// It is not the account of whoever is signed in.
    Another,
    /// The store refuses it, in a sentence.
    Sentence(String),
}

impl Why {
    /// As the trail tells it.
    pub(super) const fn in_trail(&self) -> &'static str {
        match self {
            Self::Provider(Error::Clocks(_)) => "the clocks disagree",
            Self::Provider(Error::Denied(_)) => "the provider let nobody in",
            Self::Provider(Error::NotAnew(_)) => "the provider did not ask anew",
            Self::Provider(_) => "the answer was not right",
            Self::Astray => "the answer belonged to no request",
            Self::Crowded | Self::TooSoon(_) => "too many at once",
            Self::Unknown => "the account is nobody’s here",
            Self::NoPost => "the membership is over",
            Self::NotConfirmed => "the provider did not confirm the role",
            Self::Another => "it was another account",
            Self::Sentence(_) => "it could not be connected",
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::Provider(Error::Down(_)) | Self::Crowded => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooSoon(_) => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::FORBIDDEN,
        }
    }

    /// For the person: what, and what to do.
    fn words(&self, name: &str, local: bool) -> String {
        let beside = if local { " You can sign in with your user name and password meanwhile." } else { "" };
        match self {
            Self::Provider(Error::Down(_)) => format!(
                "Your {name} cannot be reached at the moment. Try again in a few minutes; if it lasts, tell your \
                 hospital’s IT.{beside}"
            ),
            Self::Provider(Error::Clocks(_)) => format!(
                "The clocks of this service and of your {name} disagree by more than two minutes, so nobody can tell \
                 whether you have just signed in. Try again; if it lasts, tell your hospital’s IT.{beside}"
            ),
            Self::Provider(Error::Denied(_)) => {
                format!(
                    "You did not sign in with your {name}, or may not use this service with it. Try again.{beside}"
                )
            }
            Self::Provider(Error::NotAnew(_)) => format!(
                "You are still signed in with your {name} from before, and have to sign in there once more. Sign out \
                 there, then try again."
            ),
            Self::Provider(_) => format!(
                "What came back from your {name} cannot be trusted, so you are not signed in. Try again; if it lasts, \
                 tell your hospital’s IT.{beside}"
            ),
            Self::Astray => {
                "This sign-in was begun in another browser or tab, was used already, or took longer than \
                             ten minutes. Begin again here."
                    .to_owned()
            }
            Self::Crowded => {
                format!(
                    "Many people are signing in at this moment. Wait a few minutes, then try again.{beside}"
                )
            }
            Self::TooSoon(seconds) => {
                format!("Too many sign-ins from here have failed. {}.", signing::wait(*seconds))
            }
            Self::Unknown => {
                let own = if local {
                    " If you are a member, sign in with your user name and password, and connect it under your name. If \
                     you are not, or have no password,"
                } else {
                    " To be let in with it,"
                };
                format!(
                    "Nobody here is connected to this {name}.{own} ask the lead of your centre, or an administrator of \
                     the network, for a link."
                )
            }
            Self::NoPost => format!("{}.", signing::NO_POST),
            Self::NotConfirmed => format!(
                "Your {name} does not say that you are what you are here. Ask your hospital’s IT to add you to the \
                 group, or the lead of your centre whether you are still a member."
            ),
            Self::Another => format!(
                "This is another {name} than the one that is connected to you. Sign in there as yourself, then try again."
            ),
            Self::Sentence(sentence) => sentence.clone(),
        }
    }
}

/// The page that says it: that of signing in, or one of its own that leads back.
pub(super) fn page(app: &App, headers: &HeaderMap, errand: &Errand, next: &str, why: &Why) -> Answer {
    let federation = federation(app)?;
    let words = why.words(federation.provider.name(), federation.local);
    let mut page = if matches!(errand, Errand::SignIn) {
        sign_in::refused_at_provider(app, headers, next, words)?
    } else {
        let page = Question::marked(String::new(), plain_chrome(app, "This did not work"), "").refuse(words);
        match errand {
            Errand::Connect(_) => page.way("/account/provider", "Back to your account"),
            Errand::Accept(_) => page.tell("If your link was not used by this, open it again."),
            _ => page.way(next, "Go back to where you were"),
        }
        .draw()?
    };
    *page.status_mut() = why.status();
    Ok(page)
}
