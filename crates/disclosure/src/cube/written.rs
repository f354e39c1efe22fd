//! The cube as a file that anybody can read: one row a cell and figure.
//!
//! ```text
//! stat,v1,n1,v2,n2,v3,n3,value,state
//! count,year,2025/26,age,to_34,,,45,shown
//! mean:ecmo_days,year,2025/26,age,to_34,,,,low
//! ```
//!
//! Rows stand in the order of the predicates, of each the count first; equal cubes give equal bytes. What is read back is held
//! to what a cube can hold: every cell of the schema once, each count a multiple of 5 from 10 up or nothing.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Cell, Count, Cube, Predicate, Schema};

const HEAD: &str = "stat,v1,n1,v2,n2,v3,n3,value,state";
const COUNT: &str = "count";
const SHOWN: &str = "shown";
const LOW: &str = "low";

/// The least that a count is told as.
const LEAST: u32 = 10;

/// A file that is no cube of its schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct Damaged {
    /// Where, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: &'static str,
}

impl Cube {
    /// Everything that is told, as CSV.
    pub fn to_csv(&self, schema: &Schema) -> String {
        let stats = schema.stats();
        let mut text = format!("{HEAD}\n");
        for (predicate, cell) in self.cells() {
            let parts = parts(schema, predicate);
            for (called, figure) in stats.iter().zip(cell.values()) {
                let value = figure.map_or_else(String::new, |figure| figure.to_string());
                // Writing into a text does not fail.
                let _ = writeln!(text, "{called},{parts}{value},{}", state(figure));
            }
        }
        text
    }

    /// Reads what [`Cube::to_csv`] wrote.
    pub fn from_csv(schema: &Schema, text: &str) -> Result<Self, Damaged> {
        let stats = schema.stats();
        let mut lines = text.lines().zip(1..).map(|(text, number)| Line { text, number });
        match lines.next() {
            Some(Line { text: HEAD, .. }) => {}
            _ => return Err(Damaged { line: 1, problem: "it does not begin with the names of the columns" }),
        }
        let mut cells = BTreeMap::new();
        let mut lines = lines.peekable();
        while let Some(first) = lines.peek() {
            let (number, predicate) = (first.number, first.predicate(schema)?);
            let mut of_cell = stats.iter().map(|stat| match lines.next() {
                Some(line) => line.figure(stat, schema, &predicate),
                None => Err(Damaged { line: number, problem: "the file ends within a cell" }),
            });
            let count = counted(of_cell.next().transpose()?.flatten(), number)?;
            let figures = of_cell.collect::<Result<Vec<_>, _>>()?;
            if count == Count::Low && figures.iter().any(Option::is_some) {
                return Err(Damaged { line: number, problem: "a figure is told of people who are hidden" });
            }
            if cells.insert(predicate, Cell { count, figures }).is_some() {
                return Err(Damaged { line: number, problem: "the cell stands there twice" });
            }
        }
        if cells.len() != schema.cells() {
            return Err(Damaged { line: 1, problem: "a cell of the schema is missing" });
        }
        Ok(Self::read_back(cells))
    }
}

impl Schema {
    /// How the count and the figures of a cell are called in files, in their order.
    pub fn stats(&self) -> Vec<String> {
        let figures = self.figures().into_iter().map(|figure| figure.code(self));
        std::iter::once(COUNT.to_owned()).chain(figures).collect()
    }
}

impl Cell {
    /// The count and the figures, in the order of [`Schema::stats`]; nothing where one is not told.
    pub fn values(&self) -> impl Iterator<Item = Option<f64>> {
        let count = match self.count {
            Count::Shown(count) => Some(f64::from(count)),
            Count::Low => None,
        };
        std::iter::once(count).chain(self.figures.iter().copied())
    }
}

/// How a file says whether something is told.
pub const fn state(value: Option<f64>) -> &'static str {
    if value.is_some() { SHOWN } else { LOW }
}

/// The variables and nodes of a predicate, in three pairs of columns.
fn parts(schema: &Schema, predicate: &Predicate) -> String {
    let mut text = String::new();
    let mut named = schema.named(predicate);
    for _ in 0..super::MOST_VARIABLES {
        let (variable, node) = named.next().unwrap_or(("", ""));
        let _ = write!(text, "{variable},{node},");
    }
    text
}

