//! From what somebody sent to the files of a bundle.

use std::collections::BTreeMap;

use domain::bundle::{Direction, Meta};
use domain::dictionary::{Dictionary, Reading};
use domain::spelling::tidy;
use domain::time::WallTime;
use domain::value::CentreCode;
use domain::{Audience, FieldSpec, Kind, Need, Shared};

use super::older::Older;
use super::places::{Origin, Places};
use crate::error::{Doing, Error, Result};
use crate::layout::{self, Sheet, sheets};
use crate::read::{Files, Row, Sure, Table, Tables};
use crate::write::bundle_csv_of;

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
    pub dictionary: &'a Dictionary,
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

/// Makes the files of a bundle. A bundle that says it is one is taken byte for byte; of all else cells are tidied.
/// What came under other names than today's stays in its version, and nobody chooses what its columns mean. A sheet that
/// was not sent is a header without rows; one of which every column is left out was not sent.
pub fn apply(tables: &Tables, choice: &Choice, upload: &Upload<'_>) -> Result<Applied> {
    let mut applied = Applied::default();
    let own = tables.bundle_csv.clone().filter(|_| upload.trust_bundle_csv);
    let is_strict = own.is_some();
    let past = || tables.of.as_ref().filter(|of| is_strict && !of.is_of_today());
    let of = tables.older().or_else(past);
    let version = of.map_or(domain::DICTIONARY_VERSION, Reading::version);
    let bundle_csv = own.unwrap_or_else(|| bundle_csv_of(&meta(upload), version).into_bytes());
    applied.files.insert("bundle.csv".to_owned(), bundle_csv);
    let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
    for (table, sheet) in used(tables, choice) {
        if let Some(other) = taken.insert(sheet.stem, &table.name) {
            return Err(Error::refused(format!(
                "“{other}” and “{}” are both {}. Put their rows together on one sheet, or leave out every column of one of them.",
                table.name, sheet.stem
            )));
        }
        let name = format!("{}.csv", sheet.stem);
        if let Some(bytes) = table.file.as_ref().filter(|bytes| is_unreadable(bytes)) {
            applied.files.insert(name, bytes.clone());
            continue;
        }
        let form = sheet.with(upload.dictionary, Audience::Desk);
        if let Some(bytes) = table.file.as_ref().filter(|_| is_strict || stands_twice(table, &form)) {
            applied.places.add(sheet.stem, Origin::of_file(table));
            applied.files.insert(name, bytes.clone());
            continue;
        }
        let (origin, bytes) = if let Some(of) = of {
            let older = Older::of(table, &form, of);
            refuse_merged(table, |place| older.takes(place))?;
            (older.origin(), older.write(upload.centre)?)
        } else {
            let columns = Columns::of(table, &form, choice, upload)?;
            refuse_merged(table, |place| columns.takes(place))?;
            (columns.origin(table), columns.write(table)?)
        };
        applied.places.add(sheet.stem, origin);
        applied.files.insert(name, bytes);
    }
    for sheet in sheets().iter().filter(|sheet| !taken.contains_key(sheet.stem)) {
        let columns = of.map(|of| domain::bundle::columns(sheet.stem, of));
        let today = || Some(sheet.fields().map(|field| &*field.name).collect());
        if let Some(header) = columns.unwrap_or_else(today) {
            applied
                .files
                .insert(format!("{}.csv", sheet.stem), format!("{}\n", header.join(",")).into_bytes());
        }
    }
    Ok(applied)
}

/// The tables that something is taken from. A sheet that only might be a table, and one beside another of the
/// same form, is left out when none of its columns is chosen.
fn used<'t>(tables: &'t Tables, choice: &Choice) -> Vec<(&'t Table, &'static Sheet)> {
    let known = tables.tables.iter().filter_map(|table| Some((table, table.sheet()?)));
    let (chosen, idle): (Vec<_>, Vec<_>) = known.partition(|(table, _)| {
        choice.0.get(&table.name).is_some_and(|columns| columns.values().any(Option::is_some))
    });
    let is_alone = |(table, sheet): &(&Table, &'static Sheet)| {
        table.sure() != Some(Sure::Part) && chosen.iter().all(|(_, other)| other.stem != sheet.stem)
    };
    let idle: Vec<_> = idle.into_iter().filter(is_alone).collect();
    chosen.into_iter().chain(idle).collect()
}

