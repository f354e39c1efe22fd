//! What a cell of a workbook holds, and what it shows.

use crate::door::{Put, column, contact, refused, sent_book, sent_by, stay, with, workbook};

const FIRST: &str = "ZZ00006";

#[track_caller]
fn read(name: &str, put: &Put) -> String {
    sent_book(contact(name, put)).unwrap().contact(FIRST, name).to_owned()
}

#[test]
fn the_stay_itself_is_right() {
    let sent = sent_book(workbook(|_, _| ())).unwrap();
    assert_eq!(sent.errors(), "");
    assert_eq!(sent.records().len(), 9);
}

#[test]
fn a_duration_in_a_field_of_hours_is_hours() {
    let hours = |days: f64, format: &'static str| {
        let book = with("icu_admissions", 2, "referral_to_admit_h", &Put::Number(days, format));
        sent_book(book).unwrap()
    };
    assert_eq!(hours(2.0, "[h]:mm").first("icu_admission", "referral_to_admit_h"), "48.0");
    assert_eq!(hours(1.5 / 24.0, "[hh]:mm:ss").first("icu_admission", "referral_to_admit_h"), "1.5");
    let told = hours(1.0 / 18.0, "[h]:mm").errors();
    assert!(told.contains("“1:20” is a time of day or a duration"), "{told}");
    let told = hours(30.0 / 1440.0, "[mm]:ss").errors();
    assert!(told.is_empty(), "half an hour is 0.5: {told}");
}

#[test]
fn digits_beyond_those_of_a_spreadsheet_are_left_out() {
    assert_eq!(read("ecmo_flow_l_min", &Put::Number(4.600_000_000_000_000_5, "0.0")), "4.6");
    let told = refused("ecmo_flow_l_min", &Put::Number(4.64, "0.0"));
    assert!(
        told.contains("“4.64” has more decimal places, perhaps more than the spreadsheet shows"),
        "{told}"
    );
}

#[test]
fn a_formula_is_refused_and_its_last_result_not_believed() {
    let told = refused("minutes", &Put::Formula("=0.5*60"));
    assert!(told.contains("“=0.5*60” is a formula: copy the cells and paste them as values"), "{told}");
    let told = refused("start_at", &Put::Formula("=A2+B2"));
    assert!(told.contains("“=A2+B2” is a formula"), "{told}");
}

#[test]
fn the_error_of_a_formula_is_no_text() {
    for error in ["#REF!", "#N/A"] {
        let told = refused("note", &Put::Text(error));
        assert!(told.contains("X-FORMULA") && told.contains("where a formula failed"), "{told}");
    }
    let bytes = include_bytes!("../data/error_in_text.xlsx").to_vec();
    let told = sent_by("BRI", &[("error.xlsx".to_owned(), bytes)]).unwrap();
    assert!(told.checked.findings.iter().any(|found| found.rule == "X-FORMULA" && found.column == "note"));
}

#[test]
fn times_are_read_as_they_are_shown() {
    let at = "2026-01-21T08:30:27";
    let book = with("ecmo_mode_segments", 2, "seg_stop", &Put::When(at, "dd/mm/yyyy hh:mm"));
    let told = sent_book(book).unwrap().errors();
    assert!(!told.contains("X-DATE"), "shown to the minute, it is read to the minute: {told}");
    let told = refused("start_at", &Put::When("2026-01-21T15:44:27", "dd/mm/yyyy hh:mm:ss"));
    assert!(told.contains("has seconds: leave them out"), "{told}");
    for text in ["2026-01-21T15:44Z", "2026-01-21T15:44:00+00:00", "2026-01-21T15:44:00.000"] {
        assert!(read("start_at", &Put::Text(text)).starts_with("2026-01-21T15:44"), "{text}");
    }
}

#[test]
fn a_twelve_hour_clock_has_twelve_hours() {
    for text in ["22/01/2026 0:30 pm", "22/01/2026 13:05 am"] {
        let told = refused("start_at", &Put::Text(text));
        assert!(told.contains(&format!("“{text}” is on no twelve-hour clock")), "{told}");
    }
    assert_eq!(read("start_at", &Put::Text("22/01/2026 12.45 pm")), "2026-01-22T12:45");
    assert_eq!(read("start_at", &Put::Text("22/01/2026 12:15 am")), "2026-01-22T00:15");
}

#[test]
fn a_date_without_its_time_says_so() {
    let told = refused("start_at", &Put::When("2026-01-21", "dd/mm/yyyy"));
    assert!(told.contains("“2026-01-21” is a date without its time: write both into one cell"), "{told}");
}

#[test]
fn two_numbers_in_a_cell_are_never_glued() {
    for (name, text) in [("minutes", "20 5"), ("distance_m", "10 20"), ("standing_s", "30 60")] {
        let told = refused(name, &Put::Text(text));
        assert!(told.contains(&format!("“{text}” are two numbers")), "{told}");
    }
}

