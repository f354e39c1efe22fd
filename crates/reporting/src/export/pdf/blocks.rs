//! Each kind of block, drawn at the place that the flow has come to.

use super::{
    PAGE_HEIGHT, PAGE_WIDTH, PdfError,
    flow::{Flow, LEFT, WIDTH},
    outline::Bookmark,
    shapes,
    tree::{Role, Scope, Tree},
};
use crate::{
    chart::{Scene, Stroke, TypefaceError, Weight, palette},
    document::{Anchor, Fact, Heading, Level, Voice},
};

/// Type size, line height and the space above and below, in points.
pub(super) struct Style {
    pub size: f32,
    pub leading: f32,
    pub above: f32,
    pub below: f32,
    pub weight: Weight,
    pub colour: palette::Colour,
}

pub(super) fn heading_style(level: Level) -> Style {
    match level {
        Level::Section => Style {
            size: 16.0,
            leading: 20.0,
            above: 20.0,
            below: 8.0,
            weight: Weight::Bold,
            colour: palette::BRAND,
        },
        Level::Topic | Level::Part => Style {
            size: 10.5,
            leading: 14.0,
            above: 12.0,
            below: 5.0,
            weight: Weight::Bold,
            colour: palette::INK,
        },
    }
}

pub(super) fn voice_style(voice: Voice) -> Style {
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
        Voice::Definition => Style { size: 9.0, leading: 12.0, below: 7.0, ..body },
        Voice::Note => Style { size: 8.5, leading: 11.5, below: 6.0, colour: palette::MUTED, ..body },
    }
}

impl Flow<'_> {
    pub(super) fn title(&mut self, title: &str, subtitle: &str) -> Result<(), PdfError> {
        let lines = self.canvas.typeface.wrap(title, WIDTH, 24.0, Weight::Bold)?;
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        let height = 66.0 + 29.0 * lines.len() as f32;
        self.canvas.artifact(self.page, |pen| {
            pen.rect(0.0, 0.0, PAGE_WIDTH, height, Some(palette::BRAND), None);
        });
        let mut y = 50.0;
        self.canvas.node(self.page, Tree::ROOT, Role::Heading(1), |pen| {
            for line in &lines {
                pen.text(LEFT, y, line, 24.0, Weight::Bold, palette::WHITE)?;
                y += 29.0;
            }
            Ok::<(), TypefaceError>(())
        })?;
        self.canvas.node(self.page, Tree::ROOT, Role::Paragraph, |pen| {
            pen.text(LEFT, y - 5.0, subtitle, 12.0, Weight::Regular, palette::WHITE)
        })?;
        let anchor = Some(Anchor::new("title"));
        self.outline.push(Bookmark { title: title.to_owned(), anchor, page: self.page, y: 0.0 });
        self.y = height + 18.0;
        Ok(())
    }

    pub(super) fn heading(&mut self, heading: &Heading) -> Result<(), PdfError> {
        let mut style = heading_style(heading.level);
        if self.at_top() {
            style.above = 0.0;
        }
        let role = match heading.level {
            Level::Section | Level::Topic => Role::Heading(2),
            Level::Part => Role::Heading(3),
        };
        if heading.level == Level::Section {
            let (title, anchor) = (heading.text.clone(), heading.anchor.clone());
            self.outline.push(Bookmark { title, anchor, page: self.page, y: self.y });
        }
        self.lines(&heading.text, &style, role)
    }

    /// Wrapped text as one node, over as many pages as it takes.
    pub(super) fn lines(&mut self, text: &str, style: &Style, role: Role) -> Result<(), PdfError> {
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

    pub(super) fn warning(&mut self, text: &str) -> Result<(), PdfError> {
        let style = voice_style(Voice::Warning);
        let lines = self.canvas.typeface.wrap(text, WIDTH - 28.0, style.size, style.weight)?;
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        let height = style.leading * lines.len() as f32 + 12.0;
        Self::possible("a warning", height)?;
        self.ensure(height);
        let top = self.y;
        self.canvas.artifact(self.page, |pen| {
            pen.rect(LEFT, top, WIDTH, height, Some(palette::WARNING_TINT), None);
            pen.rect(LEFT, top, 4.0, height, Some(palette::AMBER_EDGE), None);
        });
        let mut y = top + 6.0 + style.size;
        self.canvas.node(self.page, Tree::ROOT, Role::Paragraph, |pen| {
            for line in &lines {
                pen.text(LEFT + 16.0, y, line, style.size, style.weight, style.colour)?;
                y += style.leading;
            }
            Ok::<(), TypefaceError>(())
        })?;
        self.y += height + 9.0;
        Ok(())
    }

    /// Terms at the left, values at the right; to a screen reader a table with row headers.
    pub(super) fn facts(&mut self, facts: &[Fact]) -> Result<(), PdfError> {
        let table = self.canvas.tree.add(Tree::ROOT, Role::Table);
        for fact in facts {
            let lines = self.canvas.typeface.wrap(&fact.value, WIDTH - TERM, 9.5, Weight::Regular)?;
            let height = fact_height(lines.len());
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

    /// The height of all of them.
    pub(super) fn facts_height(&self, facts: &[Fact]) -> Result<f32, PdfError> {
        facts.iter().try_fold(0.0, |height, fact| {
            let lines = self.canvas.typeface.wrap(&fact.value, WIDTH - TERM, 9.5, Weight::Regular)?;
            Ok(height + fact_height(lines.len()))
        })
    }

    pub(super) fn figure_height(&self, scene: &Scene) -> Result<f32, PdfError> {
        let title = self.canvas.typeface.wrap(&scene.title, WIDTH, 9.5, Weight::Bold)?;
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        Ok(13.0 * title.len() as f32 + 6.0 + scene.height)
    }

    /// The title as a paragraph, then the picture, whose description is its alternative text.
    pub(super) fn figure(&mut self, scene: &Scene) -> Result<(), PdfError> {
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
        self.y += scene.height + 9.0;
        Ok(())
    }
}

/// Width of the terms of facts.
const TERM: f32 = 128.0;

/// The height of a fact whose value has so many lines.
#[expect(clippy::cast_precision_loss, reason = "a few lines")]
fn fact_height(lines: usize) -> f32 {
    13.0 * lines.max(1) as f32 + 8.0
}
