//! Files sent in a browser: their columns named, judged, taken in, mended, undone. Long because each step goes on with
//! what the one before it left.

use domain::bundle::{Direction, Meta};
use domain::dictionary::Dictionary;
use domain::time::WallTime;
use exchange::{archive, xlsx::WorkbookWriter};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use reqwest::StatusCode;
use serde_json::json;
use testkit::database::Backend;
use testkit::fixtures::{UNREAD_VERSIONS, clerk, contact, now, submission};

use crate::import::bundle;
use crate::site::{Browser, Page, Site};

/// Contacts as a centre keeps them in its own list, with a name of its own for one column.
const HEADER: &str = "contact_ref,admission_ref,run_no,start_at,outcome,kind,domain,Mins,delivered_by,location,\
                      rass,airway,spo2_start,spo2_min,ecmo_flow_l_min,ecmo_sweep_l_min,ecmo_fdo2";

fn row(number: u32, minutes: &str) -> String {
    format!(
        "C{number:05},A00001,1,2026-03-22T{:02}:10,TREATED,ROUTINE,RESP,{minutes},PT,BED,-2,ETT,94,91,4.2,3.0,0.6",
        8 + number
    )
}

/// The list, and the rows that belong to each contact.
fn contacts(rows: &[String]) -> Vec<(String, Vec<u8>)> {
    let of = |cells: &[&str]| {
        let lines = rows.iter().map(|row| {
            let reference = row.split(',').next().unwrap();
            cells.iter().map(|cells| format!("{reference},{cells}\n")).collect::<Vec<_>>().concat()
        });
        lines.collect::<Vec<_>>().concat()
    };
    let file = |name: &str, text: String| (name.to_owned(), text.into_bytes());
    vec![
        file("physio_contacts.csv", format!("{HEADER}\n{}\n", rows.join("\n"))),
        file("contact_interventions.csv", format!("contact_ref,code\n{}", of(&["ASSESS", "SUC_ETT"]))),
        file(
            "contact_staff.csv",
            format!("contact_ref,role,band,n,ecmo_competent\n{}", of(&["PT,6,1,true"])),
        ),
    ]
}

/// A bundle as a workbook, whose sheet `bundle` names a version.
pub(crate) fn workbook_of(version: &str) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let mut put = |name: &str, rows: &[&[&str]]| {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(*cells) {
                sheet.write(row, column, *cell).unwrap();
            }
        }
    };
    put("bundle", &[&["key", "value"], &["format_version", "1"], &["dictionary_version", version]]);
    put("patients", &[&["centre_code", "patient_ref"], &["STH", "7K2M9QX4J"]]);
    book.save_to_buffer().unwrap()
}

/// A clerk of a centre with one patient on ECMO.
async fn at_work() -> (Site, Browser) {
    let site = Site::start(Backend::Sqlite).await;
    site.on_ecmo("STH").await;
    let clerk = site.clerk("STH").await;
    (site, clerk)
}

async fn send(browser: &Browser, files: &[(String, Vec<u8>)]) -> Page {
    let page = browser.get("/imports").await;
    let files: Vec<_> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    browser.send_files("/imports", &page, &files).await
}

/// Sends the columns of a page as they stand, but for some headers.
async fn name_columns(browser: &Browser, at: &str, meant: &[(&str, &str)]) -> Page {
    let page = browser.get(at).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.main());
    let mut controls = page.controls();
    for (header, column) in meant {
        let label = format!("\">{header}</label>");
        let before = page.html.split(&label).next().unwrap();
        let id = before.rsplit("for=\"").next().unwrap().replace('-', ".");
        let control = controls.iter_mut().find(|(name, _)| *name == id).unwrap();
        (*column).clone_into(&mut control.1);
    }
    let controls: Vec<_> = controls.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let kept = browser.post_as_is(at, &controls).await;
    assert_eq!(kept.location, format!("{at}/check"), "{}", kept.main());
    browser.get(&kept.location).await
}

