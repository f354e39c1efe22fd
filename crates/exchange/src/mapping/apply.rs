//! From what somebody sent to the files of a bundle.

use std::collections::BTreeMap;

use domain::bundle::{Direction, Meta};
use domain::questions::Questions;
use domain::time::WallTime;
use domain::value::CentreCode;
use domain::{Audience, FieldSpec, Need, Shared};

use super::places::{Origin, Places};
use crate::error::{Doing, Error, Result};
use crate::layout::{self, sheets};
use crate::read::{Files, Row, Table, Tables};
use crate::tidy::tidy;
use crate::write::bundle_csv;

/// What the columns of the sheets mean: by sheet, then header; no column for what is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice(pub BTreeMap<String, BTreeMap<String, Option<String>>>);

/// What an upload is, besides its tables.
#[derive(Debug, Clone)]
pub struct Upload<'a> {
    /// The centre that sends it, for rows that name none.
    pub centre: Option<&'a CentreCode>,
    /// No row is real.
    pub synthetic: bool,
    /// Nothing in it is later.
    pub at: WallTime,
    /// Version of the public-holiday calendar.
    pub calendar_version: String,
    /// The questions of the network.
    pub questions: &'a Questions,
    /// Whether a `bundle.csv` or sheet `bundle` that came with it is believed. It may say that the bundle is
    /// an export, whose times of entry are kept.
    pub trust_bundle_csv: bool,
}

/// The files of a bundle, and where each cell came from.
#[derive(Debug, Clone, Default)]
pub struct Applied {
    /// Files by name, as [`domain::bundle::Bundle::open`] takes them.
    pub files: Files,
    /// Where their cells came from.
    pub places: Places,
}

/// Makes the files of a bundle. A file that is one already is taken byte for byte; a sheet that was not
/// sent is a header without rows; cells of workbooks are tidied.
pub fn apply(tables: &Tables, choice: &Choice, upload: &Upload<'_>) -> Result<Applied> {
    let mut applied = Applied::default();
    let own = tables.bundle_csv.clone().filter(|_| upload.trust_bundle_csv);
    applied
        .files
        .insert("bundle.csv".to_owned(), own.unwrap_or_else(|| bundle_csv(&meta(upload)).into_bytes()));
    let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
    for table in &tables.tables {
        let Some(sheet) = table.sheet() else { continue };
        if let Some(other) = taken.insert(sheet.stem, &table.name) {
            return Err(Error::refused(format!(
                "“{other}” and “{}” are both {}. Put their rows together on one sheet.",
                table.name, sheet.stem
            )));
        }
        let name = format!("{}.csv", sheet.stem);
        if let Some(bytes) = table.file.as_ref().filter(|bytes| is_unreadable(bytes)) {
            applied.files.insert(name, bytes.clone());
            continue;
        }
        let columns = Columns::of(table, &sheet.with(upload.questions, Audience::Desk), choice, upload)?;
        applied.places.add(sheet.stem, columns.origin(table));
        applied.files.insert(name, columns.write(table)?);
    }
    for sheet in sheets().iter().filter(|sheet| !taken.contains_key(sheet.stem)) {
        let header: Vec<_> = sheet.fields().map(|field| &*field.name).collect();
        applied.files.insert(format!("{}.csv", sheet.stem), format!("{}\n", header.join(",")).into_bytes());
    }
    Ok(applied)
}

/// What is wrong with such a file, the bundle says better.
fn is_unreadable(bytes: &[u8]) -> bool {
    bytes.is_empty() || bytes.contains(&0) || std::str::from_utf8(bytes).is_err()
}

fn meta(upload: &Upload<'_>) -> Meta {
    Meta {
        direction: Direction::Upload,
        synthetic: upload.synthetic,
        extract_at: upload.at,
        calendar_version: upload.calendar_version.clone(),
    }
}

/// The columns of a file, and the place of each in what was sent.
struct Columns<'a> {
    places: Vec<(Shared<FieldSpec>, Option<usize>)>,
    /// Every header names its column, none is missing, and it is a file: nothing has to be done.
    is_bundle_file: bool,
    centre: &'a str,
}