/// A count as it may be told.
fn counted(value: Option<f64>, line: usize) -> Result<Count, Damaged> {
    let Some(value) = value else { return Ok(Count::Low) };
    let is_told = (f64::from(LEAST)..=f64::from(u32::MAX)).contains(&value) && value % 5.0 == 0.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is within the range")]
    let told = is_told.then_some(Count::Shown(value as u32));
    told.ok_or(Damaged { line, problem: "no count is told like this" })
}

struct Line<'t> {
    text: &'t str,
    number: usize,
}

impl Line<'_> {
    fn damaged(&self, problem: &'static str) -> Damaged {
        Damaged { line: self.number, problem }
    }

    fn columns(&self) -> Result<[&str; 9], Damaged> {
        let columns: Vec<&str> = self.text.split(',').collect();
        columns.try_into().map_err(|_| self.damaged("it does not have nine columns"))
    }

    fn predicate(&self, schema: &Schema) -> Result<Predicate, Damaged> {
        let [_, v1, n1, v2, n2, v3, n3, ..] = self.columns()?;
        let parts = [(v1, n1), (v2, n2), (v3, n3)].into_iter().filter(|part| *part != ("", ""));
        Predicate::of(schema, parts).map_err(|_| self.damaged("its schema has no such cell"))
    }

    /// The figure of a cell that must stand here.
    fn figure(&self, stat: &str, schema: &Schema, of: &Predicate) -> Result<Option<f64>, Damaged> {
        let [own, .., value, state] = self.columns()?;
        if own != stat || self.predicate(schema)? != *of {
            return Err(self.damaged("another figure belongs here"));
        }
        match (value, state) {
            ("", LOW) => Ok(None),
            (value, SHOWN) => {
                let read =
                    value.parse::<f64>().ok().filter(|read| read.is_finite() && read.to_string() == value);
                read.map(Some).ok_or_else(|| self.damaged("its value is no number"))
            }
            _ => Err(self.damaged("it is neither shown with a value nor low without one")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::release::tests::cube;
    use super::super::schema::tests::schema;
    use super::*;

    fn damaged(text: &str) -> Damaged {
        Cube::from_csv(&schema(), text).unwrap_err()
    }

    #[test]
    fn reads_back_as_it_was_and_writes_the_same_again() {
        let cube = cube(1);
        let text = cube.to_csv(&schema());
        let read = Cube::from_csv(&schema(), &text).unwrap();
        assert_eq!(read, cube);
        assert_eq!(read.to_csv(&schema()), text);
        assert!(text.starts_with("stat,v1,n1,v2,n2,v3,n3,value,state\ncount,,,,,,,"), "{}", &text[..80]);
    }

    #[test]
    fn what_no_cube_holds_is_not_read() {
        let text = cube(1).to_csv(&schema());
        let line = |number: usize| text.lines().nth(number - 1).unwrap().to_owned();
        let with = |number: usize, new: &str| {
            let lines = text.lines().zip(1..).map(|(line, at)| if at == number { new } else { line });
            lines.collect::<Vec<_>>().join("\n")
        };
        let total = line(2);
        assert!(total.starts_with("count,,,,,,,6"), "{total}");
        assert_eq!(damaged(&with(2, "count,,,,,,,603,shown")).problem, "no count is told like this");
        assert_eq!(damaged(&with(2, "count,,,,,,,5,shown")).problem, "no count is told like this");
        assert_eq!(damaged(&with(2, "count,,,,,,,600,low")).line, 2);
        assert_eq!(damaged(&with(2, "count,,,,,,,1e2,shown")).problem, "its value is no number");
        assert_eq!(damaged(&with(2, &line(3))).problem, "another figure belongs here");
        assert_eq!(damaged(&with(2, "count,height,1,,,,,600,shown")).problem, "its schema has no such cell");
        assert_eq!(damaged(&with(1, "stat")).line, 1);
        let told = "a figure is told of people who are hidden";
        assert_eq!(damaged(&with(2, "count,,,,,,,,low")).problem, told);
        let short: Vec<&str> = text.lines().take(1 + 7).collect();
        assert_eq!(damaged(&short.join("\n")).problem, "the file ends within a cell");
        let few: Vec<&str> = text.lines().take(1 + 6).collect();
        assert_eq!(damaged(&few.join("\n")).problem, "a cell of the schema is missing");
        let twice = format!("{text}{}\n", text.lines().skip(1).take(6).collect::<Vec<_>>().join("\n"));
        assert_eq!(damaged(&twice).problem, "the cell stands there twice");
    }
}
