//! What is known of a provider: read when it is first needed, and kept for a while.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use openidconnect::core::CoreJsonWebKeySet;
use serde::Deserialize;
use tracing::info;

use crate::client::Client;
use crate::error::Error;
use crate::settings::Issuer;

/// After so long everything is read again.
const FRESH: SignedDuration = SignedDuration::from_hours(1);
/// Keys are read again for one that is unknown, but not more often.
const KEYS_AGAIN: SignedDuration = SignedDuration::from_secs(10);
/// A provider that was down is not asked again by everybody who waits.
const DOWN: SignedDuration = SignedDuration::from_secs(5);

/// The metadata, as far as they are used.
#[derive(Debug, Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// What is known of a provider.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) authorize: String,
    pub(crate) token: String,
    pub(crate) keys: Arc<CoreJsonWebKeySet>,
    /// The client's secret goes in a header, as is usual; otherwise in the body.
    pub(crate) takes_basic: bool,
    /// Every answer names its issuer.
    names_itself: bool,
    keys_at: String,
    read_at: Timestamp,
    keys_read_at: Timestamp,
}

impl Known {
    async fn read(client: &Client, issuer: &Issuer, now: Timestamp) -> Result<Self, Error> {
        let address = issuer.metadata();
        let metadata: Metadata = parse(&address, &client.json(&address).await?)?;
        if metadata.issuer != issuer.as_str() {
            return Err(Error::Down(format!("{address} is of “{}”, and “{issuer}” is set", metadata.issuer)));
        }
        for named in [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri] {
            if !issuer.may_name(named) {
                return Err(Error::Down(format!("{address} names {named}, which is not https")));
            }
        }
        let methods = &metadata.token_endpoint_auth_methods_supported;
        Ok(Self {
            keys: Arc::new(keys(client, &metadata.jwks_uri).await?),
            takes_basic: methods.is_empty() || methods.iter().any(|method| method == "client_secret_basic"),
            names_itself: metadata.authorization_response_iss_parameter_supported,
            authorize: metadata.authorization_endpoint,
            token: metadata.token_endpoint,
            keys_at: metadata.jwks_uri,
            read_at: now,
            keys_read_at: now,
        })
    }

    /// Whether an answer is from whom it was asked of.
    pub(crate) fn is_from(&self, named: &str, issuer: &str) -> Result<(), Error> {
        if named == issuer || (named.is_empty() && !self.names_itself) {
            return Ok(());
        }
        let named: String = named.chars().filter(|c| !c.is_control()).take(100).collect();
        Err(Error::Refused(format!("it names “{named}” as its issuer, and was asked of “{issuer}”")))
    }
}

async fn keys(client: &Client, address: &str) -> Result<CoreJsonWebKeySet, Error> {
    parse(address, &client.json(address).await?)
}

fn parse<T: for<'de> Deserialize<'de>>(address: &str, bytes: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(bytes).map_err(|error| Error::Down(format!("{address} cannot be read: {error}")))
}

/// What was read, and when it was in vain.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    known: Option<Arc<Known>>,
    down: Option<(Timestamp, Error)>,
}

impl Kept {
    pub(crate) async fn known(
        &mut self,
        client: &Client,
        issuer: &Issuer,
        now: Timestamp,
    ) -> Result<Arc<Known>, Error> {
        if let Some(known) = self.known.as_ref().filter(|known| is_within(FRESH, known.read_at, now)) {
            return Ok(known.clone());
        }
        if let Some((at, error)) = &self.down
            && is_within(DOWN, *at, now)
        {
            return Err(error.clone());
        }
        match Known::read(client, issuer, now).await {
            Ok(known) => {
                info!(%issuer, "read the provider's metadata");
                self.down = None;
                Ok(self.known.insert(Arc::new(known)).clone())
            }
            Err(error) => {
                self.down = Some((now, error.clone()));
                Err(error)
            }
        }
    }

    /// The keys as they are now, for a token whose key was not among those of `before`.
    pub(crate) async fn keys_anew(
        &mut self,
        client: &Client,
        now: Timestamp,
        before: &Arc<Known>,
    ) -> Result<Arc<CoreJsonWebKeySet>, Error> {
        if let Some(known) = self.known.as_ref().filter(|known| !Arc::ptr_eq(known, before)) {
            return Ok(known.keys.clone());
        }
        if before.keys_read_at != before.read_at && is_within(KEYS_AGAIN, before.keys_read_at, now) {
            return Ok(before.keys.clone());
        }
        let keys = Arc::new(keys(client, &before.keys_at).await?);
        info!("read the provider's keys again");
        let known = Known {
            keys: keys.clone(),
            keys_read_at: now,
            authorize: before.authorize.clone(),
            token: before.token.clone(),
            keys_at: before.keys_at.clone(),
            ..**before
        };
        self.known = Some(Arc::new(known));
        Ok(keys)
    }
}

/// Whether a time is not over yet. A clock that was set back keeps nothing for good.
fn is_within(time: SignedDuration, since: Timestamp, now: Timestamp) -> bool {
    now.duration_since(since).abs() < time
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(names_itself: bool) -> Known {
        Known {
            authorize: String::new(),
            token: String::new(),
            keys: Arc::default(),
            takes_basic: true,
            names_itself,
            keys_at: String::new(),
            read_at: Timestamp::UNIX_EPOCH,
            keys_read_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn an_answer_of_another_issuer_is_refused_and_a_missing_name_where_it_is_promised() {
        let ours = "https://a.org";
        assert!(known(false).is_from("", ours).is_ok() && known(false).is_from(ours, ours).is_ok());
        assert!(known(false).is_from("https://b.org", ours).is_err());
        assert!(known(true).is_from("", ours).is_err());
    }

    #[test]
    fn a_clock_that_was_set_back_keeps_nothing_for_good() {
        let later = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(48);
        assert!(is_within(FRESH, later, later + SignedDuration::from_mins(59)));
        assert!(!is_within(FRESH, later, later + SignedDuration::from_mins(60)));
        assert!(!is_within(FRESH, later, Timestamp::UNIX_EPOCH));
    }
}
