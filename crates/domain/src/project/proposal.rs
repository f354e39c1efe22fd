//! What a researcher applies for: the texts, the people, the legal basis, the days.

use std::borrow::Cow;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::actor::name_of;
use crate::identifier::{self, Scan};
use crate::{characters, code_list};

code_list! {
    /// On which legal basis a research project works with what the network gives out.
    pub enum ResearchBasis "RESEARCH_BASIS" {
        Anonymous = "ANONYMOUS" "Anonymised numbers only; no approval of a research ethics committee is needed",
        Ethics = "ETHICS" "Approval of a research ethics committee",
        Consent = "CONSENT" "Consent of each patient",
        Section251 = "S251" "Section 251 support",
        Panel = "PBPP" "Public Benefit and Privacy Panel",
        Declaration = "HRCDC" "Health Research Consent Declaration",
    }
}

/// The most characters of a title, a reference, a funder, somebody with their institution.
const LINE_CHARS: usize = 200;

/// The most characters of a question and of a lay summary.
const TEXT_CHARS: usize = 2000;

/// The most people of a project.
const MOST_PEOPLE: usize = 30;

/// A project that lasts longer is a typing error.
const LONGEST_YEARS: i32 = 10;

/// Somebody who works in a project, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Investigator {
    /// Their name.
    pub name: String,
    /// Their institution.
    pub institution: String,
}

impl Investigator {
    /// Reads a line: the name, a comma, the institution. `Err` is the sentence for whoever typed it.
    pub fn parse(line: &str) -> Result<Self, String> {
        let line = characters::fit(line)
            .map_err(|unfit| format!("The list of people holds {unfit}. Delete it, or type it again"))?;
        let short = line.trim();
        let Some((name, institution)) = short.split_once(',') else {
            return Err(format!("Write the institution behind a comma: “{short}, University of …”"));
        };
        let part = |what: &str, text: &str| {
            name_of(text).map_err(|problem| format!("The {what} of “{short}” {problem}"))
        };
        let parts = part("name", name).and_then(|name| Ok((name, part("institution", institution)?)));
        // The sentence goes on below a box, where none ends in a full stop.
        let (name, institution) = parts.map_err(|sentence| sentence.trim_end_matches('.').to_owned())?;
        Ok(Self { name, institution })
    }

    /// As it is typed and kept.
    pub fn line(&self) -> String {
        format!("{}, {}", self.name, self.institution)
    }
}

/// What a researcher applies for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The title; everybody reads it once the project is approved.
    pub title: String,
    /// The question that it answers.
    pub question: String,
    /// What it is about in plain words; everybody reads it once the project is approved.
    pub summary: String,
    /// Who works in it. Everybody reads the institutions, nobody's name, once the project is approved.
    pub people: Vec<Investigator>,
    /// The legal basis.
    pub basis: ResearchBasis,
    /// The number or name of what it rests on.
    pub reference: String,
    /// Who pays for it.
    pub funding: String,
    /// Its first day.
    pub first_day: Date,
    /// Its last day.
    pub last_day: Date,
}

/// The parts of a proposal that somebody types in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProposalPart {
    /// [`Proposal::title`]
    Title,
    /// [`Proposal::question`]
    Question,
    /// [`Proposal::summary`]
    Summary,
    /// [`Proposal::people`]
    People,
    /// [`Proposal::reference`]
    Reference,
    /// [`Proposal::funding`]
    Funding,
    /// [`Proposal::first_day`]
    FirstDay,
    /// [`Proposal::last_day`]
    LastDay,
}

/// What is wrong with a part, in a sentence without its full stop.
pub type ProposalProblem = (ProposalPart, String);

