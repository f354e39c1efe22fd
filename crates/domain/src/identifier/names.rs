//! Names: those that a title or a verb introduces, and those that are probably one.
//!
//! The border: a word is taken for a name by itself only when it is a common first name and hardly anything else.
//! Every other capitalised word is one only where the words before it say so, because people begin any word with
//! a capital. What may be something else as well is asked about, not refused.

use std::ops::Range;

use super::What;
use super::lexicon::{List, Lists};
use super::words::Word;

/// How words end that are of a trade, an illness or an act.
const ENDINGS: [&str; 26] = [
    "able", "aemia", "ation", "ectomy", "ement", "emia", "gram", "graphy", "iatric", "iatrics", "iatry",
    "ible", "ically", "ician", "ing", "itis", "ment", "ness", "ologist", "ology", "osis", "otomy", "pathy",
    "plegia", "scopy", "tion",
];

/// What a word may be, by the lists and its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A first name and hardly anything else.
    FirstName,
    /// A first name that is a word as well.
    WordName,
    /// A common surname.
    Surname,
    /// Capital and small letters, in no list.
    Unknown,
    /// A word of a note, a scale, a device, an abbreviation.
    Other,
}

/// A text with its words.
struct Names<'t> {
    text: &'t str,
    words: &'t [Word<'t>],
}

