//! People: invited, changed, ended. Who may, what goes with it, and what happens to two at once. Long because each way
//! in stands beside the way out that ends it, over the same few people.

use domain::actor::{Actor, Membership, Post, Role};
use jiff::{SignedDuration, Timestamp};
use rstest::rstest;
use secrecy::{ExposeSecret, SecretString};
use store::{
    Error, INVITATION_LASTS, InvitationState, Invite, Proof, SessionState, SignInError, Source, Store,
};
use testkit::database::Backend;
use testkit::fixtures::{PASSWORD, centre, furnished, member, new_session, now, themselves, token_for};

const CHOSEN: &str = "velvet anchor picnic thunder";

fn here() -> Source {
    Source::of([127, 0, 0, 1].into())
}

/// A minute after everything else.
fn later() -> Timestamp {
    now() + SignedDuration::from_mins(1)
}

fn post(role: Role, code: Option<&str>) -> Post {
    Post::of(role, code.map(centre)).unwrap()
}

fn robin(role: Role, code: Option<&str>) -> Invite {
    Invite {
        login: "Robin@Example.org".to_owned(),
        name: "Robin Dyke".to_owned(),
        post: post(role, code),
        ends_at: None,
    }
}

fn chosen() -> SecretString {
    SecretString::from(CHOSEN)
}

async fn sign_in(store: &Store, login: &str, password: &str) -> Result<Actor, SignInError> {
    store.sign_in(login, SecretString::from(password), &here(), now()).await
}

async fn session(store: &Store, actor: &Actor) -> SecretString {
    store.session_create(actor, now(), new_session(SignedDuration::from_hours(12))).await.unwrap()
}

async fn state(store: &Store, token: &SecretString) -> SessionState {
    store.session_find(token.expose_secret(), now(), SignedDuration::from_mins(30)).await.unwrap()
}

/// What a member is, as an administrator sees it.
async fn held(store: &Store, actor: &Actor) -> Vec<Membership> {
    store.member(&Actor::system("test"), actor.member).await.unwrap().memberships
}

fn sentence<T: std::fmt::Debug>(answer: store::Result<T>) -> String {
    match answer.unwrap_err() {
        Error::Invalid(sentence) => sentence,
        other => panic!("{other:?}"),
    }
}

mod invitation {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn makes_a_member_once(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let (id, link) = store.invite(&lead, now(), robin(Role::DataEntry, Some("STH"))).await.unwrap();
        let link = link.expose_secret();
        let shown = store.invitation(link, now()).await.unwrap().unwrap();
        assert_eq!((shown.id, shown.state, shown.is_known), (id, InvitationState::Open, false));
        store.accept(now(), link, chosen()).await.unwrap();
        let actor = sign_in(&store, "robin@example.org", CHOSEN).await.unwrap();
        assert_eq!(
            (actor.name.as_str(), actor.role, actor.centre.clone()),
            ("Robin Dyke", Role::DataEntry, Some(centre("STH")))
        );
        let again = sentence(store.accept(now(), link, chosen()).await);
        assert!(again.contains("used already"), "{again}");
        assert_eq!(store.verify(&mut |_| ()).await.unwrap().broken, None);
    }

    #[rstest]
    #[tokio::test]
    async fn of_two_who_use_it_at_once_lets_one_in(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (db, store) = furnished(on).await;
        let other = db.store().await;
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let (_, link) = store.invite(&lead, now(), robin(Role::DataEntry, Some("STH"))).await.unwrap();
        let link = link.expose_secret();
        let second = SecretString::from("seven lanterns drift sideways");
        let (one, two) = tokio::join!(store.accept(now(), link, chosen()), other.accept(now(), link, second));
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    }

