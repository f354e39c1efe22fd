//! Every page with an address, for whoever goes through all of them. A new page is one line in [`places`].

use std::collections::BTreeMap;

use domain::dictionary::Dictionary;

use crate::example::{Example, FROZEN_CYCLE, LOCKED_CYCLE, OPEN_CYCLE, OnItsWay, People, Projects, Who};

/// Paths that answer something else than a page.
const NO_PAGES: [&str; 15] = [
    "/assets/{name}",
    "/healthz",
    "/api/",
    "/exports/{kind}",
    "/templates/{name}",
    "/imports/uploads/{id}/rows/{kind}",
    "/indicators/{id}/csv/{table}",
    "/network/oversight/csv/{table}",
    // A pack's own web page is not one of ours.
    "/packs/{id}/read",
    "/packs/{id}/files/{file}",
    "/packs/{id}/csv/{table}",
    "/tables/files/{kind}",
    "/tables/release/{file}",
    "/trail/events",
    // Where a provider sends people, and which leads on.
    "/sign-in/provider/back",
];

/// Pages whose first look reads a whole centre or all of them, and why. What it found is kept: the next looks read no more
/// than others.
pub const READS_ALL_AT_FIRST: [(&str, &str); 6] = [
    ("/imports/uploads/{id}/check", "files that were sent are judged among all records of the centre"),
    ("/indicators", MEASURED),
    ("/indicators/corrections", MEASURED),
    ("/indicators/{id}", MEASURED),
    ("/indicators/{id}/records", MEASURED),
    ("/network/oversight", MEASURED),
];

const MEASURED: &str = "indicators are measured from all records, beside the service";

/// Whether a page is one of those.
pub fn reads_all_at_first(path: &str) -> bool {
    READS_ALL_AT_FIRST.iter().any(|(route, _)| *route == path)
}

/// Whether a path of the route table answers with a page.
pub fn is_page(path: &str) -> bool {
    NO_PAGES.iter().all(|other| !path.starts_with(other))
}

/// The records of a centre of the example on which a rule finds something.
const FOUND: &str = "/network/findings/records?cycle=2026H1&centre=STH&form=physio_contact&level=W&rule=V-CON-9&field=ecmo_flow_l_min";

/// A question that comes from there.
const ASKED_ABOUT: &str =
    "/network/queries/new?centre=STH&key=C00001&field=physio_contact:staff.0.role&rule=V-CON-9";

/// The button of a page with one form.
const SEND: &str = "main form button[type=submit]:not([hidden]), main form button:not([type])";

/// The button that saves an entry page.
const SAVE: &str = "form[data-entry] button.nhsuk-button[value=save]";

/// A page in one of its states.
#[derive(Debug)]
pub struct Place {
    /// As it stands in the table of routes.
    pub route: &'static str,
    /// Its address, filled in.
    pub address: String,
    /// Who opens it.
    pub who: Who,
    /// What is clicked before the page is looked at.
    pub press: Option<&'static str>,
}

fn at(route: &'static str, who: Who, address: impl Into<String>) -> Place {
    Place { route, address: address.into(), who, press: None }
}

impl Place {
    fn pressing(self, css: &'static str) -> Self {
        Self { press: Some(css), ..self }
    }

    /// Its address and who opens it, in words.
    pub fn name(&self) -> String {
        let press = self.press.map_or_else(String::new, |css| format!(", after {css}"));
        format!("{} as {:?}{press}", self.address, self.who)
    }
}

/// A record of each form, an admission, and what is on its way through a cycle.
#[derive(Debug)]
pub struct Ids {
    /// The id of a record of each form.
    pub of_form: BTreeMap<&'static str, String>,
    /// The reference of an admission.
    pub admission: String,
    /// What is on its way.
    pub life: OnItsWay,
}

