use super::*;

const MB: i64 = 1 << 20;

#[test]
fn the_sentence_says_how_much_waits_how_much_may_and_how_room_is_made() {
    let said = DRAFTS.sentence("You have", 100, 3 * MB + MB / 2, &DRAFTS.of_member);
    assert_eq!(
        said,
        "You have 100 drafts (3.5 MB); at most 100 with 8 MB together may wait. Hand in or throw away some of them \
         on the page “Drafts”, then save this one again."
    );
    let said = UPLOADS.sentence("Your centre has", 40, 199 * MB, &UPLOADS.of_centre);
    assert!(
        said.starts_with("Your centre has 40 files that were sent and not imported (199.0 MB); at most 40")
    );
    assert!(said.contains("page “Imports”"), "{said}");
}

#[test]
fn a_member_cannot_take_all_the_room_of_a_centre() {
    for quota in [&DRAFTS, &UPLOADS] {
        assert!(quota.of_member.count * 2 <= quota.of_centre.count, "{}", quota.what);
        assert!(quota.of_member.megabytes * 2 <= quota.of_centre.megabytes, "{}", quota.what);
    }
}
