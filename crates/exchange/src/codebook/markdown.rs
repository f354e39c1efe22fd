//! The pages of the book: one a form.

use std::fmt::Write;

use domain::FormSpec;
use domain::code::CodeList;
use domain::dictionary::Dictionary;
use domain::rules::RULES;

use super::earlier::{self, Earlier};
use super::words;
use crate::layout::{Sheet, sheets};

/// The first line of every page, for whoever opens it to change it.
const MADE: &str = "<!-- Made from the forms. Change crates/domain/src/forms and run: ECMOPT_BLESS=1 cargo test --workspace --test it -- export::dictionary -->\n";

const MADE_OF_RULES: &str = "<!-- Made from the catalogue. Change crates/domain/src/rules/table.rs and run: ECMOPT_BLESS=1 cargo test --workspace --test it -- export::dictionary -->\n";

/// The page of the whole dictionary: what each form is.
pub fn index() -> String {
    let mut text =
        format!("{MADE}\n# Data dictionary\n\nVersion {}. One page a form.\n\n", domain::DICTIONARY_VERSION);
    text.push_str("| Form | Title | Files | What one record is |\n|---|---|---|---|\n");
    for form in forms_in_order() {
        let files: Vec<_> = own(form).map(|sheet| format!("`{}.csv`", sheet.stem)).collect();
        let _ = writeln!(
            text,
            "| {} | [{}]({}.md) | {} | {} |",
            form.number,
            form.title,
            form.id,
            files.join(", "),
            cell(form.help)
        );
    }
    for earlier in earlier::earlier(Dictionary::shipped()) {
        version(&mut text, &earlier);
    }
    text
}

/// Both views of an earlier version, and what was added since.
fn version(text: &mut String, earlier: &Earlier) {
    let _ = writeln!(text, "\n## Version {}\n\n{}", earlier.version, earlier.sentence);
    if !earlier.rows.is_empty() {
        let _ = writeln!(text, "\n| {} |\n|---|---|---|---|---|", earlier::HEADS.join(" | "));
        for row in &earlier.rows {
            let _ = writeln!(text, "| {} |", row.cells().map(cell).join(" | "));
        }
    }
    if !earlier.added.is_empty() {
        text.push('\n');
    }
    for (file, columns) in &earlier.added {
        let _ = writeln!(text, "* `{file}.csv`: {}", columns.join(", "));
    }
}

/// The page of all rules: what each asks, what follows from a breach, and how to mend it.
pub fn rules() -> String {
    let mut text = format!(
        "{MADE_OF_RULES}\n# Rules\n\nThe same rules stand behind the browser, the API, CSV files and workbooks. **E** refuses a \
         record, **W** asks for a confirmation, **S** keeps a record from sign-off.\n\n\
         | Rule | Level | What it asks | How to mend a finding | Forms | Source |\n|---|---|---|---|---|---|\n"
    );
    for rule in RULES {
        let levels: Vec<_> = rule.levels.iter().map(|level| level.as_str()).collect();
        let titles: Vec<_> = rule
            .forms
            .iter()
            .filter_map(|id| Dictionary::shipped().form(id))
            .map(|form| form.title)
            .collect();
        let forms = if titles.is_empty() { "all".to_owned() } else { titles.join(", ") };
        let (title, mend) = (cell(rule.title), cell(rule.mend));
        let _ = writeln!(
            text,
            "| `{}` | {} | {title} | {mend} | {forms} | {} |",
            rule.id,
            levels.join(", "),
            rule.source
        );
    }
    text
}

/// The page of a form: its fields, those of its repeated groups, and the codes of their lists.
pub fn page(form: &FormSpec) -> String {
    let mut text = format!("{MADE}\n# {} {}\n\n{}\n\n", form.number, form.title, form.help);
    let _ = writeln!(text, "A record is identified by its centre and {}.\n", form.key.join(", "));
    let mut lists: Vec<&CodeList> = Vec::new();
    for sheet in own(form) {
        fields(&mut text, sheet);
        for list in sheet.fields().filter_map(|field| field.kind.list()) {
            if lists.iter().all(|known| known.name != list.name) {
                lists.push(list);
            }
        }
    }
    if !lists.is_empty() {
        text.push_str("## Codes\n\n");
    }
    for list in lists {
        let _ = writeln!(text, "### {}\n\n| Code | Meaning |\n|---|---|", list.name);
        for code in list.codes.iter() {
            let _ = writeln!(text, "| `{}` | {} |", code.code, cell(&code.label));
        }
        text.push('\n');
        for old in list.retired {
            let _ = writeln!(text, "{old}\n");
        }
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn fields(text: &mut String, sheet: &Sheet) {
    let spec = sheet.spec();
    let _ = writeln!(text, "## {}: `{}.csv`\n", spec.title, sheet.stem);
    if sheet.is_child() && !spec.help.is_empty() {
        let _ = writeln!(text, "{}\n", spec.help);
    }
    text.push_str(
        "| Column | Label | Type | Range | Unit | Needed | Missing | Goes to | Since |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    for field in sheet.fields() {
        let help = if field.help.is_empty() { String::new() } else { format!(". {}", field.help) };
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | {} | {} | {} | {} | {} |",
            field.name,
            cell(&format!("{}{help}", field.label)),
            cell(&words::type_in_words(field)),
            words::range(field),
            field.unit,
            cell(&words::condition(field)),
            words::missing(field),
            field.leaves.in_words(),
            earlier::since(Dictionary::shipped(), sheet, field)
        );
    }
    text.push('\n');
}

fn own(form: &FormSpec) -> impl Iterator<Item = &'static Sheet> {
    sheets().iter().filter(move |sheet| sheet.form.id == form.id)
}

fn forms_in_order() -> impl Iterator<Item = &'static FormSpec> {
    sheets().iter().filter(|sheet| !sheet.is_child()).map(|sheet| sheet.form)
}

/// Text that does not break a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
