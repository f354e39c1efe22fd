//! Cannulae in the groin: the case-mix variable of standing and walking.

use domain::forms::ecmo_run::Site;

/// Which groins held a cannula at any time of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Femoral {
    /// No cannula is recorded.
    Unknown,
    /// No cannula in a groin.
    None,
    /// One groin, by vein, artery or both.
    OneSide,
    /// Both groins.
    Both,
}

impl Femoral {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::None, Self::OneSide, Self::Both, Self::Unknown];

    /// The words shown to a person.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Unknown => "No cannula recorded",
            Self::None => "No cannula in a groin",
            Self::OneSide => "Cannula in one groin",
            Self::Both => "Cannulae in both groins",
        }
    }

    /// Judges the sites of a run's cannulae.
    pub fn of(sites: impl IntoIterator<Item = Site>) -> Self {
        let (mut any, mut right, mut left) = (false, false, false);
        for site in sites {
            any = true;
            right |= matches!(site, Site::RightFemoralVein | Site::RightFemoralArtery);
            left |= matches!(site, Site::LeftFemoralVein | Site::LeftFemoralArtery);
        }
        match (any, right, left) {
            (false, ..) => Self::Unknown,
            (true, false, false) => Self::None,
            (true, true, true) => Self::Both,
            _ => Self::OneSide,
        }
    }

    /// The word by which results are told apart.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::None => "none",
            Self::OneSide => "one_side",
            Self::Both => "bifemoral",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vein_and_artery_of_one_groin_are_one_side() {
        assert_eq!(Femoral::of([Site::RightFemoralVein, Site::RightFemoralArtery]), Femoral::OneSide);
        assert_eq!(Femoral::of([Site::RightFemoralVein, Site::LeftFemoralVein]), Femoral::Both);
        assert_eq!(Femoral::of([Site::RightJugular]), Femoral::None);
        assert_eq!(Femoral::of([]), Femoral::Unknown);
    }
}
