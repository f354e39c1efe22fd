//! What is typed into the form of a project.

use domain::code::Coded;
use domain::project::{Investigator, Proposal, ProposalPart, ResearchBasis};
use jiff::civil::Date;

use super::super::question::{self, Question, Typed};
use crate::{
    entry::{Posted, date_in_words, read_date},
    ui::{OptionGroup, SelectOption},
};

const NO_FIRST: &str = "Enter the project’s first day, like 1 May 2026";
const NO_LAST: &str = "Enter the project’s last day, like 30 April 2027";
const NO_BASIS: &str = "Choose the legal basis";

/// What is typed into the form, and what is wrong with it.
#[derive(Default)]
pub(super) struct Answers {
    title: Typed,
    question: Typed,
    summary: Typed,
    people: Typed,
    basis: Typed,
    reference: Typed,
    funding: Typed,
    first_day: Typed,
    last_day: Typed,
}

impl Answers {
    /// Those of a project as it stands.
    pub(super) fn of(proposal: &Proposal) -> Self {
        let people: Vec<_> = proposal.people.iter().map(Investigator::line).collect();
        Self {
            title: Typed::of(&proposal.title),
            question: Typed::of(&proposal.question),
            summary: Typed::of(&proposal.summary),
            people: Typed::of(&people.join("\n")),
            basis: Typed::of(proposal.basis.code()),
            reference: Typed::of(&proposal.reference),
            funding: Typed::of(&proposal.funding),
            first_day: Typed::of(&date_in_words(proposal.first_day)),
            last_day: Typed::of(&date_in_words(proposal.last_day)),
        }
    }

    /// Those that were sent.
    pub(super) fn typed(posted: &Posted) -> Self {
        let typed = |name| Typed::of(posted.get(name).trim());
        Self {
            title: typed("title"),
            question: typed("question"),
            summary: typed("summary"),
            people: typed("investigators"),
            basis: typed("basis"),
            reference: typed("reference"),
            funding: typed("funding"),
            first_day: typed("first_day"),
            last_day: typed("last_day"),
        }
    }

    /// Reads the proposal; `Err` holds everything that must be mended.
    pub(super) fn read(posted: &Posted, today: Date) -> Result<Proposal, Box<Self>> {
        let mut answers = Self::typed(posted);
        let (people, basis, first_day, last_day) = answers.parsed();
        let is_read = people.is_some() && basis.is_some() && first_day.is_some() && last_day.is_some();
        // What cannot be read has its own sentence; the rest is judged all the same.
        let first = first_day.unwrap_or(today);
        let proposal = Proposal {
            title: answers.title.text.clone(),
            question: answers.question.text.clone(),
            summary: answers.summary.text.clone(),
            people: people.unwrap_or_default(),
            basis: basis.unwrap_or(ResearchBasis::Anonymous),
            reference: answers.reference.text.clone(),
            funding: answers.funding.text.clone(),
            first_day: first,
            last_day: last_day.unwrap_or_else(|| first.max(today)),
        };
        match proposal.checked(today) {
            Ok(proposal) if is_read => Ok(proposal),
            judged => {
                for (part, sentence) in judged.err().unwrap_or_default() {
                    answers.part(part).error.get_or_insert(sentence);
                }
                Err(Box::new(answers))
            }
        }
    }

    /// What is more than text, as far as it can be read.
    fn parsed(&mut self) -> (Option<Vec<Investigator>>, Option<ResearchBasis>, Option<Date>, Option<Date>) {
        let lines = self.people.text.lines().filter(|line| !line.trim().is_empty());
        let people: Result<Vec<_>, _> = lines.map(Investigator::parse).collect();
        let people = people.map_err(|sentence| self.people.error = Some(sentence)).ok();
        let basis = ResearchBasis::parse(&self.basis.text);
        if basis.is_none() {
            self.basis.error = Some(NO_BASIS.to_owned());
        }
        let (first_day, last_day) = (read_date(&self.first_day.text), read_date(&self.last_day.text));
        if first_day.is_none() {
            self.first_day.error = Some(NO_FIRST.to_owned());
        }
        if last_day.is_none() {
            self.last_day.error = Some(NO_LAST.to_owned());
        }
        (people, basis, first_day, last_day)
    }

    const fn part(&mut self, part: ProposalPart) -> &mut Typed {
        match part {
            ProposalPart::Title => &mut self.title,
            ProposalPart::Question => &mut self.question,
            ProposalPart::Summary => &mut self.summary,
            ProposalPart::People => &mut self.people,
            ProposalPart::Reference => &mut self.reference,
            ProposalPart::Funding => &mut self.funding,
            ProposalPart::FirstDay => &mut self.first_day,
            ProposalPart::LastDay => &mut self.last_day,
        }
    }

    /// Asks for them.
    pub(super) fn ask(self, page: Question) -> Question {
        let bases = bases(&self.basis.text);
        page.ask(question::line("title", "Title", "Everybody reads it once the project is approved.", "", self.title))
            .ask(question::area("question", "Question", "What the project finds out, and by which numbers.", self.question))
            .ask(question::area(
                "summary",
                "Lay summary",
                "What it is about and what it is good for, in plain words. Everybody reads it once the project is approved.",
                self.summary,
            ))
            .ask(question::area(
                "investigators",
                "People",
                "One a line: the name, a comma, the institution, like “Robin Dyke, University of Leeds”. The institutions are published, the names are not.",
                self.people,
            ))
            .ask(question::select("basis", "Legal basis", "", bases, self.basis))
            .ask(question::line(
                "reference",
                "Its reference",
                "The number or name of the approval, or where it is written that none is needed.",
                "",
                self.reference,
            ))
            .ask(question::line("funding", "Funding", "Who pays for it; “none” if nobody does.", "", self.funding))
            .ask(question::line("first_day", "First day", "Day first, for example 1 May 2026.", "20", self.first_day))
            .ask(question::line("last_day", "Last day", "Day first, for example 30 April 2027.", "20", self.last_day))
    }
}

fn bases(chosen: &str) -> Vec<OptionGroup> {
    let option = |basis: &ResearchBasis| SelectOption {
        value: basis.code().to_owned(),
        text: basis.label().to_owned(),
        chosen: basis.code() == chosen,
    };
    let options =
        std::iter::once(SelectOption::none()).chain(ResearchBasis::ALL.iter().map(option)).collect();
    vec![OptionGroup { label: String::new(), options }]
}
