//! `ecmopt export`

use std::fs::File;
use std::path::Path;

use domain::actor::Actor;
use domain::bundle::{Direction, Meta};
use domain::centre::Directory;
use domain::life::Life;
use domain::questions::Questions;
use domain::reference;
use domain::time::WallTime;
use domain::value::CentreCode;
use domain::{Audience, FormSpec, Raw};
use exchange::codebook;
use exchange::write::{self, BundleWriter};
use exchange::xlsx::WorkbookWriter;
use files::Folder;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use reporting::snapshot::{Header, QuestionText, Writer};
use store::{Extract, Store};

use super::member::centre_code;
use super::snapshot::{read_time, texts};
use super::upload::{calendar_version, london};
use crate::cli::{ExportArgs, ExportFormat};
use crate::failure::{Failure, Outcome};
use crate::progress::Step;
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(args: ExportArgs, settings: &Settings) -> Result<Outcome, Failure> {
    let centre = args.centre.as_deref().map(centre_code).transpose()?;
    let store = super::open(settings).await?;
    let extract_at = match &args.extract_at {
        Some(text) => read_time(text)?,
        None => store.as_of().await?.unwrap_or_else(world::this_minute),
    };
    let step = Step::begin("Exporting the records");
    let source = Source::open(&store, centre, extract_at).await?;
    let records = match args.format {
        ExportFormat::Csv => source.csv(&args.out).await?,
        ExportFormat::Xlsx => source.workbook(&args.out).await?,
        ExportFormat::Parquet => source.parquet(&args.out).await?,
    };
    step.end(&format!("{records} records in {}", args.out.display()));
    println!("{}", args.out.display());
    Ok(Outcome::Done)
}

/// The records to export, as they are at one moment.
struct Source {
    extract: Extract,
    centre: Option<CentreCode>,
    directory: Directory,
    questions: Questions,
    texts: Vec<QuestionText>,
    meta: Meta,
}

impl Source {
    async fn open(store: &Store, centre: Option<CentreCode>, at: Timestamp) -> Result<Self, Failure> {
        let directory = store.directory().await?;
        if let Some(code) = centre.as_ref().filter(|code| directory.centre(code.as_str()).is_none()) {
            return Err(Failure::usage(format!("There is no centre {code}.")));
        }
        let questions = store.questions().await?;
        Ok(Self {
            meta: Meta {
                direction: Direction::Export,
                synthetic: store.synthetic().await?.unwrap_or(false),
                extract_at: WallTime::at(at, &london()?),
                calendar_version: calendar_version()?,
            },
            extract: store.extract_every_centre(&Actor::system("export"), world::now(), "export").await?,
            texts: texts(store, &questions).await?,
            questions,
            directory,
            centre,
        })
    }

    /// One centre's records are its own; those of several go to the network.
    const fn audience(&self) -> Audience {
        if self.centre.is_some() { Audience::Centre } else { Audience::Network }
    }

    async fn csv(&self, out: &Path) -> Result<u64, Failure> {
        let mut bundle = BundleWriter::create(out, &self.meta, &self.questions, self.audience())?;
        let records = self.each(|form, raw| Ok(bundle.record(form, raw)?)).await?;
        codebook::write_folder(&bundle.path().join("codebook"), &self.questions)?;
        bundle.finish()?;
        Ok(records)
    }

    async fn workbook(&self, out: &Path) -> Result<u64, Failure> {
        let folder = Folder::begin(out)?;
        let mut book = WorkbookWriter::new(&self.meta, &self.questions, self.audience())?;
        let records = self.each(|form, raw| Ok(book.record(form, raw)?)).await?;
        let path = folder.path().join("records.xlsx");
        let file = File::create_new(&path)
            .map_err(|error| Failure::io(&format!("Writing {}", path.display()), &error))?;
        book.finish(file)?;
        codebook::write_folder(&folder.path().join("codebook"), &self.questions)?;
        folder.finish()?;
        Ok(records)
    }

    /// The tables of a snapshot, without being one of a cycle.
    async fn parquet(&self, out: &Path) -> Result<u64, Failure> {
        let folder = Folder::begin(out)?;
        let holidays = reference::holidays(reference::HOLIDAYS)?;
        let writer = Writer::begin(&folder.path().join("tables"), &self.directory, &holidays)?;
        let mut writer = writer.with_questions(self.questions.clone());
        let mut written = 0;
        for form in domain::forms::forms() {
            let mut table = writer.table(form)?;
            written += self.each_of(form, &mut |_, raw| Ok(table.push(raw)?)).await?;
            table.close()?;
        }
        writer.finish(Header {
            cycle: None,
            period: None,
            extract_at: self.meta.extract_at.instant(),
            dictionary_version: domain::DICTIONARY_VERSION.to_string(),
            synthetic: self.meta.synthetic,
            audit_head: Some(self.extract.audit_head().to_string()),
            flow: Vec::new(),
            questions: self.texts.clone(),
            standing: Vec::new(),
        })?;
        codebook::write_folder(&folder.path().join("codebook"), &self.questions)?;
        folder.finish()?;
        Ok(written)
    }

    /// Hands every record on, form by form, by centre and key; how many there were.
    async fn each(
        &self,
        mut put: impl FnMut(&'static FormSpec, &Raw) -> Result<(), Failure>,
    ) -> Result<u64, Failure> {
        let mut written = 0;
        for form in domain::forms::forms() {
            written += self.each_of(form, &mut put).await?;
        }
        Ok(written)
    }

    async fn each_of(
        &self,
        form: &'static FormSpec,
        put: &mut impl FnMut(&'static FormSpec, &Raw) -> Result<(), Failure>,
    ) -> Result<u64, Failure> {
        let mut written = 0;
        let mut records = self.extract.records(form, self.centre.as_ref());
        while let Some(mut record) = records.next().await? {
            if matches!(record.life, Life::Withdrawn(_)) {
                continue;
            }
            let zone = self.directory.centre(record.centre.as_str()).map(|centre| centre.zone.clone());
            write::complete(form, &mut record.raw, record.created_at, &zone.unwrap_or(TimeZone::UTC));
            put(form, &record.raw)?;
            written += 1;
        }
        Ok(written)
    }
}
