//! What makes a PDF readable by ear, added to the document that printpdf made: structure tree, language, metadata.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use sha2::{Digest, Sha256};

use super::{
    PAGE_HEIGHT,
    links::Link,
    tree::{Kid, Node, NodeId, Role, Scope, Tree},
    xmp,
};
use crate::document::Meta;

/// Completes the document. `contents` holds, for each page, the node of each piece of marked content.
pub(super) fn complete(
    file: &mut Document,
    meta: &Meta,
    tree: &Tree,
    links: &[Link],
    contents: &[Vec<NodeId>],
) -> lopdf::Result<()> {
    "1.7".clone_into(&mut file.version);
    let pages: Vec<ObjectId> = file.page_iter().collect();
    let annotations: Vec<ObjectId> = links.iter().map(|_| file.new_object_id()).collect();
    let root =
        structure_tree(file, tree, contents, &Places { pages: &pages, links, annotations: &annotations });
    for (number, page) in (0_i64..).zip(&pages) {
        let page = file.get_dictionary_mut(*page)?;
        page.set("StructParents", number);
        page.set("Tabs", Object::Name(b"S".to_vec()));
        page.remove(b"Annots");
    }
    annotate(file, links, &pages, &annotations)?;
    let metadata = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    // Left uncompressed, so that a tool that doesn't read PDF finds it.
    let metadata =
        file.add_object(Stream::new(metadata, xmp::packet(meta).into_bytes()).with_compression(false));
    let catalog = file.catalog_mut()?;
    catalog.set("StructTreeRoot", root);
    catalog.set("Metadata", metadata);
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set("Lang", Object::string_literal(meta.language.as_str()));
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    identify(file, meta);
    Ok(())
}

/// Dates from the snapshot and an identifier from its hash, in place of printpdf's random one.
fn identify(file: &mut Document, meta: &Meta) {
    let created = Object::string_literal(meta.created.strftime("D:%Y%m%d%H%M%SZ").to_string());
    let info = file.add_object(dictionary! {
        "Title" => text(&meta.title),
        "Subject" => text(&meta.subject),
        "Author" => text(&meta.author),
        "Creator" => text("ecmopt"),
        "Producer" => text("ecmopt"),
        "CreationDate" => created.clone(),
        "ModDate" => created,
    });
    if let Ok(Object::Reference(old)) = file.trailer.get(b"Info").cloned() {
        file.objects.remove(&old);
    }
    file.trailer.set("Info", info);
    let digest = Sha256::digest(format!("{}\n{}", meta.title, meta.identity));
    let id = Object::String(digest[..16].to_vec(), StringFormat::Hexadecimal);
    file.trailer.set("ID", vec![id.clone(), id]);
}

/// The objects that the structure points into.
struct Places<'a> {
    pages: &'a [ObjectId],
    links: &'a [Link],
    annotations: &'a [ObjectId],
}

/// The places on pages that lead elsewhere when they are chosen.
fn annotate(
    file: &mut Document,
    links: &[Link],
    pages: &[ObjectId],
    annotations: &[ObjectId],
) -> lopdf::Result<()> {
    // Entries of the parent tree: first the pages, then the links.
    for ((number, link), id) in (whole(pages.len())..).zip(links).zip(annotations) {
        let rect: Vec<Object> = link.rect.iter().map(|side| Object::Real(*side)).collect();
        let (page, y) = link.to;
        let top = Object::Real((PAGE_HEIGHT - y).round());
        let place = vec![pages[page].into(), Object::Name(b"XYZ".to_vec()), Object::Null, top, Object::Null];
        file.set_object(
            *id,
            dictionary! {
                "Type" => "Annot",
                "Subtype" => "Link",
                "Rect" => rect,
                "Border" => vec![0.into(), 0.into(), 0.into()],
                "F" => 4,
                "Dest" => place,
                "Contents" => text(&link.words),
                "StructParent" => number,
            },
        );
    }
    for (number, page) in pages.iter().enumerate() {
        let own = links.iter().zip(annotations).filter(|(link, _)| link.page == number);
        let own: Vec<Object> = own.map(|(_, id)| (*id).into()).collect();
        if !own.is_empty() {
            file.get_dictionary_mut(*page)?.set("Annots", own);
        }
    }
    Ok(())
}

fn structure_tree(
    file: &mut Document,
    tree: &Tree,
    contents: &[Vec<NodeId>],
    places: &Places<'_>,
) -> ObjectId {
    let root = file.new_object_id();
    let ids: Vec<ObjectId> = tree.nodes.iter().map(|_| file.new_object_id()).collect();
    for (node, id) in tree.nodes.iter().zip(&ids) {
        let parent = node.parent.map_or(root, |parent| ids[parent.0]);
        file.set_object(*id, element(node, parent, &ids, places));
    }
    let mut numbers = Vec::new();
    for (number, nodes) in (0_i64..).zip(contents) {
        let parents: Vec<Object> = nodes.iter().map(|node| ids[node.0].into()).collect();
        numbers.extend([number.into(), Object::Array(parents)]);
    }
    for (number, link) in (whole(places.pages.len())..).zip(places.links) {
        numbers.extend([number.into(), ids[link.node.0].into()]);
    }
    let parent_tree = file.add_object(dictionary! { "Nums" => numbers });
    file.set_object(
        root,
        dictionary! {
            "Type" => "StructTreeRoot",
            "K" => ids[Tree::ROOT.0],
            "ParentTree" => parent_tree,
            "ParentTreeNextKey" => whole(places.pages.len() + places.links.len()),
        },
    );
    root
}

fn element(node: &Node, parent: ObjectId, ids: &[ObjectId], places: &Places<'_>) -> Dictionary {
    let kids = node.kids.iter().map(|kid| match kid {
        Kid::Node(id) => ids[id.0].into(),
        Kid::Content(content) => dictionary! {
            "Type" => "MCR",
            "Pg" => places.pages[content.page],
            "MCID" => whole(content.index),
        }
        .into(),
        Kid::Link(link) => dictionary! {
            "Type" => "OBJR",
            "Pg" => places.pages[places.links[*link].page],
            "Obj" => places.annotations[*link],
        }
        .into(),
    });
    let kids: Vec<Object> = kids.collect();
    let mut element =
        dictionary! { "Type" => "StructElem", "S" => node.role.name(), "P" => parent, "K" => kids };
    match &node.role {
        Role::Header(scope) => {
            let scope = if *scope == Scope::Column { "Column" } else { "Row" };
            element.set("A", dictionary! { "O" => "Table", "Scope" => scope });
        }
        Role::List => element.set("A", dictionary! { "O" => "List", "ListNumbering" => "None" }),
        Role::Figure { alt, bbox } => {
            element.set("Alt", text(alt));
            let bbox: Vec<Object> = bbox.iter().map(|side| Object::Real(*side)).collect();
            element.set("A", dictionary! { "O" => "Layout", "Placement" => "Block", "BBox" => bbox });
        }
        _ => {}
    }
    element
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A text string outside the pages: UTF-16 with its mark.
pub(super) fn text(text: &str) -> Object {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    Object::String(units.flat_map(u16::to_be_bytes).collect(), StringFormat::Hexadecimal)
}
