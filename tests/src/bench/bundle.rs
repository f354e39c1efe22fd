//! A bundle of 100,000 rows, clean and with errors in a third of its contacts: checked, stored, and the memory
//! it takes.

use std::collections::BTreeMap;
use std::path::Path;

use domain::time::WallTime;
use domain::value::{Cell, Date};
use jiff::tz::TimeZone;
use synthetic::Plan;

use super::Table;
use super::files::{Cost, cost, cost_of_refused};
use crate::command::Ecmopt;

/// A synthetic network of these dates has a little more than 100,000 rows.
const FROM: &str = "2025-05-14";
const TO: &str = "2026-09-30";
const SEED: u64 = 100_000;
/// One contact of so many has an error.
const SPOILT: usize = 3;

type Files = BTreeMap<String, String>;

/// Measures both.
pub fn measure(table: &mut Table) {
    let mut files = network();
    let rows: usize = files.values().map(|text| text.lines().count() - 1).sum();
    let ecmopt = Ecmopt::new();
    // What the program takes to open the database and say that there is nothing.
    ecmopt.must(&["migrate"]);
    let idle = cost(ecmopt.command(&["cycle", "list"]));
    let told =
        |cost: &Cost| format!("{:.2} s, memory grows by {:.0} MB", cost.seconds, cost.peak_mb - idle.peak_mb);
    let clean = write(&ecmopt, "clean", &files);
    let dry = cost(ecmopt.command(&["import", &clean, "--dry-run"]));
    table.add(&format!("bundle of {rows} rows, dry run"), told(&dry), "≤ 3 s, ≤ 200 MB");
    let spoilt = spoil(&mut files);
    let dirty = write(&ecmopt, "dirty", &files);
    let command = ecmopt.command(&["import", &dirty, "--dry-run", "--findings", "findings.csv"]);
    let dry = cost_of_refused(command);
    let found = findings(&ecmopt.path("findings.csv"));
    let what = format!("the same with {spoilt} cell errors, {found} of them found, dry run");
    table.add(&what, told(&dry), "every one, ≤ 3 s, ≤ 200 MB");
    let stored = cost(ecmopt.command(&["import", &clean]));
    table.add(&format!("bundle of {rows} rows, stored on SQLite"), told(&stored), "≤ 10 s, ≤ 200 MB");
}

fn network() -> Files {
    let zone = TimeZone::get("Europe/London").expect("a zone");
    let date = |text: &str| Date::read(text, &zone).expect("a date");
    let now = WallTime::read("2026-10-15T12:00", &zone).expect("a wall clock");
    let plan = Plan::network(SEED, date(FROM), date(TO), now).expect("a plan");
    let network = synthetic::network(&plan);
    network.iter().map(|(stem, _)| (stem.to_owned(), network.csv(stem))).collect()
}

/// Writes the letter O into the minutes of every third contact; how many.
fn spoil(files: &mut Files) -> usize {
    let contacts = files.get_mut("physio_contacts").expect("contacts");
    let mut reader = csv::Reader::from_reader(contacts.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let minutes = header.iter().position(|column| column == "minutes").expect("the column");
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    writer.write_record(&header).expect("a row");
    let mut spoilt = 0;
    for (number, row) in reader.records().enumerate() {
        let row = row.expect("a row");
        let is_spoilt = number % SPOILT == 0;
        spoilt += usize::from(is_spoilt);
        let cells = row.iter().enumerate();
        writer
            .write_record(cells.map(|(at, cell)| if is_spoilt && at == minutes { "3O" } else { cell }))
            .expect("a row");
    }
    let text = String::from_utf8(writer.into_inner().expect("bytes")).expect("text");
    *contacts = text;
    spoilt
}

/// How many of the spoilt cells are among the findings.
fn findings(path: &Path) -> usize {
    let mut reader = csv::Reader::from_path(path).expect("the findings");
    let header = reader.headers().expect("a header").clone();
    let place = |name: &str| header.iter().position(|column| column == name).expect("a column");
    let (file, column, level) = (place("file"), place("column"), place("level"));
    let is_ours = |row: &csv::StringRecord| {
        &row[file] == "physio_contacts" && &row[column] == "minutes" && &row[level] == "E"
    };
    reader.records().filter(|row| is_ours(row.as_ref().expect("a row"))).count()
}

fn write(ecmopt: &Ecmopt, name: &str, files: &Files) -> String {
    let folder = ecmopt.path(name);
    std::fs::create_dir(&folder).expect("a folder");
    for (stem, text) in files {
        std::fs::write(folder.join(format!("{stem}.csv")), text).expect("a file");
    }
    folder.to_str().expect("a path").to_owned()
}
