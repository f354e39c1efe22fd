//! CSV files and files of other programs.

use crate::door::{csv, sent};

#[test]
fn rows_of_commas_alone_are_no_rows() {
    let files = csv(|_, text| {
        let commas = text.lines().next().unwrap().matches(',').count();
        text + &format!("{}\n", ",".repeat(commas)).repeat(3)
    });
    let sent = sent(&files).unwrap();
    assert_eq!((sent.records().len(), sent.errors()), (9, String::new()));
}

#[test]
fn a_row_below_blank_lines_is_called_by_the_spreadsheets_number() {
    let files = csv(|stem, text| match stem {
        "physio_contacts" => {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines[3] = lines[3].replace(",-4,ETT", ",9,ETT");
            lines.splice(2..2, [String::new(), String::new()]);
            lines.join("\n") + "\n"
        }
        _ => text,
    });
    let told = sent(&files).unwrap().errors();
    assert!(told.contains("File physio_contacts.csv, row 6, column rass"), "{told}");
}

#[test]
fn semicolons_are_named() {
    let files = csv(|_, text| text.replace(',', ";"));
    let told = sent(&files).unwrap_err();
    assert!(told.contains("separated by semicolons, not by commas"), "{told}");
}

#[test]
fn a_bundle_that_a_spreadsheet_saved_is_read_as_it_was() {
    let files = csv(|_, text| {
        let saved = text.replace(",true", ",TRUE").replace(",false", ",FALSE");
        let time = regex::Regex::new(r"(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2})").unwrap();
        time.replace_all(&saved, "$3/$2/$1 $4").into_owned()
    });
    let sent = sent(&files).unwrap();
    assert_eq!((sent.records().len(), sent.errors()), (9, String::new()));
    assert_eq!(sent.contact("ZZ00006", "start_at"), "2026-01-21T15:44");
}

#[test]
fn letters_of_another_encoding_are_seen() {
    let files = csv(|_, text| text.replace(",PT,,\n", ",PT,\"SiÃ¢n: cafÃ© chair, 30Â° â‰¥ 10 min\",\n"));
    let told = sent(&files).unwrap().errors();
    assert!(told.contains("letters of this text were lost on the way"), "{told}");
    let files = csv(|_, text| text.replace(",PT,,\n", ",PT,\"Siân: café chair, 30° ≥ 10 min\",\n"));
    assert_eq!(sent(&files).unwrap().errors(), "");
}

#[test]
fn a_file_of_another_program_is_called_by_its_name() {
    for (inside, content, words) in [
        (
            "mimetype",
            "application/vnd.oasis.opendocument.spreadsheet",
            "is an OpenDocument spreadsheet (.ods)",
        ),
        ("xl/workbook.bin", "", "is a binary workbook (.xlsb)"),
        ("word/document.xml", "<w/>", "is a text document (.docx)"),
    ] {
        let packed = exchange::archive::pack([(inside, content.as_bytes())]).unwrap();
        let told = sent(&[("log".to_owned(), packed)]).unwrap_err();
        assert!(told.contains(words) && told.contains("save it as an XLSX workbook"), "{told}");
    }
}

#[test]
fn a_workbook_that_is_too_large_is_told_where_empty_rows_hide() {
    let told = sent(&[("log.xlsx".to_owned(), vec![b'x'; 21 << 20])]).unwrap_err();
    assert!(told.contains("delete the rows below the table"), "{told}");
}
