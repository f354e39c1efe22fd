//! What the service has acknowledged, kept outside it.

use std::collections::BTreeMap;

use store::{DraftId, Error, Scoped, Store};

use crate::fixtures::{clerk, form, now};

/// What a writer was told, or tried.
pub(super) enum Said {
    /// A record was acknowledged: form and key.
    Record(&'static str, String),
    /// A record was refused with the word that nothing was saved: form and key.
    Refused(&'static str, String),
    /// The service said of a record that it does not know whether it is saved.
    Uncertain,
    /// A version of a draft was acknowledged.
    Draft { id: String, version: u32, text: String },
    /// An import was begun with the keys of its contacts, and acknowledged or not.
    Import { keys: Vec<String>, acknowledged: bool },
}

/// Everything that was said.
#[derive(Default)]
pub(super) struct Ledger {
    records: Vec<(&'static str, String)>,
    /// How many of the records were found once.
    seen: usize,
    /// The last version of each draft.
    drafts: BTreeMap<String, (u32, String)>,
    imports: Vec<(Vec<String>, bool)>,
    versions: usize,
    refused: Vec<(&'static str, String)>,
    uncertain: usize,
}

impl Ledger {
    pub(super) fn note(&mut self, said: Said) {
        match said {
            Said::Record(form, key) => self.records.push((form, key)),
            Said::Refused(form, key) => self.refused.push((form, key)),
            Said::Uncertain => self.uncertain += 1,
            Said::Draft { id, version, text } => {
                self.versions += 1;
                let last = self.drafts.entry(id).or_default();
                *last = std::mem::take(last).max((version, text));
            }
            Said::Import { keys, acknowledged } => self.imports.push((keys, acknowledged)),
        }
    }

    /// Records, versions of drafts and imports that were acknowledged.
    pub(super) fn acknowledged(&self) -> (usize, usize, usize) {
        let imports = self.imports.iter().filter(|(_, acknowledged)| *acknowledged).count();
        (self.records.len(), self.versions, imports)
    }

    /// Records that were refused, and that nobody knows of.
    pub(super) const fn not_acknowledged(&self) -> (usize, usize) {
        (self.refused.len(), self.uncertain)
    }

    /// What is there although it was refused, and was not sent and acknowledged again.
    pub(super) async fn stored_after_refusal(&self, store: &Store) -> Vec<String> {
        let scope = scope(store);
        let mut stored = Vec::new();
        for (form, key) in &self.refused {
            if is_there(&scope, form, key).await {
                stored.push(format!("{form} {key}"));
            }
        }
        stored
    }

    /// What is lost of what was said since the last time; drafts and the last import are all looked at.
    pub(super) async fn compare(&mut self, store: &Store) -> Vec<String> {
        let scope = scope(store);
        let mut lost = lost_records(&scope, &self.records[self.seen..]).await;
        self.seen = self.records.len();
        lost.extend(self.lost_drafts(&scope).await);
        lost.extend(half_imports(&scope, self.imports.last()).await);
        lost
    }

    /// What is lost of everything.
    pub(super) async fn compare_all(&self, store: &Store) -> Vec<String> {
        let scope = scope(store);
        let mut lost = lost_records(&scope, &self.records).await;
        lost.extend(self.lost_drafts(&scope).await);
        lost.extend(half_imports(&scope, &self.imports).await);
        lost
    }

    async fn lost_drafts(&self, scope: &Scoped) -> Vec<String> {
        let mut lost = Vec::new();
        for (id, (version, text)) in &self.drafts {
            let draft = scope.draft(DraftId::parse(id).expect("the id of a draft")).await;
            let kept = draft.is_ok_and(|draft| {
                let holds = draft.fields.iter().any(|(_, value)| value == text);
                // A later version was on its way when the power went.
                draft.version > *version || (draft.version == *version && holds)
            });
            if !kept {
                lost.push(format!("version {version} of draft {id}"));
            }
        }
        lost
    }
}

fn scope(store: &Store) -> Scoped {
    store.scope(&clerk("STH"), now(), "test").expect("a scope")
}

async fn is_there(scope: &Scoped, id: &str, key: &str) -> bool {
    match scope.record_by_key(form(id), key).await {
        Ok(_) => true,
        Err(Error::NotFound) => false,
        Err(error) => panic!("{id} {key}: {error}"),
    }
}

async fn lost_records(scope: &Scoped, records: &[(&'static str, String)]) -> Vec<String> {
    let mut lost = Vec::new();
    for (form, key) in records {
        if !is_there(scope, form, key).await {
            lost.push(format!("{form} {key}"));
        }
    }
    lost
}

async fn half_imports(
    scope: &Scoped,
    imports: impl IntoIterator<Item = &(Vec<String>, bool)>,
) -> Vec<String> {
    let mut lost = Vec::new();
    for (keys, acknowledged) in imports {
        let mut found = 0;
        for key in keys {
            found += usize::from(is_there(scope, "physio_contact", key).await);
        }
        let is_right = found == keys.len() || (found == 0 && !acknowledged);
        if !is_right {
            lost.push(format!("{found} of {} contacts of the import of {}", keys.len(), keys[0]));
        }
    }
    lost
}
