//! The dictionary entry of a form, made by `#[derive(Form)]`.

use std::any::Any;
use std::borrow::Cow;
use std::fmt::Debug;

use crate::answer::Answer;
use crate::bounds::Bounds;
use crate::code::CodeList;
use crate::condition::Condition;
use crate::disclosure_class::DisclosureClass;
use crate::finding::Notes;
use crate::leaves::Leaves;
use crate::presented::{GridColumn, Presented};
use crate::raw::Raw;
use crate::read::Reader;
use crate::shared::Shared;
use crate::time::Now;
use crate::value::{CentreCode, Quantity};

/// Everything that is known about a form without a record of it: the HTML form, CSV and Parquet columns,
/// JSON Schema and codebook are all drawn from it.
#[derive(Debug)]
pub struct FormSpec {
    /// Stable id used in addresses and in the store, e.g. `physio_contact`.
    pub id: &'static str,
    /// Number in the data dictionary, e.g. `F09`.
    pub number: &'static str,
    /// Its place among the forms; forms that say none come last.
    pub place: u8,
    /// Title for people.
    pub title: &'static str,
    /// Title of a list of its records.
    pub plural: &'static str,
    /// How another record's page offers it; nothing when it hangs on no other.
    pub offer: Option<Offered>,
    /// Stem of its CSV and Parquet files, e.g. `physio_contacts`.
    pub file: &'static str,
    /// What one record is.
    pub help: &'static str,
    /// Columns that, after the centre, identify a record.
    pub key: &'static [&'static str],
    /// The form that a record belongs to.
    pub parent: Option<Parent>,
    /// Records beside the parent that a record may name, of the same admission where both have one.
    pub names: &'static [Parent],
    /// The column that says when the record happened.
    pub occurred: Option<&'static str>,
    /// Fields in the order of the dictionary.
    pub fields: &'static [FieldSpec],
    /// Repeated groups inside a record.
    pub children: &'static [ChildSpec],
    /// Reads a record; every cell that cannot be read is a finding. What follows from other answers and was not sent is
    /// made; rows that are made stand behind those that were sent.
    pub read: fn(&Raw, &mut Reader<'_>) -> Box<dyn Record>,
    /// Leaves out of a record what nobody is asked because it is made.
    pub unasked: Option<fn(&mut Raw)>,
}

/// How a page offers a new record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offered {
    /// Its place among the offers of the page.
    pub place: u8,
    /// The words of the link, e.g. `Enter a contact`.
    pub words: &'static str,
}

/// The record that a record belongs to, or names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parent {
    /// The other's form.
    pub form: &'static str,
    /// The columns that, after the centre, hold the other's key.
    pub columns: &'static [&'static str],
}

/// A repeated group, e.g. the interventions of a contact.
#[derive(Debug)]
pub struct ChildSpec {
    /// Name of the list in JSON.
    pub name: &'static str,
    /// The rows' own entry. Its key columns start with the parent's, which a row inside its record does
    /// not repeat.
    pub spec: &'static FormSpec,
    /// Its column in the grid in which several records are entered at once.
    pub grid: Option<GridColumn>,
}

/// One field.
#[derive(Debug, Clone)]
pub struct FieldSpec {
    /// Column name.
    pub name: Cow<'static, str>,
    /// Label in sentence case.
    pub label: Cow<'static, str>,
    /// Help text, or nothing.
    pub help: Cow<'static, str>,
    /// Unit in words, or nothing.
    pub unit: Cow<'static, str>,
    /// The group of fields it is shown in.
    pub section: &'static str,
    /// The type of its cell.
    pub kind: Kind,
    /// When it must be filled.
    pub need: Need,
    /// The condition of [`Need::SaveIf`] and [`Need::LockIf`] in words.
    pub when: Cow<'static, str>,
    /// That condition.
    pub needed_if: Option<Condition>,
    /// When it is asked, by the record's other answers; nothing when always.
    pub asked_if: Option<Condition>,
    /// The rule an empty cell breaks; by default X-REQ, X-COND or L-REQ as the need says.
    pub rule: &'static str,
    /// Whether NK, NR, NA or UTA may stand in place of a value.
    pub miss: bool,
    /// Values outside are unlikely and are asked about.
    pub warn: Option<Bounds>,
    /// Set by the system; never asked.
    pub system: bool,
    /// How far what stands in it may go.
    pub leaves: Leaves,
    /// What it could tell about one person.
    pub class: DisclosureClass,
    /// How it is shown beside its own form.
    pub presented: Presented,
}

/// When a field must be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Always, to save (M).
    Save,
    /// To save, when its condition holds (C).
    SaveIf,
    /// Always, to sign off (L).
    Lock,
    /// To sign off, when its condition holds.
    LockIf,
    /// Never (O).
    Optional,
}

/// The type of a cell, with its bounds.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A centre's three-letter code.
    Centre,
    /// A patient's pseudonym with its check character.
    Pseudonym,
    /// A reference made for the audit.
    Ref,
    /// A value with a grammar of its own.
    Token(Grammar),
    /// One code of a list.
    Code(Shared<CodeList>),
    /// Several codes of a list, each once.
    Codes(Shared<CodeList>),
    /// A whole number.
    Int { min: Option<i64>, max: Option<i64> },
    /// A decimal number with a fixed number of decimals.
    Dec { min: Option<f64>, max: Option<f64>, scale: u8 },
    /// The centre's wall clock, to the minute.
    WallTime,
    /// A date.
    Date,
    /// A calendar month.
    Month,
    /// Yes or no.
    Flag,
    /// Free text of at most so many characters.
    Text { max: usize },
}

