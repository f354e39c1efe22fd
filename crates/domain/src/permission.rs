//! A centre's permission to submit records (data dictionary §7.1): who approved it, on which legal ground, until when.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::centre::{Centre, Nation};
use crate::code::Coded;
use crate::code_list;
use crate::value::CentreCode;

code_list! {
    /// On which legal ground records leave the team that treated the patient.
    pub enum LegalRoute "LEGAL_ROUTE" {
        LocalAudit = "LOCAL_AUDIT" "Local clinical audit, approved by the Caldicott Guardian",
        Consent = "CONSENT" "Consent of each patient",
        Section251 = "S251" "Section 251 support",
        Panel = "PBPP" "Public Benefit and Privacy Panel",
        Declaration = "HRCDC" "Health Research Consent Declaration",
    }
}

impl LegalRoute {
    /// Whether there is such a ground in a nation: support under section 251 ends at the border of England and Wales.
    pub fn is_of(self, nation: Nation) -> bool {
        match self {
            Self::LocalAudit | Self::Consent => true,
            Self::Section251 => matches!(nation, Nation::England | Nation::Wales),
            Self::Panel => nation == Nation::Scotland,
            Self::Declaration => nation == Nation::Ireland,
        }
    }

    /// Whether patients who have opted out are taken out before: England's national opt-out, where confidential
    /// information is disclosed without consent.
    pub fn heeds_opt_out(self, nation: Nation) -> bool {
        self == Self::Section251 && nation == Nation::England
    }
}

/// For so many days before its end a permission is warned of.
pub const WARNED_DAYS: i32 = 90;

/// Longer ones are typing errors, which nobody would be warned of.
const LONGEST_YEARS: i32 = 10;

/// What gives a centre the right to submit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// The id of the approval, as whoever gave it calls it.
    pub approval: String,
    /// The last day on which it holds.
    pub last_day: Date,
    /// The name of the centre's Caldicott Guardian, or of whoever has that duty.
    pub guardian: String,
    /// The legal ground.
    pub route: LegalRoute,
    /// When patients who have opted out were last taken out, where that applies.
    pub opt_out_checked_on: Option<Date>,
}

/// The parts of a permission that somebody types in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// [`Permission::last_day`]
    LastDay,
    /// [`Permission::route`]
    Route,
    /// [`Permission::opt_out_checked_on`]
    OptOut,
}

impl Permission {
    /// What is wrong with it at a centre on a day; each with a sentence for whoever types it.
    pub fn problems(&self, nation: Nation, today: Date) -> Vec<(Part, String)> {
        let mut problems = Vec::new();
        if self.last_day < today {
            problems.push((
                Part::LastDay,
                "The approval is over already. Enter the one that holds now".to_owned(),
            ));
        }
        if self.last_day > today.saturating_add(LONGEST_YEARS.years()) {
            let sentence =
                format!("No approval holds for more than {LONGEST_YEARS} years. Enter its last day again");
            problems.push((Part::LastDay, sentence));
        }
        if !self.route.is_of(nation) {
            let sentence = format!("There is no such ground in {}. Choose another", nation.label());
            problems.push((Part::Route, sentence));
        }
        match self.opt_out_checked_on {
            None if self.route.heeds_opt_out(nation) => {
                let sentence = "Enter when patients who have opted out were last taken out";
                problems.push((Part::OptOut, sentence.to_owned()));
            }
            Some(day) if day > today => {
                problems.push((
                    Part::OptOut,
                    "Opt-outs were taken out today or earlier: enter that day".to_owned(),
                ));
            }
            _ => {}
        }
        problems
    }
}

/// Whether a centre may submit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has entered a permission.
    Missing,
    /// It may.
    Holds,
    /// It may, for some days more; the last of them.
    Ends(Date),
    /// It may not since the day after this one.
    Ended(Date),
}

impl Standing {
    /// How a permission stands on a day.
    pub fn of(permission: Option<&Permission>, today: Date) -> Self {
        let Some(Permission { last_day, .. }) = permission else { return Self::Missing };
        let warned_from = last_day.saturating_sub(WARNED_DAYS.days());
        match today {
            today if today > *last_day => Self::Ended(*last_day),
            today if today >= warned_from => Self::Ends(*last_day),
            _ => Self::Holds,
        }
    }
}

/// Why a centre cannot submit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unpermitted {
    /// Its approval is over.
    #[error(
        "{centre} cannot submit since its approval {approval} ended on {}. The centre’s lead enters the new one on the \
         page “Home”, under “Your centre’s permission to submit”. Nothing that is here was lost.", .last_day.strftime("%-d %B %Y")
    )]
    Ended {
        /// The centre.
        centre: CentreCode,
        /// Its approval.
        approval: String,
        /// The last day on which it held.
        last_day: Date,
    },
    /// It has none, and the service asks for one.
    #[error(
        "{0} cannot submit before its lead has entered its approval, on the page “Home”, under “Your centre’s permission to submit”."
    )]
    Missing(CentreCode),
}