#[test]
fn a_number_in_another_format_is_called_by_what_it_shows() {
    assert_eq!(read("spo2_start", &Put::Number(0.94, "0%")), "94");
    assert_eq!(read("ecmo_fdo2", &Put::Number(0.6, "0%")), "0.60");
    assert_eq!(read("ecmo_fdo2", &Put::Text("60%")), "0.60");
    let told = refused("minutes", &Put::Number(0.3, "0%"));
    assert!(told.contains("“30%” is a percentage. It must be a whole number (minutes)"), "{told}");
    let told = refused("minutes", &Put::Number(30.0, "dd/mm/yyyy"));
    assert!(told.contains("is a date: the cell is formatted as one"), "{told}");
    for (number, format, shows) in [
        (2.0, "0\" h\"", "2 h"),
        (180.0, "0\" lb\"", "180 lb"),
        (3200.0, "0.0,", "3200 (shown in thousands)"),
    ] {
        let told = refused("minutes", &Put::Number(number, format));
        assert!(told.contains(&format!("“{shows}”")), "{told}");
    }
    assert_eq!(read("minutes", &Put::Number(30.0, "0\" min\"")), "30");
    let told = refused("minutes", &Put::Number(0.031_25, "hh:mm"));
    assert!(told.contains("“00:45” is a time of day or a duration"), "{told}");
}

#[test]
fn words_for_nothing_are_told_the_reasons() {
    for text in ["N/A", "n/k", "Unknown", "-"] {
        let told = refused("rass", &Put::Text(text));
        assert!(told.contains("NR (not recorded), NK (not known), NA (not applicable) or UTA"), "{told}");
    }
}

#[test]
fn a_reference_that_became_a_date_says_so() {
    let told = refused("contact_ref", &Put::When("2026-12-01", "d-mmm"));
    assert!(told.contains("is a date: a spreadsheet made it of what was typed"), "{told}");
}

#[test]
fn merged_cells_are_refused_by_their_place() {
    let location = u16::try_from(column("location")).unwrap();
    let merged = |rows: (u32, u32), text: &'static str| {
        workbook(|book, sheet| {
            if sheet == "physio_contacts" {
                let sheet = book.worksheet_from_name(sheet).unwrap();
                let format = rust_xlsxwriter::Format::new();
                sheet.merge_range(rows.0, location, rows.1, location, text, &format).unwrap();
            }
        })
    };
    let told = sent_book(merged((1, 4), "BED")).unwrap_err();
    assert!(told.contains("the cells M2:M5 of the column “location” are merged"), "{told}");
    assert!(sent_book(merged((6, 8), "")).is_ok(), "empty cells below the table mean nothing");
}

#[test]
fn charts_and_other_sheets_are_left_alone() {
    let sent = sent_book(workbook(|book, sheet| {
        if sheet == "rehab_pathways" {
            let pivot = book.add_worksheet();
            pivot.set_name("Patients per month").unwrap();
            pivot.write_string(0, 0, "Month").unwrap();
            pivot.write_string(0, 1, "Count").unwrap();
            pivot.write_number(1, 1, 4.0).unwrap();
            let mut chart = rust_xlsxwriter::Chart::new_column();
            chart.add_series().set_values("'Patients per month'!$B$2:$B$2");
            book.add_chartsheet().set_name("Patients chart").unwrap().insert_chart(0, 0, &chart).unwrap();
        }
    }));
    assert_eq!(sent.unwrap().records().len(), 9);
}

#[test]
fn a_sheet_is_known_with_a_year_behind_its_name() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in stay() {
        let sheet = book.add_worksheet();
        sheet.set_name(if name == "physio_contacts" { "Contacts 2026" } else { &name }).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(row.try_into().unwrap(), column.try_into().unwrap(), cell).unwrap();
            }
        }
    }
    let sent = sent_book(book.save_to_buffer().unwrap()).unwrap();
    assert_eq!((sent.records().len(), sent.errors()), (9, String::new()));
}

#[test]
fn a_title_above_the_header_is_named() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in stay() {
        let sheet = book.add_worksheet();
        sheet.set_name(&name).unwrap();
        sheet.write_string(0, 0, "Physiotherapy log of Leicester").unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                sheet
                    .write_string(u32::try_from(row + 3).unwrap(), column.try_into().unwrap(), cell)
                    .unwrap();
            }
        }
    }
    let told = sent_book(book.save_to_buffer().unwrap()).unwrap_err();
    assert!(told.contains("the header is not in the first row, it is in row 4"), "{told}");
}

#[test]
fn cells_that_are_formatted_and_empty_are_no_rows() {
    let sent = sent_book(workbook(|book, sheet| {
        let border = rust_xlsxwriter::Format::new().set_border(rust_xlsxwriter::FormatBorder::Thin);
        let sheet = book.worksheet_from_name(sheet).unwrap();
        for row in 20..3000 {
            sheet.write_blank(row, 0, &border).unwrap();
            sheet.write_string(row, 1, " ").unwrap();
        }
    }));
    assert_eq!(sent.unwrap().records().len(), 9);
}
