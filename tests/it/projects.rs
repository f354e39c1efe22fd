//! Research projects as they are kept: a researcher's own, approved by two others, over when their day has passed.

use domain::actor::{Actor, Post, Role};
use domain::project::{ProjectState, ProjectStep, Proposal, PublicStanding};
use jiff::civil::{Date, date};
use rstest::rstest;
use store::{Error, ProjectId, Store};
use testkit::database::{Backend, Database};
use testkit::fixtures::{furnished, member, now, proposal};

/// The day of the fixtures' now.
pub(crate) const TODAY: Date = date(2026, 4, 1);

const FIRST: ProjectStep = ProjectStep::Approve(date(2026, 12, 31));
const SECOND: ProjectStep = ProjectStep::Approve(date(2026, 10, 31));

/// Who has to do with a project.
struct People {
    researcher: Actor,
    audit: Actor,
    safety: Actor,
}

impl People {
    async fn of(store: &Store) -> Self {
        Self {
            researcher: member(store, "researcher", Role::Researcher, None).await,
            audit: member(store, "audit", Role::AuditLead, None).await,
            safety: member(store, "safety", Role::SafetyLead, None).await,
        }
    }

    /// A project that has come as far as this, by its first steps.
    async fn project(&self, store: &Store, steps: usize) -> ProjectId {
        let own = proposal(TODAY);
        let id = store.register_project(&self.researcher, now(), TODAY, own).await.unwrap();
        let all = [(&self.researcher, ProjectStep::Submit), (&self.audit, FIRST), (&self.safety, SECOND)];
        for (who, step) in all.into_iter().take(steps) {
            take(store, who, id, step).await.unwrap();
        }
        id
    }
}

async fn take(store: &Store, who: &Actor, id: ProjectId, step: ProjectStep) -> Result<(), Error> {
    store.take_project(who, now(), TODAY, id, step, "As it was agreed.").await
}

async fn at_hand(on: Backend) -> (Database, Store, People) {
    let (db, store) = furnished(on).await;
    let people = People::of(&store).await;
    (db, store, people)
}

async fn verified(store: &Store) {
    assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
}

fn is_refused(refused: &Result<(), Error>, words: &str) -> bool {
    matches!(refused, Err(Error::Invalid(sentence)) if sentence.contains(words))
}

mod a_project {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn goes_from_a_draft_to_two_approvals_and_its_last_day(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (db, store, people) = at_hand(on).await;
        let id = people.project(&store, 0).await;
        let changed = Proposal { funding: "none".to_owned(), ..proposal(TODAY) };
        for proposal in [changed.clone(), changed.clone()] {
            store.edit_project(&people.researcher, now(), TODAY, id, proposal).await.unwrap();
        }
        for (who, step, state) in [
            (&people.researcher, ProjectStep::Submit, ProjectState::Submitted),
            (&people.audit, FIRST, ProjectState::ApprovedOnce(date(2026, 12, 31))),
            (&people.safety, SECOND, ProjectState::Approved(date(2026, 10, 31))),
        ] {
            let current = store.current_projects(&people.researcher, TODAY).await.unwrap();
            assert!(current.is_empty(), "before {step:?}");
            take(&store, who, id, step).await.unwrap();
            assert_eq!(store.own_project(&people.researcher, id).await.unwrap().project.state(), state);
        }
        let kept = store.project(&people.audit, id).await.unwrap().project;
        assert_eq!(kept.proposal, changed);
        let texts: Vec<_> = kept.entries().iter().map(|entry| entry.text.as_str()).collect();
        assert_eq!(texts, ["", "As it was agreed.", "As it was agreed."]);
        let actions = "SELECT action FROM audit_event WHERE action LIKE 'project.%' ORDER BY seq";
        let told =
            ["project.register", "project.edit", "project.submit", "project.approve", "project.approve"];
        assert_eq!(db.strings(actions).await, told, "what changes nothing leaves nothing");
        verified(&store).await;
    }

