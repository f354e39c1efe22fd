//! What people type and send that is not what it looks like, at the doors of the running service: it is read as it was
//! meant or refused by a sentence, and never stored as something else. How each kind of cell and file is read is tested
//! with the reader (`domain::spelling`, `exchange/tests/faults`).

use reqwest::{Method, StatusCode};
use serde_json::json;
use testkit::command::Ecmopt;
use testkit::database::Backend;
use testkit::fixtures::{PATIENT, contact};

use crate::site::{Browser, Page, Site};

const NEW: &str = "/records/physio_contact/new";

async fn at_work() -> (Site, Browser) {
    let site = Site::start(Backend::Sqlite).await;
    site.on_ecmo("STH").await;
    let clerk = site.clerk("STH").await;
    (site, clerk)
}

/// A new contact with some answers, as a person sends the form.
async fn post_contact(clerk: &Browser, more: &[(&str, &str)]) -> Page {
    let page = clerk.get(NEW).await;
    let mut fields = vec![
        ("contact_ref", "C-0001"),
        ("admission_ref", "A00001"),
        ("run_no", "1"),
        ("start_at.date", "25 March 2026"),
        ("outcome", "NOT_TREATED"),
        ("kind", "ROUTINE"),
        ("domain", "RESP"),
        ("not_treated_reason", "PRONE_POSITION"),
        ("ecmo_fdo2", "0.6"),
        ("action", "save"),
    ];
    if !more.iter().any(|(name, _)| *name == "start_at.time") {
        fields.push(("start_at.time", "0940"));
    }
    fields.extend(more);
    clerk.post(NEW, &page, &fields).await
}

mod form {
    use super::*;

