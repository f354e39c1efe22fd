//! The frames as Parquet files, so that anybody can ask another engine the queries of the indicators.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use files::Folder;
use polars::prelude::ParquetWriter;

use super::Frames;
use crate::error::{Doing, Result};

impl Frames {
    /// Writes each frame as `<name>.parquet` into a new folder; how many there are. Refused when something stands there
    /// already.
    pub fn write(&self, dir: &Path) -> Result<usize> {
        let folder = Folder::begin(dir)?;
        for (name, frame) in self.tables() {
            let path = folder.path().join(format!("{name}.parquet"));
            let doing = || format!("writing {}", path.display());
            let file = File::create_new(&path).doing(doing)?;
            ParquetWriter::new(BufWriter::new(file)).finish(&mut frame.clone()).doing(doing)?;
        }
        folder.finish()?;
        Ok(self.tables.len())
    }
}
