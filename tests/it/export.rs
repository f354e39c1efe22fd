//! Files out and in again: what is exported is what is held, and comes back the same.

use domain::dictionary::Dictionary;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use testkit::command::{Ecmopt, Said};
use testkit::database::{Backend, Database};

/// Every file below a folder with its bytes.
fn content(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(content(&path));
        } else {
            files.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    files
}

#[track_caller]
fn same_bytes(one: &Path, other: &Path) {
    let strip = |folder: &Path| -> BTreeMap<PathBuf, Vec<u8>> {
        content(folder)
            .into_iter()
            .map(|(path, bytes)| (path.strip_prefix(folder).unwrap().to_owned(), bytes))
            .collect()
    };
    let (one, other) = (strip(one), strip(other));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (path, bytes) in &one {
        assert!(*bytes == other[path], "{} differs", path.display());
    }
}

#[track_caller]
fn took_all(said: &Said) {
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("0 E,") && said.err.contains("0 rows are set aside"), "{}", said.err);
}

/// Imports a bundle, exports it, imports that elsewhere and exports it again.
fn there_and_back(bundle: &Path, first: &Ecmopt, second: &Ecmopt) {
    took_all(&first.run(&["import", bundle.to_str().unwrap()]));
    first.must(&["export", "--out", "export"]);
    let exported = first.path("export");
    took_all(&second.run(&["import", exported.to_str().unwrap()]));
    second.must(&["export", "--out", "export"]);
    same_bytes(&exported, &second.path("export"));
}

/// Every row of a file, in any order.
fn sorted_rows(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
    rows.sort_unstable();
    rows
}

mod bundle {
    use super::*;

    #[test]
    fn of_the_example_network_comes_back_byte_for_byte() {
        let (first, second) = (Ecmopt::new(), Ecmopt::new());
        let network = example_data::path("network");
        there_and_back(&network, &first, &second);
        for sheet in exchange::layout::sheets() {
            let name = format!("{}.csv", sheet.stem);
            let (sent, given) =
                (sorted_rows(&network.join(&name)), sorted_rows(&first.path("export").join(&name)));
            assert_eq!(sent.len(), given.len(), "rows of {name}");
        }
        // An export spells what it was sent in one way (4.0, no needless offset, codes in the list's order): what
        // went there and back is the same content if the original brings nothing new to it.
        let again = second.run(&["import", network.to_str().unwrap()]);
        assert!(again.err.contains("Nothing changed: all 33946 records"), "{}", again.err);
        let about = |path: PathBuf| fs::read_to_string(path).unwrap();
        assert_eq!(
            about(network.join("bundle.csv")).replace("dictionary_version,0.1", "dictionary_version,0.2"),
            about(first.path("export/bundle.csv"))
        );
    }

    #[tokio::test]
    async fn comes_back_byte_for_byte_on_the_other_database() {
        let (one, two) = (Database::empty(Backend::Postgres).await, Database::empty(Backend::Postgres).await);
        let (first, second) = (Ecmopt::on(&one.url), Ecmopt::on(&two.url));
        let base = example_data::path("dirty/base");
        tokio::task::spawn_blocking(move || there_and_back(&base, &first, &second)).await.unwrap();
    }

    #[test]
    fn of_one_centre_holds_its_rows_alone() {
        let ecmopt = Ecmopt::new();
        ecmopt.must(&["import", example_data::path("dirty/base").to_str().unwrap()]);
        ecmopt.must(&["export", "--out", "own", "--centre", "BRI"]);
        ecmopt.must(&["export", "--out", "other", "--centre", "PAP"]);
        assert!(sorted_rows(&ecmopt.path("own/patients.csv")).len() > 1);
        assert_eq!(sorted_rows(&ecmopt.path("other/patients.csv")).len(), 1);
        let said = ecmopt.run(&["export", "--out", "none", "--centre", "XXX"]);
        assert_eq!(said.code, 2, "{}", said.err);
        assert!(!ecmopt.path("none").exists());
    }

    #[test]
    fn is_not_written_over_something_else() {
        let ecmopt = Ecmopt::new();
        fs::create_dir(ecmopt.path("letters")).unwrap();
        ecmopt.must(&["migrate"]);
        ecmopt.must(&["export", "--out", "letters"]);
        let before = content(&ecmopt.path("letters"));
        let said = ecmopt.run(&["export", "--out", "letters"]);
        assert_eq!(said.code, 1);
        assert!(said.err.contains("letters is there already and is not empty"), "{}", said.err);
        assert_eq!(content(&ecmopt.path("letters")), before);
    }
}

mod workbook {
    use super::*;

