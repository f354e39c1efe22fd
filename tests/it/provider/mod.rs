//! Sign-in at a hospital's own provider, against one that the tests start: honest, and told to misbehave.

mod account;
mod answers;
mod browser;
mod kept;
mod links;
mod proof;
mod sign_in;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::actor::{Actor, Post, Role};
use reqwest::StatusCode;
use store::{Account, TrailFilter};
use testkit::database::Backend;
use testkit::fixtures::member;
use testkit::provider::{CLIENT, Provider, SECRET};
use web::{Config, Demand, Federation};

use crate::site::{Browser, Page, Site};

/// What people call an account there.
const NAME: &str = "Sheffield account";

/// The service, and a hospital's provider.
pub(crate) struct Hospital {
    pub(crate) site: Site,
    pub(crate) provider: Provider,
}

/// The provider as it is set when nothing else is said: passwords are taken beside it.
pub(crate) fn federation(provider: &Provider) -> Federation {
    federation_with(provider, None)
}

fn federation_with(provider: &Provider, role_claim: Option<&str>) -> Federation {
    let settings = provider::Settings {
        issuer: provider.issuer.parse().unwrap(),
        client_id: CLIENT.to_owned(),
        secret: SECRET.into(),
        name: NAME.to_owned(),
        scopes: vec!["profile".to_owned()],
        role_claim: role_claim.map(str::to_owned),
    };
    Federation {
        provider: Arc::new(provider::Provider::new(settings).unwrap()),
        local: true,
        ask_anew: true,
        two_factors: vec!["mfa".to_owned()],
        confirms: None,
    }
}

impl Hospital {
    pub(crate) async fn start() -> Self {
        Self::start_on(Backend::Sqlite, Demand::Nobody, federation).await
    }

    async fn start_on(on: Backend, second_factor: Demand, set: impl FnOnce(&Provider) -> Federation) -> Self {
        let provider = Provider::start().await;
        let config = Config { second_factor, federation: Some(set(&provider)), ..Config::default() };
        let site = Site::start_as(on, config).await;
        provider.keeps_time_with(site.clock());
        Self { site, provider }
    }

    /// The same, where passwords are not taken.
    async fn without_passwords() -> Self {
        let set = |provider: &Provider| Federation { local: false, ..federation(provider) };
        Self::start_on(Backend::Sqlite, Demand::Nobody, set).await
    }

    /// The same, where the claim `groups` confirms what somebody is.
    async fn confirming(groups: &[(&str, Post)]) -> Self {
        let mut confirms = BTreeMap::<String, Vec<Post>>::new();
        for (group, post) in groups {
            confirms.entry((*group).to_owned()).or_default().push(post.clone());
        }
        let set = |provider: &Provider| Federation {
            confirms: Some(confirms),
            ..federation_with(provider, Some("groups"))
        };
        Self::start_on(Backend::Sqlite, Demand::Nobody, set).await
    }

    /// A member whose account there is `u-LOGIN`.
    pub(crate) async fn connected(&self, login: &str, role: Role, centre: Option<&str>) -> Actor {
        let actor = member(&self.site.store, login, role, centre).await;
        self.connect(&actor, login).await;
        actor
    }

    async fn connect(&self, actor: &Actor, login: &str) {
        let account = self.account(&format!("u-{login}"));
        self.site.store.connect(actor, self.site.time(), account).await.unwrap();
    }

    fn account(&self, subject: &str) -> Account {
        Account { issuer: self.provider.issuer.clone(), subject: subject.to_owned() }
    }

    /// Goes where a page leads that sends people to the provider, signs in there, and says where that leads back to.
    async fn visit(&self, page: &Page) -> String {
        assert_eq!(page.status, StatusCode::OK, "{}", page.html);
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let answer = client.get(page.link_to("Go there")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{}", answer.text().await.unwrap());
        let location = answer.headers()["location"].to_str().unwrap();
        location.strip_prefix(&self.site.url).expect("back to the service").to_owned()
    }

    /// The page that sends somebody from the sign-in page to the provider.
    async fn leave(&self, browser: &Browser) -> Page {
        let page = browser.get("/sign-in?next=/account").await;
        browser.post("/sign-in/provider", &page, &[("next", "/account")]).await
    }

    /// Signs in at the provider, as far as that goes.
    pub(crate) async fn sign_in(&self, browser: &Browser) -> Page {
        let left = self.leave(browser).await;
        browser.get(&self.visit(&left).await).await
    }

    /// Somebody who has signed in there.
    async fn signed_in(&self) -> Browser {
        let browser = self.site.visitor();
        let back = self.sign_in(&browser).await;
        assert_eq!(
            (back.status, back.location.as_str()),
            (StatusCode::SEE_OTHER, "/account"),
            "{}",
            back.html
        );
        browser
    }

    /// The newest event of an action, as the trail tells it to an administrator.
    async fn told(&self, action: &str) -> Option<store::TrailEvent> {
        let administrator =
            Actor { name: "administrator".to_owned(), role: Role::Administrator, ..Actor::system("test") };
        let part = self.site.store.trail(&administrator, &TrailFilter::default(), 200).await.unwrap();
        part.events.into_iter().find(|event| event.action == action)
    }

    /// Why the trail says that nobody was let in.
    async fn why(&self) -> String {
        let event = self.told("sign_in.refuse").await.expect("an event");
        assert_eq!(event.detail["by"], "PROVIDER");
        event.detail["why"].as_str().unwrap().to_owned()
    }
}

/// A post at a centre.
fn post(role: Role, centre: &str) -> Post {
    Post::of(role, Some(testkit::fixtures::centre(centre))).unwrap()
}
