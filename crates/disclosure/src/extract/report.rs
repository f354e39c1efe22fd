//! What goes with every extract: how it was made, what holds in it, and what it cost (dossier, §2.3).

use std::collections::BTreeMap;

use serde::Serialize;

use super::closeness::{Scale, float};
use super::loss::{discernibility, loss};
use super::table::Role;
use super::{Extract, Merge, Profile};
use crate::cube::Count;

/// What only the caller knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The epoch of the release.
    pub epoch: u32,
    /// How many people are in scope, as it may be told. Not exactly: with the rows it would tell who was left out.
    pub people: Count,
    /// How many of [`Extract::dropped`], as it may be told.
    pub dropped: Count,
    /// To whom it goes.
    pub recipient: String,
    /// What for.
    pub purpose: String,
    /// When it is to be destroyed.
    pub expires: String,
    /// The reference of the information governance decision.
    pub ig_reference: String,
}

/// The report of an extract. The caller adds the SHA-256 of the file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The recipe's name.
    pub recipe: String,
    /// The recipe's version.
    pub version: u32,
    /// Whom it is for, and with that what holds in it.
    pub profile: Profile,
    /// The epoch of the release.
    pub epoch: u32,
    /// People in scope, a protected count; none when it is low.
    pub people: Option<u32>,
    /// Rows of the extract, exactly: whoever has it can count them.
    pub rows: usize,
    /// People who were left out, a protected count; none when it is low.
    pub dropped: Option<u32>,
    /// The fields by which somebody could look for a person.
    pub quasi_identifiers: Vec<String>,
    /// The smallest number of people who look the same, a hidden value being one of its own. It is what counts.
    pub k: usize,
    /// The same when a hidden value fits all, as sdcMicro counts: never less, and too good to be true.
    pub k_when_hidden_fits_all: usize,
    /// How many classes there are of each size.
    pub class_sizes: BTreeMap<usize, usize>,
    /// The chance of picking a person's row.
    pub risk: Risk,
    /// People in scope who were like nobody else by their own codes.
    pub uniques_before: usize,
    /// People who are like nobody else by what is told.
    pub uniques_after: usize,
    /// What holds of each sensitive field.
    pub sensitive: Vec<SensitiveReport>,
    /// Each field, in order.
    pub fields: Vec<FieldReport>,
    /// Σ |class|².
    pub discernibility: usize,
    /// As [`Given`].
    pub recipient: String,
    /// As [`Given`].
    pub purpose: String,
    /// As [`Given`].
    pub expires: String,
    /// As [`Given`].
    pub ig_reference: String,
}

/// The chance that somebody who knows a person's quasi-identifiers, and that they are in, picks their row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Risk {
    /// In the mean of all people: classes by people.
    pub average: f64,
    /// For those in the smallest class: 1 / k.
    pub maximum: f64,
    /// The share of people, from 0 to 1, in classes of fewer than 11: a risk above 0.09, as it is commonly put.
    pub share_above_0_09: f64,
    /// In classes of fewer than 5: above 0.2.
    pub share_above_0_2: f64,
}

/// What holds of a sensitive field.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SensitiveReport {
    /// Its name.
    pub field: String,
    /// The smallest number of different values in a class.
    pub l: usize,
    /// The largest distance of a class from everybody.
    pub t: f64,
}

/// A field, and what it lost.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldReport {
    /// Its name.
    pub field: String,
    /// What it is to somebody who looks for a person.
    pub role: Role,
    /// Whether its words have an order.
    pub scale: Scale,
    /// Every word that can stand in it, in order.
    pub words: Vec<String>,
    /// Categories that are told as one.
    pub merged: Vec<Merge>,
    /// The share of people, from 0 to 1, of whom it is not told.
    pub hidden: f64,
    /// See [`Loss`](super::Loss).
    pub ncp: f64,
    /// In bits, see [`Loss`](super::Loss).
    pub entropy: f64,
}

impl Extract {
    /// The report that goes with it.
    pub fn report(&self, given: Given) -> Report {
        let trial = &self.trial;
        let classes = self.classes();
        let mut class_sizes = BTreeMap::new();
        classes.iter().for_each(|people| *class_sizes.entry(people.len()).or_default() += 1);
        Report {
            recipe: trial.recipe.id.clone(),
            version: trial.recipe.version,
            profile: trial.recipe.profile,
            epoch: given.epoch,
            people: told(given.people),
            rows: trial.people.len(),
            dropped: told(given.dropped),
            quasi_identifiers: trial
                .fields(Role::QuasiIdentifier)
                .map(|field| trial.fields[field].name.clone())
                .collect(),
            k: classes.k(),
            k_when_hidden_fits_all: classes.k_when_hidden_fits_all(),
            risk: self.risk(),
            class_sizes,
            uniques_before: trial.uniques_before,
            uniques_after: classes.uniques(),
            sensitive: trial.fields(Role::Sensitive).map(|field| self.sensitive(field)).collect(),
            fields: (0..trial.fields.len()).map(|field| self.field(field)).collect(),
            discernibility: discernibility(&classes),
            recipient: given.recipient,
            purpose: given.purpose,
            expires: given.expires,
            ig_reference: given.ig_reference,
        }
    }

    fn risk(&self) -> Risk {
        let classes = self.classes();
        let people = float(self.trial.people.len());
        let in_fewer_than = |size: usize| {
            let sizes = classes.iter().map(<[usize]>::len);
            float(sizes.filter(|people| *people < size).sum()) / people
        };
        Risk {
            average: float(classes.count()) / people,
            maximum: 1.0 / float(classes.k()),
            share_above_0_09: in_fewer_than(11),
            share_above_0_2: in_fewer_than(5),
        }
    }

    fn sensitive(&self, field: usize) -> SensitiveReport {
        SensitiveReport {
            field: self.fields()[field].name.clone(),
            l: self.classes().l(&self.trial.told(field)),
            t: self.trial.t(field),
        }
    }

    fn field(&self, at: usize) -> FieldReport {
        let field = &self.fields()[at];
        let own: Vec<_> = self.trial.people.iter().map(|person| person.own[at]).collect();
        let lost = loss(field, &own, &self.trial.told(at));
        FieldReport {
            field: field.name.clone(),
            role: field.role,
            scale: field.scale,
            words: field.codes.clone(),
            merged: self.trial.recipe.columns[at].merges.clone(),
            hidden: lost.hidden,
            ncp: lost.ncp,
            entropy: lost.entropy,
        }
    }
}

fn told(count: Count) -> Option<u32> {
    match count {
        Count::Shown(people) => Some(people),
        Count::Low => None,
    }
}
