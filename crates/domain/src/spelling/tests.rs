use super::*;
use crate::forms;
use crate::value::Fault;

#[track_caller]
fn field(form: &str, name: &str) -> &'static FieldSpec {
    forms::form(form).unwrap().field(name).unwrap()
}

fn contact(name: &str, cell: &str) -> String {
    tidy(field("physio_contact", name), cell).into_owned()
}

/// What the person is told of a cell that stays as it is.
#[track_caller]
fn told(form: &str, name: &str, cell: &str) -> String {
    let field = field(form, name);
    assert_eq!(tidy(field, cell), cell, "it is read");
    let fault = any::canonical(&field.kind, cell, &jiff::tz::TimeZone::UTC).unwrap_err();
    sentence(field, cell, &fault)
}

mod numbers {
    use super::*;

    #[test]
    fn the_fields_own_unit_may_stand_behind_them() {
        for (name, cell, read) in [
            ("minutes", "30 min", "30"),
            ("minutes", "30mins", "30"),
            ("ecmo_flow_l_min", "4.2 L/min", "4.2"),
            ("ecmo_flow_l_min", "4.2 litres per minute", "4.2"),
            ("spo2_start", "94 %", "94"),
            ("fio2", "60%", "0.60"),
            ("fio2", "21 %", "0.21"),
            ("norad_mcg_kg_min", "0.05 mcg/kg/min", "0.05"),
            ("hr_start", "72 bpm", "72"),
        ] {
            assert_eq!(contact(name, cell), read, "{name} {cell}");
        }
        assert_eq!(tidy(field("patient", "weight_kg"), "82.5 kg"), "82.5");
    }

    #[test]
    fn another_unit_is_refused_by_its_name() {
        let said = told("patient", "weight_kg", "180 lb");
        assert!(said.contains("“180 lb” is in another unit") && said.contains("(kilograms)"), "{said}");
        let said = told("physio_contact", "minutes", "1 h");
        assert!(
            said.contains("“1 h” is in another unit") && said.contains("a whole number (minutes)"),
            "{said}"
        );
        let said = told("physio_contact", "norad_mcg_kg_min", "5 ml/h");
        assert!(said.contains("“5 ml/h” is in another unit"), "{said}");
    }

    #[test]
    fn blanks_part_thousands_only() {
        assert_eq!(contact("ecmo_rpm", "3 200"), "3200");
        assert_eq!(contact("ecmo_rpm", "3\u{202f}200"), "3200");
        assert_eq!(contact("ecmo_rpm", "3,200"), "3200");
        for (name, cell) in
            [("minutes", "20 5"), ("distance_m", "10 20"), ("standing_s", "30 60"), ("steps", "1  000")]
        {
            let said = told("physio_contact", name, cell);
            assert!(said.contains(&format!("“{cell}” are two numbers: write one")), "{said}");
        }
        for cell in ["0,050", "1,200", "4,2", "0 050"] {
            assert_eq!(contact("norad_mcg_kg_min", cell), cell);
        }
    }

    #[test]
    fn signs_are_read_as_they_are_typed() {
        assert_eq!(contact("rass", "+1"), "1");
        assert_eq!(contact("rass", "\u{2212}2"), "-2");
        assert_eq!(contact("rass", "–2"), "-2");
        assert_eq!(contact("rass", " 08 "), "8");
        for cell in ["- 2", "2-", "1-2", "--1", "1e0"] {
            assert_eq!(contact("rass", cell), cell);
        }
    }

    #[test]
    fn hours_may_be_a_duration_that_their_decimals_hold() {
        let hours = field("icu_admission", "referral_to_admit_h");
        assert_eq!(tidy(hours, "48:00"), "48.0");
        assert_eq!(tidy(hours, "1:30"), "1.5");
        assert_eq!(tidy(hours, "6 h"), "6");
        for cell in ["1:20", "0:45:30", "1:75", "48:0"] {
            assert_eq!(tidy(hours, cell), cell);
        }
        let said = told("physio_contact", "minutes", "0:45");
        assert!(said.contains("“0:45” is a time of day or a duration. It must be a whole number"), "{said}");
    }

