//! Every page, as the people who may see it, wide and narrow: no violation of WCAG 2.2 AA that axe can find.
//!
//! A new page is one line in [`places`].

use std::collections::{BTreeMap, BTreeSet};

use domain::forms::forms;
use reqwest::Method;
use testkit::axe;
use testkit::chromium::Chromium;
use testkit::example::{Example, LOCKED_CYCLE, OPEN_CYCLE, OnItsWay, Who};
use testkit::fixtures::PASSWORD;

/// Paths that answer something else than a page.
const NO_PAGES: [&str; 6] = [
    "/assets/{name}",
    "/healthz",
    "/api/",
    "/exports/{kind}",
    "/templates/{name}",
    "/imports/uploads/{id}/rows/{kind}",
];

const WIDTHS: [u32; 2] = [1280, 390];

/// The button of a page with one form.
const SEND: &str = "main form button[type=submit]:not([hidden]), main form button:not([type])";

/// The button that saves an entry page.
const SAVE: &str = "form[data-entry] button.nhsuk-button[value=save]";

/// A page in one of its states.
struct Place {
    /// As it stands in the table of routes.
    route: &'static str,
    address: String,
    who: Who,
    /// What is clicked before the page is looked at.
    press: Option<&'static str>,
}

fn at(route: &'static str, who: Who, address: impl Into<String>) -> Place {
    Place { route, address: address.into(), who, press: None }
}

impl Place {
    fn pressing(self, css: &'static str) -> Self {
        Self { press: Some(css), ..self }
    }

    fn name(&self) -> String {
        let press = self.press.map_or_else(String::new, |css| format!(", after {css}"));
        format!("{} as {:?}{press}", self.address, self.who)
    }
}

/// A record of each form, an admission, and what is on its way through a cycle.
struct Ids {
    of_form: BTreeMap<&'static str, String>,
    admission: String,
    life: OnItsWay,
}