    #[tokio::test]
    async fn refuses_another_unit_by_its_name() {
        let (_site, clerk) = at_work().await;
        for (name, typed) in [("prep_minutes", "1 h"), ("norad_mcg_kg_min", "5 ml/h"), ("distance_m", "20 5")]
        {
            let page = post_contact(&clerk, &[(name, typed)]).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {typed}");
            page.shows(&format!("“{typed}”"));
        }
        let page = clerk.get("/records/patient/new").await;
        let fields = [
            ("patient_ref", "7K2M9QX4J"),
            ("age_years", "45"),
            ("sex_phenotypic", "2"),
            ("weight_kg", "180 lb"),
            ("action", "save"),
        ];
        let refused = clerk.post("/records/patient/new", &page, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.shows("“180 lb” is in another unit");
        refused.shows("a number (kilograms) with 1 decimal place or fewer");
    }

    #[tokio::test]
    async fn takes_the_fields_own_unit() {
        let (_site, clerk) = at_work().await;
        let saved =
            post_contact(&clerk, &[("ecmo_flow_l_min", "4.2 L/min"), ("prep_minutes", "10 min")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
        clerk.get(&saved.location).await.shows("4.2 litres a minute");
    }

    #[tokio::test]
    async fn knows_the_twelve_hour_clock() {
        let (_site, clerk) = at_work().await;
        for typed in ["0:30 pm", "13:05 am"] {
            let page = post_contact(&clerk, &[("start_at.time", typed)]).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
            page.shows("is on no twelve-hour clock");
        }
    }

    #[tokio::test]
    async fn finds_identifiers_in_any_blank_sign_and_script() {
        let (_site, clerk) = at_work().await;
        for note in [
            "seen, NHS no 943\u{a0}476\u{a0}5919",
            "seen, NHS no 943  476  5919",
            "seen 943.476.5919",
            "seen 943–476–5919",
            "seen ９４３４７６５９１９",
            "tel 07700 900 123",
            "tel 07700 900123",
            "tel +44 20 7946 0958",
        ] {
            let page = post_contact(&clerk, &[("note", note)]).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{note}");
            page.shows("data-finding=\"V-PAT-1@note\"");
        }
    }
}

mod api {
    use super::*;

    #[tokio::test]
    async fn says_what_a_text_holds_in_place_of_a_number() {
        let site = Site::start(Backend::Sqlite).await;
        site.on_ecmo("STH").await;
        let program = site.program("STH").await;
        for (name, given) in [("minutes", "20 5"), ("minutes", "1 h"), ("start_at", "22/03/2026 0:30 pm")] {
            let mut record = contact(1);
            record[name] = json!(given);
            let request = program.request(Method::POST, "/api/v1/records/physio_contact");
            let answer = request.json(&record).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
            let said = answer.text().await.unwrap();
            assert!(said.contains(&format!("“{given}”")), "{said}");
        }
    }
}

mod upload {
    use super::*;

    /// A contact as a CSV row, with its effort for RASS and its note.
    fn list(header: &str, row: &str) -> Vec<(String, Vec<u8>)> {
        let file = |name: &str, text: String| (name.to_owned(), text.into_bytes());
        vec![
            file("physio_contacts.csv", format!("{header}\n{row}\n")),
            file("contact_interventions.csv", "contact_ref,code\nC00001,ASSESS\nC00001,SUC_ETT\n".to_owned()),
            file(
                "contact_staff.csv",
                "contact_ref,role,band,n,ecmo_competent\nC00001,PT,6,1,true\n".to_owned(),
            ),
        ]
    }

    const HEADER: &str = "contact_ref,admission_ref,run_no,start_at,outcome,kind,domain,minutes,delivered_by,location,\
                          rass,airway,spo2_start,spo2_min,ecmo_flow_l_min,ecmo_sweep_l_min,ecmo_fdo2,note";
    const ROW: &str =
        "C00001,A00001,1,2026-03-22T09:10,TREATED,ROUTINE,RESP,30,PT,BED,-2,ETT,94,91,4.2,3.0,0.6,settled";

    async fn send(clerk: &Browser, files: &[(String, Vec<u8>)]) -> Page {
        let page = clerk.get("/imports").await;
        let files: Vec<_> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        clerk.send_files("/imports", &page, &files).await
    }

    /// Accepts every suggestion for the columns; the page of the check.
    async fn check(clerk: &Browser, files: &[(String, Vec<u8>)]) -> (String, Page) {
        let sent = send(clerk, files).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
        let controls = clerk.get(&sent.location).await.controls();
        let controls: Vec<_> = controls.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        let kept = clerk.post_as_is(&sent.location, &controls).await;
        let page = clerk.get(&kept.location).await;
        (sent.location, page)
    }

    #[tokio::test]
    async fn names_a_column_that_stands_twice() {
        let (_site, clerk) = at_work().await;
        let files = list(&format!("{HEADER},hr_max,hr_max"), &format!("{ROW},101,88"));
        let (_, page) = check(&clerk, &files).await;
        page.shows("has the column “hr_max” twice");
        let files = list(&format!("{HEADER},hr_max,HR max"), &format!("{ROW},101,88"));
        let (_, page) = check(&clerk, &files).await;
        page.shows("“hr_max” and “HR max” both stand for hr_max");
    }

    #[tokio::test]
    async fn keeps_accents_on_the_way_through_the_rows_to_mend() {
        let (_site, clerk) = at_work().await;
        let note = "Siân: café chair, 30° ≥ 10 min";
        let row = ROW.replace("settled", &format!("\"{note}\"")).replace(",-2,ETT", ",9,ETT");
        let (at, page) = check(&clerk, &list(HEADER, &row)).await;
        let main = page.main();
        let (workbook, csv) = (main.find("rows/xlsx").unwrap(), main.find("rows/csv").unwrap());
        assert!(workbook < csv, "the workbook is offered first");
        let zip = clerk.download(&format!("{at}/rows/csv")).await;
        for (name, bytes) in exchange::archive::read("rows.zip", &zip).unwrap() {
            assert!(bytes.starts_with("\u{feff}".as_bytes()), "{name} has no byte order mark");
        }
        let again = |text: &str| {
            let read = exchange::archive::read("rows.zip", &zip).unwrap();
            let mended = read.into_iter().map(|(name, bytes)| {
                let mended =
                    String::from_utf8(bytes).unwrap().replace(",9,ETT", ",-2,ETT").replace(note, text);
                (name, mended.into_bytes())
            });
            mended.collect::<Vec<_>>()
        };
        let (_, page) = check(&clerk, &again(note)).await;
        page.shows("1</strong>good record");
        let (_, page) = check(&clerk, &again("SiÃ¢n: cafÃ© chair, 30Â° â‰¥ 10 min")).await;
        page.shows("letters of this text were lost on the way");
    }

    #[tokio::test]
    async fn of_another_program_is_called_by_its_name() {
        let (_site, clerk) = at_work().await;
        let kind = b"application/vnd.oasis.opendocument.spreadsheet".as_slice();
        let ods = exchange::archive::pack([("mimetype", kind), ("content.xml", b"<x/>")]).unwrap();
        let page = send(&clerk, &[("physio_contacts.ods".to_owned(), ods)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.shows("is an OpenDocument spreadsheet (.ods)");
    }
}

mod command_line {
    use super::*;

    #[test]
    fn reads_a_duration_as_hours_and_leaves_other_sheets_alone() {
        let ecmopt = Ecmopt::new();
        let mut book = rust_xlsxwriter::Workbook::new();
        let patients = book.add_worksheet();
        patients.set_name("patients").unwrap();
        patients.write_row(0, 0, ["patient_ref", "age_years", "sex_phenotypic"]).unwrap();
        patients.write_row(1, 0, [PATIENT, "45", "2"]).unwrap();
        let pivot = book.add_worksheet();
        pivot.set_name("Patients per month").unwrap();
        pivot.write_row(0, 0, ["Month", "Count"]).unwrap();
        let stays = book.add_worksheet();
        stays.set_name("icu_admissions").unwrap();
        let header = ["admission_ref", "patient_ref", "icu_admitted_at", "source", "referral_to_admit_h"];
        stays.write_row(0, 0, header).unwrap();
        stays.write_row(1, 0, ["A00001", PATIENT, "20/03/2026 10:00", "RETR_OFF"]).unwrap();
        let duration = rust_xlsxwriter::Format::new().set_num_format("[h]:mm");
        stays.write_number_with_format(1, 4, 2.0, &duration).unwrap();
        book.save(ecmopt.path("log.xlsx")).unwrap();
        let path = ecmopt.path("log.xlsx").display().to_string();
        let said = ecmopt.must(&["import", &path, "--as-centre", "STH"]);
        assert!(said.contains("icu_admissions"), "{said}");
        let out = ecmopt.path("out").display().to_string();
        ecmopt.must(&["export", "--out", &out]);
        let stays = std::fs::read_to_string(ecmopt.path("out").join("icu_admissions.csv")).unwrap();
        assert!(stays.contains(",48.0,"), "{stays}");
    }

    #[test]
    fn does_not_ask_what_no_typeface_can_show() {
        let ecmopt = Ecmopt::new();
        let set = "cycle = \"2026H2\"\n[[question]]\nname = \"q_glyph\"\nform = \"physio_contact\"\nlabel = \"Chair\"\n\
                   type = \"code\"\ncodes = [{ code = \"A\", label = \"tŷ bach ŵyn\" }, { code = \"C\", label = \"up ✓\" }]\n";
        std::fs::write(ecmopt.path("q.toml"), set).unwrap();
        ecmopt.must(&["migrate"]);
        let path = ecmopt.path("q.toml").display().to_string();
        let said = ecmopt.run(&["questions", "put", &path]);
        assert_eq!(said.code, 1, "{}", said.err);
        assert!(said.err.contains("no “✓” (U+2713)"), "{}", said.err);
    }
}
