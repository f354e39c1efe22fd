//! What leaves: every file that is written is read back, with a word of its own in every text field, and holds
//! those words alone that its reader may see.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use domain::bundle::{Direction, Meta};
use domain::dictionary::Dictionary;
use domain::layout::Table;
use domain::questions::QuestionSet;
use domain::reference::{self, Calendar};
use domain::time::WallTime;
use domain::{Audience, FieldSpec, FormSpec, Kind, Raw};
use exchange::mend::{self, BadRow};
use exchange::read;
use exchange::write::BundleWriter;
use exchange::xlsx::WorkbookWriter;
use jiff::tz::TimeZone;
use polars::prelude::{DataType, ParquetReader, SerReader};
use reporting::snapshot::{Governance, Header, Writer};
use tempfile::TempDir;
use testkit::command::Ecmopt;
use testkit::database::Backend;
use testkit::fixtures::{clerk, contact, directory, now, submission};

use crate::site::Site;

/// How every word here begins.
const MARK: &str = "zq";

/// Three questions in free text, each for another audience.
const SET: &str = r#"
cycle = "2025H2"
[[question]]
name = "q_never"
form = "physio_contact"
label = "A story"
type = "text"
[[question]]
name = "q_centre"
form = "physio_contact"
label = "A remark"
type = "text"
leaves = "centre"
[[question]]
name = "q_network"
form = "physio_contact"
label = "A device"
type = "text"
leaves = "network"
"#;

fn dictionary() -> Arc<Dictionary> {
    let cycles = reference::cycles(reference::CYCLES).unwrap();
    Arc::new(Dictionary::shipped().asking([QuestionSet::parse(SET, &cycles).unwrap()]))
}

fn is_text(field: &FieldSpec) -> bool {
    matches!(field.kind, Kind::Text { .. })
}

fn word(field: &FieldSpec) -> String {
    format!("{MARK}{}", field.name.replace('_', ""))
}

/// A record with a word in every text field, and a key.
fn marked(form: &'static FormSpec) -> Raw {
    let mut raw = Raw::blank(form);
    for (field, cell) in form.fields.iter().zip(&mut raw.cells) {
        *cell = match field.kind {
            Kind::Text { .. } => word(field),
            Kind::Centre => "STH".to_owned(),
            Kind::Ref => "A1".to_owned(),
            _ => String::new(),
        };
    }
    for question in dictionary().asked_on(form) {
        raw.extra.insert(question.field.name.to_string(), word(&question.field));
    }
    for (child, rows) in form.children.iter().zip(&mut raw.children) {
        rows.push(marked(child.spec));
    }
    raw
}

/// The words that somebody may see, of all forms.
fn seen_by(audience: Audience) -> BTreeSet<String> {
    let questions = dictionary();
    let tables =
        Dictionary::shipped().forms().iter().flat_map(|form| Table::all_of(form, &questions, Audience::Desk));
    let fields: Vec<_> =
        tables.flat_map(|table| table.columns().to_vec()).map(|column| column.field).collect();
    let open = fields.iter().filter(|field| is_text(field) && field.leaves.reaches(audience));
    open.map(|field| word(field)).collect()
}

/// The words among some texts.
fn words<'t>(texts: impl IntoIterator<Item = &'t str>) -> BTreeSet<String> {
    let parts = texts.into_iter().flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()));
    parts.filter(|part| part.starts_with(MARK)).map(str::to_owned).collect()
}

fn meta() -> Meta {
    Meta {
        direction: Direction::Export,
        synthetic: true,
        extract_at: WallTime::at(now(), &TimeZone::UTC),
        calendar_version: "UK-IE-2026.1".to_owned(),
    }
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// The words in a file, whatever its format.
fn in_file(path: &Path) -> BTreeSet<String> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("parquet") => in_parquet(path),
        Some("xlsx") => in_workbook(fs::read(path).unwrap()),
        Some("pdf") => words([pdf_text(path).as_str()]),
        _ => words([String::from_utf8_lossy(&fs::read(path).unwrap()).as_ref()]),
    }
}

fn in_folder(folder: &Path) -> BTreeSet<String> {
    let files = files(folder);
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files.iter().flat_map(|path| in_file(path)).collect()
}

