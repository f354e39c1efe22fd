//! A row that was kept aside, put right on the entry page of its form.

use axum::{extract::State, http::StatusCode};
use domain::dictionary::Dictionary;
use domain::{Finding, FormSpec, Level, Raw, questions::PREFIX};
use store::{ImportId, KeptAside, Mended, Submit, SubmitError};

use super::{import_id, place_of};
use crate::{
    App,
    csrf::RedrawnForm,
    entry::{Action, Posted, Verdict, in_sentence},
    extract::Path,
    gate::Member,
    pages::{
        Answer,
        create::submit_once,
        desk::Desk,
        drafts::DraftState,
        entry_page::{self, Sheet},
        see_other,
    },
    problem::Problem,
};

/// The rows of one record among those that an import kept aside.
struct Row {
    import: ImportId,
    form: &'static FormSpec,
    /// Its own row.
    own: KeptAside,
    /// The rows of its repeated groups, group by group.
    children: Vec<Vec<KeptAside>>,
}

/// GET /imports/{id}/rows/{file}/{row}
pub(crate) async fn show(
    State(app): State<App>,
    Path((id, file, row)): Path<(String, String, usize)>,
    member: Member,
) -> Answer {
    let row = Row::find(&member, import_id(&id)?, &file, row).await?;
    let desk = Desk::of(&app, &member).await?;
    let entry = desk.entry(row.form, &row.raw());
    let findings = row.findings();
    let verdict = Verdict { findings: &findings, confirmed: &[] };
    let mut answer = row.sheet(&app, &member, &desk).draw(&entry, verdict)?;
    // Nothing was sent that could be wrong: the page shows what is known of the row.
    *answer.status_mut() = StatusCode::OK;
    Ok(answer)
}

/// POST /imports/{id}/rows/{file}/{row}
pub(crate) async fn submit(
    State(app): State<App>,
    Path((id, file, row)): Path<(String, String, usize)>,
    member: Member,
    RedrawnForm(posted): RedrawnForm,
) -> Answer {
    let row = Row::find(&member, import_id(&id)?, &file, row).await?;
    let desk = Desk::of(&app, &member).await?;
    let mut entry = desk.read(row.form, &member.centre, &posted);
    let sheet = row.sheet(&app, &member, &desk);
    let action = Action::of(&posted);
    if !matches!(action, Action::Save | Action::SaveAndNext) {
        entry_page::change_rows(&action, row.form, &mut entry);
        return sheet.draw(&entry, Verdict::NONE);
    }
    entry_page::tidy(row.form, &mut entry);
    let submit = row.submit(&member, entry.to_raw(row.form, &member.centre), &posted);
    match submit_once(&app, &member, submit.clone()).await {
        Ok(_) => Ok(see_other(&format!("/imports/{id}?mended=1"))),
        Err(SubmitError::Refused(findings) | SubmitError::NeedsConfirmation(findings)) => {
            sheet.draw(&entry, Verdict { findings: &findings, confirmed: &submit.confirm })
        }
        Err(error) => match error.refusal_now() {
            Some(sentence) => Sheet { refusal: Some(sentence), ..sheet }.draw(&entry, Verdict::NONE),
            None => Err(error.into()),
        },
    }
}

impl Row {
    async fn find(member: &Member, import: ImportId, file: &str, row: usize) -> Result<Self, Problem> {
        let form =
            Dictionary::shipped().forms().iter().find(|form| form.file == file).ok_or(Problem::NotFound)?;
        let kept = member.records.kept_aside(import).await?;
        let own = kept.iter().find(|kept| kept.row.file == file && kept.row.row == row);
        let own = own.cloned().ok_or(Problem::NotFound)?;
        let is_of = |kept: &&KeptAside| form.key.iter().all(|name| cell(kept, name) == cell(&own, name));
        let rows =
            |file: &str| kept.iter().filter(|kept| kept.row.file == file).filter(is_of).cloned().collect();
        let children = form.children.iter().map(|child| rows(child.spec.file)).collect();
        Ok(Self { import, form, own, children })
    }

    /// The record as it was sent.
    fn raw(&self) -> Raw {
        let groups = self.form.children.iter().zip(&self.children);
        let extra = self.own.row.cells.iter().filter(|(name, _)| name.starts_with(PREFIX));
        Raw {
            children: groups
                .map(|(child, rows)| rows.iter().map(|kept| cells(child.spec, kept)).collect())
                .collect(),
            extra: extra.map(|(name, cell)| (name.clone(), cell.clone())).collect(),
            ..cells(self.form, &self.own)
        }
    }

    /// What was found, at the fields where it was found.
    fn findings(&self) -> Vec<Finding> {
        let found = |kept: &KeptAside, child: Option<(String, usize)>| {
            let finding = move |(column, rule, message): (String, String, String)| Finding {
                child: child.clone(),
                ..Finding::new(column, rule, Level::E, message)
            };
            kept.findings.clone().into_iter().map(finding).collect::<Vec<_>>()
        };
        let mut findings = found(&self.own, None);
        for (child, rows) in self.form.children.iter().zip(&self.children) {
            for (place, kept) in rows.iter().enumerate() {
                findings.extend(found(kept, Some((child.name.to_owned(), place))));
            }
        }
        findings
    }

    fn submit(&self, member: &Member, raw: Raw, posted: &Posted) -> Submit {
        let rows = std::iter::once(&self.own).chain(self.children.iter().flatten());
        let rows = rows.map(|kept| (kept.row.file.clone(), kept.row.row)).collect();
        Submit {
            form: self.form,
            centre: member.centre.clone(),
            raw,
            confirm: posted.confirmed(),
            idempotency_key: Some(posted.get("csrf").to_owned()),
            id: None,
            expected: None,
            reason: None,
            draft: None,
            mends: Some(Mended { import: self.import, rows }),
        }
    }

    fn sheet<'a>(&self, app: &'a App, member: &'a Member, desk: &'a Desk) -> Sheet<'a> {
        let back = format!("/imports/{}", self.import);
        Sheet {
            app,
            member,
            desk,
            form: self.form,
            title: format!("Mend a row: {}", in_sentence(self.form.title)),
            caption: place_of(&self.own),
            action: format!("{back}/rows/{}/{}", self.own.row.file, self.own.row.row),
            back,
            record: None,
            revision: String::new(),
            reason: None,
            draft: DraftState::None,
            suggestions: None,
            marked: Vec::new(),
            notice: None,
            refusal: None,
        }
    }
}

fn cell<'a>(kept: &'a KeptAside, name: &str) -> &'a str {
    kept.row.cells.get(name).map_or("", String::as_str)
}

/// The cells of a row that belong to a form.
fn cells(form: &FormSpec, kept: &KeptAside) -> Raw {
    let cells = form.fields.iter().map(|field| cell(kept, &field.name).to_owned());
    Raw { cells: cells.collect(), ..Raw::blank(form) }
}