    #[tokio::test]
    async fn is_refused_when_it_is_old_taken_back_replaced_or_changed() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let invite = || robin(Role::DataEntry, Some("STH"));
        let (_, first) = store.invite(&lead, now(), invite()).await.unwrap();
        let (id, link) = store.invite(&lead, now(), invite()).await.unwrap();
        let said = sentence(store.accept(now(), first.expose_secret(), chosen()).await);
        assert!(said.contains("taken back"), "a newer one replaces it: {said}");
        let link = link.expose_secret();
        let said = sentence(store.accept(now() + INVITATION_LASTS, link, chosen()).await);
        assert!(said.contains("too old"), "{said}");
        let said = sentence(store.accept(now(), &link.replace('a', "b"), chosen()).await);
        assert!(said.contains("not one of ours"), "{said}");
        store.revoke_invitation(&lead, now(), id).await.unwrap();
        let said = sentence(store.accept(now(), link, chosen()).await);
        assert!(said.contains("taken back"), "{said}");
        let weak = SecretString::from("password");
        let (_, link) = store.invite(&lead, now(), invite()).await.unwrap();
        assert!(sentence(store.accept(now(), link.expose_secret(), weak).await).contains("at least 12"));
        store.accept(now(), link.expose_secret(), chosen()).await.expect("a refused password costs no link");
    }

    #[tokio::test]
    async fn is_made_by_leads_for_their_own_centre_and_by_administrators_for_every_place() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let clerk = member(&store, "clerk", Role::DataEntry, Some("STH")).await;
        let audit = member(&store, "audit", Role::AuditLead, None).await;
        for (who, role, code) in [
            (&lead, Role::DataEntry, Some("PAP")),
            (&lead, Role::Administrator, None),
            (&lead, Role::AuditLead, None),
            (&clerk, Role::DataEntry, Some("STH")),
            (&audit, Role::CentreLead, Some("STH")),
        ] {
            let refused = store.invite(who, now(), robin(role, code)).await;
            assert!(matches!(refused, Err(Error::Forbidden)), "{} invites {role}", who.role);
        }
        let administrator = member(&store, "admin", Role::Administrator, None).await;
        for role in Role::OF_MEMBERS {
            let invite = robin(role, role.has_centre().then_some("PAP"));
            store
                .invite(&administrator, now(), invite)
                .await
                .unwrap_or_else(|error| panic!("{role}: {error}"));
        }
        let elsewhere = member(&store, "lead-pap", Role::CentreLead, Some("PAP")).await;
        let seen = store.invitations(&elsewhere, now()).await.unwrap();
        assert!(
            seen.iter().all(|waiting| waiting.login == "robin@example.org") && seen.len() == 2,
            "{seen:?}"
        );
        let refused = store.revoke_invitation(&lead, now(), seen[0].id).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    }

    #[rstest]
    #[tokio::test]
    async fn of_somebody_who_is_a_member_is_accepted_by_them_alone(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let robin_at_sth = member(&store, "robin@example.org", Role::DataEntry, Some("STH")).await;
        let other = member(&store, "other", Role::DataEntry, Some("STH")).await;
        let lead = member(&store, "lead-pap", Role::CentreLead, Some("PAP")).await;
        let (_, link) = store.invite(&lead, now(), robin(Role::CentreLead, Some("PAP"))).await.unwrap();
        let link = link.expose_secret();
        let taken = sentence(store.accept(now(), link, chosen()).await);
        assert!(taken.contains("already"), "nobody gets their account by a link: {taken}");
        sign_in(&store, "robin@example.org", PASSWORD).await.expect("the password is what it was");
        assert!(sentence(store.accept_as(&other, now(), link).await).contains("robin@example.org"));
        store.accept_as(&robin_at_sth, later(), link).await.unwrap();
        let posts: Vec<_> = held(&store, &robin_at_sth).await.into_iter().map(|held| held.post).collect();
        assert_eq!(posts, [post(Role::DataEntry, Some("STH")), post(Role::CentreLead, Some("PAP"))]);
    }
}

mod a_link_for_a_password {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn changes_it_once_and_signs_out_everywhere(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let clerk = member(&store, "clerk", Role::DataEntry, Some("STH")).await;
        let token = session(&store, &clerk).await;
        let (_, link) = store.invite_to_password(&lead, now(), clerk.member, false).await.unwrap();
        sign_in(&store, "clerk", PASSWORD).await.expect("until it is used, the old one is right");
        store.accept(now(), link.expose_secret(), chosen()).await.unwrap();
        assert!(matches!(sign_in(&store, "clerk", PASSWORD).await, Err(SignInError::Wrong)));
        assert_eq!(sign_in(&store, "clerk", CHOSEN).await.unwrap(), clerk);
        assert_eq!(state(&store, &token).await, SessionState::Unknown);
        assert!(sentence(store.accept(now(), link.expose_secret(), chosen()).await).contains("used already"));
    }

