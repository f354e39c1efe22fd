//! One Parquet file, written row group by row group.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use domain::Raw;
use jiff::tz::TimeZone;
use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;

use super::columns::FieldColumns;
use super::layout::Layout;
use crate::error::{Doing, Error, Result};

/// Rows in a row group. Part of the format: another number makes other bytes.
const ROW_GROUP: usize = 65_536;

/// The writer of one table.
pub(super) struct TableFile {
    layout: Layout,
    columns: Vec<FieldColumns>,
    pending: usize,
    rows: u64,
    out: BatchedWriter<BufWriter<File>>,
}

impl TableFile {
    pub(super) fn create(folder: &Path, layout: Layout) -> Result<Self> {
        let mut columns: Vec<_> = layout.fields.iter().map(|field| FieldColumns::new(field)).collect();
        let empty = frame(&mut columns).doing(|| format!("laying out {}", layout.file_name()))?;
        let out = open(&folder.join(layout.file_name()), empty.schema())?;
        Ok(Self { layout, columns, pending: 0, rows: 0, out })
    }

    /// The name of the file.
    pub(super) fn name(&self) -> String {
        self.layout.file_name()
    }

    /// Adds a row: the cells it inherits from its record, then its own.
    pub(super) fn push(&mut self, inherited: &[&str], row: &Raw, zone: &TimeZone) -> Result<()> {
        let own = self.layout.fields.len() - self.layout.inherited;
        if inherited.len() != self.layout.inherited || row.cells.len() != own {
            return Err(self.fault("the row", "it has not as many cells as its form"));
        }
        let cells = inherited.iter().copied().chain(row.cells.iter().map(String::as_str));
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            if let Err(fault) = column.push(cell, zone) {
                let column = column.name();
                return Err(self.fault(column, fault.rule()));
            }
        }
        self.pending += 1;
        self.rows += 1;
        if self.pending == ROW_GROUP { self.flush() } else { Ok(()) }
    }

    /// Writes what is pending and the footer; the number of rows.
    pub(super) fn close(mut self) -> Result<u64> {
        self.flush()?;
        self.out.finish().doing(|| format!("writing {}", self.layout.file_name()))?;
        Ok(self.rows)
    }

    fn flush(&mut self) -> Result<()> {
        let frame = frame(&mut self.columns);
        self.pending = 0;
        frame
            .and_then(|frame| if frame.height() > 0 { self.out.write_batch(&frame) } else { Ok(()) })
            .doing(|| format!("writing {}", self.layout.file_name()))
    }

    fn fault(&self, column: &str, problem: &str) -> Error {
        Error::Engine {
            doing: format!("writing {}, row {}, {column}", self.layout.file_name(), self.rows + 1),
            source: problem.into(),
        }
    }
}

/// Writes a small table in one go; the number of rows.
pub(super) fn write_whole(path: &Path, frame: &DataFrame) -> Result<u64> {
    let doing = || format!("writing {}", path.display());
    let mut out = open(path, frame.schema())?;
    out.write_batch(frame).and_then(|()| out.finish()).doing(doing)?;
    Ok(frame.height() as u64)
}

fn open(path: &Path, schema: &Schema) -> Result<BatchedWriter<BufWriter<File>>> {
    let file = File::create_new(path).doing(|| format!("creating {}", path.display()))?;
    // One thread, a named compression and full statistics: nothing is left to a default that may change.
    ParquetWriter::new(BufWriter::new(file))
        .with_compression(ParquetCompression::Zstd(None))
        .with_statistics(StatisticsOptions::full())
        .set_parallel(false)
        .batched(schema)
        .doing(|| format!("writing {}", path.display()))
}

fn frame(columns: &mut [FieldColumns]) -> PolarsResult<DataFrame> {
    DataFrame::new_infer_height(columns.iter_mut().flat_map(FieldColumns::take).collect())
}
