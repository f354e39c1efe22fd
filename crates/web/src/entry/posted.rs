//! A posted form as a list of names and values, and what its buttons ask for.

/// Names and values of a posted form, in the order of the page. Names may repeat.
#[derive(Debug, Clone, Default)]
pub(crate) struct Posted(pub Vec<(String, String)>);

impl Posted {
    /// The first value of a name; an absent one reads as empty.
    pub(crate) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// All values of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The number of rows of a repeated group: one more than the highest row named.
    pub(crate) fn rows(&self, list: &str) -> usize {
        self.0
            .iter()
            .filter_map(|(name, _)| {
                let rest = name.strip_prefix(list)?.strip_prefix('.')?;
                rest.split_once('.')?.0.parse::<usize>().ok()
            })
            .filter(|row| *row < MAX_ROWS)
            .map(|row| row + 1)
            .max()
            .unwrap_or(0)
    }

    /// What the controls of the page hold, to be kept as a draft: nothing of the frame around them, and no
    /// empty boxes.
    pub(crate) fn controls(&self) -> Vec<(String, String)> {
        let is_frame = |name: &str| matches!(name, "csrf" | "action" | "back") || name.starts_with("draft.");
        let kept = self.0.iter().filter(|(name, value)| !is_frame(name) && !value.trim().is_empty());
        kept.cloned().collect()
    }

    /// The findings that were confirmed with a click.
    pub(crate) fn confirmed(&self) -> Vec<String> {
        self.all("confirm").map(str::to_owned).collect()
    }
}

/// More rows than any record has; a name beyond it is not a row of ours.
const MAX_ROWS: usize = 200;

/// What the button that was pressed asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Validate and save.
    Save,
    /// Save, then enter the next record of the same patient.
    SaveAndNext,
    /// Keep what was typed, as it is.
    Draft,
    /// Type in what is suggested, to be looked at.
    FillIn,
    /// Draw the page again, with what can be worked out of it.
    Show,
    /// One more row in a repeated group.
    Add(String),
    /// One row less.
    Remove(String, usize),
}

impl Action {
    /// Reads the pressed button's value.
    pub(crate) fn of(posted: &Posted) -> Self {
        let mut parts = posted.get("action").split(':');
        match (parts.next(), parts.next(), parts.next().map(str::parse)) {
            (Some("add"), Some(list), None) => Self::Add(list.to_owned()),
            (Some("remove"), Some(list), Some(Ok(row))) => Self::Remove(list.to_owned(), row),
            (Some("next"), ..) => Self::SaveAndNext,
            (Some("draft"), ..) => Self::Draft,
            (Some("fill-in"), ..) => Self::FillIn,
            (Some("show"), ..) => Self::Show,
            _ => Self::Save,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(pairs: &[(&str, &str)]) -> Posted {
        Posted(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn rows_are_counted_by_their_highest_name() {
        let form = posted(&[("staff.0.role", "PT"), ("staff.2.role", "TA"), ("staffing.9.x", "")]);
        assert_eq!(form.rows("staff"), 3);
        assert_eq!(form.rows("interventions"), 0);
        assert_eq!(posted(&[("staff.99999999.role", "PT")]).rows("staff"), 0);
    }

    #[test]
    fn a_draft_holds_the_controls_and_nothing_of_the_frame() {
        let form = posted(&[
            ("csrf", "x"),
            ("back", "/"),
            ("draft.id", "1"),
            ("minutes", "30"),
            ("note", " "),
            ("action", "draft"),
            ("confirm", "X-SOFT@minutes"),
        ]);
        assert_eq!(form.controls(), posted(&[("minutes", "30"), ("confirm", "X-SOFT@minutes")]).0);
    }

    #[test]
    fn buttons_say_what_they_do() {
        assert_eq!(Action::of(&posted(&[("action", "add:staff")])), Action::Add("staff".into()));
        assert_eq!(Action::of(&posted(&[("action", "remove:staff:1")])), Action::Remove("staff".into(), 1));
        assert_eq!(Action::of(&posted(&[("action", "next")])), Action::SaveAndNext);
        assert_eq!(Action::of(&posted(&[("action", "draft")])), Action::Draft);
        assert_eq!(Action::of(&posted(&[("action", "save")])), Action::Save);
        assert_eq!(Action::of(&posted(&[])), Action::Save);
    }
}
