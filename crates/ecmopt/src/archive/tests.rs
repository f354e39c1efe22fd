use std::io::Cursor;

use super::*;

fn contents() -> Contents {
    Contents {
        schema: "m20260101_000001_first".to_owned(),
        head: "3:5f0c".to_owned(),
        tables: BTreeMap::new(),
    }
}

/// A data folder with a database and a snapshot, and a backup of it.
fn backed_up() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let snapshot = dir.path().join("snapshots").join("2026H1");
    fs::create_dir_all(&snapshot).unwrap();
    fs::write(dir.path().join(DATABASE), "database").unwrap();
    fs::write(snapshot.join("manifest.json"), "{}").unwrap();
    let mut files = snapshots(dir.path()).unwrap();
    files.insert(DATABASE.to_owned(), dir.path().join(DATABASE));
    let out = dir.path().join("backup.zip");
    write(&out, Timestamp::UNIX_EPOCH, contents(), &files).unwrap();
    (dir, out)
}

/// The ZIP again, with the content of one file changed.
fn changed(backup: &Path, name: &str, content: &[u8]) {
    let mut zip = ZipArchive::new(Cursor::new(fs::read(backup).unwrap())).unwrap();
    let mut out = ZipWriter::new(File::create(backup).unwrap());
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).unwrap();
        let own = entry.name().unwrap().into_owned();
        out.start_file(own.as_str(), SimpleFileOptions::default()).unwrap();
        if own == name {
            out.write_all(content).unwrap();
        } else {
            io::copy(&mut entry, &mut out).unwrap();
        }
    }
    out.finish().unwrap();
}

/// What is said of a backup that is not restored.
fn refused(backup: &Path) -> String {
    let folder = tempfile::tempdir().unwrap();
    unpack(backup, folder.path()).unwrap_err().to_string()
}

mod a_backup {
    use super::*;

    #[test]
    fn comes_back_file_by_file_with_what_it_says_of_itself() {
        let (_dir, backup) = backed_up();
        let folder = tempfile::tempdir().unwrap();
        let manifest = unpack(&backup, folder.path()).unwrap();
        assert_eq!(manifest.contents, contents());
        assert_eq!(manifest.made_at, "1970-01-01T00:00:00Z");
        assert_eq!(fs::read_to_string(folder.path().join(DATABASE)).unwrap(), "database");
        assert_eq!(fs::read_to_string(folder.path().join("snapshots/2026H1/manifest.json")).unwrap(), "{}");
    }

    #[test]
    fn is_never_written_over_anything() {
        let (dir, backup) = backed_up();
        let before = fs::read(&backup).unwrap();
        let again = write(&backup, Timestamp::UNIX_EPOCH, contents(), &BTreeMap::new());
        assert!(again.unwrap_err().to_string().contains("It is there already"));
        assert_eq!(fs::read(&backup).unwrap(), before);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3, "nothing is left beside it");
    }

    #[test]
    fn leaves_nothing_when_a_file_of_it_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        let files = BTreeMap::from([(DATABASE.to_owned(), dir.path().join("gone"))]);
        assert!(write(&dir.path().join("b.zip"), Timestamp::UNIX_EPOCH, contents(), &files).is_err());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn whose_file_was_changed_is_not_restored() {
        let (_dir, backup) = backed_up();
        changed(&backup, DATABASE, b"Database");
        let said = refused(&backup);
        assert!(
            said.contains("database.sqlite was changed") && said.contains("Nothing was restored"),
            "{said}"
        );
    }

    #[test]
    fn that_names_a_file_outside_of_the_folder_is_not_restored() {
        let (_dir, backup) = backed_up();
        let mut zip = ZipArchive::new(File::open(&backup).unwrap()).unwrap();
        let mut text = String::new();
        zip.by_name(MANIFEST).unwrap().read_to_string(&mut text).unwrap();
        changed(&backup, MANIFEST, text.replace("\"database.sqlite\"", "\"../database.sqlite\"").as_bytes());
        assert!(refused(&backup).contains("lies outside"));
    }

    #[test]
    fn of_another_form_names_the_version_that_reads_it() {
        let (_dir, backup) = backed_up();
        let manifest = r#"{"format":9,"program":"9.9.9","made_at":"","contents":{"schema":"","head":"","tables":{}},"files":{}}"#;
        changed(&backup, MANIFEST, manifest.as_bytes());
        let said = refused(&backup);
        assert!(said.contains("ecmopt 9.9.9") && said.contains("Use that version"), "{said}");
    }

    #[test]
    fn that_is_none_is_told_so() {
        let dir = tempfile::tempdir().unwrap();
        let letter = dir.path().join("letter.zip");
        fs::write(&letter, "Dear colleague").unwrap();
        assert!(refused(&letter).contains("is not a backup of ecmopt, or it is damaged"));
    }
}

mod the_snapshots_of_a_data_folder {
    use super::*;

    #[test]
    fn are_none_where_there_is_no_folder_of_them() {
        let dir = tempfile::tempdir().unwrap();
        assert!(snapshots(dir.path()).unwrap().is_empty());
    }

    #[test]
    fn are_found_by_name_without_what_is_still_being_made() {
        let (dir, _) = backed_up();
        let half = dir.path().join("snapshots").join(".2026H2.x7Kq2m.partial");
        fs::create_dir(&half).unwrap();
        fs::write(half.join("manifest.json"), "{").unwrap();
        let found: Vec<String> = snapshots(dir.path()).unwrap().into_keys().collect();
        assert_eq!(found, ["snapshots/2026H1/manifest.json"]);
    }
}