    #[test]
    fn a_cell_that_is_something_else_is_called_by_what_it_is() {
        for (name, cell, words) in [
            ("minutes", "=0.5*60", "is a formula: copy the cells and paste them as values"),
            ("minutes", "#REF!", "is what a spreadsheet shows where a formula failed"),
            ("minutes", "1900-01-30", "is a date: the cell is formatted as one"),
            ("minutes", "30 %", "is a percentage"),
            ("ecmo_flow_l_min", "4,2", "has a comma, and nobody can know which number is meant"),
            ("ecmo_flow_l_min", "4.64", "has more decimal places, perhaps more than the spreadsheet shows"),
            ("minutes", "half", "is no number"),
            ("minutes", "30.5", "is no whole number"),
        ] {
            let said = told("physio_contact", name, cell);
            assert!(said.contains(&format!("“{cell}” {words}")), "{said}");
        }
    }

    #[test]
    fn reasons_are_offered_where_they_may_stand() {
        for cell in ["N/A", "n/k", "Unknown", "-"] {
            let said = told("physio_contact", "rass", cell);
            assert!(said.contains("NR (not recorded), NK (not known), NA (not applicable) or UTA"), "{said}");
        }
        assert!(!told("physio_contact", "minutes", "-").contains("NK"));
    }
}

mod times {
    use super::*;

    #[test]
    fn are_read_day_first() {
        for cell in [
            "4/5/2026 09:40",
            "4 May 2026 0940",
            "04/05/2026, 9.40",
            "4 May 2026 9:40 am",
            "4 May 2026 9.40 a.m.",
            "2026-05-04 09:40",
            "2026-05-04T09:40:00",
            "2026-05-04T09:40:00.000",
        ] {
            assert_eq!(contact("start_at", cell), "2026-05-04T09:40", "{cell}");
        }
        assert_eq!(contact("start_at", "25/10/2026 01:30 GMT"), "2026-10-25T01:30+00:00");
        assert_eq!(contact("start_at", "2026-01-04T09:40Z"), "2026-01-04T09:40+00:00");
        assert_eq!(contact("start_at", "2026-01-04T09:40:00+00:00"), "2026-01-04T09:40+00:00");
    }

    #[test]
    fn an_hour_that_a_twelve_hour_clock_has_not_is_refused() {
        for (cell, read) in [
            ("22/01/2026 12:15 am", "2026-01-22T00:15"),
            ("22/01/2026 12.45 pm", "2026-01-22T12:45"),
            ("22/01/2026 1:05 pm", "2026-01-22T13:05"),
        ] {
            assert_eq!(contact("start_at", cell), read);
        }
        for cell in
            ["22/01/2026 0:30 pm", "22/01/2026 13:05 am", "22/01/2026 13:05 pm", "22/01/2026 00:30 a.m."]
        {
            let said = told("physio_contact", "start_at", cell);
            assert!(said.contains("is on no twelve-hour clock"), "{said}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        for (cell, words) in [
            ("4/5/2026", "is a date without its time"),
            ("09:40", "is a time without its date"),
            ("2026-05-04T09:40:27", "has seconds"),
            ("5/13/2026 09:40", "has no such month: the day stands first"),
            ("46043.65", "is a number: format the cell as a date"),
            ("=NOW()", "is a formula"),
        ] {
            let said = told("physio_contact", "start_at", cell);
            assert!(said.contains(&format!("“{cell}” {words}")), "{said}");
            assert!(said.contains("like 2026-03-27T22:10"), "{said}");
        }
    }

    #[test]
    fn signs_are_no_part_of_a_clock() {
        for cell in ["4/5/2026 +9:40", "4/5/2026 9:+4", "4/5/2026 24:00", "4 May 2026 9"] {
            assert_eq!(contact("start_at", cell), cell);
        }
    }

    #[test]
    fn dates_and_months_come_from_a_spreadsheet() {
        let month = field("ecmo_activity_return", "month");
        assert_eq!(tidy(month, "2026-03-01"), "2026-03");
        assert_eq!(tidy(month, "March 2026"), "2026-03");
        assert_eq!(tidy(month, "2026-03-15"), "2026-03-15");
        let expected = Some(jiff::civil::date(2026, 3, 27));
        for typed in
            ["27/3/2026", "27 March 2026", "27 mar 26", "27.03.2026", "2026-03-27", "27th March 2026"]
        {
            assert_eq!(date(typed), expected, "{typed}");
        }
        for typed in ["3/27/2026", "27 March", "31/2/2026", "yesterday", "", "27x March 2026", "10:05 2026"] {
            assert_eq!(date(typed), None, "{typed}");
        }
    }

    #[test]
    fn times_of_day_are_read_as_people_write_them() {
        for typed in ["0940", "940", "9:40", "9.40", "09:40", "9:40 am"] {
            assert_eq!(time(typed), Some((jiff::civil::time(9, 40, 0, 0), "")), "{typed}");
        }
        assert_eq!(time("01:30 GMT"), Some((jiff::civil::time(1, 30, 0, 0), "+00:00")));
        for typed in ["24:00", "9", "9:4", "noon", ""] {
            assert_eq!(time(typed), None, "{typed}");
        }
    }
}

mod texts {
    use super::*;

