use domain::Raw;

use super::*;

/// A contact of STH in its first version, as it stands in the database.
pub(crate) fn row() -> record::Model {
    let form = Dictionary::shipped().form("physio_contact").unwrap();
    let mut raw = Raw::blank(form);
    for (name, cell) in [("centre_code", "STH"), ("contact_ref", "C00012"), ("admission_ref", "A00001")] {
        raw.set(form, name, cell);
    }
    record::Model {
        id: uuid::Uuid::from_u128(12),
        form: form.id.to_owned(),
        centre: "STH".to_owned(),
        natural_key: "C00012".to_owned(),
        parent_key: Some("A00001".to_owned()),
        patient_ref: None,
        state: "SUBMITTED".to_owned(),
        state_by: None,
        state_at: None,
        state_reason: None,
        state_cycle: None,
        locked_at: None,
        open_queries: 0,
        steps: 0,
        occurred_at: Some(Millis(1_000)),
        holds: 2,
        revision: 1,
        payload: payload::write(form, &raw),
        created_at: Millis(2_000),
        updated_at: Millis(2_000),
    }
}

/// The row with a life in its columns.
fn living(life: &Life) -> record::Model {
    let facts = LifeColumns::from(life);
    record::Model {
        state: life.as_str().to_owned(),
        state_by: facts.by,
        state_at: facts.at,
        state_reason: facts.reason,
        state_cycle: facts.cycle,
        locked_at: facts.locked_at,
        open_queries: facts.open_queries,
        ..row()
    }
}

fn sign_off() -> SignOff {
    SignOff { by: "Robin".to_owned(), at: Timestamp::UNIX_EPOCH, cycle: "2026H1".to_owned() }
}

/// The column that an error names, and what is wrong with it.
fn blamed(row: record::Model) -> (&'static str, String) {
    match StoredRecord::try_from(row) {
        Err(Error::Inconsistent { table: "record", column, row, problem }) => {
            assert_eq!(row, uuid::Uuid::from_u128(12).to_string(), "the row is named");
            (column, problem)
        }
        other => panic!("{other:?}"),
    }
}

mod a_life {
    use super::*;

    #[test]
    fn is_read_from_the_columns_that_it_was_written_to() {
        let withdrawn = Withdrawal {
            by: "Robin".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            reason: "typed twice".to_owned(),
        };
        for life in [
            Life::Submitted,
            Life::Queried { open: 2 },
            Life::SignedOff(sign_off()),
            Life::Locked { sign_off: sign_off(), since: Timestamp::UNIX_EPOCH },
            Life::Withdrawn(withdrawn),
        ] {
            assert_eq!(life_of(&living(&life)).unwrap(), life);
        }
    }

    #[test]
    fn that_its_columns_contradict_is_an_error_and_no_state() {
        let signed = living(&Life::SignedOff(sign_off()));
        let submitted = living(&Life::Submitted);
        for wrong in [
            record::Model { state: "SUBMITTED".to_owned(), ..signed.clone() },
            record::Model { state_by: None, ..signed.clone() },
            record::Model { state: "LOCKED".to_owned(), ..signed.clone() },
            record::Model { open_queries: 1, ..signed },
            record::Model { open_queries: 1, ..submitted.clone() },
            record::Model { state: "QUERIED".to_owned(), ..submitted.clone() },
            record::Model { state: "QUERIED".to_owned(), open_queries: -1, ..submitted.clone() },
            record::Model { state: WITHDRAWN.to_owned(), ..submitted.clone() },
            record::Model { state: "LOST".to_owned(), ..submitted },
        ] {
            assert_eq!(blamed(wrong), ("state", "its columns do not fit its state".to_owned()));
        }
    }
}

mod a_stored_record {
    use super::*;

    #[test]
    fn has_the_form_the_place_and_the_content_of_its_row() {
        let read = StoredRecord::try_from(row()).unwrap();
        assert_eq!((read.form.id, read.centre.as_str(), read.holds), ("physio_contact", "STH", 2));
        assert_eq!((read.natural_key.as_str(), read.parent_key.as_deref()), ("C00012", Some("A00001")));
        assert_eq!(read.raw.get(read.form, "contact_ref"), "C00012");
        assert_eq!(read.occurred_at, Some(Timestamp::from_second(1).unwrap()));
        assert_eq!((read.revision, read.life), (Revision::FIRST, Life::Submitted));
    }

    #[test]
    fn that_cannot_be_read_is_told_by_row_and_column() {
        assert_eq!(blamed(record::Model { form: "diary".to_owned(), ..row() }).0, "form");
        assert_eq!(blamed(record::Model { centre: "s t".to_owned(), ..row() }).0, "centre");
        assert_eq!(blamed(record::Model { patient_ref: Some("Smith".to_owned()), ..row() }).0, "patient_ref");
        assert_eq!(blamed(record::Model { holds: -1, ..row() }).0, "holds");
        assert_eq!(blamed(record::Model { payload: "{".to_owned(), ..row() }).0, "payload");
    }

    #[test]
    fn of_a_newer_dictionary_says_so() {
        let (column, problem) =
            blamed(record::Model { payload: r#"{"$dictionary":"9.0"}"#.to_owned(), ..row() });
        assert_eq!(column, "payload");
        assert!(problem.contains("9.0"), "{problem}");
    }
}
