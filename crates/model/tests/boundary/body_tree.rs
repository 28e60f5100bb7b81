//! A message's body as the window gets it: a tree, never an HTML string.

use crate::sample::text;
use crate::stands;
use daybook_model::body_tree::{BodyBlock, BodyInline, BodyNote, BodyView, LinkTarget};

fn words(text: &str) -> Vec<BodyInline> {
    vec![BodyInline::Text {
        text: text.to_owned(),
    }]
}

fn inlines() -> Vec<BodyInline> {
    vec![
        BodyInline::Text {
            text: text("plain"),
        },
        BodyInline::Strong {
            inlines: words("strong"),
        },
        BodyInline::Emphasis {
            inlines: words("emphasis"),
        },
        BodyInline::Strike {
            inlines: words("struck"),
        },
        BodyInline::Code { text: text("code") },
        BodyInline::Link {
            target: 0,
            inlines: words("a link"),
        },
        BodyInline::BlockedImage {
            alt: text("a picture"),
        },
        BodyInline::Break,
        BodyInline::Mark {
            text: text("match"),
        },
    ]
}

fn blocks() -> Vec<BodyBlock> {
    let paragraph = || BodyBlock::Paragraph {
        inlines: words("p"),
    };
    vec![
        BodyBlock::Paragraph { inlines: inlines() },
        BodyBlock::Heading {
            level: 2,
            inlines: words("h"),
        },
        BodyBlock::List {
            start: Some(3),
            items: vec![vec![paragraph()]],
        },
        BodyBlock::Quote {
            blocks: vec![paragraph()],
        },
        BodyBlock::Code {
            text: text("let a = 1;"),
        },
        BodyBlock::Table {
            head: vec![words("a")],
            rows: vec![vec![words("b")]],
        },
        BodyBlock::Rule,
        BodyBlock::Hidden {
            blocks: vec![paragraph()],
        },
    ]
}

fn target() -> LinkTarget {
    LinkTarget {
        url: text("https://example.org/a"),
        host: text("example.org"),
    }
}

pub(crate) fn body() -> BodyView {
    BodyView {
        blocks: vec![BodyBlock::Paragraph {
            inlines: words("Friday it is"),
        }],
        links: vec![target()],
        blocked_images: 1,
        note: Some(BodyNote::FormLost),
    }
}

fn notes() -> Vec<BodyNote> {
    vec![
        BodyNote::Shortened {
            cells: 1,
            characters: 2,
            links: 3,
        },
        BodyNote::FormLost,
        BodyNote::AsItCame,
    ]
}

#[test]
fn bodies() {
    stands! {
        "BodyInline": inlines(),
        "BodyBlock": blocks(),
        "BodyView": body(),
        "BodyNote": notes(),
        "LinkTarget": target(),
    }
}
