use domain::dictionary::Dictionary;
use domain::life::SignOff;
use jiff::Timestamp;

use super::*;

fn contact(reference: &str) -> (&'static FormSpec, Raw) {
    let form = Dictionary::shipped().form("physio_contact").unwrap();
    let mut raw = Raw::blank(form);
    for (name, cell) in [("centre_code", "STH"), ("contact_ref", reference), ("admission_ref", "A00001")] {
        raw.set(form, name, cell);
    }
    (form, raw)
}

fn row(before: Option<&record::Model>, life: &Life, findings: &[Finding], now: i64) -> record::Model {
    let (form, raw) = contact("C00012");
    let centre = CentreCode::parse("STH").unwrap();
    let head = Head {
        id: Uuid::from_u128(7),
        form,
        centre: &centre,
        record: &raw,
        patient_ref: None,
        occurred_at: None,
        findings,
    };
    head.row(before, life, Millis(now))
}

fn signed_off() -> Life {
    Life::SignedOff(SignOff { by: "Robin".to_owned(), at: Timestamp::UNIX_EPOCH, cycle: "2026H1".to_owned() })
}

mod the_head_of_a_record {
    use super::*;

    #[test]
    fn begins_with_its_first_version_and_its_keys() {
        let row = row(None, &Life::Submitted, &[], 5);
        assert_eq!((row.revision, row.steps), (1, 0));
        assert_eq!((row.created_at, row.updated_at), (Millis(5), Millis(5)));
        assert_eq!((row.natural_key.as_str(), row.parent_key.as_deref()), ("C00012", Some("A00001")));
    }

    #[test]
    fn is_one_version_further_with_each_edit_and_keeps_when_it_was_made() {
        let first = row(None, &Life::Submitted, &[], 5);
        let second = row(Some(&first), &Life::Submitted, &[], 9);
        assert_eq!((second.revision, second.steps), (2, 0));
        assert_eq!((second.created_at, second.updated_at), (Millis(5), Millis(9)));
    }

    #[test]
    fn has_taken_a_step_when_an_edit_took_its_sign_off() {
        let first = row(None, &Life::Submitted, &[], 5);
        let signed = row(Some(&first), &signed_off(), &[], 6);
        assert_eq!((signed.steps, signed.state_by.as_deref()), (1, Some("Robin")));
        let edited = row(Some(&signed), &Life::Submitted, &[], 9);
        assert_eq!((edited.steps, edited.state_by), (2, None));
    }

    #[test]
    fn counts_what_keeps_it_from_sign_off_and_nothing_else() {
        let finding = |level| Finding::new("minutes", "V-CON-4", level, "Say how long.");
        let row = row(None, &Life::Submitted, &[finding(Level::S), finding(Level::W), finding(Level::S)], 5);
        assert_eq!(row.holds, 2);
    }
}

mod a_version {
    use super::*;

    fn version() -> record_revision::Model {
        record_revision::Model {
            record_id: Uuid::from_u128(7),
            revision: 1,
            at: Millis(5),
            member_id: Uuid::from_u128(1),
            actor: "Robin".to_owned(),
            reason: None,
            payload: "{}".to_owned(),
            findings: "[]".to_owned(),
            import_id: None,
        }
    }

    #[test]
    fn is_vouched_for_in_every_column() {
        let changed = [
            record_revision::Model { record_id: Uuid::from_u128(8), ..version() },
            record_revision::Model { revision: 2, ..version() },
            record_revision::Model { at: Millis(6), ..version() },
            record_revision::Model { member_id: Uuid::from_u128(2), ..version() },
            record_revision::Model { actor: "Sam".to_owned(), ..version() },
            record_revision::Model { reason: Some(String::new()), ..version() },
            record_revision::Model { reason: Some("typing error".to_owned()), ..version() },
            record_revision::Model { payload: "{ }".to_owned(), ..version() },
            record_revision::Model { findings: "[ ]".to_owned(), ..version() },
            record_revision::Model { import_id: Some(Uuid::from_u128(3)), ..version() },
        ];
        let mut digests: Vec<String> = changed.iter().map(|row| digest(row).to_string()).collect();
        digests.push(digest(&version()).to_string());
        digests.sort();
        digests.dedup();
        assert_eq!(digests.len(), 11, "no change goes unseen, and no two look the same");
    }

    #[test]
    fn gives_back_the_findings_that_it_was_stored_with() {
        let findings = vec![
            Finding::new("rass", "X-RANGE", Level::W, "Is it right?"),
            Finding { child: Some(("staff".to_owned(), 1)), ..Finding::new("role", "M", Level::S, "Who?") },
        ];
        let kept = record_revision::Model { findings: findings_json(&findings), ..version() };
        assert_eq!(read_findings(&kept).unwrap(), findings);
    }

    #[test]
    fn whose_findings_are_damaged_is_named() {
        let damaged = record_revision::Model { findings: "[{".to_owned(), ..version() };
        let Err(Error::Inconsistent { table, column, row, .. }) = read_findings(&damaged) else {
            panic!("it was read");
        };
        assert_eq!((table, column), ("record_revision", "findings"));
        assert!(row.ends_with(" 1"), "{row}");
    }
}
