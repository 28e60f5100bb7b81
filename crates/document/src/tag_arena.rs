//! The structure of a PDF while it grows: each branch knows its children, and a piece of a page finds its branch by a
//! number. A branch may begin on one page and end on another.

use krilla::tagging::{
    Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};
use std::num::NonZeroU16;

/// What a branch is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TagShape {
    Section,
    Heading(u16, String),
    Paragraph,
    Group,
    List,
    ListItem,
    ListLabel,
    ListBody,
    Table,
    TableRow,
    ColumnHead,
    TableCell,
    Figure(String),
}

/// Where something hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TagPlace(usize);

#[derive(Debug)]
struct TagBranch {
    shape: TagShape,
    children: Vec<TagChild>,
}

#[derive(Debug)]
enum TagChild {
    Branch(usize),
    Leaf(Identifier),
}

/// All branches; those that hang on none are in `roots`.
#[derive(Debug, Default)]
pub(crate) struct TagArena {
    branches: Vec<TagBranch>,
    roots: Vec<usize>,
}

impl TagArena {
    /// A branch of a branch, or of the document.
    pub(crate) fn branch(&mut self, parent: Option<TagPlace>, shape: TagShape) -> TagPlace {
        let place = self.branches.len();
        self.branches.push(TagBranch {
            shape,
            children: Vec::new(),
        });
        match parent.and_then(|parent| self.branches.get_mut(parent.0)) {
            Some(parent) => parent.children.push(TagChild::Branch(place)),
            None => self.roots.push(place),
        }
        TagPlace(place)
    }

    /// A piece of a page belongs there.
    pub(crate) fn leaf(&mut self, place: TagPlace, piece: Identifier) {
        if let Some(branch) = self.branches.get_mut(place.0) {
            branch.children.push(TagChild::Leaf(piece));
        }
    }

    /// The tree as krilla wants it.
    pub(crate) fn tree(&self) -> TagTree {
        let mut tree = TagTree::new();
        for root in &self.roots {
            tree.push(self.group(*root));
        }
        tree
    }

    fn group(&self, place: usize) -> Node {
        let Some(branch) = self.branches.get(place) else {
            return TagGroup::new(Tag::Div).into();
        };
        let children = branch.children.iter().map(|child| match child {
            TagChild::Branch(place) => self.group(*place),
            TagChild::Leaf(piece) => (*piece).into(),
        });
        TagGroup::with_children(kind(&branch.shape), children.collect()).into()
    }
}

fn kind(shape: &TagShape) -> TagKind {
    match shape {
        TagShape::Section => Tag::Section.into(),
        TagShape::Heading(level, text) => {
            let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, Some(text.clone())).into()
        }
        TagShape::Paragraph => Tag::P.into(),
        TagShape::Group => Tag::Div.into(),
        TagShape::List => Tag::L(ListNumbering::None).into(),
        TagShape::ListItem => Tag::LI.into(),
        TagShape::ListLabel => Tag::Lbl.into(),
        TagShape::ListBody => Tag::LBody.into(),
        TagShape::Table => Tag::Table.into(),
        TagShape::TableRow => Tag::TR.into(),
        TagShape::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
        TagShape::TableCell => Tag::TD.into(),
        TagShape::Figure(words) => Tag::Figure(Some(words.clone())).into(),
    }
}