    #[test]
    fn comes_back_the_same() {
        let (first, second) = (Ecmopt::new(), Ecmopt::new());
        first.must(&["import", example_data::path("dirty/base").to_str().unwrap()]);
        first.must(&["export", "--out", "csv"]);
        first.must(&["export", "--out", "xlsx", "--format", "xlsx"]);
        took_all(&second.run(&["import", first.path("xlsx/records.xlsx").to_str().unwrap()]));
        second.must(&["export", "--out", "csv"]);
        same_bytes(&first.path("csv"), &second.path("csv"));
    }

    #[test]
    fn with_a_column_that_nobody_knows_is_refused() {
        let ecmopt = Ecmopt::new();
        let csv = "Centre,Patient ref,Mood\nSTH,7K2M9QX4J,good\n";
        let packed = exchange::archive::pack([("Patients.csv", csv.as_bytes())]).unwrap();
        fs::write(ecmopt.path("audit.zip"), packed).unwrap();
        let said = ecmopt.run(&["import", "audit.zip"]);
        assert_eq!(said.code, 1);
        assert!(said.err.contains("“Mood” on Patients"), "{}", said.err);
    }

    #[test]
    fn names_its_own_sheet_row_and_column_in_findings() {
        let ecmopt = Ecmopt::new();
        let bytes = exchange::template::xlsx(domain::dictionary::Dictionary::shipped()).unwrap();
        fs::write(ecmopt.path("empty.xlsx"), bytes).unwrap();
        let said = ecmopt.run(&["import", "empty.xlsx"]);
        assert_eq!(said.code, 0, "{}", said.err);
        assert!(said.err.contains("“About”"), "{}", said.err);
    }
}

mod parquet {
    use super::*;

    #[test]
    fn has_a_table_a_file_and_the_codebook() {
        let ecmopt = Ecmopt::new();
        ecmopt.must(&["import", example_data::path("dirty/base").to_str().unwrap()]);
        ecmopt.must(&["export", "--out", "out", "--format", "parquet"]);
        for sheet in exchange::layout::sheets() {
            assert!(ecmopt.path(&format!("out/tables/{}.parquet", sheet.stem)).is_file(), "{}", sheet.stem);
        }
        assert!(ecmopt.path("out/codebook/codebook.html").is_file());
        // It reads like a snapshot.
        ecmopt.must(&["indicators", "out/tables", "--period", "2026-01-01..2026-03-31"]);
    }
}

mod codebook {
    use super::*;

    #[test]
    fn is_written_without_a_database() {
        let ecmopt = Ecmopt::new();
        assert!(ecmopt.must(&["codebook"]).starts_with("<!DOCTYPE html>"));
        assert!(ecmopt.must(&["codebook", "--format", "csv"]).starts_with("entry,file,form,"));
        let schemas: serde_json::Value =
            serde_json::from_str(&ecmopt.must(&["codebook", "--format", "json-schema"])).unwrap();
        assert!(schemas["physio_contact"]["properties"]["rass"].is_object());
        assert!(!ecmopt.path("data").exists());
    }

    #[test]
    fn as_paper_forms_needs_a_folder() {
        let ecmopt = Ecmopt::new();
        assert_eq!(ecmopt.run(&["codebook", "--format", "paper"]).code, 2);
        ecmopt.must(&["codebook", "--format", "paper", "--out", "paper"]);
        assert!(fs::read(ecmopt.path("paper/F09-physio_contact.pdf")).unwrap().starts_with(b"%PDF-1.7"));
    }
}

mod dictionary {
    use super::*;

    /// The pages of the book are made from the forms and the catalogue of rules, and committed. `ECMOPT_BLESS=1` writes them anew.
    #[test]
    fn in_the_book_is_that_of_the_forms() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/book/dictionary");
        let mut pages = vec![
            ("README.md".to_owned(), exchange::codebook::index()),
            ("rules.md".to_owned(), exchange::codebook::rules()),
            // Made by a test of `domain`, which tries what it promises.
            ("identifiers.md".to_owned(), fs::read_to_string(folder.join("identifiers.md")).unwrap()),
        ];
        for form in Dictionary::shipped().forms() {
            pages.push((format!("{}.md", form.id), exchange::codebook::page(form)));
        }
        if std::env::var_os("ECMOPT_BLESS").is_some() {
            fs::create_dir_all(&folder).unwrap();
            for (name, text) in &pages {
                fs::write(folder.join(name), text).unwrap();
            }
        }
        let mut known: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
        known.sort_unstable();
        let mut there: Vec<String> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        there.sort_unstable();
        assert_eq!(there, known);
        for (name, text) in &pages {
            let held = fs::read_to_string(folder.join(name)).unwrap();
            assert!(
                held == *text,
                "{name} is not fresh: run this test with ECMOPT_BLESS=1 and commit what it writes"
            );
        }
    }
}
