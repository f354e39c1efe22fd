use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const TODAY: Date = date(2026, 6, 1);

fn who(number: u128) -> MemberId {
    MemberId::new(Uuid::from_u128(number))
}

const APPLICANT: u128 = 1;
const ONE: u128 = 2;
const OTHER: u128 = 3;

fn proposal() -> Proposal {
    Proposal {
        title: "Early mobilisation on ECMO".to_owned(),
        question: "Does standing in the first week shorten the stay?".to_owned(),
        summary: "We look at how soon patients stood up, and how long they stayed.".to_owned(),
        people: vec![
            Investigator::parse("Robin Dyke, University of Leeds").unwrap(),
            Investigator::parse("Sam Poe, University of Leeds").unwrap(),
            Investigator::parse("Kim Lee, King’s College, London").unwrap(),
        ],
        basis: ResearchBasis::Anonymous,
        reference: "UREC 26/017".to_owned(),
        funding: "none".to_owned(),
        first_day: date(2026, 5, 1),
        last_day: date(2027, 4, 30),
    }
}

fn entry(step: ProjectStep, by: u128) -> ProjectEntry {
    ProjectEntry {
        step,
        text: String::new(),
        member: who(by),
        by: format!("Member {by}"),
        at: "2026-06-01T10:00:00Z".parse().unwrap(),
    }
}

fn draft() -> Project {
    let at = "2026-05-30T10:00:00Z".parse().unwrap();
    Project::registered(proposal(), who(APPLICANT), Done { by: "Robin".to_owned(), at })
}

fn after(steps: &[(ProjectStep, u128)]) -> Result<Project, WrongProjectStep> {
    steps.iter().try_fold(draft(), |project, (step, by)| project.take(entry(*step, *by), TODAY))
}

const SUBMIT: (ProjectStep, u128) = (ProjectStep::Submit, APPLICANT);
const FIRST: (ProjectStep, u128) = (ProjectStep::Approve(date(2026, 12, 31)), ONE);
const SECOND: (ProjectStep, u128) = (ProjectStep::Approve(date(2027, 3, 31)), OTHER);

fn wrong(proposal: Proposal) -> Vec<ProposalPart> {
    proposal.checked(TODAY).unwrap_err().into_iter().map(|(part, _)| part).collect()
}

mod a_project {
    use super::*;

    #[test]
    fn is_approved_by_two_people_until_the_earlier_day() {
        let states: Vec<_> =
            (0..=3).map(|count| after(&[SUBMIT, FIRST, SECOND][..count]).unwrap().state()).collect();
        let (first, earlier) = (date(2026, 12, 31), date(2026, 12, 31));
        assert_eq!(
            states,
            [
                ProjectState::Draft,
                ProjectState::Submitted,
                ProjectState::ApprovedOnce(first),
                ProjectState::Approved(earlier)
            ]
        );
        let swapped = after(&[SUBMIT, SECOND, FIRST]).unwrap();
        assert_eq!(swapped.state(), ProjectState::Approved(earlier), "whoever comes first");
    }

    #[test]
    fn is_decided_by_nobody_twice_and_not_by_its_applicant() {
        assert_eq!(after(&[SUBMIT, FIRST, FIRST]), Err(WrongProjectStep::Twice));
        for step in [FIRST.0, ProjectStep::Refuse, ProjectStep::Withdraw] {
            assert_eq!(after(&[SUBMIT, (step, APPLICANT)]), Err(WrongProjectStep::Own), "{step:?}");
        }
        for step in [ProjectStep::Submit, ProjectStep::Close] {
            assert!(matches!(after(&[(step, ONE)]), Err(WrongProjectStep::State { .. })), "{step:?}");
        }
        let kept = draft().with(vec![entry(SUBMIT.0, APPLICANT), entry(FIRST.0, ONE), entry(FIRST.0, ONE)]);
        assert_eq!(kept, Err(WrongProjectStep::Twice), "nor is it read so");
    }

    #[test]
    fn ends_by_a_refusal_of_one_by_the_network_or_by_its_applicant() {
        let refused = after(&[SUBMIT, FIRST, (ProjectStep::Refuse, OTHER)]).unwrap();
        let doubted = after(&[SUBMIT, FIRST, (ProjectStep::Refuse, ONE)]).unwrap();
        assert_eq!((refused.state(), doubted.state()), (ProjectState::Refused, ProjectState::Refused));
        let approved = [SUBMIT, FIRST, SECOND];
        let stopped = after(&[&approved[..], &[(ProjectStep::Withdraw, ONE)]].concat()).unwrap();
        assert_eq!(stopped.state(), ProjectState::Withdrawn);
        for count in 0..=3 {
            let closed = [&approved[..count], &[(ProjectStep::Close, APPLICANT)]].concat();
            assert_eq!(after(&closed).unwrap().state(), ProjectState::Closed);
        }
        for (ended, by) in [(&refused, ONE), (&stopped, OTHER)] {
            let again = ended.clone().take(entry(FIRST.0, by), TODAY);
            assert!(matches!(again, Err(WrongProjectStep::State { .. })), "{again:?}");
        }
    }