fn places(ids: &Ids) -> Vec<Place> {
    use Who::{Audit, Clerk, Lead, Nobody};
    let Ids { admission, life, .. } = ids;
    let OnItsWay { asked, query, locked, draft, upload, import, row_to_mend } = life;
    let contact = "/records/physio_contact";
    let mut places = vec![
        at("/", Nobody, "/"),
        at("/sign-in", Nobody, "/sign-in"),
        at("/sign-in", Nobody, "/sign-in").pressing(SEND),
        at("/account/password", Clerk, "/account/password"),
        at("/account/password", Clerk, "/account/password").pressing(SEND),
        at("/help", Nobody, "/help"),
        at("/help", Clerk, "/help"),
        at("/network", Audit, "/network"),
        at("/network/cycles", Audit, "/network/cycles"),
        at("/network/cycles/new", Audit, "/network/cycles/new"),
        at("/network/cycles/new", Audit, "/network/cycles/new").pressing(SEND),
        at("/network/cycles/{id}", Audit, format!("/network/cycles/{OPEN_CYCLE}")),
        at("/network/cycles/{id}", Audit, format!("/network/cycles/{LOCKED_CYCLE}")),
        at("/network/cycles/{id}/{step}", Audit, format!("/network/cycles/{OPEN_CYCLE}/grace")),
        at("/network/cycles/{id}/{step}", Audit, format!("/network/cycles/{OPEN_CYCLE}/extend")),
        at("/network/cycles/{id}/{step}", Audit, format!("/network/cycles/{OPEN_CYCLE}/extend"))
            .pressing(SEND),
        at("/network/cycles/{id}/{step}", Audit, format!("/network/cycles/{OPEN_CYCLE}/lock")),
        at("/network/queries", Audit, "/network/queries"),
        at("/network/queries", Audit, "/network/queries?show=all"),
        at("/network/queries/new", Audit, "/network/queries/new"),
        at("/network/queries/new", Audit, "/network/queries/new").pressing(SEND),
        at("/network/queries/{id}", Audit, format!("/network/queries/{query}")),
        at("/centre", Clerk, "/centre"),
        at("/centre", Lead, "/centre"),
        at("/admissions", Clerk, "/admissions"),
        at("/admissions/{reference}", Clerk, format!("/admissions/{admission}")),
        at("/admissions/{reference}/days/{date}", Clerk, format!("/admissions/{admission}/days/2026-01-15")),
        at("/drafts", Clerk, "/drafts"),
        at("/drafts/{id}/throw-away", Clerk, format!("/drafts/{draft}/throw-away")),
        at("/worklist", Lead, "/worklist"),
        at("/cycles/{id}/worklist", Lead, format!("/cycles/{LOCKED_CYCLE}/worklist")),
        at("/cycles/{id}/worklist", Clerk, format!("/cycles/{OPEN_CYCLE}/worklist")),
        at("/cycles/{id}/sign-off", Lead, format!("/cycles/{OPEN_CYCLE}/sign-off")),
        at("/queries", Clerk, "/queries"),
        at("/queries", Clerk, "/queries?show=all"),
        at("/queries/{id}", Clerk, format!("/queries/{query}")),
        at("/queries/{id}", Clerk, format!("/queries/{query}")).pressing(SEND),
        at("/imports", Clerk, "/imports"),
        at("/imports/uploads/{id}", Clerk, format!("/imports/uploads/{upload}")),
        at("/imports/uploads/{id}/check", Clerk, format!("/imports/uploads/{upload}/check")),
        at("/imports/uploads/{id}/check", Clerk, format!("/imports/uploads/{upload}/check?show=missing")),
        at("/imports/{id}", Clerk, format!("/imports/{import}")),
        at("/imports/{id}/undo", Lead, format!("/imports/{import}/undo")),
        at("/imports/{id}/rows/{file}/{row}", Clerk, row_to_mend),
        at("/exports", Clerk, "/exports"),
        at("/questions", Audit, "/questions"),
        at("/questions/{cycle}", Audit, format!("/questions/{OPEN_CYCLE}")),
        at("/records", Clerk, "/records"),
        at("/records/{form}/new", Clerk, "/records/assessment/new"),
        at("/records/{form}/new", Clerk, format!("{contact}/new?draft={draft}")),
        at("/records/{form}/{id}", Clerk, format!("{contact}/{asked}")),
        at("/records/{form}/{id}", Lead, format!("{contact}/{locked}")),
        at("/records/{form}/{id}/edit", Clerk, format!("{contact}/{asked}/edit")),
        at("/records/{form}/{id}/history", Lead, format!("{contact}/{locked}/history")),
        at("/records/{form}/{id}/unlock", Lead, format!("{contact}/{locked}/unlock")),
        at("/records/{form}/{id}/unlock", Lead, format!("{contact}/{locked}/unlock")).pressing(SEND),
        at("/records/{form}/{id}/withdraw", Lead, format!("{contact}/{asked}/withdraw")),
        at("/records/{form}/{id}/withdraw", Lead, format!("{contact}/{asked}/withdraw")).pressing(SEND),
    ];
    for form in forms() {
        let (id, record) = (form.id, &ids.of_form[form.id]);
        places.push(at("/records/{form}", Clerk, format!("/records/{id}")));
        // An assessment begins with the choice of its instrument.
        let new = match id {
            "assessment" => format!("/records/{id}/new?instrument=CPAX"),
            _ => format!("/records/{id}/new"),
        };
        places.push(at("/records/{form}/new", Clerk, &new));
        places.push(at("/records/{form}/new", Clerk, new).pressing(SAVE));
        places.push(at("/records/{form}/{id}", Lead, format!("/records/{id}/{record}")));
    }
    places.sort_by_key(|place| place.who);
    places
}

#[test]
fn every_page_has_an_address() {
    let named = Ids {
        of_form: forms().iter().map(|form| (form.id, "id".to_owned())).collect(),
        admission: "A1".to_owned(),
        life: OnItsWay::default(),
    };
    let looked_at: BTreeSet<&str> = places(&named).iter().map(|place| place.route).collect();
    let is_page = |path: &&str| NO_PAGES.iter().all(|other| !path.starts_with(other));
    let gets = web::routes().into_iter().filter(|route| route.method == Method::GET);
    let pages: BTreeSet<&str> = gets.map(|route| route.path).filter(is_page).collect();
    assert_eq!(looked_at, pages, "pages without an address in the table, or addresses without a page");
}

