//! Hostile bodies: nothing in a message may act, and none may hang or overflow the reader. The
//! vectors are ours, in the manner of html5sec and of DOMPurify's tests.

mod vectors;

use daybook_body::{mark, view};
use model::BodyFormat;
use model::body_tree::{BodyBlock, BodyInline, BodyView};
use proptest::prelude::*;
use std::time::{Duration, Instant};
use vectors::VECTORS;

fn every_format() -> [BodyFormat; 3] {
    [BodyFormat::Html, BodyFormat::Markdown, BodyFormat::Plain]
}

fn text(format: &BodyFormat, body: &str) -> String {
    daybook_body::text(format, body).shown
}

/// Where links lead: the table holds every target, used or not.
fn links_of(view: &BodyView) -> Vec<(&str, &str)> {
    let links = view.links.iter();
    links
        .map(|it| (it.url.as_str(), it.host.as_str()))
        .collect()
}

fn is_allowed(url: &str) -> bool {
    ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
}

#[test]
fn the_corpus_is_large_enough() {
    assert!(VECTORS.len() >= 60, "{} vectors", VECTORS.len());
}

#[test]
fn no_vector_leaves_a_link_that_acts() {
    for vector in VECTORS {
        for format in every_format() {
            let view = view(&format, vector);
            for (url, host) in links_of(&view) {
                assert!(
                    is_allowed(url) && !host.is_empty(),
                    "{format} {vector:?} leaves {url:?} at {host:?}"
                );
            }
        }
    }
}

#[test]
fn no_vector_leaves_the_text_of_a_script() {
    for vector in VECTORS
        .iter()
        .filter(|vector| !vector.contains("scr<script"))
    {
        let text = text(&BodyFormat::Html, vector);
        let is_attribute_text = vector.starts_with("<xmp") || vector.starts_with("<textarea");
        assert!(
            is_attribute_text || !text.contains("pwn()"),
            "{vector:?} leaves {text:?}"
        );
    }
}

#[test]
fn a_message_before_a_vector_stays_readable() {
    for vector in VECTORS {
        let text = text(&BodyFormat::Html, &format!("<p>before</p>{vector}"));
        assert!(text.starts_with("before"), "{vector:?}: {text:?}");
    }
}

#[test]
fn only_ordinary_links_stay() {
    let cases = [
        (
            "https://good.example/a?b=c&amp;d#e",
            Some(("https://good.example/a?b=c&d#e", "good.example")),
        ),
        (
            "HTTP://Good.Example",
            Some(("http://good.example/", "good.example")),
        ),
        (
            "https://bank.com@evil.example/login",
            Some(("https://bank.com@evil.example/login", "evil.example")),
        ),
        (
            "https://bank.com%2F@evil.example",
            Some(("https://bank.com%2F@evil.example/", "evil.example")),
        ),
        (
            "https:\\\\evil.example\\bank.com",
            Some(("https://evil.example/bank.com", "evil.example")),
        ),
        (
            "https:evil.example",
            Some(("https://evil.example/", "evil.example")),
        ),
        (
            "https://bücher.example",
            Some(("https://xn--bcher-kva.example/", "xn--bcher-kva.example")),
        ),
        (
            "https://\u{430}pple.com",
            Some(("https://xn--pple-43d.com/", "xn--pple-43d.com")),
        ),
        ("https://0x7f.1/", Some(("https://127.0.0.1/", "127.0.0.1"))),
        (
            "mailto:jane@acme.example?subject=Hi",
            Some(("mailto:jane@acme.example?subject=Hi", "jane@acme.example")),
        ),
        (
            "mailto:jane@acme.example?subject=Hi&bcc=x@evil.example&attach=/etc/passwd&Body=a%0Ab",
            Some((
                "mailto:jane@acme.example?subject=Hi&Body=a%0Ab",
                "jane@acme.example",
            )),
        ),
        (
            "mailto:jane@acme.example?subject=Hi%0D%0ABcc:x@evil.example&%61ttach=x",
            Some(("mailto:jane@acme.example", "jane@acme.example")),
        ),
        (
            "mailto:a@bücher.example,b@\u{430}pple.com",
            Some((
                "mailto:a@xn--bcher-kva.example,b@xn--pple-43d.com",
                "a@xn--bcher-kva.example,b@xn--pple-43d.com",
            )),
        ),
        (
            "mailto:jane%40acme.example",
            Some(("mailto:jane%40acme.example", "jane@acme.example")),
        ),
        ("tel:+441234567", None),
        ("good.example", None),
        ("/relative", None),
    ];
    for (href, expected) in cases {
        let view = view(&BodyFormat::Html, &format!("<a href=\"{href}\">x</a>"));
        assert_eq!(links_of(&view).first().copied(), expected, "{href}");
        assert_eq!(
            text(&BodyFormat::Html, &format!("<a href=\"{href}\">x</a>")),
            "x",
            "{href}"
        );
    }
}

