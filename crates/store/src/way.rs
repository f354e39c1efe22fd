//! By which way a session began.

use domain::actor::MembershipId;

/// By which way somebody has signed in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Way {
    /// With a password of ours.
    #[default]
    Password,
    /// At a provider, which may have confirmed only some of what they are.
    Provider {
        /// What it has confirmed, when it was asked to: as nothing else they act in this session.
        confirmed: Option<Vec<MembershipId>>,
    },
}

impl Way {
    pub(crate) const fn as_str(&self) -> &'static str {
        match self {
            Self::Password => "PASSWORD",
            Self::Provider { .. } => "PROVIDER",
        }
    }

    /// Whether it lets somebody act as a membership.
    pub fn confirms(&self, id: MembershipId) -> bool {
        match self {
            Self::Password | Self::Provider { confirmed: None } => true,
            Self::Provider { confirmed: Some(confirmed) } => confirmed.contains(&id),
        }
    }

    /// `PROVIDER id id`, as it is kept.
    pub(crate) fn written(&self) -> String {
        let ids = match self {
            Self::Provider { confirmed: Some(ids) } => ids.as_slice(),
            _ => return self.as_str().to_owned(),
        };
        let none = ids.is_empty().then(|| NONE.to_owned());
        let words = ids.iter().map(ToString::to_string).chain(none);
        std::iter::once(self.as_str().to_owned()).chain(words).collect::<Vec<_>>().join(" ")
    }

    /// Sessions of the version before were begun with a password.
    pub(crate) fn of(text: Option<&str>) -> Result<Self, String> {
        let mut words = text.unwrap_or("PASSWORD").split(' ');
        let wrong = || format!("there is no way {}", text.unwrap_or_default());
        match (words.next(), words.collect::<Vec<_>>().as_slice()) {
            (Some("PASSWORD"), []) => Ok(Self::Password),
            (Some("PROVIDER"), []) => Ok(Self::Provider { confirmed: None }),
            (Some("PROVIDER"), [NONE]) => Ok(Self::Provider { confirmed: Some(Vec::new()) }),
            (Some("PROVIDER"), ids) => {
                let ids: Option<_> = ids.iter().map(|id| MembershipId::parse(id)).collect();
                Ok(Self::Provider { confirmed: Some(ids.ok_or_else(wrong)?) })
            }
            _ => Err(wrong()),
        }
    }
}

/// Stands in place of ids where there are none.
const NONE: &str = "-";

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_way_is_read_as_it_is_written() {
        let id = |byte| MembershipId::new(Uuid::from_u128(byte));
        let confirmed =
            |ids: &[u128]| Way::Provider { confirmed: Some(ids.iter().map(|byte| id(*byte)).collect()) };
        let ways = [
            Way::Password,
            Way::Provider { confirmed: None },
            confirmed(&[]),
            confirmed(&[1]),
            confirmed(&[1, 2]),
        ];
        for way in ways {
            assert_eq!(Way::of(Some(&way.written())), Ok(way));
        }
        assert_eq!(Way::of(None), Ok(Way::Password));
        assert!(Way::of(Some("PROVIDER x")).is_err() && Way::of(Some("")).is_err());
        assert!(
            confirmed(&[1]).confirms(id(1))
                && !confirmed(&[1]).confirms(id(2))
                && !confirmed(&[]).confirms(id(1))
        );
        assert!(Way::Password.confirms(id(1)) && Way::Provider { confirmed: None }.confirms(id(1)));
    }
}
