//! Research in the demonstration: one project that two people have approved, and one that waits for its second approval.

use acts::london;
use domain::project::{Investigator, ProjectStep, Proposal, ResearchBasis};
use jiff::{Timestamp, ToSpan};
use store::Store;

use super::people::People;
use crate::failure::Failure;

/// Title, question, lay summary.
type Words = (&'static str, &'static str, &'static str);

const APPROVED: Words = (
    "Standing in the first week on ECMO",
    "Do patients who are helped to stand in their first week on ECMO need fewer days of it?",
    "ECMO is a machine that does the work of the lungs. Some patients are helped to stand while they are connected to it. We \
     compare numbers of many patients to learn whether those who stand early need the machine for less time.",
);

const WAITING: Words = (
    "How much physiotherapy patients have at weekends",
    "Does the time of physiotherapy per day on ECMO differ between weekends and weekdays?",
    "Physiotherapists help patients on intensive care to breathe and to move. We ask whether patients have as much of it on \
     Saturdays and Sundays as on other days.",
);

/// Registers both, and has the network decide.
pub(super) async fn live(people: &People, store: &Store, now: Timestamp) -> Result<(), Failure> {
    let (Some(researcher), Some(safety)) = (&people.researcher, &people.safety) else { return Ok(()) };
    for (words, approvers) in [(APPROVED, vec![safety, &people.audit]), (WAITING, vec![safety])] {
        let (begun, decided) = (now - 960.hours(), now - 720.hours());
        let (today, day) = (london()?.to_datetime(begun).date(), london()?.to_datetime(decided).date());
        let proposal = proposal(words, today)?;
        let until = proposal.last_day;
        let id = store.register_project(researcher, begun, today, proposal).await?;
        store.take_project(researcher, begun, today, id, ProjectStep::Submit, "").await?;
        for approver in approvers {
            let step = ProjectStep::Approve(until);
            store
                .take_project(approver, decided, day, id, step, "Results are shown to the network first.")
                .await?;
        }
    }
    Ok(())
}

fn proposal((title, question, summary): Words, today: jiff::civil::Date) -> Result<Proposal, Failure> {
    let people = ["Demo Researcher, Demo University", "Demo Statistician, Demo Institute of Health"];
    let people: Result<Vec<_>, _> = people.into_iter().map(Investigator::parse).collect();
    Ok(Proposal {
        title: title.to_owned(),
        question: question.to_owned(),
        summary: summary.to_owned(),
        people: people.map_err(Failure::refused)?,
        basis: ResearchBasis::Anonymous,
        reference: "DEMO 1".to_owned(),
        funding: "none".to_owned(),
        first_day: today,
        last_day: today.saturating_add(2.years()),
    })
}
