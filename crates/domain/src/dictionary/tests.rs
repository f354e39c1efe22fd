//! A dictionary of three versions: 0.1, 0.2 and the forms below as 0.3.

use form_derive::Form;
use rstest::rstest;
use validator::Validate;

use super::*;
use crate::answer::Answer;
use crate::code_list;
use crate::value::{CentreCode, Codes, Ref};

code_list! {
    /// Aids.
    #[expect(unreachable_pub, reason = "the macro makes lists for everybody")]
    pub enum Aid "AID_OF_A_VERSION" {
        Stick = "STICK" "Stick",
        Frame = "FRAME" "Frame",
    }
    retired {
        "WALKER" => "FRAME" since "0.2" "the word was changed",
        "CANE" joins "STICK" since "0.3" "sticks and canes were one",
    }
}

code_list! {
    /// Sides.
    #[expect(unreachable_pub, reason = "the macro makes lists for everybody")]
    pub enum Side "SIDE_OF_A_VERSION" {
        Left = "L" "Left",
        Right = "R" "Right",
    }
}

#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[expect(clippy::struct_field_names, reason = "a form's own key is called so")]
#[form(id = "walk", number = "F99", title = "Walk", file = "walks", key = ["walk_ref"])]
struct Walk {
    #[field(label = "Centre", section = "Identity", save, system)]
    centre_code: Answer<CentreCode>,
    #[field(label = "Walk", save)]
    walk_ref: Answer<Ref>,
    #[field(label = "Aids", section = "Walk", miss)]
    aids: Answer<Codes<Aid>>,
    #[field(label = "Side")]
    side: Answer<Side>,
    #[field(label = "Metres")]
    metres: Answer<i64>,
    #[field(label = "Steps")]
    steps: Answer<i64>,
    #[field(label = "Minutes")]
    minutes: Answer<i64>,
}

const FIRST: &str = "form,position,field,kind,codes
walk,1,centre_code,centre,
walk,2,walk_ref,ref,
walk,3,tools,codes,STICK|CANE|WALKER
walk,4,distance,text,
walk,5,hours,int,
walk,6,rest,int,
walk,7,mood,text,
";

const SECOND: &str = "form,position,field,kind,codes
walk,1,centre_code,centre,
walk,2,walk_ref,ref,
walk,3,aids,codes,STICK|CANE|FRAME
walk,4,distance,text,
walk,5,hours,int,
walk,6,rest,int,
";

fn minutes(cells: &[&str]) -> String {
    let number = |cell: &&str| cell.parse::<i64>().unwrap_or(0);
    cells.iter().map(number).zip([60, 1]).map(|(count, unit)| count * unit).sum::<i64>().to_string()
}

const fn change(what: What) -> Change {
    Change { form: "walk", what, why: "of a test" }
}

const V1: Version = Version::new(0, 1);
const V2: Version = Version::new(0, 2);
const V3: Version = Version::new(0, 3);
const RENAMED: (Version, Change) = (V2, change(What::Renamed { from: "tools", to: "aids" }));
const REMOVED: (Version, Change) = (V2, change(What::Removed { field: "mood" }));
const SPLIT: (Version, Change) = (
    V3,
    change(What::Split {
        from: "distance",
        into: &[
            Part { field: "metres", cell: |whole| whole.split(' ').next().unwrap_or("").to_owned() },
            Part { field: "steps", cell: |whole| whole.split(' ').nth(1).unwrap_or("").to_owned() },
        ],
    }),
);
const MERGED: (Version, Change) =
    (V3, change(What::Merged { from: &["hours", "rest"], into: "minutes", by: minutes }));
const ALL: [(Version, Change); 4] = [RENAMED, REMOVED, SPLIT, MERGED];

fn made(first: &str, second: &str, changes: &[(Version, Change)]) -> Result<Arc<Dictionary>, Vec<Fault>> {
    let read = |version, csv| Edition::read(version, csv).map_err(|fault| vec![fault]);
    let past = vec![read(V1, first)?, read(V2, second)?];
    Dictionary::new(V3, &[Walk::FORM_SPEC], past, changes).map(Arc::new)
}

