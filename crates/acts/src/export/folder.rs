//! Every record of the network or of one centre, as it is at one moment, in a folder. Memory does not grow with it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::actor::Action;
use domain::bundle::{Direction, Meta};
use domain::centre::Directory;
use domain::dictionary::Dictionary;
use domain::life::Life;
use domain::reference::Calendar;
use domain::value::CentreCode;
use domain::{Audience, FormSpec, Raw};
use exchange::codebook;
use exchange::write::{self, BundleWriter};
use exchange::xlsx::WorkbookWriter;
use files::{Folder, IoError};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use reporting::snapshot::{Governance, Header, QuestionText, Writer};
use store::StoredRecord;

use super::Format;
use crate::Acts;
use crate::call::Call;
use crate::error::{Error, Result};
use crate::flow::{self, Inflow};
use crate::snapshot::question_texts;

impl Acts {
    /// Writes every record of the network, or of one centre, into a folder; how many they are
    /// ([`Action::ReadEveryCentre`]).
    pub async fn export(
        &self,
        call: &Call,
        centre: Option<CentreCode>,
        format: Format,
        extract_at: Timestamp,
        out: &Path,
    ) -> Result<u64> {
        call.permit(Action::ReadEveryCentre)?;
        let step = call.begin("Exporting the records");
        let store = self.store();
        let directory = store.directory().await?;
        if let Some(code) = centre.as_ref().filter(|code| directory.centre(code.as_str()).is_none()) {
            return Err(Error::misnamed(format!("There is no centre {code}.")));
        }
        let dictionary = store.dictionary().await?;
        let meta = self.meta(Direction::Export, extract_at).await?;
        let extract = store.extract_every_centre(call.actor(), call.now(), "export").await?;
        let source = Source {
            audit_head: extract.audit_head().to_string(),
            texts: question_texts(store, &dictionary).await?,
            // A file for the centre itself leaves out what never leaves; one for the network holds what may go there.
            audience: if centre.is_some() { Audience::Centre } else { Audience::Network },
            calendar: store.calendar().await?,
            dictionary,
            directory,
            meta,
            out: out.to_owned(),
        };
        let write = move |records: Inflow| match format {
            Format::Csv => source.csv(records),
            Format::Workbook => source.workbook(records),
            Format::Parquet => source.parquet(records),
        };
        let records = flow::stream(self.desk(), &extract, centre.as_ref(), &*step, write).await?;
        step.end(&format!("{records} records in {}", out.display()));
        Ok(records)
    }
}

/// What is known of the records beside them.
struct Source {
    directory: Directory,
    calendar: Calendar,
    dictionary: Arc<Dictionary>,
    texts: Vec<QuestionText>,
    meta: Meta,
    audit_head: String,
    audience: Audience,
    out: PathBuf,
}

impl Source {
    fn csv(&self, records: Inflow) -> Result<u64> {
        let mut bundle = BundleWriter::create(&self.out, &self.meta, &self.dictionary, self.audience)?;
        let count = self.each(records, |form, raw| Ok(bundle.record(form, raw)?))?;
        codebook::write_folder(&bundle.path().join("codebook"), &self.dictionary)?;
        bundle.finish()?;
        Ok(count)
    }

    fn workbook(&self, records: Inflow) -> Result<u64> {
        let folder = Folder::begin(&self.out)?;
        let mut book = WorkbookWriter::new(&self.meta, &self.dictionary, self.audience)?;
        let count = self.each(records, |form, raw| Ok(book.record(form, raw)?))?;
        let path = folder.path().join("records.xlsx");
        let file = File::create_new(&path)
            .map_err(IoError::doing::<files::Error>(|| format!("Writing {}", path.display())))?;
        book.finish(file)?;
        codebook::write_folder(&folder.path().join("codebook"), &self.dictionary)?;
        folder.finish()?;
        Ok(count)
    }

    /// The tables of a snapshot, without being one of a cycle.
    fn parquet(&self, mut records: Inflow) -> Result<u64> {
        let folder = Folder::begin(&self.out)?;
        let writer = Writer::begin(&folder.path().join("tables"), &self.directory, &self.calendar)?;
        let mut writer = writer.with_dictionary(self.dictionary.clone());
        let mut count = 0;
        while let Some(form) = records.form()? {
            let mut table = writer.table(form)?;
            count += self.each_of(&mut records, |_, raw| Ok(table.push(raw)?))?;
            table.close()?;
        }
        writer.finish(Header {
            cycle: None,
            period: None,
            extract_at: self.meta.extract_at.instant(),
            dictionary_version: domain::DICTIONARY_VERSION.to_string(),
            synthetic: self.meta.synthetic,
            audit_head: Some(self.audit_head.clone()),
            flow: Vec::new(),
            questions: self.texts.clone(),
            standing: Vec::new(),
            governance: Governance::default(),
        })?;
        codebook::write_folder(&folder.path().join("codebook"), &self.dictionary)?;
        folder.finish()?;
        Ok(count)
    }

    /// Hands every record on, form by form, by centre and key; how many there were.
    fn each(
        &self,
        mut records: Inflow,
        mut put: impl FnMut(&'static FormSpec, &Raw) -> Result<()>,
    ) -> Result<u64> {
        let mut count = 0;
        while records.form()?.is_some() {
            count += self.each_of(&mut records, &mut put)?;
        }
        Ok(count)
    }

    /// The same of one form.
    fn each_of(
        &self,
        records: &mut Inflow,
        mut put: impl FnMut(&'static FormSpec, &Raw) -> Result<()>,
    ) -> Result<u64> {
        let mut count = 0;
        records.each(|mut record| {
            if !matches!(record.life, Life::Withdrawn(_)) {
                complete(&mut record, &self.directory);
                put(record.form, &record.raw)?;
                count += 1;
            }
            Ok(())
        })?;
        Ok(count)
    }
}

/// Adds what only the system knows of a record: when it was entered, by the clock of its centre.
pub(super) fn complete(record: &mut StoredRecord, directory: &Directory) {
    let zone = directory.centre(record.centre.as_str()).map_or(TimeZone::UTC, |centre| centre.zone.clone());
    write::complete(record.form, &mut record.raw, record.created_at, &zone);
}
