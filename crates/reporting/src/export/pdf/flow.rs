//! Blocks one below the other, page after page.

use super::{
    PAGE_HEIGHT, PAGE_WIDTH, PdfError,
    blocks::{heading_style, voice_style},
    canvas::{Canvas, Page, Used},
    links::{Link, Reference},
    outline::{Bookmark, section_of},
    tree::{Role, Tree},
};
use crate::{
    chart::{Stroke, Typeface, TypefaceError, Weight, palette},
    document::{Block, Document, Heading, Meta, Voice},
};

pub(super) const LEFT: f32 = 60.0;
pub(super) const WIDTH: f32 = PAGE_WIDTH - 2.0 * LEFT;
const TOP: f32 = 54.0;
const BOTTOM: f32 = PAGE_HEIGHT - 44.0;

/// A document on pages.
pub(super) struct Drawn {
    pub pages: Vec<Page>,
    pub tree: Tree,
    pub used: Used,
    pub outline: Vec<Bookmark>,
    pub links: Vec<Link>,
}

/// The place where the next block goes.
pub(super) struct Flow<'a> {
    pub canvas: Canvas<'a>,
    pub page: usize,
    /// Distance of the next block from the top of the page.
    pub y: f32,
    pub outline: Vec<Bookmark>,
    /// Page numbers to be written when all pages are known.
    pub references: Vec<Reference>,
    sections: Vec<&'a Heading>,
}

pub(super) fn layout(document: &Document, typeface: &Typeface) -> Result<Drawn, PdfError> {
    let mut flow = Flow {
        canvas: Canvas::new(typeface),
        page: 0,
        y: TOP,
        outline: Vec::new(),
        references: Vec::new(),
        sections: document.sections().collect(),
    };
    for (i, block) in document.blocks.iter().enumerate() {
        flow.keep_together(&document.blocks[i..])?;
        flow.block(block)?;
    }
    let links = flow.resolve()?;
    furniture(&mut flow.canvas, &document.meta, &flow.outline)?;
    let Canvas { tree, pages, used, .. } = flow.canvas;
    Ok(Drawn { pages, tree, used, outline: flow.outline, links })
}

impl Flow<'_> {
    fn block(&mut self, block: &Block) -> Result<(), PdfError> {
        match block {
            Block::Title { title, subtitle } => self.title(title, subtitle)?,
            Block::Heading(heading) => self.heading(heading)?,
            Block::Paragraph { text, voice: Voice::Warning } => self.warning(text)?,
            Block::Paragraph { text, voice } => self.lines(text, &voice_style(*voice), Role::Paragraph)?,
            Block::Contents => self.contents(&self.sections.clone())?,
            Block::Pointers(pointers) => self.pointers(pointers)?,
            Block::Facts(facts) => self.facts(facts)?,
            Block::Table(table) => self.table(table)?,
            Block::Figure(scene) => self.figure(scene)?,
            Block::Blank(blank) => self.blank(blank)?,
            Block::PageBreak => self.new_page(),
        }
        Ok(())
    }

    /// A heading never stands alone at the foot of a page: it moves on with the start of what follows. Facts below a
    /// paragraph are not torn from it.
    fn keep_together(&mut self, blocks: &[Block]) -> Result<(), PdfError> {
        if !matches!(blocks.first(), Some(Block::Heading(_))) {
            return Ok(());
        }
        let headings = blocks.iter().take_while(|block| matches!(block, Block::Heading(_))).count();
        let mut end = headings + 1;
        if let [Block::Paragraph { .. }, Block::Facts(_), ..] = &blocks[headings..] {
            end += 1;
        }
        let mut height = 0.0;
        for block in &blocks[..end.min(blocks.len())] {
            height += self.least_height(block)?;
        }
        self.ensure(height.min(BOTTOM - TOP));
        Ok(())
    }

    /// The height without which a block doesn't start on a page.
    fn least_height(&self, block: &Block) -> Result<f32, PdfError> {
        Ok(match block {
            Block::Heading(heading) => {
                let style = heading_style(heading.level);
                style.above + style.leading + style.below
            }
            Block::Figure(scene) => self.figure_height(scene)?,
            Block::Table(table) => self.table_start(table)?,
            Block::Paragraph { voice, .. } => 2.0 * voice_style(*voice).leading + voice_style(*voice).below,
            Block::Facts(facts) => self.facts_height(facts)?,
            Block::Contents | Block::Pointers(_) => 40.0,
            Block::Blank(_) => 60.0,
            Block::Title { .. } | Block::PageBreak => 0.0,
        })
    }

    pub(super) fn new_page(&mut self) {
        if self.canvas.pages[self.page].ops.is_empty() {
            return;
        }
        self.canvas.pages.push(Page::default());
        self.page += 1;
        self.y = TOP;
    }

    /// Starts a new page unless `height` points are left on this one.
    pub(super) fn ensure(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.new_page();
        }
    }

    pub(super) fn fits(&self, height: f32) -> bool {
        self.y + height <= BOTTOM
    }

    /// What can never fit on any page is refused by name.
    pub(super) fn possible(what: &str, height: f32) -> Result<(), PdfError> {
        let page = BOTTOM - TOP;
        if height <= page { Ok(()) } else { Err(PdfError::TooHigh { what: what.to_owned(), height, page }) }
    }

    pub(super) fn at_top(&self) -> bool {
        self.y <= TOP
    }
}

/// Size of the running head and foot.
const FURNITURE: f32 = 8.0;

/// Running head and foot, once the number of pages is known: what it is at the left, the section at the right.
fn furniture(canvas: &mut Canvas<'_>, meta: &Meta, outline: &[Bookmark]) -> Result<(), PdfError> {
    let count = canvas.pages.len();
    let right = LEFT + WIDTH;
    let head = canvas.typeface.width(&meta.header, FURNITURE, Weight::Regular)?;
    for page in 0..count {
        let section = section_of(outline, page);
        let section = cut(canvas.typeface, section, WIDTH - head - 16.0)?;
        canvas.artifact(page, |pen| {
            if page > 0 {
                pen.text(LEFT, 33.0, &meta.header, FURNITURE, Weight::Regular, palette::MUTED)?;
                pen.text_to(right, 33.0, &section, FURNITURE, Weight::Bold, palette::BRAND)?;
                pen.line((LEFT, 39.5), (right, 39.5), Stroke::line(palette::RULE, 0.5));
            }
            let foot = PAGE_HEIGHT - 28.0;
            pen.text(LEFT, foot, &meta.footer, FURNITURE, Weight::Regular, palette::MUTED)?;
            let number = format!("Page {} of {count}", page + 1);
            pen.text_to(right, foot, &number, FURNITURE, Weight::Regular, palette::MUTED)
        })?;
    }
    Ok(())
}

/// A title that fits beside the running head; what is cut off is marked.
fn cut(typeface: &Typeface, title: &str, width: f32) -> Result<String, TypefaceError> {
    if typeface.width(title, FURNITURE, Weight::Bold)? <= width {
        return Ok(title.to_owned());
    }
    let lines = typeface.wrap(title, width - 8.0, FURNITURE, Weight::Bold)?;
    Ok(lines.first().map_or(String::new(), |line| format!("{line} …")))
}