/// A field of today, read from a walk of a version.
fn read(version: &str, field: &str, collected: &[(&str, &str)]) -> String {
    let dictionary = made(FIRST, SECOND, &ALL).unwrap();
    let reading = dictionary.find(version).unwrap();
    let cell = |name: &str| collected.iter().find(|(known, _)| *known == name).map_or("", |(_, cell)| *cell);
    let place = Walk::FORM_SPEC.index(field).unwrap();
    reading.answers(Walk::FORM_SPEC).cell(place, &cell).into_owned()
}

#[test]
fn of_this_program_loses_nothing() {
    assert_eq!(Dictionary::shipped().newest(), crate::DICTIONARY_VERSION);
}

mod an_older_answer {
    use super::*;

    #[rstest]
    #[case::renamed_and_recoded_twice("0.1", "aids", &[("tools", "WALKER|CANE")], "FRAME|STICK")]
    #[case::two_codes_that_became_one_stand_once("0.1", "aids", &[("tools", "STICK|CANE")], "STICK")]
    #[case::recoded_once("0.2", "aids", &[("aids", "FRAME|CANE")], "FRAME|STICK")]
    #[case::split("0.1", "metres", &[("distance", "30 42")], "30")]
    #[case::split_further_on("0.2", "steps", &[("distance", "30 42")], "42")]
    #[case::blank_and_split("0.1", "steps", &[], "")]
    #[case::missing_and_split("0.1", "steps", &[("distance", "NR")], "NR")]
    #[case::merged("0.1", "minutes", &[("hours", "1"), ("rest", "5")], "65")]
    #[case::missing("0.1", "aids", &[("tools", "NK")], "NK")]
    #[case::never_asked("0.1", "side", &[("side", "L")], "")]
    #[case::of_today("0.3", "aids", &[("aids", "CANE")], "CANE")]
    fn is_read_as_one_of_today(
        #[case] version: &str,
        #[case] field: &str,
        #[case] collected: &[(&str, &str)],
        #[case] expected: &str,
    ) {
        assert_eq!(read(version, field, collected), expected);
    }

    #[test]
    fn is_found_again_by_the_name_it_had() {
        let dictionary = made(FIRST, SECOND, &ALL).unwrap();
        let first = dictionary.find("0.1").unwrap();
        assert_eq!(first.name_of(Walk::FORM_SPEC, "aids"), Some("tools"));
        assert_eq!(first.name_of(Walk::FORM_SPEC, "metres"), None, "no older answer is one as it stands");
        assert_eq!(first.source_of(Walk::FORM_SPEC, "metres"), Some("distance"));
        assert_eq!(first.source_of(Walk::FORM_SPEC, "side"), None);
    }
}

mod history {
    use super::*;

    fn made_of_all() -> Arc<Dictionary> {
        made(FIRST, SECOND, &ALL).unwrap()
    }

    /// What became of a field of a version, in few words.
    fn became(version: Version, field: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
        let dictionary = made_of_all();
        let all = dictionary.became(version);
        let one = all.iter().find(|became| became.field == field).unwrap();
        let changes = one.changes.iter().map(|(version, change)| format!("{version} {}", change.why));
        let recoded = one.recoded.iter().map(|recoded| format!("{} {}", recoded.code, recoded.now));
        (one.now.iter().map(ToString::to_string).collect(), changes.collect(), recoded.collect())
    }

    #[rstest]
    #[case::as_it_was(V1, "walk_ref", &["walk_ref"], &[], &[])]
    #[case::renamed_and_recoded(V1, "tools", &["aids"], &["0.2 of a test"], &["CANE STICK", "WALKER FRAME"])]
    #[case::recoded_since_the_second(V2, "aids", &["aids"], &[], &["CANE STICK"])]
    #[case::split(V1, "distance", &["metres", "steps"], &["0.3 of a test"], &[])]
    #[case::merged(V2, "rest", &["minutes"], &["0.3 of a test"], &[])]
    #[case::removed(V1, "mood", &[], &["0.2 of a test"], &[])]
    fn tells_what_became_of_a_field(
        #[case] version: Version,
        #[case] field: &str,
        #[case] now: &[&str],
        #[case] changes: &[&str],
        #[case] recoded: &[&str],
    ) {
        let owned = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(became(version, field), (owned(now), owned(changes), owned(recoded)));
    }