/// Takes in what a check has passed; the address of the import.
async fn accept(browser: &Browser, upload: &str, check: &Page) -> String {
    let confirmed = check.value_of("confirmed");
    let done = browser.post(&format!("{upload}/accept"), check, &[("confirmed", &confirmed)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.main());
    done.location.trim_end_matches("?done=1").to_owned()
}

/// Sends a list in which one row has a slip, and takes the good ones in.
async fn with_a_slip(browser: &Browser) -> String {
    let sent = send(browser, &contacts(&[row(0, "30"), row(1, "3O"), row(2, "45")])).await;
    let check = name_columns(browser, &sent.location, &[("Mins", "minutes")]).await;
    accept(browser, &sent.location, &check).await
}

mod workbook {
    use super::*;

    fn workbook() -> Vec<u8> {
        let zone = TimeZone::get("Europe/London").unwrap();
        let meta = Meta {
            direction: Direction::Upload,
            synthetic: true,
            extract_at: WallTime::at(now(), &zone),
            calendar_version: "1".to_owned(),
        };
        let mut book = WorkbookWriter::new(&meta, Dictionary::shipped(), domain::Audience::Centre).unwrap();
        for record in bundle(2) {
            book.record(record.form, &record.raw).unwrap();
        }
        let mut out = std::io::Cursor::new(Vec::new());
        book.finish(&mut out).unwrap();
        out.into_inner()
    }

    #[tokio::test]
    async fn is_taken_in_once_however_often_it_is_clicked() {
        let site = Site::start(Backend::Sqlite).await;
        let clerk = site.clerk("STH").await;
        let sent = send(&clerk, &[("march.xlsx".to_owned(), workbook())]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.main());
        let check = name_columns(&clerk, &sent.location, &[]).await;
        check.shows("<strong>5</strong>good records");
        let first = accept(&clerk, &sent.location, &check).await;
        let second = accept(&clerk, &sent.location, &check).await;
        assert_eq!(first, second);
        clerk.get("/imports").await.shows("march.xlsx");
        clerk.get("/admissions/A00001").await.shows("A00001");
    }
}

mod rows {
    use super::*;

    #[tokio::test]
    async fn that_are_good_are_taken_in_and_the_others_kept_aside() {
        let (_site, clerk) = at_work().await;
        let sent = send(&clerk, &contacts(&[row(0, "30"), row(1, "3O")])).await;
        let check = name_columns(&clerk, &sent.location, &[("Mins", "minutes")]).await;
        check.shows("File physio_contacts.csv, row 3, column Mins");
        check.shows("Import the 1 good record and keep 4 rows aside");
        let csv = clerk.download(&format!("{}/rows/csv", sent.location)).await;
        assert!(csv.starts_with(b"PK"), "three files are packed");
        let done = accept(&clerk, &sent.location, &check).await;
        clerk.get(&done).await.shows("Mend");
    }

    #[tokio::test]
    async fn are_mended_one_by_one() {
        let (_site, clerk) = at_work().await;
        let done = with_a_slip(&clerk).await;
        let at = format!("{done}/rows/physio_contacts/2");
        let page = clerk.get(&at).await;
        assert_eq!(page.status, StatusCode::OK);
        page.shows("3O");
        let mut controls = page.controls();
        controls.iter_mut().find(|(name, _)| name == "minutes").unwrap().1 = "30".to_owned();
        controls.push(("action".to_owned(), "save".to_owned()));
        let controls: Vec<_> = controls.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        let saved = clerk.post_as_is(&at, &controls).await;
        assert_eq!(saved.location, format!("{done}?mended=1"), "{}", saved.main());
        clerk.get(&done).await.shows("No row is kept aside.");
        assert_eq!(clerk.get(&at).await.status, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn of_another_centre_are_refused() {
        let (site, _) = at_work().await;
        let other = site.clerk("PAP").await;
        let mut files = contacts(&[row(0, "30")]);
        files[0].1 = format!("centre_code,{HEADER}\nSTH,{}\n", row(0, "30")).into_bytes();
        let sent = send(&other, &files).await;
        let check = name_columns(&other, &sent.location, &[("Mins", "minutes")]).await;
        check.shows("K-FOREIGN");
        check.shows("<strong>0</strong>good records");
    }

    #[tokio::test]
    async fn with_a_formula_come_back_harmless() {
        let (_site, clerk) = at_work().await;
        let formula = "=cmd|' /C calc'!A0";
        let sent = send(&clerk, &contacts(&[row(0, formula)])[..1]).await;
        let check = name_columns(&clerk, &sent.location, &[("Mins", "minutes")]).await;
        check.shows("row 2, column Mins");
        let csv = clerk.download(&format!("{}/rows/csv", sent.location)).await;
        let text = String::from_utf8(csv).unwrap();
        assert!(text.contains(&format!("'{formula}")), "{text}");
    }

    #[tokio::test]
    async fn with_a_cell_of_ten_megabytes_are_named() {
        let (_site, clerk) = at_work().await;
        let sent = send(&clerk, &contacts(&[row(0, &"3".repeat(10 << 20))])[..1]).await;
        let check = name_columns(&clerk, &sent.location, &[("Mins", "minutes")]).await;
        check.shows("row 2, column Mins");
        check.shows("4096 are allowed");
        assert!(check.html.len() < 100_000, "the cell itself is not shown");
    }

    #[tokio::test]
    async fn that_are_unlikely_are_confirmed_by_one_tick() {
        let (_site, clerk) = at_work().await;
        let sent = send(&clerk, &contacts(&[row(0, "400")])).await;
        let check = name_columns(&clerk, &sent.location, &[("Mins", "minutes")]).await;
        check.shows("I have checked the one value");
        let accept_at = format!("{}/accept", sent.location);
        let refused = clerk.post(&accept_at, &check, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.shows("Tick that you have checked the 1 value.");
        accept(&clerk, &sent.location, &check).await;
    }
}

mod columns {
    use super::*;

    #[tokio::test]
    async fn are_remembered_for_the_next_file() {
        let (_site, clerk) = at_work().await;
        let sent = send(&clerk, &contacts(&[row(0, "30")])).await;
        clerk.get(&sent.location).await.shows("Not known");
        name_columns(&clerk, &sent.location, &[("Mins", "minutes")]).await;
        let next = send(&clerk, &contacts(&[row(1, "30")])).await;
        let page = clerk.get(&next.location).await;
        page.shows("As last time");
        assert!(page.controls().iter().any(|(_, column)| column == "minutes"));
    }
}

mod files {
    use super::*;

    async fn refused(files: &[(&str, Vec<u8>)]) -> Page {
        let site = Site::start(Backend::Sqlite).await;
        let clerk = site.clerk("STH").await;
        let files: Vec<_> = files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.clone())).collect();
        send(&clerk, &files).await
    }

    #[tokio::test]
    async fn without_the_token_of_their_page_are_refused_and_not_stored() {
        let (site, clerk) = at_work().await;
        let (name, bytes) = contacts(&[row(0, "30")]).remove(0);
        let files = [(name.as_str(), bytes.as_slice())];
        let stored = || site.strings("SELECT name FROM upload_file");
        let another = site.clerk("PAP").await.get("/imports").await.value_of("csrf");
        for token in [None, Some(""), Some(another.as_str())] {
            let refused = clerk.send_files_as_is("/imports", token, &files).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{token:?}");
            refused.shows("This page is out of date");
            assert!(stored().await.is_empty(), "{token:?}");
        }
        let own = clerk.get("/imports").await.value_of("csrf");
        let taken = clerk.send_files_as_is("/imports", Some(&own), &files).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.main());
        assert_eq!(stored().await, [name]);
    }

    #[tokio::test]
    async fn that_are_none_are_refused_with_a_sentence() {
        let page = refused(&[("letter.docx", b"Dear colleague".to_vec())]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.shows("There is no table of the audit in it.");
        refused(&[("old.xls", vec![0xd0, 0xcf, 0x11, 0xe0, 0])]).await.shows("has a password");
        refused(&[]).await.shows("Choose a file first.");
    }

    #[tokio::test]
    async fn that_unpack_to_too_much_are_refused() {
        let zeros = vec![b'0'; 60 << 20];
        let bomb = archive::pack((0..4).map(|_| "physio_contacts.csv").zip(std::iter::repeat(&zeros[..])));
        // A ZIP does not hold one name twice; a bomb of one file is bomb enough.
        let bomb = bomb.or_else(|_| archive::pack([("physio_contacts.csv", &zeros[..])])).unwrap();
        let page = refused(&[("contacts.zip", bomb)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.main());
        page.shows("contacts.zip");
    }

    /// A ZIP of files that name a version.
    fn zip_of(version: &str) -> Vec<u8> {
        let about = format!("key,value\nformat_version,1\ndictionary_version,{version}\n");
        let patients = b"centre_code,patient_ref\nSTH,7K2M9QX4J\n".as_slice();
        archive::pack([("bundle.csv", about.as_bytes()), ("patients.csv", patients)]).unwrap()
    }

    #[tokio::test]
    async fn of_a_version_are_refused_with_the_place_and_the_way_on() {
        for (version, told) in UNREAD_VERSIONS {
            let sentence =
                format!("bundle.csv, row 3, column value: the bundle cannot be read, because {told}");
            let zip = refused(&[("bundle.zip", zip_of(version))]).await;
            let workbook = refused(&[("bundle.xlsx", workbook_of(version))]).await;
            for page in [zip, workbook] {
                assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.main());
                page.shows(&sentence);
            }
        }
    }

    #[tokio::test]
    async fn that_do_not_say_their_version_are_refused() {
        let patients = b"centre_code,patient_ref\nSTH,7K2M9QX4J\n".to_vec();
        let about = b"key,value\nformat_version,1\n".to_vec();
        let page = refused(&[("bundle.csv", about), ("patients.csv", patients)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.main());
        page.shows("bundle.csv has no line for dictionary_version. Add it.");
    }

    #[tokio::test]
    async fn that_are_too_large_are_told_the_limit() {
        let page = refused(&[("contacts.csv", vec![b'a'; 21 << 20])]).await;
        assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
        page.shows("20 MB");
    }
}

mod undo {
    use super::*;

    const WHY: &[(&str, &str)] = &[("reason", "the file was of another month")];

    #[tokio::test]
    async fn takes_everything_back() {
        let (_site, clerk) = at_work().await;
        let done = with_a_slip(&clerk).await;
        let page = clerk.get(&format!("{done}/undo")).await;
        page.shows("What happens to records of STH");
        page.shows("4 rows kept aside are thrown away.");
        let silent = clerk.post(&format!("{done}/undo"), &page, &[("reason", " ")]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        silent.shows("Enter why this import is undone");
        let named = clerk.post(&format!("{done}/undo"), &page, &[("reason", "for 943 476 5919")]).await;
        assert_eq!(named.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", named.main());
        clerk.get(&done).await.hides("The import is undone.");
        let undone = clerk.post(&format!("{done}/undo"), &page, WHY).await;
        assert_eq!(undone.location, format!("{done}?undone=1"), "{}", undone.main());
        let page = clerk.get(&undone.location).await;
        page.shows("The import is undone.");
        assert!(!page.html.contains("Undo this import"));
        clerk.get("/imports").await.shows("Undone");
    }

    #[tokio::test]
    async fn is_refused_after_an_edit_and_names_the_record() {
        let (site, browser) = at_work().await;
        let done = with_a_slip(&browser).await;
        site.pass(SignedDuration::from_mins(1));
        let (actor, later) = (clerk("STH"), now() + SignedDuration::from_mins(1));
        let form = testkit::fixtures::form("physio_contact");
        let scope = site.store.scope(&actor, later, "test").unwrap();
        let held = scope.record_by_key(form, "C00000").await.unwrap();
        let mut longer = contact(0);
        longer["minutes"] = json!(31);
        let mut edit = submission("physio_contact", &longer);
        edit.id = Some(held.id);
        site.store.submit(&actor, later, edit).await.unwrap();
        let page = browser.get(&done).await;
        let refused = browser.post(&format!("{done}/undo"), &page, WHY).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.main());
        refused.shows("C00000");
        // The question says so before anybody answers it.
        let question = browser.get(&format!("{done}/undo")).await;
        question.shows("This import cannot be undone");
        question.shows("C00000");
        question.hides("Why is this import undone?");
    }
}

mod another_centre {
    use super::*;

    #[tokio::test]
    async fn sees_neither_uploads_nor_imports_nor_rows() {
        let (site, sth) = at_work().await;
        let done = with_a_slip(&sth).await;
        let sent = send(&sth, &contacts(&[row(3, "30")])).await;
        let pap = site.clerk("PAP").await;
        let upload = sent.location;
        for path in [
            done.clone(),
            format!("{done}/undo"),
            format!("{done}/rows/physio_contacts/2"),
            upload.clone(),
            format!("{upload}/check"),
            format!("{upload}/rows/csv"),
        ] {
            assert_eq!(sth.get(&path).await.status, StatusCode::OK, "{path}");
            assert_eq!(pap.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert!(!pap.get("/imports").await.html.contains("physio_contacts.csv"));
    }

    #[tokio::test]
    async fn exports_its_own_rows_alone() {
        let (site, sth) = at_work().await;
        let pap = site.clerk("PAP").await;
        let (own, other) =
            (sth.download("/exports/bundle.zip").await, pap.download("/exports/bundle.zip").await);
        let patients = |zip: &[u8]| {
            let files = archive::read("bundle.zip", zip).unwrap();
            String::from_utf8(files["patients.csv"].clone()).unwrap().lines().count() - 1
        };
        assert_eq!((patients(&own), patients(&other)), (1, 0));
        assert!(sth.download("/exports/workbook.xlsx").await.starts_with(b"PK"));

        // What went out comes in again without any change.
        let sent = send(&sth, &[("bundle.zip".to_owned(), own)]).await;
        let check = name_columns(&sth, &sent.location, &[]).await;
        let done = accept(&sth, &sent.location, &check).await;
        sth.get(&done).await.shows("<dt class=\"nhsuk-summary-list__key\">There already, just so</dt><dd class=\"nhsuk-summary-list__value\">3</dd>");
    }
}

mod verdict {
    use super::*;

    /// How often a check has read all of the centre's records, to judge by them.
    async fn judged(site: &Site) -> usize {
        let reads = site.strings("SELECT detail FROM audit_event WHERE action = 'record.read'").await;
        reads.iter().filter(|detail| detail.contains("every record of the centre")).count()
    }

    /// A list with a slip on its check page: the address of the upload.
    async fn checked(site: &Site, clerk: &Browser) -> String {
        let sent = send(clerk, &contacts(&[row(0, "30"), row(1, "3O")])).await;
        name_columns(clerk, &sent.location, &[("Mins", "minutes")]).await;
        assert_eq!(judged(site).await, 1);
        sent.location
    }

    #[tokio::test]
    async fn is_the_same_on_every_tab_and_download_and_is_what_is_taken_in() {
        let (site, clerk) = at_work().await;
        let upload = checked(&site, &clerk).await;
        let mut check = clerk.get(&format!("{upload}/check")).await;
        for tab in ["errors", "confirm", "missing"] {
            check = clerk.get(&format!("{upload}/check?show={tab}")).await;
            check.shows("<strong>1</strong>good record");
        }
        for kind in ["csv", "xlsx"] {
            clerk.download(&format!("{upload}/rows/{kind}")).await;
        }
        accept(&clerk, &upload, &check).await;
        assert_eq!(judged(&site).await, 1);
    }

    #[tokio::test]
    async fn is_made_anew_once_something_was_written_at_the_centre() {
        let (site, clerk) = at_work().await;
        let upload = checked(&site, &clerk).await;
        site.store
            .submit(&testkit::fixtures::clerk("STH"), now(), submission("physio_contact", &contact(7)))
            .await
            .unwrap();
        clerk.get(&format!("{upload}/check")).await.shows("<strong>1</strong>good record");
        assert_eq!(judged(&site).await, 2);
        clerk.get(&format!("{upload}/check?show=errors")).await;
        assert_eq!(judged(&site).await, 2);
    }

    #[tokio::test]
    async fn stands_whatever_another_centre_writes() {
        let (site, clerk) = at_work().await;
        let upload = checked(&site, &clerk).await;
        site.on_ecmo("PAP").await;
        clerk.get(&format!("{upload}/check?show=errors")).await;
        assert_eq!(judged(&site).await, 1);
    }

    #[tokio::test]
    async fn is_another_when_a_column_means_something_else() {
        let (site, clerk) = at_work().await;
        let upload = checked(&site, &clerk).await;
        name_columns(&clerk, &upload, &[("Mins", "")]).await.shows("<strong>0</strong>good records");
        assert_eq!(judged(&site).await, 2);
    }

    #[tokio::test]
    async fn of_an_hour_ago_is_made_anew() {
        let (site, clerk) = at_work().await;
        let upload = checked(&site, &clerk).await;
        site.pass(SignedDuration::from_mins(20));
        clerk.get(&format!("{upload}/check")).await.shows("<strong>1</strong>good record");
        assert_eq!(judged(&site).await, 2);
    }
}

mod templates {
    use super::*;

    #[tokio::test]
    async fn are_there_for_everybody_who_is_signed_in() {
        let site = Site::start(Backend::Sqlite).await;
        let clerk = site.clerk("STH").await;
        for name in ["ecmopt.xlsx", "csv.zip"] {
            assert!(clerk.download(&format!("/templates/{name}")).await.starts_with(b"PK"));
        }
        for name in ["codebook.html", "codebook.csv"] {
            let text = String::from_utf8(clerk.download(&format!("/templates/{name}")).await).unwrap();
            assert!(text.contains("contact_ref"));
        }
    }
}
