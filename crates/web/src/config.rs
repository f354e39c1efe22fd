//! Settings of the web server.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use domain::actor::Role;
use jiff::{SignedDuration, Timestamp};
use mail::Outbox;
use store::Entropy;

use crate::{address::PublicUrl, federation::Federation, problem::Problem};

/// What a deployment may set.
///
/// A session ends by sign-out, after [`Config::idle`] without a request, and [`Config::absolute`] after sign-in:
/// half an hour and twelve hours unless set, because entry happens at shared computers and a shift is no longer
/// than that. A member may be signed in at several places at once; retiring a member ends all of it.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address that people reach the service under. Forms that come from another are refused; without one,
    /// those of another host.
    pub public_url: Option<PublicUrl>,
    /// Proxies whose word about where a request comes from is taken.
    pub trusted_proxies: Vec<IpAddr>,
    /// The service is reached over HTTPS: cookies carry `Secure` and the `__Host-` prefix, and browsers are
    /// told to stay on HTTPS. Off only for a service on the same machine.
    pub secure_cookies: bool,
    /// Name of the service in the header and in titles.
    pub brand: String,
    /// The data are made up; every page says so.
    pub synthetic: bool,
    /// A session ends after so long without a request.
    pub idle: SignedDuration,
    /// A session ends so long after sign-in, whatever happens in between.
    pub absolute: SignedDuration,
    /// What has consequences for others is asked to be confirmed so long after whoever does it proved who they are.
    pub proof: SignedDuration,
    /// Who needs a second factor.
    pub second_factor: Demand,
    /// A hospital's provider, at which people sign in.
    pub federation: Option<Federation>,
    /// By what links for new passwords are mailed. They begin with [`Config::public_url`]: without it none are.
    pub outbox: Option<Outbox>,
}

impl Config {
    /// Whether a password opens anything.
    pub(crate) fn takes_passwords(&self) -> bool {
        self.federation.as_ref().is_none_or(|federation| federation.local)
    }

    /// By what links for new passwords are mailed, and with what they begin; nothing where none are. What a request says
    /// of the host is never taken for it: whoever sends one could have the link lead to themselves.
    pub(crate) fn mails_passwords(&self) -> Option<(&Outbox, &PublicUrl)> {
        self.outbox.as_ref().zip(self.public_url.as_ref()).filter(|_| self.takes_passwords())
    }
}

/// Of whom a second factor is asked. Whoever has set one up is asked for it whatever is demanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Demand {
    /// Of nobody: it is left to people themselves.
    #[default]
    Nobody,
    /// Of leads, and of all who have a part in the whole network.
    Leads,
    /// Of everybody.
    Everybody,
}

impl Demand {
    /// Whether somebody of this role needs one.
    pub const fn is_asked_of(self, role: Role) -> bool {
        match self {
            Self::Nobody => false,
            Self::Leads => role.leads(),
            Self::Everybody => true,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            trusted_proxies: Vec::new(),
            secure_cookies: true,
            brand: "ECMO Physiotherapy Audit".to_owned(),
            synthetic: false,
            idle: SignedDuration::from_mins(30),
            absolute: SignedDuration::from_hours(12),
            proof: SignedDuration::from_mins(15),
            second_factor: Demand::default(),
            federation: None,
            outbox: None,
        }
    }
}

type Now = dyn Fn() -> Timestamp + Send + Sync;

/// The two things outside of a request that a request may ask for: the time and unguessable bytes.
#[derive(Clone)]
pub struct World {
    now: Arc<Now>,
    entropy: Arc<dyn Entropy>,
}

impl World {
    /// A world with the given clock and source of unguessable bytes.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static, entropy: impl Entropy + 'static) -> Self {
        Self { now: Arc::new(now), entropy: Arc::new(entropy) }
    }

    /// The time.
    pub(crate) fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// What tells the time.
    pub(crate) fn clock(&self) -> acts::Clock {
        Arc::clone(&self.now)
    }

    /// Bytes that nobody can guess.
    pub(crate) fn random<const N: usize>(&self) -> Result<[u8; N], Problem> {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes).map_err(Problem::from)?;
        Ok(bytes)
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("World")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_factor_is_asked_of_those_who_answer_for_others() {
        let asked =
            |demand: Demand| Role::OF_MEMBERS.into_iter().filter(move |role| demand.is_asked_of(*role));
        assert_eq!(asked(Demand::Nobody).count(), 0);
        assert_eq!(asked(Demand::Everybody).count(), Role::OF_MEMBERS.len());
        let spared: Vec<_> =
            Role::OF_MEMBERS.into_iter().filter(|role| !Demand::Leads.is_asked_of(*role)).collect();
        assert_eq!(spared, [Role::DataEntry, Role::Associate, Role::Researcher]);
    }
}
