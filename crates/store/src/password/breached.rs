//! Passwords that were stolen elsewhere, in sorted lists: whoever guesses tries them first.
//!
//! One list is part of the program ([`README.md`](README.md) says where it comes from). The operator may add a larger one
//! in the form of [Have I Been Pwned](https://haveibeenpwned.com/Passwords): a line a password, its SHA-1 in capital
//! letters and how often it was seen, sorted. It is not read into memory, so it may have any size.

use std::cmp::Ordering;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use sha1::{Digest, Sha1};

use crate::error::{Error, Result};

/// Those that fit the rules of this service, in small letters.
const SHIPPED: &str = include_str!("breached.txt");

/// The letters of a SHA-1.
const LETTERS: usize = 40;

/// The lists that new passwords are looked up in.
#[derive(Debug, Clone, Default)]
pub struct Breached {
    more: Option<PathBuf>,
}

impl Breached {
    /// The list of the program, and one of the operator's, which is looked at when a password is chosen.
    pub fn with(path: &Path) -> Self {
        Self { more: Some(path.to_owned()) }
    }

    /// Says what is wrong with the operator's list, before a password is chosen.
    pub fn look(&self) -> Result<()> {
        let Some(path) = &self.more else { return Ok(()) };
        let wrong = |why: &str| {
            Error::Invalid(format!(
                "{} {why}. It must hold lines like 0018A45C4D1DEF81644B54AB7F969B88D65:1, each with the whole SHA-1 (40 \
                 letters) of a password, sorted.",
                path.display()
            ))
        };
        let unread = |error: io::Error| wrong(&format!("cannot be read ({error})"));
        let mut first = String::new();
        let mut file = File::open(path).map_err(unread)?;
        BufReader::new(&file).read_line(&mut first).map_err(unread)?;
        let hash = first.get(..LETTERS).unwrap_or_default();
        if hash.len() < LETTERS
            || !hash.bytes().all(|byte| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte))
        {
            return Err(wrong("is no list of passwords that were stolen"));
        }
        // In most lists that are not sorted their own first line is not found.
        if !is_in_hashes(&mut file, hash).map_err(unread)? {
            return Err(wrong("is not sorted"));
        }
        Ok(())
    }

    /// Whether a password is in one of them.
    pub(crate) fn hold(&self, password: &str) -> Result<bool> {
        let plain = password.to_lowercase();
        let unread = |error: io::Error| {
            tracing::error!(%error, "the list of stolen passwords could not be read");
            Error::Invalid(
                "No password can be chosen at the moment, because it cannot be looked up whether it was stolen. Tell \
                 whoever runs the service; the reason is in its log."
                    .to_owned(),
            )
        };
        if is_in(&mut Cursor::new(SHIPPED), |line| line.cmp(plain.as_bytes())).map_err(unread)? {
            return Ok(true);
        }
        let Some(path) = &self.more else { return Ok(false) };
        let hash = files::hex(&Sha1::digest(password.as_bytes())).to_uppercase();
        File::open(path).and_then(|mut file| is_in_hashes(&mut file, &hash)).map_err(unread)
    }
}

fn is_in_hashes(file: &mut File, hash: &str) -> io::Result<bool> {
    let order = |line: &[u8]| line[..line.len().min(LETTERS)].cmp(hash.as_bytes());
    is_in(&mut BufReader::with_capacity(128, file), order)
}

/// Looks for a line in sorted ones. `order` says where a line stands beside the one that is wanted.
fn is_in(lines: &mut (impl BufRead + Seek), order: impl Fn(&[u8]) -> Ordering) -> io::Result<bool> {
    // The line that is wanted begins at `low` or behind it, and before `high`.
    let (mut low, mut high) = (0, lines.seek(SeekFrom::End(0))?);
    let mut line = Vec::new();
    while low < high {
        let middle = low + (high - low) / 2;
        let start = next_line(lines, middle)?;
        line.clear();
        let length = if start < high { lines.read_until(b'\n', &mut line)? as u64 } else { 0 };
        match order(line.trim_ascii_end()) {
            _ if length == 0 => high = middle,
            Ordering::Equal => return Ok(true),
            Ordering::Less => low = start + length,
            Ordering::Greater => high = middle,
        }
    }
    Ok(false)
}

