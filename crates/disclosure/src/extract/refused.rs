//! Why there is no extract, in sentences for whoever asked for it. None tells a small number.

use super::profile::{LEAST_PEOPLE, LEAST_PEOPLE_WIDE, MOST_DROPPED_PERCENT, MOST_HIDDEN_PERCENT};

/// What is wrong with a table or a recipe as it was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// A column whose name or vocabulary cannot be.
    #[error(
        "Column {0} stands twice or has no name of its own, a code that is empty, double or hidden, or a level that does not fit."
    )]
    Column(String),
    /// A person whose codes do not fit.
    #[error("A person has no code, or one that the vocabulary does not know, for some column.")]
    Unfitting,
    /// A person who is there twice.
    #[error("A person is there twice: all rows of one patient are one person.")]
    Twice,
    /// A recipe that names a column that is not there, or twice.
    #[error("The recipe names {0}, which is no column, or names it twice.")]
    Unknown(String),
    /// A recipe that asks for a level that is not there.
    #[error("The recipe asks for a level of {0} that is not there.")]
    Level(String),
    /// A merge of codes that are not there, or not next to each other.
    #[error(
        "The recipe merges codes of {0} that are not there, not next to each other, or into one that is another's."
    )]
    Merge(String),
    /// An order that is not the quasi-identifiers, each once.
    #[error("The recipe's order of hiding has to name every quasi-identifier once.")]
    Order,
    /// A field that cannot be held close.
    #[error("The recipe holds {0} close, which is not a sensitive field of it.")]
    Close(String),
    /// A wide recipe that holds nothing close.
    #[error("A recipe of the wide profile holds a sensitive field close to everybody's.")]
    NothingClose,
    /// No field to protect, or none to hide.
    #[error("A recipe has a quasi-identifier and a sensitive field at least.")]
    NothingToProtect,
}

/// Why no extract is made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refused {
    /// The table or the recipe is wrong as it was written.
    #[error(transparent)]
    Flaw(#[from] Flaw),
    /// Too few people for any extract.
    #[error("An extract needs {LEAST_PEOPLE} people in scope.")]
    TooFew,
    /// Too few for the wide profile.
    #[error("An extract for several institutions needs {LEAST_PEOPLE_WIDE} people in scope.")]
    TooFewForWide,
    /// A rare category that the recipe does not merge.
    #[error("Too few people are in a category of {0}: the recipe has to merge it with its sibling.")]
    Rare(String),
    /// Too many people would be left out.
    #[error(
        "More than {MOST_DROPPED_PERCENT} % of the people would be left out: the recipe has to be coarser."
    )]
    Dropped,
    /// Too much of a field would be hidden.
    #[error("More than {MOST_HIDDEN_PERCENT} % of {0} would be hidden: the recipe has to be coarser.")]
    Hidden(String),
    /// A group of people who look the same tells too much of their outcome.
    #[error("People who look the same are too unlike everybody in {0}: the recipe has to be coarser.")]
    Far(String),
    /// The independent check came to something else than what was claimed.
    #[error("The check of the finished extract does not come to what it should: nothing is released.")]
    Unsound,
}
