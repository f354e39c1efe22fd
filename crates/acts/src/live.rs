//! The indicators of the records as they are now, measured beside the service and kept in memory for pages.
//!
//! ```text
//! page ──► live: what there is, and how old ──(older than may be)──► wanted ──► measure_live ──► snapshot for a while ──► Board
//! ```
//!
//! A page is given what there is and never waits for a new one, but for the first. The snapshot stays beside its board, so that a
//! number opens exactly the records that it was made of; both go together when the next one is there.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::actor::Action;
use domain::reference::CycleDates;
use domain::value::CentreCode;
use jiff::{SignedDuration, Timestamp};
use reporting::board::Board;
use reporting::contribution::{Behind, Contribution, Lacking};
use reporting::indicators::{Period, Stratum};
use reporting::snapshot::{Found, Passing, Snapshot, Writer};
use tokio::sync::{Notify, watch};

use crate::Acts;
use crate::call::Call;
use crate::error::{Error, Result};
use crate::moved::MovedNumbers;
use crate::snapshot::Content;

/// How old the numbers of a page may become before they are measured anew.
pub const FRESH: SignedDuration = SignedDuration::from_mins(15);

/// Of so many centres what their numbers were made of is kept: the memory of some centres' frames, not of a network's.
const MOST_OPENED: usize = 4;

/// The records of one moment, measured.
#[derive(Debug)]
pub struct Live {
    /// When the records were read.
    pub read_at: Timestamp,
    /// Their indicators.
    pub board: Board,
    /// The last frozen cycle, to stand beside them.
    pub frozen: Option<Arc<Frozen>>,
    /// What has moved since it was frozen.
    pub(crate) moved: Option<Arc<MovedNumbers>>,
    snapshot: Snapshot,
    /// The records of the centres whose numbers were opened, the last first.
    opened: Mutex<Vec<(CentreCode, Arc<Behind>)>>,
    /// Removes the snapshot when it goes.
    _passing: Passing,
}

/// A frozen cycle, measured.
#[derive(Debug)]
pub struct Frozen {
    /// The cycle.
    pub cycle: CycleDates,
    /// Its indicators, from the snapshot that it was frozen with.
    pub board: Board,
}

/// What there is to show.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The newest measured; `None` while the first is being measured.
    pub live: Option<Arc<Live>>,
    /// Why the last attempt came to nothing, in a sentence.
    pub failed: Option<String>,
}

/// What is kept for pages.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    shown: watch::Sender<Shown>,
    wanted: Arc<Notify>,
}

impl Default for Kept {
    fn default() -> Self {
        Self { shown: watch::Sender::new(Shown::default()), wanted: Arc::default() }
    }
}

impl Acts {
    /// The indicators as they were measured last ([`Action::SeeIndicators`]). Has them measured anew when they are older than
    /// they may be; waits for that, up to so long, only when there are none yet.
    pub async fn live(&self, call: &Call, patience: Duration) -> Result<Shown> {
        call.permit(Action::SeeIndicators)?;
        let mut seen = self.kept.shown.subscribe();
        let shown = seen.borrow_and_update().clone();
        if shown.live.as_ref().is_none_or(|live| is_old(live, call.now())) {
            self.kept.wanted.notify_one();
        }
        if shown.live.is_some() {
            return Ok(shown);
        }
        // Whether it changed or the patience ended: what there is now is the answer.
        let _ = tokio::time::timeout(patience, seen.changed()).await;
        let shown = seen.borrow().clone();
        Ok(shown)
    }

    /// Waits until somebody wants newer indicators than there are.
    pub async fn live_wanted(&self) {
        self.kept.wanted.notified().await;
    }

    /// Measures the indicators of the records as they are now, unless that was just done ([`Action::ReadEveryCentre`]).
    pub async fn measure_live(&self, call: &Call) -> Result<()> {
        call.permit(Action::ReadEveryCentre)?;
        let known = self.kept.shown.borrow().live.clone();
        if known.as_ref().is_some_and(|live| !is_old(live, call.now())) {
            return Ok(());
        }
        match self.measured(call, known).await {
            Ok(live) => {
                self.kept.shown.send_replace(Shown { live: Some(Arc::new(live)), failed: None });
                Ok(())
            }
            Err(error) => {
                let why = "The indicators could not be measured just now. Whoever runs the service finds the reason in its log.";
                self.kept.shown.send_modify(|shown| shown.failed = Some(why.to_owned()));
                Err(error)
            }
        }
    }

