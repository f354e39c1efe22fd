//! What earlier versions of the dictionary asked: as it was collected, and what it is read as today.

use domain::FieldSpec;
use domain::dictionary::{Became, Change, Dictionary, Version, What};

use crate::layout::{Sheet, sheets};

/// An earlier version beside today's.
pub(super) struct Earlier {
    pub(super) version: Version,
    /// Whether everything is as it was, and whether anything was added, in a sentence.
    pub(super) sentence: String,
    /// What has another name, other codes, or no place today.
    pub(super) rows: Vec<Row>,
    /// What was added since, by file.
    pub(super) added: Vec<(&'static str, Vec<&'static str>)>,
}

/// A column or a code in both views.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) file: String,
    /// As it was collected: a column, or `column = code`.
    pub(super) collected: String,
    /// What it is read as today.
    pub(super) mapped: String,
    /// The version that changed it.
    pub(super) since: String,
    /// Why, as it was declared.
    pub(super) why: String,
}

/// The heads of the columns of [`Row`].
pub(super) const HEADS: [&str; 5] = ["File", "As collected", "As mapped today", "Since", "Because"];

impl Row {
    pub(super) fn cells(&self) -> [&str; 5] {
        [&self.file, &self.collected, &self.mapped, &self.since, &self.why]
    }
}

/// Every version before today's, the newest first.
pub(super) fn earlier(dictionary: &Dictionary) -> Vec<Earlier> {
    dictionary.earlier().rev().map(|version| Earlier::of(dictionary, version)).collect()
}

/// The version since which a column of a file is asked. The key that a group repeats from its record is as old as both.
pub(super) fn since(dictionary: &Dictionary, sheet: &Sheet, field: &FieldSpec) -> String {
    let spec = sheet.spec();
    let of_record = || {
        let group = spec.fields.iter().filter_map(|own| dictionary.since(spec.id, &own.name)).min();
        dictionary.since(sheet.form.id, &field.name).max(group)
    };
    let since =
        if spec.index(&field.name).is_some() { dictionary.since(spec.id, &field.name) } else { of_record() };
    since.map_or_else(String::new, |since| since.to_string())
}

impl Earlier {
    fn of(dictionary: &Dictionary, version: Version) -> Self {
        let became = dictionary.became(version);
        let rows: Vec<Row> = became.iter().filter(|became| !became.is_as_it_was()).flat_map(rows).collect();
        let mut added: Vec<(&str, Vec<&str>)> = Vec::new();
        for (form, field) in dictionary.added_since(version) {
            let file = sheet_of(form).map_or(form, |sheet| sheet.stem);
            match added.last_mut().filter(|(last, _)| *last == file) {
                Some((_, fields)) => fields.push(field),
                None => added.push((file, vec![field])),
            }
        }
        let sentence = match (rows.is_empty(), added.is_empty()) {
            (true, true) => format!(
                "Everything that {version} asked is asked in the same words today, and nothing was added since then."
            ),
            (true, false) => {
                format!("Everything that {version} asked is asked in the same words today. New since then:")
            }
            (false, true) => format!(
                "What {version} asked in other words, and what it is read as today. Nothing was added since then."
            ),
            (false, false) => format!(
                "What {version} asked in other words, and what it is read as today. Below it, what is new since then."
            ),
        };
        Self { version, sentence, rows, added }
    }
}

fn sheet_of(form: &str) -> Option<&'static Sheet> {
    sheets().iter().find(|sheet| sheet.spec().id == form)
}

/// The rows of a field: its changes, then its codes.
fn rows(became: &Became<'_>) -> Vec<Row> {
    let file = sheet_of(became.form).map_or(became.form, |sheet| sheet.stem).to_owned();
    let Became { field, now, .. } = became;
    let whole = |mapped: String, since: String, why: String| Row {
        file: file.clone(),
        collected: (*field).to_owned(),
        mapped,
        since,
        why,
    };
    let mut rows = Vec::new();
    if !became.changes.is_empty() {
        let of = |word: &dyn Fn(&(Version, Change)) -> String| {
            became.changes.iter().map(word).collect::<Vec<_>>().join("; ")
        };
        rows.push(whole(
            mapped(became),
            of(&|(since, _)| since.to_string()),
            of(&|(_, change)| change.why.to_owned()),
        ));
    }
    let column = now.first().copied().unwrap_or_default();
    for recoded in &became.recoded {
        let of = |word: &dyn Fn(&domain::code::Retired) -> &'static str| {
            recoded.steps.iter().map(|step| word(step)).collect::<Vec<_>>().join("; ")
        };
        rows.push(Row {
            file: file.clone(),
            collected: format!("{field} = {}", recoded.code),
            mapped: format!("{column} = {}", recoded.now),
            since: of(&|step| step.since),
            why: of(&|step| step.why),
        });
    }
    if !became.new_codes.is_empty() {
        let mapped = format!("{column}, which can be {} too", became.new_codes.join(", "));
        rows.push(whole(
            mapped,
            String::new(),
            "the codes were added; no answer means something else".to_owned(),
        ));
    }
    rows
}

