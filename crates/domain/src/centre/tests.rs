use jiff::civil::date;

use super::*;

fn centre() -> Centre {
    Centre {
        code: CentreCode::parse("STH").unwrap(),
        name: "Hospital of the example".to_owned(),
        short_name: "Example".to_owned(),
        site_name: "Site".to_owned(),
        trust_name: "Trust".to_owned(),
        ods_code: "RJ122".to_owned(),
        nation: "ENG".to_owned(),
        zone: TimeZone::get("Europe/London").unwrap(),
        adult_resp_ecmo_beds: Some(5),
        l3_beds: None,
    }
}

fn held(code: &str, kind: DesignationKind, from: Date, to: Option<Date>) -> Designation {
    Designation { centre: CentreCode::parse(code).unwrap(), kind: kind.code().to_owned(), from, to }
}

mod a_centre {
    use super::*;

    fn problem(centre: &Centre) -> String {
        centre.problem().unwrap()
    }

    #[test]
    fn of_the_directory_has_no_problem() {
        assert_eq!(centre().problem(), None);
        assert_eq!(Centre { ods_code: String::new(), ..centre() }.problem(), None, "not verified yet");
    }

    #[test]
    fn has_names_of_a_length_that_fits_on_a_page() {
        assert_eq!(problem(&Centre { name: String::new(), ..centre() }), "centre_name is empty");
        let long = Centre { short_name: "ä".repeat(41), ..centre() };
        assert_eq!(problem(&long), "short_name has 41 characters; 40 are allowed");
    }

    #[test]
    fn has_an_organisation_code_of_capitals_and_digits() {
        for wrong in ["rj122", "RJ", "RJ1222222", "RJ 12"] {
            assert!(
                problem(&Centre { ods_code: wrong.to_owned(), ..centre() }).contains("organisation code")
            );
        }
    }

    #[test]
    fn has_the_clock_of_its_nation() {
        let dublin = TimeZone::get("Europe/Dublin").unwrap();
        let wrong = Centre { zone: dublin.clone(), ..centre() };
        assert_eq!(problem(&wrong), "the clock of a centre in England is that of Europe/London");
        assert_eq!(Centre { zone: dublin, nation: "IRL".to_owned(), ..centre() }.problem(), None);
        assert!(problem(&Centre { nation: "FRA".to_owned(), ..centre() }).contains("not one of ENG, SCO"));
    }

    #[test]
    fn has_no_more_beds_than_there_can_be() {
        assert_eq!(problem(&Centre { l3_beds: Some(121), ..centre() }), "l3_beds must be between 0 and 120");
        assert!(
            problem(&Centre { adult_resp_ecmo_beds: Some(-1), ..centre() })
                .starts_with("adult_resp_ecmo_beds")
        );
    }
}

mod a_designation {
    use super::*;

    const FIRST: Date = date(2025, 4, 1);
    const LAST: Date = date(2026, 3, 31);

    #[test]
    fn holds_on_its_first_and_on_its_last_day() {
        let year = held("STH", DesignationKind::Commissioned, FIRST, Some(LAST));
        assert!(year.holds_on(FIRST) && year.holds_on(LAST));
        assert!(!year.holds_on(date(2025, 3, 31)) && !year.holds_on(date(2026, 4, 1)));
        assert!(held("STH", DesignationKind::Surge, FIRST, None).holds_on(date(2099, 1, 1)));
    }

    #[test]
    fn expects_runs_of_centres_that_give_ecmo_and_of_no_other() {
        let takes = |kind| held("STH", kind, FIRST, None).takes_runs();
        assert!(takes(DesignationKind::Commissioned) && takes(DesignationKind::OtherNation));
        assert!(!takes(DesignationKind::Associate) && !takes(DesignationKind::Former));
    }

    #[test]
    fn ends_after_it_begins_and_is_of_a_known_kind() {
        assert_eq!(held("STH", DesignationKind::Surge, FIRST, Some(FIRST)).problem(), None);
        let early = held("STH", DesignationKind::Surge, LAST, Some(FIRST)).problem().unwrap();
        assert_eq!(early, "the designation ends on 2025-04-01, before it begins on 2026-03-31");
        let odd =
            Designation { kind: "TEMPORARY".to_owned(), ..held("STH", DesignationKind::Surge, FIRST, None) };
        assert!(odd.problem().unwrap().starts_with("“TEMPORARY” is not one of COMMISSIONED"));
    }
}

mod the_directory {
    use super::*;

    fn directory(designations: Vec<Designation>) -> Directory {
        Directory { centres: vec![centre()], designations }
    }

    #[test]
    fn knows_a_centre_by_its_code() {
        let directory = directory(Vec::new());
        assert_eq!(directory.centre("STH").unwrap().short_name, "Example");
        assert!(directory.centre("sth").is_none() && directory.centre("PAP").is_none());
    }

    #[test]
    fn says_on_which_days_a_centre_was_designated() {
        let directory = directory(vec![
            held("STH", DesignationKind::Surge, date(2025, 1, 1), Some(date(2025, 1, 31))),
            held("STH", DesignationKind::Former, date(2025, 2, 1), None),
        ]);
        let sth = CentreCode::parse("STH").unwrap();
        assert!(directory.designated(&sth, date(2025, 1, 31)));
        assert!(!directory.designated(&sth, date(2025, 2, 1)), "former");
        assert!(!directory.designated(&CentreCode::parse("PAP").unwrap(), date(2025, 1, 31)));
    }

    #[test]
    fn names_the_later_of_two_designations_that_overlap() {
        let (march, april) = (date(2025, 3, 31), date(2025, 4, 1));
        let kind = DesignationKind::Commissioned;
        let follow =
            directory(vec![held("STH", kind, date(2025, 1, 1), Some(march)), held("STH", kind, april, None)]);
        assert!(follow.overlapping().is_empty());
        let one_day =
            directory(vec![held("STH", kind, date(2025, 1, 1), Some(april)), held("STH", kind, april, None)]);
        assert_eq!(one_day.overlapping(), [1]);
        let two_centres = directory(vec![held("STH", kind, april, None), held("PAP", kind, april, None)]);
        assert!(two_centres.overlapping().is_empty());
    }
}
