//! The codebook as one page: no script, no external file, readable on paper too.

use std::fmt::Write;

use domain::code::CodeList;
use domain::dictionary::Dictionary;
use domain::{DICTIONARY_VERSION, FieldSpec};
use files::escape;

use super::earlier::{self, Earlier};
use super::words;
use crate::layout::{Sheet, sheets};

const STYLE: &str = include_str!("codebook.css");

/// The codebook: a table of fields for each file, the network's questions by cycle, and every code list.
pub fn html(dictionary: &Dictionary) -> String {
    let mut page = Page(format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Codebook of the ECMO physiotherapy audit</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the tables</a>\n<header>\n<h1>Codebook of the ECMO physiotherapy audit</h1>\n\
         <p>Data dictionary {DICTIONARY_VERSION}. Every file, its columns and their codes. \
         A missing value is written with its reason: NR not recorded, NK not known, NA not applicable, UTA unable to assess.</p>\n</header>\n"
    ));
    page.contents(dictionary);
    page.0.push_str("<main id=\"main\">\n");
    for sheet in sheets() {
        page.sheet(sheet, dictionary);
    }
    page.questions(dictionary);
    page.lists(dictionary);
    page.earlier(dictionary);
    page.0.push_str("</main>\n</body>\n</html>\n");
    page.0
}

struct Page(String);

impl Page {
    /// Writing to a string cannot fail.
    fn put(&mut self, arguments: std::fmt::Arguments<'_>) {
        let _ = self.0.write_fmt(arguments);
    }

    fn contents(&mut self, dictionary: &Dictionary) {
        self.0.push_str("<nav aria-label=\"Contents\">\n<ul>\n");
        for sheet in sheets() {
            self.put(format_args!(
                "<li><a href=\"#{0}\">{0}.csv</a> {1}</li>\n",
                sheet.stem,
                escape(sheet.spec().title)
            ));
        }
        if dictionary.question_sets().next().is_some() {
            self.0.push_str("<li><a href=\"#questions\">Questions of the network</a></li>\n");
        }
        self.0.push_str("<li><a href=\"#lists\">Code lists</a></li>\n<li><a href=\"#earlier\">Earlier versions</a></li>\n</ul>\n</nav>\n");
    }

    fn sheet(&mut self, sheet: &Sheet, dictionary: &Dictionary) {
        let spec = sheet.spec();
        self.put(format_args!(
            "<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1} <small>{2}, {0}.csv</small></h2>\n<p>{3}</p>\n",
            sheet.stem, escape(spec.title), spec.number, escape(spec.help)
        ));
        let since = |field: &FieldSpec| earlier::since(dictionary, sheet, field);
        self.fields(&format!("Columns of {}.csv", sheet.stem), sheet.fields(), Some(&since));
        self.0.push_str("</section>\n");
    }

