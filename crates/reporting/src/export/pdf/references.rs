//! Contents, and sentences that lead to a page: each is a link, and its page number is written when all pages are known.

use super::{
    PAGE_HEIGHT, PdfError,
    blocks::heading_style,
    flow::{Flow, LEFT, WIDTH},
    links::{Link, Reference},
    outline::Bookmark,
    table::{CHIP, draw_chip},
    tree::{NodeId, Role, Tree},
};
use crate::{
    chart::{Stroke, Weight, palette},
    document::{Anchor, Heading, Level, Pointer},
};

const CONTENTS: &str = "Contents";
const SIZE: f32 = 9.5;
const LEADING: f32 = 12.8;
/// Width that the page number takes.
const NUMBER: f32 = 46.0;

impl Flow<'_> {
    /// A line for each section.
    pub(super) fn contents(&mut self, sections: &[&Heading]) -> Result<(), PdfError> {
        self.outline.push(Bookmark { title: CONTENTS.to_owned(), anchor: None, page: self.page, y: self.y });
        let mut style = heading_style(Level::Section);
        style.above = if self.at_top() { 0.0 } else { style.above };
        self.lines(CONTENTS, &style, Role::Heading(2))?;
        let list = self.canvas.tree.add(Tree::ROOT, Role::Contents);
        for section in sections {
            let Some(to) = &section.anchor else { continue };
            let item = self.canvas.tree.add(list, Role::ContentsItem);
            let parent = self.canvas.tree.add(item, Role::Reference);
            let lines = self.canvas.typeface.wrap(&section.text, WIDTH - NUMBER, SIZE, Weight::Regular)?;
            self.leading(parent, &lines, 0.0, "", to, 2.6)?;
        }
        self.y += 8.0;
        Ok(())
    }

    /// A line for each sentence, its rating before it.
    pub(super) fn pointers(&mut self, pointers: &[Pointer]) -> Result<(), PdfError> {
        let list = self.canvas.tree.add(Tree::ROOT, Role::List);
        let indent = if pointers.iter().any(|p| p.rating.is_some()) { CHIP + 6.0 } else { 0.0 };
        for pointer in pointers {
            let width = WIDTH - NUMBER - indent;
            let lines = self.canvas.typeface.wrap(&pointer.text, width, SIZE, Weight::Regular)?;
            #[expect(clippy::cast_precision_loss, reason = "a few lines")]
            self.ensure(LEADING * lines.len() as f32 + 4.6);
            let item = self.canvas.tree.add(list, Role::ListItem);
            let body = self.canvas.tree.add(item, Role::ListBody);
            if let Some(rating) = pointer.rating {
                let (page, y) = (self.page, self.y + SIZE + 0.6);
                self.canvas.node(page, body, Role::Span, |pen| draw_chip(pen, rating, LEFT, y))?;
            }
            self.leading(body, &lines, indent, "page ", &pointer.to, 4.6)?;
        }
        self.y += 6.0;
        Ok(())
    }

    /// Lines of a link, with room for a page number at the right of the first.
    fn leading(
        &mut self,
        parent: NodeId,
        lines: &[String],
        indent: f32,
        before: &'static str,
        to: &Anchor,
        below: f32,
    ) -> Result<(), PdfError> {
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        let height = LEADING * lines.len() as f32 + below;
        self.ensure(height);
        let node = self.canvas.tree.add(parent, Role::Link);
        let (page, top) = (self.page, self.y);
        self.canvas.tagged(page, node, |pen| {
            (0_u8..).zip(lines).try_for_each(|(i, line)| {
                let y = top + SIZE + 0.6 + LEADING * f32::from(i);
                pen.text(LEFT + indent, y, line, SIZE, Weight::Regular, palette::INK)
            })
        })?;
        self.canvas.artifact(page, |pen| {
            let y = top + height - 1.4;
            pen.line((LEFT, y), (LEFT + WIDTH, y), Stroke::line(palette::RULE, 0.4));
        });
        self.references.push(Reference {
            node,
            page,
            y: top + SIZE + 0.6,
            top,
            bottom: top + height,
            before,
            words: lines.join(" "),
            to: to.clone(),
        });
        self.y += height;
        Ok(())
    }

    /// Writes the page numbers, and makes the links.
    pub(super) fn resolve(&mut self) -> Result<Vec<Link>, PdfError> {
        let mut links = Vec::new();
        for reference in std::mem::take(&mut self.references) {
            let Reference { node, page, y, top, bottom, before, words, to } = reference;
            let place = self.outline.iter().find(|bookmark| bookmark.anchor.as_ref() == Some(&to));
            let Some(Bookmark { page: target, y: height, .. }) = place else {
                return Err(PdfError::NoSuchPlace(to.as_str().to_owned()));
            };
            let (target, height) = (*target, *height);
            let number = format!("{before}{}", target + 1);
            self.canvas.tagged(page, node, |pen| {
                pen.text_to(LEFT + WIDTH, y, &number, SIZE, Weight::Bold, palette::BRAND)
            })?;
            self.canvas.tree.attach_link(node, links.len());
            let rect = [LEFT, PAGE_HEIGHT - bottom, LEFT + WIDTH, PAGE_HEIGHT - top];
            links.push(Link { node, page, rect, to: (target, height), words: format!("{words} ({number})") });
        }
        Ok(links)
    }
}