/// All names of a text.
pub(super) fn find(text: &str, words: &[Word<'_>], hits: &mut Vec<(What, Range<usize>)>) {
    let names = Names { text, words };
    for at in (0..words.len()).filter(|at| may_begin_a_name(&words[*at])) {
        hits.extend(names.titled(at));
        hits.extend(names.introduced(at).or_else(|| names.likely(at)));
    }
}

/// Most words of a note begin none: small letters, and in no list of titles and first names.
fn may_begin_a_name(word: &Word<'_>) -> bool {
    !word.is_small || word.lists.meet(BEGIN)
}

/// What begins a name in small letters too.
const BEGIN: Lists = Lists::of(&[List::Misters, List::Doctors, List::Roles, List::FirstNames]);

impl<'t> Names<'t> {
    fn is(&self, at: usize, list: List) -> bool {
        self.words[at].lists.has(list)
    }

    fn is_one_of(&self, at: usize, words: &[&str]) -> bool {
        words.contains(&&*self.words[at].folded)
    }

    /// What stands between a word and the next.
    fn gap(&self, at: usize) -> &'t str {
        let end = self.words[at].end();
        self.words.get(at + 1).map_or("", |next| &self.text[end..next.from])
    }

    /// Whether the next word is of the same sentence.
    fn is_joined(&self, at: usize) -> bool {
        let gap = self.gap(at);
        !gap.is_empty() && gap.chars().count() <= 3 && gap.chars().all(|sign| " ,:('\"“‘-[".contains(sign))
    }

    fn kind(&self, at: usize) -> Kind {
        let word = &self.words[at];
        let (folded, lists) = (&*word.folded, word.lists);
        if lists.has(List::FirstNames) {
            return Kind::FirstName;
        }
        let is_ordinary = lists.has(List::OrdinaryWords);
        if lists.has(List::NamesThatAreWords) {
            return if is_ordinary { Kind::Other } else { Kind::WordName };
        }
        if lists.has(List::Surnames) && !is_ordinary && !lists.has(List::Eponyms) {
            return Kind::Surname;
        }
        let is_of_trade = || ENDINGS.iter().any(|end| folded.ends_with(*end));
        let is_of_note = is_ordinary || lists.has(List::Eponyms) || folded.len() < 3;
        if word.is_in_mixed_case() && !is_of_note && !is_of_trade() { Kind::Unknown } else { Kind::Other }
    }

    /// Mr Smith, Dr. O'Neill, mrs jones.
    fn titled(&self, at: usize) -> Option<(What, Range<usize>)> {
        let title = self.words[at].text;
        // “ms” are milliseconds and “MS” is an illness.
        let is_mister = self.is(at, List::Misters) && !matches!(title, "ms" | "MS");
        let is_doctor = self.is(at, List::Doctors);
        let is_role = self.is(at, List::Roles);
        if !(is_mister || is_doctor || is_role) || at > 0 && is_role && self.is_one_of(at - 1, &["near"]) {
            return None;
        }
        let (next, has_initials) = self.after_title(at)?;
        let name = &self.words[next];
        let what = if name.is_initial() {
            (!is_role && name.text != "I").then_some(What::LikelyName)
        } else if has_initials && name.is_in_mixed_case() {
            Some(What::TitledName)
        } else if is_mister {
            self.after_mister(title, next)
        } else if is_doctor {
            self.after_doctor(next)
        } else {
            self.after_role(at, next)
        };
        what.map(|what| (what, self.words[at].from..self.end_of_name(next)))
    }

    /// The name behind a title, and whether initials stand between.
    fn after_title(&self, at: usize) -> Option<(usize, bool)> {
        let (mut next, mut has_initials) = (at, false);
        for _ in 0..4 {
            let gap = self.gap(next);
            let is_near = (1..=3).contains(&gap.len()) && gap.bytes().all(|sign| b" .-".contains(&sign));
            next = is_near.then_some(next + 1)?;
            let word = self.words.get(next)?;
            if word.is_initial() && self.goes_on(next) {
                has_initials = true;
            } else if word.is_capitalised() || !self.is(next, List::Particles) {
                break;
            }
        }
        Some((next, has_initials))
    }

    /// An initial is followed by a name.
    fn goes_on(&self, at: usize) -> bool {
        let is_near = matches!(self.gap(at), " " | "." | ". " | "-");
        is_near && self.words.get(at + 1).is_some_and(|next| next.is_capitalised() && next.digits() == 0)
    }

    fn is_name(&self, at: usize) -> bool {
        matches!(self.kind(at), Kind::FirstName | Kind::Surname | Kind::WordName) || self.is_surname(at)
    }

    /// A surname that may be a word of a note: White, Ward.
    fn is_surname(&self, at: usize) -> bool {
        self.is(at, List::Surnames)
    }

    fn after_mister(&self, title: &str, next: usize) -> Option<What> {
        let name = &self.words[next];
        if self.is_name(next) {
            return Some(What::TitledName);
        }
        match (title, name.is_in_mixed_case()) {
            // A magnetic resonance scan, mitral regurgitation.
            ("MR" | "mr", true) => (self.kind(next) == Kind::Unknown).then_some(What::TitledName),
            ("MR", false) => (is_in_capitals(name)
                && self.words[next].folded.len() > 4
                && !self.is(next, List::OrdinaryWords))
            .then_some(What::LikelyName),
            (_, true) => Some(What::TitledName),
            (_, false) => (is_in_capitals(name) && name.text.len() > 2).then_some(What::TitledName),
        }
    }

    fn after_doctor(&self, next: usize) -> Option<What> {
        let name = &self.words[next];
        let (folded, lists) = (&*name.folded, name.lists);
        let is_ordinary = lists.has(List::OrdinaryWords);
        if is_ordinary {
            return (lists.has(List::Surnames) && name.is_capitalised()).then_some(What::LikelyName);
        }
        let is_eponym = name.is_in_mixed_case() && lists.has(List::Eponyms);
        if is_eponym || self.is_name(next) || self.kind(next) == Kind::Unknown {
            return Some(What::TitledName);
        }
        (is_in_capitals(name) && folded.len() > 4).then_some(What::LikelyName)
    }

    fn after_role(&self, at: usize, next: usize) -> Option<What> {
        if !self.words[next].is_capitalised() {
            return None;
        }
        match self.kind(next) {
            Kind::FirstName | Kind::Surname | Kind::WordName => Some(What::TitledName),
            Kind::Unknown => (!self.is_one_of(at, &["student"])).then_some(What::LikelyName),
            Kind::Other => None,
        }
    }

    /// His wife is Margaret; called Tom; spoke to Agnieszka.
    fn introduced(&self, at: usize) -> Option<(What, Range<usize>)> {
        let word = &self.words[at];
        let before = at.checked_sub(1).filter(|before| self.is_joined(*before))?;
        if !word.is_capitalised() {
            return None;
        }
        let further = before.checked_sub(1).filter(|further| self.is_joined(*further));
        let further_is = |list: List| further.is_some_and(|further| self.is(further, list));
        let further_is_one_of =
            |words: &[&str]| further.is_some_and(|further| self.is_one_of(further, words));
        let is_verb = self.is_one_of(before, &["is", "was", "called", "named"]);
        let is_named = self.is(before, List::Called)
            || self.is_one_of(before, &["is", "was", "as"])
                && further_is_one_of(&["name", "names", "known", "nickname"])
            || self.is_one_of(before, &["name", "names"])
                && self.gap(before).contains([':', ' '])
                && !self.gap(before).contains('(')
            || self.is_one_of(before, &["by"]) && further_is_one_of(&["goes", "answers"]);
        let is_kin = self.is(before, List::Kin) || is_verb && further_is(List::Kin);
        let kind = self.kind(at);
        if is_named || is_kin {
            let what = match kind {
                Kind::FirstName | Kind::WordName | Kind::Surname => What::IntroducedName,
                Kind::Unknown => What::LikelyName,
                Kind::Other => {
                    (self.is(at, List::NamesThatAreWords) && is_verb).then_some(What::LikelyName)?
                }
            };
            return Some((what, word.from..self.end_of_name(at)));
        }
        let is_person = self.is_one_of(before, &["is", "was"]) && further_is(List::People);
        if is_person && kind == Kind::FirstName {
            return Some((What::IntroducedName, word.from..self.end_of_name(at)));
        }
        let is_met = self.is_one_of(before, &["to", "with", "by"]) && further_is(List::Met)
            || self.is_one_of(before, &["w"]) && further_is_one_of(&["d"]) && self.gap(before) == " "
            || self.is(before, List::MetAtOnce);
        (is_met && kind == Kind::Unknown).then(|| (What::LikelyName, word.from..self.end_of_name(at)))
    }

    /// Mary Smith, Smith-Jones Mary, margaret jones, J. Patel, 김민수.
    fn likely(&self, at: usize) -> Option<(What, Range<usize>)> {
        let word = &self.words[at];
        let is_foreign = word.text.chars().filter(|c| is_of_other_script(*c)).count() > 1;
        let is_likely = is_foreign
            || match (word.is_capitalised(), self.kind(at)) {
                (true, Kind::FirstName) => self.stands_for_somebody(at),
                (true, Kind::WordName | Kind::Other) => {
                    self.is(at, List::NamesThatAreWords) && self.is_before_surname(at)
                }
                (true, Kind::Surname) => self.is_after_initial(at),
                (false, Kind::FirstName) => self.is_before_surname(at),
                _ => false,
            };
        is_likely.then(|| (What::LikelyName, word.from..self.end_of_name(at)))
    }

    /// A first name, not what is called after somebody. In capitals a short one is an abbreviation.
    fn stands_for_somebody(&self, at: usize) -> bool {
        let word = &self.words[at];
        let next_is = |list: List| at + 1 < self.words.len() && self.is_joined(at) && self.is(at + 1, list);
        let is_of_place = at > 0 && self.is_after_blank(at) && self.is(at - 1, List::BeforePlaces);
        let is_abbreviation = is_in_capitals(word) && word.text.len() < 4;
        // St Thomas’: the apostrophe of a place without its s.
        !(is_of_place || is_abbreviation || next_is(List::Things) || self.is_before_eponym(at))
    }

    fn is_before_eponym(&self, at: usize) -> bool {
        self.is(at, List::Eponyms) && self.words.get(at + 1).is_some_and(|next| next.lists.has(List::Eponyms))
    }

    /// Whether a surname follows, in capitals where this word is.
    fn is_before_surname(&self, at: usize) -> bool {
        let alike = |next: &&Word<'_>| next.is_capitalised() == self.words[at].is_capitalised();
        let next = self.words.get(at + 1).filter(alike).filter(|_| matches!(self.gap(at), " " | "-" | "  "));
        next.is_some() && self.kind(at + 1) == Kind::Surname
    }

    fn is_after_initial(&self, at: usize) -> bool {
        at > 0
            && self.words[at - 1].is_initial()
            && matches!(self.gap(at - 1), " " | "." | ". ")
            && self.words[at].is_in_mixed_case()
    }

    fn is_after_blank(&self, at: usize) -> bool {
        matches!(self.gap(at - 1), " " | ". " | "." | "  ")
    }

    /// The end of a name: capitalised words that follow at once belong to it.
    fn end_of_name(&self, at: usize) -> usize {
        let mut last = at;
        while let Some(next) = self.words.get(last + 1)
            && matches!(self.gap(last), " " | "-" | "  ")
            && next.is_in_mixed_case()
            && self.kind(last + 1) != Kind::Other
        {
            last += 1;
        }
        self.words[last].end()
    }
}

fn is_in_capitals(word: &Word<'_>) -> bool {
    word.text.chars().all(|c| c.is_uppercase() || matches!(c, '\'' | '-' | '’')) && word.text.len() > 1
}

/// A letter of another script than Latin; single ones are Greek signs of physiology.
fn is_of_other_script(c: char) -> bool {
    !c.is_ascii()
        && c.is_alphabetic()
        && !matches!(c, '\u{aa}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}' | 'ﬀ'..='ﬆ')
}
