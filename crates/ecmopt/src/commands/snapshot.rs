//! `ecmopt snapshot`

use std::path::Path;

use domain::actor::Actor;
use domain::questions::Questions;
use domain::reference::{self, CycleDates};
use domain::time::WallTime;
use domain::value::Cell;
use jiff::Timestamp;
use reporting::indicators::{Flow, Period};
use reporting::snapshot::{Header, LifeCount, Lives, QuestionText, Writer};
use store::{Standing, Store};

use crate::cli::SnapshotArgs;
use crate::failure::{Failure, Outcome};
use crate::progress::Step;
use crate::settings::Settings;
use crate::world;

pub(crate) async fn run(args: SnapshotArgs, settings: &Settings) -> Result<Outcome, Failure> {
    let store = super::open(settings).await?;
    let cycle = match &args.cycle {
        Some(id) => Some(match store.cycle(id).await? {
            Some(opened) => opened.dates,
            None => dates_of(id)?,
        }),
        None => None,
    };
    let period = match (&cycle, args.from, args.to) {
        (Some(cycle), ..) => Some(Period::new(cycle.start, cycle.end)?),
        (None, Some(from), Some(to)) => Some(Period::new(from, to)?),
        _ => None,
    };
    let extract_at = match &args.extract_at {
        Some(text) => read_time(text)?,
        None => store.as_of().await?.unwrap_or_else(world::this_minute),
    };
    let (writer, header) = begin(&store, &args.out, Content { cycle, period, extract_at }).await?;
    let manifest = writer.finish(header)?;
    let rows: u64 = manifest.files.values().map(|file| file.rows).sum();
    println!("{} files, {rows} rows, extract at {}", manifest.files.len(), manifest.header.extract_at);
    Ok(Outcome::Done)
}

/// What a snapshot is of.
pub(super) struct Content {
    pub(super) cycle: Option<CycleDates>,
    pub(super) period: Option<Period>,
    pub(super) extract_at: Timestamp,
}

/// Writes every record into a snapshot that is not in its place yet.
pub(super) async fn begin(
    store: &Store,
    out: &Path,
    Content { cycle, period, extract_at }: Content,
) -> Result<(Writer, Header), Failure> {
    let step = Step::begin("Freezing the records");
    let aside = store.set_aside_by_file(&Actor::system("snapshot")).await?;
    let extract = store.extract_every_centre(&Actor::system("snapshot"), world::now(), "snapshot").await?;
    let holidays = reference::holidays(reference::HOLIDAYS)?;
    let standing = standing(store, cycle.as_ref()).await?;
    let questions = store.questions().await?;
    let written = texts(store, &questions).await?;
    let mut writer = Writer::begin(out, &store.directory().await?, &holidays)?.with_questions(questions);
    let mut flow = Vec::new();
    let forms = domain::forms::forms();
    for (done, form) in forms.iter().enumerate() {
        let mut table = writer.table(form)?;
        let mut records = extract.records(form, None);
        let mut written = 0_u32;
        while let Some(record) = records.next().await? {
            table.push(&record.raw)?;
            written += 1;
        }
        table.close()?;
        let set_aside = aside.get(form.file).copied().unwrap_or(0);
        flow.push(Flow::new(
            form.title,
            written + set_aside,
            [("set aside at import with an error", set_aside)],
        ));
        step.at(done as u64 + 1, forms.len() as u64);
    }
    let header = Header {
        cycle: cycle.map(|cycle| cycle.id),
        period,
        extract_at,
        dictionary_version: domain::DICTIONARY_VERSION.to_string(),
        synthetic: store.synthetic().await?.unwrap_or(false),
        audit_head: Some(extract.audit_head().to_string()),
        flow,
        questions: written,
        standing,
    };
    step.end(&format!("snapshot for {}", out.display()));
    Ok((writer, header))
}

/// How the records of a cycle stand; nothing is said of a free period.
async fn standing(store: &Store, cycle: Option<&CycleDates>) -> Result<Vec<LifeCount>, Failure> {
    let Some(cycle) = cycle else { return Ok(Vec::new()) };
    let found = store.cycle_standing(&Actor::system("snapshot"), world::now(), cycle).await?;
    let count = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let life = |standing: Standing| LifeCount {
        centre: standing.centre.to_string(),
        form: standing.form.to_owned(),
        counts: Lives {
            locked: count(standing.locked),
            signed_off: count(standing.signed_off),
            queried: count(standing.queried),
            incomplete: count(standing.incomplete),
            unsigned: count(standing.unsigned),
            withdrawn: count(standing.withdrawn),
            drafts: count(standing.drafts),
        },
    };
    Ok(found.into_iter().map(life).collect())
}

/// The question sets as they were written.
pub(super) async fn texts(store: &Store, questions: &Questions) -> Result<Vec<QuestionText>, Failure> {
    let mut texts = Vec::new();
    for set in questions.sets() {
        if let Some(text) = store.questions_text(&set.cycle.id).await? {
            texts.push(QuestionText::new(&set.cycle.id, text));
        }
    }
    Ok(texts)
}

/// The dates of a cycle of the calendar.
pub(crate) fn dates_of(id: &str) -> Result<CycleDates, Failure> {
    let cycles = reference::cycles(reference::CYCLES)?;
    let known: Vec<_> = cycles.iter().map(|cycle| cycle.id.clone()).collect();
    let found = cycles.into_iter().find(|cycle| cycle.id == id);
    found.ok_or_else(|| Failure::usage(format!("There is no cycle {id}. Cycles: {}.", known.join(", "))))
}

/// A time on the clock of Europe/London, or an instant.
pub(super) fn read_time(text: &str) -> Result<Timestamp, Failure> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant);
    }
    let zone = super::upload::london()?;
    let wall = WallTime::read(text, &zone);
    wall.map(|time| time.instant()).map_err(|_| {
        Failure::usage(format!(
            "“{text}” is not a time. Write it like 2026-10-15T12:00, on the clock of Europe/London."
        ))
    })
}
