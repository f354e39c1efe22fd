//! The logical structure of the document: what each mark on the pages is.

/// A node in a [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NodeId(pub usize);

/// A piece of marked content: the n-th on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Content {
    pub page: usize,
    pub index: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Role {
    Document,
    /// Heading of level 1 to 3.
    Heading(u8),
    Paragraph,
    /// A part of a line.
    Span,
    Caption,
    Table,
    TableHead,
    TableBody,
    TableRow,
    /// A header cell, of its column or of its row.
    Header(Scope),
    Data,
    /// A list and its entries.
    List,
    ListItem,
    ListBody,
    /// The table of contents, its entries and what each refers to.
    Contents,
    ContentsItem,
    Reference,
    /// Text that leads to another place; its annotation is one of its kids.
    Link,
    /// A picture with its alternative text and its box on the page: left, bottom, right, top.
    Figure {
        alt: String,
        bbox: [f32; 4],
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Column,
    Row,
}

impl Role {
    /// The standard structure type.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Document => "Document",
            Self::Heading(1) => "H1",
            Self::Heading(2) => "H2",
            Self::Heading(_) => "H3",
            Self::Paragraph => "P",
            Self::Span => "Span",
            Self::Caption => "Caption",
            Self::Table => "Table",
            Self::TableHead => "THead",
            Self::TableBody => "TBody",
            Self::TableRow => "TR",
            Self::Header(_) => "TH",
            Self::Data => "TD",
            Self::List => "L",
            Self::ListItem => "LI",
            Self::ListBody => "LBody",
            Self::Contents => "TOC",
            Self::ContentsItem => "TOCI",
            Self::Reference => "Reference",
            Self::Link => "Link",
            Self::Figure { .. } => "Figure",
        }
    }
}

#[derive(Debug)]
pub(super) enum Kid {
    Node(NodeId),
    Content(Content),
    /// The n-th link of the document.
    Link(usize),
}

#[derive(Debug)]
pub(super) struct Node {
    pub role: Role,
    pub parent: Option<NodeId>,
    pub kids: Vec<Kid>,
}

/// Nodes in the order they were made; the first is the document.
#[derive(Debug)]
pub(super) struct Tree {
    pub nodes: Vec<Node>,
}

impl Tree {
    pub(super) const ROOT: NodeId = NodeId(0);

    pub(super) fn new() -> Self {
        Self { nodes: vec![Node { role: Role::Document, parent: None, kids: Vec::new() }] }
    }

    /// A new last child of `parent`.
    pub(super) fn add(&mut self, parent: NodeId, role: Role) -> NodeId {
        let id = NodeId(self.nodes.len());
        self.nodes.push(Node { role, parent: Some(parent), kids: Vec::new() });
        self.nodes[parent.0].kids.push(Kid::Node(id));
        id
    }

    pub(super) fn attach_link(&mut self, node: NodeId, link: usize) {
        self.nodes[node.0].kids.push(Kid::Link(link));
    }

    pub(super) fn attach(&mut self, node: NodeId, content: Content) {
        self.nodes[node.0].kids.push(Kid::Content(content));
    }
}
