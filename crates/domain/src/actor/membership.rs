//! What a member is, where, and for how long.

use std::fmt;

use jiff::Timestamp;
use uuid::Uuid;

use super::{Action, Actor, Denied, Role};
use crate::value::CentreCode;

/// The id of a [`Membership`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MembershipId(Uuid);

impl MembershipId {
    /// Wraps a stored or freshly made id.
    pub const fn new(id: Uuid) -> Self {
        Self(id)
    }

    /// Reads an id as it is written in an address.
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }

    /// The id itself.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for MembershipId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a member is, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// What they are.
    pub role: Role,
    /// The centre, exactly when the role belongs to one.
    pub centre: Option<CentreCode>,
}

impl Post {
    /// A post, when the role and the centre go together; `Err` is the sentence for whoever gives it.
    pub fn of(role: Role, centre: Option<CentreCode>) -> Result<Self, String> {
        if role.has_centre() != centre.is_some() || role == Role::System {
            let has = if role.has_centre() { "needs" } else { "must not have" };
            return Err(format!("A member with the role {role} {has} a centre."));
        }
        Ok(Self { role, centre })
    }
}

impl fmt::Display for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.centre {
            Some(centre) => write!(f, "{} at {centre}", self.role),
            None => write!(f, "{}", self.role),
        }
    }
}

/// A post that a member holds for a time. A member may hold several: at two centres that merge, for example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Its id.
    pub id: MembershipId,
    /// What they are, and where.
    pub post: Post,
    /// From when.
    pub begins_at: Timestamp,
    /// Until when, if that was said beforehand.
    pub ends_at: Option<Timestamp>,
    /// Since when it is over, if somebody ended it.
    pub ended_at: Option<Timestamp>,
    /// When somebody last said that it is still right.
    pub reviewed_at: Option<Timestamp>,
    /// Why it was taken, where nobody gave it.
    pub reason: Option<String>,
}

impl Membership {
    /// Whether it holds at an instant. It begins when it is given, so that one that is there has begun.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.ends_at.is_none_or(|end| at < end) && self.ended_at.is_none()
    }
}

impl Actor {
    /// Whether a post is what they act as.
    pub fn acts_as(&self, post: &Post) -> bool {
        post.role == self.role && post.centre == self.centre
    }

    /// Lets somebody look after a post that others hold, and take it from them: leads those of their own centre,
    /// administrators every one.
    pub fn permit_to_keep(&self, post: &Post) -> Result<(), Denied> {
        self.permit(Action::KeepPeople)?;
        let is_theirs = self.centre.is_none() || self.centre == post.centre;
        if is_theirs { Ok(()) } else { Err(Denied) }
    }

    /// Lets somebody give a post to others: one that they keep, and that is given at all.
    pub fn permit_to_give(&self, post: &Post) -> Result<(), Denied> {
        self.permit_to_keep(post)?;
        if post.role.is_given() { Ok(()) } else { Err(Denied) }
    }

    /// The roles that this actor may give somewhere.
    pub fn may_give(&self) -> impl Iterator<Item = Role> {
        let (may, everywhere) = (self.may(Action::KeepPeople), self.centre.is_none());
        Role::OF_MEMBERS.into_iter().filter(move |role| may && (everywhere || role.has_centre()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_post_has_a_centre_exactly_when_its_role_does() {
        let centre = CentreCode::parse("STH");
        for role in Role::OF_MEMBERS {
            assert_eq!(Post::of(role, centre.clone()).is_ok(), role.has_centre(), "{role}");
            assert_eq!(Post::of(role, None).is_ok(), !role.has_centre(), "{role}");
        }
        assert!(Post::of(Role::System, None).is_err());
        assert_eq!(Post::of(Role::CentreLead, centre).unwrap().to_string(), "centre lead at STH");
    }

    #[test]
    fn a_membership_holds_up_to_its_end() {
        let membership = Membership {
            id: MembershipId::new(Uuid::nil()),
            post: Post { role: Role::Associate, centre: None },
            begins_at: at("2026-01-01T00:00:00Z"),
            ends_at: Some(at("2026-07-01T00:00:00Z")),
            ended_at: None,
            reviewed_at: None,
            reason: None,
        };
        assert!(membership.holds(at("2026-06-30T23:59:59Z")));
        assert!(!membership.holds(at("2026-07-01T00:00:00Z")));
        let ended = Membership { ended_at: Some(at("2026-02-01T00:00:00Z")), ..membership };
        assert!(!ended.holds(at("2026-01-15T00:00:00Z")), "who has left is out, whatever the clock says");
    }

    #[test]
    fn leads_give_the_posts_of_their_own_centre_and_administrators_every_post() {
        let actor = |role, centre: Option<&str>| Actor {
            member: super::super::MemberId::SYSTEM,
            name: "Robin".to_owned(),
            role,
            centre: centre.and_then(CentreCode::parse),
            through: None,
        };
        let post = |role, centre: Option<&str>| Post { role, centre: centre.and_then(CentreCode::parse) };
        let lead = actor(Role::CentreLead, Some("STH"));
        assert!(lead.permit_to_give(&post(Role::DataEntry, Some("STH"))).is_ok());
        assert!(lead.permit_to_give(&post(Role::CentreLead, Some("STH"))).is_ok());
        assert!(lead.permit_to_give(&post(Role::DataEntry, Some("PAP"))).is_err());
        assert!(lead.permit_to_give(&post(Role::Administrator, None)).is_err());
        let administrator = actor(Role::Administrator, None);
        for role in Role::OF_MEMBERS {
            let post = post(role, role.has_centre().then_some("PAP"));
            assert!(administrator.permit_to_give(&post).is_ok(), "{post}");
            for other in Role::OF_MEMBERS.into_iter().filter(|role| *role != Role::Administrator) {
                let other = actor(other, other.has_centre().then_some("STH"));
                assert!(other.permit_to_give(&post).is_err(), "{} gives {post}", other.role);
            }
        }
        assert_eq!(lead.may_give().collect::<Vec<_>>(), [Role::DataEntry, Role::CentreLead]);
    }

    #[test]
    fn sight_of_records_is_taken_from_whoever_broke_the_glass_and_never_given() {
        let sight = Post { role: Role::BreakGlass, centre: CentreCode::parse("STH") };
        let somebody = |role, centre: Option<&str>| Actor {
            role,
            centre: centre.and_then(CentreCode::parse),
            ..Actor::system("test")
        };
        for keeper in [somebody(Role::CentreLead, Some("STH")), somebody(Role::Administrator, None)] {
            assert_eq!((keeper.permit_to_give(&sight), keeper.permit_to_keep(&sight)), (Err(Denied), Ok(())));
        }
        assert_eq!(somebody(Role::CentreLead, Some("PAP")).permit_to_keep(&sight), Err(Denied));
        assert_eq!((Role::parse("BREAK_GLASS"), Role::held("BREAK_GLASS")), (None, Some(Role::BreakGlass)));
    }
}
