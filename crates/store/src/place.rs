//! The place of an embedded database: looked at before it is opened, so that a mistyped path is told as one and
//! makes no database, and kept from the eyes of others on the machine.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sea_orm::sqlx::sqlite::SqliteConnectOptions;

use crate::error::{Error, Result};

/// What every SQLite database begins with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// What a database is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To work with it; it is made when its address says so (`mode=rwc`).
    Open,
    /// To work with it; it must be there.
    Existing,
    /// To look at it; nothing is made or changed.
    Read,
}

/// Looks at the place of a database; the address under which to open it.
pub(crate) fn look(url: &str, access: Access) -> Result<String> {
    let Some(path) = file(url)? else { return Ok(url.to_owned()) };
    let makes = access == Access::Open && url.contains("mode=rwc");
    let readable = match File::open(&path) {
        Ok(file) => Some(file),
        Err(error) if error.kind() == ErrorKind::NotFound && makes => None,
        Err(error) => return Err(unreadable(&path, &error)),
    };
    match readable {
        None => make(&path)?,
        Some(file) => check(&path, file, access)?,
    }
    Ok(match access {
        Access::Open => url.to_owned(),
        Access::Existing => with_mode(url, "rw"),
        Access::Read if is_still(&path) => with_mode(url, "ro&immutable=true"),
        Access::Read => with_mode(url, "ro"),
    })
}

/// Whether a file is on a disk, or of an owner, that lets us write nothing, and has no log beside it: then SQLite
/// cannot make what it needs to read beside a writer, and there is no writer.
fn is_still(path: &Path) -> bool {
    let log = fs::metadata(format!("{}-wal", path.display())).map_or(0, |log| log.len());
    log == 0 && OpenOptions::new().append(true).open(path).is_err()
}

/// The file of an address; nothing when it is no embedded database, or one in memory.
fn file(url: &str) -> Result<Option<PathBuf>> {
    if !url.starts_with("sqlite:") || url.contains(":memory:") || url.contains("mode=memory") {
        return Ok(None);
    }
    let options = SqliteConnectOptions::from_str(url).map_err(|error| {
        Error::Invalid(format!(
            "The database address {url} cannot be read ({error}). It looks like sqlite://ecmopt-data/ecmopt.sqlite."
        ))
    })?;
    Ok(Some(options.get_filename().to_owned()))
}

/// Makes an empty file that only its owner may read. SQLite gives the files beside it the same rights.
fn make(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return Err(Error::Invalid(format!(
            "There is no folder {}, so no database can be made in it. Check the address, or make the folder.",
            folder.display()
        )));
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        // Another process may have been faster.
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(unwritable(path, &error)),
        _ => Ok(()),
    }
}

/// Checks that a file is a database that can be used.
fn check(path: &Path, mut file: File, access: Access) -> Result<()> {
    if path.is_dir() {
        return Err(Error::Invalid(format!(
            "{} is a folder, not a database. Give the path of the file in it.",
            path.display()
        )));
    }
    let mut start = Vec::with_capacity(MAGIC.len());
    let read = file.by_ref().take(MAGIC.len() as u64).read_to_end(&mut start);
    read.map_err(|error| unreadable(path, &error))?;
    if !start.is_empty() && start != MAGIC {
        return Err(Error::Invalid(format!(
            "{} is not a database, or it is damaged. Check the path; if it was one, restore a backup \
             (“ecmopt restore”).",
            path.display()
        )));
    }
    if access == Access::Read {
        return Ok(());
    }
    OpenOptions::new().append(true).open(path).map_err(|error| unwritable(path, &error))?;
    tighten(path);
    Ok(())
}

/// Takes the rights of others on a file away.
#[cfg(unix)]
fn tighten(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    for ending in ["", "-wal", "-shm"] {
        let path = PathBuf::from(format!("{}{ending}", path.display()));
        let Ok(mode) = fs::metadata(&path).map(|file| file.permissions().mode() & 0o777) else { continue };
        if mode & 0o700 == mode {
            continue;
        }
        match fs::set_permissions(&path, fs::Permissions::from_mode(mode & 0o700)) {
            Ok(()) => tracing::warn!(
                path = %path.display(),
                was = format!("{mode:o}"),
                "others could read the database; now its owner alone can"
            ),
            Err(error) => tracing::warn!(
                path = %path.display(), %error, "others can read the database, and that could not be changed"
            ),
        }
    }
}

