//! The groups of work on the home page, each piece one link to where it is done.

use domain::code::Coded;
use domain::forms::{EcmoActivityReturn, FollowUp, OrgAudit, follow_up::Window};
use domain::query::QueryState;
use measures::{ascertainment::MonthCount, follow_up::FollowUpDue};
use store::{Draft, GapFilter, KeptCase, Query};

use super::{
    super::{cases, life, links, queries},
    Current, SHOWN, Work,
};
use crate::{
    entry::{date_in_words, day_in_words, instant_in_words, number_in_words},
    ui::{Colour, SummaryItem, Tag, Task, TaskList},
    worklist::{self, Gap},
};

impl Work {
    /// The groups, what cannot wait first.
    pub(super) fn tasks(&self) -> Vec<TaskList> {
        let own = [self.queries(), self.blocked(), self.drafts(), self.follow_ups(), self.returns()];
        self.cases().into_iter().chain(own).collect()
    }

    /// Cases that wait for the centre's response; for nobody else but its lead there is such a group.
    fn cases(&self) -> Option<TaskList> {
        let task = |kept: &KeptCase| Task {
            href: cases::address(kept.id),
            text: cases::title(&kept.case),
            hint: format!(
                "{} of {}: {}",
                kept.case.found.level, kept.case.found.cycle, kept.case.found.words
            ),
            state: Some(cases::tag(&kept.case, self.now, &self.centre.zone)),
        };
        let tasks: Vec<_> = self.cases.as_ref()?.iter().map(task).collect();
        let empty = "No case waits for your response.";
        Some(group("cases", "Cases to respond to", empty, tasks.len(), tasks, "/cases"))
    }

    fn queries(&self) -> TaskList {
        let waiting = self.queries.iter().filter(|query| query.state == QueryState::Asked);
        let tasks: Vec<_> = waiting.map(query_task).collect();
        group(
            "to-answer",
            "Queries to answer",
            "The network has no question about your records.",
            tasks.len(),
            tasks,
            "/queries",
        )
    }

    fn blocked(&self) -> TaskList {
        let current = self.cycle.as_ref();
        let shown = current.map_or(&[][..], |current| &current.gaps.shown);
        let gaps = worklist::gaps(shown, &GapFilter::default());
        let of = current.map_or_else(String::new, |current| format!(" of {}", current.dates.id));
        let all = current.map_or_else(|| "/worklist".to_owned(), worklist_address);
        group(
            "blocked",
            &format!("What blocks the sign-off{of}"),
            "Nothing: every record can be signed off.",
            current.map_or(0, |current| current.gaps.all),
            gaps.iter().map(|gap| self.gap_task(gap)).collect(),
            &all,
        )
    }

    fn gap_task(&self, gap: &Gap<'_>) -> Task {
        let record = gap.record;
        let when =
            record.occurred_at.map_or_else(String::new, |at| day_in_words(at, &self.centre.zone) + ": ");
        let (href, what) = match gap.lacks.first() {
            Some(lack) => (links::control(record.form, record.id, &lack.control), lack.text.as_str()),
            None => (format!("{}#queries", links::details(record.form, record.id)), "A query is open"),
        };
        let more = match gap.lacks.len() {
            0 | 1 => String::new(),
            lacks => format!(" And {} more.", lacks - 1),
        };
        Task {
            href,
            text: format!("{} {}", record.form.title, record.natural_key),
            hint: format!("{when}{what}{more}"),
            state: Some(life::standing_tag(gap.standing)),
        }
    }

    fn drafts(&self) -> TaskList {
        let task = |draft: &Draft| Task {
            href: links::draft(draft),
            text: draft.form.title.to_owned(),
            hint: format!("Saved by {} on {}", draft.by, instant_in_words(draft.at, &self.centre.zone)),
            state: Some(Tag::new(Colour::Blue, "Draft")),
        };
        let tasks: Vec<_> = self.drafts.iter().map(task).collect();
        group("drafts", "Drafts", "Nothing was begun and left unfinished.", tasks.len(), tasks, "/drafts")
    }

