//! What one version of the dictionary asked: as much as reading its records takes.

use std::collections::BTreeMap;

use super::Version;
use super::fault::Fault;
use crate::spec::{FormSpec, Kind};

/// The questions of one version. Past ones are kept as files, `dictionary/0.1.csv`, one row a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// The version.
    pub version: Version,
    /// By form or repeated group, in the order of the columns.
    asked: BTreeMap<String, Vec<Asked>>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) field: String,
    /// What kind of answer it takes, e.g. `dec1`.
    kind: String,
    /// The codes of its list.
    pub(super) codes: Vec<String>,
}

const COLUMNS: [&str; 5] = ["form", "position", "field", "kind", "codes"];

impl Edition {
    /// The questions of forms as they are.
    pub fn of(version: Version, forms: &[&'static FormSpec]) -> Self {
        let groups = forms.iter().flat_map(|form| form.children.iter().map(|child| child.spec));
        let specs = forms.iter().copied().chain(groups);
        let asked = specs.map(|spec| (spec.id.to_owned(), spec.fields.iter().map(Asked::of).collect()));
        Self { version, asked: asked.collect() }
    }

    /// Reads its file.
    pub fn read(version: Version, csv: &str) -> Result<Self, Fault> {
        let broken = |row: usize, problem: String| Fault::Broken { version, row, problem };
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        if reader.headers().is_ok_and(|header| header.iter().ne(COLUMNS)) {
            return Err(broken(0, format!("the columns must be {}", COLUMNS.join(","))));
        }
        let mut asked: BTreeMap<String, Vec<Asked>> = BTreeMap::new();
        for (row, record) in reader.records().enumerate() {
            let record = record.map_err(|error| broken(row + 1, error.to_string()))?;
            let [form, position, field, kind, codes] = &record.iter().collect::<Vec<_>>()[..] else {
                return Err(broken(row + 1, "it has not five cells".to_owned()));
            };
            let fields = asked.entry((*form).to_owned()).or_default();
            if position.parse() != Ok(fields.len() + 1) {
                let next = fields.len() + 1;
                return Err(Fault::Gap {
                    version,
                    form: (*form).to_owned(),
                    position: (*position).to_owned(),
                    next,
                });
            }
            if fields.iter().any(|known| known.field == *field) {
                return Err(broken(row + 1, format!("{form} asks {field} twice")));
            }
            let codes = codes.split('|').filter(|code| !code.is_empty()).map(str::to_owned).collect();
            fields.push(Asked { field: (*field).to_owned(), kind: (*kind).to_owned(), codes });
        }
        Ok(Self { version, asked })
    }

    /// Its file.
    pub fn to_csv(&self) -> String {
        let row = |(form, place, asked): (&str, usize, &Asked)| {
            format!("{form},{place},{},{},{}\n", asked.field, asked.kind, asked.codes.join("|"))
        };
        let numbered = |(form, fields): (&'_ String, &'_ Vec<Asked>)| {
            let fields = fields.iter().enumerate();
            fields.map(|(place, asked)| row((form, place + 1, asked))).collect::<String>()
        };
        let header = format!("{}\n", COLUMNS.join(","));
        std::iter::once(header).chain(self.asked.iter().map(numbered)).collect()
    }

    /// The fields of a form or repeated group in the order of its columns; none when the version had no such form.
    pub fn fields(&self, form: &str) -> Option<impl Iterator<Item = &str>> {
        self.asked.get(form).map(|fields| fields.iter().map(|asked| asked.field.as_str()))
    }

    pub(super) fn asks(&self, form: &str, field: &str) -> Option<&Asked> {
        self.asked.get(form)?.iter().find(|asked| asked.field == field)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Asked)> {
        self.asked.iter().flat_map(|(form, fields)| fields.iter().map(move |asked| (form.as_str(), asked)))
    }
}

impl Asked {
    fn of(field: &crate::FieldSpec) -> Self {
        let codes =
            field.kind.list().map(|list| list.codes.iter().map(|code| code.code.to_string()).collect());
        Self { field: field.name.to_string(), kind: kind(&field.kind), codes: codes.unwrap_or_default() }
    }

    /// Whether an answer to the other is an answer to this, but for its codes.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.kind == other.kind
    }

    pub(super) fn kind(&self) -> &str {
        &self.kind
    }
}

/// How a cell is read, in one word. Bounds are left out: what was inside them once stays readable.
fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Centre => "centre",
        Kind::Pseudonym => "pseudonym",
        Kind::Ref => "ref",
        Kind::Token(_) => "token",
        Kind::Code(_) => "code",
        Kind::Codes(_) => "codes",
        Kind::Int { .. } => "int",
        Kind::Dec { scale, .. } => return format!("dec{scale}"),
        Kind::WallTime => "time",
        Kind::Date => "date",
        Kind::Month => "month",
        Kind::Flag => "flag",
        Kind::Text { .. } => "text",
    }
    .to_owned()
}
