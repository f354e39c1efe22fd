//! A part of what an indicator counts: one value of a stratum that its query names.

use std::fmt;

/// One value of a stratum. Written `dx:VIRAL`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stratum {
    /// The stratum's column in the query.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl Stratum {
    /// A value of a stratum.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }

    /// Reads it as it is written; whether there is such a stratum is another question.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, value) = text.split_once(':')?;
        (!name.is_empty() && !value.is_empty()).then(|| Self::new(name, value))
    }
}

impl fmt::Display for Stratum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.name, self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_as_it_is_written() {
        let viral = Stratum::new("dx", "VIRAL");
        assert_eq!(Stratum::parse(&viral.to_string()), Some(viral));
        for text in ["", "dx", "dx:", ":VIRAL"] {
            assert_eq!(Stratum::parse(text), None, "{text}");
        }
    }
}
