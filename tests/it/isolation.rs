//! Nobody sees a row outside their scope: strangers of every role ask every page, table and program's
//! address for what belongs to another centre. Nothing of it is in any answer, and what is refused is refused in the
//! same words as what does not exist.

use std::collections::BTreeSet;

use domain::actor::{Post, Role};
use jiff::SignedDuration;
use reqwest::{Client, Method, StatusCode, redirect::Policy};
use rstest::rstest;
use store::{Invite, SaveDraft};
use testkit::database::Backend;
use testkit::fixtures::{centre, centre_lead, clerk, form, member, now, question};
use web::Door;

use crate::site::{Browser, Site};

/// Words that stand in texts of the centre that is asked about, and nowhere else.
const DRAFTED: &str = "zebra-crossing";
const ASKED: &str = "Is this the giraffe of the morning?";
const INVITED: &str = "Ocelot Nightjar";

/// What belongs to one centre: by what its pages are addressed, and what must not leave it.
struct Own {
    ids: BTreeSet<String>,
    /// Those of records, drafts and queries.
    of_records: BTreeSet<String>,
    words: Vec<String>,
}

/// Fills a centre with something of every kind.
async fn furnish(site: &Site, code: &str) -> Own {
    let (entry, lead) = (clerk(code), centre_lead(code));
    let records = site.on_ecmo(code).await;
    let draft = SaveDraft {
        id: None,
        form: form("physio_contact"),
        record: None,
        expected: None,
        fields: vec![("contact_ref".to_owned(), DRAFTED.to_owned())],
    };
    let draft = site.store.save_draft(&entry, now(), draft).await.unwrap();
    let ask = question(code, ASKED);
    let audit = member(&site.store, "asks", Role::AuditLead, None).await;
    let query = site.store.ask(&audit, now(), ask).await.unwrap();
    let post = Post::of(Role::DataEntry, Some(centre(code))).unwrap();
    let invite = Invite { login: "ocelot".to_owned(), name: INVITED.to_owned(), post, ends_at: None };
    let (invitation, _) = site.store.invite(&lead, now(), invite).await.unwrap();
    let person = member(&site.store, "kept", Role::DataEntry, Some(code)).await;
    let people = site.store.members(&lead).await.unwrap();
    let posts = people.iter().flat_map(|member| member.memberships.iter().map(|held| held.id.to_string()));
    let mut of_records: BTreeSet<String> = records.iter().map(|record| record.id.to_string()).collect();
    of_records.extend([draft.id.to_string(), query.to_string()]);
    let mut ids = of_records.clone();
    ids.extend([invitation.to_string(), person.member.to_string()]);
    ids.extend(posts);
    let mut words: Vec<String> = [DRAFTED, ASKED, INVITED].map(str::to_owned).into();
    words.extend(ids.iter().cloned());
    Own { ids, of_records, words }
}

/// Every address that a page of the table can have with these ids in it.
fn addresses(ids: &BTreeSet<String>) -> Vec<(Door, String)> {
    let mut all = Vec::new();
    for route in web::routes().into_iter().filter(|route| route.method == Method::GET) {
        let path = route.path.replace("{form}", "patient").replace("{reference}", "A00001");
        let path = path.replace("{date}", "2026-03-25").replace("{file}", "patients").replace("{row}", "1");
        match path.contains("{id}") {
            false if path.contains('{') => {}
            false => all.push((route.door, path)),
            true => {
                let fill = |id: &String| path.replace("{id}", id).replace("{step}", "lock");
                let filled = ids.iter().map(fill).filter(|path| !path.contains('{'));
                all.extend(filled.map(|path| (route.door, path)));
            }
        }
    }
    all
}

/// Somebody who has nothing to do with the centre, of each role.
async fn strangers(site: &Site, elsewhere: &str) -> Vec<(Role, Browser)> {
    let mut strangers = Vec::new();
    for role in Role::OF_MEMBERS {
        let login = format!("stranger-{}", role.as_str());
        member(&site.store, &login, role, role.has_centre().then_some(elsewhere)).await;
        strangers.push((role, site.signed_in(&login).await));
    }
    strangers.push((Role::BreakGlass, site.broke_the_glass(elsewhere).await));
    strangers
}

/// What of an answer may differ from one request to the next: its number, its marks, and the address itself.
fn settled(body: &str, id: &str) -> String {
    let document = scraper::Html::parse_document(body);
    let main = scraper::Selector::parse("main").unwrap();
    let text: String = document.select(&main).flat_map(|main| main.text()).collect();
    let hex = |word: &&str| !(word.len() >= 8 && word.chars().all(|c| c.is_ascii_hexdigit() || c == '-'));
    text.replace(id, "").split_whitespace().filter(hex).collect::<Vec<_>>().join(" ")
}