    #[test]
    fn runs_from_its_first_day_to_the_last_of_its_approval() {
        let approved = after(&[SUBMIT, FIRST, SECOND]).unwrap();
        for (day, runs) in [
            (date(2026, 4, 30), false),
            (date(2026, 5, 1), true),
            (date(2026, 12, 31), true),
            (date(2027, 1, 1), false),
        ] {
            assert_eq!(approved.is_current(day), runs, "{day}");
        }
        assert_eq!(approved.is_over(date(2027, 1, 1)), Some(date(2026, 12, 31)));
        for (step, by) in [(ProjectStep::Withdraw, ONE), (ProjectStep::Close, APPLICANT)] {
            let refused = approved.allows(step, who(by), date(2027, 1, 1));
            assert_eq!(refused, Err(WrongProjectStep::Over(date(2026, 12, 31))));
            let ended = approved.clone().take(entry(step, by), TODAY).unwrap();
            assert!(!ended.is_current(TODAY), "at once");
        }
        assert!(!after(&[SUBMIT, FIRST]).unwrap().is_current(TODAY), "one approval is none");
    }

    #[test]
    fn waits_for_those_who_have_not_decided() {
        let once = after(&[SUBMIT, FIRST]).unwrap();
        assert_eq!([APPLICANT, ONE, OTHER].map(|by| once.waits_for(who(by))), [false, false, true]);
        assert!(!after(&[]).unwrap().waits_for(who(ONE)), "a draft is its applicant’s alone");
    }
}

mod an_approval {
    use super::*;

    #[test]
    fn ends_while_the_project_lasts_and_not_before_today() {
        let until = |day| after(&[SUBMIT, (ProjectStep::Approve(day), ONE)]).map(|project| project.state());
        assert_eq!(until(TODAY), Ok(ProjectState::ApprovedOnce(TODAY)));
        assert_eq!(until(date(2026, 5, 31)), Err(WrongProjectStep::Past));
        assert_eq!(until(date(2026, 4, 1)), Err(WrongProjectStep::BeforeItBegins(date(2026, 5, 1))));
        assert_eq!(until(date(2027, 5, 1)), Err(WrongProjectStep::AfterItEnds(date(2027, 4, 30))));
    }

    #[test]
    fn that_is_over_before_the_second_is_no_approval() {
        let once = after(&[SUBMIT, FIRST]).unwrap();
        let late = date(2027, 1, 1);
        let refused = once.allows(ProjectStep::Approve(date(2027, 3, 31)), who(OTHER), late);
        assert_eq!(refused, Err(WrongProjectStep::Lapsed(date(2026, 12, 31))));
        assert_eq!(once.allows(ProjectStep::Refuse, who(OTHER), late), Ok(()));
    }
}

mod a_proposal {
    use super::*;

    #[test]
    fn is_kept_without_the_blanks_around_its_texts() {
        let typed = Proposal { title: "  Early mobilisation on ECMO ".to_owned(), ..proposal() };
        assert_eq!(typed.checked(TODAY), Ok(proposal()));
    }

    #[test]
    fn tells_of_every_part_that_is_wrong_at_once() {
        use ProposalPart as P;
        let empty = Proposal {
            title: " ".to_owned(),
            question: String::new(),
            summary: String::new(),
            people: Vec::new(),
            reference: String::new(),
            funding: String::new(),
            last_day: date(2026, 4, 30),
            ..proposal()
        };
        let all = [P::Title, P::Question, P::Summary, P::People, P::Reference, P::Funding, P::LastDay];
        assert_eq!(wrong(empty), all);
    }

    #[test]
    fn lasts_to_a_day_that_can_be() {
        let until = |last_day| Proposal { last_day, ..proposal() };
        for bad in [date(2026, 4, 30), date(2026, 5, 31), date(2036, 5, 2)] {
            assert_eq!(wrong(until(bad)), [ProposalPart::LastDay], "{bad}");
        }
        assert!(until(TODAY).checked(TODAY).is_ok());
        let late = Project { proposal: until(date(2026, 5, 31)), ..draft() };
        let refused = late.take(entry(ProjectStep::Submit, APPLICANT), TODAY);
        assert_eq!(refused, Err(WrongProjectStep::TooLate(date(2026, 5, 31))));
    }

