//! Breaking the glass: who may, what it shows, how long, and who hears of it.

use domain::actor::{Action, Actor, Role};
use jiff::SignedDuration;
use reqwest::StatusCode;
use rstest::rstest;
use secrecy::ExposeSecret;
use store::{Error, GLASS_LASTS, SessionState, Store, TrailFilter};
use testkit::database::Backend;
use testkit::fixtures::{centre, furnished, member, new_session, now};

use crate::site::Site;

const WHY: &str = "Nobody of the centre can be reached";

async fn administrator(store: &Store) -> Actor {
    member(store, "keeper", Role::Administrator, None).await
}

async fn lead(store: &Store, code: &str) -> Actor {
    member(store, &format!("lead-{code}"), Role::CentreLead, Some(code)).await
}

mod sight {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn is_of_one_centre_reads_alone_and_ends_within_the_hour(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let keeper = administrator(&store).await;
        let sees = store.break_glass(&keeper, now(), centre("STH"), WHY).await.unwrap();
        let acts: Vec<_> = Action::ALL.into_iter().filter(|action| sees.may(*action)).collect();
        assert_eq!(acts, [Action::Arrive, Action::UseAccount, Action::ReadRecords]);
        assert_eq!(sees.centre, Some(centre("STH")));
        let lasts = new_session(SignedDuration::from_hours(12));
        let token = store.session_create(&sees, now(), lasts).await.unwrap();
        let at = async |time| {
            store.session_find(token.expose_secret(), time, SignedDuration::from_hours(12)).await.unwrap()
        };
        let live = at(now() + SignedDuration::from_mins(59)).await.live().expect("it lasts");
        assert_eq!(live.expires_at, now() + GLASS_LASTS, "no session outlasts what it acts as");
        assert_eq!(at(now() + GLASS_LASTS).await, SessionState::Unknown);
        assert_eq!(store.verify(&mut |_| ()).await.unwrap().broken, None);
    }

    #[tokio::test]
    async fn is_taken_by_administrators_alone_and_given_by_nobody() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        for role in Role::OF_MEMBERS.into_iter().filter(|role| *role != Role::Administrator) {
            let who = member(&store, role.as_str(), role, role.has_centre().then_some("STH")).await;
            let refused = store.break_glass(&who, now(), centre("STH"), WHY).await;
            assert!(matches!(refused, Err(Error::Forbidden)), "{role}: {refused:?}");
        }
        let keeper = administrator(&store).await;
        let post = domain::actor::Post::of(Role::BreakGlass, Some(centre("STH"))).unwrap();
        let other = member(&store, "other", Role::Researcher, None).await;
        for giver in [&keeper, &lead(&store, "STH").await] {
            let given = store.give_post(giver, now(), other.member, post.clone(), None).await;
            assert!(matches!(given, Err(Error::Forbidden)), "{}: {given:?}", giver.role);
        }
    }

    #[tokio::test]
    async fn needs_a_reason_a_known_centre_and_no_other_sight_of_it() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        let keeper = administrator(&store).await;
        for reason in ["", "  urgent \n\n ", &"x".repeat(501)] {
            let refused = store.break_glass(&keeper, now(), centre("STH"), reason).await;
            assert!(matches!(&refused, Err(Error::Invalid(why)) if why.starts_with("Write in 10 to 500")));
        }
        let nowhere = store.break_glass(&keeper, now(), centre("NOW"), WHY).await;
        assert!(matches!(&nowhere, Err(Error::Invalid(why)) if why.contains("not in the directory")));
        store.break_glass(&keeper, now(), centre("STH"), WHY).await.unwrap();
        let again = store.break_glass(&keeper, now(), centre("STH"), WHY).await;
        assert!(matches!(&again, Err(Error::Invalid(why)) if why.contains("already")), "{again:?}");
        store.break_glass(&keeper, now() + GLASS_LASTS, centre("STH"), WHY).await.expect("it is over");
    }
}

mod the_centre {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn hears_of_it_until_a_lead_has_said_so(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let (keeper, sth, pap) =
            (administrator(&store).await, lead(&store, "STH").await, lead(&store, "PAP").await);
        store.break_glass(&keeper, now(), centre("STH"), &format!(" {WHY}\n")).await.unwrap();
        assert_eq!(store.broken_glass(&pap).await.unwrap(), []);
        let told = store.broken_glass(&sth).await.unwrap();
        let [told] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!(
            (told.reason.as_str(), told.member, told.until),
            (WHY, keeper.member, now() + GLASS_LASTS)
        );
        for other in [&pap, &keeper] {
            assert!(store.glass_seen(other, now(), told.id).await.is_err(), "{}", other.role);
            assert!(store.review_memberships(other, now(), &[told.id]).await.is_err(), "{}", other.role);
        }
        assert_eq!(store.broken_glass(&sth).await.unwrap().len(), 1, "it lasts beyond the hour");
        store.glass_seen(&sth, now(), told.id).await.unwrap();
        assert_eq!(store.broken_glass(&sth).await.unwrap(), []);
        assert_eq!(store.verify(&mut |_| ()).await.unwrap().broken, None);
    }