/// What is wrong with such a file, the bundle says better.
fn is_unreadable(bytes: &[u8]) -> bool {
    bytes.is_empty() || !domain::bundle::is_readable(bytes)
}

/// A whole file of a bundle in which a column stands twice: the bundle names it.
fn stands_twice(table: &Table, form: &layout::Table) -> bool {
    let mut own = form.fields().take(form.asked_from());
    let is_whole = own.all(|field| table.header.iter().any(|header| *header == field.name));
    let named = table.header.iter().all(|header| form.field(header).is_some());
    is_whole
        && named
        && (1..table.header.len()).any(|place| table.header[..place].contains(&table.header[place]))
}

fn meta(upload: &Upload<'_>) -> Meta {
    Meta {
        direction: Direction::Upload,
        synthetic: upload.synthetic,
        extract_at: upload.at,
        calendar_version: upload.calendar_version.clone(),
    }
}

/// Two columns of one meaning.
fn twice(table: &Table, one: &str, other: &str, column: &str) -> Error {
    Error::refused(if one == other {
        format!(
            "“{}” has the column “{one}” twice. Take one of the two out, and send the file again.",
            table.name
        )
    } else {
        format!(
            "“{}”: the columns “{one}” and “{other}” both stand for {column}. Choose one of them and leave the other out.",
            table.name
        )
    })
}

/// Of merged cells the first alone holds what all of them show. `is_taken` tells the columns that count.
fn refuse_merged(table: &Table, is_taken: impl Fn(usize) -> bool) -> Result<()> {
    let mut merged =
        table.merged.iter().filter(|merged| (merged.columns.0..=merged.columns.1).any(&is_taken));
    let Some(first) = merged.next() else { return Ok(()) };
    let header = table.header.get(first.columns.0).map_or("", String::as_str);
    let more = match merged.count() {
        0 => String::new(),
        more => format!(" ({more} more on this sheet)"),
    };
    Err(Error::refused(format!(
        "“{}”: the cells {} of the column “{header}” are merged{more}, and only the first of them holds what all of them show. Undo the merging, write the value into every row, and send the file again.",
        table.name, first.cells
    )))
}

/// The columns of a file, and the place of each in what was sent.
struct Columns<'a> {
    places: Vec<(Shared<FieldSpec>, Option<usize>)>,
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
            if let Some(other) = places.insert(column, place) {
                return Err(twice(table, &table.header[other], header, column));
            }
        }
        let place = |field: &Shared<FieldSpec>| places.get(&*field.name).copied();
        let fields = form.columns().iter().map(|column| column.field.clone());
        let columns: Vec<_> = fields.map(|field| (field.clone(), place(&field))).collect();
        let own = columns.iter().take(form.asked_from());
        let asked = columns.iter().skip(form.asked_from()).filter(|(_, place)| place.is_some());
        let columns = own.chain(asked).cloned().collect();
        let centre = upload.centre.map_or("", CentreCode::as_str);
        let this = Self { places: columns, centre };
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
            .map(|(field, _)| {
                let both =
                    if matches!(field.kind, Kind::WallTime) { ", date and time in one column" } else { "" };
                format!("{} ({}){both}", field.label, field.name)
            })
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
        Origin { headers: headers.collect(), ..Origin::of_file(table) }
    }

    fn takes(&self, place: usize) -> bool {
        self.places.iter().any(|(_, taken)| *taken == Some(place))
    }

    fn write(&self, table: &Table) -> Result<Vec<u8>> {
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
            Some(cell) => tidy(field, cell),
        };
        self.places.iter().map(cell).collect()
    }
}