    #[test]
    fn gives_the_reason_of_every_code_that_has_another_word() {
        let dictionary = made_of_all();
        let all = dictionary.became(V1);
        let tools = all.iter().find(|became| became.field == "tools").unwrap();
        let whys: Vec<_> = tools.recoded.iter().map(|recoded| recoded.steps[0].why).collect();
        assert_eq!(whys, ["sticks and canes were one", "the word was changed"]);
        assert_eq!(tools.codes, ["STICK", "CANE", "WALKER"], "as collected");
    }

    #[test]
    fn tells_which_answers_are_asked_for_no_more() {
        let dictionary = made_of_all();
        let all = dictionary.became(V1);
        let dropped: Vec<_> =
            all.iter().filter_map(|became| Some((became.field, became.dropped()?.0))).collect();
        assert_eq!(dropped, [("mood", V2)]);
    }

    #[rstest]
    #[case::from_the_first("walk_ref", Some(V1))]
    #[case::through_its_renaming("aids", Some(V1))]
    #[case::as_a_part("metres", Some(V3))]
    #[case::as_a_sum("minutes", Some(V3))]
    #[case::added("side", Some(V3))]
    #[case::never("mood", None)]
    fn tells_since_when_a_field_is_asked(#[case] field: &str, #[case] since: Option<Version>) {
        assert_eq!(made_of_all().since("walk", field), since);
    }

    #[test]
    fn lists_what_was_added() {
        assert_eq!(made_of_all().added_since(V1), [("walk", "side")]);
        assert_eq!(made_of_all().added_since(V3), []);
    }

    #[test]
    fn knows_the_versions_before_and_what_each_maps() {
        let dictionary = made_of_all();
        assert_eq!(dictionary.earlier().collect::<Vec<_>>(), [V1, V2]);
        assert!(dictionary.find("0.2").unwrap().maps());
        assert!(!dictionary.today().maps());
        assert!(dictionary.became(Version::new(0, 7)).is_empty());
    }

    /// The hours of 0.1 are the pause of 0.2, which asks something else under their name.
    #[test]
    fn tells_apart_what_had_one_name_after_another() {
        let changes = [
            (V2, change(What::Renamed { from: "hours", to: "pause" })),
            (V3, change(What::Renamed { from: "pause", to: "steps" })),
        ];
        let first = FIRST.replace("walk,3,tools,codes,STICK|CANE|WALKER\nwalk,4,distance,text,\n", "");
        let first = first
            .replace("walk,5,hours", "walk,3,hours")
            .replace("walk,6,rest,int,\nwalk,7,mood,text,\n", "");
        let second = "form,position,field,kind,codes\nwalk,1,centre_code,centre,\nwalk,2,walk_ref,ref,\n\
                      walk,3,pause,int,\nwalk,4,hours,int,\n";
        let gone = (V3, change(What::Renamed { from: "hours", to: "minutes" }));
        let dictionary = Arc::new(made(&first, second, &[changes[0], changes[1], gone]).unwrap());
        let reading = dictionary.find("0.1").unwrap();
        let cell = |field: &str| {
            let hours = |name: &str| if name == "hours" { "3" } else { "" };
            let place = Walk::FORM_SPEC.index(field).unwrap();
            reading.answers(Walk::FORM_SPEC).cell(place, &hours).into_owned()
        };
        assert_eq!((cell("steps"), cell("minutes")), ("3".to_owned(), String::new()));
        assert_eq!(dictionary.since("walk", "minutes"), Some(V2));
        assert_eq!(reading.source_of(Walk::FORM_SPEC, "minutes"), None);
    }
}

mod is_refused {
    use super::*;

