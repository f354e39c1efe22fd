//! Sign-in at a hospital's own provider, as a deployment sets it.

use std::{collections::BTreeMap, sync::Arc};

use domain::actor::{Membership, MembershipId, Post};
use provider::{Ask, Identity, Provider};
use store::{Errand, Proof, Way};

/// A provider, and what its word counts for. It never makes anybody anything: what somebody is, is a membership.
#[derive(Debug, Clone)]
pub struct Federation {
    /// The provider.
    pub provider: Arc<Provider>,
    /// Passwords are taken beside it.
    pub local: bool,
    /// People sign in there anew each time, whoever was signed in there before: wards share computers.
    pub ask_anew: bool,
    /// Values of `amr` or `acr` by which somebody has shown two factors.
    pub two_factors: Vec<String>,
    /// Which values of its claim confirm which posts; nothing when it is not asked. A post that it does not confirm is
    /// not acted as.
    pub confirms: Option<BTreeMap<String, Vec<Post>>>,
}

impl Federation {
    /// What is wanted of the provider for an errand.
    pub(crate) const fn ask(&self, errand: &Errand) -> Ask {
        match errand {
            Errand::Prove(_) => Ask::Proof,
            Errand::SignIn if !self.ask_anew => Ask::Whoever,
            // An account is connected for good: it must not be that of whoever sat there before.
            Errand::SignIn | Errand::Connect(_) | Errand::Accept(_) => Ask::Anew,
        }
    }

    /// By what somebody has proved who they are.
    pub(crate) fn proof(&self, identity: &Identity) -> Proof {
        let is_two = identity.strengths.iter().any(|strength| self.two_factors.contains(strength));
        if is_two { Proof::Two } else { Proof::One }
    }

    /// The way by which somebody comes, with what of theirs the provider confirms.
    pub(crate) fn way<'m>(&self, identity: &Identity, held: impl Iterator<Item = &'m Membership>) -> Way {
        let Some(confirms) = &self.confirms else { return Way::Provider { confirmed: None } };
        let posts: Vec<&Post> =
            identity.roles.iter().filter_map(|role| confirms.get(role)).flatten().collect();
        let confirmed: Vec<MembershipId> =
            held.filter(|held| posts.contains(&&held.post)).map(|held| held.id).collect();
        Way::Provider { confirmed: Some(confirmed) }
    }
}
