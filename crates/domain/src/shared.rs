//! Parts of the dictionary: those of the forms stand in the source, those of the network's questions are read
//! from data and live as long as somebody holds them.

use std::ops::Deref;
use std::sync::Arc;

/// A part of the dictionary, cheap to clone and never copied.
#[derive(Debug)]
pub enum Shared<T: 'static> {
    /// Written in the source.
    Source(&'static T),
    /// Read from data.
    Data(Arc<T>),
}

impl<T> Shared<T> {
    /// What was read from data.
    pub fn read(value: T) -> Self {
        Self::Data(Arc::new(value))
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Source(part) => Self::Source(part),
            Self::Data(part) => Self::Data(Arc::clone(part)),
        }
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Source(part) => part,
            Self::Data(part) => part,
        }
    }
}

impl<T> From<&'static T> for Shared<T> {
    fn from(part: &'static T) -> Self {
        Self::Source(part)
    }
}
