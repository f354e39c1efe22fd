//! Indicators: definitions kept as data, and the values computed from them.

mod definition;
mod flow;
mod period;
mod value;

pub use definition::{Better, Definition, Kind};
pub use flow::{Flow, LeftOut};
pub use period::Period;
pub use value::{Extra, Flag, NETWORK, Point, Rag, Value};
