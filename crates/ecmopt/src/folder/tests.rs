use super::*;

#[test]
fn its_files_are_read_by_name_and_folders_are_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("patients.csv"), "a").unwrap();
    fs::create_dir(dir.path().join("codebook")).unwrap();
    fs::write(dir.path().join("codebook").join("codebook.csv"), "b").unwrap();
    let files = read(dir.path()).unwrap();
    assert_eq!(files.into_iter().collect::<Vec<_>>(), [("patients.csv".to_owned(), b"a".to_vec())]);
}

#[test]
fn one_that_is_not_there_is_named() {
    let said = read(Path::new("no-such-bundle")).unwrap_err().to_string();
    assert!(
        said.starts_with("Reading the bundle no-such-bundle failed. There is no such file or folder"),
        "{said}"
    );
}
