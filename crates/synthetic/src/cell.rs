//! Cells, in the cell grammar of the CSV bundle.

use std::borrow::Cow;

/// A cell as it is written: a value, a missing reason, or nothing.
pub(super) type Cell = Cow<'static, str>;

pub(super) const fn code(code: &'static str) -> Cell {
    Cow::Borrowed(code)
}

pub(super) fn int(n: i64) -> Cell {
    n.to_string().into()
}

/// A decimal with its fixed scale.
pub(super) fn dec(x: f64, scale: usize) -> Cell {
    format!("{x:.scale$}").into()
}

pub(super) const fn flag(yes: bool) -> Cell {
    Cow::Borrowed(if yes { "true" } else { "false" })
}

/// A set: codes joined by `|`; no member is an empty cell.
pub(super) fn set(codes: &[&'static str]) -> Cell {
    match codes {
        [] => Cell::default(),
        [one] => code(one),
        many => many.join("|").into(),
    }
}
