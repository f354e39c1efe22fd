//! The whole cube as one Parquet file, for programs of analysis: the rows of `cube.csv`.

use disclosure::cube::{MOST_VARIABLES, Predicate, Schema, state};
use polars::prelude::*;

use super::Release;
use crate::error::{Doing, Result};

impl<C> Release<C> {
    /// One row a cell and figure: `stat`, `v1`, `n1` … `v3`, `n3`, `value`, `state`.
    pub fn to_parquet(&self) -> Result<Vec<u8>> {
        let doing = || "writing a release as Parquet".to_owned();
        let mut table = self.table().doing(doing)?;
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes).finish(&mut table).doing(doing)?;
        Ok(bytes)
    }

    fn table(&self) -> PolarsResult<DataFrame> {
        let stats = self.schema().stats();
        let mut rows = Rows::default();
        for (predicate, cell) in self.cube().cells() {
            for (stat, value) in stats.iter().zip(cell.values()) {
                rows.push(stat, predicate, self.schema(), value);
            }
        }
        rows.table()
    }
}

/// The columns as they grow.
#[derive(Default)]
struct Rows {
    stats: Vec<String>,
    parts: [[Vec<Option<String>>; 2]; MOST_VARIABLES],
    values: Vec<Option<f64>>,
}

impl Rows {
    fn push(&mut self, stat: &str, predicate: &Predicate, schema: &Schema, value: Option<f64>) {
        self.stats.push(stat.to_owned());
        self.values.push(value);
        let mut named = schema.named(predicate);
        for [variables, nodes] in &mut self.parts {
            let (variable, node) =
                named.next().map_or((None, None), |(v, n)| (Some(v.to_owned()), Some(n.to_owned())));
            variables.push(variable);
            nodes.push(node);
        }
    }

    fn table(self) -> PolarsResult<DataFrame> {
        let states: Vec<&str> = self.values.iter().map(|value| state(*value)).collect();
        let mut columns = vec![Column::new("stat".into(), self.stats)];
        for ([variables, nodes], at) in self.parts.into_iter().zip(1..) {
            columns.push(Column::new(format!("v{at}").into(), variables));
            columns.push(Column::new(format!("n{at}").into(), nodes));
        }
        columns.push(Column::new("value".into(), self.values));
        columns.push(Column::new("state".into(), states));
        DataFrame::new_infer_height(columns)
    }
}