    #[test]
    fn holds_nobodys_number_no_endless_text_and_nothing_unseen() {
        let asks = |question: &str| Proposal { question: question.to_owned(), ..proposal() };
        for bad in ["see 9434765919", "born 12/03/1970?", &"a".repeat(2001), "see\u{0}"] {
            assert_eq!(wrong(asks(bad)), [ProposalPart::Question], "{bad}");
        }
        assert!(asks(&"ä".repeat(2000)).checked(TODAY).is_ok());
        let title = Proposal { title: "one\ntwo".to_owned(), ..proposal() };
        assert_eq!(wrong(title), [ProposalPart::Title]);
        let grant = Proposal { funding: "NIHR 20260017".to_owned(), ..proposal() };
        assert!(grant.checked(TODAY).is_ok(), "a grant has a number");
    }

    #[test]
    fn names_everybody_with_their_institution() {
        let kim = Investigator::parse(" Kim  Lee , King’s College, London ").unwrap();
        assert_eq!((kim.name.as_str(), kim.institution.as_str()), ("Kim Lee", "King’s College, London"));
        assert_eq!(Investigator::parse(&kim.line()).unwrap(), kim);
        for bad in ["Kim Lee", ", Leeds", "Kim Lee,", "", "Kim\u{202e} Lee, Leeds", "Kim \u{fffd}, Leeds"] {
            assert!(Investigator::parse(bad).is_err(), "{bad}");
        }
        let crowd = Proposal { people: vec![kim; 31], ..proposal() };
        assert_eq!(wrong(crowd), [ProposalPart::People]);
    }
}

mod everybody {
    use super::*;

    #[test]
    fn reads_of_a_project_once_it_is_approved_and_nobodys_name() {
        for steps in [&[][..], &[SUBMIT], &[SUBMIT, FIRST], &[SUBMIT, FIRST, (ProjectStep::Refuse, OTHER)]] {
            assert_eq!(after(steps).unwrap().published(), None, "{steps:?}");
        }
        let public = after(&[SUBMIT, FIRST, SECOND]).unwrap().published().unwrap();
        assert_eq!(public.institutions, ["University of Leeds", "King’s College, London"]);
        assert!(!format!("{public:?}").contains("Robin"));
        let on = |day| public.standing(day);
        assert_eq!(on(date(2026, 4, 30)), PublicStanding::Coming);
        assert_eq!(on(date(2026, 12, 31)), PublicStanding::Running);
        assert_eq!(on(date(2027, 1, 1)), PublicStanding::Ended);
    }

    #[test]
    fn reads_that_one_was_ended_early() {
        for (step, by) in [(ProjectStep::Withdraw, ONE), (ProjectStep::Close, APPLICANT)] {
            let public = after(&[SUBMIT, FIRST, SECOND, (step, by)]).unwrap().published().unwrap();
            assert_eq!(public.standing(TODAY), PublicStanding::Ended);
            assert!(public.ended_at.is_some());
        }
    }
}

proptest! {
    /// Whatever is tried in whatever order, nothing runs that two different people other than the applicant have not
    /// approved up to a day that has not passed.
    #[test]
    fn nothing_runs_without_two_others(
        tried in proptest::collection::vec((0_u8..5, 1_u128..5, 0_i32..400), 0..12),
        ahead in 0_i32..500,
    ) {
        use jiff::ToSpan;
        let mut project = draft();
        for (step, by, days) in tried {
            let step = match step {
                0 => ProjectStep::Submit,
                1 | 2 => ProjectStep::Approve(TODAY.saturating_add(days.days())),
                3 => ProjectStep::Withdraw,
                _ => ProjectStep::Close,
            };
            if let Ok(next) = project.clone().take(entry(step, by), TODAY) {
                project = next;
            }
        }
        let day = TODAY.saturating_add(ahead.days());
        if project.is_current(day) {
            let approvals: Vec<_> = project.entries().iter().filter(|entry| entry.step.until().is_some()).collect();
            prop_assert_eq!(approvals.len(), 2);
            prop_assert_ne!(approvals[0].member, approvals[1].member);
            for approval in approvals {
                prop_assert_ne!(approval.member, project.applicant);
                prop_assert!(approval.step.until().is_some_and(|until| day <= until));
            }
        }
        // What is kept can be read again.
        let kept = Project { entries: Vec::new(), ..project.clone() }.with(project.entries.clone());
        prop_assert_eq!(kept, Ok(project));
    }
}
