//! Passkeys, as pages offer them: for whom they are made, and the question that a browser answers.

use domain::actor::Actor;
use store::{Error, RelyingParty, SignInError};

use tracing::warn;

use crate::{App, ui::PasskeyBox};

/// Why one was not taken, in words that help whoever did nothing wrong.
pub(crate) const WRONG: &str =
    "The passkey was not taken. A question for one works once, for five minutes: try again";

/// What stands in place of the button where a browser cannot use passkeys.
const WITHOUT: &str = "A passkey needs JavaScript and a browser that knows passkeys; here it cannot be used.";

/// For whom passkeys are made, or the sentence that says why there are none here.
pub(crate) fn party(app: &App) -> Result<RelyingParty, String> {
    if !app.store.seals() {
        return Err("Passkeys cannot be set up here: whoever runs the service has not given a key for second factors."
            .to_owned());
    }
    let Some(url) = &app.config.public_url else {
        return Err("Passkeys cannot be set up here: whoever runs the service has not said under which address it is \
                    reached (public_url)."
            .to_owned());
    };
    RelyingParty::of(&url.to_string(), &app.config.brand).ok_or_else(|| {
        format!(
            "Passkeys cannot be set up here: browsers make them for an address with a name and HTTPS, and this service \
             is reached under {url}."
        )
    })
}

/// The button with which a passkey of somebody is asked for; nothing when they have none, or none can be used here.
pub(crate) async fn asked_of(app: &App, actor: &Actor) -> Option<PasskeyBox> {
    let party = party(app).ok()?;
    // The page stands nevertheless: it may hold what somebody has typed, and there is another way.
    let asked = app.store.ask_for_passkey(actor, app.world.now(), &party).await.unwrap_or_else(|error| {
        warn!(%error, "a passkey could not be asked for");
        None
    });
    asked.map(|options| PasskeyBox { act: "get", options, text: "Use a passkey", without: WITHOUT })
}

/// The button with which one is made.
pub(crate) fn to_be_made(options: String) -> PasskeyBox {
    PasskeyBox { act: "create", options, text: "Make the passkey", without: WITHOUT }
}

/// Tries what a browser has answered.
pub(crate) async fn try_answer(app: &App, actor: &Actor, answer: &str) -> Result<(), SignInError> {
    let party = party(app).map_err(Error::Invalid)?;
    app.store.try_passkey(actor, app.world.now(), &party, answer).await
}