    #[rstest]
    #[tokio::test]
    async fn is_worked_in_while_its_approval_lasts(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store, people) = at_hand(on).await;
        let (id, once) = (people.project(&store, 3).await, people.project(&store, 2).await);
        let (researcher, last) = (&people.researcher, date(2026, 10, 31));
        for (day, works) in
            [(TODAY, true), (last, true), (last.tomorrow().unwrap(), false), (date(2026, 3, 31), false)]
        {
            let current = store.current_projects(researcher, day).await.unwrap();
            assert_eq!(current.iter().map(|kept| kept.id).collect::<Vec<_>>(), vec![id; usize::from(works)]);
            let one = store.current_project(researcher, id, day).await;
            assert_eq!(one.is_ok(), works, "{day}: {one:?}");
            let another = store.current_project(researcher, once, day).await;
            assert!(matches!(another, Err(Error::NotFound)), "one approval is none");
        }
        let stranger = member(&store, "stranger", Role::Researcher, None).await;
        let theirs = store.current_project(&stranger, id, TODAY).await;
        assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
        let lead = store.current_projects(&people.audit, TODAY).await;
        assert!(matches!(lead, Err(Error::Forbidden)), "nobody who is no researcher works in one");
    }

    #[rstest]
    #[tokio::test]
    async fn is_stopped_at_once(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store, people) = at_hand(on).await;
        for (who, step, state) in [
            (&people.audit, ProjectStep::Withdraw, ProjectState::Withdrawn),
            (&people.researcher, ProjectStep::Close, ProjectState::Closed),
        ] {
            let id = people.project(&store, 3).await;
            take(&store, who, id, step).await.unwrap();
            assert!(store.current_project(&people.researcher, id, TODAY).await.is_err(), "{step:?}");
            assert_eq!(store.project(&people.safety, id).await.unwrap().project.state(), state);
            let again = take(&store, who, id, step).await;
            assert!(is_refused(&again, "somebody may have been faster"), "{again:?}");
        }
        verified(&store).await;
    }

    #[tokio::test]
    async fn is_ended_by_one_refusal_with_a_reason() {
        let (_db, store, people) = at_hand(Backend::Sqlite).await;
        let id = people.project(&store, 2).await;
        let without = store.take_project(&people.safety, now(), TODAY, id, ProjectStep::Refuse, " ").await;
        assert!(is_refused(&without, "The reason is empty"), "{without:?}");
        take(&store, &people.safety, id, ProjectStep::Refuse).await.unwrap();
        let late = take(&store, &people.safety, id, SECOND).await;
        assert!(is_refused(&late, "A project that was refused cannot be approved"), "{late:?}");
        let kept = store.own_project(&people.researcher, id).await.unwrap().project;
        assert_eq!(kept.entries().last().unwrap().text, "As it was agreed.");
    }

    #[tokio::test]
    async fn that_was_submitted_is_not_changed() {
        let (_db, store, people) = at_hand(Backend::Sqlite).await;
        let id = people.project(&store, 1).await;
        let other = Proposal { title: "Another".to_owned(), ..proposal(TODAY) };
        let refused = store.edit_project(&people.researcher, now(), TODAY, id, other).await;
        assert!(is_refused(&refused, "nothing of it changes any more"), "{refused:?}");
        assert_eq!(store.project(&people.audit, id).await.unwrap().project.proposal, proposal(TODAY));
    }

    #[tokio::test]
    async fn is_one_of_fifty_that_somebody_registers() {
        let (_db, store, people) = at_hand(Backend::Sqlite).await;
        for _ in 0..50 {
            people.project(&store, 0).await;
        }
        let more = store.register_project(&people.researcher, now(), TODAY, proposal(TODAY)).await.map(drop);
        assert!(is_refused(&more, "You have registered 50 projects"), "{more:?}");
        let stranger = member(&store, "stranger", Role::Researcher, None).await;
        store.register_project(&stranger, now(), TODAY, proposal(TODAY)).await.expect("others have theirs");
    }

    #[tokio::test]
    async fn with_something_wrong_is_not_kept() {
        let (_db, store, people) = at_hand(Backend::Sqlite).await;
        let wrong = [
            (Proposal { question: " ".to_owned(), ..proposal(TODAY) }, "Enter the question"),
            (Proposal { last_day: date(2026, 3, 1), ..proposal(TODAY) }, "The last day is before the first"),
            (Proposal { summary: "see 9434765919".to_owned(), ..proposal(TODAY) }, "identifies a person"),
        ];
        for (wrong, words) in wrong {
            let refused = store.register_project(&people.researcher, now(), TODAY, wrong).await.map(drop);
            assert!(is_refused(&refused, words), "{refused:?}");
        }
        assert!(store.own_projects(&people.researcher).await.unwrap().is_empty());
    }
}

