//! What a person typed, kept as typed, and the text cells made of it.

use domain::{FieldSpec, FormSpec, Kind, Raw, spelling, value::CentreCode};

use super::{Ask, Posted, words};

/// A record as it stands on an entry page.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// One answer a field, in the order of the form.
    pub answers: Vec<Typed>,
    /// The rows of each repeated group.
    pub children: Vec<Vec<Entry>>,
    /// The network's questions with their answers; rows have none.
    pub extra: Vec<(Ask, Typed)>,
}

/// One answer, in the boxes in which it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Typed {
    /// A text box, a select or one of several radios.
    One(String),
    /// A wall-clock time.
    When { date: String, time: String },
    /// Ticked boxes, or the reason why none is ticked.
    Set { codes: Vec<String>, reason: String },
}

impl Entry {
    /// A page on which nothing was typed.
    pub(crate) fn blank(spec: &FormSpec) -> Self {
        Self::from_raw(spec, &Raw::blank(spec))
    }

    /// A stored record, spelled for people.
    pub(crate) fn from_raw(spec: &FormSpec, raw: &Raw) -> Self {
        let answers = spec.fields.iter().zip(&raw.cells).map(|(field, cell)| Typed::from_cell(field, cell));
        let children = spec.children.iter().zip(&raw.children);
        Self {
            answers: answers.collect(),
            children: children
                .map(|(child, rows)| rows.iter().map(|row| Self::from_raw(child.spec, row)).collect())
                .collect(),
            extra: Vec::new(),
        }
    }

    /// Puts questions on the page, with the answers of a stored record. One that is not asked is there as
    /// long as it has an answer, so that no answer is lost unseen.
    pub(crate) fn ask(mut self, asks: Vec<Ask>, raw: &Raw) -> Self {
        let cell = |ask: &Ask| raw.extra.get(&*ask.field.name).map_or("", String::as_str);
        self.take_asks(asks, |ask| Typed::from_cell(&ask.field, cell(ask)));
        self
    }

    /// The same, with the answers of a posted page.
    pub(crate) fn ask_posted(mut self, asks: Vec<Ask>, posted: &Posted) -> Self {
        self.take_asks(asks, |ask| Typed::from_posted(&ask.field, posted, &ask.field.name));
        self
    }

    fn take_asks(&mut self, asks: Vec<Ask>, answer: impl Fn(&Ask) -> Typed) {
        let answered = asks.into_iter().map(|ask| {
            let typed = answer(&ask);
            (ask, typed)
        });
        self.extra = answered.filter(|(ask, typed)| ask.is_asked || !typed.is_blank()).collect();
    }

    /// Reads a posted page, rows as the page numbered them.
    pub(crate) fn from_posted(spec: &FormSpec, posted: &Posted) -> Self {
        let mut entry = Self::row_from_posted(spec, posted, "");
        for (child, rows) in spec.children.iter().zip(&mut entry.children) {
            *rows = (0..posted.rows(child.name))
                .map(|row| Self::row_from_posted(child.spec, posted, &format!("{}.{row}.", child.name)))
                .collect();
        }
        entry
    }

    /// Leaves out rows in which nothing was typed.
    pub(crate) fn drop_blank_rows(&mut self) {
        for rows in &mut self.children {
            rows.retain(|row| !row.is_blank());
        }
    }

    fn row_from_posted(spec: &FormSpec, posted: &Posted, prefix: &str) -> Self {
        let answers = spec.fields.iter().map(|field| {
            let name = format!("{prefix}{}", field.name);
            Typed::from_posted(field, posted, &name)
        });
        Self {
            answers: answers.collect(),
            children: vec![Vec::new(); spec.children.len()],
            extra: Vec::new(),
        }
    }

    /// The text cells, with the centre filled in.
    pub(crate) fn to_raw(&self, spec: &FormSpec, centre: &CentreCode) -> Raw {
        let cells = spec.fields.iter().zip(&self.answers).map(|(field, typed)| match field.kind {
            Kind::Centre => centre.to_string(),
            _ => typed.to_cell(field),
        });
        let children = spec.children.iter().zip(&self.children);
        Raw {
            cells: cells.collect(),
            children: children
                .map(|(child, rows)| rows.iter().map(|row| row.to_raw(child.spec, centre)).collect())
                .collect(),
            extra: self
                .extra
                .iter()
                .map(|(ask, typed)| (ask.field.name.to_string(), typed.to_cell(&ask.field)))
                .filter(|(_, cell)| !cell.is_empty())
                .collect(),
        }
    }

    /// Nothing was typed anywhere.
    pub(crate) fn is_blank(&self) -> bool {
        self.answers.iter().all(Typed::is_blank) && self.children.iter().all(Vec::is_empty)
    }

    /// Types an answer for the person, when the form has such a field and it is still empty. Of a time, a
    /// date alone can be given. `true` when it was typed.
    pub(crate) fn suggest(&mut self, spec: &FormSpec, name: &str, cell: &str) -> bool {
        let Some(index) = spec.index(name).filter(|index| self.answers[*index].takes_suggestion()) else {
            return false;
        };
        let time = self.answers[index].time().to_owned();
        self.answers[index] = match Typed::from_suggestion(&spec.fields[index], cell) {
            Typed::When { date, time: none } if none.is_empty() => Typed::When { date, time },
            typed => typed,
        };
        true
    }

