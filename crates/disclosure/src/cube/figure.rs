//! What is told of people beside how many they are.

use super::{Scale, Schema};

/// A measure: one value a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Its id, as in addresses and files.
    pub id: String,
    /// Its name for readers.
    pub title: String,
    /// Its published range and step.
    pub scale: Scale,
}

/// Events of people for each thousand of what they were exposed to.
#[derive(Debug, Clone, PartialEq)]
pub struct RateOf {
    /// Its id, as in addresses and files.
    pub id: String,
    /// Its name for readers.
    pub title: String,
    /// What is told is a multiple of this.
    pub step: f64,
}

/// A figure about the people of a predicate: of a measure or a rate, by its place in the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Figure {
    /// The mean of a measure.
    Mean(u16),
    /// Its median.
    Median(u16),
    /// Its first quartile.
    FirstQuartile(u16),
    /// Its third.
    ThirdQuartile(u16),
    /// A rate per thousand.
    Rate(u16),
}

impl Figure {
    /// How it is called in files: `mean:ecmo_days`.
    pub fn code(self, schema: &Schema) -> String {
        let (kind, id) = match self {
            Self::Rate(at) => ("rate", schema.rates().get(usize::from(at)).map(|rate| rate.id.as_str())),
            Self::Mean(at) => ("mean", schema.measure_id(at)),
            Self::Median(at) => ("median", schema.measure_id(at)),
            Self::FirstQuartile(at) => ("q1", schema.measure_id(at)),
            Self::ThirdQuartile(at) => ("q3", schema.measure_id(at)),
        };
        format!("{kind}:{}", id.unwrap_or_default())
    }
}

impl Schema {
    /// The figures of each cell, in their order: of each measure mean, median and quartiles, then the rates.
    pub fn figures(&self) -> Vec<Figure> {
        let of_measure =
            |at| [Figure::Mean(at), Figure::Median(at), Figure::FirstQuartile(at), Figure::ThirdQuartile(at)];
        let measures = (0..).zip(self.measures()).flat_map(|(at, _)| of_measure(at));
        measures.chain((0..).zip(self.rates()).map(|(at, _)| Figure::Rate(at))).collect()
    }

    fn measure_id(&self, at: u16) -> Option<&str> {
        self.measures().get(usize::from(at)).map(|measure| measure.id.as_str())
    }
}
