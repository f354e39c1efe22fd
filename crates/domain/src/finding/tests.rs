use super::*;

#[test]
fn findings_stand_where_they_were_made() {
    let mut notes = Notes::new();
    notes.refuse("minutes", "X-RANGE", "Too long.");
    notes.at("staff", 1, |notes| notes.warn("band", "V-CON-3", "Is it right?"));
    notes.hold("rass", "S", "Say it before the sign-off.");
    let places: Vec<_> = notes.findings().iter().map(|finding| (finding.key(), finding.level)).collect();
    assert_eq!(
        places,
        [
            ("X-RANGE@minutes".to_owned(), Level::E),
            ("V-CON-3@staff.1.band".to_owned(), Level::W),
            ("S@rass".to_owned(), Level::S),
        ]
    );
}

#[test]
fn a_row_within_a_row_leads_back_to_it() {
    let mut notes = Notes::new();
    notes.at("staff", 0, |notes| {
        notes.at("interventions", 2, |notes| notes.warn("code", "A", "…"));
        notes.warn("role", "B", "…");
    });
    let keys: Vec<String> = notes.into_findings().iter().map(Finding::key).collect();
    assert_eq!(keys, ["A@interventions.2.code", "B@staff.0.role"]);
}

#[test]
fn what_is_asked_within_a_row_is_handed_out() {
    assert_eq!(Notes::new().at("staff", 0, |notes| notes.findings().len()), 0);
}

#[test]
fn two_rows_with_one_fault_are_confirmed_one_by_one() {
    let finding = |row| Finding {
        child: Some(("staff".to_owned(), row)),
        ..Finding::new("band", "A", Level::W, "…")
    };
    assert_ne!(finding(0).key(), finding(1).key());
}

#[test]
fn what_refuses_a_record_comes_before_what_asks() {
    let mut levels = [Level::W, Level::S, Level::E];
    levels.sort_unstable();
    assert_eq!(levels.map(Level::as_str), ["E", "S", "W"]);
}

#[test]
fn a_finding_is_kept_as_it_was_told() {
    let finding =
        Finding { child: Some(("staff".to_owned(), 3)), ..Finding::new("band", "A", Level::W, "“7”?") };
    let kept = serde_json::to_string(&finding).unwrap();
    assert_eq!(serde_json::from_str::<Finding>(&kept).unwrap(), finding);
}