fn in_workbook(bytes: Vec<u8>) -> BTreeSet<String> {
    let tables = read::files(&[("records.xlsx".to_owned(), bytes)], Dictionary::shipped()).unwrap();
    let rows = tables.tables.iter().flat_map(|table| &table.rows);
    words(rows.flat_map(|row| row.cells.iter().map(String::as_str)))
}

fn in_parquet(path: &Path) -> BTreeSet<String> {
    let frame = ParquetReader::new(fs::File::open(path).unwrap()).finish().unwrap();
    let texts = frame.columns().iter().filter(|column| *column.dtype() == DataType::String);
    texts.flat_map(|column| words(column.str().unwrap().iter().flatten())).collect()
}

fn pdf_text(path: &Path) -> String {
    let said = Command::new("pdftotext").arg(path).arg("-").output();
    let said = said.expect("pdftotext can be run: install poppler-utils");
    assert!(said.status.success(), "{}", path.display());
    String::from_utf8_lossy(&said.stdout).into_owned()
}

mod every_writer {
    use super::*;

    fn bundle(audience: Audience) -> BTreeSet<String> {
        let folder = TempDir::new().unwrap();
        let place = folder.path().join("bundle");
        let mut writer = BundleWriter::create(&place, &meta(), &dictionary(), audience).unwrap();
        for form in Dictionary::shipped().forms() {
            writer.record(form, &marked(form)).unwrap();
        }
        writer.finish().unwrap();
        in_folder(&place)
    }

    fn workbook(audience: Audience) -> BTreeSet<String> {
        let mut writer = WorkbookWriter::new(&meta(), &dictionary(), audience).unwrap();
        for form in Dictionary::shipped().forms() {
            writer.record(form, &marked(form)).unwrap();
        }
        let mut bytes = Cursor::new(Vec::new());
        writer.finish(&mut bytes).unwrap();
        in_workbook(bytes.into_inner())
    }

    fn snapshot() -> BTreeSet<String> {
        let folder = TempDir::new().unwrap();
        let place = folder.path().join("snapshot");
        let calendar = Calendar::shipped().unwrap();
        let mut writer =
            Writer::begin(&place, &directory(), &calendar).unwrap().with_dictionary(dictionary());
        for form in Dictionary::shipped().forms() {
            let mut table = writer.table(form).unwrap();
            table.push(&marked(form)).unwrap();
            table.close().unwrap();
        }
        let header = Header {
            cycle: None,
            period: None,
            extract_at: now(),
            dictionary_version: domain::DICTIONARY_VERSION.to_string(),
            synthetic: true,
            audit_head: None,
            flow: Vec::new(),
            questions: Vec::new(),
            standing: Vec::new(),
            governance: Governance::default(),
        };
        writer.finish(header).unwrap();
        in_folder(&place)
    }

    #[test]
    fn of_a_bundle_or_workbook_shows_its_reader_what_is_for_them() {
        for audience in [Audience::Desk, Audience::Centre, Audience::Network] {
            assert_eq!(bundle(audience), seen_by(audience), "bundle for {audience:?}");
            assert_eq!(workbook(audience), seen_by(audience), "workbook for {audience:?}");
        }
    }

    #[test]
    fn of_a_snapshot_shows_the_network_what_is_for_it() {
        assert_eq!(snapshot(), seen_by(Audience::Network));
    }

    #[test]
    fn of_rows_to_mend_gives_the_centre_its_own_words_back() {
        let rows: Vec<BadRow> = Dictionary::shipped()
            .forms()
            .iter()
            .map(|form| {
                let cells = form.fields.iter().zip(marked(form).cells);
                let cells: BTreeMap<_, _> =
                    cells.map(|(field, cell)| (field.name.to_string(), cell)).collect();
                BadRow { file: form.file.to_owned(), row: 1, cells, ..BadRow::default() }
            })
            .collect();
        let own = Dictionary::shipped()
            .forms()
            .iter()
            .flat_map(|form| form.fields)
            .filter(|field| is_text(field))
            .map(word);
        assert_eq!(in_workbook(mend::xlsx(&rows).unwrap()), own.collect());
    }

    #[test]
    fn knows_who_may_see_the_words_here() {
        let network = seen_by(Audience::Network);
        let centre: BTreeSet<_> = seen_by(Audience::Centre).difference(&network).cloned().collect();
        assert_eq!(centre, BTreeSet::from(["zqqcentre".to_owned()]));
        let desk: BTreeSet<_> =
            seen_by(Audience::Desk).difference(&seen_by(Audience::Centre)).cloned().collect();
        assert_eq!(desk, ["zqnarrative", "zqnote", "zqqnever"].map(str::to_owned).into());
        assert!(network.contains("zqversion") && network.contains("zqqnetwork"), "{network:?}");
    }
}