impl Kind {
    /// This kind with the bounds of a number; for the derive, which makes kinds before the program runs.
    #[doc(hidden)]
    #[must_use]
    pub const fn within(&self, int: (Option<i64>, Option<i64>), dec: (Option<f64>, Option<f64>)) -> Self {
        match self {
            Self::Int { .. } => Self::Int { min: int.0, max: int.1 },
            Self::Dec { scale, .. } => Self::Dec { min: dec.0, max: dec.1, scale: *scale },
            _ => panic!("a range stands on a number only"),
        }
    }

    /// The bounds outside which a number is refused; none when it is no number.
    #[expect(clippy::cast_precision_loss, reason = "bounds have a few digits")]
    pub fn bounds(&self) -> Bounds {
        match *self {
            Self::Int { min, max } => {
                Bounds { min: min.map(|min| min as f64), max: max.map(|max| max as f64) }
            }
            Self::Dec { min, max, .. } => Bounds { min, max },
            _ => Bounds::NONE,
        }
    }

    /// The list of a code or of a set of codes.
    pub fn list(&self) -> Option<&CodeList> {
        match self {
            Self::Code(list) | Self::Codes(list) => Some(list),
            _ => None,
        }
    }

    /// Whether a cell is one code of the list of this kind.
    pub fn has_code(&self, cell: &str) -> bool {
        self.list().is_some_and(|list| list.get(cell).is_some())
    }
}

/// How values of a grammar of their own are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grammar {
    /// For people.
    pub words: &'static str,
    /// For programs: a regular expression over the whole text.
    pub pattern: &'static str,
    /// Most are numbers, which programs may send as such.
    pub number: bool,
}

impl FormSpec {
    /// Whether its records are about a patient; the others are about the centre as a whole.
    pub fn is_of_patient(&self) -> bool {
        self.index("patient_ref").is_some()
            || self.parent.and_then(|parent| crate::forms::form(parent.form)).is_some_and(Self::is_of_patient)
    }

    /// The records that a record belongs to or names.
    pub fn others(&self) -> impl Iterator<Item = &Parent> {
        self.parent.iter().chain(self.names)
    }

    /// The key columns that hold a reference of the record's own, beside those of what it belongs to.
    pub fn own_references(&self) -> impl Iterator<Item = &'static str> {
        let is_parents = |column: &str| self.parent.is_some_and(|parent| parent.columns.contains(&column));
        let is_reference = |name: &str| {
            matches!(self.field(name).map(|field| &field.kind), Some(Kind::Ref | Kind::Pseudonym))
        };
        self.key.iter().copied().filter(move |name| is_reference(name) && !is_parents(name))
    }

    /// The index of a field.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// A field by name.
    pub fn field(&self, name: &str) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The value of an answer, unless it lies outside the bounds of its field: that has its finding, and nothing else
    /// follows from it.
    pub fn sound<T: Quantity + Copy>(&self, field: &str, answer: &Answer<T>) -> Option<T> {
        let bounds = self.field(field)?.kind.bounds();
        answer.value().filter(|value| bounds.side(value.quantity()).is_none())
    }

    /// The index of a repeated group.
    pub fn child_index(&self, name: &str) -> Option<usize> {
        self.children.iter().position(|child| child.name == name)
    }

    /// A repeated group by name.
    pub fn child(&self, name: &str) -> Option<&'static ChildSpec> {
        self.children.iter().find(|child| child.name == name)
    }
}

/// A struct that is a form. Implemented by `#[derive(Form)]`.
pub trait Form: Record + Sized {
    /// What the conditions of its fields need to know of the surroundings.
    type Facts: Default;

    /// Its dictionary entry.
    fn spec() -> &'static FormSpec;

    /// Reads every cell; what cannot be read is noted and becomes [`crate::Answer::Unreadable`].
    fn read(raw: &Raw, reader: &mut Reader<'_>) -> Self;

    /// Notes every empty cell that is needed (X-REQ, X-COND, L-REQ), every number outside its bounds
    /// (X-RANGE) and every unlikely one (X-SOFT), of the record's own fields.
    fn check_cells(&self, facts: &Self::Facts, notes: &mut Notes);
}

/// A record whose form is known at run time only.
pub trait Record: Any + Debug + Send + Sync {
    /// The form's entry.
    fn form(&self) -> &'static FormSpec;

    /// The record as text cells, in canonical spelling.
    fn write(&self) -> Raw;

    /// The centre that it names, if its form has a column for it.
    fn centre(&self) -> Option<&CentreCode>;

    /// Judges its cells without surroundings: of a duplicate, or of a record whose parent is absent.
    fn check_alone(&self, notes: &mut Notes);

    /// Judges it by the rules of its form, which need its own answers and nothing else: what stands under
    /// `#[validate(schema(…))]`. The record must be whole: rows that stand with another record are not missing.
    fn check_rules(&self, notes: &mut Notes);

    /// Judges its rows without surroundings, and rows of one group with the same key (K-DUP): of a form
    /// that has no rules of its own for them.
    fn check_rows(&self, notes: &mut Notes);

    /// Notes every time that lies in the future, of the record and its rows (X-FUTURE, or the field's own rule).
    fn check_times(&self, now: &Now, notes: &mut Notes);

    /// For a downcast to the form's struct.
    fn as_any(&self) -> &dyn Any;
}

/// When a record happened: the instant of its form's time, or the start of its day or month.
pub fn occurred(form: &FormSpec, raw: &Raw, zone: &jiff::tz::TimeZone) -> Option<jiff::Timestamp> {
    use crate::value::{Cell, Date, Month};
    let text = raw.get(form, form.occurred?);
    if let Ok(time) = crate::time::WallTime::read(text, zone) {
        return Some(time.instant());
    }
    let date = Date::read(text, zone).ok().or_else(|| Month::parse(text).map(Month::first))?;
    zone.to_timestamp(date.at(0, 0, 0, 0)).ok()
}
