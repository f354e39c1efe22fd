//! What the guard finds, in the words in which the book promises it.

/// A kind of identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The form of an NHS, HSC or CHI number.
    TenDigits,
    /// Any long number.
    LongNumber,
    /// A number that is called a person's, or that has a hospital number's form.
    HospitalNumber,
    /// A telephone number.
    Telephone,
    /// A postcode of the United Kingdom.
    Postcode,
    /// An e-mail address.
    Email,
    /// A day with month and year.
    Date,
    /// A title with a name.
    TitledName,
    /// A name that the text itself calls one.
    IntroducedName,
    /// Two capitalised words where a code is expected.
    TwoNames,
    /// What is probably a name.
    LikelyName,
}

impl What {
    /// All kinds, in the order in which the book tells them.
    pub const ALL: [Self; 11] = [
        Self::TenDigits,
        Self::LongNumber,
        Self::HospitalNumber,
        Self::Telephone,
        Self::Postcode,
        Self::Email,
        Self::Date,
        Self::TitledName,
        Self::IntroducedName,
        Self::TwoNames,
        Self::LikelyName,
    ];

    /// Whether it is asked about and may be confirmed; everything else is refused.
    pub const fn is_asked(self) -> bool {
        matches!(self, Self::LikelyName)
    }

    /// The kind in a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::TenDigits => "ten digits, like an NHS or CHI number",
            Self::LongNumber => "eight or more digits in a row",
            Self::HospitalNumber => "a hospital’s or a report’s number",
            Self::Telephone => "a telephone number",
            Self::Postcode => "a postcode",
            Self::Email => "an e-mail address",
            Self::Date => "a full date",
            Self::TitledName => "a title with a name",
            Self::IntroducedName => "a name that is called one",
            Self::TwoNames => "two capitalised words",
            Self::LikelyName => "a likely name",
        }
    }
}
