//! Charts as one vector scene, drawn on paper and on screen alike.
//!
//! A chart is a pure function from data to a [`Scene`]: shapes in points (1/72 inch) from the top left corner, all
//! coordinates rounded to 0.1, plus a title, a description and the table of the numbers it draws. Picture, words and
//! table come from one input. [`Scene::svg`] writes it for the web; `export::pdf` draws the same items on a page.

mod ascertainment;
mod axis;
mod bounds;
mod caterpillar;
#[cfg(test)]
mod check;
mod dots;
mod flow;
mod funnel;
#[cfg(test)]
mod gallery;
mod hatch;
mod heat;
mod incidence;
mod key;
mod marks;
mod matrix;
mod measure;
mod median;
pub mod palette;
mod rare;
mod run;
mod scene;
mod series;
mod shares;
mod stacked;
mod svg;
mod typeface;
mod words;

pub use ascertainment::{Ascertained, Ascertainment, Share, ascertainment};
pub use caterpillar::{Caterpillar, Estimate, caterpillar};
pub use dots::{DotPlot, Dots, dot_plot};
pub use flow::{Exclusion, FlowChart, FlowChartError, Stage, flow_chart};
pub use funnel::{Funnel, FunnelCentre, Volumes, funnel, lettered};
pub use heat::{Across, HeatCell, HeatMap, HeatRow, heat_map};
pub use incidence::{Curve, Incidence, incidence};
pub use matrix::{Matrix, MatrixRow, matrix};
pub use median::{MedianChart, median_chart};
pub use rare::{Between, RareEvents, rare_events};
pub use run::{Limits, RunChart, RunPoint, run_chart, signal_words};
pub use scene::{Anchor, Item, Point, Scene, Stroke, Weight};
pub use shares::{Method, ShareChart, share_chart};
pub use stacked::{Bar, StackedBars, stacked_bars};
pub use typeface::{Font, Glyph, Typeface, TypefaceError};
pub(crate) use words::decimal;
