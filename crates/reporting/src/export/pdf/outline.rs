//! Bookmarks: a line in the reader's side bar for each heading.

use lopdf::{Document, Object, ObjectId, dictionary};

use super::{PAGE_HEIGHT, structure::text};
use crate::document::Anchor;

/// A heading and where it stands.
#[derive(Debug)]
pub(super) struct Bookmark {
    pub title: String,
    /// What others refer to it by.
    pub anchor: Option<Anchor>,
    pub page: usize,
    /// Distance from the top of the page, in points.
    pub y: f32,
}

/// Adds the outline to the catalog; nothing when there are no headings.
pub(super) fn add(file: &mut Document, bookmarks: &[Bookmark]) -> lopdf::Result<()> {
    let pages: Vec<ObjectId> = file.page_iter().collect();
    let ids: Vec<ObjectId> = bookmarks.iter().map(|_| file.new_object_id()).collect();
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(()) };
    let outline = file.new_object_id();
    for (i, bookmark) in bookmarks.iter().enumerate() {
        let top = Object::Real((PAGE_HEIGHT - bookmark.y).round());
        let place =
            vec![pages[bookmark.page].into(), Object::Name(b"XYZ".to_vec()), Object::Null, top, Object::Null];
        let mut item = dictionary! { "Title" => text(&bookmark.title), "Parent" => outline, "Dest" => place };
        if i > 0 {
            item.set("Prev", ids[i - 1]);
        }
        if let Some(next) = ids.get(i + 1) {
            item.set("Next", *next);
        }
        file.set_object(ids[i], item);
    }
    let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    file.set_object(
        outline,
        dictionary! { "Type" => "Outlines", "First" => *first, "Last" => *last, "Count" => count },
    );
    let catalog = file.catalog_mut()?;
    catalog.set("Outlines", outline);
    catalog.set("PageMode", Object::Name(b"UseOutlines".to_vec()));
    Ok(())
}

/// The section that a page belongs to: the first that begins on it, else the last before it.
pub(super) fn section_of(outline: &[Bookmark], page: usize) -> &str {
    let begins = outline.iter().find(|bookmark| bookmark.page == page);
    let before = outline.iter().rev().find(|bookmark| bookmark.page < page);
    begins.or(before).map_or("", |bookmark| bookmark.title.as_str())
}