    fn follow_ups(&self) -> TaskList {
        let task = |due: &FollowUpDue| {
            let admission = due.admission.as_str();
            let back = format!("/admissions/{admission}");
            let answers = [
                (FollowUp::ADMISSION_REF, admission),
                (FollowUp::WINDOW, Window::ThreeMonths.code()),
                ("back", back.as_str()),
            ];
            Task {
                href: links::create(FollowUp::ID, &answers),
                text: format!("3-month review, admission {admission}"),
                hint: format!("From {} to {}", date_in_words(due.from), date_in_words(due.until)),
                state: Some(if due.is_overdue(self.today) {
                    Tag::new(Colour::Red, "Overdue")
                } else {
                    Tag::new(Colour::Yellow, "Due")
                }),
            }
        };
        let tasks = self.follow_ups.shown.iter().map(task).collect();
        let all = self.follow_ups.all;
        group("follow-ups", "Follow-ups due", "No review is due.", all, tasks, "/records/follow_up")
    }

    /// Monthly returns of months that are over, and the organisation's audit of the cycle.
    fn returns(&self) -> TaskList {
        let mut tasks = Vec::new();
        if let Some(current) = &self.cycle {
            let missing = |count: &&MonthCount| count.declared.is_none() && count.month.last() < self.today;
            tasks.extend(current.months.iter().filter(missing).map(return_task));
            tasks.extend(self.organisation_task(current));
        }
        group(
            "returns",
            "Returns of your centre",
            "Every monthly return and the organisational audit are in.",
            tasks.len(),
            tasks,
            "/records/ecmo_activity_return",
        )
    }

    fn organisation_task(&self, current: &Current) -> Option<Task> {
        let cycle = &current.dates;
        let is_missing = cycle.has_ended(self.today) && !current.has_audit;
        is_missing.then(|| Task {
            href: links::create(OrgAudit::ID, &[(OrgAudit::CYCLE_ID, &cycle.id), ("back", "/centre")]),
            text: format!("Organisational audit for {}", cycle.id),
            hint: format!("As it was on {}", date_in_words(cycle.end)),
            state: Some(Tag::new(Colour::Yellow, "Missing")),
        })
    }
}

fn query_task(query: &Query) -> Task {
    Task {
        href: format!("/queries/{}", query.id),
        text: format!("{} {}: {}", query.form.title, query.key, queries::field_label(query)),
        hint: query.messages.last().map_or_else(String::new, |message| message.text.clone()),
        state: Some(Tag::new(Colour::Yellow, "Query open")),
    }
}

fn return_task(count: &MonthCount) -> Task {
    let month = count.month.to_string();
    Task {
        href: links::create(
            EcmoActivityReturn::ID,
            &[(EcmoActivityReturn::MONTH, &month), ("back", "/centre")],
        ),
        text: format!("Monthly return for {}", count.month.first().strftime("%B %Y")),
        hint: match usize::try_from(count.entered).unwrap_or(0) {
            0 => "No run has been entered yet".to_owned(),
            runs => format!("{} entered so far", number_in_words(runs, "run has been", "runs have been")),
        },
        state: Some(Tag::new(Colour::Yellow, "Missing")),
    }
}

fn worklist_address(current: &Current) -> String {
    format!("/cycles/{}/worklist", current.dates.id)
}

/// A group with the first pieces of so many, and the way to the rest.
fn group(
    id: &'static str,
    heading: &str,
    empty: &'static str,
    count: usize,
    mut tasks: Vec<Task>,
    all: &str,
) -> TaskList {
    tasks.truncate(SHOWN);
    let heading = match count {
        0 => heading.to_owned(),
        _ => format!("{heading} ({count})"),
    };
    let more = (count > tasks.len()).then(|| SummaryItem::link(all, format!("Show all {count}")));
    TaskList { id, heading, empty, tasks, more }
}
