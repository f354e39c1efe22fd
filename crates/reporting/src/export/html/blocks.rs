//! Each block of a document as HTML.

use std::fmt::Write as _;

use files::escape;

use super::Links;

use crate::{
    chart::Scene,
    document::{
        Align, Blank, Block, Cell, Column, Document, Fact, Heading, Level, Pointer, Rating, Row, Table, Voice,
    },
};

/// All blocks; a section's heading has its anchor as id.
pub(super) fn write(out: &mut String, document: &Document, links: Links<'_>) {
    let mut figure = 0;
    for block in &document.blocks {
        match block {
            Block::Contents => write_contents(out, document),
            Block::Figure(scene) => {
                figure += 1;
                write_figure(out, scene, figure, links);
            }
            Block::Table(table) => write_table(out, table, links),
            other => simple(out, other),
        }
    }
}

fn write_contents(out: &mut String, document: &Document) {
    out.push_str("<nav aria-label=\"Contents\"><h2>Contents</h2><ol class=\"contents\">\n");
    for section in document.sections() {
        let Some(anchor) = &section.anchor else { continue };
        let (to, text) = (escape(anchor.as_str()), escape(&section.text));
        let _ = writeln!(out, "<li><a href=\"#{to}\">{text}</a></li>");
    }
    out.push_str("</ol></nav>\n");
}

/// Each sentence is the link to its place.
fn write_pointers(out: &mut String, pointers: &[Pointer]) {
    out.push_str("<ul class=\"pointers\">\n");
    for pointer in pointers {
        let rating = pointer.rating.map_or(String::new(), chip);
        let (to, text) = (escape(pointer.to.as_str()), escape(&pointer.text));
        let _ = writeln!(out, "<li>{rating}<a href=\"#{to}\">{text}</a></li>");
    }
    out.push_str("</ul>\n");
}

/// The letter of a rating in its colour, and a space; nothing where there is none.
fn chip(rating: Rating) -> String {
    let class = rating.code().to_lowercase();
    rating.letter().map_or(String::new(), |letter| format!("<span class=\"rag {class}\">{letter}</span> "))
}

fn simple(out: &mut String, block: &Block) {
    // Writing to a String can't fail.
    let _ = match block {
        Block::Title { title, subtitle } => {
            writeln!(
                out,
                "<header class=\"cover\"><h1>{}</h1><p>{}</p></header>",
                escape(title),
                escape(subtitle)
            )
        }
        Block::Heading(Heading { level: Level::Section, text, anchor }) => {
            let id = anchor.as_ref().map_or(String::new(), |a| format!(" id=\"{}\"", escape(a.as_str())));
            writeln!(out, "<h2{id}>{}</h2>", escape(text))
        }
        Block::Heading(Heading { level: Level::Topic, text, .. }) => {
            writeln!(out, "<h2 class=\"topic\">{}</h2>", escape(text))
        }
        Block::Heading(heading) => writeln!(out, "<h3>{}</h3>", escape(&heading.text)),
        Block::Paragraph { text, voice } => {
            writeln!(out, "<p class=\"{}\">{}</p>", class(*voice), escape(text))
        }
        Block::Pointers(pointers) => return write_pointers(out, pointers),
        Block::Facts(facts) => return write_facts(out, facts),
        Block::Blank(blank) => return write_blank(out, blank),
        Block::PageBreak => writeln!(out, "<hr class=\"page\">"),
        Block::Table(_) | Block::Figure(_) | Block::Contents => Ok(()),
    };
}