    fn told(first: &str, second: &str, changes: &[(Version, Change)]) -> String {
        let faults = made(first, second, changes).expect_err("it is wrong");
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[rstest]
    #[case::renamed("tools", &[REMOVED, SPLIT, MERGED])]
    #[case::removed("mood", &[RENAMED, SPLIT, MERGED])]
    #[case::split("distance", &[RENAMED, REMOVED, MERGED])]
    #[case::merged("rest", &[RENAMED, REMOVED, SPLIT])]
    fn that_says_not_what_became_of_a_field(#[case] field: &str, #[case] changes: &[(Version, Change)]) {
        let told = told(FIRST, SECOND, changes);
        assert!(told.contains(&format!("walk.{field}")) && told.contains("would be lost"), "{told}");
    }

    #[test]
    fn that_loses_a_code() {
        let told = told(&FIRST.replace("WALKER", "WALKER|ROPE"), SECOND, &ALL);
        assert!(told.contains("walk.tools of version 0.1 has the code ROPE"), "{told}");
    }

    #[test]
    fn that_makes_one_code_of_two_without_saying_so() {
        let told = told(&FIRST.replace("WALKER", "WALKER|FRAME"), SECOND, &ALL);
        assert!(told.contains("WALKER and FRAME of version 0.1 become one code, FRAME"), "{told}");
        assert!(told.contains("say so"), "{told}");
    }

    #[test]
    fn that_takes_another_kind_of_answer_under_the_same_name() {
        let told = told(FIRST, &SECOND.replace("hours,int", "hours,dec1"), &ALL);
        assert!(told.contains("walk.hours takes int in version 0.1 and dec1 in 0.2"), "{told}");
    }

    #[rstest]
    #[case::of_the_version_before((V2, change(What::Removed { field: "moods" })), "walk.moods, which 0.1")]
    #[case::of_its_own((V2, change(What::Renamed { from: "mood", to: "temper" })), "walk.temper, which 0.2")]
    fn whose_changes_name_a_field_that_is_not_there(#[case] wrong: (Version, Change), #[case] place: &str) {
        let told = told(FIRST, SECOND, &[RENAMED, REMOVED, SPLIT, MERGED, wrong]);
        assert!(told.contains(place), "{told}");
    }

    #[test]
    fn that_fills_a_field_twice() {
        let twice = (V2, change(What::Renamed { from: "mood", to: "aids" }));
        let told = told(FIRST, SECOND, &[RENAMED, twice, SPLIT, MERGED]);
        assert!(told.contains("walk.aids of version 0.2 is filled from two"), "{told}");
    }

    #[test]
    fn whose_changes_belong_to_no_version() {
        let lost = (Version::new(0, 7), change(What::Removed { field: "mood" }));
        let told = told(FIRST, SECOND, &[RENAMED, REMOVED, SPLIT, MERGED, lost]);
        assert!(told.contains("declared for version 0.7"), "{told}");
    }

    #[test]
    fn whose_layout_has_a_gap() {
        let told = told(&FIRST.replace("walk,5,", "walk,6,"), SECOND, &ALL);
        assert!(told.contains("dictionary/0.1.csv: walk goes on at position 6, and 5 comes next"), "{told}");
    }

    #[test]
    fn whose_versions_do_not_rise() {
        let past = Edition::read(V3, SECOND).unwrap();
        let faults = Dictionary::new(V3, &[Walk::FORM_SPEC], vec![past], &[]).unwrap_err();
        assert!(faults.contains(&Fault::Order { earlier: V3, later: V3 }), "{faults:?}");
    }
}

mod a_version {
    use super::*;

    #[rstest]
    #[case::newer("0.4", "Update the program")]
    #[case::much_newer("12.0", "Update the program")]
    #[case::that_never_was("0.0", "never was. The versions are 0.1, 0.2, 0.3.")]
    #[case::that_is_none("latest", "no version")]
    fn that_cannot_be_read_says_why(#[case] version: &str, #[case] why: &str) {
        let told = made(FIRST, SECOND, &ALL).unwrap().find(version).unwrap_err().to_string();
        assert!(told.contains(why), "{told}");
    }

    /// What was asked under a version that was given to centres stays as it was: a change makes the next version.
    #[test]
    fn that_is_in_use_is_what_its_file_says() {
        let path = format!("{}/dictionary/{}.csv", env!("CARGO_MANIFEST_DIR"), crate::DICTIONARY_VERSION);
        let now = Edition::of(crate::DICTIONARY_VERSION, crate::forms::forms());
        if std::env::var_os("ECMOPT_BLESS").is_some() && !std::path::Path::new(&path).exists() {
            std::fs::write(&path, now.to_csv()).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == now.to_csv(),
            "what is asked is not what {path} says. If it was changed, raise DICTIONARY_VERSION, put the file before among \
             PAST, and run this test with ECMOPT_BLESS=1"
        );
        assert_eq!(Edition::read(now.version, &kept), Ok(now));
    }
}