mod an_approval {
    use super::*;

    #[rstest]
    #[tokio::test(flavor = "multi_thread")]
    async fn counts_once_a_person_also_when_it_is_sent_twice_at_once(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (db, store, people) = at_hand(on).await;
        let (other, id) = (db.store().await, people.project(&store, 1).await);
        let (one, another) =
            tokio::join!(take(&store, &people.audit, id, FIRST), take(&other, &people.audit, id, SECOND));
        let refused = match (one, another) {
            (Ok(()), refused @ Err(_)) | (refused @ Err(_), Ok(())) => refused,
            both => panic!("{both:?}"),
        };
        assert!(is_refused(&refused, "The second approval is another person’s"), "{refused:?}");
        assert!(store.current_projects(&people.researcher, TODAY).await.unwrap().is_empty());
        take(&other, &people.safety, id, SECOND).await.unwrap();
        assert_eq!(store.current_projects(&people.researcher, TODAY).await.unwrap().len(), 1);
        verified(&store).await;
    }

    /// Somebody who holds both posts decides about others' projects, not about their own, as whichever they act.
    #[tokio::test]
    async fn is_never_the_applicants() {
        let (_db, store, people) = at_hand(Backend::Sqlite).await;
        let post = Post::of(Role::AuditLead, None).unwrap();
        let system = Actor::system("test");
        store.give_post(&system, now(), people.researcher.member, post, None).await.unwrap();
        let both = Actor { role: Role::AuditLead, ..people.researcher.clone() };
        let id = people.project(&store, 2).await;
        for step in [SECOND, ProjectStep::Refuse, ProjectStep::Withdraw] {
            let refused = take(&store, &both, id, step).await;
            assert!(is_refused(&refused, "You have applied for this project"), "{step:?}: {refused:?}");
        }
        assert!(store.current_projects(&people.researcher, TODAY).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn is_given_by_two_leads_and_neither_by_others_nor_at_the_command_line() {
        let (_db, store, people) = at_hand(Backend::Sqlite).await;
        let id = people.project(&store, 1).await;
        for role in
            Role::OF_MEMBERS.into_iter().filter(|role| !matches!(role, Role::AuditLead | Role::SafetyLead))
        {
            let who =
                member(&store, &format!("the-{}", role.as_str()), role, role.has_centre().then_some("STH"))
                    .await;
            let refused = take(&store, &who, id, FIRST).await;
            assert!(matches!(refused, Err(Error::Forbidden)), "{role}: {refused:?}");
        }
        let system = Actor::system("test");
        assert!(matches!(take(&store, &system, id, FIRST).await, Err(Error::Forbidden)));
        let own = store.register_project(&system, now(), TODAY, proposal(TODAY)).await;
        assert!(matches!(own, Err(Error::Forbidden)), "{own:?}");
        // Two of the same role are two people.
        let second = member(&store, "second", Role::AuditLead, None).await;
        for who in [&people.audit, &second] {
            take(&store, who, id, FIRST).await.unwrap();
        }
        assert_eq!(store.current_projects(&people.researcher, TODAY).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn lasts_no_longer_than_the_project_and_to_today_at_least() {
        let (_db, store, people) = at_hand(Backend::Sqlite).await;
        let id = people.project(&store, 1).await;
        for (until, words) in [
            (date(2026, 3, 31), "The project begins on 1 April 2026"),
            (date(2027, 4, 1), "The project ends on 31 March 2027"),
        ] {
            let refused = take(&store, &people.audit, id, ProjectStep::Approve(until)).await;
            assert!(is_refused(&refused, words), "{refused:?}");
        }
        let without = store.take_project(&people.audit, now(), TODAY, id, FIRST, "").await;
        without.expect("conditions are there or not");
        let lapsed = date(2027, 1, 1);
        let late = ProjectStep::Approve(date(2027, 3, 1));
        let refused = store.take_project(&people.safety, now(), lapsed, id, late, "").await;
        assert!(is_refused(&refused, "ended on 31 December 2026 before there was a second"), "{refused:?}");
    }
}

mod sight {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn of_a_draft_is_its_researchers_alone(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store, people) = at_hand(on).await;
        let id = people.project(&store, 0).await;
        let stranger = member(&store, "stranger", Role::Researcher, None).await;
        let coordinator = member(&store, "coordinator", Role::Coordinator, None).await;
        let none = async |who: &Actor| store.projects(who).await.unwrap().is_empty();
        assert!(none(&people.audit).await && none(&coordinator).await);
        assert!(matches!(store.project(&people.audit, id).await, Err(Error::NotFound)));
        for step in [ProjectStep::Refuse, FIRST] {
            let unseen = take(&store, &people.audit, id, step).await;
            assert!(matches!(unseen, Err(Error::NotFound)), "{unseen:?}");
        }
        take(&store, &people.researcher, id, ProjectStep::Submit).await.unwrap();
        assert!(!none(&people.audit).await && !none(&coordinator).await);
        assert!(store.own_projects(&stranger).await.unwrap().is_empty());
        assert!(matches!(store.own_project(&stranger, id).await, Err(Error::NotFound)));
        for step in [ProjectStep::Submit, ProjectStep::Close] {
            let theirs = take(&store, &stranger, id, step).await;
            assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
        }
        for nobody in [&people.researcher, &stranger] {
            assert!(matches!(store.projects(nobody).await, Err(Error::Forbidden)));
        }
    }

    #[tokio::test]
    async fn of_approved_ones_is_everybodys() {
        let (_db, store, people) = at_hand(Backend::Sqlite).await;
        for steps in 0..3 {
            people.project(&store, steps).await;
        }
        assert!(store.public_projects().await.unwrap().is_empty());
        let id = people.project(&store, 3).await;
        let told = store.public_projects().await.unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].title, "Standing early on ECMO");
        assert_eq!(told[0].institutions, ["University of Leeds", "King’s College, London"]);
        assert_eq!(told[0].standing(TODAY), PublicStanding::Running);
        take(&store, &people.audit, id, ProjectStep::Withdraw).await.unwrap();
        let told = store.public_projects().await.unwrap();
        assert_eq!(told[0].standing(TODAY), PublicStanding::Ended, "what once ran stays told");
        let all = format!("{told:?}");
        assert!(!all.contains("Robin") && !all.contains("As it was agreed"), "{all}");
    }
}

mod what_is_kept {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn is_not_changed_in_the_database(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (db, store, people) = at_hand(on).await;
        people.project(&store, 3).await;
        for sql in ["UPDATE research_entry SET until = '2030-01-01'", "DELETE FROM research_entry"] {
            let refused = db.try_tamper(sql).await;
            assert!(refused.is_err_and(|why| why.to_string().contains("append-only")), "{sql}");
        }
        verified(&store).await;
        db.tamper("UPDATE research_project SET summary = 'something else'").await;
        assert!(store.verify(&mut |_| {}).await.unwrap().broken.is_some(), "the trail vouches for it");
    }
}
