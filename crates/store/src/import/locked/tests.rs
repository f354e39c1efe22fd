use domain::dictionary::Dictionary;
use domain::life::SignOff;
use domain::value::CentreCode;
use jiff::Timestamp;

use super::*;

/// A contact with two members of staff, as three rows of two files.
fn contact() -> Ready {
    let form = Dictionary::shipped().form("physio_contact").unwrap();
    let mut raw = Raw::blank(form);
    for (name, cell) in [("centre_code", "STH"), ("contact_ref", "C00012"), ("minutes", "30")] {
        raw.set(form, name, cell);
    }
    let at = form.children.iter().position(|child| child.name == "staff").unwrap();
    let staff = form.children[at].spec;
    raw.children[at] = ["PT", "OT"]
        .map(|role| {
            let mut row = Raw::blank(staff);
            row.set(staff, "role", role);
            row
        })
        .to_vec();
    let rows = vec![("physio_contacts", 3), ("contact_staff", 7), ("contact_staff", 8)];
    let centre = CentreCode::parse("STH").unwrap();
    Ready { form, centre, patient: None, raw, occurred: None, findings: Vec::new(), rows }
}

fn locked() -> LifeError {
    let sign_off = SignOff { by: "Robin".to_owned(), at: Timestamp::UNIX_EPOCH, cycle: "2026H1".to_owned() };
    LifeError::Locked(sign_off)
}

#[test]
fn every_row_that_the_record_came_from_is_kept_with_its_cells() {
    let kept = aside(&contact(), &locked());
    let places: Vec<_> = kept.iter().map(|kept| (kept.row.file.as_str(), kept.row.row)).collect();
    assert_eq!(places, [("physio_contacts", 3), ("contact_staff", 7), ("contact_staff", 8)]);
    assert_eq!(kept[0].row.cells["minutes"], "30");
    assert_eq!(kept[2].row.cells["role"], "OT");
    assert!(!kept[0].row.cells.contains_key("note"), "a cell that is empty is none");
}

#[test]
fn a_row_of_a_group_names_the_record_that_it_belongs_to() {
    for kept in aside(&contact(), &locked()) {
        assert_eq!(kept.row.cells["centre_code"], "STH");
        assert_eq!(kept.row.cells["contact_ref"], "C00012");
    }
}

#[test]
fn the_finding_says_who_signed_off_and_what_to_do() {
    let kept = &aside(&contact(), &locked())[0];
    assert_eq!(kept.row.rules, [RULE]);
    let (column, rule, sentence) = &kept.findings[0];
    assert_eq!((column.as_str(), rule.as_str()), ("", RULE));
    assert!(sentence.contains("Robin for 2026H1") && sentence.contains("unlock"), "{sentence}");
}
