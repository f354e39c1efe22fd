//! Saving the rows of a day grid, each in a transaction of its own.

use domain::{
    Finding, Level,
    forms::{EcmoRun, PhysioContact},
};
use store::{SaveDraft, Submit, SubmitError};

use super::{Grid, columns, rows::Row};
use crate::{entry::Posted, pages::create, problem::Problem, worklist};

impl Grid<'_> {
    /// Saves every row that is right; what was found in the others stays with them.
    pub(super) async fn save(&self, rows: &mut [Row], csrf: &str) -> Result<(), Problem> {
        for row in rows.iter_mut().filter(|row| !row.is_blank()) {
            let Some(posted) = self.contact(row) else { continue };
            match create::submit_once(self.app, self.member, self.record(row, &posted, csrf)).await {
                Ok(_) => row.is_done = true,
                Err(SubmitError::Refused(findings) | SubmitError::NeedsConfirmation(findings)) => {
                    row.findings = findings;
                }
                Err(error) => {
                    let Some(sentence) = error.refusal_now() else { return Err(error.into()) };
                    row.findings = vec![Finding::new(PhysioContact::START_AT, "", Level::E, sentence)];
                    // It holds for every row, and is said once.
                    if error.is_unpermitted() {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    /// Keeps every row as a draft of the full page.
    pub(super) async fn keep_as_drafts(&self, rows: &mut [Row]) -> Result<(), Problem> {
        let form = PhysioContact::FORM_SPEC;
        for row in rows.iter_mut().filter(|row| !row.is_blank()) {
            let Some(posted) = self.contact(row) else { continue };
            let draft = SaveDraft { id: None, form, record: None, expected: None, fields: posted.controls() };
            let (actor, now) = (self.member.session.actor(), self.app.world.now());
            self.app.store.save_draft(actor, now, draft).await?;
            row.is_done = true;
        }
        Ok(())
    }

    /// The row as a page of a contact; staff that cannot be read are noted on the row.
    fn contact(&self, row: &mut Row) -> Option<Posted> {
        let run_at = |at| {
            let run = worklist::run_at(&self.held, at, &self.desk.zone)?;
            Some(run.raw.get(run.form, EcmoRun::RUN_NO).to_owned())
        };
        let read = columns::as_contact(|name| row.cell(name), self.reference, self.date, run_at);
        match read {
            Ok(posted) => Some(posted),
            Err(complaint) => {
                row.findings = vec![Finding::new(PhysioContact::STAFF, "X-CODE", Level::E, complaint)];
                None
            }
        }
    }

    fn record(&self, row: &Row, posted: &Posted, csrf: &str) -> Submit {
        let form = PhysioContact::FORM_SPEC;
        let centre = self.member.centre.clone();
        let mut entry = self.desk.read(form, &centre, posted);
        entry.drop_blank_rows();
        Submit {
            form,
            raw: entry.to_raw(form, &centre),
            centre,
            confirm: row.confirmed.clone(),
            // The token differs from page to page, the reference from row to row.
            idempotency_key: Some(format!("{csrf}.{}", row.reference)),
            id: None,
            expected: None,
            reason: None,
            draft: None,
            mends: None,
        }
    }
}