#[test]
fn a_link_in_markdown_is_as_hostile() {
    for markdown in [
        "[x](javascript:pwn())",
        "<javascript:pwn()>",
        "[x](<java\tscript:pwn()>)",
        "[x]: vbscript:pwn()\n[x]",
        "![x](javascript:pwn())",
    ] {
        let view = view(&BodyFormat::Markdown, markdown);
        assert_eq!(links_of(&view), [], "{markdown}");
    }
}

#[test]
fn the_direction_of_a_line_cannot_be_forged() {
    for format in every_format() {
        assert!(
            !format!(
                "{:?}",
                view(
                    &format,
                    "see \u{202E}elpmaxe.live\u{202C} and <a href='https://a.example'>\u{202D}b</a>"
                )
            )
            .contains("202e")
        );
    }
}

/// Bodies of a megabyte that make naive readers hang or overflow.
fn bombs() -> Vec<(&'static str, String)> {
    let size = 1_000_000;
    let repeat = |unit: &str| unit.repeat(size / unit.len());
    vec![
        ("nested divs", repeat("<div>")),
        ("nested bold", repeat("<b>")),
        ("nested links", repeat("<a href=https://a.example>")),
        ("nested tables", repeat("<table><tr><td>")),
        ("nested quotes", repeat("<blockquote>")),
        ("nested lists", repeat("<ul><li>")),
        ("nested fonts in paragraphs", repeat("<p><b><i><s>x")),
        ("misnested", repeat("<b><p></b><i></p></i>")),
        ("misnested links and divs", repeat("<a href=x><div></a>")),
        ("orphan ends", repeat("</div></p></b>")),
        ("breaks", repeat("<br>")),
        ("images", repeat("<img>")),
        (
            "cells",
            format!("<table>{}", repeat("<tr><td colspan=1000>x<td>y")),
        ),
        (
            "wide and long table",
            format!(
                "<table><tr><th>{}{}",
                "<td colspan=20>x".repeat(2_000),
                repeat("<tr><td>y")
            ),
        ),
        (
            "wide links",
            format!(
                "<a href=https://a.example/{}>{}",
                "x".repeat(4_000),
                repeat("<p>y</p>")
            ),
        ),
        (
            "lost links",
            format!(
                "<table><a href=https://a.example/{}><tr></tr>{}",
                "x".repeat(4_000),
                repeat("y<tr></tr>")
            ),
        ),
        (
            "hidden spans",
            repeat("<span style=display:none>x<span hidden>y</span>"),
        ),
        (
            "hidden lines",
            format!("<div hidden>{}", repeat("x<br><img alt=y>")),
        ),
        (
            "markdown references",
            format!(
                "[a]: https://a.example/{}\n\n{}",
                "x".repeat(4_000),
                repeat("[a] ")
            ),
        ),
        ("markdown placeholders", repeat("<a b> ")),
        ("markdown false blocks", repeat("<a b>\n\n")),
        ("markdown CJK", repeat("**会：**")),
        ("markdown tildes", repeat("~a ~~b~ ")),
        ("plain fillers", repeat("\u{34F}\u{200C}\u{A0}x")),
        (
            "one tag of many attributes",
            format!("<a {}>x</a>", repeat("a b=c ")),
        ),
        ("open tags", repeat("<a ")),
        ("open quotes", repeat("<a b=\"")),
        ("odd quotes", format!("<a b=\"{}", repeat("<a b='> c=\">"))),
        ("quoted ends", format!("<i x=\"{}", repeat("<a b=\">\" "))),
        ("open comments", repeat("<!--")),
        ("dashes", format!("<!--{}", repeat("--"))),
        ("open scripts", repeat("<script>")),
        (
            "nearly closed scripts",
            format!("<script>{}", repeat("</scrip")),
        ),
        ("angle brackets", repeat("<")),
        ("ampersands", repeat("&amp")),
        ("entities", repeat("&#x41;")),
        ("svg", repeat("<svg><math>")),
        ("select", repeat("<select><option>")),
        ("plain addresses", repeat("http://a")),
        (
            "plain address of brackets",
            format!("http://a{}", repeat("))")),
        ),
        ("plain schemes", repeat("://")),
        ("markdown quotes", repeat("> ")),
        ("markdown angle lines", repeat(">\n")),
        ("markdown deep quotes", repeat(">")),
        ("plain angle lines", repeat(">\n")),
        ("plain deep quotes", repeat(">")),
        ("markdown brackets", repeat("[")),
        (
            "markdown brackets in deep lists",
            format!("{}{}", "- ".repeat(size / 4), "[a] ".repeat(size / 8)),
        ),
        ("markdown links", repeat("[a](")),
        ("markdown emphasis", repeat("*a_ ")),
        (
            "markdown backticks",
            (1..1400).map(|n| "`".repeat(n) + " ").collect(),
        ),
        (
            "markdown lists",
            (0..1400).map(|n| " ".repeat(n % 700) + "* a\n").collect(),
        ),
        (
            "markdown table",
            format!(
                "|{}\n|{}\n{}",
                "a|".repeat(300),
                "-|".repeat(300),
                "|\n".repeat(3000)
            ),
        ),
        (
            "many addresses before many words",
            (0..12_000)
                .map(|nth| format!("<a href=https://a.example/{nth}>y</a>"))
                .chain([repeat("word ")])
                .collect(),
        ),
        ("plain words", repeat("word ")),
        ("plain spaces", repeat(" ")),
        ("plain newlines", repeat("\n")),
    ]
}

