//! Links that are mailed to whoever has forgotten their password. The work is done beside the answer, so that whoever
//! asks learns neither from it nor from its time whether there is such a member; a few at a time.

use std::sync::Arc;

use acts::london;
use jiff::Timestamp;
use mail::Outbox;
use secrecy::{ExposeSecret, SecretString};
use store::{FORGOTTEN_LASTS, Forgotten, Store};
use tokio::sync::Semaphore;
use tracing::{Instrument, Span, error, info, warn};

use crate::{App, entry::instant_in_words, problem::Problem};

/// So many are under way at a time. A mail server that does not answer keeps each for a while, and what is asked for
/// meanwhile does not pile up.
const AT_ONCE: usize = 4;

/// Places for those that are under way. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct UnderWay(Arc<Semaphore>);

impl Default for UnderWay {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

/// Begins to mail a link to whoever signs in with a login, where there is somebody who can use it, and returns at once.
/// What comes of it is told to the log alone.
pub(crate) fn begin(app: &App, login: &str) -> Result<(), Problem> {
    let Some((outbox, public)) = app.config.mails_passwords() else { return Ok(()) };
    let now = app.world.now();
    let letter = Letter {
        brand: app.config.brand.clone(),
        origin: public.to_string(),
        until: instant_in_words(now + FORGOTTEN_LASTS, &london()?),
    };
    let Ok(place) = Arc::clone(&app.under_way.0).try_acquire_owned() else {
        warn!("no link for a new password was mailed: too many are under way");
        return Ok(());
    };
    let (store, outbox, login) = (app.store.clone(), outbox.clone(), login.to_owned());
    let work = async move {
        send(&store, &outbox, &letter, &login, now).await;
        drop(place);
    };
    tokio::spawn(work.instrument(Span::current()));
    Ok(())
}

/// Makes a link and sends it.
async fn send(store: &Store, outbox: &Outbox, letter: &Letter, login: &str, now: Timestamp) {
    let nothing = |member: Option<String>, why| info!(member, why, "no link for a new password was mailed");
    if !mail::is_address(login) {
        return nothing(None, "the user name is no address");
    }
    match store.forgotten(login, now).await {
        Ok(Forgotten::Link { member, login, link }) => {
            let sent = outbox.send(&login, &letter.subject(), letter.text(&login, &link)).await;
            match sent {
                Ok(()) => info!(%member, "mailed a link for a new password"),
                Err(error) => warn!(%member, %error, "a link for a new password could not be mailed"),
            }
        }
        Ok(Forgotten::Nothing { member, why }) => nothing(member.map(|id| id.to_string()), why),
        Err(error) => error!(%error, "a link for a new password could not be made"),
    }
}

/// What every such message says.
struct Letter {
    /// Which service it comes from.
    brand: String,
    /// The address that people reach it under.
    origin: String,
    /// Until when the link works.
    until: String,
}

impl Letter {
    fn subject(&self) -> String {
        format!("A new password for {}", self.brand)
    }

    fn text(&self, login: &str, link: &SecretString) -> String {
        let Self { brand, origin, until } = self;
        let link = link.expose_secret();
        format!(
            "Somebody has asked for a new password for the user name {login} at {brand}.\n\n\
             To choose one, open this address:\n\n\
             {origin}/join/{link}\n\n\
             It works once, until {until}.\n\n\
             If it was not you, do nothing: the link is of no use to anybody else, and your password stays as it is.\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_says_what_it_is_about_and_what_to_do_when_it_is_not_meant() {
        let letter = Letter {
            brand: "ECMO Audit".to_owned(),
            origin: "https://audit.example.org".to_owned(),
            until: "1 April 2026 at 11:00".to_owned(),
        };
        assert_eq!(letter.subject(), "A new password for ECMO Audit");
        let text = letter.text("robin@example.org", &"abc".into());
        for part in [
            "for the user name robin@example.org at ECMO Audit.",
            "\n\nhttps://audit.example.org/join/abc\n\n",
            "It works once, until 1 April 2026 at 11:00.",
            "If it was not you, do nothing",
        ] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
    }
}
