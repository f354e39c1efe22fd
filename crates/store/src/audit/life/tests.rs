use super::*;
use crate::time::Millis;

/// Steps of one record, in their order: what was done, by whom, and the reason or the cycle.
fn steps(taken: &[(LifeStep, &str, Option<&str>)]) -> Vec<life_event::Model> {
    let row = |(number, (what, state, reason)): (i32, &(LifeStep, &str, Option<&str>))| life_event::Model {
        record_id: Uuid::nil(),
        step: number,
        batch: Uuid::nil(),
        what: what.as_str().to_owned(),
        state: (*state).to_owned(),
        revision: 1,
        at: Millis(i64::from(number) * 1000),
        member_id: Uuid::nil(),
        actor: "Robin".to_owned(),
        reason: reason.map(str::to_owned),
    };
    (1..).zip(taken).map(row).collect()
}

mod the_steps_of_a_record {
    use super::*;

    #[test]
    fn leave_it_submitted_when_there_are_none() {
        let (state, facts, count) = standing(&[]).unwrap();
        assert_eq!((state, count, facts.open_queries), ("SUBMITTED", 0, 0));
        assert!(facts.by.is_none() && facts.locked_at.is_none());
    }

    #[test]
    fn say_who_signed_off_for_which_cycle_and_since_when_it_is_locked() {
        let taken = steps(&[
            (LifeStep::SignedOff, "SIGNED_OFF", Some("2026H1")),
            (LifeStep::Locked, "LOCKED", Some("2026H1")),
        ]);
        let (state, facts, count) = standing(&taken).unwrap();
        assert_eq!((state, count), ("LOCKED", 2));
        assert_eq!((facts.by.as_deref(), facts.cycle.as_deref()), (Some("Robin"), Some("2026H1")));
        assert_eq!((facts.at, facts.locked_at), (Some(Millis(1000)), Some(Millis(2000))));
    }

    #[test]
    fn lift_a_lock_and_leave_the_sign_off() {
        let taken = steps(&[
            (LifeStep::SignedOff, "SIGNED_OFF", Some("2026H1")),
            (LifeStep::Locked, "LOCKED", Some("2026H1")),
            (LifeStep::LockLifted, "SIGNED_OFF", Some("too early")),
        ]);
        let (state, facts, _) = standing(&taken).unwrap();
        assert_eq!((state, facts.locked_at), ("SIGNED_OFF", None));
        assert_eq!((facts.by.as_deref(), facts.cycle.as_deref()), (Some("Robin"), Some("2026H1")));
    }

    #[test]
    fn count_the_queries_that_are_open() {
        let asked = (LifeStep::Asked, "QUERIED", None);
        let taken = steps(&[asked, asked, (LifeStep::QueryClosed, "QUERIED", None)]);
        assert_eq!(standing(&taken).unwrap().1.open_queries, 1);
    }

    #[test]
    fn take_the_sign_off_with_an_edit_an_unlock_or_a_question() {
        for (what, state) in
            [(LifeStep::Lapsed, "SUBMITTED"), (LifeStep::Unlocked, "SUBMITTED"), (LifeStep::Asked, "QUERIED")]
        {
            let taken =
                steps(&[(LifeStep::SignedOff, "SIGNED_OFF", Some("2026H1")), (what, state, Some("why"))]);
            let (_, facts, _) = standing(&taken).unwrap();
            assert!(facts.by.is_none() && facts.cycle.is_none() && facts.reason.is_none(), "{what:?}");
        }
    }

    #[test]
    fn say_why_it_was_withdrawn() {
        let taken = steps(&[(LifeStep::Withdrawn, "WITHDRAWN", Some("typed twice"))]);
        let (state, facts, _) = standing(&taken).unwrap();
        assert_eq!((state, facts.reason.as_deref(), facts.cycle), ("WITHDRAWN", Some("typed twice"), None));
    }

    #[test]
    fn lead_nowhere_when_one_is_missing_or_nobody_knows_it() {
        let whole = steps(&[(LifeStep::Asked, "QUERIED", None), (LifeStep::QueryClosed, "SUBMITTED", None)]);
        assert!(standing(&whole[1..]).is_none(), "the first is gone");
        assert!(standing(&[whole[0].clone(), whole[0].clone()]).is_none(), "one stands twice");
        let unknown = life_event::Model { what: "BURNT".to_owned(), ..whole[0].clone() };
        assert!(standing(&[unknown]).is_none());
    }
}
