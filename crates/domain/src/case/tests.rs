use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::value::CentreCode;

fn day(day: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * day)
}

fn case(level: CaseLevel, direction: Direction) -> Case {
    let found = Outlying {
        cycle: "2026H1".to_owned(),
        centre: CentreCode::parse("STH").unwrap(),
        indicator: "P04".to_owned(),
        version: "1".to_owned(),
        name: "ECMO days with any physiotherapy".to_owned(),
        level,
        direction,
        counted: (30, 60),
        network: (740, 1000),
        limits: [0.55, 0.62, 0.84, 0.9],
        words: "50.0% (30 of 60 ECMO days)".to_owned(),
        is_shown: true,
    };
    Case::opened(found, Done { by: "Sam".to_owned(), at: day(0) })
}

fn alarm() -> Case {
    case(CaseLevel::Alarm, Direction::Worse)
}

fn entry(step: CaseStep, at: i64) -> CaseEntry {
    CaseEntry { step, text: "as it was".to_owned(), by: "Robin".to_owned(), at: day(at) }
}

fn refusal(case: &Case, step: CaseStep, at: i64) -> String {
    case.clone().take(entry(step, at)).unwrap_err().to_string()
}

mod a_case {
    use super::*;

    #[test]
    fn goes_from_the_signal_to_what_came_of_it() {
        let mut case = alarm();
        assert_eq!((case.state(), case.is_open()), (CaseState::Notified, true));
        for (step, at, state) in [
            (CaseStep::Respond, 10, CaseState::Responded),
            (CaseStep::NoteOfCentre, 12, CaseState::Responded),
            (CaseStep::Decide(Decision::ActionNeeded), 20, CaseState::Decided),
            (CaseStep::NoteOfCentre, 80, CaseState::Decided),
            (CaseStep::Close, 90, CaseState::Closed),
        ] {
            case = case.take(entry(step, at)).unwrap();
            assert_eq!(case.state(), state);
        }
        assert_eq!(case.response().unwrap().at, day(10));
        assert_eq!(case.decision().unwrap().0, Decision::ActionNeeded);
        assert_eq!(case.closed().unwrap().at, day(90));
        assert_eq!(
            refusal(&case, CaseStep::NoteOfNetwork, 91),
            "A case that is closed cannot be added to. Look at it again: somebody may have been faster."
        );
    }

    #[test]
    fn is_responded_to_within_sixty_days_of_an_alarm_for_the_worse_alone() {
        assert_eq!(alarm().due, Some(day(60)));
        for (level, direction) in [
            (CaseLevel::Alarm, Direction::Better),
            (CaseLevel::Alert, Direction::Worse),
            (CaseLevel::Alert, Direction::Better),
        ] {
            let case = case(level, direction);
            assert_eq!(case.due, None, "{level} {direction}");
            assert!(!case.is_overdue(day(900)) && !case.awaits_response());
        }
    }

    #[test]
    fn is_overdue_once_its_time_has_passed_without_a_response() {
        assert!(!alarm().is_overdue(day(60)) && alarm().is_overdue(day(61)));
        let responded = alarm().take(entry(CaseStep::Respond, 61)).unwrap();
        assert!(!responded.is_overdue(day(70)), "late, and there");
    }

    #[test]
    fn is_not_decided_while_the_centre_has_time_to_respond() {
        let decide = CaseStep::Decide(Decision::NoAction);
        assert!(refusal(&alarm(), decide, 60).starts_with("The centre has until 1970-03-02 to respond."));
        assert!(alarm().take(entry(decide, 61)).is_ok(), "its time has passed");
        assert!(case(CaseLevel::Alert, Direction::Worse).take(entry(decide, 1)).is_ok(), "nothing is due");
    }

    #[test]
    fn takes_one_response_and_one_decision() {
        let responded = alarm().take(entry(CaseStep::Respond, 1)).unwrap();
        assert!(
            refusal(&responded, CaseStep::Respond, 2)
                .starts_with("A case that has its response cannot be responded to.")
        );
        let decided = responded.take(entry(CaseStep::Decide(Decision::Accepted), 3)).unwrap();
        assert!(decided.clone().take(entry(CaseStep::Decide(Decision::DataError), 4)).is_err());
        assert!(decided.take(entry(CaseStep::Respond, 4)).is_err());
        assert!(alarm().take(entry(CaseStep::Close, 4)).is_err(), "nothing is decided");
        assert_eq!(
            refusal(&alarm(), CaseStep::NoteOfCentre, 1),
            "The centre has not responded yet. Respond first, then add to it."
        );
    }
}

fn any_step() -> impl Strategy<Value = CaseStep> {
    prop_oneof![
        Just(CaseStep::Respond),
        Just(CaseStep::NoteOfCentre),
        Just(CaseStep::NoteOfNetwork),
        Just(CaseStep::Close),
        prop::sample::select(Decision::ALL.to_vec()).prop_map(CaseStep::Decide),
    ]
}

proptest! {
    /// Whatever is tried in whatever order: it never goes back, and what was taken can be read again.
    #[test]
    fn a_case_only_goes_on(steps in prop::collection::vec((any_step(), 0_i64..90), 0..20), alarm_for_the_worse: bool) {
        let level = if alarm_for_the_worse { CaseLevel::Alarm } else { CaseLevel::Alert };
        let mut case = case(level, Direction::Worse);
        let mut at = 0;
        for (step, later) in steps {
            at += later;
            let before = case.clone();
            match case.clone().take(entry(step, at)) {
                Ok(next) => {
                    prop_assert!(next.state() >= before.state() && before.is_open());
                    prop_assert_eq!(next.entries().len(), before.entries().len() + 1);
                    case = next;
                }
                Err(why) => prop_assert!(why.to_string().ends_with('.')),
            }
        }
        for once in ["RESPOND", "DECIDE", "CLOSE"] {
            prop_assert!(case.entries().iter().filter(|entry| entry.step.as_str() == once).count() <= 1);
        }
        if let Some((_, decision)) = case.decision() {
            let heard = case.response().is_some_and(|response| response.at <= decision.at);
            prop_assert!(heard || case.due.is_none_or(|due| due < decision.at));
        }
        let mut again = Case::kept(case.found.clone(), case.notified.clone(), case.due);
        for entry in case.entries() {
            let step = CaseStep::parse(entry.step.as_str(), entry.step.decision().map(Decision::as_str));
            prop_assert_eq!(step, Some(entry.step));
            again = again.take(entry.clone()).unwrap();
        }
        prop_assert_eq!(again, case);
    }
}

#[test]
fn codes_are_read_as_they_are_written() {
    for decision in Decision::ALL {
        assert_eq!(Decision::parse(decision.as_str()), Some(decision));
    }
    assert_eq!(CaseStep::parse("DECIDE", None), None);
    assert_eq!(CaseStep::parse("CLOSE", Some("ACCEPTED")), None);
    assert_eq!(CaseLevel::parse("ALARM"), Some(CaseLevel::Alarm));
    assert_eq!(Direction::parse("SIDEWAYS"), None);
}
