//! Text made safe for the program that will read it: a browser, a spreadsheet.

use std::borrow::Cow;

/// Text made safe for HTML and XML, in elements and in quoted attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// A cell made safe for a spreadsheet: what it would take for a formula, and run, gets an apostrophe in front; numbers
/// keep their sign.
pub fn defused(cell: &str) -> Cow<'_, str> {
    let risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if risky { format!("'{cell}").into() } else { cell.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_an_element_or_an_attribute() {
        assert_eq!(
            escape(r#"<b title="x" id='y'> & "#),
            "&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt; &amp; "
        );
        assert_eq!(escape("5 °C, “quoted”"), "5 °C, “quoted”");
    }

    #[test]
    fn formulas_are_defused_and_numbers_left_alone() {
        for formula in ["=1+1", "@SUM(A1)", "-cmd", "+cmd|' /C calc'!A0", "\t=1", "\r=1"] {
            assert_eq!(defused(formula), format!("'{formula}"));
        }
        for harmless in ["-0.4", "+3", "12", "1=1", "a@b", ""] {
            assert_eq!(defused(harmless), harmless);
        }
    }
}
