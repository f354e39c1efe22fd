//! The screens of the walk-through, taken from the real binary with invented records.
//!
//! A new screen is one line in [`screens`].

use std::path::Path;

use crate::chromium::Chromium;
use crate::example::{Example, LOCKED_CYCLE, OPEN_CYCLE, OnItsWay, Who};
use crate::fixtures::PASSWORD;

const WIDE: u32 = 1280;
const PHONE: u32 = 390;
/// Taller pages are cut: nobody reads a picture of a whole form.
const TALLEST: u32 = 1600;

/// A button that saves an entry page.
const SAVE: &str = "form[data-entry] button.nhsuk-button[value=save]";

/// One picture.
struct Screen {
    /// The stem of its file.
    name: &'static str,
    who: Who,
    address: String,
    /// What is clicked before.
    press: Option<&'static str>,
    width: u32,
}

fn screen(name: &'static str, who: Who, address: impl Into<String>) -> Screen {
    Screen { name, who, address: address.into(), press: None, width: WIDE }
}

impl Screen {
    fn after(self, css: &'static str) -> Self {
        Self { press: Some(css), ..self }
    }

    fn on_a_phone(self) -> Self {
        Self { width: PHONE, ..self }
    }
}

fn screens(admission: &str, life: &OnItsWay) -> Vec<Screen> {
    use Who::{Audit, Clerk, Lead, Nobody};
    let OnItsWay { asked, query, locked, draft, upload, import, row_to_mend, .. } = life;
    let contact = "/records/physio_contact";
    let new = format!("{contact}/new?admission_ref={admission}");
    vec![
        screen("sign-in", Nobody, "/sign-in"),
        screen("centre-home", Lead, "/centre"),
        screen("centre-home-phone", Lead, "/centre").on_a_phone(),
        screen("admissions", Clerk, "/admissions"),
        screen("admission", Clerk, format!("/admissions/{admission}")),
        screen("admission-phone", Clerk, format!("/admissions/{admission}")).on_a_phone(),
        screen("contact-new", Clerk, &new),
        screen("contact-new-phone", Clerk, &new).on_a_phone(),
        screen("contact-errors", Clerk, &new).after(SAVE),
        screen("day-grid", Clerk, format!("/admissions/{admission}/days/2026-01-15")),
        screen("draft", Clerk, format!("{contact}/new?draft={draft}")),
        screen("drafts", Clerk, "/drafts"),
        screen("record", Clerk, format!("{contact}/{asked}")),
        screen("record-locked", Lead, format!("{contact}/{locked}")),
        screen("history", Lead, format!("{contact}/{locked}/history")),
        screen("unlock", Lead, format!("{contact}/{locked}/unlock")),
        screen("withdraw", Lead, format!("{contact}/{asked}/withdraw")),
        screen("worklist", Lead, format!("/cycles/{LOCKED_CYCLE}/worklist")),
        screen("worklist-phone", Lead, format!("/cycles/{LOCKED_CYCLE}/worklist")).on_a_phone(),
        screen("sign-off", Lead, format!("/cycles/{OPEN_CYCLE}/sign-off")),
        screen("queries", Clerk, "/queries"),
        screen("query", Clerk, format!("/queries/{query}")),
        screen("imports", Clerk, "/imports"),
        screen("import-columns", Clerk, format!("/imports/uploads/{upload}")),
        screen("import-check", Clerk, format!("/imports/uploads/{upload}/check")),
        screen("import-done", Clerk, format!("/imports/{import}")),
        screen("import-undo", Lead, format!("/imports/{import}/undo")),
        screen("import-row-to-mend", Clerk, row_to_mend),
        screen("exports", Clerk, "/exports"),
        screen("questions", Audit, format!("/questions/{OPEN_CYCLE}")),
        screen("network-home", Audit, "/network"),
        screen("cycles", Audit, "/network/cycles"),
        screen("cycle", Audit, format!("/network/cycles/{LOCKED_CYCLE}")),
        screen("cycle-lock", Audit, format!("/network/cycles/{OPEN_CYCLE}/lock")),
        screen("network-queries", Audit, "/network/queries"),
    ]
}

/// Writes every picture into a folder; how many.
pub async fn take(folder: &Path) -> usize {
    let example = tokio::task::spawn_blocking(Example::start).await.expect("the example");
    let admission = &example.records("icu_admission").await[0]["record"]["admission_ref"];
    let admission = admission.as_str().expect("a reference");
    let life = example.on_its_way().await;
    let browser = Chromium::start().await;
    let mut screens = screens(admission, &life);
    // Stable: one sign-in for each of them.
    screens.sort_by_key(|screen| screen.who);
    let mut seen_by = Who::Nobody;
    for screen in &screens {
        browser.width(screen.width).await;
        if screen.who != seen_by {
            browser.forget().await;
            let login = screen.who.login().expect("somebody");
            browser.sign_in(&example.serving.url, login, PASSWORD).await;
            seen_by = screen.who;
        }
        browser.open(&example.url(&screen.address)).await;
        if let Some(css) = screen.press {
            browser.click(css).await;
            browser.find(".nhsuk-error-summary").await;
        }
        let picture = browser.picture(screen.width, TALLEST).await;
        std::fs::write(folder.join(format!("{}.png", screen.name)), picture).expect("a picture is written");
        eprintln!("{}", screen.name);
    }
    browser.quit().await;
    screens.len()
}
