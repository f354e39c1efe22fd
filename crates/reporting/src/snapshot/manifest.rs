//! What a snapshot says about itself.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::governance::Governance;
use super::life::LifeCount;
use crate::indicators::{Flow, Period};

/// The layout of the folder that this program writes and reads.
pub(super) const FORMAT: u32 = 2;
/// From here on a manifest proves itself.
const PROVES_ITSELF: u32 = 2;

/// The file's name in the snapshot.
pub(super) const FILE: &str = "manifest.json";

/// What is known of a snapshot before its tables are written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The frozen cycle, e.g. `2026H1`; `None` for a snapshot of a free period.
    pub cycle: Option<String>,
    /// The period that the snapshot was made for.
    pub period: Option<Period>,
    /// Nothing later than this instant is known.
    #[serde(with = "crate::instant")]
    pub extract_at: Timestamp,
    /// Version of the data dictionary that the columns follow.
    pub dictionary_version: String,
    /// Whether every record is invented.
    pub synthetic: bool,
    /// Head of the audit chain when the records were read.
    pub audit_head: Option<String>,
    /// Records entered, set aside and written, by form.
    pub flow: Vec<Flow>,
    /// The questions that the network added, one set a cycle.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<QuestionText>,
    /// Records of the cycle by centre, form and life; empty for a free period and in earlier snapshots.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standing: Vec<LifeCount>,
    /// Cases and corrections as they were known; empty in earlier snapshots.
    #[serde(default, skip_serializing_if = "Governance::is_empty")]
    pub governance: Governance,
}

/// A cycle's questions as they were written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionText {
    /// e.g. `2026H1`.
    pub cycle: String,
    /// SHA-256 of the text, in hexadecimal.
    pub sha256: String,
    pub text: String,
}

impl QuestionText {
    /// A set with the hash of its text.
    pub fn new(cycle: &str, text: String) -> Self {
        Self { cycle: cycle.to_owned(), sha256: files::sha256(text.as_bytes()), text }
    }
}

/// `manifest.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the folder's layout.
    pub format: u32,
    #[serde(flatten)]
    pub header: Header,
    /// Every table by file name.
    pub files: BTreeMap<String, FileEntry>,
}

/// The manifest as it stands in the folder: at its end the hash of everything before.
#[derive(Serialize)]
struct Proven<'a> {
    #[serde(flatten)]
    manifest: &'a Manifest,
    manifest_sha256: String,
}

impl Manifest {
    /// The bytes of `manifest.json`: its content, and at the end the SHA-256 of the content alone.
    pub(super) fn to_bytes(&self) -> serde_json::Result<Vec<u8>> {
        let manifest_sha256 = files::sha256(&serde_json::to_vec_pretty(self)?);
        if self.format < PROVES_ITSELF {
            return serde_json::to_vec_pretty(self);
        }
        serde_json::to_vec_pretty(&Proven { manifest: self, manifest_sha256 })
    }

    /// Whether these bytes are exactly what was written for it: nothing changed, added or left out.
    pub(super) fn is_written_as(&self, bytes: &[u8]) -> bool {
        self.to_bytes().is_ok_and(|own| own == bytes)
    }

    /// Whether it holds a hash of its own. Those of earlier versions don't.
    pub(super) const fn proves_itself(&self) -> bool {
        self.format >= PROVES_ITSELF
    }
}

/// One table of the snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    pub rows: u64,
    pub bytes: u64,
}