    #[test]
    fn codes_are_read_by_label_and_in_any_capitals() {
        assert_eq!(contact("outcome", "treated"), "TREATED");
        assert_eq!(contact("outcome", " TREATED "), "TREATED");
        assert_eq!(contact("domain", "rehab, resp"), "REHAB|RESP");
        assert_eq!(contact("domain", "REHAB;RESP"), "REHAB|RESP");
        assert_eq!(contact("mdt_agreed", "Yes"), "true");
        assert_eq!(contact("mdt_agreed", "TRUE"), "true");
        assert_eq!(contact("rass", "not known"), "NK");
        assert_eq!(contact("rass", "nr"), "NR");
    }

    #[test]
    fn what_needs_a_guess_stays_as_it_is() {
        for (name, cell) in [("minutes", "30 or so"), ("outcome", "seen"), ("mdt_agreed", "1")] {
            assert_eq!(contact(name, cell), cell);
        }
    }

    #[test]
    fn a_valid_cell_is_never_changed() {
        for (name, cell) in [
            ("note", " spaces stay "),
            ("start_at", "2026-10-25T01:30+00:00"),
            ("fio2", "0.4"),
            ("safety_screen", "NA"),
            ("domain", "RESP|REHAB"),
        ] {
            let tidied = tidy(field("physio_contact", name), cell);
            assert!(matches!(tidied, Cow::Borrowed(same) if same == cell), "{cell}");
        }
    }

    #[test]
    fn a_code_that_is_something_else_is_called_by_what_it_is() {
        for (cell, words) in [
            ("=A1", "“=A1” is a formula"),
            ("2026-04-02", "“2026-04-02” is a date: a spreadsheet made it"),
            ("#N/A", "where a formula failed"),
            ("N/A", "NR (not recorded), NK (not known)"),
        ] {
            let said = told("physio_contact", "airway", cell);
            assert!(said.contains(words), "{said}");
        }
    }

    #[test]
    fn a_reference_that_became_a_date_is_told_so() {
        let said = told("physio_contact", "contact_ref", "2026-12-01");
        assert!(said.contains("“2026-12-01” is a date: a spreadsheet made it"), "{said}");
    }

    #[test]
    fn the_error_of_a_formula_is_no_text() {
        for cell in ["#REF!", "#N/A", " #N/A ", "#DIV/0!", "Err:502", "########"] {
            let fault = any::canonical(&Kind::Text { max: 280 }, cell, &jiff::tz::TimeZone::UTC).unwrap_err();
            assert_eq!(fault, Fault::ErrorValue, "{cell}");
        }
        assert!(any::canonical(&Kind::Text { max: 280 }, "bed #4", &jiff::tz::TimeZone::UTC).is_ok());
    }
}
