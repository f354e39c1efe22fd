//! Code lists: stable codes with labels that may change.

/// A list of codes, as printed in the data dictionary.
#[derive(Debug, PartialEq, Eq)]
pub struct CodeList {
    /// The list's name, e.g. `AIRWAY`.
    pub name: &'static str,
    /// The codes in the order in which they are offered.
    pub codes: &'static [Code],
}

/// One code of a list.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The stable code.
    pub code: &'static str,
    /// The words shown to a person.
    pub label: &'static str,
    /// The class inside the list (`CLIN` of the not-treated reasons), or nothing.
    pub group: &'static str,
}

impl CodeList {
    /// The entry of a code.
    pub fn get(&self, code: &str) -> Option<&'static Code> {
        self.codes.iter().find(|entry| entry.code == code)
    }

    /// The label of a code; an unknown code is shown as it is.
    pub fn label<'a>(&self, code: &'a str) -> &'a str {
        self.get(code).map_or(code, |entry| entry.label)
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
        Self::LIST.codes[self.index()].code
    }

    /// The words shown to a person.
    fn label(self) -> &'static str {
        Self::LIST.codes[self.index()].label
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

/// Declares a code list: an enum, its codes and its labels in one place.
///
/// ```
/// domain::code_list! {
///     /// How a patient left.
///     pub enum Leaving "LEAVING" {
///         Home = "HOME" "Home",
///         Died = "DIED" "Died",
///     }
/// }
/// use domain::code::Coded;
/// assert_eq!(Leaving::parse("HOME"), Some(Leaving::Home));
/// assert_eq!(Leaving::Died.label(), "Died");
/// ```
#[macro_export]
macro_rules! code_list {
    (
        $(#[$meta:meta])*
        pub enum $name:ident $list:literal {
            $( $(#[$vmeta:meta])* $variant:ident = $code:literal $label:literal $( in $group:literal )? ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $( $(#[$vmeta])* #[doc = $label] $variant, )+
        }

        impl $crate::code::Coded for $name {
            const LIST: &'static $crate::code::CodeList = &$crate::code::CodeList {
                name: $list,
                codes: &[ $( $crate::code::Code {
                    code: $code,
                    label: $label,
                    group: concat!($( $group )?),
                } ),+ ],
            };
            const ALL: &'static [Self] = &[ $( Self::$variant ),+ ];
            fn index(self) -> usize {
                self as usize
            }
        }
    };
}
