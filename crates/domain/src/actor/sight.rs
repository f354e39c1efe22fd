//! How far somebody's sight of centres' rows reaches, whatever they ask for.

use super::{Action, Actor};
use crate::value::CentreCode;

/// Whose rows a database that can tell them apart shows and takes.
///
/// It comes from the same policy as every other answer, and stands behind the narrower ones: a query that forgets its
/// centre finds no more than this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// No centre's.
    Nothing,
    /// Those of one centre.
    Centre(CentreCode),
    /// Those of every centre.
    Every,
}

impl Sight {
    /// Every centre, as the database is told. No centre's code is written so.
    const EVERY: &'static str = "*";

    /// That of one centre where one is named, of every centre where none is.
    pub fn of(centre: Option<&CentreCode>) -> Self {
        centre.map_or(Self::Every, |centre| Self::Centre(centre.clone()))
    }

    /// As the database is told.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Nothing => "",
            Self::Centre(centre) => centre.as_str(),
            Self::Every => Self::EVERY,
        }
    }
}

impl Action {
    /// Whether it takes rows of more centres than one: to count them, to ask about them, to freeze them.
    const fn is_over_centres(self) -> bool {
        matches!(
            self,
            Self::SeeNetwork
                | Self::RunCycles
                | Self::FreezeCycle
                | Self::AskQueries
                | Self::PutQuestions
                | Self::ReadEveryCentre
                | Self::Operate
        )
    }
}

impl Actor {
    /// Whose rows this actor's acts reach.
    pub fn sight(&self) -> Sight {
        match &self.centre {
            Some(centre) => Sight::Centre(centre.clone()),
            None if Action::ALL.into_iter().any(|act| act.is_over_centres() && self.may(act)) => Sight::Every,
            None => Sight::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Role;

    fn somebody(role: Role, centre: Option<&str>) -> Actor {
        Actor { role, centre: centre.map(|code| CentreCode::parse(code).unwrap()), ..Actor::system("test") }
    }

    #[test]
    fn of_a_centres_people_ends_with_their_centre() {
        for role in Role::OF_MEMBERS.into_iter().filter(|role| role.has_centre()) {
            assert_eq!(somebody(role, Some("STH")).sight().as_str(), "STH", "{role}");
            assert_eq!(somebody(role, None).sight(), Sight::Nothing, "{role} without a centre");
        }
    }

    #[test]
    fn of_the_network_is_for_those_alone_who_count_or_ask_over_centres() {
        let reaches = |role: &Role| somebody(*role, None).sight() == Sight::Every;
        let every: Vec<_> = Role::OF_MEMBERS.into_iter().filter(reaches).collect();
        assert_eq!(every, [Role::AuditLead]);
        assert_eq!(Actor::system("test").sight(), Sight::Every);
    }

    #[test]
    fn no_centre_is_called_like_every_centre_or_none() {
        for sight in [Sight::Nothing, Sight::Every] {
            assert!(CentreCode::parse(sight.as_str()).is_none(), "{sight:?}");
        }
    }
}
