use domain::reference;

use super::*;

fn shipped() -> Directory {
    reference::directory(reference::CENTRES, reference::DESIGNATIONS).unwrap()
}

#[test]
fn every_centre_is_read_as_it_was_written() {
    for centre in shipped().centres {
        assert_eq!(read_centre(write_centre(&centre).unwrap()).unwrap(), centre);
    }
}

#[test]
fn every_designation_is_read_as_it_was_written() {
    let directory = shipped();
    assert!(!directory.designations.is_empty());
    for held in directory.designations {
        let read = read_designation(write_designation(&held).unwrap()).unwrap();
        assert_eq!(read.centre, held.centre);
        assert_eq!((read.kind, read.from, read.to), (held.kind, held.from, held.to));
    }
}

#[test]
fn a_code_of_the_ods_that_is_not_known_is_no_text() {
    let centre = Centre { ods_code: String::new(), ..shipped().centres[0].clone() };
    let row = write_centre(&centre).unwrap();
    assert_eq!(row.ods_code, None);
    assert_eq!(read_centre(row).unwrap().ods_code, "");
}

#[test]
fn what_no_column_holds_is_refused_by_the_centre_s_name() {
    let centre = shipped().centres[0].clone();
    let beds = Centre { l3_beds: Some(1 << 40), ..centre.clone() };
    let zone = Centre { zone: TimeZone::fixed(jiff::tz::offset(1)), ..centre };
    for wrong in [beds, zone] {
        let sentence = write_centre(&wrong).unwrap_err().to_string();
        assert!(sentence.starts_with(wrong.code.as_str()), "{sentence}");
    }
}

#[test]
fn a_row_that_means_nothing_is_named() {
    let row = write_centre(&shipped().centres[0]).unwrap();
    let blamed = |row: centre::Model| match read_centre(row) {
        Err(Error::Inconsistent { column, .. }) => column,
        other => panic!("{other:?}"),
    };
    assert_eq!(blamed(centre::Model { code: "not a code".to_owned(), ..row.clone() }), "code");
    assert_eq!(blamed(centre::Model { tz: "Mars/Olympus".to_owned(), ..row }), "tz");
}