#[rstest]
#[tokio::test]
async fn nobody_sees_a_row_of_another_centre(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let site = Site::start(on).await;
    site.open_cycle().await;
    let own = furnish(&site, "STH").await;
    site.on_ecmo("PAP").await;
    let strangers = strangers(&site, "PAP").await;
    let program = site.program("PAP").await;
    let bare = Client::builder().redirect(Policy::none()).build().unwrap();
    let all = addresses(&own.ids);
    let fixed = all.iter().filter(|(_, path)| !own.ids.iter().any(|id| path.contains(id)));
    let named: Vec<_> = all.iter().filter(|(_, path)| own.ids.iter().any(|id| path.contains(id))).collect();
    // Of those that name something each seventh: all of them, as everybody, are thousands.
    let drawn = fixed.chain(named.iter().copied().step_by(7));
    for (door, path) in drawn {
        let askers: Vec<(String, Client, Option<&str>)> = match door {
            Door::Token => vec![("program".to_owned(), bare.clone(), Some(program.token()))],
            _ => strangers.iter().map(|(role, who)| (role.to_string(), who.client().clone(), None)).collect(),
        };
        for (who, client, token) in askers {
            let mut request = client.get(format!("{}{path}", site.url));
            if let Some(token) = token {
                request = request.bearer_auth(token);
            }
            let answer = request.send().await.unwrap();
            let status = answer.status();
            assert!(!status.is_server_error(), "{who}: {path}: {status}");
            let body = answer.text().await.unwrap();
            for word in own.words.iter().filter(|word| !path.contains(word.as_str())) {
                // Whoever asks queries sees them, and whoever keeps people.
                let is_asked = who == Role::AuditLead.to_string() && path.starts_with("/network/");
                let of_people = path.starts_with("/people")
                    || path.starts_with("/trail") && !own.of_records.contains(word);
                let is_kept = who == Role::Administrator.to_string() && of_people;
                assert!(
                    is_asked || is_kept || !body.contains(word.as_str()),
                    "{who} sees “{word}” on {path}"
                );
            }
        }
    }
}

#[rstest]
#[tokio::test]
async fn what_is_anothers_is_refused_like_what_does_not_exist(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let site = Site::start(on).await;
    site.open_cycle().await;
    let own = furnish(&site, "STH").await;
    let stranger = site.centre_lead("PAP").await;
    let nothing = "01900000-0000-7000-8000-000000000000".to_owned();
    let real = addresses(&own.ids);
    let mut compared = 0;
    for id in &own.ids {
        for (door, path) in real.iter().filter(|(_, path)| path.contains(id.as_str())) {
            // These have ids of another kind, which are nobody's.
            let other = ["/packs", "/cycles", "/indicators"].iter().any(|area| path.starts_with(area));
            if *door == Door::Token || other {
                continue;
            }
            let theirs = stranger.get(path).await;
            let nobodys = stranger.get(&path.replace(id.as_str(), &nothing)).await;
            assert_eq!(theirs.status, nobodys.status, "{path}");
            assert_ne!(theirs.status, StatusCode::OK, "{path}");
            assert_eq!(settled(&theirs.html, id), settled(&nobodys.html, &nothing), "{path}");
            compared += 1;
        }
    }
    assert!(compared > 100, "{compared}");
}

/// A session that acts for one centre of somebody's two sees nothing of the other.
#[tokio::test]
async fn whoever_acts_for_one_centre_sees_nothing_of_their_other() {
    let site = Site::start(Backend::Sqlite).await;
    let own = furnish(&site, "STH").await;
    let robin = member(&site.store, "robin", Role::CentreLead, Some("PAP")).await;
    let system = domain::actor::Actor::system("test");
    let also = Post::of(Role::CentreLead, Some(centre("STH"))).unwrap();
    let later = now() + SignedDuration::from_mins(1);
    site.store.give_post(&system, later, robin.member, also, None).await.unwrap();
    let at_pap = site.signed_in("robin").await;
    for path in ["/centre", "/drafts", "/queries", "/people", "/records/patient", "/admissions", "/worklist"]
    {
        let page = at_pap.get(path).await;
        for word in &own.words {
            page.hides(word);
        }
    }
    let account = at_pap.get("/account").await;
    let other = account.value_of("membership");
    let acts = at_pap.post("/account/act-as", &account, &[("membership", other.as_str())]).await;
    assert_eq!(acts.location, "/centre");
    let drafts = at_pap.get("/drafts").await;
    assert!(own.ids.iter().any(|id| drafts.html.contains(id)), "as the other they see it: {}", drafts.main());
}