/// A paper form is for the pen; on a screen its questions are read.
fn write_blank(out: &mut String, blank: &Blank) {
    let _ = match blank {
        Blank::Head { title, about, warning } => writeln!(
            out,
            "<h1>{}</h1><p>{}</p><p class=\"warning\">{}</p>",
            escape(title),
            escape(about),
            escape(warning)
        ),
        Blank::Questions(questions) => questions.iter().try_for_each(|question| {
            writeln!(out, "<p><strong>{}</strong> {}</p>", escape(&question.label), escape(&question.hint))
        }),
        Blank::Legend { title, codes } => {
            let codes: Vec<_> =
                codes.iter().map(|code| escape(&format!("{} {}", code.code, code.label))).collect();
            writeln!(out, "<p><strong>{}</strong> {}</p>", escape(title), codes.join("; "))
        }
        Blank::Grid { caption, columns, .. } => {
            let labels: Vec<_> = columns.iter().map(|column| escape(&column.label)).collect();
            writeln!(out, "<p><strong>{}</strong> {}</p>", escape(caption), labels.join(", "))
        }
    };
}

fn class(voice: Voice) -> &'static str {
    match voice {
        Voice::Body => "body",
        Voice::Lead => "lead",
        Voice::Definition => "definition",
        Voice::Note => "note",
        Voice::Warning => "warning",
    }
}

fn write_facts(out: &mut String, facts: &[Fact]) {
    out.push_str("<dl>\n");
    for fact in facts {
        let _ = writeln!(out, "<div><dt>{}</dt><dd>{}</dd></div>", escape(&fact.term), escape(&fact.value));
    }
    out.push_str("</dl>\n");
}

fn write_figure(out: &mut String, scene: &Scene, number: usize, links: Links<'_>) {
    let _ = writeln!(out, "<figure><figcaption>{}</figcaption>", escape(&scene.title));
    // What is wider than the window is scrolled, by keyboard too.
    let _ = writeln!(
        out,
        "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">{}</div>",
        escape(&scene.title),
        scene.svg_leading(&format!("f{number}"), links.records)
    );
    out.push_str("<details><summary>View this chart as a table</summary>\n");
    write_table(out, &scene.table, links);
    out.push_str("</details></figure>\n");
}

fn write_table(out: &mut String, table: &Table, links: Links<'_>) {
    let _ = writeln!(
        out,
        "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{0}\"><table>\n<caption>{0}</caption>\n<thead><tr>",
        escape(&table.caption)
    );
    for column in &table.columns {
        let _ = write!(out, "<th scope=\"col\"{}>{}</th>", aligned(column), escape(&column.label));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        write_row(out, table, row, links);
    }
    out.push_str("</tbody></table></div>\n");
    for note in &table.notes {
        let _ = writeln!(out, "<p class=\"note\">{}</p>", escape(note));
    }
    let (before, after) = (escape(links.before), escape(links.after));
    let _ = writeln!(
        out,
        "<p class=\"note\"><a href=\"{before}{0}.csv{after}\">Download {0}.csv</a></p>",
        escape(&table.name)
    );
}

fn write_row(out: &mut String, table: &Table, row: &Row, links: Links<'_>) {
    out.push_str(if row.strong { "<tr class=\"strong\">" } else { "<tr>" });
    for (i, (column, cell)) in table.columns.iter().zip(&row.cells).enumerate() {
        let shown = shown(column, cell);
        let way = cell.way.as_ref().zip(links.records);
        let shown = way.map_or(shown.clone(), |(way, address)| {
            format!("<a href=\"{}\">{shown}</a>", escape(&address(way)))
        });
        let _ = match i {
            0 => write!(out, "<th scope=\"row\"{}>{shown}</th>", aligned(column)),
            _ => write!(out, "<td{}>{shown}</td>", aligned(column)),
        };
    }
    out.push_str("</tr>\n");
}

/// The text, after the letter of its rating.
fn shown(column: &Column, cell: &Cell) -> String {
    let mark = cell.mark.map_or(String::new(), |mark| format!("<sup>{mark}</sup>"));
    let text = format!("{}{mark}", escape(column.shown(cell)));
    format!("{}{text}", cell.rating.map_or(String::new(), chip))
}

fn aligned(column: &Column) -> &'static str {
    match column.align {
        Align::Left => "",
        Align::Right => " class=\"n\"",
        Align::Centre => " class=\"c\"",
    }
}
