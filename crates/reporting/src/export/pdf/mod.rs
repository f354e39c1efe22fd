//! Tagged PDF (PDF/UA-1) through printpdf.
//!
//! The way of a document: [`flow`] breaks it into pages; [`blocks`] and [`table`] draw on a [`canvas::Canvas`], where
//! every mark belongs to a node of the structure [`tree`] or is an artifact; [`references`] writes page numbers once all
//! pages are known; [`embed`] cuts the fonts down to the
//! characters used; printpdf writes pages and fonts; [`structure`] adds to its lopdf document what printpdf has no
//! words for: structure tree, language, metadata, links, outline. Bytes depend on the document alone.

mod blanks;
mod blocks;
mod canvas;
mod embed;
mod flow;
mod links;
mod outline;
mod references;
mod shapes;
mod structure;
mod table;
mod tree;
mod xmp;

use printpdf::{Mm, PdfDocument, PdfPage, PdfSaveOptions};

use crate::{
    chart::{Typeface, TypefaceError},
    document::Document,
};

/// Why a PDF wasn't written. None of these is the reader's fault: they mean a font or a document out of the ordinary.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    #[error(transparent)]
    Typeface(#[from] TypefaceError),
    #[error("the font {name} can't be cut down to the characters used: {reason}")]
    Subset { name: &'static str, reason: String },
    #[error("{what} is {height:.0} points high and doesn't fit on a page of {page:.0}")]
    TooHigh { what: String, height: f32, page: f32 },
    #[error("a sentence refers to “{0}”, and the document has no such section")]
    NoSuchPlace(String),
    #[error("the PDF writer warned: {0}")]
    Warning(String),
    #[error("the PDF's structure can't be completed: {0}")]
    Structure(#[from] lopdf::Error),
    #[error("the PDF can't be written: {0}")]
    Io(#[from] std::io::Error),
}

/// Page size A4, in points.
const PAGE_WIDTH: f32 = 595.276;
const PAGE_HEIGHT: f32 = 841.89;

/// The document as PDF 1.7, deterministic to the byte.
pub fn write(document: &Document, typeface: &Typeface) -> Result<Vec<u8>, PdfError> {
    let mut drawn = flow::layout(document, typeface)?;
    let mut pdf = PdfDocument::new(&document.meta.title);
    for (id, font) in embed::fonts(&drawn.used, typeface)? {
        pdf.resources.fonts.map.insert(id, font);
    }
    let page = |ops| PdfPage::new(Mm(210.0), Mm(297.0), ops);
    let pages = std::mem::take(&mut drawn.pages).into_iter();
    let (ops, contents): (Vec<_>, Vec<_>) = pages.map(|p| (p.ops, p.contents)).unzip();
    pdf.pages = ops.into_iter().map(page).collect();

    let mut warnings = Vec::new();
    // Nothing is optimised here: compression comes last, when the structure is complete.
    let options = PdfSaveOptions { optimize: false, ..PdfSaveOptions::default() };
    let mut file = pdf.to_lopdf_document(&options, &mut warnings);
    if let Some(warning) = warnings.first() {
        return Err(PdfError::Warning(warning.msg.clone()));
    }
    structure::complete(&mut file, &document.meta, &drawn.tree, &drawn.links, &contents)?;
    outline::add(&mut file, &drawn.outline)?;
    file.compress();
    let mut bytes = Vec::new();
    file.save_modern(&mut bytes)?;
    Ok(bytes)
}
