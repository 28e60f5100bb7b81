//! A message's body as the window gets it: a tree, never an HTML string.

use crate::sample::text;
use crate::stands;
use daybook_model::body_tree::{BodyBlock, BodyInline, BodyView};

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
            url: text("https://example.org/a"),
            host: text("example.org"),
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
    ]
}

pub(crate) fn body() -> BodyView {
    BodyView {
        blocks: vec![BodyBlock::Paragraph {
            inlines: words("Friday it is"),
        }],
        blocked_images: 1,
    }
}

#[test]
fn bodies() {
    stands! {
        "BodyInline": inlines(),
        "BodyBlock": blocks(),
        "BodyView": body(),
    }
}