    /// Measures them whatever there is, and shows them from now on ([`Action::ReadEveryCentre`]).
    pub(crate) async fn measure_anew(&self, call: &Call) -> Result<Arc<Live>> {
        call.permit(Action::ReadEveryCentre)?;
        let known = self.kept.shown.borrow().live.clone();
        let live = Arc::new(self.measured(call, known).await?);
        self.kept.shown.send_replace(Shown { live: Some(Arc::clone(&live)), failed: None });
        Ok(live)
    }

    async fn measured(&self, call: &Call, known: Option<Arc<Live>>) -> Result<Live> {
        let read_at = call.now();
        let content = Content { cycle: None, period: None, extract_at: self.extract_time(call).await? };
        let extract = self.store().extract_every_centre(call.actor(), read_at, "indicators").await?;
        let place = self.places()?.snapshot("indicators");
        let passing = self.snapshot(call, &extract, content, &place, Writer::pass).await?;
        drop(extract);
        let frozen = self.frozen(known.and_then(|live| live.frozen.clone())).await.unwrap_or_else(|error| {
            call.note(&format!("Indicators are shown without the cycle that was frozen last: {error}"));
            None
        });
        let live = self.desk().long(move |_| {
            let snapshot = passing.open()?;
            let board = Board::measure(&snapshot)?;
            let between = |frozen: &Arc<Frozen>| MovedNumbers::between(&frozen.board, &frozen.cycle, &board);
            let moved = frozen.as_ref().map(between).transpose()?;
            Ok::<_, Error>(Live {
                read_at,
                board,
                frozen,
                moved: moved.map(Arc::new),
                snapshot,
                opened: Mutex::default(),
                _passing: passing,
            })
        });
        live.await?
    }

    /// The last frozen cycle, unless it is the one that is known.
    async fn frozen(&self, known: Option<Arc<Frozen>>) -> Result<Option<Arc<Frozen>>> {
        let cycles = self.store().cycles().await?;
        let last = cycles.into_iter().filter_map(|cycle| {
            let hash = cycle.state.freeze_facts()?.snapshot_hash.clone();
            Some((cycle.dates, hash))
        });
        let Some((cycle, hash)) = last.max_by_key(|(dates, _)| dates.end) else { return Ok(None) };
        if known.as_ref().is_some_and(|known| known.board.snapshot() == hash) {
            return Ok(known);
        }
        let place = self.places()?.snapshot(&cycle.id);
        let frozen = self.desk().long(move |_| {
            let board = Board::measure(&Found::open(&place)?.frozen_as(&hash)?)?;
            Ok::<_, Error>(Frozen { cycle, board })
        });
        Ok(Some(Arc::new(frozen.await??)))
    }

    /// What stands behind an indicator's number at the actor's own centre ([`Action::TraceIndicators`]): of one that counts patients, and
    /// nothing of another; of a stratum alone where one is asked for. Whoever shows it reads the records by their scope, which
    /// writes that down.
    pub async fn behind(
        &self,
        call: &Call,
        live: Arc<Live>,
        indicator: &str,
        period: Period,
        within: Option<Stratum>,
    ) -> Result<Vec<Contribution>> {
        let centre = call.actor().own_centre(Action::TraceIndicators).map_err(store::Error::from)?;
        let Some(definition) = live.board.definition(indicator).cloned() else { return Ok(Vec::new()) };
        let behind =
            self.desk().long(move |_| live.behind(&centre)?.number(&definition, period, within.as_ref()));
        Ok(behind.await??)
    }

    /// The records of the actor's own centre that lack a value in a key field where completeness needs one
    /// ([`Action::TraceIndicators`]), as [`Acts::behind`].
    pub async fn lacking(
        &self,
        call: &Call,
        live: Arc<Live>,
        period: Period,
        field: Option<String>,
    ) -> Result<Vec<Lacking>> {
        let centre = call.actor().own_centre(Action::TraceIndicators).map_err(store::Error::from)?;
        let lacking = self.desk().long(move |_| {
            live.behind(&centre)?.lacking(&live.snapshot, centre.as_str(), period, field.as_deref())
        });
        Ok(lacking.await??)
    }
}

impl Live {
    /// What the numbers of a centre were made of. The centres that were asked for last are kept, so that the next page of a list
    /// does not read the snapshot again.
    fn behind(&self, centre: &CentreCode) -> reporting::Result<Arc<Behind>> {
        let known = || self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, behind)) = known().iter().find(|(code, _)| code == centre) {
            return Ok(Arc::clone(behind));
        }
        let behind = Arc::new(Behind::at(&self.snapshot, centre.as_str())?);
        let mut known = known();
        known.truncate(MOST_OPENED - 1);
        known.insert(0, (centre.clone(), Arc::clone(&behind)));
        Ok(behind)
    }
}

fn is_old(live: &Live, now: Timestamp) -> bool {
    now.duration_since(live.read_at) >= FRESH
}
