use serde_json::json;

use super::*;

fn contact() -> &'static FormSpec {
    crate::forms::form("physio_contact").unwrap()
}

fn read(json: &Value) -> Result<Raw, Vec<String>> {
    Raw::from_json(contact(), json).map_err(|findings| findings.iter().map(Finding::key).collect())
}

mod json_of_a_record {
    use super::*;

    #[test]
    fn is_read_as_it_was_written() {
        let json = json!({
            "contact_ref": "C00012",
            "minutes": 30,
            "fio2": 0.6,
            "sweep_off_trial": true,
            "rass": { "missing": "UTA" },
            "screen_flags": ["A", "B"],
            "q_device": "X",
            "staff": [{ "role": "PT", "n": 2 }, { "role": "OT" }],
        });
        let raw = read(&json).unwrap();
        assert_eq!(raw.get(contact(), "screen_flags"), "A|B");
        assert_eq!(raw.get(contact(), "rass"), "UTA");
        assert_eq!(raw.extra["q_device"], "X");
        assert_eq!(raw.to_json(contact()), json);
    }

    #[test]
    fn leaves_out_what_is_empty_and_reads_null_as_that() {
        let raw = read(&json!({ "contact_ref": "C00012", "minutes": null, "staff": [] })).unwrap();
        assert_eq!(raw.to_json(contact()), json!({ "contact_ref": "C00012" }));
    }

    #[test]
    fn keeps_a_text_that_is_no_number_for_the_one_who_judges_it() {
        let mut raw = Raw::blank(contact());
        raw.set(contact(), "minutes", "3O");
        assert_eq!(raw.to_json(contact()), json!({ "minutes": "3O" }));
        assert_eq!(read(&json!({ "minutes": "3O" })).unwrap(), raw);
    }

    #[test]
    fn names_every_mistake_at_once_with_its_place() {
        let wrong = json!({
            "minutess": 30,
            "minutes": { "value": 30 },
            "rass": { "missing": "NK", "because": "asleep" },
            "interventions": { "code": "WALK" },
            "staff": [{ "role": "PT" }, { "roll": "PT" }, 7],
        });
        assert_eq!(
            read(&wrong).unwrap_err(),
            [
                "F-HEADER-UNKNOWN@minutess",
                "X-TYPE@minutes",
                "X-TYPE@rass",
                "X-TYPE@interventions",
                "F-HEADER-UNKNOWN@staff.1.roll",
                "X-TYPE@staff.2.",
            ]
        );
        assert_eq!(read(&json!([])).unwrap_err(), ["X-TYPE@"]);
    }

    #[test]
    fn has_questions_of_the_network_in_the_record_and_not_in_its_rows() {
        let wrong = json!({ "staff": [{ "q_device": "X" }] });
        assert_eq!(read(&wrong).unwrap_err(), ["F-HEADER-UNKNOWN@staff.0.q_device"]);
    }
}

mod a_cell {
    use super::*;

    #[test]
    fn is_set_and_read_by_the_name_of_its_field() {
        let mut raw = Raw::blank(contact());
        assert!(raw.set(contact(), "minutes", "30"));
        assert_eq!(raw.get(contact(), "minutes"), "30");
        assert!(!raw.set(contact(), "hours", "1"), "there is no such field");
        assert_eq!(raw.get(contact(), "hours"), "");
    }
}

mod a_key {
    use super::*;

    #[test]
    fn is_made_of_the_key_s_cells_and_names_the_record_above() {
        let run = crate::forms::form("ecmo_run").unwrap();
        let mut raw = Raw::blank(run);
        for (name, cell) in [("centre_code", "STH"), ("admission_ref", "A00012"), ("run_no", "2")] {
            raw.set(run, name, cell);
        }
        assert_eq!(raw.natural_key(run), "A00012/2");
        assert_eq!(raw.parent_key(run).as_deref(), Some("A00012"));
        let patient = crate::forms::form("patient").unwrap();
        assert_eq!(Raw::blank(patient).parent_key(patient), None);
    }
}
