//! Blocks one below the other, page after page.

use super::{
    PAGE_HEIGHT, PAGE_WIDTH, PdfError,
    canvas::{Canvas, Page, Used},
    outline::Bookmark,
    shapes,
    tree::{Role, Scope, Tree},
};
use crate::{
    chart::{Scene, Stroke, Typeface, TypefaceError, Weight, palette},
    document::{Block, Document, Fact, Heading, Level, Meta, Voice},
};

pub(super) const LEFT: f32 = 60.0;
pub(super) const WIDTH: f32 = PAGE_WIDTH - 2.0 * LEFT;
const TOP: f32 = 60.0;
const BOTTOM: f32 = PAGE_HEIGHT - 48.0;

/// A document on pages.
pub(super) struct Drawn {
    pub pages: Vec<Page>,
    pub tree: Tree,
    pub used: Used,
    pub outline: Vec<Bookmark>,
}

/// The place where the next block goes.
pub(super) struct Flow<'a> {
    pub canvas: Canvas<'a>,
    pub page: usize,
    /// Distance of the next block from the top of the page.
    pub y: f32,
    outline: Vec<Bookmark>,
}

pub(super) fn layout(document: &Document, typeface: &Typeface) -> Result<Drawn, PdfError> {
    let mut flow = Flow { canvas: Canvas::new(typeface), page: 0, y: TOP, outline: Vec::new() };
    for (i, block) in document.blocks.iter().enumerate() {
        flow.keep_together(&document.blocks[i..])?;
        flow.block(block)?;
    }
    furniture(&mut flow.canvas, &document.meta)?;
    let Canvas { tree, pages, used, .. } = flow.canvas;
    Ok(Drawn { pages, tree, used, outline: flow.outline })
}

/// Type size, line height and the space above and below, in points.
struct Style {
    size: f32,
    leading: f32,
    above: f32,
    below: f32,
    weight: Weight,
    colour: palette::Colour,
}

fn heading_style(level: Level) -> Style {
    match level {
        Level::Section => Style {
            size: 16.0,
            leading: 20.0,
            above: 20.0,
            below: 8.0,
            weight: Weight::Bold,
            colour: palette::BRAND,
        },
        Level::Part => Style {
            size: 10.5,
            leading: 14.0,
            above: 12.0,
            below: 5.0,
            weight: Weight::Bold,
            colour: palette::INK,
        },
    }
}

fn voice_style(voice: Voice) -> Style {
    let body = Style {
        size: 9.5,
        leading: 13.5,
        above: 0.0,
        below: 8.0,
        weight: Weight::Regular,
        colour: palette::INK,
    };
    match voice {
        Voice::Body | Voice::Warning => body,
        Voice::Lead => Style { size: 11.0, leading: 15.0, ..body },
        Voice::Note => Style { size: 8.0, leading: 11.0, below: 6.0, colour: palette::MUTED, ..body },
    }
}