    /// `since` tells the version of the dictionary that asked a field first; the questions of a cycle have none.
    fn fields<'f>(
        &mut self,
        caption: &str,
        fields: impl Iterator<Item = &'f FieldSpec>,
        since: Option<&dyn Fn(&FieldSpec) -> String>,
    ) {
        self.put(format_args!(
            "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\">\n<table>\n<caption>{0}</caption>\n<thead><tr>\
             <th scope=\"col\">Column</th><th scope=\"col\">Label</th><th scope=\"col\">Type</th><th scope=\"col\">Range</th>\
             <th scope=\"col\">Unit</th><th scope=\"col\">Needed</th><th scope=\"col\">Missing</th><th scope=\"col\">Goes to</th>{1}</tr></thead>\n<tbody>\n",
            escape(caption),
            if since.is_some() { "<th scope=\"col\">Since</th>" } else { "" }
        ));
        fields.for_each(|field| {
            let since = since.map_or_else(String::new, |since| format!("<td>{}</td>", since(field)));
            self.field(field, &since);
        });
        self.0.push_str("</tbody>\n</table>\n</div>\n");
    }

    fn field(&mut self, field: &FieldSpec, since: &str) {
        let kind = escape(&words::type_in_words(field));
        let kind = match field.kind.list() {
            Some(list) => kind.replace(&*list.name, &format!("<a href=\"#list-{0}\">{0}</a>", list.name)),
            None => kind,
        };
        let help = if field.help.is_empty() {
            String::new()
        } else {
            format!("<br><small>{}</small>", escape(&field.help))
        };
        self.put(format_args!(
            "<tr><th scope=\"row\"><code>{}</code></th><td>{}{help}</td><td>{kind}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>{since}</tr>\n",
            field.name, escape(&field.label), escape(&words::range(field)), escape(&field.unit),
            escape(&words::condition(field)), words::missing(field), field.leaves.in_words()
        ));
    }

    fn questions(&mut self, dictionary: &Dictionary) {
        if dictionary.question_sets().next().is_none() {
            return;
        }
        self.0.push_str(
            "<section aria-labelledby=\"questions\">\n<h2 id=\"questions\">Questions of the network</h2>\n",
        );
        for set in dictionary.question_sets() {
            self.put(format_args!("<h3>Cycle {}</h3>\n", escape(&set.cycle.id)));
            for sheet in
                sheets().iter().filter(|sheet| !sheet.is_child() && set.of(sheet.form).next().is_some())
            {
                let caption = format!("Questions on {} in cycle {}", sheet.form.title, set.cycle.id);
                self.fields(&caption, set.of(sheet.form).map(|question| &*question.field), None);
            }
            let retired = set
                .questions
                .iter()
                .flat_map(|question| question.retired.iter().map(move |old| (question, old)));
            for (question, old) in retired {
                let into = old
                    .into
                    .as_deref()
                    .map_or_else(|| "without a successor".to_owned(), |into| format!("now {into}"));
                self.put(format_args!(
                    "<p><code>{}</code>: the code {} was retired, {}. {}</p>\n",
                    question.field.name,
                    escape(&old.code),
                    escape(&into),
                    escape(&old.because)
                ));
            }
        }
        self.0.push_str("</section>\n");
    }

    fn lists(&mut self, dictionary: &Dictionary) {
        self.0.push_str("<section aria-labelledby=\"lists\">\n<h2 id=\"lists\">Code lists</h2>\n");
        for list in all_lists(dictionary) {
            self.put(format_args!(
                "<h3 id=\"list-{0}\">{0}</h3>\n<table>\n<caption>Codes of {0}</caption>\n<thead><tr><th scope=\"col\">Code</th>\
                 <th scope=\"col\">Meaning</th></tr></thead>\n<tbody>\n",
                list.name
            ));
            for code in list.codes.iter() {
                self.put(format_args!(
                    "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td></tr>\n",
                    escape(&code.code),
                    escape(&code.label)
                ));
            }
            self.0.push_str("</tbody>\n</table>\n");
            for old in list.retired {
                self.put(format_args!("<p>{}</p>\n", escape(&old.to_string())));
            }
        }
        self.0.push_str("</section>\n");
    }

    /// Both views of every earlier version.
    fn earlier(&mut self, dictionary: &Dictionary) {
        self.0.push_str(
            "<section aria-labelledby=\"earlier\">\n<h2 id=\"earlier\">Earlier versions</h2>\n\
             <p>A record keeps the version that it was written under. It is read by that version, and what was collected stays as it is.</p>\n",
        );
        for earlier in earlier::earlier(dictionary) {
            self.put(format_args!(
                "<h3>Version {}</h3>\n<p>{}</p>\n",
                earlier.version,
                escape(&earlier.sentence)
            ));
            self.both_views(&earlier);
            self.added(&earlier);
        }
        self.0.push_str("</section>\n");
    }

    fn both_views(&mut self, earlier: &Earlier) {
        if earlier.rows.is_empty() {
            return;
        }
        self.put(format_args!(
            "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Version {0} as collected and as mapped\">\n<table>\n\
             <caption>Version {0}, as collected and as mapped</caption>\n<thead><tr>",
            earlier.version
        ));
        for head in earlier::HEADS {
            self.put(format_args!("<th scope=\"col\">{head}</th>"));
        }
        self.0.push_str("</tr></thead>\n<tbody>\n");
        for row in &earlier.rows {
            let [file, collected, mapped, since, why] = row.cells().map(escape);
            self.put(format_args!(
                "<tr><td><code>{file}.csv</code></td><th scope=\"row\"><code>{collected}</code></th><td>{mapped}</td><td>{since}</td><td>{why}</td></tr>\n"
            ));
        }
        self.0.push_str("</tbody>\n</table>\n</div>\n");
    }

    fn added(&mut self, earlier: &Earlier) {
        if earlier.added.is_empty() {
            return;
        }
        self.0.push_str("<ul>\n");
        for (file, columns) in &earlier.added {
            self.put(format_args!("<li><code>{file}.csv</code>: {}</li>\n", columns.join(", ")));
        }
        self.0.push_str("</ul>\n");
    }
}

/// Every list once, in the order in which columns use them.
pub(super) fn all_lists(dictionary: &Dictionary) -> Vec<&CodeList> {
    let own = sheets().iter().flat_map(Sheet::fields);
    let asked = dictionary.question_sets().flat_map(|set| &set.questions).map(|question| &*question.field);
    let mut lists: Vec<&CodeList> = Vec::new();
    for list in own.chain(asked).filter_map(|field| field.kind.list()) {
        if lists.iter().all(|known| known.name != list.name) {
            lists.push(list);
        }
    }
    lists
}
