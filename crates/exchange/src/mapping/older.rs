//! A table of an older version of the dictionary: its columns are what that version says they are.

use std::borrow::Cow;

use domain::FieldSpec;
use domain::dictionary::Reading;
use domain::forms::Patient;
use domain::spelling::tidy;
use domain::value::CentreCode;

use super::mapped::{How, Mapped};
use super::places::Origin;
use crate::error::{Doing, Result};
use crate::layout;
use crate::mend;
use crate::read::{self, Row, Table};

/// The columns of the file that a table becomes: those of its version, then what that version does not know, under the
/// header it has, for the bundle to name.
pub(super) struct Older<'a> {
    table: &'a Table,
    columns: Vec<Column<'a>>,
    /// How many columns the version has.
    own: usize,
}

struct Column<'a> {
    name: &'a str,
    /// Its place in what was sent.
    place: Option<usize>,
    /// What asks today what it asked, as it asked it.
    field: Option<&'a FieldSpec>,
}

impl<'a> Older<'a> {
    pub(super) fn of(table: &'a Table, today: &'a layout::Table, reading: &'a Reading) -> Self {
        let names = domain::bundle::columns(today.stem, reading).unwrap_or_default();
        let asks_the_same = |name: &str| {
            let same = |field: &&FieldSpec| reading.name_of(today.spec(), &field.name) == Some(name);
            today.spec().fields.iter().find(same)
        };
        let mut columns: Vec<Column<'_>> = names
            .into_iter()
            .map(|name| {
                let field = asks_the_same(name);
                Column { name, place: place(&table.header, name, field), field }
            })
            .collect();
        let own = columns.len();
        for (place, header) in table.header.iter().enumerate() {
            if columns.iter().all(|column| column.place != Some(place)) && !mend::is_ours(header) {
                let mut asked = today.fields().skip(today.asked_from());
                let field = asked.find(|field| field.name == *header);
                columns.push(Column { name: header, place: Some(place), field });
            }
        }
        Self { table, columns, own }
    }

    /// What each column of the table is: nothing is guessed at.
    pub(super) fn mapped(&self) -> Vec<Mapped> {
        let one = |(place, header): (usize, &String)| {
            let found = self.columns.iter().enumerate().find(|(_, column)| column.place == Some(place));
            let known = found.filter(|(at, column)| *at < self.own || column.field.is_some());
            let (column, how) = match (known, found) {
                (Some((_, known)), _) if known.name == header => (Some(known.name.to_owned()), How::Exact),
                (Some((_, known)), _) => (Some(known.name.to_owned()), How::Spelling),
                (None, None) => (None, How::Ours),
                (None, Some(_)) => (None, How::Unknown),
            };
            Mapped { header: header.clone(), column, how }
        };
        self.table.header.iter().enumerate().map(one).collect()
    }

    /// Whether anything is taken from a column of the table.
    pub(super) fn takes(&self, place: usize) -> bool {
        self.columns.iter().any(|column| column.place == Some(place))
    }

    pub(super) fn origin(&self) -> Origin {
        let header =
            |column: &Column<'_>| Some((column.name.to_owned(), self.table.header[column.place?].clone()));
        Origin { headers: self.columns.iter().filter_map(header).collect(), ..Origin::of_file(self.table) }
    }

    /// The file. Rows without a centre are the sender's.
    pub(super) fn write(&self, centre: Option<&CentreCode>) -> Result<Vec<u8>> {
        let doing = || format!("reading {}", self.table.name);
        let centre = centre.map_or("", CentreCode::as_str);
        let mut out = csv::WriterBuilder::new()
            .flexible(true)
            .terminator(csv::Terminator::Any(b'\n'))
            .from_writer(Vec::new());
        out.write_record(self.columns.iter().map(|column| column.name)).doing(doing)?;
        for row in &self.table.rows {
            out.write_record(self.row(row, centre).iter().map(|cell| cell.as_bytes())).doing(doing)?;
        }
        out.into_inner().map_err(csv::IntoInnerError::into_error).doing(doing)
    }

    /// A row that is not as long as its header stays so, for the bundle to say it.
    fn row<'r>(&'r self, row: &'r Row, centre: &'r str) -> Vec<Cow<'r, str>> {
        if row.cells.len() != self.table.header.len() {
            let mut cells: Vec<_> = row.cells.iter().map(|cell| cell.as_str().into()).collect();
            cells.extend((cells.len() == self.columns.len()).then_some("".into()));
            return cells;
        }
        let cell = |column: &Column<'r>| {
            let cell = column.place.map_or("", |place| row.cells[place].as_str());
            match column.field {
                _ if cell.is_empty() && column.name == Patient::CENTRE_CODE => centre.into(),
                Some(field) => tidy(field, cell),
                None => cell.into(),
            }
        };
        self.columns.iter().map(cell).collect()
    }
}

/// The place of a column in a header: by its name, by its name in another spelling, or by the label that its question
/// has today.
fn place(header: &[String], name: &str, field: Option<&FieldSpec>) -> Option<usize> {
    let by = |fits: &dyn Fn(&str) -> bool| header.iter().position(|header| fits(header));
    by(&|header| header == name)
        .or_else(|| by(&|header| read::plain(header) == read::plain(name)))
        .or_else(|| by(&|header| field.is_some_and(|field| field.label == header)))
}
