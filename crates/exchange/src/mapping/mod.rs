//! Columns as people name them, and the columns of the forms.

mod apply;
mod older;
mod places;
mod suggest;

pub use apply::{Applied, Choice, Upload, apply};
pub use places::{Place, Places};
pub use suggest::{How, Mapped, Remembered, suggest, suggest_all};
