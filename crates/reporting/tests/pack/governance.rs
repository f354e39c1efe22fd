//! What the packs tell of numbers beyond chance, of the cases before, and of corrections; and to whom.

use domain::case::{CaseLevel, Decision, Direction};
use reporting::{
    chart::Typeface,
    document::{Block, Document, Table},
    indicators::{NETWORK, Rag},
    pack::{PackDefinition, content, facts::Facts},
    snapshot::{
        CaseNote, Correction, CorrectionSide, Corrections, Day, Governance, Noted, Saying, SignedLine,
    },
};

use crate::facts::facts;

fn document(facts: &Facts, name: &str, centre: Option<&str>) -> Document {
    let pack = PackDefinition::named(name).expect("a definition");
    content::document(facts, &pack, centre, &Typeface::load().expect("the fonts")).expect("a document")
}

fn table<'d>(document: &'d Document, name: &str) -> Option<&'d Table> {
    document.tables().into_iter().find(|table| table.name == name)
}

/// The first cells of a table's rows.
fn rows(document: &Document, name: &str) -> Vec<Vec<String>> {
    let rows = table(document, name).map_or(&[][..], |table| &table.rows);
    rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.clone()).collect()).collect()
}

/// All that is said in paragraphs.
fn said(document: &Document) -> String {
    let texts = document.blocks.iter().filter_map(|block| match block {
        Block::Paragraph { text, .. } => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn day(text: &str) -> Day {
    Day(text.parse().expect("a day"))
}

fn case(centre: &str, is_shown: bool) -> CaseNote {
    let saying =
        |what, decision, on, text: &str| Saying { what, decision, day: day(on), text: text.to_owned() };
    CaseNote {
        cycle: "2025H2".to_owned(),
        centre: centre.to_owned(),
        indicator: "P04".to_owned(),
        name: "ECMO days with any physiotherapy".to_owned(),
        level: CaseLevel::Alarm,
        direction: Direction::Worse,
        words: format!("61.0% (61 of 100 ECMO days) at {centre}"),
        is_shown,
        notified: day("2026-05-20"),
        due: Some(day("2026-07-19")),
        is_overdue: false,
        said: vec![
            saying(Noted::Response, None, "2026-06-02", "Two weeks were without staff."),
            saying(Noted::Decision, Some(Decision::ActionNeeded), "2026-06-09", "A post is to be filled."),
        ],
    }
}

fn with_cases(cases: Vec<CaseNote>) -> Facts {
    Facts { governance: Governance { cases, corrections: None }, ..facts() }
}

mod numbers_beyond_chance {
    use super::*;

    #[test]
    fn are_a_case_each_alarms_for_the_worse_first() {
        let document = document(&facts(), "biannual", None);
        let found = rows(&document, "cases_signals");
        let levels: Vec<&str> = found.iter().map(|row| row[2].as_str()).collect();
        let mut sorted = levels.clone();
        let order = ["Alarm, worse", "Alarm, better", "Alert, worse", "Alert, better"];
        sorted.sort_by_key(|level| order.iter().position(|known| known == level));
        assert_eq!(levels, sorted);
        // 91 of 352 around 15.6%: the arcsine limits are 10.1, 12.0, 19.6 and 22.0.
        let st_thomas =
            found.iter().find(|row| row[0] == "St Thomas'" && row[1].contains("P06")).expect("P06");
        assert_eq!(st_thomas[2..5], ["Alarm, better", "25.9", "15.6"]);
        assert_eq!(st_thomas[5], "Above the upper 99.8% limit of 22.0%.");
    }

    /// Leicester's 5 of 100 mobilised days are far below the network, and no number that other centres are told.
    #[test]
    fn that_are_held_back_elsewhere_are_told_to_their_centre_alone() {
        let of = |name, centre| rows(&document(&facts(), name, centre), "cases_signals");
        let names_leicester =
            |rows: &[Vec<String>]| rows.iter().any(|row| row[0] == "Glenfield" && row[1].contains("P06"));
        assert!(!names_leicester(&of("biannual", None)));
        assert!(!names_leicester(&of("biannual", Some("STH"))));
        assert!(names_leicester(&of("biannual", Some("LEI"))));
        let own = of("centre", Some("LEI"));
        assert!(names_leicester(&own) && own.iter().all(|row| row[0] == "Glenfield"), "{own:?}");
    }

    #[test]
    fn are_none_of_fewer_than_ten_records_and_none_of_two_centres() {
        let found = rows(&document(&facts(), "centre", Some("NEW")), "cases_signals");
        assert!(found.is_empty(), "Newcastle has four days: {found:?}");
        let mut two = facts();
        two.centres.truncate(2);
        assert!(rows(&document(&two, "biannual", None), "cases_signals").is_empty());
        assert!(
            said(&document(&two, "biannual", None)).contains("No number lies beyond what chance allows.")
        );
    }
}

mod cases_of_earlier_cycles {
    use super::*;

    #[test]
    fn are_followed_with_their_clocks() {
        let document = document(&with_cases(vec![case("PAP", true)]), "biannual", None);
        let followed = rows(&document, "cases_followed");
        assert_eq!(
            followed,
            [[
                "Papworth",
                "ECMO days with any physiotherapy (P04)",
                "2025H2: alarm, worse",
                "20 May 2026",
                "19 July 2026",
                "2 June 2026",
                "Action needed, 9 June 2026",
                "–"
            ]]
        );
        let overdue = CaseNote { is_overdue: true, said: Vec::new(), ..case("PAP", true) };
        let followed = rows(&super::document(&with_cases(vec![overdue]), "biannual", None), "cases_followed");
        assert_eq!(followed[0][4..7], ["19 July 2026, overdue", "–", "–"]);
    }

    #[test]
    fn tell_members_no_word_and_nothing_that_is_held_back() {
        let facts = with_cases(vec![case("PAP", true), case("LEI", false)]);
        for centre in [None, Some("PAP"), Some("STH")] {
            let document = document(&facts, "biannual", centre);
            let names: Vec<String> =
                rows(&document, "cases_followed").into_iter().map(|row| row[0].clone()).collect();
            assert_eq!(names, ["Papworth"], "{centre:?}");
            assert!(!said(&document).contains("without staff"), "{centre:?}");
        }
    }

    #[test]
    fn are_told_whole_to_their_own_centre_and_to_no_other() {
        let facts = with_cases(vec![case("PAP", true), case("LEI", false)]);
        let own = document(&facts, "centre", Some("LEI"));
        assert_eq!(rows(&own, "cases_followed").len(), 1);
        for told in
            ["Response, 2 June 2026: Two weeks were without staff.", "61.0% (61 of 100 ECMO days) at LEI"]
        {
            assert!(said(&own).contains(told), "{told}");
        }
        assert!(!said(&own).contains("at PAP"));
        let other = document(&facts, "centre", Some("STH"));
        assert!(rows(&other, "cases_followed").is_empty() && !said(&other).contains("without staff"));
        assert!(said(&other).contains("names no case of an earlier cycle"));
    }
}

mod corrections {
    use super::*;

    fn side(value: &str, is_shown: bool) -> CorrectionSide {
        CorrectionSide {
            value: Some(value.to_owned()),
            counts: "9 of 12 runs".to_owned(),
            rag: Rag::Grey,
            is_shown,
        }
    }

    fn line(centre: &str, is_shown: bool, is_signed: bool) -> SignedLine {
        let line = Correction {
            indicator: "P16".to_owned(),
            name: "Safety screen before mobilisation".to_owned(),
            centre: centre.to_owned(),
            was: side("90.9%", is_shown),
            is: side("90.6%", is_shown),
            by: Some("−0.3".to_owned()),
            signals: Vec::new(),
        };
        SignedLine { line, is_signed }
    }

    fn corrected(lines: Option<Vec<SignedLine>>, why: Option<&str>) -> Facts {
        let corrections = Corrections {
            cycle: "2025H2".to_owned(),
            lines,
            why: why.map(str::to_owned),
            signed: why.map(|_| day("2026-09-01")),
        };
        Facts { governance: Governance { cases: Vec::new(), corrections: Some(corrections) }, ..facts() }
    }

    fn told(facts: &Facts, name: &str, centre: Option<&str>) -> (String, Vec<Vec<String>>) {
        let document = document(facts, name, centre);
        (said(&document), rows(&document, "corrected"))
    }

    #[test]
    fn are_told_with_who_signed_them_off_and_why() {
        let facts =
            corrected(Some(vec![line("PAP", true, true), line(NETWORK, true, true)]), Some("two screens"));
        let (said, rows) = told(&facts, "biannual", None);
        assert!(said.contains("Signed off by the audit lead on 1 September 2026: two screens"), "{said}");
        let places: Vec<&str> = rows.iter().map(|row| row[1].as_str()).collect();
        assert_eq!(places, ["Papworth", "The network"]);
        assert_eq!(rows[0][2..], ["90.9%", "90.6%", "By −0.3.", "Yes"]);
    }

    #[test]
    fn that_nobody_can_see_are_counted() {
        let mut unseen = line("PAP", true, true);
        unseen.line.is = side("90.9%", true);
        unseen.line.by = Some("less than 0.1".to_owned());
        let facts = corrected(Some(vec![unseen.clone(), line(NETWORK, true, true)]), Some("two screens"));
        let (said, rows) = told(&facts, "biannual", None);
        assert_eq!(rows.len(), 1);
        assert!(said.contains("1 further number moved by less than is printed here"), "{said}");
        unseen.line.is.rag = Rag::Red;
        let recoloured = corrected(Some(vec![unseen]), Some("two screens"));
        assert_eq!(told(&recoloured, "biannual", None).1.len(), 1, "another colour is seen");
    }

    #[test]
    fn say_when_nobody_signed_or_more_moved_since() {
        let (said, rows) = told(&corrected(Some(vec![line("PAP", true, false)]), None), "biannual", None);
        assert!(said.contains("were not signed off by the audit lead before this freeze"), "{said}");
        assert_eq!(rows[0][5], "No");
        let more =
            corrected(Some(vec![line("PAP", true, true), line("STH", true, false)]), Some("two screens"));
        let (said, _) = told(&more, "biannual", None);
        assert!(said.contains("two screens. More moved since, and is not signed off: 1 number."), "{said}");
    }

    #[test]
    fn say_that_there_are_none_and_that_nobody_can_tell() {
        let says = |facts: &Facts| told(facts, "biannual", None).0;
        assert!(
            says(&corrected(Some(Vec::new()), None))
                .contains("Nothing was corrected: every number of 2025H2")
        );
        assert!(says(&corrected(None, None)).contains("The snapshot of 2025H2 could not be read"));
        assert!(says(&facts()).contains("does not compare itself with one frozen before"));
    }

    #[test]
    fn of_small_numbers_are_told_to_their_centre_alone() {
        let facts = corrected(Some(vec![line("LEI", false, true), line(NETWORK, true, true)]), Some("late"));
        let places = |name, centre| -> Vec<String> {
            told(&facts, name, centre).1.into_iter().map(|row| row[1].clone()).collect()
        };
        assert_eq!(places("biannual", None), ["The network"]);
        assert_eq!(places("centre", Some("LEI")), ["Glenfield", "The network"]);
        assert_eq!(places("centre", Some("STH")), ["The network"]);
        let hidden = corrected(Some(vec![line("LEI", false, true)]), Some("late"));
        assert!(told(&hidden, "biannual", None).0.contains("moved that are held back here"));
    }
}