    #[tokio::test]
    async fn is_made_by_a_lead_only_for_people_who_are_nothing_elsewhere() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let clerk = member(&store, "clerk", Role::DataEntry, Some("STH")).await;
        let stranger = member(&store, "stranger", Role::DataEntry, Some("PAP")).await;
        let administrator = member(&store, "admin", Role::Administrator, None).await;
        let refused = store.invite_to_password(&lead, now(), stranger.member, false).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        // Whoever could make a link for an administrator would be one.
        store
            .give_post(&administrator, now(), clerk.member, post(Role::Administrator, None), None)
            .await
            .unwrap();
        let refused = sentence(store.invite_to_password(&lead, now(), clerk.member, false).await);
        assert!(refused.contains("elsewhere"), "{refused}");
        store.invite_to_password(&administrator, now(), clerk.member, false).await.unwrap();
    }
}

mod a_link {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn of_somebody_who_has_left_or_is_less_lets_nobody_in(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let system = Actor::system("test");
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let (_, link) = store.invite(&lead, now(), robin(Role::CentreLead, Some("STH"))).await.unwrap();
        let own = held(&store, &lead).await[0].id;
        store.end_membership(&system, now(), own).await.unwrap();
        let said = sentence(store.accept(now(), link.expose_secret(), chosen()).await);
        assert!(said.contains("may not do so any more"), "nor do they come back by it: {said}");
    }

    #[tokio::test]
    async fn for_a_password_does_not_get_at_somebody_who_has_become_more() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        let system = Actor::system("test");
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let clerk = member(&store, "clerk", Role::DataEntry, Some("STH")).await;
        let (_, link) = store.invite_to_password(&lead, now(), clerk.member, true).await.unwrap();
        store.give_post(&system, later(), clerk.member, post(Role::Administrator, None), None).await.unwrap();
        let said = sentence(store.accept(now(), link.expose_secret(), chosen()).await);
        assert!(said.contains("may not do so any more"), "{said}");
        sign_in(&store, "clerk", PASSWORD).await.expect("the password is what it was");
    }

    #[tokio::test]
    async fn for_a_password_goes_with_the_password_that_it_was_to_replace() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let clerk = member(&store, "clerk", Role::DataEntry, Some("STH")).await;
        let (_, link) = store.invite_to_password(&lead, now(), clerk.member, false).await.unwrap();
        let system = Actor::system("test");
        store.reset_password(&system, now(), clerk.member, chosen()).await.unwrap();
        let said = sentence(store.accept(now(), link.expose_secret(), chosen()).await);
        assert!(said.contains("taken back"), "{said}");
    }

    #[tokio::test]
    async fn and_a_post_are_given_to_others_alone() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        let administrator = member(&store, "admin", Role::Administrator, None).await;
        let at_sth = post(Role::DataEntry, Some("STH"));
        let refused =
            store.give_post(&administrator, now(), administrator.member, at_sth.clone(), None).await;
        assert!(sentence(refused).contains("This is yourself"), "who keeps people reads no record");
        let refused = store.invite_to_password(&administrator, now(), administrator.member, true).await;
        assert!(sentence(refused).contains("This is yourself"));
        let invite =
            Invite { login: "admin".to_owned(), post: at_sth, ..robin(Role::DataEntry, Some("STH")) };
        let (_, link) = store.invite(&administrator, now(), invite).await.unwrap();
        let refused = store.accept_as(&administrator, now(), link.expose_secret()).await;
        assert!(sentence(refused).contains("You made this invitation yourself"));
    }
}

mod a_program {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn acts_as_what_its_member_was_when_it_was_let_in_and_as_nothing_else(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let system = Actor::system("test");
        let day = SignedDuration::from_hours(24);
        let clerk = member(&store, "clerk", Role::DataEntry, Some("STH")).await;
        let at_pap = post(Role::CentreLead, Some("PAP"));
        store.give_post(&system, later(), clerk.member, at_pap, Some(now() + day)).await.unwrap();
        let [_, there] = held(&store, &clerk).await.try_into().unwrap();
        let (_, program) = store.token_create(&system, now(), token_for(&clerk, "import")).await.unwrap();
        store.end_membership(&system, now(), there.id).await.unwrap();
        let acts = store.token_find(program.expose_secret(), now()).await.unwrap();
        let acts = acts.map(themselves);
        assert_eq!(acts, Some(clerk.clone()), "what ends elsewhere does not stop it");
        let [here, _] = held(&store, &clerk).await.try_into().unwrap();
        store
            .give_post(&system, later(), clerk.member, post(Role::DataEntry, Some("LEI")), None)
            .await
            .unwrap();
        store.end_membership(&system, now(), here.id).await.unwrap();
        assert_eq!(
            store.token_find(program.expose_secret(), now()).await.unwrap(),
            None,
            "nor does it move on"
        );
    }
}

