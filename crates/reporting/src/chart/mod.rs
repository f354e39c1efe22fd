//! Charts as one vector scene, drawn on paper and on screen alike.
//!
//! A chart is a pure function from data to a [`Scene`]: shapes in points (1/72 inch) from the top left corner, all
//! coordinates rounded to 0.1, plus a title, a description and the table of the numbers it draws. Picture, words and
//! table come from one input. [`Scene::svg`] writes it for the web; `export::pdf` draws the same items on a page.

mod axis;
mod caterpillar;
mod flow;
pub mod palette;
mod run;
mod scene;
mod svg;
mod typeface;

pub use caterpillar::{Caterpillar, Estimate, caterpillar};
pub use flow::{Exclusion, FlowChart, FlowChartError, Stage, flow_chart};
pub use run::{Limits, RunChart, RunPoint, run_chart, signal_words};
pub use scene::{Anchor, Item, Point, Scene, Stroke, Weight};
pub use typeface::{Font, Glyph, Typeface, TypefaceError};
