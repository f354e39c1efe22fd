//! Files that hold secrets, and who may read them.

use std::path::Path;

/// Warns of a file that others than its owner may read; its rights are left as they are.
#[cfg(unix)]
pub(crate) fn watch(what: &str, path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let Ok(mode) = std::fs::metadata(path).map(|file| file.permissions().mode() & 0o777) else { return };
    if mode & 0o077 != 0 {
        let (path, mode) = (path.display(), format!("{mode:o}"));
        tracing::warn!(%path, mode, "others than its owner may read {what}; take that away: chmod 600");
    }
}

#[cfg(not(unix))]
pub(crate) fn watch(_: &str, _: &Path) {}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// What the log says of a file with these rights.
    fn warned(mode: u32) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        std::fs::write(&path, "a secret").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        crate::log::tests::logged(|| watch("the key", &path))
    }

    #[test]
    fn a_file_that_others_may_read_is_warned_of() {
        for mode in [0o644, 0o640, 0o604, 0o620] {
            let log = warned(mode);
            assert!(log.contains("WARN") && log.contains("others than its owner may read the key"), "{log}");
            assert!(
                log.contains("secret.key") && log.contains(&format!("{mode:o}")) && !log.contains("a secret")
            );
        }
        assert_eq!((warned(0o600), warned(0o400)), (String::new(), String::new()));
    }
}
