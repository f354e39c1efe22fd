//! Code lists: stable codes with labels that may change.

use std::borrow::Cow;
use std::fmt;

/// A list of codes, as printed in the data dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeList {
    /// The list's name, e.g. `AIRWAY`.
    pub name: Cow<'static, str>,
    /// The codes in the order in which they are offered.
    pub codes: Cow<'static, [Code]>,
    /// Codes that were taken out: refused, with what to write instead.
    pub retired: &'static [Retired],
}

/// A code that a list had and has no longer. A code is renamed or retired by a line here, never silently.
#[derive(Debug, PartialEq, Eq)]
pub struct Retired {
    /// The code as it was.
    pub code: &'static str,
    /// The code that took its place, if one did.
    pub into: Option<&'static str>,
    /// That code stands for more than this one did: what the two told apart is one from here on.
    pub joins: bool,
    /// The version of the data dictionary from which it is refused.
    pub since: &'static str,
    /// Why, as the end of a sentence.
    pub why: &'static str,
}

impl fmt::Display for Retired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, into, since, why, .. } = self;
        write!(f, "“{code}” was retired with version {since} of the data dictionary, because {why}.")?;
        match into {
            Some(into) => write!(f, " Use {into} instead."),
            None => f.write_str(" No code took its place: choose another."),
        }
    }
}

/// One code of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The stable code.
    pub code: Cow<'static, str>,
    /// The words shown to a person.
    pub label: Cow<'static, str>,
    /// The class inside the list (`CLIN` of the not-treated reasons), or nothing.
    pub group: &'static str,
}

impl CodeList {
    /// The entry of a code.
    pub fn get(&self, code: &str) -> Option<&Code> {
        self.codes.iter().find(|entry| entry.code == code)
    }

    /// The code at a place of a list that stands in the source.
    ///
    /// # Panics
    ///
    /// While the program is compiled, when there is no such place.
    #[doc(hidden)]
    #[must_use]
    pub const fn code_at(&'static self, place: usize) -> &'static str {
        match &self.codes {
            Cow::Borrowed(codes) => match &codes[place].code {
                Cow::Borrowed(code) => code,
                Cow::Owned(_) => panic!("a list of the source"),
            },
            Cow::Owned(_) => panic!("a list of the source"),
        }
    }

    /// The code that a code of an older version stands for now; one that nothing took the place of stays.
    pub fn renewed<'a>(&self, mut code: &'a str) -> &'a str {
        // A list retires each code once, so its own length is the longest way.
        for _ in self.retired {
            match self.retired(code).and_then(|old| old.into) {
                Some(into) if self.get(code).is_none() => code = into,
                _ => break,
            }
        }
        code
    }

    /// What became of a code that is not in the list any more.
    pub fn retired(&self, code: &str) -> Option<&'static Retired> {
        self.retired.iter().find(|entry| entry.code == code)
    }

    /// The label of a code; an unknown code is shown as it is.
    pub fn label<'a>(&'a self, code: &'a str) -> &'a str {
        self.get(code).map_or(code, |entry| &entry.label)
    }
}

/// An enum whose variants are the codes of a list.
pub trait Coded: Copy + Ord + 'static {
    /// The list as data.
    const LIST: &'static CodeList;
    /// All variants, in the list's order.
    const ALL: &'static [Self];
    /// This variant's place in the list.
    fn index(self) -> usize;

    /// The stable code.
    fn code(self) -> &'static str {
        &Self::LIST.codes[self.index()].code
    }

    /// The words shown to a person.
    fn label(self) -> &'static str {
        &Self::LIST.codes[self.index()].label
    }

    /// The class inside the list.
    fn group(self) -> &'static str {
        Self::LIST.codes[self.index()].group
    }

    /// Reads a code, case and spaces included.
    fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|variant| variant.code() == text)
    }
}

/// Declares a code list: an enum, its codes and its labels in one place, and the codes that were retired: `=>` names
/// the new word for the same thing, `joins` a code that stands for more from now on.
///
/// ```
/// domain::code_list! {
///     /// How a patient left.
///     pub enum Leaving "LEAVING" {
///         Home = "HOME" "Home",
///         Died = "DIED" "Died",
///     }
///     retired { "DEAD" => "DIED" since "0.2" "the word was changed" }
/// }
/// use domain::code::Coded;
/// assert_eq!(Leaving::parse("HOME"), Some(Leaving::Home));
/// assert_eq!(Leaving::Died.label(), "Died");
/// assert_eq!(Leaving::LIST.retired("DEAD").unwrap().into, Some("DIED"));
/// ```
#[macro_export]
macro_rules! code_list {
    (@into) => { (None::<&'static str>, false) };
    (@into => $into:literal) => { (Some($into), false) };
    (@into joins $into:literal) => { (Some($into), true) };
    (
        $(#[$meta:meta])*
        pub enum $name:ident $list:literal {
            $( $(#[$vmeta:meta])* $variant:ident = $code:literal $label:literal $( in $group:literal )? ),+ $(,)?
        }
        $( retired { $( $old:literal $( => $into:literal )? $( joins $joined:literal )? since $since:literal $why:literal ),+ $(,)? } )?
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $( $(#[$vmeta])* #[doc = $label] $variant, )+
        }

        impl $crate::code::Coded for $name {
            const LIST: &'static $crate::code::CodeList = &$crate::code::CodeList {
                name: ::std::borrow::Cow::Borrowed($list),
                codes: ::std::borrow::Cow::Borrowed(&[ $( $crate::code::Code {
                    code: ::std::borrow::Cow::Borrowed($code),
                    label: ::std::borrow::Cow::Borrowed($label),
                    group: concat!($( $group )?),
                } ),+ ]),
                retired: &[ $( $( $crate::code::Retired {
                    code: $old,
                    into: $crate::code_list!(@into $( => $into )? $( joins $joined )?).0,
                    joins: $crate::code_list!(@into $( => $into )? $( joins $joined )?).1,
                    since: $since,
                    why: $why,
                } ),+ )? ],
            };
            const ALL: &'static [Self] = &[ $( Self::$variant ),+ ];
            fn index(self) -> usize {
                self as usize
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::shared::Shared;
    use crate::spec::Kind;
    use crate::value::{Cell, Codes};

    code_list! {
        /// A list that changed twice.
        #[expect(unreachable_pub, reason = "the macro makes lists for everybody")]
        pub enum Aid "AID_OF_A_TEST" {
            Stick = "STICK" "Stick",
            Frame = "FRAME" "Frame",
        }
        retired {
            "CANE" joins "STICK" since "0.2" "sticks and canes were one",
            "ROPE" since "0.3" "nobody used it",
        }
    }

    fn told(text: &str) -> String {
        let fault = Codes::<Aid>::read(text, &TimeZone::UTC).unwrap_err();
        assert_eq!(fault.rule(), "X-CODE");
        fault.message("Aid", &Kind::Codes(Shared::Source(Aid::LIST)))
    }

    #[test]
    fn a_retired_code_is_refused_and_says_since_when_why_and_what_to_use() {
        assert_eq!(
            told("FRAME|CANE"),
            "Aid: “CANE” was retired with version 0.2 of the data dictionary, because sticks and canes were one. Use STICK instead."
        );
        assert!(told("ROPE").ends_with("because nobody used it. No code took its place: choose another."));
    }

    #[test]
    fn a_code_that_never_was_is_told_the_codes_that_are() {
        assert_eq!(
            told("POLE"),
            "Aid: “POLE” is not one of the codes STICK, FRAME. Capital letters and spaces count."
        );
    }
}
