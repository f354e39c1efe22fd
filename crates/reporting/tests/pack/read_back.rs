//! The PDF read by another program holds the numbers of the CSV files.

use std::{
    collections::BTreeSet,
    io::Write as _,
    process::{Command, Stdio},
};

use reporting::pack::Pack;

/// Text of a PDF by poppler's `pdftotext`.
pub(crate) fn text_of(pdf: &[u8]) -> String {
    let mut child = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| {
            panic!("pdftotext can't be run ({error}). Install poppler-utils: apt-get install poppler-utils")
        });
    let mut stdin = child.stdin.take().expect("a pipe");
    let bytes = pdf.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = child.wait_with_output().expect("pdftotext ends");
    writer.join().expect("no panic").expect("pdftotext reads its input");
    assert!(output.status.success(), "pdftotext refused the PDF");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn words(text: &str) -> BTreeSet<&str> {
    text.split_whitespace().map(|word| word.trim_matches(['(', ')', ',', '.', ';', '%', '†'])).collect()
}

/// Every cell of every CSV file that is a number, with its file.
fn numbers(pack: &Pack) -> Vec<(String, String)> {
    let mut numbers = Vec::new();
    // What was counted for each point of a chart is in its CSV file alone, and so are the limits of a funnel at each centre;
    // the values are printed.
    let of_points = |path: &str| ["_months.csv", "_funnel.csv"].iter().any(|end| path.ends_with(end));
    let printed = |path: &str| path.starts_with("csv/") && !of_points(path);
    for (path, bytes) in pack.files().iter().filter(|(path, _)| printed(path)) {
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        for record in reader.records() {
            let record = record.expect("a record");
            let cells = record.iter().filter(|cell| cell.parse::<f64>().is_ok());
            numbers.extend(cells.map(|cell| (path.clone(), cell.to_owned())));
        }
    }
    numbers
}

#[test]
fn every_number_of_the_csv_files_is_printed() {
    let pack = &*crate::PACK;
    let text = text_of(&pack.files()["pack.pdf"]);
    let printed = words(&text);
    let numbers = numbers(pack);
    assert!(numbers.len() > 1000, "the fixture is a whole network");
    let lost: Vec<_> = numbers.iter().filter(|(_, number)| !printed.contains(number.as_str())).collect();
    assert!(lost.is_empty(), "{} numbers are not in the PDF, e.g. {:?}", lost.len(), lost.first());
}

#[test]
fn what_proves_the_pack_is_printed_at_its_end_and_not_on_its_first_page() {
    let facts = crate::facts::facts();
    let text = text_of(&crate::PACK.files()["pack.pdf"]);
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    let (first, last) = (pages[0], pages[pages.len() - 1]);
    for proof in [facts.source.snapshot.as_str(), facts.source.audit_head.as_deref().expect("a head")] {
        assert!(last.contains(proof), "{proof} is missing on the last page:\n{last}");
        assert!(!text.replace(last, "").contains(&proof[..16]), "{proof} stands elsewhere too");
    }
    assert!(first.contains("Synthetic data") && first.contains("2026H1"), "{first}");
}
