use super::*;
use crate::time::Millis;

fn step() -> life_event::Model {
    life_event::Model {
        record_id: Uuid::from_u128(7),
        step: 1,
        batch: Uuid::from_u128(8),
        what: "WITHDRAWN".to_owned(),
        state: "WITHDRAWN".to_owned(),
        revision: 3,
        at: Millis(1000),
        member_id: Uuid::from_u128(1),
        actor: "Robin".to_owned(),
        reason: Some("typed twice".to_owned()),
    }
}

mod a_step {
    use super::*;

    #[test]
    fn is_read_by_its_code_and_no_two_share_one() {
        for step in LifeStep::ALL {
            assert_eq!(LifeStep::parse(step.as_str()), Some(step));
            assert_eq!(LifeStep::ALL.iter().filter(|other| other.label() == step.label()).count(), 1);
        }
        assert_eq!(LifeStep::parse("withdrawn"), None, "codes are stable, letter by letter");
    }

    #[test]
    fn tells_who_did_what_when_and_why() {
        let event = LifeEvent::try_from(step()).unwrap();
        assert_eq!((event.what, event.by.as_str()), (LifeStep::Withdrawn, "Robin"));
        assert_eq!((event.at.as_millisecond(), event.reason.as_deref()), (1000, Some("typed twice")));
    }

    #[test]
    fn that_nobody_knows_is_named_by_record_and_number() {
        let Err(Error::Inconsistent { column, row, .. }) =
            LifeEvent::try_from(life_event::Model { what: "BURNT".to_owned(), ..step() })
        else {
            panic!("it was read");
        };
        assert_eq!((column, row), ("what", format!("{} 1", Uuid::from_u128(7))));
    }

    #[test]
    fn is_vouched_for_in_every_column() {
        let changed = [
            life_event::Model { record_id: Uuid::from_u128(9), ..step() },
            life_event::Model { step: 2, ..step() },
            life_event::Model { batch: Uuid::from_u128(9), ..step() },
            life_event::Model { what: "UNLOCKED".to_owned(), ..step() },
            life_event::Model { state: "SUBMITTED".to_owned(), ..step() },
            life_event::Model { revision: 4, ..step() },
            life_event::Model { at: Millis(1001), ..step() },
            life_event::Model { member_id: Uuid::from_u128(2), ..step() },
            life_event::Model { actor: "Sam".to_owned(), ..step() },
            life_event::Model { reason: Some(String::new()), ..step() },
            life_event::Model { reason: None, ..step() },
            step(),
        ];
        let mut digests: Vec<String> = changed.iter().map(|row| digest(row).to_string()).collect();
        digests.sort();
        digests.dedup();
        assert_eq!(digests.len(), changed.len());
    }
}

mod an_event_of_the_trail {
    use super::*;

    #[test]
    fn vouches_for_the_steps_of_each_batch_beside_what_it_says_itself() {
        let mut detail = json!({ "cycle": "2026H1" });
        for number in [1, 2] {
            let batch = Uuid::from_u128(number);
            Vouched { batch, digest: number.to_string() }.stand_in(&mut detail);
        }
        assert_eq!(detail["cycle"], "2026H1");
        let read: Vec<Vouched> = serde_json::from_value(detail["life"].clone()).unwrap();
        let digests: Vec<&str> = read.iter().map(|vouched| vouched.digest.as_str()).collect();
        assert_eq!(digests, ["1", "2"]);
        assert_eq!(read[1].batch, Uuid::from_u128(2));
    }
}