mod every_command {
    use super::*;

    const WORDS: [&str; 4] = ["zqnote", "zqqnever", "zqqcentre", "zqqnetwork"];

    /// A centre with one contact that says something in every text of it.
    async fn site() -> Site {
        let site = Site::start(Backend::Sqlite).await;
        site.on_ecmo("STH").await;
        site.store.put_questions(&domain::actor::Actor::system("test"), now(), SET.to_owned()).await.unwrap();
        let mut record = contact(1);
        for (name, word) in ["note", "q_never", "q_centre", "q_network"].into_iter().zip(WORDS) {
            record[name] = word.into();
        }
        site.store.submit(&clerk("STH"), now(), submission("physio_contact", &record)).await.unwrap();
        site
    }

    fn these(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[tokio::test]
    async fn that_writes_records_hands_out_what_is_for_its_reader() {
        let site = site().await;
        let ecmopt = Ecmopt::on(site.database_url());
        let written = |args: &[&str]| {
            ecmopt.must(args);
            in_folder(&ecmopt.path(args.last().unwrap()))
        };
        let (centre, network) = (these(&["zqqcentre", "zqqnetwork"]), these(&["zqqnetwork"]));
        assert_eq!(written(&["export", "--centre", "STH", "--out", "own"]), centre);
        assert_eq!(written(&["export", "--out", "all"]), network);
        assert_eq!(written(&["export", "--format", "xlsx", "--centre", "STH", "--out", "own-xlsx"]), centre);
        assert_eq!(written(&["export", "--format", "xlsx", "--out", "all-xlsx"]), network);
        assert_eq!(written(&["export", "--format", "parquet", "--out", "all-parquet"]), network);
        let (from, to) = ("2025-10-01", "2026-03-31");
        assert_eq!(written(&["snapshot", "--from", from, "--to", to, "--out", "snapshot"]), network);
        let period = format!("{from}..{to}");
        let pack = ["pack", "snapshot", "--definition", "biannual", "--period", &period, "--out", "pack"];
        assert_eq!(written(&pack), these(&[]));
        assert!(
            files(&ecmopt.path("pack")).iter().any(|path| path.extension().is_some_and(|end| end == "pdf"))
        );
    }

    #[tokio::test]
    async fn of_the_browser_hands_the_centre_its_own() {
        let site = site().await;
        let clerk = site.clerk("STH").await;
        let centre = these(&["zqqcentre", "zqqnetwork"]);
        assert_eq!(in_workbook(clerk.download("/exports/workbook.xlsx").await), centre);
        let bundle = clerk.download("/exports/bundle.zip").await;
        let files = exchange::archive::read("bundle.zip", &bundle).unwrap();
        assert_eq!(words(files.values().map(|bytes| std::str::from_utf8(bytes).unwrap())), centre);
    }
}

mod memory {
    use super::*;

    /// Every Rust file of the crates.
    fn sources(folder: &Path) -> Vec<PathBuf> {
        files(folder).into_iter().filter(|path| path.extension().is_some_and(|end| end == "rs")).collect()
    }

    #[test]
    fn is_never_given_away_for_good() {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
        let sources = sources(&crates);
        assert!(sources.len() > 100, "{} files", sources.len());
        for path in sources {
            let text = fs::read_to_string(&path).unwrap();
            assert!(!text.contains("leak("), "{} leaks", path.display());
        }
    }

    #[tokio::test]
    async fn holds_the_questions_once_until_somebody_puts_others() {
        let database = testkit::fixtures::furnished(Backend::Sqlite).await;
        let (one, other) = (database.1, database.0.store().await);
        let first = one.dictionary().await.unwrap();
        for _ in 0..3 {
            assert!(Arc::ptr_eq(&first, &one.dictionary().await.unwrap()));
        }
        // Another process puts a set.
        other.put_questions(&domain::actor::Actor::system("test"), now(), SET.to_owned()).await.unwrap();
        let second = one.dictionary().await.unwrap();
        assert!(!Arc::ptr_eq(&first, &second));
        assert_eq!(second.question_sets().count(), 1);
        assert!(Arc::ptr_eq(&second, &one.dictionary().await.unwrap()));
    }
}
