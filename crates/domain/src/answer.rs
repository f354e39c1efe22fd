//! A cell of a form: a value, the reason why there is none, or nothing yet.

/// Why a value is missing. Never a magic number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Asked or looked for, not known.
    NotKnown,
    /// Not recorded in the notes.
    NotRecorded,
    /// Not applicable.
    NotApplicable,
    /// Unable to assess: the patient's state did not allow it.
    UnableToAssess,
}

impl Reason {
    /// All reasons, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::NotRecorded, Self::NotKnown, Self::NotApplicable, Self::UnableToAssess];

    /// The code written in a cell.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotKnown => "NK",
            Self::NotRecorded => "NR",
            Self::NotApplicable => "NA",
            Self::UnableToAssess => "UTA",
        }
    }

    /// The words shown to a person.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotKnown => "not known",
            Self::NotRecorded => "not recorded",
            Self::NotApplicable => "not applicable",
            Self::UnableToAssess => "unable to assess",
        }
    }

    /// Reads a reason's code; anything else is no reason.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// What a person entered in one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Answer<T> {
    /// A value of the field's type. It may lie outside its range: that is a finding, not a type error.
    Given(T),
    /// No value, and the reason why.
    Missing(Reason),
    /// Nothing entered.
    #[default]
    Blank,
    /// Something was entered that is not of the field's type. It has its finding already and is never
    /// stored; rules neither see a value nor call the cell empty.
    Unreadable,
}

impl<T> Answer<T> {
    /// The value, when one was given.
    pub const fn get(&self) -> Option<&T> {
        match self {
            Self::Given(value) => Some(value),
            _ => None,
        }
    }

    /// Nothing at all was entered.
    pub const fn is_blank(&self) -> bool {
        matches!(self, Self::Blank)
    }

    /// A value or a reason stands in the cell.
    pub const fn is_answered(&self) -> bool {
        matches!(self, Self::Given(_) | Self::Missing(_))
    }

    /// The reason, when one stands in place of the value.
    pub const fn reason(&self) -> Option<Reason> {
        match self {
            Self::Missing(reason) => Some(*reason),
            _ => None,
        }
    }
}

impl<T: Copy> Answer<T> {
    /// The value by copy.
    pub const fn value(&self) -> Option<T> {
        match self {
            Self::Given(value) => Some(*value),
            _ => None,
        }
    }
}

impl<T: PartialEq> Answer<T> {
    /// The value was given and is this one.
    pub fn is(&self, value: &T) -> bool {
        self.get() == Some(value)
    }
}

#[cfg(test)]
mod tests;