    #[tokio::test]
    async fn is_not_told_by_whoever_broke_it_in_its_place() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        let (keeper, sth) = (administrator(&store).await, lead(&store, "STH").await);
        let post = domain::actor::Post::of(Role::CentreLead, Some(centre("STH"))).unwrap();
        store.give_post(&Actor::system("test"), now(), keeper.member, post, None).await.unwrap();
        store.break_glass(&keeper, now(), centre("STH"), WHY).await.unwrap();
        let told = store.broken_glass(&sth).await.unwrap();
        let themselves = Actor { role: Role::CentreLead, centre: Some(centre("STH")), ..keeper.clone() };
        let refused = store.glass_seen(&themselves, now(), told[0].id).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }

    #[tokio::test]
    async fn reads_who_looked_at_what_and_why_in_its_trail() {
        let site = Site::start(Backend::Sqlite).await;
        let records = site.on_ecmo("STH").await;
        let breaker = site.broke_the_glass("STH").await;
        assert_eq!(breaker.get(&format!("/records/patient/{}", records[0].id)).await.status, StatusCode::OK);
        let sth = lead(&site.store, "STH").await;
        let events = site.store.trail(&sth, &TrailFilter::default(), 50).await.unwrap().events;
        let of = |action: &str| events.iter().find(|event| event.action == action).unwrap();
        assert_eq!(of("glass.break").detail["reason"], WHY);
        assert_eq!(of("record.read").member, of("glass.break").member);
    }

    #[tokio::test]
    async fn ends_it_at_once() {
        let site = Site::start(Backend::Sqlite).await;
        let breaker = site.broke_the_glass("STH").await;
        let sth = site.centre_lead("STH").await;
        let home = sth.get("/centre").await;
        home.shows("took sight of your centre’s records");
        home.shows(WHY);
        let people = sth.get("/people").await;
        let person = sth.get(&people.link_to("Member glass-breaker")).await;
        person.hides("Change: Break-glass");
        let end = person.link_to("End: Break-glass access at");
        let page = sth.get(&end).await;
        assert_eq!(sth.post(&end, &page, &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(breaker.get("/admissions").await.status, StatusCode::SEE_OTHER, "signed out");
        let knows = sth.get("/centre").await;
        let seen = knows.html.split("action=\"/people/glass/").nth(1).and_then(|rest| rest.split('"').next());
        let seen = format!("/people/glass/{}", seen.unwrap());
        assert_eq!(sth.post(&seen, &knows, &[]).await.location, "/centre");
        sth.get("/centre").await.hides("took sight of your centre’s records");
    }
}

mod the_pages {
    use super::*;

    #[tokio::test]
    async fn lead_there_say_so_and_offer_nothing_that_changes() {
        let site = Site::start(Backend::Sqlite).await;
        site.open_cycle().await;
        let records = site.on_ecmo("STH").await;
        administrator(&site.store).await;
        let keeper = site.signed_in("keeper").await;
        let people = keeper.get("/people").await;
        let page = keeper.get(&people.link_to("See a centre’s records in an emergency")).await;
        page.shows("For an hour you can read");
        assert_eq!(GLASS_LASTS, SignedDuration::from_hours(1));
        let wrong = keeper.post("/break-glass", &page, &[("centre", "STH"), ("reason", "urgent")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        wrong.shows("why you need to see the records");
        let taken = keeper.post("/break-glass", &wrong, &[("centre", "STH"), ("reason", WHY)]).await;
        assert_eq!((taken.status, taken.location.as_str()), (StatusCode::SEE_OTHER, "/admissions"));
        let record = format!("/records/patient/{}", records[0].id);
        let history = format!("{record}/history");
        let pages = [
            "/admissions",
            "/admissions/A00001",
            "/records",
            "/records/patient",
            &record,
            &history,
            "/account",
        ];
        for path in pages {
            let page = keeper.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            page.shows("You read the records of STH by break-glass access until");
            for way in ["/new", "/edit", "/withdraw", "/unlock", "/days/", "/queries", "/worklist", "/drafts"]
            {
                let leads = page.html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
                let leads: Vec<_> = leads.filter(|href| href.contains(way)).collect();
                assert_eq!(leads, [""; 0], "{path}");
            }
        }
    }
}
