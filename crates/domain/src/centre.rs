//! The directory: centres and their dated designations.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::code::Coded;
use crate::code_list;
use crate::value::CentreCode;

code_list! {
    /// Nations of the network. Each decides the public holidays, the law on information and the wall clock.
    pub enum Nation "NATION" {
        England = "ENG" "England",
        Scotland = "SCO" "Scotland",
        Wales = "WAL" "Wales",
        NorthernIreland = "NIR" "Northern Ireland",
        Ireland = "IRL" "Ireland",
    }
}

impl Nation {
    /// The zone of its wall clock.
    pub const fn zone(self) -> &'static str {
        match self {
            Self::Ireland => "Europe/Dublin",
            _ => "Europe/London",
        }
    }
}

code_list! {
    /// What a centre is designated as.
    pub enum DesignationKind "DESIG" {
        Commissioned = "COMMISSIONED" "Commissioned" in "RUNS",
        Surge = "SURGE" "Surge" in "RUNS",
        OtherNation = "COMMISSIONED_OTHER_NATION" "Commissioned in another nation" in "RUNS",
        Associate = "TRANSPLANT_ASSOC" "Transplant centre, associate",
        Former = "FORMER" "Former",
    }
}

/// A clinical site with its own physiotherapy lead.
#[derive(Debug, Clone, PartialEq)]
pub struct Centre {
    /// Stable for ever.
    pub code: CentreCode,
    pub name: String,
    pub short_name: String,
    pub site_name: String,
    pub trust_name: String,
    /// Empty while not verified.
    pub ods_code: String,
    pub nation: String,
    /// The zone of its wall clock.
    pub zone: TimeZone,
    pub adult_resp_ecmo_beds: Option<i64>,
    pub l3_beds: Option<i64>,
}

/// Most beds of either kind that a centre may have.
const BEDS: [(&str, i64); 2] = [("adult_resp_ecmo_beds", 40), ("l3_beds", 120)];

impl Centre {
    /// What is wrong with its entry in the directory, in a sentence without its full stop.
    pub fn problem(&self) -> Option<String> {
        let texts = [
            ("centre_name", &self.name, 120),
            ("short_name", &self.short_name, 40),
            ("site_name", &self.site_name, 120),
            ("trust_name", &self.trust_name, 120),
        ];
        for (column, text, longest) in texts {
            match text.chars().count() {
                0 => return Some(format!("{column} is empty")),
                length if length > longest => {
                    return Some(format!("{column} has {length} characters; {longest} are allowed"));
                }
                _ => {}
            }
        }
        if !self.ods_code.is_empty() && !is_ods_code(&self.ods_code) {
            return Some(format!(
                "“{}” is no organisation code: 3 to 8 capital letters and digits, or empty while it is not verified",
                self.ods_code
            ));
        }
        self.place_problem().or_else(|| self.beds_problem())
    }

    fn place_problem(&self) -> Option<String> {
        let Some(nation) = Nation::parse(&self.nation) else {
            return Some(format!("“{}” is not one of {}", self.nation, offer::<Nation>()));
        };
        (self.zone.iana_name() != Some(nation.zone()))
            .then(|| format!("the clock of a centre in {} is that of {}", nation.label(), nation.zone()))
    }

    fn beds_problem(&self) -> Option<String> {
        let given = [self.adult_resp_ecmo_beds, self.l3_beds];
        let mut beds = BEDS.into_iter().zip(given);
        let ((column, most), _) =
            beds.find(|((_, most), given)| given.is_some_and(|beds| !(0..=*most).contains(&beds)))?;
        Some(format!("{column} must be between 0 and {most}"))
    }
}

fn is_ods_code(text: &str) -> bool {
    (3..=8).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// The codes of a list, for a sentence.
fn offer<E: Coded>() -> String {
    E::LIST.codes.iter().map(|entry| &*entry.code).collect::<Vec<_>>().join(", ")
}

/// What a centre was designated as, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Designation {
    pub centre: CentreCode,
    /// A code of [`DesignationKind`].
    pub kind: String,
    /// First day.
    pub from: Date,
    /// Last day; `None` while it is valid.
    pub to: Option<Date>,
}

impl Designation {
    /// Whether runs are expected under it.
    pub fn takes_runs(&self) -> bool {
        DesignationKind::parse(&self.kind).is_some_and(|kind| kind.group() == "RUNS")
    }

    /// What is wrong with it by itself, in a sentence without its full stop.
    pub fn problem(&self) -> Option<String> {
        if DesignationKind::parse(&self.kind).is_none() {
            return Some(format!("“{}” is not one of {}", self.kind, offer::<DesignationKind>()));
        }
        let ends_early = self.to.filter(|to| *to < self.from)?;
        Some(format!("the designation ends on {ends_early}, before it begins on {}", self.from))
    }

    /// Whether a date lies in it, both ends included.
    pub fn holds_on(&self, date: Date) -> bool {
        self.from <= date && self.to.is_none_or(|to| date <= to)
    }
}

/// All centres and designations.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Directory {
    pub centres: Vec<Centre>,
    pub designations: Vec<Designation>,
}

impl Directory {
    /// A centre by its code.
    pub fn centre(&self, code: &str) -> Option<&Centre> {
        self.centres.iter().find(|centre| centre.code.as_str() == code)
    }

    /// A centre as people know it, `Papworth (PAP)`; the bare code when it is not in the directory.
    pub fn in_words(&self, code: &str) -> String {
        self.centre(code).map_or_else(|| code.to_owned(), |centre| format!("{} ({code})", centre.short_name))
    }

    /// Whether a centre was designated to take runs on a date.
    pub fn designated(&self, code: &CentreCode, date: Date) -> bool {
        self.designations.iter().any(|held| held.centre == *code && held.takes_runs() && held.holds_on(date))
    }

    /// V-CEN-1: the designations that overlap one before them, by their place in the list (from 0).
    pub fn overlapping(&self) -> Vec<usize> {
        let overlaps = |a: &Designation, b: &Designation| {
            a.centre == b.centre && a.to.is_none_or(|to| b.from <= to) && b.to.is_none_or(|to| a.from <= to)
        };
        (0..self.designations.len())
            .filter(|later| {
                let (before, rest) = self.designations.split_at(*later);
                before.iter().any(|earlier| overlaps(earlier, &rest[0]))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
