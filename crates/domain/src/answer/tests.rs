use super::*;

#[test]
fn a_reason_is_read_by_its_code_alone() {
    for reason in Reason::ALL {
        assert_eq!(Reason::parse(reason.as_str()), Some(reason));
    }
    for other in ["nk", "NK ", "", "0", "-9", "99"] {
        assert_eq!(Reason::parse(other), None, "{other:?}");
    }
}

#[test]
fn a_reason_is_an_answer_and_no_value() {
    let missing: Answer<i64> = Answer::Missing(Reason::NotKnown);
    assert!(missing.is_answered() && !missing.is_blank());
    assert_eq!((missing.value(), missing.reason()), (None, Some(Reason::NotKnown)));
}

#[test]
fn what_could_not_be_read_is_neither_a_value_nor_empty() {
    let unreadable: Answer<i64> = Answer::Unreadable;
    assert!(!unreadable.is_answered() && !unreadable.is_blank());
    assert_eq!((unreadable.value(), unreadable.reason()), (None, None));
}

#[test]
fn a_new_form_is_blank() {
    assert!(Answer::<i64>::default().is_blank());
}

#[test]
fn zero_is_a_value() {
    let zero = Answer::Given(0_i64);
    assert!(zero.is(&0) && zero.is_answered());
    assert!(!Answer::<i64>::Blank.is(&0) && !Answer::Missing::<i64>(Reason::NotRecorded).is(&0));
}
