use super::*;

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A folder with one file, not finished.
fn begun(target: &Path, text: &str) -> Folder {
    let folder = Folder::begin_anew(target).unwrap();
    fs::write(folder.path().join("a"), text).unwrap();
    folder
}

#[test]
fn appears_whole_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("out");
    drop(begun(&target, "1"));
    assert_eq!(names(dir.path()), [""; 0]);
    begun(&target, "1").finish().unwrap();
    assert_eq!(names(dir.path()), ["out"]);
    assert_eq!(fs::read_to_string(target.join("a")).unwrap(), "1");
}

#[test]
fn takes_the_place_of_an_empty_folder_and_of_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("out");
    fs::create_dir(&target).unwrap();
    Folder::begin(&target).unwrap().finish().unwrap();
    fs::write(target.join("letter"), "Dear colleague").unwrap();
    assert!(Folder::begin(&target).unwrap_err().to_string().contains("is not empty"));
    assert!(matches!(Folder::begin(&target.join("letter")), Err(Error::Taken(_))));
    assert!(matches!(Folder::begin(Path::new("/")), Err(Error::Taken(_) | Error::Unnamed(_))));
}

#[test]
fn of_two_at_once_one_is_in_place_and_the_other_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("out");
    let [one, other] = ["one", "other"].map(|text| begun(&target, text));
    one.finish().unwrap();
    assert!(matches!(other.finish(), Err(Error::Taken(_))));
    assert_eq!(fs::read_to_string(target.join("a")).unwrap(), "one");
    assert_eq!(names(dir.path()), ["out"]);
}

#[test]
fn that_is_made_anew_replaces_the_older_one() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("out");
    for text in ["old", "new"] {
        begun(&target, text).finish_anew().unwrap();
    }
    assert_eq!(fs::read_to_string(target.join("a")).unwrap(), "new");
    assert_eq!(names(dir.path()), ["out"]);
}

#[test]
fn made_anew_by_many_at_once_is_one_of_theirs() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("out");
    std::thread::scope(|scope| {
        for number in 0..8 {
            let target = &target;
            scope.spawn(move || begun(target, &number.to_string()).finish_anew().unwrap());
        }
    });
    assert_eq!(fs::read_to_string(target.join("a")).unwrap().len(), 1);
    assert_eq!(names(dir.path()), ["out"]);
}

#[cfg(unix)]
#[test]
fn left_half_written_is_cleared_away_and_one_at_work_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("out");
    for left in [".out.abc123.partial", ".out.old.abc123.partial", ".outer.abc123.partial"] {
        fs::create_dir(dir.path().join(left)).unwrap();
    }
    let at_work = begun(&target, "1");
    begun(&target, "2").finish().unwrap();
    // Two belong to the targets `out.old` and `outer`, one to the folder that is being written.
    assert_eq!(names(dir.path()).len(), 4, "{:?}", names(dir.path()));
    assert!(at_work.path().join("a").exists());
}

#[test]
fn sealed_waits_for_its_place_and_nobody_clears_it_away() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("out");
    let sealed = begun(&target, "sealed").seal().unwrap();
    assert!(!target.exists());
    drop(sealed);
    drop(begun(&target, "another"));
    let [waiting] = &Whole::waiting(&target).unwrap()[..] else { panic!("one waits") };
    waiting.place().unwrap();
    assert_eq!(fs::read_to_string(target.join("a")).unwrap(), "sealed");
    assert_eq!(names(dir.path()), ["out"]);
}

#[test]
fn sealed_does_not_push_another_aside() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("out");
    let sealed = begun(&target, "sealed").seal().unwrap();
    begun(&target, "other").finish().unwrap();
    assert!(matches!(sealed.place(), Err(Error::Taken(_))));
    sealed.discard().unwrap();
    assert_eq!(names(dir.path()), ["out"]);
}