impl Proposal {
    /// The proposal as it is kept, or everything that is wrong with it on a day.
    pub fn checked(self, today: Date) -> Result<Self, Vec<ProposalProblem>> {
        use ProposalPart as P;
        let mut problems = Vec::new();
        let mut read = |part, text: &str, rule: &TextRule| match rule.read(text) {
            Ok(text) => text,
            Err(sentence) => {
                problems.push((part, sentence));
                String::new()
            }
        };
        let title = read(P::Title, &self.title, &TITLE);
        let question = read(P::Question, &self.question, &QUESTION);
        let summary = read(P::Summary, &self.summary, &SUMMARY);
        let reference = read(P::Reference, &self.reference, &REFERENCE);
        let funding = read(P::Funding, &self.funding, &FUNDING);
        problems.extend(self.problem_of_people().map(|sentence| (P::People, sentence)));
        problems.extend(self.problem_of_days(today));
        if problems.is_empty() {
            Ok(Self { title, question, summary, reference, funding, ..self })
        } else {
            problems.sort_by_key(|(part, _)| *part);
            Err(problems)
        }
    }

    fn problem_of_people(&self) -> Option<String> {
        match self.people.len() {
            0 => Some("Enter who works in the project, one a line".to_owned()),
            many if many > MOST_PEOPLE => {
                Some(format!("There are {many} people. Name the {MOST_PEOPLE} at most who answer for it"))
            }
            _ => self.people.iter().find_map(|somebody| identified("list", &somebody.line())),
        }
    }

    fn problem_of_days(&self, today: Date) -> Option<ProposalProblem> {
        let last = |sentence: String| Some((ProposalPart::LastDay, sentence));
        if self.last_day < self.first_day {
            last("The last day is before the first. Enter a later one, or mend the first".to_owned())
        } else if self.last_day < today {
            last("The last day has passed. Enter one that is still to come".to_owned())
        } else if self.last_day > self.first_day.saturating_add(LONGEST_YEARS.years()) {
            last(format!("No project lasts longer than {LONGEST_YEARS} years. Enter its last day again"))
        } else {
            None
        }
    }
}

/// What is asked of a text.
struct TextRule {
    /// `The {name} is …`
    name: &'static str,
    /// What is said when there is none.
    missing: &'static str,
    longest: usize,
    is_line: bool,
    /// References and the numbers of grants look like numbers of people.
    is_scanned: bool,
}

const TITLE: TextRule = TextRule {
    name: "title",
    missing: "Enter the title of the project",
    longest: LINE_CHARS,
    is_line: true,
    is_scanned: true,
};

const QUESTION: TextRule = TextRule {
    name: "question",
    missing: "Enter the question that the project answers",
    longest: TEXT_CHARS,
    is_line: false,
    is_scanned: true,
};

const SUMMARY: TextRule = TextRule {
    name: "lay summary",
    missing: "Enter what the project is about, in plain words",
    longest: TEXT_CHARS,
    is_line: false,
    is_scanned: true,
};

const REFERENCE: TextRule = TextRule {
    name: "reference",
    missing: "Enter the number or name of what the project rests on",
    longest: LINE_CHARS,
    is_line: true,
    is_scanned: false,
};

const FUNDING: TextRule = TextRule {
    name: "funding",
    missing: "Enter who pays for the project, or “none”",
    longest: LINE_CHARS,
    is_line: true,
    is_scanned: false,
};

impl TextRule {
    /// A text as it is kept, or the sentence that says why it is none.
    fn read(&self, text: &str) -> Result<String, String> {
        let Self { name, missing, longest, is_line, is_scanned } = *self;
        let kept = characters::fit(text).map(Cow::into_owned);
        let kept = kept.map_err(|unfit| format!("The {name} holds {unfit}. Delete it, or type it again"))?;
        let kept = kept.trim();
        let chars = kept.chars().count();
        if kept.is_empty() {
            return Err(missing.to_owned());
        }
        if is_line && kept.contains('\n') {
            return Err(format!("The {name} holds a line break. Write it on one line"));
        }
        if chars > longest {
            return Err(format!("The {name} has {chars} characters. Shorten it to {longest} at most"));
        }
        match identified(name, kept).filter(|_| is_scanned) {
            Some(sentence) => Err(sentence),
            None => Ok(kept.to_owned()),
        }
    }
}

/// The sentence about what identifies a person in a text.
fn identified(name: &str, text: &str) -> Option<String> {
    let found = identifier::find(text, Scan::Narrative);
    let told = || format!("The {name} seems to hold what identifies a person: {}", identifier::told(&found));
    (!found.is_empty()).then(|| format!("{}. Take it out", told().trim_end_matches('.')))
}
