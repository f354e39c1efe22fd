//! The finished rows looked at by other eyes: words instead of codes, and nothing shared with how they were made.

use std::collections::HashMap;

use super::HIDDEN;
use super::closeness::{Scale, float};
use super::profile::DOMINATED_FROM;

/// A sensitive field of finished rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protected {
    /// Its place in a row.
    pub at: usize,
    /// Whether its words have an order.
    pub scale: Scale,
    /// Its words, in order.
    pub words: Vec<String>,
}

/// What holds in finished rows, as it was found by going through them.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The smallest number of rows that look the same.
    pub k: usize,
    /// Of each sensitive field, the smallest number of different values among rows that look the same.
    pub l: Vec<usize>,
    /// Of each, the largest distance from all rows' values.
    pub t: Vec<f64>,
    /// Of each, the largest share, from 0 to 1, that a value has among ten or more rows that look the same.
    pub dominance: Vec<f64>,
}

/// Goes through rows of words, given the places of the quasi-identifiers and the sensitive fields.
pub fn checked(rows: &[Vec<String>], quasi: &[usize], sensitive: &[Protected]) -> Checked {
    let mut groups = HashMap::<String, Vec<&Vec<String>>>::new();
    for row in rows {
        let key: Vec<&str> = quasi.iter().map(|at| row[*at].as_str()).collect();
        groups.entry(key.join("\u{1f}")).or_default().push(row);
    }
    let all: Vec<&Vec<String>> = rows.iter().collect();
    let of =
        |field: &Protected| groups.values().map(|group| Group::of(group, &all, field)).collect::<Vec<_>>();
    let found: Vec<Vec<Group>> = sensitive.iter().map(of).collect();
    let least = |groups: &Vec<Group>| groups.iter().map(|group| group.different).min().unwrap_or_default();
    let most = |of: fn(&Group) -> f64| {
        found.iter().map(|groups| groups.iter().map(of).fold(0.0, f64::max)).collect()
    };
    Checked {
        k: groups.values().map(Vec::len).min().unwrap_or_default(),
        l: found.iter().map(least).collect(),
        t: most(|group| group.distance),
        dominance: most(|group| group.dominance),
    }
}

/// Rows that look the same, in a sensitive field.
struct Group {
    different: usize,
    distance: f64,
    dominance: f64,
}

impl Group {
    fn of(group: &[&Vec<String>], all: &[&Vec<String>], field: &Protected) -> Self {
        let here = told(group, field.at);
        let everywhere = told(all, field.at);
        let present: Vec<&str> =
            field.words.iter().map(String::as_str).filter(|word| everywhere.contains_key(word)).collect();
        let (few, many) = (here.values().sum(), everywhere.values().sum());
        let share = |of: &HashMap<&str, usize>, word: &str, all: usize| {
            float(of.get(word).copied().unwrap_or_default()) / float(all)
        };
        let difference = |word: &&str| share(&here, word, few) - share(&everywhere, word, many);
        let distance = match field.scale {
            _ if few == 0 || present.len() < 2 => 0.0,
            Scale::Unordered => present.iter().map(|word| difference(word).max(0.0)).sum(),
            Scale::Ordered => {
                let up_to = |last: usize| present[..last].iter().map(difference).sum::<f64>().abs();
                (1..present.len()).map(up_to).sum::<f64>() / float(present.len() - 1)
            }
        };
        let most = here.values().max().copied().unwrap_or_default();
        let dominance = if group.len() < DOMINATED_FROM || few == 0 { 0.0 } else { float(most) / float(few) };
        Self { different: here.len(), distance, dominance }
    }
}

/// How often each word is told.
fn told<'a>(rows: &[&'a Vec<String>], at: usize) -> HashMap<&'a str, usize> {
    let mut told = HashMap::new();
    for word in rows.iter().map(|row| row[at].as_str()).filter(|word| *word != HIDDEN) {
        *told.entry(word).or_default() += 1;
    }
    told
}
