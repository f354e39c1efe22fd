//! The types a cell can have. Each value is parsed once, by its [`Cell`] implementation.

pub mod any;
mod codes;
mod garbled;
mod number;
mod reference;
mod text;
mod when;

pub use codes::Codes;
pub(crate) use codes::excerpt;
pub use number::{Dec, Quantity};
pub use reference::{CentreCode, CycleId, PatientRef, Ref, TransferLink, check_character};
pub use text::Text;
pub use when::{Date, Month};
pub(crate) use when::{number as when_digits, read_date as when_read_date};

use jiff::tz::TimeZone;

use crate::characters::Unfit;
use crate::identifier::{self, Hit};
use crate::spec::{FieldSpec, Kind};
use crate::time::Now;

/// A value that stands in one cell.
pub trait Cell: Sized {
    /// The type as data, without bounds: those come from the field's attributes.
    const KIND: Kind;

    /// Reads the cell's text. Spaces are not trimmed.
    fn read(text: &str, zone: &TimeZone) -> Result<Self, Fault>;

    /// Writes it in canonical spelling.
    fn write(&self) -> String;

    /// Whether it is a time that lies in the future.
    fn is_later(&self, _now: &Now) -> bool {
        false
    }
}

/// Why a text is not a value of its field's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Not one of the list's codes.
    Code(String),
    /// A set that repeats a code, or holds NONE beside another.
    Set,
    /// Not a reference, pseudonym or token.
    Id(&'static str),
    /// Not `true` or `false`.
    Flag,
    /// Not a number as numbers are written here.
    Number,
    /// More decimals than the field holds.
    Scale(u8),
    /// Not a date or time as they are written here.
    Date(&'static str),
    /// A wall-clock time that never was: the clocks went forward.
    Gap,
    /// An offset that the zone did not have at that time.
    Offset,
    /// Longer than the field.
    Length { max: usize, given: usize },
    /// Text that a spreadsheet would run.
    Formula,
    /// What a spreadsheet shows where a formula failed, in place of a text.
    ErrorValue,
    /// Text whose letters were lost on the way through another encoding.
    Garbled,
    /// Text with identifiers in it.
    Identifier(Vec<Hit>),
    /// Text with a character that no text may hold.
    Character(Unfit),
}

impl Fault {
    /// The rule that the fault breaks.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::Code(_) => "X-CODE",
            Self::Set => "X-SET",
            Self::Id(_) => "X-ID",
            Self::Flag => "X-BOOL",
            Self::Number => "X-NUMBER",
            Self::Scale(_) => "X-SCALE",
            Self::Date(_) => "X-DATE",
            Self::Gap => "X-GAP",
            Self::Offset => "X-OFFSET",
            Self::Length { .. } => "X-LENGTH",
            Self::Formula | Self::ErrorValue => "X-FORMULA",
            Self::Garbled => "X-GARBLED",
            Self::Identifier(_) => "V-PAT-1",
            Self::Character(_) => "X-CHAR",
        }
    }

    /// What to tell the person who wrote a cell: what it holds, and what is wanted instead.
    pub fn sentence(&self, field: &FieldSpec, given: &str) -> String {
        crate::spelling::sentence(field, given, self)
    }

    /// What the fault says by itself.
    pub(crate) fn message(&self, label: &str, kind: &Kind) -> String {
        match self {
            Self::Code(given) => {
                let list = kind.list();
                if let Some(retired) = list.and_then(|list| list.retired(given)) {
                    return format!("{label}: {retired}");
                }
                let offered = list.map_or_else(String::new, offer);
                format!(
                    "{label}: “{given}” is not one of the codes{offered}. Capital letters and spaces count."
                )
            }
            Self::Set => format!("{label}: name each code once, and NONE only by itself."),
            Self::Id(pattern) | Self::Date(pattern) => format!("{label} must be {pattern}."),
            Self::Flag | Self::Number | Self::Scale(_) => format!("{label} is not written as it must be."),
            Self::Gap => {
                format!("{label}: this time never was. The clocks went forward over it; check the hour.")
            }
            Self::Offset => format!(
                "{label}: the centre's clock did not have this offset at that time. Leave the offset out, or correct it."
            ),
            Self::Length { max, given } => {
                format!("{label} must be {max} characters or fewer; it has {given}.")
            }
            Self::Formula => format!(
                "{label} must not begin with =, +, -, @, a tab or a line break: a spreadsheet would run it. Begin with a letter."
            ),
            Self::ErrorValue => format!(
                "{label} holds what a spreadsheet shows where a formula failed (like #REF! or #N/A). Write the text itself, or leave it empty."
            ),
            Self::Garbled => format!(
                "{label}: letters of this text were lost on the way (like Ã© in place of é): a file was saved or opened in another encoding. Correct the text, and send files as XLSX, or as “CSV UTF-8”."
            ),
            Self::Character(unfit) => {
                format!("{label} holds {unfit}. Delete it, or type the text again.")
            }
            Self::Identifier(hits) => format!(
                "{label} seems to hold what identifies a person: {}. Take it out; the record is known by its key.",
                identifier::told(hits)
            ),
        }
    }
}

/// The codes of a short list, to choose from; a long list is left to the dictionary.
fn offer(list: &crate::code::CodeList) -> String {
    if list.codes.len() > 12 {
        return format!(" of {}", list.name);
    }
    let codes: Vec<_> = list.codes.iter().map(|entry| &*entry.code).collect();
    format!(" {}", codes.join(", "))
}
