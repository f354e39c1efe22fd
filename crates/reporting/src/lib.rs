//! Records in, bytes out: snapshot → frames → indicators → statistics → document → PDF, HTML, CSV.
//!
//! Each stage is a pure function of the one before it and can be tested alone:
//!
//! * [`statistics`]: intervals, control charts, quantiles and rounding;
//! * [`snapshot`]: the frozen records of a cycle, one Parquet file a form, with a manifest that proves them;
//! * [`frames`]: the audit's hard parts (exposure, opportunity days, phases) as `measures` defines them, as tables;
//! * [`indicators`]: definitions kept as data, run as SQL over the frames; each kind makes its values;
//! * [`contribution`]: what one patient's records contribute, by the same frames and definitions;
//! * [`board`]: the same numbers of records as they are now, for pages;
//! * [`document`] and [`chart`]: what a report says and shows, before it has a format;
//! * [`export`]: the same document as PDF, HTML and CSV;
//! * [`paper`]: blank forms for the bedside, drawn from the dictionary;
//! * [`pack`]: the meeting pack, a pure function of snapshot and definitions;
//! * [`research`]: who is counted for researchers and the public, and the release that they are told.
//!
//! Nothing here asks the clock, draws a random number or sees the database.

pub mod board;
pub mod chart;
pub mod contribution;
pub mod delta;
pub mod document;
pub mod error;
pub mod export;
pub mod frames;
pub mod indicators;
mod instant;
pub mod pack;
pub mod paper;
pub mod research;
pub mod snapshot;
pub mod statistics;

pub(crate) use measures::clock as time;

pub use error::{Error, Result};
