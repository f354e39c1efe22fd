//! axe-core in a page that a browser has opened.
//!
//! The rules are those of WCAG 2.2 AA and axe's best practice. What is let through stands in
//! `axe-allowed.toml`, each entry with its reason.

use serde::{Deserialize, Serialize};

use crate::chromium::Chromium;

const AXE: &str = include_str!("../vendor/axe-core/axe.min.js");
const ALLOWED: &str = include_str!("../axe-allowed.toml");

/// Every violation that is not let through, as one line a node.
const RUN: &str = "
    const [allowed, done] = arguments;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const matches = (node, selector) => document.querySelector(node.target[0])?.matches(selector);
    const isAllowed = (rule, node) => allowed.some(a => a.rule === rule && matches(node, a.selector));
    axe.run(document, { runOnly: { type: 'tag', values: tags } }).then(result => done(
        result.violations.flatMap(violation => violation.nodes
            .filter(node => !isAllowed(violation.id, node))
            .map(node => `${violation.id} (${violation.impact}) at ${node.target}: ${violation.help}`))));
";

/// A violation that is let through.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Allowed {
    /// axe's name of the rule.
    pub rule: String,
    /// The nodes it is let through for.
    pub selector: String,
    /// Why.
    pub reason: String,
    /// Where that was decided.
    pub link: String,
    /// The date on which it is to be looked at again.
    pub review: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AllowList {
    allowed: Vec<Allowed>,
}

/// What is let through.
pub fn allowed() -> Vec<Allowed> {
    toml::from_str::<AllowList>(ALLOWED).expect("axe-allowed.toml reads").allowed
}

/// The violations of the open page.
pub async fn violations(browser: &Chromium) -> Vec<String> {
    browser.driver.execute(AXE, vec![]).await.expect("axe loads");
    let allowed = serde_json::to_value(allowed()).expect("JSON");
    let answer = browser.driver.execute_async(RUN, vec![allowed]).await;
    answer.and_then(|answer| answer.convert()).expect("axe answers")
}
