//! The keys of releases: a folder of their own, outside the database and its copies, for its owner alone.
//!
//! | file | |
//! |---|---|
//! | `epoch-1.json` | the two keys of an epoch, and of whom it has told what, as digests under them |
//! | `signing.key` | the key with which releases are signed |
//!
//! Whoever has an epoch's keys and its release can take the noise away. A lost epoch's releases stay as they are, and the next
//! release begins another epoch.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use disclosure::cube::Keys;
use jiff::Timestamp;
use reporting::research::release::SigningKey;
use serde::{Deserialize, Serialize};
use store::{Entropy, OsEntropy};

use super::before::Told;
use crate::error::{Error, Result};

const SIGNING: &str = "signing.key";

/// The folder of the keys.
pub(super) struct Keyring {
    dir: PathBuf,
}

/// An epoch as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    epoch: u32,
    began: String,
    people_key: String,
    noise_key: String,
    /// The release that was signed last.
    told: Option<Last>,
    /// Those that were made since and wait for a signature, by their hashes.
    made: BTreeMap<String, Told>,
}

/// What was told last.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Last {
    release: String,
    hash: String,
    people: Told,
}

/// An epoch with its keys.
pub(super) struct Epoch {
    kept: Kept,
    keys: Keys,
    began: Timestamp,
}

impl Keyring {
    /// The folder, which must be there.
    pub(super) fn open(dir: &Path) -> Result<Self> {
        if !dir.is_dir() {
            return Err(Error::misnamed(format!(
                "There is no folder {} with the keys of releases. Name it with --keys, or by ECMOPT_RELEASE_KEYS.",
                dir.display()
            )));
        }
        Ok(Self { dir: dir.to_owned() })
    }

    /// The folder, made for its owner alone when it is not there.
    pub(super) fn open_or_make(dir: &Path) -> Result<Self> {
        files::make_private(dir)?;
        Self::open(dir)
    }

    /// The number of the last epoch.
    pub(super) fn last_number(&self) -> Result<Option<u32>> {
        let entries = std::fs::read_dir(&self.dir).map_err(self.io("reading"))?;
        let mut last = None;
        for entry in entries {
            let name = entry.map_err(self.io("reading"))?.file_name();
            let number = name
                .to_str()
                .and_then(|name| name.strip_prefix("epoch-")?.strip_suffix(".json")?.parse().ok());
            last = last.max(number);
        }
        Ok(last)
    }

    /// The last epoch.
    pub(super) fn last(&self) -> Result<Option<Epoch>> {
        self.last_number()?.map(|number| self.epoch(number)).transpose()
    }

    /// An epoch.
    pub(super) fn epoch(&self, number: u32) -> Result<Epoch> {
        let path = self.path(number);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(Error::refused(format!(
                    "The keys of epoch {number} are not in {}. Put the folder back that was there. If they are lost, \
                     what was released stays as it is; the next release begins a new epoch (--new-epoch).",
                    self.dir.display()
                )));
            }
            Err(error) => return Err(self.io("reading")(error)),
        };
        let damaged = || {
            Error::Damaged(format!(
                "{} does not hold the keys of an epoch. Put the file back that was there.",
                path.display()
            ))
        };
        let kept: Kept = serde_json::from_str(&text).map_err(|_| damaged())?;
        if kept.epoch != number {
            return Err(damaged());
        }
        Epoch::of(kept).ok_or_else(damaged)
    }

    /// Begins an epoch with fresh keys.
    pub(super) fn begin(&self, number: u32, now: Timestamp) -> Result<Epoch> {
        let fresh = || {
            let mut bytes = [0; 32];
            OsEntropy.fill(&mut bytes).map(|()| files::hex(&bytes))
        };
        let kept = Kept {
            epoch: number,
            began: now.to_string(),
            people_key: fresh()?,
            noise_key: fresh()?,
            told: None,
            made: BTreeMap::new(),
        };
        let signing = fresh()?;
        match files::create(&self.dir.join(SIGNING), |file| writeln!(file, "{signing}")) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(self.io("writing")(error)),
            _ => {}
        }
        Epoch::of(kept).ok_or_else(|| Error::Damaged("The new keys cannot be read.".to_owned()))
    }

    /// Keeps what an epoch has told, in one step.
    pub(super) fn keep(&self, epoch: &Epoch) -> Result<()> {
        let text = serde_json::to_vec_pretty(&epoch.kept)
            .map_err(|error| Error::Damaged(format!("The keys cannot be written: {error}.")))?;
        Ok(files::write(&self.path(epoch.number()), &text)?)
    }

    /// The key with which releases are signed.
    pub(super) fn signing_key(&self) -> Result<SigningKey> {
        let path = self.dir.join(SIGNING);
        let text = std::fs::read_to_string(&path).map_err(self.io("reading"))?;
        let wrong =
            || Error::Damaged(format!("{} is no key. Put the file back that was there.", path.display()));
        Ok(SigningKey::new(&bytes(text.trim()).ok_or_else(wrong)?))
    }

    /// Why nothing can be made without saying that an epoch begins.
    pub(super) fn is_empty(&self) -> Error {
        Error::refused(format!(
            "There are no keys in {}. For the first release begin an epoch: --new-epoch. If there was a release before, \
             its keys are elsewhere: name their folder, because with new ones everything is told anew.",
            self.dir.display()
        ))
    }

    fn path(&self, number: u32) -> PathBuf {
        self.dir.join(format!("epoch-{number}.json"))
    }

    fn io(&self, doing: &'static str) -> impl Fn(std::io::Error) -> Error {
        let dir = self.dir.clone();
        move |error| {
            let doing = || format!("{doing} the keys in {}", dir.display());
            Error::Files(files::Error::Io(files::IoError::doing(doing)(error)))
        }
    }
}

impl Epoch {
    fn of(kept: Kept) -> Option<Self> {
        let keys = Keys::new(bytes(&kept.people_key)?, bytes(&kept.noise_key)?);
        let began = kept.began.parse().ok()?;
        Some(Self { kept, keys, began })
    }

    pub(super) const fn number(&self) -> u32 {
        self.kept.epoch
    }

    pub(super) const fn keys(&self) -> &Keys {
        &self.keys
    }

    pub(super) const fn began(&self) -> Timestamp {
        self.began
    }

    /// Of whom the release that was signed last has told what.
    pub(super) fn told(&self) -> Option<&Told> {
        self.kept.told.as_ref().map(|last| &last.people)
    }

    /// A release was made and waits for a signature.
    pub(super) fn made(&mut self, release: String, people: Told) {
        self.kept.made.insert(release, people);
    }

    /// A release that was made is told from now on; others that were made before do not go with it any more.
    pub(super) fn tell(&mut self, hash: &str, id: &str) -> Result<()> {
        if self.kept.told.as_ref().is_some_and(|last| last.hash == hash) {
            return Ok(());
        }
        let people = self.kept.made.remove(hash).ok_or_else(|| {
            Error::refused(format!(
                "{id} does not wait for a signature: it was not made with these keys, or another release was signed \
                 since. Make it again."
            ))
        })?;
        self.kept.made.clear();
        self.kept.told = Some(Last { release: id.to_owned(), hash: hash.to_owned(), people });
        Ok(())
    }
}

fn bytes(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}
