//! Indicators: definitions kept as data, and the values computed from them.
//!
//! A [`Definition`] holds words for people and one query for the machine. The query is asked once of the frames of
//! a snapshot and returns counts by centre and date; every period, the network and the months of a chart are sums
//! of those counts. So a number on a chart cannot differ from the number in the table beside it.

mod breakdown;
mod change;
mod definition;
mod flow;
mod judge;
pub(crate) mod kind;
mod literals;
mod measured;
mod period;
mod stratum;
mod tally;
mod value;

pub use breakdown::{Breakdown, Parts, Variable};
pub use change::Change;
pub use definition::{Better, Concern, Counted, Definition, Outside, Why};
pub use flow::{Flow, LeftOut, RunCounts};
pub(crate) use judge::RULE;
pub use kind::Kind;
pub(crate) use literals::check as check_literals;
pub use measured::{Indicators, compute};
pub use period::Period;
pub use stratum::Stratum;
pub use tally::Tally;
pub use value::{Extra, Flag, Followed, Gaps, NETWORK, Point, Rag, Share, Value};