mod ending {
    use super::*;

    #[tokio::test]
    async fn whoever_leaves_on_a_known_day_is_nobody_who_stays() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        let system = Actor::system("test");
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let clerk = member(&store, "clerk", Role::DataEntry, Some("STH")).await;
        let until = Some(now() + SignedDuration::from_hours(24));
        store
            .give_post(&system, later(), clerk.member, post(Role::CentreLead, Some("STH")), until)
            .await
            .unwrap();
        let own = held(&store, &lead).await[0].id;
        assert!(sentence(store.end_membership(&lead, now(), own).await).contains("Nobody else"));
    }

    #[rstest]
    #[tokio::test]
    async fn takes_sessions_and_tokens_with_it_at_once_and_leaves_those_of_another_place(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let system = Actor::system("test");
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let clerk = member(&store, "clerk", Role::DataEntry, Some("STH")).await;
        store
            .give_post(&system, later(), clerk.member, post(Role::DataEntry, Some("PAP")), None)
            .await
            .unwrap();
        let [at_sth, at_pap] = held(&store, &clerk).await.try_into().unwrap();
        let there = store.acting_as(&clerk, now(), at_pap.id).await.unwrap().unwrap();
        let (here, elsewhere) = (session(&store, &clerk).await, session(&store, &there).await);
        let (_, program) = store.token_create(&system, now(), token_for(&clerk, "import")).await.unwrap();
        let refused = store.end_membership(&lead, now(), at_pap.id).await;
        assert!(matches!(refused, Err(Error::NotFound)), "another centre's is none of theirs: {refused:?}");
        store.end_membership(&lead, now(), at_sth.id).await.unwrap();
        assert_eq!(state(&store, &here).await, SessionState::Unknown);
        assert_eq!(store.token_find(program.expose_secret(), now()).await.unwrap(), None);
        let still = themselves(state(&store, &elsewhere).await.live().unwrap().actor);
        assert_eq!(still, there);
        assert_eq!(sign_in(&store, "clerk", PASSWORD).await.unwrap(), there);
        assert_eq!(store.verify(&mut |_| ()).await.unwrap().broken, None);
    }

    #[rstest]
    #[tokio::test]
    async fn the_last_lead_or_administrator_is_refused(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        member(&store, "lead-pap", Role::CentreLead, Some("PAP")).await;
        let own = held(&store, &lead).await[0].id;
        let refused = sentence(store.end_membership(&lead, now(), own).await);
        assert!(refused.contains("Nobody else is centre lead at STH"), "{refused}");
        let refused = sentence(store.change_post(&lead, now(), own, Role::DataEntry).await);
        assert!(refused.contains("This is yourself"), "{refused}");
        let second = member(&store, "second", Role::CentreLead, Some("STH")).await;
        store.end_membership(&lead, now(), own).await.expect("there is another");
        let own = held(&store, &second).await[0].id;
        assert!(sentence(store.end_membership(&second, now(), own).await).contains("Nobody else"));
        let administrator = member(&store, "admin", Role::Administrator, None).await;
        let refused = sentence(store.retire_member(&administrator, now(), administrator.member).await);
        assert!(refused.contains("Nobody else is administrator"), "{refused}");
    }

    #[rstest]
    #[tokio::test]
    async fn of_two_administrators_who_end_each_other_leaves_one(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (db, store) = furnished(on).await;
        let other = db.store().await;
        let one = member(&store, "one", Role::Administrator, None).await;
        let two = member(&store, "two", Role::Administrator, None).await;
        let (ends_two, ends_one) = tokio::join!(
            store.retire_member(&one, now(), two.member),
            other.retire_member(&two, now(), one.member)
        );
        assert_eq!(
            usize::from(ends_two.is_ok()) + usize::from(ends_one.is_ok()),
            1,
            "{ends_two:?} {ends_one:?}"
        );
        let left = store.members(&Actor::system("test")).await.unwrap();
        assert_eq!(left.iter().filter(|member| member.acting(now()).is_some()).count(), 1);
    }

    #[tokio::test]
    async fn comes_by_itself_on_the_last_day() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let day = SignedDuration::from_hours(24);
        let invite = Invite { ends_at: Some(now() + day), ..robin(Role::DataEntry, Some("STH")) };
        let (_, link) = store.invite(&lead, now(), invite).await.unwrap();
        store.accept(now(), link.expose_secret(), chosen()).await.unwrap();
        let actor = sign_in(&store, "robin@example.org", CHOSEN).await.unwrap();
        let token = session(&store, &actor).await;
        let idle = SignedDuration::from_hours(48);
        let before =
            store.session_find(token.expose_secret(), now() + SignedDuration::from_hours(11), idle).await;
        assert!(before.unwrap().live().is_some());
        let after = store.session_find(token.expose_secret(), now() + day, idle).await.unwrap();
        assert_eq!(after, SessionState::Unknown);
        let late = store.sign_in("robin@example.org", SecretString::from(CHOSEN), &here(), now() + day).await;
        assert!(matches!(late, Err(SignInError::NoPost)), "{late:?}");
    }
}

