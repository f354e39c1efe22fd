//! The permission of one's own centre: what holds, what held before, and entering another.

use acts::london;
use axum::extract::State;
use domain::actor::Action;
use domain::centre::{Centre, Nation};
use domain::code::Coded;
use domain::permission::{LegalRoute, Part, Permission, Standing, nation_of};
use jiff::civil::Date;
use serde::Deserialize;
use store::KeptPermission;

use super::{
    super::{
        chrome,
        question::{self, Question, Typed},
        see_other, work,
    },
    Answer, route_in_words, state, warning,
};
use crate::{
    App,
    csrf::ProtectedForm,
    entry::{Posted, date_in_words, instant_in_words, read_date},
    extract::Query,
    gate::Member,
    problem::Problem,
    ui::{Cell, Field, OptionGroup, SelectOption, SummaryList, Table},
};

const ADDRESS: &str = "/centre/permission";

/// What has just been done.
#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

/// GET /centre/permission
pub(crate) async fn show(State(app): State<App>, Query(done): Query<Done>, member: Member) -> Answer {
    let notice = done.done.is_some().then(|| "The permission is entered.".to_owned());
    let place = Place::load(&app, &member).await?;
    place.page(&app, &member, notice, place.renewing())?.draw()
}

/// POST /centre/permission
pub(crate) async fn submit(
    State(app): State<App>,
    member: Member,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let place = Place::load(&app, &member).await?;
    let permission = match Answers::read(&posted, place.nation, place.today) {
        Ok(permission) => permission,
        Err(answers) => return place.page(&app, &member, None, *answers)?.draw(),
    };
    match app.store.enter_permission(member.session.actor(), app.world.now(), permission).await {
        Ok(()) => Ok(see_other("/centre/permission?done=entered")),
        Err(error) => {
            let refused = question::refusal(error)?;
            place.page(&app, &member, None, Answers::typed(&posted))?.refuse(refused).draw()
        }
    }
}

/// What the page is about.
struct Place {
    centre: Centre,
    nation: Nation,
    today: Date,
    /// The latest first.
    kept: Vec<KeptPermission>,
}

impl Place {
    async fn load(app: &App, member: &Member) -> Result<Self, Problem> {
        let centre = work::centre(app, member).await?;
        let nation = nation_of(&centre).ok_or_else(|| Problem::fault("a centre’s nation is none"))?;
        let today = centre.zone.to_datetime(app.world.now()).date();
        let kept = app.store.permissions(member.session.actor()).await?;
        Ok(Self { centre, nation, today, kept })
    }

    /// What a new approval mostly has in common with the one before.
    fn renewing(&self) -> Answers {
        let Some(KeptPermission { permission, .. }) = self.kept.first() else { return Answers::default() };
        Answers {
            route: Typed::of(permission.route.code()),
            guardian: Typed::of(&permission.guardian),
            ..Answers::default()
        }
    }

    fn page(
        &self,
        app: &App,
        member: &Member,
        notice: Option<String>,
        answers: Answers,
    ) -> Result<Question, Problem> {
        let session = &member.session;
        let frame = chrome(app, session, "Permission to submit", "/centre").back("/centre", "My work");
        let mut page = Question::new(app, session, frame.notice(notice), self.centre.name.clone());
        let current = self.kept.first().map(|kept| &kept.permission);
        if let Some(sentence) = warning(current, self.today, app.store.needs_permission()) {
            page = page.tell(sentence);
        }
        page.facts = current.map(facts);
        page.table = self.before()?;
        if !session.offers(Action::KeepPermission) {
            return Ok(page.tell("Your centre’s lead enters it here."));
        }
        Ok(answers
            .ask(page.tell("Enter the approval under which your centre takes part. It holds from now on; what held before stays listed."), self.nation)
            .send(ADDRESS, "Enter the permission")
            .way("/centre", "Cancel"))
    }

    /// What was entered, and when.
    fn before(&self) -> Result<Option<Table>, Problem> {
        let zone = london()?;
        let row = |(at, kept): (usize, &KeptPermission)| {
            let standing = Standing::of(Some(&kept.permission), self.today);
            vec![
                Cell::text(kept.permission.approval.clone()),
                Cell::text(date_in_words(kept.permission.last_day)),
                Cell::text(format!("{}, {}", kept.by, instant_in_words(kept.at, &zone))),
                if at == 0 { Cell::Tag(state(standing)) } else { Cell::text("replaced") },
            ]
        };
        Ok((!self.kept.is_empty()).then(|| Table {
            caption: "What was entered".to_owned(),
            heads: vec!["Approval", "Last day", "Entered by", "State"],
            rows: self.kept.iter().enumerate().map(row).collect(),
        }))
    }
}