/// Where a bomb could do harm. What is made for one reader is ordinary text to the others.
fn formats_of(name: &str) -> Vec<BodyFormat> {
    match name.split(' ').next() {
        Some("markdown") => vec![BodyFormat::Markdown],
        Some("plain") => vec![BodyFormat::Plain, BodyFormat::Html],
        _ => vec![BodyFormat::Html],
    }
}

/// A debug build under load; a release build needs a tenth of it.
const QUICK: Duration = Duration::from_secs(20);

#[test]
fn no_body_hangs_or_overflows_the_stack() {
    let work = || {
        for (name, bomb) in bombs() {
            for format in formats_of(name) {
                let begun = Instant::now();
                let view = mark(view(&format, &bomb), &|text| {
                    vec![model::view::TextPiece {
                        text: text.to_owned(),
                        hit: true,
                    }]
                });
                drop(view);
                drop(daybook_body::text(&format, &bomb));
                assert!(
                    begun.elapsed() < QUICK,
                    "{name} as {format} took {:?}",
                    begun.elapsed()
                );
            }
        }
    };
    // Half of what a thread of the application has.
    let small = std::thread::Builder::new()
        .stack_size(1 << 20)
        .spawn(work)
        .expect("a thread starts");
    small.join().expect("no body overflows or hangs");
}

/// What a sender may put a hidden word into, inside of each other.
const AROUND: [(&str, &str); 10] = [
    ("<blockquote>", "</blockquote>"),
    ("<ul><li>", "</li></ul>"),
    ("<table><tr><td>", "</td></tr></table>"),
    ("<table><tr><th>", "</th></tr></table>"),
    ("<table><caption>", "</caption><tr><td>z</td></tr></table>"),
    ("<b>", "</b>"),
    ("<a href=\"https://a.example/\">", "</a>"),
    ("<h2>", "</h2>"),
    ("<pre>", "</pre>"),
    ("<div hidden>", "</div>"),
];