mod changing {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn what_somebody_is_ends_the_sessions_that_act_as_it(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let clerk = member(&store, "clerk", Role::DataEntry, Some("STH")).await;
        let token = session(&store, &clerk).await;
        let own = held(&store, &clerk).await[0].id;
        let refused = store.change_post(&clerk, now(), own, Role::CentreLead).await;
        assert!(matches!(refused, Err(Error::NotFound | Error::Forbidden)), "nobody promotes themselves");
        store.change_post(&lead, now(), own, Role::CentreLead).await.unwrap();
        assert_eq!(state(&store, &token).await, SessionState::Unknown);
        assert_eq!(sign_in(&store, "clerk", PASSWORD).await.unwrap().role, Role::CentreLead);
    }

    #[tokio::test]
    async fn a_review_is_written_down() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        let lead = member(&store, "lead", Role::CentreLead, Some("STH")).await;
        let clerk = member(&store, "clerk", Role::DataEntry, Some("STH")).await;
        let stranger = member(&store, "stranger", Role::DataEntry, Some("PAP")).await;
        let own = held(&store, &clerk).await[0].id;
        store.review_memberships(&lead, now(), &[own]).await.unwrap();
        assert_eq!(held(&store, &clerk).await[0].reviewed_at, Some(now()));
        let theirs = held(&store, &stranger).await[0].id;
        let refused = store.review_memberships(&lead, now(), &[own, theirs]).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    }
}

mod a_session {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn goes_on_under_a_new_token_once_it_is_proven_again(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let clerk = member(&store, "clerk", Role::DataEntry, Some("STH")).await;
        let before = session(&store, &clerk).await;
        let was = state(&store, &before).await.live().unwrap();
        let later = now() + SignedDuration::from_mins(20);
        let token = before.expose_secret();
        let fresh = store.session_prove(&clerk, later, token, Proof::One).await.unwrap().unwrap();
        assert_eq!(state(&store, &before).await, SessionState::Unknown);
        let is = state(&store, &fresh).await.live().unwrap();
        assert_eq!(
            is,
            store::Session { proven_at: later, ..was },
            "all else stays, the mark of its forms too"
        );
        assert!(store.session_prove(&clerk, later, token, Proof::One).await.unwrap().is_none());
        assert_eq!(store.verify(&mut |_| ()).await.unwrap().broken, None);
    }

    #[tokio::test]
    async fn is_ended_from_another_one_of_ones_own_alone() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        let clerk = member(&store, "clerk", Role::DataEntry, Some("STH")).await;
        let other = member(&store, "other", Role::DataEntry, Some("STH")).await;
        let (ward, desk) = (session(&store, &clerk).await, session(&store, &clerk).await);
        let idle = SignedDuration::from_mins(30);
        let listed = store.sessions(&clerk, desk.expose_secret(), now(), idle).await.unwrap();
        assert_eq!(listed.iter().filter(|listed| listed.is_this).count(), 1);
        let on_ward = listed.iter().find(|listed| !listed.is_this).unwrap().id.unwrap();
        store.session_end(&other, now(), on_ward).await.unwrap();
        assert!(state(&store, &ward).await.live().is_some(), "nobody ends another's");
        store.session_end(&clerk, now(), on_ward).await.unwrap();
        assert_eq!(state(&store, &ward).await, SessionState::Unknown);
        session(&store, &clerk).await;
        store.sessions_end_others(&clerk, now(), desk.expose_secret()).await.unwrap();
        assert_eq!(store.sessions(&clerk, desk.expose_secret(), now(), idle).await.unwrap().len(), 1);
    }
}
