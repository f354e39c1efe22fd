//! Hiding, step by step, for those who are too few with their like; then leaving out who still is.

use std::collections::BTreeSet;
use std::fmt;

use super::classes::{Classes, counted};
use super::closeness::float;
use super::profile::{
    DOMINANT_PERCENT, DOMINATED_FROM, LEAST_PEOPLE, LEAST_VALUES, MOST_DROPPED_PERCENT, MOST_HIDDEN_PERCENT,
};
use super::recode::{Field, Recoded, recode};
use super::table::{Role, Table};
use super::{Flaw, Profile, Recipe, Refused};

/// What a recipe does to people, before anything is released: for whoever decides on recipes.
#[derive(Clone, PartialEq, Eq)]
pub struct Trial {
    pub(super) recipe: Recipe,
    pub(super) fields: Vec<Field>,
    pub(super) people: Vec<Recoded>,
    pub(super) dropped: Vec<u128>,
    pub(super) uniques_before: usize,
    violating: usize,
    rare: Vec<String>,
    scope: usize,
}

impl Trial {
    /// Recodes, hides in the recipe's order, and drops (dossier, §2.2).
    pub fn of(table: &Table, recipe: &Recipe) -> Result<Self, Flaw> {
        let (fields, people) = recode(table, recipe)?;
        let order = order(&fields, recipe)?;
        let quasi = places(&fields, Role::QuasiIdentifier);
        let own = people.iter().map(|person| quasi.iter().map(|field| person.own[*field]).collect());
        let mut trial = Self {
            recipe: recipe.clone(),
            uniques_before: Classes::of(own).uniques(),
            scope: people.len(),
            rare: rare(&fields, &people, recipe.profile),
            fields,
            people,
            dropped: Vec::new(),
            violating: 0,
        };
        trial.violating = trial.bad().len();
        trial.hide(&order);
        trial.drop_bad();
        Ok(trial)
    }

    /// Everything that speaks against a release; nothing when it may be.
    pub fn refusals(&self) -> Vec<Refused> {
        let mut refused = Vec::new();
        if self.scope < LEAST_PEOPLE {
            refused.push(Refused::TooFew);
        } else if self.scope < self.recipe.profile.least_people() {
            refused.push(Refused::TooFewForWide);
        }
        refused.extend(self.rare.iter().cloned().map(Refused::Rare));
        if self.dropped.len() * 100 > self.scope * MOST_DROPPED_PERCENT {
            refused.push(Refused::Dropped);
        }
        for field in self.fields(Role::QuasiIdentifier) {
            if self.hidden(field) * 100 > self.people.len() * MOST_HIDDEN_PERCENT {
                refused.push(Refused::Hidden(self.fields[field].name.clone()));
            }
        }
        let limit = self.recipe.profile.t();
        for field in self.fields(Role::Sensitive).filter(|field| self.is_close(*field)) {
            if limit.is_some_and(|limit| self.t(field) > limit) {
                refused.push(Refused::Far(self.fields[field].name.clone()));
            }
        }
        refused
    }

    /// The share of people, from 0 to 1, who were too few with their like, or too like them, before anything was hidden.
    pub fn share_violating(&self) -> f64 {
        float(self.violating) / float(self.scope.max(1))
    }

    /// The share of people who are left out.
    pub fn share_dropped(&self) -> f64 {
        float(self.dropped.len()) / float(self.scope.max(1))
    }

    /// The share of people who are left whose value of a field is hidden or not known.
    pub fn share_hidden(&self, name: &str) -> Option<f64> {
        let field = self.fields.iter().position(|field| field.name == name)?;
        Some(float(self.hidden(field)) / float(self.people.len().max(1)))
    }

    /// Those who look the same, of the people who are left.
    pub fn classes(&self) -> Classes {
        let quasi: Vec<usize> = self.fields(Role::QuasiIdentifier).collect();
        Classes::of(self.people.iter().map(|person| quasi.iter().map(|field| person.told[*field]).collect()))
    }