/// Lets a centre submit on a day; `is_needed` where one without a permission may not.
pub fn permit(
    centre: &CentreCode,
    permission: Option<&Permission>,
    today: Date,
    is_needed: bool,
) -> Result<(), Unpermitted> {
    match (Standing::of(permission, today), permission) {
        (Standing::Ended(last_day), Some(Permission { approval, .. })) => {
            Err(Unpermitted::Ended { centre: centre.clone(), approval: approval.clone(), last_day })
        }
        (Standing::Missing, _) if is_needed => Err(Unpermitted::Missing(centre.clone())),
        _ => Ok(()),
    }
}

/// The nation of a centre.
pub fn nation_of(centre: &Centre) -> Option<Nation> {
    Nation::parse(&centre.nation)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn until(last_day: Date) -> Permission {
        Permission {
            approval: "21/CAG/0123".to_owned(),
            last_day,
            guardian: "Robin Dyke".to_owned(),
            route: LegalRoute::Section251,
            opt_out_checked_on: Some(date(2026, 5, 1)),
        }
    }

    fn sth() -> CentreCode {
        CentreCode::parse("STH").unwrap()
    }

    #[test]
    fn a_permission_is_warned_of_for_ninety_days_and_holds_on_its_last() {
        let permission = until(date(2026, 9, 30));
        let on = |day| Standing::of(Some(&permission), day);
        assert_eq!(on(date(2026, 7, 1)), Standing::Holds);
        assert_eq!(on(date(2026, 7, 2)), Standing::Ends(date(2026, 9, 30)), "ninety days before");
        assert_eq!(on(date(2026, 9, 30)), Standing::Ends(date(2026, 9, 30)));
        assert_eq!(on(date(2026, 10, 1)), Standing::Ended(date(2026, 9, 30)));
        assert_eq!(Standing::of(None, date(2026, 7, 1)), Standing::Missing);
    }

    #[test]
    fn a_centre_whose_approval_is_over_cannot_submit_and_reads_why() {
        let permission = until(date(2026, 9, 30));
        let refused = permit(&sth(), Some(&permission), date(2026, 10, 1), false).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "STH cannot submit since its approval 21/CAG/0123 ended on 30 September 2026. The centre’s lead enters the \
             new one on the page “Home”, under “Your centre’s permission to submit”. Nothing that is here was lost."
        );
        assert_eq!(permit(&sth(), Some(&permission), date(2026, 9, 30), true), Ok(()));
    }

    #[test]
    fn a_centre_without_one_can_unless_the_service_asks_for_it() {
        assert_eq!(permit(&sth(), None, date(2026, 10, 1), false), Ok(()));
        assert_eq!(permit(&sth(), None, date(2026, 10, 1), true), Err(Unpermitted::Missing(sth())));
    }

    #[test]
    fn the_ground_is_one_of_the_nation() {
        let today = date(2026, 6, 1);
        let wrong = |nation| until(date(2026, 9, 30)).problems(nation, today);
        assert_eq!((wrong(Nation::England), wrong(Nation::Wales)), (Vec::new(), Vec::new()));
        for nation in [Nation::Scotland, Nation::NorthernIreland, Nation::Ireland] {
            assert_eq!(wrong(nation)[0].0, Part::Route, "{nation:?}");
            assert!(LegalRoute::ALL.iter().any(|route| route.is_of(nation)), "{nation:?}");
        }
    }

    #[test]
    fn opting_out_is_checked_where_it_applies_and_not_tomorrow() {
        let today = date(2026, 6, 1);
        let checked = |on| Permission { opt_out_checked_on: on, ..until(date(2026, 9, 30)) };
        let parts = |permission: Permission, nation| {
            permission.problems(nation, today).into_iter().map(|(part, _)| part).collect::<Vec<_>>()
        };
        assert_eq!(parts(checked(None), Nation::England), [Part::OptOut]);
        assert_eq!(parts(checked(None), Nation::Wales), []);
        assert_eq!(parts(checked(Some(date(2026, 6, 2))), Nation::England), [Part::OptOut]);
        for wrong in [date(2026, 5, 31), date(2207, 9, 30)] {
            assert_eq!(parts(until(wrong), Nation::England), [Part::LastDay], "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn whoever_may_today_may_not_lose_it_before_the_warning(days in -400i32..400) {
            let today = date(2026, 6, 1);
            let permission = until(today.saturating_add(days.days()));
            let may = permit(&sth(), Some(&permission), today, true).is_ok();
            prop_assert_eq!(may, days >= 0);
            let is_warned = matches!(Standing::of(Some(&permission), today), Standing::Ends(_));
            prop_assert_eq!(is_warned, (0..=WARNED_DAYS).contains(&days));
        }
    }
}