#[test]
fn what_is_let_through_has_its_reason() {
    let allowed = axe::allowed();
    assert_eq!(allowed.len(), 1, "the list only shrinks");
    for entry in &allowed {
        assert!(entry.reason.len() > 40 && entry.link.starts_with("https://"), "{entry:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_keeps_the_bar() {
    let example = tokio::task::spawn_blocking(Example::start).await.unwrap();
    let ids = ids(&example).await;
    let browser = Chromium::start().await;
    let mut problems = Vec::new();
    let mut seen_by = Who::Nobody;
    for place in places(&ids) {
        if place.who != seen_by {
            browser.forget().await;
            browser.sign_in(&example.serving.url, place.who.login().unwrap(), PASSWORD).await;
            seen_by = place.who;
        }
        let found = look(&browser, &example, &place).await;
        problems.extend(found.into_iter().map(|problem| format!("{}: {problem}", place.name())));
    }
    browser.quit().await;
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

async fn ids(example: &Example) -> Ids {
    let mut of_form = BTreeMap::new();
    for form in forms() {
        let first = example.records(form.id).await.into_iter().next();
        let first = first.unwrap_or_else(|| panic!("the example has no {}", form.title));
        of_form.insert(form.id, first["id"].as_str().unwrap().to_owned());
    }
    let admission = &example.records("icu_admission").await[0]["record"]["admission_ref"];
    Ids { of_form, admission: admission.as_str().unwrap().to_owned(), life: example.on_its_way().await }
}

/// Everything that is wrong with a page.
async fn look(browser: &Chromium, example: &Example, place: &Place) -> Vec<String> {
    let mut problems = Vec::new();
    browser.width(WIDTHS[0]).await;
    browser.open(&example.url(&place.address)).await;
    if let Some(css) = place.press {
        if !browser.has(css).await {
            return vec![format!("there is no {css}")];
        }
        browser.click(css).await;
        browser.find("#maincontent").await;
    }
    problems.extend(browser.ask::<Vec<String>>(MARKUP).await);
    for width in WIDTHS {
        browser.width(width).await;
        let found = axe::violations(browser).await;
        problems.extend(found.into_iter().map(|violation| format!("at {width}: {violation}")));
    }
    browser.width(320).await;
    let overflow: i64 = browser.ask("return document.documentElement.scrollWidth - window.innerWidth").await;
    if overflow > 0 {
        problems.push(format!("{overflow} px too wide at 320"));
    }
    problems.extend(browser.complaints().await);
    problems
}

/// What axe does not look for.
const MARKUP: &str = r##"
    const found = [];
    const count = css => document.querySelectorAll(css).length;
    if (!document.title.includes(' – ')) found.push(`the title is “${document.title}”`);
    if (count('h1') !== 1) found.push(`${count('h1')} first headings`);
    if (document.documentElement.lang !== 'en') found.push('no language');
    const never = ['[style]', '[onclick]', '[placeholder]', 'input[type=number]', '[target=_blank]',
                   'main form:not([novalidate])'];
    for (const css of never) if (count(`main ${css.replace('main ', '')}`) > 0) found.push(`${css} in the page`);
    const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
    for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) found.push(`two of #${id}`);
    for (const control of document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')) {
        const named = control.labels?.length > 0 || control.hasAttribute('aria-label');
        if (!named) found.push(`no label for ${control.name}`);
    }
    for (const control of document.querySelectorAll('[aria-describedby]'))
        for (const id of control.getAttribute('aria-describedby').split(/\s+/))
            if (!document.getElementById(id)) found.push(`aria-describedby names #${id}, which is not there`);
    for (const link of document.querySelectorAll('.nhsuk-error-summary a[href^="#"]'))
        if (!document.getElementById(link.hash.slice(1))) found.push(`the summary leads to ${link.hash}, which is not there`);
    return found;
"##;
