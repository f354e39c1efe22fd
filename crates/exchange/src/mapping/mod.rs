//! Columns as people name them, and the columns of the forms.

mod apply;
mod mapped;
mod older;
mod places;
mod suggest;

pub use apply::{Applied, Choice, Upload, apply};
pub use mapped::{How, Mapped};
pub use places::{Place, Places};
pub use suggest::{Remembered, suggest, suggest_all};
