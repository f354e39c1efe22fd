//! Records in, bytes out: snapshot → frames → indicators → statistics → document → PDF, HTML, CSV.
//!
//! Each stage is a pure function of the one before it and can be tested alone:
//!
//! * [`statistics`]: intervals, control charts, quantiles and rounding;
//! * [`snapshot`]: the frozen records of a cycle, one Parquet file a form, with a manifest that proves them;
//! * [`frames`]: the audit's hard parts (exposure, opportunity days, phases) computed once, as tables;
//! * [`indicators`]: definitions kept as data, run as SQL over the frames.
//!
//! Nothing here asks the clock, draws a random number or sees the database.

pub mod error;
pub mod frames;
pub mod indicators;
pub mod snapshot;
pub mod statistics;

pub use error::{Error, Result};