impl Flow<'_> {
    fn block(&mut self, block: &Block) -> Result<(), PdfError> {
        match block {
            Block::Title { title, subtitle } => self.title(title, subtitle)?,
            Block::Heading(heading) => self.heading(heading)?,
            Block::Paragraph { text, voice: Voice::Warning } => self.warning(text)?,
            Block::Paragraph { text, voice } => self.lines(text, &voice_style(*voice), Role::Paragraph)?,
            Block::Facts(facts) => self.facts(facts)?,
            Block::Table(table) => self.table(table)?,
            Block::Figure(scene) => self.figure(scene)?,
            Block::PageBreak => self.new_page(),
        }
        Ok(())
    }

    /// A heading never stands alone at the foot of a page: it moves on with the start of what follows.
    fn keep_together(&mut self, blocks: &[Block]) -> Result<(), PdfError> {
        if !matches!(blocks.first(), Some(Block::Heading(_))) {
            return Ok(());
        }
        let mut height = 0.0;
        for block in blocks {
            height += self.least_height(block)?;
            if !matches!(block, Block::Heading(_)) {
                break;
            }
        }
        self.ensure(height);
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
            Block::Paragraph { voice, .. } => 2.0 * voice_style(*voice).leading,
            Block::Facts(_) => 40.0,
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

    fn at_top(&self) -> bool {
        self.y <= TOP
    }

    fn title(&mut self, title: &str, subtitle: &str) -> Result<(), PdfError> {
        let lines = self.canvas.typeface.wrap(title, WIDTH, 27.0, Weight::Bold)?;
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        let height = 120.0 + 33.0 * lines.len() as f32;
        self.canvas.artifact(self.page, |pen| {
            pen.rect(0.0, 0.0, PAGE_WIDTH, height, Some(palette::BRAND), None);
        });
        let mut y = 92.0;
        self.canvas.node(self.page, Tree::ROOT, Role::Heading(1), |pen| {
            for line in &lines {
                pen.text(LEFT, y, line, 27.0, Weight::Bold, palette::WHITE)?;
                y += 33.0;
            }
            Ok::<(), TypefaceError>(())
        })?;
        self.canvas.node(self.page, Tree::ROOT, Role::Paragraph, |pen| {
            pen.text(LEFT, y - 4.0, subtitle, 14.0, Weight::Regular, palette::WHITE)
        })?;
        self.outline.push(Bookmark { title: title.to_owned(), page: self.page, y: 0.0 });
        self.y = height + 30.0;
        Ok(())
    }

    fn heading(&mut self, heading: &Heading) -> Result<(), PdfError> {
        let mut style = heading_style(heading.level);
        if self.at_top() {
            style.above = 0.0;
        }
        let role = match heading.level {
            Level::Section => Role::Heading(2),
            Level::Part => Role::Heading(3),
        };
        if heading.level == Level::Section {
            self.outline.push(Bookmark { title: heading.text.clone(), page: self.page, y: self.y });
        }
        self.lines(&heading.text, &style, role)
    }

    /// Wrapped text as one node, over as many pages as it takes.
    fn lines(&mut self, text: &str, style: &Style, role: Role) -> Result<(), PdfError> {
        let lines = self.canvas.typeface.wrap(text, WIDTH, style.size, style.weight)?;
        let node = self.canvas.tree.add(Tree::ROOT, role);
        self.y += style.above;
        for line in &lines {
            self.ensure(style.leading);
            let y = self.y + style.size;
            self.canvas.tagged(self.page, node, |pen| {
                pen.text(LEFT, y, line, style.size, style.weight, style.colour)
            })?;
            self.y += style.leading;
        }
        self.y += style.below;
        Ok(())
    }

    fn warning(&mut self, text: &str) -> Result<(), PdfError> {
        let style = voice_style(Voice::Warning);
        let lines = self.canvas.typeface.wrap(text, WIDTH - 28.0, style.size, style.weight)?;
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        let height = style.leading * lines.len() as f32 + 16.0;
        Self::possible("a warning", height)?;
        self.ensure(height);
        let top = self.y;
        self.canvas.artifact(self.page, |pen| {
            pen.rect(LEFT, top, WIDTH, height, Some(palette::WARNING_TINT), None);
            pen.rect(LEFT, top, 4.0, height, Some(palette::AMBER_EDGE), None);
        });
        let mut y = top + 8.0 + style.size;
        self.canvas.node(self.page, Tree::ROOT, Role::Paragraph, |pen| {
            for line in &lines {
                pen.text(LEFT + 16.0, y, line, style.size, style.weight, style.colour)?;
                y += style.leading;
            }
            Ok::<(), TypefaceError>(())
        })?;
        self.y += height + 12.0;
        Ok(())
    }

    /// Terms at the left, values at the right; to a screen reader a table with row headers.
    fn facts(&mut self, facts: &[Fact]) -> Result<(), PdfError> {
        const TERM: f32 = 128.0;
        let table = self.canvas.tree.add(Tree::ROOT, Role::Table);
        for fact in facts {
            let lines = self.canvas.typeface.wrap(&fact.value, WIDTH - TERM, 9.5, Weight::Regular)?;
            #[expect(clippy::cast_precision_loss, reason = "a few lines")]
            let height = 13.0 * lines.len().max(1) as f32 + 8.0;
            Self::possible("a fact", height)?;
            self.ensure(height);
            let row = self.canvas.tree.add(table, Role::TableRow);
            let (page, top) = (self.page, self.y);
            self.canvas.node(page, row, Role::Header(Scope::Row), |pen| {
                pen.text(LEFT, top + 13.0, &fact.term, 9.5, Weight::Bold, palette::MUTED)
            })?;
            self.canvas.node(page, row, Role::Data, |pen| {
                (0_u8..).zip(&lines).try_for_each(|(i, line)| {
                    let y = top + 13.0 + 13.0 * f32::from(i);
                    pen.text(LEFT + TERM, y, line, 9.5, Weight::Regular, palette::INK)
                })
            })?;
            let bottom = top + height;
            self.canvas.artifact(page, |pen| {
                pen.line((LEFT, bottom), (LEFT + WIDTH, bottom), Stroke::line(palette::RULE, 0.5));
            });
            self.y += height;
        }
        self.y += 14.0;
        Ok(())
    }

    fn figure_height(&self, scene: &Scene) -> Result<f32, PdfError> {
        let title = self.canvas.typeface.wrap(&scene.title, WIDTH, 9.5, Weight::Bold)?;
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        Ok(13.0 * title.len() as f32 + 6.0 + scene.height)
    }

    /// The title as a paragraph, then the picture, whose description is its alternative text.
    fn figure(&mut self, scene: &Scene) -> Result<(), PdfError> {
        let height = self.figure_height(scene)?;
        Self::possible(&scene.title, height)?;
        self.ensure(height);
        let style = Style {
            size: 9.5,
            leading: 13.0,
            above: 0.0,
            below: 6.0,
            weight: Weight::Bold,
            colour: palette::INK,
        };
        self.lines(&scene.title, &style, Role::Paragraph)?;
        let (page, top) = (self.page, self.y);
        let bbox = [LEFT, PAGE_HEIGHT - top - scene.height, LEFT + scene.width, PAGE_HEIGHT - top];
        let role = Role::Figure { alt: format!("{}. {}", scene.title, scene.desc), bbox };
        self.canvas.node(page, Tree::ROOT, role, |pen| shapes::draw(pen, scene, LEFT, top))?;
        self.y += scene.height + 12.0;
        Ok(())
    }
}

/// Running head and foot, once the number of pages is known.
fn furniture(canvas: &mut Canvas<'_>, meta: &Meta) -> Result<(), PdfError> {
    let count = canvas.pages.len();
    let right = LEFT + WIDTH;
    for page in 0..count {
        canvas.artifact(page, |pen| {
            if page > 0 {
                pen.text(LEFT, 33.0, &meta.header, 8.0, Weight::Regular, palette::MUTED)?;
                pen.line((LEFT, 39.5), (right, 39.5), Stroke::line(palette::RULE, 0.5));
            }
            let foot = PAGE_HEIGHT - 28.0;
            pen.text(LEFT, foot, &meta.footer, 7.5, Weight::Regular, palette::MUTED)?;
            let number = format!("Page {} of {count}", page + 1);
            pen.text_to(right, foot, &number, 7.5, Weight::Regular, palette::MUTED)
        })?;
    }
    Ok(())
}