/// Every page of the route table at an address of its own, some in several states.
#[expect(clippy::too_many_lines, reason = "it is a table: one line a page")]
pub fn places(ids: &Ids) -> Vec<Place> {
    use Who::{Audit, Clerk, Keeper, Lead, Nobody, Researcher};
    let Ids { admission, life, .. } = ids;
    let OnItsWay {
        asked,
        query,
        locked,
        draft,
        upload,
        import,
        row_to_mend,
        published,
        ready,
        release,
        case,
        ..
    } = life;
    let OnItsWay { people, projects, .. } = life;
    let Projects { draft: unsent, waiting, approved } = projects;
    let People { person, post, invitation, link, token } = people;
    let contact = "/records/physio_contact";
    let mut places = vec![
        at("/", Nobody, "/"),
        at("/sign-in", Nobody, "/sign-in"),
        at("/sign-in", Nobody, "/sign-in").pressing(SEND),
        at("/sign-in/second", Nobody, "/sign-in/second"),
        at("/sign-in/forgotten", Nobody, "/sign-in/forgotten"),
        at("/sign-in/done", Nobody, "/sign-in/done"),
        at("/join/{link}", Nobody, "/join/0123456789abcdef"),
        at("/join/{link}", Nobody, format!("/join/{link}")),
        at("/join/{link}", Nobody, format!("/join/{link}")).pressing(SEND),
        at("/account", Clerk, "/account"),
        at("/account/confirm", Clerk, "/account/confirm"),
        at("/account/confirm", Clerk, "/account/confirm").pressing(SEND),
        at("/account/second-factor", Clerk, "/account/second-factor"),
        at("/account/second-factor", Clerk, "/account/second-factor").pressing(SEND),
        at("/account/second-factor/codes", Clerk, "/account/second-factor/codes"),
        at("/account/second-factor/remove", Clerk, "/account/second-factor/remove"),
        at("/account/passkeys", Clerk, "/account/passkeys"),
        at("/account/provider", Clerk, "/account/provider"),
        at("/account/password", Clerk, "/account/password"),
        at("/account/password", Clerk, "/account/password").pressing(SEND),
        at("/help", Nobody, "/help"),
        at("/help", Clerk, "/help"),
        at("/centre/permission", Clerk, "/centre/permission"),
        at("/centre/permission", Lead, "/centre/permission"),
        at("/centre/permission", Lead, "/centre/permission").pressing(SEND),
        at("/network/permissions", Audit, "/network/permissions"),
        at("/network", Audit, "/network"),
        at("/network/oversight", Audit, "/network/oversight"),
        at("/network/findings", Audit, "/network/findings"),
        at("/network/findings/records", Audit, FOUND),
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
        at("/network/queries/new", Audit, ASKED_ABOUT),
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
        at("/indicators", Audit, "/indicators"),
        at("/indicators", Lead, "/indicators"),
        at("/indicators/corrections", Audit, "/indicators/corrections"),
        at("/indicators/{id}", Audit, "/indicators/P04"),
        at("/indicators/{id}", Lead, "/indicators/D02"),
        at("/indicators/{id}", Lead, "/indicators/P04"),
        at("/indicators/{id}", Lead, "/indicators/P07?stratum=dx:VIRAL"),
        at("/indicators/{id}", Audit, "/indicators/P07?stratum=dx:VIRAL"),
        at("/indicators/{id}", Audit, "/indicators/D02"),
        at("/indicators/{id}/records", Lead, "/indicators/P04/records"),
        at("/indicators/{id}/records", Lead, "/indicators/D02/records?stratum=fields:rass"),
        at("/releases", Audit, "/releases"),
        at("/releases/new", Audit, "/releases/new"),
        at("/releases/{id}", Audit, format!("/releases/{release}")),
        at("/releases/{id}/sign", Audit, format!("/releases/{release}/sign")),
        at("/releases/{id}/withdraw", Audit, format!("/releases/{release}/withdraw")),
        at("/releases/{id}/withdraw", Audit, format!("/releases/{release}/withdraw")).pressing(SEND),
        at("/tables", Audit, "/tables"),
        at("/tables", Researcher, "/tables"),
        at("/packs", Audit, "/packs"),
        at("/packs", Lead, "/packs"),
        at("/packs/new", Audit, "/packs/new"),
        at("/packs/{id}", Lead, format!("/packs/{published}")),
        at("/packs/{id}", Audit, format!("/packs/{ready}")),
        at("/packs/{id}/publish", Audit, format!("/packs/{ready}/publish")),
        at("/packs/{id}/withdraw", Audit, format!("/packs/{published}/withdraw")),
        at("/packs/{id}/withdraw", Audit, format!("/packs/{published}/withdraw")).pressing(SEND),
        at("/cases", Audit, "/cases"),
        at("/cases", Lead, "/cases?show=all"),
        at("/cases/open", Audit, "/cases/open"),
        at("/cases/{id}", Audit, format!("/cases/{case}")),
        at("/cases/{id}", Lead, format!("/cases/{case}")),
        at("/cases/{id}", Lead, format!("/cases/{case}")).pressing(SEND),
        at("/research", Nobody, "/research"),
        at("/projects", Researcher, "/projects"),
        at("/projects/new", Researcher, "/projects/new"),
        at("/projects/new", Researcher, "/projects/new").pressing(SEND),
        at("/projects/{id}", Researcher, format!("/projects/{unsent}")),
        at("/projects/{id}", Researcher, format!("/projects/{approved}")),
        at("/projects/{id}/edit", Researcher, format!("/projects/{unsent}/edit")),
        at("/projects/{id}/{step}", Researcher, format!("/projects/{unsent}/submit")),
        at("/projects/{id}/{step}", Researcher, format!("/projects/{waiting}/close")),
        at("/projects/{id}/{step}", Researcher, format!("/projects/{waiting}/close")).pressing(SEND),
        at("/network/projects", Audit, "/network/projects"),
        at("/network/projects/{id}", Audit, format!("/network/projects/{waiting}")),
        at("/network/projects/{id}", Audit, format!("/network/projects/{approved}")),
        at("/network/projects/{id}/{step}", Audit, format!("/network/projects/{waiting}/approve")),
        at("/network/projects/{id}/{step}", Audit, format!("/network/projects/{waiting}/approve"))
            .pressing(SEND),
        at("/network/projects/{id}/{step}", Audit, format!("/network/projects/{waiting}/refuse")),
        at("/network/projects/{id}/{step}", Audit, format!("/network/projects/{approved}/withdraw")),
        at("/network/cycles/{id}", Audit, format!("/network/cycles/{FROZEN_CYCLE}")),
        at("/network/cycles/{id}/{step}", Audit, format!("/network/cycles/{LOCKED_CYCLE}/freeze")),
        at("/questions", Audit, "/questions"),
        at("/questions/{cycle}", Audit, format!("/questions/{OPEN_CYCLE}")),
        at("/people", Lead, "/people"),
        at("/people", Lead, "/people?show=all"),
        at("/people/invite", Lead, "/people/invite"),
        at("/people/invite", Lead, "/people/invite").pressing(SEND),
        at("/people/invitations/{id}", Lead, format!("/people/invitations/{invitation}")),
        at("/people/programs", Lead, "/people/programs"),
        at("/people/programs", Lead, "/people/programs?show=all"),
        at("/people/programs/new", Lead, "/people/programs/new"),
        at("/people/programs/new", Lead, "/people/programs/new").pressing(SEND),
        at("/people/programs/{id}/end", Lead, format!("/people/programs/{token}/end")),
        at("/people/review", Lead, "/people/review"),
        at("/people", Keeper, "/people"),
        at("/break-glass", Keeper, "/break-glass"),
        at("/break-glass", Keeper, "/break-glass").pressing(SEND),
        at("/people/posts/{id}/change", Lead, format!("/people/posts/{post}/change")),
        at("/people/posts/{id}/end", Lead, format!("/people/posts/{post}/end")),
        at("/people/{id}", Lead, format!("/people/{person}")),
        at("/people/{id}/posts", Lead, format!("/people/{person}/posts")),
        at("/people/{id}/posts", Lead, format!("/people/{person}/posts")).pressing(SEND),
        at("/people/{id}/password", Lead, format!("/people/{person}/password")),
        at("/people/{id}/sign-out", Lead, format!("/people/{person}/sign-out")),
        at("/people/{id}/retire", Lead, format!("/people/{person}/retire")),
        at("/trail", Lead, "/trail"),
        at("/trail", Lead, "/trail?what=reads&from=2026-01-01"),
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
    for form in Dictionary::shipped().forms() {
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

impl Ids {
    /// Of an example, on whose records every act is begun for it.
    pub async fn of(example: &Example) -> Self {
        let mut of_form = BTreeMap::new();
        for form in Dictionary::shipped().forms() {
            let first = example.records(form.id).await.into_iter().next();
            let first = first.unwrap_or_else(|| panic!("the example has no {}", form.title));
            of_form.insert(form.id, first["id"].as_str().expect("an id").to_owned());
        }
        let admission = &example.records("icu_admission").await[0]["record"]["admission_ref"];
        Self {
            of_form,
            admission: admission.as_str().expect("a key").to_owned(),
            life: example.on_its_way().await,
        }
    }
}
