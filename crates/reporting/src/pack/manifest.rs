//! `manifest.json`: what the pack is made from, and the hash of each of its files.

use std::collections::{BTreeMap, BTreeSet};

use files::sha256;
use serde::{Deserialize, Serialize};

use super::{definition::PackDefinition, facts::Source};
use crate::indicators::{Definition, Period, RULE};

/// The file's name in the pack.
pub const FILE: &str = "manifest.json";

/// The manifest of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackManifest {
    /// Name of the pack's definition. A folder is a pack when its manifest has this.
    pub pack: String,
    pub pack_version: String,
    /// Version of the program that wrote it.
    pub code_version: String,
    pub period: Period,
    /// The centre that the copy is for.
    pub centre: Option<String>,
    pub extract_at: String,
    pub dictionary_version: String,
    pub synthetic: bool,
    pub audit_head: Option<String>,
    pub inputs: Inputs,
    /// SHA-256 of every other file, by its path.
    pub files: BTreeMap<String, String>,
}

/// SHA-256 of what went in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// The snapshot's `manifest.json`, and through it every record.
    pub snapshot: String,
    /// The pack's definition.
    pub definition: String,
    /// Each indicator's definition, by its id.
    pub indicators: BTreeMap<String, String>,
    /// The version of the rule of the colours; packs from before it was named have the first.
    #[serde(default = "first_rule")]
    pub colours: u8,
}

const fn first_rule() -> u8 {
    1
}

impl PackManifest {
    pub(super) fn of<'a>(
        source: &Source,
        pack: &PackDefinition,
        centre: Option<&str>,
        definitions: impl Iterator<Item = &'a Definition>,
        files: &BTreeMap<String, Vec<u8>>,
    ) -> Self {
        Self {
            pack: pack.name.clone(),
            pack_version: pack.version.clone(),
            code_version: source.code_version.clone(),
            period: source.period,
            centre: centre.map(str::to_owned),
            extract_at: source.extract_at.to_string(),
            dictionary_version: source.dictionary_version.clone(),
            synthetic: source.synthetic,
            audit_head: source.audit_head.clone(),
            inputs: Inputs {
                snapshot: source.snapshot.clone(),
                definition: sha256(pack.text.as_bytes()),
                indicators: definitions
                    .map(|definition| (definition.id.clone(), digest_of(definition)))
                    .collect(),
                colours: RULE,
            },
            files: files.iter().map(|(path, bytes)| (path.clone(), sha256(bytes))).collect(),
        }
    }
}

impl PackManifest {
    /// What another pack was made with that this one was not, in words.
    pub(super) fn made_otherwise(&self, other: &Self) -> Vec<String> {
        let mut others = Vec::new();
        if other.code_version != self.code_version {
            others.push(format!("ecmopt {}", other.code_version));
        }
        if other.inputs.definition != self.inputs.definition {
            others.push(format!("another definition of the pack {}", other.pack));
        }
        let ids: BTreeSet<&String> =
            self.inputs.indicators.keys().chain(other.inputs.indicators.keys()).collect();
        let is_other = |id: &&String| self.inputs.indicators.get(*id) != other.inputs.indicators.get(*id);
        let ids: Vec<&str> = ids.into_iter().filter(is_other).map(String::as_str).collect();
        if !ids.is_empty() {
            others.push(format!("other definitions of {}", ids.join(", ")));
        }
        if other.inputs.colours != self.inputs.colours {
            others.push(format!("version {} of the rule of the colours", other.inputs.colours));
        }
        others
    }
}

/// A definition as it was read, field by field: comments and spacing of its file don't matter.
fn digest_of(definition: &Definition) -> String {
    sha256(format!("{definition:?}").as_bytes())
}