/// Goes to the first line that begins at a place or behind it.
fn next_line(lines: &mut (impl BufRead + Seek), place: u64) -> io::Result<u64> {
    let Some(before) = place.checked_sub(1) else { return lines.seek(SeekFrom::Start(0)) };
    lines.seek(SeekFrom::Start(before))?;
    Ok(before + lines.skip_until(b'\n')? as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::password::PASSWORD_MIN_CHARS;

    #[test]
    fn every_line_of_a_list_is_found_and_nothing_else() {
        let text = "bb\nd\nffff\nh h\n";
        for (wanted, is_there) in [
            ("bb", true),
            ("d", true),
            ("ffff", true),
            ("h h", true),
            ("a", false),
            ("b", false),
            ("e", false),
            ("z", false),
        ] {
            let found = is_in(&mut Cursor::new(text), |line| line.cmp(wanted.as_bytes())).unwrap();
            assert_eq!(found, is_there, "{wanted}");
        }
        assert!(!is_in(&mut Cursor::new(""), |line| line.cmp(b"a")).unwrap());
    }

    #[test]
    fn the_list_of_the_program_is_sorted_and_holds_more_than_the_3000_that_are_asked_for() {
        let lines: Vec<&str> = SHIPPED.lines().collect();
        assert!(
            lines.len() >= 3000
                && lines.is_sorted()
                && lines.iter().all(|line| line.len() >= PASSWORD_MIN_CHARS)
        );
        let breached = Breached::default();
        for line in lines.iter().step_by(97).chain(lines.last()) {
            assert!(breached.hold(line).unwrap() && breached.hold(&line.to_uppercase()).unwrap(), "{line}");
        }
        assert!(!breached.hold("correct horse battery staple").unwrap());
    }

    /// A list of the operator's, of these passwords.
    fn list(passwords: &[&str]) -> (tempfile::TempDir, PathBuf) {
        let hash = |password: &&str| files::hex(&Sha1::digest(password.as_bytes())).to_uppercase();
        let mut lines: Vec<String> = passwords.iter().map(hash).collect();
        lines.sort_unstable();
        written(&(lines.join(":3\r\n") + ":3\r\n"))
    }

    fn written(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pwned.txt");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn a_list_of_the_operators_is_looked_into_too() {
        let stolen: Vec<String> = (0..500).map(|number| format!("pelican rhubarb {number}")).collect();
        let (_folder, path) = list(&stolen.iter().map(String::as_str).collect::<Vec<_>>());
        let breached = Breached::with(&path);
        breached.look().unwrap();
        for password in &stolen {
            assert!(breached.hold(password).unwrap(), "{password}");
        }
        assert!(!breached.hold("pelican rhubarb 500").unwrap());
        assert!(breached.hold("1qaz2wsx3edc").unwrap(), "that of the program still counts");
        std::fs::remove_file(&path).unwrap();
        assert!(breached.hold("pelican rhubarb 500").is_err(), "a list that is gone lets nothing through");
    }

    #[test]
    fn a_file_of_another_kind_is_refused() {
        let [one, two] = ["0", "F"].map(|letter| letter.repeat(LETTERS));
        for (text, why) in [
            (String::new(), "is no list"),
            ("password\n".to_owned(), "is no list"),
            (format!("{}\n", one.to_lowercase().replace('0', "a")), "is no list"),
            (format!("{two}:1\n{one}:1\n{one}:1\n"), "is not sorted"),
        ] {
            let (_folder, path) = written(&text);
            let refused = Breached::with(&path).look().unwrap_err().to_string();
            assert!(refused.contains(why) && refused.contains("whole SHA-1"), "{refused}");
        }
        let nowhere = Breached::with(Path::new("nowhere"));
        assert!(nowhere.look().unwrap_err().to_string().contains("cannot be read"));
        let unseen = nowhere.hold("velvet anchor picnic thunder").unwrap_err();
        assert!(unseen.to_string().starts_with("No password can be chosen"), "{unseen}");
    }
}