impl<'a> Columns<'a> {
    fn of(table: &Table, form: &layout::Table, choice: &Choice, upload: &Upload<'a>) -> Result<Self> {
        let meant = choice.0.get(&table.name);
        let column_of =
            |header: &String| meant.and_then(|meant| meant.get(header)).and_then(Option::as_deref);
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, header) in table.header.iter().enumerate() {
            let Some(column) = column_of(header) else { continue };
            if form.field(column).is_none() {
                return Err(Error::refused(format!(
                    "“{}”: there is no column {column} in {}.",
                    table.name, form.stem
                )));
            }
            if let Some(other) = places.insert(column, place)
                && table.file.is_none()
            {
                return Err(Error::refused(format!(
                    "“{}”: the columns “{}” and “{header}” both stand for {column}. Choose one of them and leave the other out.",
                    table.name, table.header[other]
                )));
            }
        }
        let place = |field: &Shared<FieldSpec>| places.get(&*field.name).copied();
        let fields = form.columns().iter().map(|column| column.field.clone());
        let columns: Vec<_> = fields.map(|field| (field.clone(), place(&field))).collect();
        let own = columns.iter().take(form.asked_from());
        let named_exactly = table.header.iter().all(|header| column_of(header) == Some(header));
        let is_bundle_file =
            table.file.is_some() && named_exactly && own.clone().all(|(_, place)| place.is_some());
        let asked = columns.iter().skip(form.asked_from()).filter(|(_, place)| place.is_some());
        let columns = own.chain(asked).cloned().collect();
        let centre = upload.centre.map_or("", CentreCode::as_str);
        let this = Self { places: columns, is_bundle_file, centre };
        this.refuse_missing(&table.name)?;
        Ok(this)
    }

    /// What every record needs must have a column.
    fn refuse_missing(&self, sheet: &str) -> Result<()> {
        let missing: Vec<String> = self
            .places
            .iter()
            .filter(|(field, place)| {
                place.is_none()
                    && field.need == Need::Save
                    && (field.name != "centre_code" || self.centre.is_empty())
            })
            .map(|(field, _)| format!("{} ({})", field.label, field.name))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(Error::refused(format!(
            "“{sheet}” has no column for {}. Every row needs it: say which column it is, or add one.",
            missing.join(", ")
        )))
    }

    fn origin(&self, table: &Table) -> Origin {
        let headers = self
            .places
            .iter()
            .filter_map(|(field, place)| Some((field.name.to_string(), table.header[(*place)?].clone())));
        Origin {
            name: table.name.clone(),
            is_file: table.file.is_some(),
            rows: table.rows.iter().map(|row| row.number).collect(),
            headers: headers.collect(),
        }
    }

    fn write(&self, table: &Table) -> Result<Vec<u8>> {
        if let Some(bytes) = table.file.as_ref().filter(|_| self.is_bundle_file) {
            return Ok(bytes.clone());
        }
        let doing = || format!("reading {}", table.name);
        let mut out = csv::WriterBuilder::new()
            .flexible(true)
            .terminator(csv::Terminator::Any(b'\n'))
            .from_writer(Vec::new());
        out.write_record(self.places.iter().map(|(field, _)| &*field.name)).doing(doing)?;
        for row in &table.rows {
            out.write_record(self.row(table, row).iter().map(|cell| cell.as_bytes())).doing(doing)?;
        }
        out.into_inner().map_err(csv::IntoInnerError::into_error).doing(doing)
    }

    /// A row of a file that is not as long as its header stays so, for the bundle to say it.
    fn row<'r>(&'r self, table: &'r Table, row: &'r Row) -> Vec<std::borrow::Cow<'r, str>> {
        if row.cells.len() != table.header.len() {
            let mut cells: Vec<_> = row.cells.iter().map(|cell| cell.as_str().into()).collect();
            cells.extend((cells.len() == self.places.len()).then_some("".into()));
            return cells;
        }
        let cell = |(field, place): &(Shared<FieldSpec>, Option<usize>)| match place
            .map(|place| row.cells[place].as_str())
        {
            None | Some("") if field.name == "centre_code" => self.centre.into(),
            None => "".into(),
            Some(cell) if table.file.is_some() => cell.into(),
            Some(cell) => tidy(field, cell),
        };
        self.places.iter().map(cell).collect()
    }
}
