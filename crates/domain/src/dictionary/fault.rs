//! What makes a dictionary unfit to read older records with.

use super::Version;

/// A mistake in a dictionary, with its place and the way on. For whoever changes the dictionary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("dictionary/{version}.csv, row {row}: {problem}.")]
    Broken { version: Version, row: usize, problem: String },
    #[error(
        "dictionary/{version}.csv: {form} goes on at position {position}, and {next} comes next. Number the fields of a form without a gap."
    )]
    Gap { version: Version, form: String, position: String, next: usize },
    #[error("The versions must rise: {later} stands after {earlier}.")]
    Order { earlier: Version, later: Version },
    #[error(
        "{form}.{field} of version {version} has no place in {next}, so its answers would be lost. Declare what became of it: Renamed, Split, Merged or Removed."
    )]
    Lost { version: Version, next: Version, form: String, field: String },
    #[error(
        "{form}.{field} of version {version} has the code {code}, which the list of {next} has not. Name it under `retired`, with the code that took its place."
    )]
    LostCode { version: Version, next: Version, form: String, field: String, code: String },
    #[error(
        "{form}.{field}: {codes} of version {version} become one code, {into}. If that is meant, say so: `\"{code}\" joins \"{into}\"`."
    )]
    Joined { version: Version, form: String, field: String, codes: String, code: String, into: String },
    #[error(
        "{form}.{field} takes {kind} in version {version} and {next_kind} in {next}. A field of another kind is another field: give it a name of its own."
    )]
    Kind { version: Version, next: Version, form: String, field: String, kind: String, next_kind: String },
    #[error(
        "A change of version {version} names {form}.{field}, which {side} does not ask. Correct the name."
    )]
    NoField { version: Version, form: String, field: String, side: Version },
    #[error(
        "A change of {form} is declared for version {version}, which is not one of the versions after the first. Correct its number."
    )]
    NoVersion { version: Version, form: String },
    #[error("{form}.{field} of version {version} is filled from two older fields. Declare them Merged.")]
    TwoSources { version: Version, form: String, field: String },
}
