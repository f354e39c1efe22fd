//! Staged files judged as the command line judges a bundle, for one centre.

use std::collections::BTreeMap;

use domain::{
    bundle::{Bundle, Checked, Direction, Meta},
    questions::Questions,
    reference,
    time::WallTime,
    value::CentreCode,
};
use exchange::{
    mapping::{self, Applied, Choice, Mapped, Places},
    read::{self, Tables},
};
use jiff::tz::TimeZone;
use store::{Import, KeptAside, Upload};

use crate::{App, gate::Member, problem::Problem};

/// Staged files after a check. Nothing of them is stored.
pub(super) struct Judged {
    pub upload: Upload,
    pub checked: Checked,
    pub places: Places,
    hash: String,
}

/// Something that the person can mend, in a sentence.
pub(super) type Refusal = String;

/// Judges staged files against what the centre holds.
pub(super) async fn judge(
    app: &App,
    member: &Member,
    upload: Upload,
) -> Result<Result<Judged, Refusal>, Problem> {
    let sender = Sender {
        centre: member.centre.clone(),
        meta: meta(app, Direction::Upload).await?,
        questions: app.store.questions().await?,
        remembered: member.records.remembered_mapping().await?,
    };
    let opened = blocking(move || sender.open(upload)).await?;
    let Opened { upload, places, hash, bundle } = match opened {
        Ok(opened) => opened,
        Err(refusal) => return Ok(Err(refusal)),
    };
    match member.records.check_bundle(bundle, Box::new(|_, _| {})).await {
        Ok(checked) => Ok(Ok(Judged { upload, checked, places, hash })),
        Err(store::Error::Invalid(sentence)) => Ok(Err(sentence)),
        Err(error) => Err(error.into()),
    }
}

/// What the columns of staged files mean: as the person said or, before that, as it seems.
pub(super) fn columns(
    upload: &Upload,
    tables: &Tables,
    questions: &Questions,
    remembered: &store::Mapping,
) -> BTreeMap<String, Vec<Mapped>> {
    let said = if upload.mapping.is_empty() { remembered } else { &upload.mapping };
    mapping::suggest_all(tables, questions, said)
}

/// Work that takes long, away from the requests of others.
pub(in crate::pages) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(Problem::fault)
}

/// What a bundle of this installation says of itself, as of now.
pub(in crate::pages) async fn meta(app: &App, direction: Direction) -> Result<Meta, Problem> {
    let synthetic = app.store.synthetic().await?.unwrap_or(app.config.synthetic);
    let zone = TimeZone::get("Europe/London").map_err(Problem::fault)?;
    let holidays = reference::holidays(reference::HOLIDAYS).map_err(Problem::fault)?;
    let calendar_version = holidays.first().map_or_else(String::new, |day| day.calendar_version.clone());
    Ok(Meta { direction, synthetic, extract_at: WallTime::at(app.world.now(), &zone), calendar_version })
}

/// Whoever sent the files, and what is known of them.
struct Sender {
    centre: CentreCode,
    meta: Meta,
    questions: Questions,
    remembered: store::Mapping,
}

struct Opened {
    upload: Upload,
    places: Places,
    hash: String,
    bundle: Bundle,
}

impl Sender {
    fn open(&self, upload: Upload) -> Result<Opened, Refusal> {
        let Applied { files, places } = self.apply(&upload).map_err(|error| error.to_string())?;
        let bundle = Bundle::open(&files, &self.questions).map_err(|error| error.to_string())?;
        Ok(Opened { upload, places, hash: store::bundle_hash(&files), bundle })
    }

    fn apply(&self, upload: &Upload) -> exchange::Result<Applied> {
        let tables = read::files(&upload.files)?;
        let choice = if upload.mapping.is_empty() {
            columns(upload, &tables, &self.questions, &self.remembered).into_iter().collect()
        } else {
            Choice(upload.mapping.clone())
        };
        let about = mapping::Upload {
            centre: Some(&self.centre),
            synthetic: self.meta.synthetic,
            at: self.meta.extract_at,
            calendar_version: self.meta.calendar_version.clone(),
            questions: &self.questions,
            trust_bundle_csv: false,
        };
        mapping::apply(&tables, &choice, &about)
    }
}

impl Judged {
    /// Where a finding's cell stood in what was sent, in words.
    pub(super) fn place(&self, file: &str, row: usize, column: &str) -> String {
        self.places.find(file, row, column).map_or_else(
            || format!("{file}.csv{}", if row == 0 { String::new() } else { format!(", row {}", row + 1) }),
            |place| place.to_string(),
        )
    }

    /// The rows that would be kept aside, each with what is wrong with it.
    pub(super) fn aside(self) -> Vec<KeptAside> {
        self.into_import(None).set_aside
    }

    /// The import of what passed, for a centre.
    pub(super) fn into_import(self, centre: Option<CentreCode>) -> Import {
        let Self { upload, checked, places, hash } = self;
        let mut import = Import::of(checked, hash, upload.name);
        for kept in &mut import.set_aside {
            let place = places.find(&kept.row.file, kept.row.row, "");
            kept.origin = place.map_or_else(String::new, |place| place.to_string());
        }
        Import { upload: centre.is_some().then_some(upload.id), centre, ..import }
    }
}