/// What a field that was changed is today.
fn mapped(became: &Became<'_>) -> String {
    let now = became.now.join(", ");
    if became.now.is_empty() {
        return "not asked any more; its answers stay as they were collected".to_owned();
    }
    let merged = became.changes.iter().rev().find_map(|(_, change)| match change.what {
        What::Merged { from, .. } => Some(from),
        _ => None,
    });
    match merged {
        Some(from) => format!("{now}, made from {}", from.join(", ")),
        None if became.now.len() > 1 => format!("{now}, a part each"),
        None => now,
    }
}

#[cfg(test)]
mod tests {
    use domain::dictionary::Edition;

    use super::*;

    const THEN: Version = Version::new(0, 8);
    const NOW: Version = Version::new(0, 9);

    /// The forms of today as 0.9, after a version in which they were otherwise.
    fn after(older: impl Fn(String) -> String, changes: &[(Version, Change)]) -> Dictionary {
        let past =
            Edition::read(THEN, &older(Edition::of(NOW, Dictionary::shipped().forms()).to_csv())).unwrap();
        Dictionary::new(NOW, Dictionary::shipped().forms(), vec![past], changes).unwrap()
    }

    fn change(what: What) -> (Version, Change) {
        (NOW, Change { form: "patient", what, why: "nobody could answer it" })
    }

    #[test]
    fn says_so_where_nothing_changed() {
        let dictionary = after(|today| today, &[]);
        let all = earlier(&dictionary);
        assert_eq!(all.len(), 1);
        assert_eq!(
            all[0].sentence,
            "Everything that 0.8 asked is asked in the same words today, and nothing was added since then."
        );
        assert!(all[0].rows.is_empty() && all[0].added.is_empty());
    }

    #[test]
    fn lists_what_was_added_by_its_file() {
        let without = |today: String| {
            let kept = today
                .lines()
                .filter(|line| !line.contains(",comorb,") && !line.starts_with("contact_staff,"));
            kept.collect::<Vec<_>>().join("\n")
        };
        let renumbered = |today: String| {
            let mut place = 0;
            let mut number = |line: &str| match line.strip_prefix("patient,") {
                Some(rest) => {
                    place += 1;
                    let (_, rest) = rest.split_once(',').unwrap();
                    format!("patient,{place},{rest}\n")
                }
                None => format!("{line}\n"),
            };
            let without: String = without(today);
            without.lines().map(&mut number).collect()
        };
        let dictionary = after(renumbered, &[]);
        let all = earlier(&dictionary);
        assert!(all[0].sentence.ends_with("in the same words today. New since then:"), "{}", all[0].sentence);
        let files: Vec<_> = all[0].added.iter().map(|(file, _)| *file).collect();
        assert_eq!(files, ["patients", "contact_staff"]);
        assert_eq!(all[0].added[0].1, ["comorb"]);
        let staff = crate::layout::sheet("contact_staff").unwrap();
        let of = |name: &str| since(&dictionary, staff, staff.field(name).unwrap());
        assert_eq!((of("contact_ref"), of("role")), ("0.9".to_owned(), "0.9".to_owned()));
    }

    #[test]
    fn puts_what_was_collected_beside_what_it_is_read_as() {
        let older = |today: String| {
            let asked = today.lines().filter(|line| line.starts_with("patient,")).count();
            today.replace(",cfs,", ",frailty,") + &format!("patient,{},mood,text,\n", asked + 1)
        };
        let changes =
            [change(What::Renamed { from: "frailty", to: "cfs" }), change(What::Removed { field: "mood" })];
        let dictionary = after(older, &changes);
        let row = |collected: &str, mapped: &str| Row {
            file: "patients".to_owned(),
            collected: collected.to_owned(),
            mapped: mapped.to_owned(),
            since: "0.9".to_owned(),
            why: "nobody could answer it".to_owned(),
        };
        let gone = "not asked any more; its answers stay as they were collected";
        assert_eq!(earlier(&dictionary)[0].rows, [row("frailty", "cfs"), row("mood", gone)]);
        let patients = crate::layout::sheet("patients").unwrap();
        assert_eq!(since(&dictionary, patients, patients.field("cfs").unwrap()), "0.8");
    }
}