fn facts(permission: &Permission) -> SummaryList {
    SummaryList::of([
        ("Approval", permission.approval.clone()),
        ("Last day", date_in_words(permission.last_day)),
        ("Legal ground", route_in_words(permission)),
        ("Caldicott Guardian", permission.guardian.clone()),
    ])
}

/// What is typed into the form.
#[derive(Default)]
struct Answers {
    approval: Typed,
    last_day: Typed,
    route: Typed,
    guardian: Typed,
    opt_out: Typed,
}

impl Answers {
    fn typed(posted: &Posted) -> Self {
        let typed = |name| Typed::of(posted.get(name).trim());
        Self {
            approval: typed("approval"),
            last_day: typed("last_day"),
            route: typed("ground"),
            guardian: typed("guardian"),
            opt_out: typed("opt_out"),
        }
    }

    /// Reads the permission; `Err` holds what must be mended.
    fn read(posted: &Posted, nation: Nation, today: Date) -> Result<Permission, Box<Self>> {
        let mut answers = Self::typed(posted);
        need(&mut answers.approval, "Enter the number or name of the approval");
        need(&mut answers.guardian, "Enter the name of your Caldicott Guardian");
        let last_day = read_date(&answers.last_day.text);
        if last_day.is_none() {
            answers.last_day.error = Some("Enter the last day of the approval, like 31 July 2027".to_owned());
        }
        let route = LegalRoute::parse(&answers.route.text);
        if route.is_none() {
            answers.route.error = Some("Choose the legal ground".to_owned());
        }
        let checked = read_date(&answers.opt_out.text);
        if checked.is_none() && !answers.opt_out.text.is_empty() {
            answers.opt_out.error =
                Some("Enter when opt-outs were last taken out, like 1 May 2026".to_owned());
        }
        let (Some(last_day), Some(route)) = (last_day, route) else { return Err(Box::new(answers)) };
        let permission = Permission {
            approval: answers.approval.text.clone(),
            last_day,
            guardian: answers.guardian.text.clone(),
            route,
            // Of another ground it says nothing.
            opt_out_checked_on: checked.filter(|_| route.heeds_opt_out(nation)),
        };
        for (part, sentence) in permission.problems(nation, today) {
            let place = match part {
                Part::LastDay => &mut answers.last_day,
                Part::Route => &mut answers.route,
                Part::OptOut => &mut answers.opt_out,
            };
            place.error.get_or_insert(sentence);
        }
        if answers.is_right() { Ok(permission) } else { Err(Box::new(answers)) }
    }

    fn is_right(&self) -> bool {
        [&self.approval, &self.last_day, &self.route, &self.guardian, &self.opt_out]
            .iter()
            .all(|typed| typed.error.is_none())
    }

    /// The questions.
    fn ask(self, page: Question, nation: Nation) -> Question {
        let guardian = "Who answers for the use of patients’ information at your hospital.";
        let page = page
            .ask(question::line(
                "approval",
                "Approval",
                "Its number or name, like 21/CAG/0123.",
                "20",
                self.approval,
            ))
            .ask(question::line(
                "last_day",
                "Its last day",
                "For example: 31 July 2027.",
                "20",
                self.last_day,
            ))
            .ask(grounds(nation, self.route))
            .ask(question::line("guardian", "Caldicott Guardian", guardian, "", self.guardian));
        if !LegalRoute::ALL.iter().any(|route| route.heeds_opt_out(nation)) {
            return page;
        }
        let hint =
            "Only for section 251 support: when patients who have opted out nationally were last taken out.";
        page.ask(question::line("opt_out", "Opt-outs last taken out on", hint, "20", self.opt_out))
    }
}

fn need(typed: &mut Typed, sentence: &str) {
    if typed.text.is_empty() {
        typed.error = Some(sentence.to_owned());
    }
}

fn grounds(nation: Nation, typed: Typed) -> Field {
    let option = |route: &LegalRoute| SelectOption {
        value: route.code().to_owned(),
        text: route.label().to_owned(),
        chosen: route.code() == typed.text,
    };
    let mut options = vec![SelectOption::none()];
    options.extend(LegalRoute::ALL.iter().filter(|route| route.is_of(nation)).map(option));
    let hint = format!("Those that there are in {}.", nation.label());
    question::select(
        "ground",
        "Legal ground",
        &hint,
        vec![OptionGroup { label: String::new(), options }],
        typed,
    )
}
