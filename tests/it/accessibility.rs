//! Every page, as the people who may see it, wide and narrow: no violation of WCAG 2.2 AA that axe can find.
//!
//! A new page is one line in `testkit::places`.

use std::collections::BTreeSet;

use domain::dictionary::Dictionary;
use reqwest::Method;
use testkit::axe;
use testkit::chromium::Chromium;
use testkit::example::{Example, OnItsWay, Who};
use testkit::fixtures::PASSWORD;
use testkit::places::{Ids, Place, is_page, places};

const WIDTHS: [u32; 2] = [1280, 390];

#[test]
fn every_page_has_an_address() {
    let named = Ids {
        of_form: Dictionary::shipped().forms().iter().map(|form| (form.id, "id".to_owned())).collect(),
        admission: "A1".to_owned(),
        life: OnItsWay::default(),
    };
    let looked_at: BTreeSet<&str> = places(&named).iter().map(|place| place.route).collect();
    let gets = web::routes().into_iter().filter(|route| route.method == Method::GET);
    let pages: BTreeSet<&str> = gets.map(|route| route.path).filter(|path| is_page(path)).collect();
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
    let ids = Ids::of(&example).await;
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