#[cfg(not(unix))]
fn tighten(_: &Path) {}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    let path = path.display();
    Error::Invalid(match error.kind() {
        ErrorKind::NotFound => format!(
            "There is no database {path}. Check the data folder or the address; “ecmopt migrate” makes a new one."
        ),
        ErrorKind::NotADirectory => format!("There is no database {path}: a part of the path is a file."),
        ErrorKind::PermissionDenied => format!("The database {path} may not be read. Check who owns it."),
        _ => format!("The database {path} cannot be read: {error}."),
    })
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    let path = path.display();
    Error::Invalid(match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => format!(
            "The database {path} is read-only: the file, its folder or its disk may not be written. Check who owns \
             it; “ecmopt verify” can look at it as it is."
        ),
        ErrorKind::StorageFull => format!("The disk that holds {path} is full. Free some space on it."),
        _ => format!("The database {path} cannot be written: {error}."),
    })
}

/// The address with another mode.
fn with_mode(url: &str, mode: &str) -> String {
    let (path, settings) = url.split_once('?').unwrap_or((url, ""));
    let others = settings.split('&').filter(|setting| !setting.is_empty() && !setting.starts_with("mode="));
    let settings: Vec<String> = others.map(str::to_owned).chain([format!("mode={mode}")]).collect();
    format!("{path}?{}", settings.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_only_disk_is_told_as_such() {
        let error = std::io::Error::from(ErrorKind::ReadOnlyFilesystem);
        assert!(
            unwritable(Path::new("a.db"), &error).to_string().starts_with("The database a.db is read-only")
        );
    }

    #[test]
    fn the_mode_is_replaced_and_the_rest_kept() {
        assert_eq!(
            with_mode("sqlite://a.db?mode=rwc&cache=private", "ro"),
            "sqlite://a.db?cache=private&mode=ro"
        );
        assert_eq!(with_mode("sqlite://a.db", "rw"), "sqlite://a.db?mode=rw");
    }

    fn url(path: &Path, more: &str) -> String {
        format!("sqlite://{}{more}", path.display())
    }

    fn refused(url: &str, access: Access) -> String {
        look(url, access).unwrap_err().to_string()
    }

    mod a_new_database {
        use super::*;

        #[test]
        fn is_made_where_the_address_says_so_and_is_its_owner_s_alone() {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("ecmopt.sqlite");
            let address = url(&path, "?mode=rwc");
            assert_eq!(look(&address, Access::Open).unwrap(), address);
            assert_eq!(fs::metadata(&path).unwrap().len(), 0);
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            }
        }

        #[test]
        fn is_not_made_by_a_mistyped_path() {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("no").join("ecmopt.sqlite");
            assert!(refused(&url(&path, "?mode=rwc"), Access::Open).starts_with("There is no folder"));
            let path = dir.path().join("ecmopt.sqlite");
            for (address, access) in [
                (url(&path, ""), Access::Open),
                (url(&path, "?mode=rwc"), Access::Existing),
                (url(&path, ""), Access::Read),
            ] {
                assert!(refused(&address, access).contains("“ecmopt migrate” makes a new one"));
                assert!(!path.exists());
            }
        }
    }

    mod what_is_there {
        use super::*;

        #[test]
        fn is_opened_when_it_begins_as_a_database_does() {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("a.sqlite");
            fs::write(&path, [MAGIC.as_slice(), &[0; 84]].concat()).unwrap();
            assert_eq!(look(&url(&path, "?mode=rwc"), Access::Existing).unwrap(), url(&path, "?mode=rw"));
            assert_eq!(look(&url(&path, ""), Access::Read).unwrap(), url(&path, "?mode=ro"));
        }

        #[test]
        fn is_left_alone_when_it_is_something_else() {
            let dir = tempfile::tempdir().unwrap();
            let letter = dir.path().join("letter.txt");
            fs::write(&letter, "Dear colleague, thank you for").unwrap();
            assert!(
                refused(&url(&letter, "?mode=rwc"), Access::Open)
                    .contains("is not a database, or it is damaged")
            );
            assert_eq!(fs::read_to_string(&letter).unwrap(), "Dear colleague, thank you for");
            assert!(refused(&url(dir.path(), ""), Access::Read).contains("is a folder, not a database"));
        }

        #[cfg(unix)]
        #[test]
        fn is_closed_to_others_on_the_machine() {
            use std::os::unix::fs::PermissionsExt;
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("a.sqlite");
            for file in [path.clone(), PathBuf::from(format!("{}-wal", path.display()))] {
                fs::write(&file, "").unwrap();
                fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
            }
            look(&url(&path, ""), Access::Existing).unwrap();
            for file in fs::read_dir(dir.path()).unwrap() {
                assert_eq!(file.unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o600);
            }
        }
    }

    #[test]
    fn a_database_elsewhere_or_in_memory_has_no_place_here() {
        for address in ["postgres://audit@host/ecmopt", "sqlite::memory:", "sqlite://a?mode=memory"] {
            assert_eq!(look(address, Access::Existing).unwrap(), address);
        }
    }

    #[test]
    fn an_address_that_cannot_be_read_shows_one_that_can() {
        assert!(refused("sqlite://a.db?mode=odd", Access::Open).contains("It looks like sqlite://"));
    }
}
