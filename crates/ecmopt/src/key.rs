//! The key that seals second factors: a file of its own, no part of the database nor of its backups.

use std::io::{ErrorKind, Write};
use std::path::Path;

use store::{Entropy, OsEntropy, SealKey};

use crate::failure::Failure;
use crate::private;

/// Its name in the data folder.
pub(crate) const NAME: &str = "secret.key";

/// The key in a file; the first who asks makes it, readable for its owner alone.
pub(crate) fn read_or_make(path: &Path) -> Result<SealKey, Failure> {
    let mut fresh = [0; 32];
    OsEntropy.fill(&mut fresh)?;
    let line = format!("{}\n", files::hex(&fresh));
    match files::create(path, |file| file.write_all(line.as_bytes())) {
        Ok(()) => Ok(SealKey::new(fresh)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => read(path),
        Err(error) => Err(Failure::io(&format!("making the key {}", path.display()), &error)),
    }
}

fn read(path: &Path) -> Result<SealKey, Failure> {
    private::watch("the key of second factors", path);
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::io(&format!("reading the key {}", path.display()), &error))?;
    parse(text.trim()).map(SealKey::new).ok_or_else(|| {
        Failure::refused(format!(
            "{} is not a key: it holds 64 letters and digits from 0 to f. Put the file back that was there; with another one nobody’s \
             authenticator app is known any more, and recovery codes are all that is left.",
            path.display()
        ))
    })
}

fn parse(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut key = [0; 32];
    for (place, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[place * 2..place * 2 + 2], 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_from_then_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        read_or_make(&path).unwrap();
        let made = std::fs::read_to_string(&path).unwrap();
        assert!(parse(made.trim()).is_some(), "{made}");
        read_or_make(&path).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), made);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn anything_else_is_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        for text in ["", "0f", &"g".repeat(64), &"é".repeat(32)] {
            std::fs::write(&path, text).unwrap();
            let refused = read_or_make(&path).unwrap_err().to_string();
            assert!(refused.contains("is not a key"), "{refused}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "it is left as it is");
        }
    }
}