    /// The answer to a field, as it was typed.
    pub(crate) fn answer(&self, spec: &FormSpec, name: &str) -> Option<&Typed> {
        spec.index(name).and_then(|index| self.answers.get(index))
    }

    /// The rows of a repeated group.
    pub(crate) fn rows(&self, spec: &FormSpec, list: &str) -> &[Self] {
        spec.child_index(list).and_then(|index| self.children.get(index)).map_or(&[], Vec::as_slice)
    }

    /// Puts rows into a repeated group that has none yet; `true` when it did.
    pub(crate) fn suggest_rows(&mut self, spec: &FormSpec, list: &str, rows: &[Raw]) -> bool {
        let Some(index) = spec.child_index(list) else { return false };
        if rows.is_empty() || !self.children[index].iter().all(Self::is_blank) {
            return false;
        }
        let child = spec.children[index].spec;
        self.children[index] = rows.iter().map(|row| Self::from_raw(child, row)).collect();
        true
    }

    /// One more row in a repeated group.
    pub(crate) fn add_row(&mut self, spec: &FormSpec, list: &str) {
        if let Some(index) = spec.child_index(list) {
            self.children[index].push(Self::blank(spec.children[index].spec));
        }
    }

    /// One row less in a repeated group.
    pub(crate) fn remove_row(&mut self, spec: &FormSpec, list: &str, row: usize) {
        if let Some(rows) = spec.child_index(list).and_then(|index| self.children.get_mut(index))
            && row < rows.len()
        {
            rows.remove(row);
        }
    }
}

impl Typed {
    /// A cell, spelled for people.
    pub(super) fn from_cell(field: &FieldSpec, cell: &str) -> Self {
        match &field.kind {
            Kind::WallTime => {
                let (date, time) = words::date_and_time_boxes(cell);
                Self::When { date, time }
            }
            Kind::Codes(list) => {
                let is_reason = list.get(cell).is_none() && spelling::reason(cell).is_some();
                let (codes, reason) = if is_reason { ("", cell) } else { (cell, "") };
                Self::Set {
                    codes: codes.split('|').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
                    reason: reason.to_owned(),
                }
            }
            Kind::Date => Self::One(words::date_box(cell)),
            _ => Self::One(cell.to_owned()),
        }
    }

    /// A suggested cell; a date alone leaves the time to the person.
    pub(crate) fn from_suggestion(field: &FieldSpec, cell: &str) -> Self {
        match field.kind {
            Kind::WallTime if cell.len() == 10 => {
                Self::When { date: words::date_box(cell), time: String::new() }
            }
            _ => Self::from_cell(field, cell),
        }
    }

    fn takes_suggestion(&self) -> bool {
        match self {
            Self::When { date, .. } => date.trim().is_empty(),
            _ => self.is_blank(),
        }
    }

    fn time(&self) -> &str {
        if let Self::When { time, .. } = self { time } else { "" }
    }

    /// Says the same as a suggestion, which may leave a time open.
    pub(crate) fn agrees_with(&self, suggested: &Self) -> bool {
        match (self, suggested) {
            (Self::When { date, .. }, Self::When { date: other, time }) if time.is_empty() => date == other,
            _ => self == suggested,
        }
    }

    fn from_posted(field: &FieldSpec, posted: &Posted, name: &str) -> Self {
        match field.kind {
            Kind::WallTime => Self::When {
                date: posted.get(&format!("{name}.date")).to_owned(),
                time: posted.get(&format!("{name}.time")).to_owned(),
            },
            Kind::Codes(_) => Self::Set {
                codes: posted.all(name).filter(|code| !code.is_empty()).map(str::to_owned).collect(),
                reason: posted.get(&format!("{name}.missing")).to_owned(),
            },
            _ => Self::One(posted.get(name).to_owned()),
        }
    }

    fn is_blank(&self) -> bool {
        match self {
            Self::One(text) => text.trim().is_empty(),
            Self::When { date, time } => date.trim().is_empty() && time.trim().is_empty(),
            Self::Set { codes, reason } => codes.is_empty() && reason.is_empty(),
        }
    }

    /// The cell in the grammar of the CSV bundle; what cannot be read stays as typed.
    fn to_cell(&self, field: &FieldSpec) -> String {
        match self {
            Self::One(text) => one_cell(field, text),
            Self::When { date, time } => spelling::wall_time_of_boxes(field, date, time),
            Self::Set { codes, reason } if codes.is_empty() => reason.clone(),
            Self::Set { codes, .. } => set_cell(field, codes),
        }
    }
}

/// A text loses the blanks around it and keeps its lines; all else is read as a spreadsheet's cell is.
fn one_cell(field: &FieldSpec, text: &str) -> String {
    let trimmed = text.trim();
    match field.kind {
        Kind::Text { .. } => {
            let lines = trimmed.replace("\r\n", "\n");
            spelling::reason(trimmed).filter(|_| field.miss).map_or(lines, str::to_owned)
        }
        _ => spelling::tidy(field, trimmed).into_owned(),
    }
}

/// Codes in the order of the list, so that the same answer is the same cell.
fn set_cell(field: &FieldSpec, codes: &[String]) -> String {
    let Kind::Codes(list) = &field.kind else { return codes.join("|") };
    let mut codes = codes.to_vec();
    let place = |code: &String| list.codes.iter().position(|entry| entry.code == **code);
    codes.sort_by_key(|code| place(code).unwrap_or(usize::MAX));
    codes.join("|")
}
