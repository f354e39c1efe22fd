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

    /// What exactly is caught: the promise that the book makes.
    pub const fn promise(self) -> &'static str {
        match self {
            Self::TenDigits => {
                "Ten digits together, as 3-3-4, or as a date of birth and four; other groupings when the check \
                 digit of an NHS number is right."
            }
            Self::LongNumber => "Eight or more digits in a row.",
            Self::HospitalNumber => {
                "Four or more digits behind MRN, Datix, LFPSE, casenote, HCN, UDI, or behind hospital, patient, \
                 unit, case, admission, incident, serial, NHS, CHI, ICNARC, ELSO and the like with number, no or \
                 id; one to three letters with six or seven digits."
            }
            Self::Telephone => {
                "Mobile and landline numbers of the United Kingdom and Ireland from the first 0, numbers of any \
                 country with + or 00, and six or more digits behind tel, phone or fax."
            }
            Self::Postcode => "A full postcode.",
            Self::Email => "An e-mail address, with (at) for @ too.",
            Self::Date => "In notes, narratives, reasons and queries: a day with its month and year.",
            Self::TitledName => {
                "Mr, Mrs, Ms, Mx, Dr or Prof with a capitalised name; these, Miss, Nurse, Sister and the like with \
                 a common name."
            }
            Self::IntroducedName => {
                "A common name behind called, named, known as, name is, or behind wife, son, friend and the like, \
                 with or without is; a common first name behind patient is, she is and the like."
            }
            Self::TwoNames => {
                "Two capitalised words in a row where a code is expected: version, language, item."
            }
            Self::LikelyName => {
                "A common first name that is no word, place or device; a first name or an initial with a common \
                 surname; a capitalised word that no list knows behind a title, called, wife is, spoke to, seen by \
                 and the like; a word in another script than Latin."
            }
        }
    }

    /// Texts that show it.
    pub const fn examples(self) -> &'static [&'static str] {
        match self {
            Self::TenDigits => &["943 476 5919", "010170-1234", "9434 765 919"],
            Self::LongNumber => &["12345678"],
            Self::HospitalNumber => &["MRN 12345", "hospital no. 12-34-567", "RJ1234567", "Datix ref W12345"],
            Self::Telephone => &["07700 900 123", "(020) 7946 0958", "+44 (0)7700 900123", "tel 946 0958"],
            Self::Postcode => &["SW1A 1AA", "sw1a1aa"],
            Self::Email => &["jo@example.org", "jo (at) example . org"],
            Self::Date => &["12/03/1969", "12th of March, 1969"],
            Self::TitledName => &["Mr Smith", "Dr. O’Neill", "Mrs J. Smith-Jones", "Sister Murphy"],
            Self::IntroducedName => &["his wife is Margaret", "called Tom", "known as Bill", "she is Laura"],
            Self::TwoNames => &["Mary Smith"],
            Self::LikelyName => {
                &["Margaret sat out", "Grace Taylor", "J. Patel", "spoke to Bartholomea", "Анна"]
            }
        }
    }
}
