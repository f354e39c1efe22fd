//! Every record of a centre, for its own members, as one file.

use std::io::Cursor;
use std::sync::Arc;

use domain::actor::Action;
use domain::bundle::{Direction, Meta};
use domain::centre::Directory;
use domain::dictionary::Dictionary;
use domain::{Audience, Raw};
use exchange::xlsx::WorkbookWriter;
use exchange::{archive, codebook, layout, write};
use store::{Scoped, StoredRecord};

use super::Format;
use super::folder::complete;
use crate::Acts;
use crate::call::Call;
use crate::error::{Error, Result};

impl Acts {
    /// Every record of the centre, and of no other, as a packed CSV bundle or a workbook ([`Action::ExportRecords`]).
    /// Reading them is written into the audit trail.
    pub async fn download(&self, call: &Call, sight: &Scoped, format: Format) -> Result<Vec<u8>> {
        call.actor().permit_at(Action::ExportRecords, sight.centre()).map_err(store::Error::from)?;
        let export = Export {
            meta: self.meta(Direction::Export, call.now()).await?,
            dictionary: self.store().dictionary().await?,
            directory: self.store().directory().await?,
            records: sight.everything().await?,
        };
        self.desk().long(move |_| export.written(format)).await?
    }
}

/// Records on their way out.
struct Export {
    meta: Meta,
    dictionary: Arc<Dictionary>,
    directory: Directory,
    records: Vec<StoredRecord>,
}

impl Export {
    fn written(mut self, format: Format) -> Result<Vec<u8>> {
        self.records.iter_mut().for_each(|record| complete(record, &self.directory));
        match format {
            Format::Csv => Ok(self.bundle()?),
            Format::Workbook => Ok(self.workbook()?),
            Format::Parquet => Err(Error::refused("Parquet files are exported into a folder.")),
        }
    }

    /// The CSV bundle, packed, with its data dictionary.
    fn bundle(&self) -> exchange::Result<Vec<u8>> {
        let mut files = vec![
            ("bundle.csv".to_owned(), write::bundle_csv(&self.meta).into_bytes()),
            ("codebook.csv".to_owned(), codebook::csv(&self.dictionary)?),
        ];
        for sheet in layout::sheets() {
            let records = self.raws(sheet.form.id);
            let table = write::csv_table(sheet, &self.dictionary, Audience::Centre, records, Vec::new())?;
            files.push((format!("{}.csv", sheet.stem), table));
        }
        archive::pack(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))
    }

    /// One workbook with a sheet a file.
    fn workbook(&self) -> exchange::Result<Vec<u8>> {
        let mut workbook = WorkbookWriter::new(&self.meta, &self.dictionary, Audience::Centre)?;
        for record in &self.records {
            workbook.record(record.form, &record.raw)?;
        }
        let mut out = Cursor::new(Vec::new());
        workbook.finish(&mut out)?;
        Ok(out.into_inner())
    }

    fn raws(&self, form: &str) -> impl Iterator<Item = &Raw> {
        self.records.iter().filter(move |record| record.form.id == form).map(|record| &record.raw)
    }
}
