//! The extract itself. Nothing else makes one.

use super::check::{Protected, checked};
use super::classes::Classes;
use super::profile::{DOMINANT_PERCENT, LEAST_VALUES};
use super::recode::Field;
use super::table::{Role, Table};
use super::{Codes, HIDDEN, NUMBER, Recipe, Refused, Trial};

/// Rows that may be given to whom the profile is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extract {
    pub(super) trial: Trial,
}

impl Extract {
    /// Makes one, or says everything that speaks against it. The draws are 64 random bits each, secret and new for every
    /// release: they shuffle the rows, so that a row's number tells nothing.
    pub fn of(table: &Table, recipe: &Recipe, draws: impl FnMut() -> u64) -> Result<Self, Vec<Refused>> {
        let mut trial = Trial::of(table, recipe).map_err(|flaw| vec![flaw.into()])?;
        let refusals = trial.refusals();
        if !refusals.is_empty() {
            return Err(refusals);
        }
        shuffle(&mut trial.people, draws);
        let extract = Self { trial };
        if extract.is_sound() { Ok(extract) } else { Err(vec![Refused::Unsound]) }
    }

    /// The first line: the row's number, then the fields.
    pub fn header(&self) -> Vec<&str> {
        std::iter::once(NUMBER).chain(self.fields().iter().map(|field| field.name.as_str())).collect()
    }

    /// The rows, in the order they are given in. Every word but the number is of a field's vocabulary, or [`HIDDEN`].
    pub fn rows(&self) -> impl Iterator<Item = Vec<String>> {
        self.words().zip(1_usize..).map(|(mut words, number)| {
            words.insert(0, number.to_string());
            words
        })
    }

    /// The fields, with their vocabularies.
    pub fn fields(&self) -> &[Field] {
        &self.trial.fields
    }

    /// Those who look the same.
    pub fn classes(&self) -> Classes {
        self.trial.classes()
    }

    /// Who was left out, by uid: to be told as a protected count. Not for the report.
    pub fn dropped(&self) -> &[u128] {
        &self.trial.dropped
    }

    /// Of people who are in this extract and in another, the smallest number who look the same in both: what is left to
    /// somebody who has both and knows which rows belong together. Nothing when nobody is in both.
    pub fn k_with(&self, other: &Self) -> Option<usize> {
        let others: std::collections::BTreeMap<u128, Codes> = other.keys().collect();
        let both = self.keys().filter_map(|(uid, mut key)| {
            key.extend(others.get(&uid)?);
            Some(key)
        });
        let classes = Classes::of(both);
        (classes.count() > 0).then(|| classes.k())
    }

    /// Whether this extract and another may be out at once: nobody is one of fewer in both together than the less strict
    /// of their profiles asks. Of the same people with other categories, or of some of them a year later, it is seldom so.
    pub fn is_safe_with(&self, other: &Self) -> bool {
        let k = self.trial.recipe.profile.k().min(other.trial.recipe.profile.k());
        self.k_with(other).is_none_or(|both| both >= k)
    }

    fn keys(&self) -> impl Iterator<Item = (u128, Codes)> {
        let quasi: Vec<usize> = self.trial.fields(Role::QuasiIdentifier).collect();
        let people = self.trial.people.iter();
        people.map(move |person| (person.uid, quasi.iter().map(|field| person.told[*field]).collect()))
    }

    fn words(&self) -> impl Iterator<Item = Vec<String>> {
        let word = |(field, code): (&Field, &Option<u16>)| match code {
            Some(code) => field.codes[usize::from(*code)].clone(),
            None => HIDDEN.to_owned(),
        };
        self.trial.people.iter().map(move |person| self.fields().iter().zip(&person.told).map(word).collect())
    }

    /// Whether the finished rows keep what the profile says, found by other means than they were made.
    pub(super) fn is_sound(&self) -> bool {
        let rows: Vec<Vec<String>> = self.words().collect();
        let quasi: Vec<usize> = self.trial.fields(Role::QuasiIdentifier).collect();
        let sensitive: Vec<usize> = self.trial.fields(Role::Sensitive).collect();
        let found = checked(&rows, &quasi, &self.protected(&sensitive));
        let profile = self.trial.recipe.profile;
        let is_close = |(t, field): (&f64, &usize)| {
            !self.trial.is_close(*field) || profile.t().is_none_or(|limit| *t <= limit + 1e-9)
        };
        let dominant = super::closeness::float(DOMINANT_PERCENT) / 100.0 + 1e-9;
        found.k >= profile.k()
            && found.l.iter().all(|l| *l >= LEAST_VALUES)
            && found.t.iter().zip(&sensitive).all(is_close)
            && (!profile.is_wary_of_dominance() || found.dominance.iter().all(|share| *share <= dominant))
    }

    fn protected(&self, sensitive: &[usize]) -> Vec<Protected> {
        let of = |at: &usize| {
            let field = &self.fields()[*at];
            Protected { at: *at, scale: field.scale, words: field.codes.clone() }
        };
        sensitive.iter().map(of).collect()
    }
}

/// Fisher and Yates'. Of 64 bits, what many rows more often than others get is far below anything that could be seen.
fn shuffle<T>(rows: &mut [T], mut draws: impl FnMut() -> u64) {
    for last in (1..rows.len()).rev() {
        let below = (u128::from(draws()) * (last as u128 + 1)) >> 64;
        #[expect(clippy::cast_possible_truncation, reason = "it is at most the last row's place")]
        rows.swap(last, below as usize);
    }
}
