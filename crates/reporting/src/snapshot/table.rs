//! One Parquet file, written row group by row group.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use domain::Raw;
use jiff::tz::TimeZone;
use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;

use super::layout::Layout;
use super::rows::Rows;
use crate::error::{Doing, Result};

/// Rows in a row group, which ends with the record that fills it. Part of the format: another number makes
/// other bytes.
pub(super) const ROW_GROUP: usize = 65_536;

/// Room for the rows of a row group and for the last record's children: a column that grows is there twice while it is moved.
/// What is not filled takes no memory.
const ROOM: usize = ROW_GROUP + 256;

/// The writer of one table.
pub(super) struct TableFile {
    rows: Rows,
    pending: usize,
    out: BatchedWriter<BufWriter<File>>,
}

impl TableFile {
    pub(super) fn create(folder: &Path, layout: Layout) -> Result<Self> {
        let mut rows = Rows::new(layout, ROOM);
        let empty = rows.take().doing(|| format!("laying out {}", rows.file_name()))?;
        let out = open(&folder.join(rows.file_name()), empty.schema())?;
        Ok(Self { rows, pending: 0, out })
    }

    /// The name of the file.
    pub(super) fn name(&self) -> String {
        self.rows.file_name()
    }

    /// Adds the rows that a record makes in this table.
    pub(super) fn push(&mut self, record: &Raw, zone: &TimeZone) -> Result<()> {
        self.pending += self.rows.push(record, zone)?;
        if self.pending >= ROW_GROUP { self.flush() } else { Ok(()) }
    }

    /// Writes what is pending and the footer; the number of rows.
    pub(super) fn close(mut self) -> Result<u64> {
        self.flush()?;
        self.out.finish().doing(|| format!("writing {}", self.name()))?;
        Ok(self.rows.count())
    }

    fn flush(&mut self) -> Result<()> {
        let frame = self.rows.take();
        self.pending = 0;
        frame
            .and_then(|frame| if frame.height() > 0 { self.out.write_batch(&frame) } else { Ok(()) })
            .doing(|| format!("writing {}", self.name()))
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