    /// The fields of a role, by their places.
    pub(super) fn fields(&self, role: Role) -> impl Iterator<Item = usize> + '_ {
        (0..self.fields.len()).filter(move |field| self.fields[*field].plays(role))
    }

    /// What is told of a field, person by person.
    pub(super) fn told(&self, field: usize) -> Vec<Option<u16>> {
        self.people.iter().map(|person| person.told[field]).collect()
    }

    /// How far the furthest class is from everybody in a field.
    pub(super) fn t(&self, field: usize) -> f64 {
        self.classes().t(&self.told(field), self.fields[field].scale)
    }

    pub(super) fn hidden(&self, field: usize) -> usize {
        self.people.iter().filter(|person| person.told[field].is_none()).count()
    }

    pub(super) fn is_close(&self, field: usize) -> bool {
        self.recipe.close.contains(&self.fields[field].name)
    }

    /// People in classes that may not be, by their places.
    fn bad(&self) -> BTreeSet<usize> {
        let sensitive: Vec<_> = self.fields(Role::Sensitive).map(|field| self.told(field)).collect();
        let is_bad = |people: &[usize]| {
            people.len() < self.recipe.profile.k()
                || sensitive.iter().any(|values| tells(people, values, self.recipe.profile))
        };
        self.classes().iter().filter(|people| is_bad(people)).flatten().copied().collect()
    }

    fn hide(&mut self, order: &[usize]) {
        for field in order {
            let bad = self.bad();
            for person in &bad {
                self.people[*person].told[*field] = None;
            }
            if bad.is_empty() {
                break;
            }
        }
    }

    /// Classes are dropped whole, so that those of the others stay as they are.
    fn drop_bad(&mut self) {
        let bad = self.bad();
        let people = std::mem::take(&mut self.people);
        for (place, person) in people.into_iter().enumerate() {
            if bad.contains(&place) {
                self.dropped.push(person.uid);
            } else {
                self.people.push(person);
            }
        }
    }
}

/// Says nothing of people: uids and rows stay out of logs.
impl fmt::Debug for Trial {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Trial").field("recipe", &self.recipe).finish_non_exhaustive()
    }
}

/// Whether people who look the same tell a sensitive value by that: all have it, or nearly all of many.
fn tells(people: &[usize], values: &[Option<u16>], profile: Profile) -> bool {
    let counts = counted(people, values);
    if counts.len() < LEAST_VALUES {
        return true;
    }
    let (most, all) = (counts.values().max().copied().unwrap_or_default(), counts.values().sum::<usize>());
    let is_many = profile.is_wary_of_dominance() && people.len() >= DOMINATED_FROM;
    is_many && most * 100 > all * DOMINANT_PERCENT
}

/// The fields of a role, by their places.
fn places(fields: &[Field], role: Role) -> Vec<usize> {
    (0..fields.len()).filter(|field| fields[*field].plays(role)).collect()
}

/// The order of hiding by places, of a recipe that holds together.
fn order(fields: &[Field], recipe: &Recipe) -> Result<Vec<usize>, Flaw> {
    let place = |name: &String| fields.iter().position(|field| field.name == *name);
    let sensitive = places(fields, Role::Sensitive);
    for name in &recipe.close {
        place(name).filter(|field| sensitive.contains(field)).ok_or_else(|| Flaw::Close(name.clone()))?;
    }
    if recipe.profile.t().is_some() && recipe.close.is_empty() {
        return Err(Flaw::NothingClose);
    }
    let order: Vec<usize> = recipe.order.iter().map(place).collect::<Option<_>>().ok_or(Flaw::Order)?;
    let (mut sorted, quasi) = (order.clone(), places(fields, Role::QuasiIdentifier));
    sorted.sort_unstable();
    if sorted != quasi {
        return Err(Flaw::Order);
    }
    if quasi.is_empty() || sensitive.is_empty() {
        return Err(Flaw::NothingToProtect);
    }
    Ok(order)
}

/// Fields with a category of fewer people than may be; one of nobody tells nothing.
fn rare(fields: &[Field], people: &[Recoded], profile: Profile) -> Vec<String> {
    let least = profile.least_in_category(people.len());
    let is_rare = |field: &usize| {
        let of = |code: usize| {
            people.iter().filter(|person| person.told[*field].map(usize::from) == Some(code)).count()
        };
        (0..fields[*field].codes.len()).any(|code| (1..least).contains(&of(code)))
    };
    (0..fields.len()).filter(is_rare).map(|field| fields[field].name.clone()).collect()
}