#[test]
fn a_hidden_word_is_found_wherever_it_stands_and_is_never_told_as_said() {
    for first in AROUND {
        for second in AROUND {
            for third in AROUND {
                let shapes = [first, second, third];
                let open: String = shapes.iter().map(|it| it.0).collect();
                let close: String = shapes.iter().rev().map(|it| it.1).collect();
                let html = format!("{open}said<span style=\"display:none\">needle</span>{close}");
                let read = daybook_body::text(&BodyFormat::Html, &html);
                assert!(read.hidden.contains("needle"), "{html}: {read:?}");
                assert!(!read.shown.contains("needle"), "{html}: {read:?}");
                let shown = format!("{:?}", view(&BodyFormat::Html, &html).blocks);
                assert!(shown.contains("needle"), "{html}: {shown}");
            }
        }
    }
}

const PARTS: &str = "(<(/)?(a|b|i|p|div|table|tr|td|th|ul|li|blockquote|pre|code|h2|script|style|svg|math|img|br|title|template)( (href|src|alt|colspan|onclick)=[\"']?(javascript:x|https://a\\.example/|mailto:a@b\\.example|data:x|3)[\"']?){0,2}>?|text|&lt;|&#106;|&amp;|\\*\\*|`|\\[x\\]\\(javascript:x\\)|\\| a \\| b \\||> |- |\n| |http://b\\.example|<!--|-->){0,25}";

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_no_scheme_slips_through(body in prop_oneof![PARTS.boxed(), any::<String>().boxed()]) {
        for format in every_format() {
            let view = view(&format, &body);
            for (url, host) in links_of(&view) {
                prop_assert!(is_allowed(url) && !host.is_empty(), "{url:?} {host:?}");
            }
        }
    }

    #[test]
    fn text_is_at_rest(body in prop_oneof![PARTS.boxed(), any::<String>().boxed()]) {
        for format in every_format() {
            let once = text(&format, &body);
            prop_assert_eq!(text(&BodyFormat::Plain, &once), once);
        }
    }

    #[test]
    fn marking_changes_no_text(body in PARTS, every in 1_usize..5) {
        let hits = |text: &str| {
            text.chars().collect::<Vec<_>>().chunks(every).enumerate().map(|(at, part)| model::view::TextPiece {
                text: part.iter().collect(),
                hit: at % 2 == 1,
            }).collect()
        };
        let plain = view(&BodyFormat::Html, &body);
        let marked = mark(plain.clone(), &hits);
        prop_assert_eq!(leaves(&plain.blocks), leaves(&marked.blocks));
    }
}

/// All leaf text of a tree, marks or not.
fn leaves(blocks: &[BodyBlock]) -> String {
    blocks
        .iter()
        .map(|block| match block {
            BodyBlock::Paragraph { inlines } | BodyBlock::Heading { inlines, .. } => {
                inline_leaves(inlines)
            }
            BodyBlock::List { items, .. } => items.iter().map(|item| leaves(item)).collect(),
            BodyBlock::Quote { blocks } | BodyBlock::Hidden { blocks } => leaves(blocks),
            BodyBlock::Table { head, rows } => head
                .iter()
                .chain(rows.iter().flatten())
                .map(|cell| inline_leaves(cell))
                .collect(),
            BodyBlock::Code { text } => text.clone(),
            BodyBlock::Rule => String::new(),
        })
        .collect()
}

fn inline_leaves(inlines: &[BodyInline]) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            BodyInline::Text { text } | BodyInline::Code { text } | BodyInline::Mark { text } => {
                text.clone()
            }
            BodyInline::Strong { inlines }
            | BodyInline::Emphasis { inlines }
            | BodyInline::Strike { inlines }
            | BodyInline::Link { inlines, .. } => inline_leaves(inlines),
            BodyInline::BlockedImage { alt } => alt.clone(),
            BodyInline::Break => "\n".to_owned(),
        })
        .collect()
}
