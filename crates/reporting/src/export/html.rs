//! One self-contained page: no script, no external file, readable on paper too.

mod blocks;

use files::escape;

use crate::document::{Document, Way};

const STYLE: &str = include_str!("html/style.css");

/// Where the links of a page lead.
#[derive(Clone, Copy)]
pub struct Links<'a> {
    /// Those below tables: `before`, the table's name with `.csv`, `after`.
    pub before: &'a str,
    pub after: &'a str,
    /// The address of what a number was made of; nowhere in a pack.
    pub records: Option<&'a dyn Fn(&Way) -> String>,
}

/// In a pack the tables lie beside the page.
const BESIDE: Links<'_> = Links { before: "csv/", after: "", records: None };

/// The document's blocks alone, for a page that has its own frame and styles.
pub fn fragment(document: &Document, links: Links<'_>) -> String {
    let mut out = String::new();
    blocks::write(&mut out, document, links);
    out
}

/// The document as one HTML file.
pub fn write(document: &Document) -> String {
    let meta = &document.meta;
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n\
         <meta name=\"description\" content=\"{}\">\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n",
        escape(&meta.language),
        escape(&meta.title),
        escape(&meta.subject),
    );
    blocks::write(&mut out, document, BESIDE);
    out.push_str("</main>\n<footer><p>");
    out.push_str(&escape(&meta.footer));
    out.push_str("</p></footer>\n</body>\n</html>\n");
    out
}
