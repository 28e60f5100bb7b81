//! WhatsApp's own marks: what they make of a message, and what they must leave as it was said.

use daybook_body::{view, view_on};
use model::body_tree::{BodyBlock, BodyInline, BodyView};
use model::{BodyFormat, Channel};
use proptest::prelude::*;

fn on_whatsapp(body: &str) -> BodyView {
    view_on(&Channel::WhatsApp, &BodyFormat::Plain, body)
}

/// A tree in letters: `<b>`, `<i>`, `<s>`, `<c>` for what the marks made, `<a>` for links, `[…]` for blocks of code.
fn drawn(view: &BodyView) -> String {
    let blocks: Vec<String> = view.blocks.iter().map(block).collect();
    blocks.join("¶")
}

fn block(block: &BodyBlock) -> String {
    match block {
        BodyBlock::Paragraph { inlines } => drawn_line(inlines),
        BodyBlock::Code { text } => format!("[{text}]"),
        BodyBlock::Quote { blocks } => {
            format!("> {}", blocks.iter().map(self::block).collect::<String>())
        }
        other => panic!("no block of plain text: {other:?}"),
    }
}

fn drawn_line(inlines: &[BodyInline]) -> String {
    inlines.iter().map(inline).collect()
}

fn inline(inline: &BodyInline) -> String {
    let within =
        |tag: &str, inside: &[BodyInline]| format!("<{tag}>{}</{tag}>", drawn_line(inside));
    match inline {
        BodyInline::Text { text } => text.clone(),
        BodyInline::Strong { inlines } => within("b", inlines),
        BodyInline::Emphasis { inlines } => within("i", inlines),
        BodyInline::Strike { inlines } => within("s", inlines),
        BodyInline::Code { text } => format!("<c>{text}</c>"),
        BodyInline::Link { inlines, .. } => within("a", inlines),
        BodyInline::Break => "/".to_owned(),
        other => panic!("nothing of plain text: {other:?}"),
    }
}

#[test]
fn marks_open_and_close_where_whatsapp_has_them() {
    let cases = [
        (
            "a word",
            "Come *today*, please",
            "Come <b>today</b>, please",
        ),
        ("all of it", "*Day pass*", "<b>Day pass</b>"),
        (
            "each of them",
            "*a* _b_ ~c~ `d`",
            "<b>a</b> <i>b</i> <s>c</s> <c>d</c>",
        ),
        (
            "one in another",
            "*very _much_ so*",
            "<b>very <i>much</i> so</b>",
        ),
        (
            "at once",
            "*_both_* and ~*both*~",
            "<b><i>both</i></b> and <s><b>both</b></s>",
        ),
        (
            "beside punctuation",
            "(*yes*)! “_no_”…",
            "(<b>yes</b>)! “<i>no</i>”…",
        ),
        ("beside a dash", "*Desk*-_hot_", "<b>Desk</b>-<i>hot</i>"),
        ("beside a smiley", "👋*Hello*🙂", "👋<b>Hello</b>🙂"),
        (
            "another script",
            "*مرحبا* و _نعم_",
            "<b>مرحبا</b> و <i>نعم</i>",
        ),
        (
            "a price that was",
            "~€50~ now *€40*",
            "<s>€50</s> now <b>€40</b>",
        ),
        ("a line each", "*a\nb* c*", "*a/b* c*"),
        ("the nearest opens", "*a *b*", "*a <b>b</b>"),
        ("crossing ones", "*a _b* c_", "<b>a _b</b> c_"),
        ("a price after another", "a *b* c* d", "a <b>b</b> c* d"),
        ("code closes what is in it", "`*a* _b_`", "<c>*a* _b_</c>"),
        (
            "code in bold",
            "*run `a_b` now*",
            "<b>run <c>a_b</c> now</b>",
        ),
        (
            "code of three in a line",
            "type ```ls *``` here",
            "type <c>ls *</c> here",
        ),
        (
            "a block",
            "See:\n```\nlet a = *b;\n\nlet c;\n```\nok",
            "See:¶[let a = *b;\n\nlet c;]¶ok",
        ),
        ("a block of one line", "```pin 1234```", "[pin 1234]"),
        ("a quotation", "> *so* it is", "> <b>so</b> it is"),
        (
            "a link in it",
            "*https://a.example/x_y_z* _ok_",
            "<b><a>https://a.example/x_y_z</a></b> <i>ok</i>",
        ),
    ];
    for (name, body, expected) in cases {
        assert_eq!(drawn(&on_whatsapp(body)), expected, "{name}: {body}");
    }
}

#[test]
fn what_is_no_mark_stays_as_it_was_said() {
    let cases = [
        ("a sum", "2*3*4 = 24, or 2 * 3 * 4"),
        ("names", "snake_case_names and __init__ of my_file_name.txt"),
        ("prices about", "~20 to ~30 €, ~$20-~$30, ~50€/~60€"),
        ("prices side by side", "5€*2*3, 10%*2*"),
        ("stars of hotels", "4* and 5* hotels, 3*"),
        ("footnotes", "from 20 € (*)\n(*) without VAT, see (*)"),
        ("doubled", "**bold** ~~struck~~ ***"),
        ("items", "* one\n* two\n*"),
        ("one alone", "*open, and closed*ly"),
        ("nothing in it", "* * _ _ ~ ~ ` ` `` `` *_* ``` ```"),
        ("a face", "¯\\_(ツ)_/¯ ^_^ and ^_^ :* :*"),
        ("apostrophes", "it`s 5 o`clock"),
        ("a handle", "@some_one_ and a_b@c_d.example"),
        ("no end", "```\nand nothing more"),
    ];
    for (name, body) in cases {
        let plain = view(&BodyFormat::Plain, body);
        assert_eq!(on_whatsapp(body), plain, "{name}: {body}");
    }
}

#[test]
fn only_plain_text_of_whatsapp_has_them() {
    let body = "*so*";
    for channel in [Channel::Chat, Channel::Email, Channel::from("pigeon")] {
        let plain = view(&BodyFormat::Plain, body);
        assert_eq!(view_on(&channel, &BodyFormat::Plain, body), plain);
    }
    for format in [BodyFormat::Html, BodyFormat::Markdown] {
        assert_eq!(
            view_on(&Channel::WhatsApp, &format, body),
            view(&format, body)
        );
    }
    // As a format that nobody knows is read as plain text.
    let unknown = BodyFormat::from("wa");
    assert_eq!(
        view_on(&Channel::WhatsApp, &unknown, body),
        on_whatsapp(body)
    );
}

#[test]
fn the_words_are_found_and_handed_over_as_they_were_typed() {
    let body = "*Day* _pass_ ```20 €```";
    let read = daybook_body::text(&BodyFormat::Plain, body);
    assert_eq!((read.shown.as_str(), read.fault), (body, None));
    let copied = on_whatsapp(body).to_text();
    assert_eq!(copied, "Day pass 20 €");
}

/// What of a tree's text can be no mark and no white space.
fn words(view: &BodyView) -> String {
    let mut said = String::new();
    view.blocks.iter().for_each(|it| say_block(it, &mut said));
    said.retain(|c| !c.is_whitespace() && !"*_~`".contains(c));
    said
}

fn say_block(block: &BodyBlock, said: &mut String) {
    match block {
        BodyBlock::Paragraph { inlines } => inlines.iter().for_each(|it| say(it, said)),
        BodyBlock::Code { text } => said.push_str(text),
        BodyBlock::Quote { blocks } => blocks.iter().for_each(|it| say_block(it, said)),
        other => panic!("no block of plain text: {other:?}"),
    }
}

fn say(inline: &BodyInline, said: &mut String) {
    match inline {
        BodyInline::Text { text } | BodyInline::Code { text } => said.push_str(text),
        BodyInline::Strong { inlines }
        | BodyInline::Emphasis { inlines }
        | BodyInline::Strike { inlines }
        | BodyInline::Link { inlines, .. } => inlines.iter().for_each(|it| say(it, said)),
        BodyInline::Break => {}
        other => panic!("nothing of plain text: {other:?}"),
    }
}

const PARTS: &str =
    r"([*_~`]{1,3}|[a-z0-9 ,.()€$\n-]{1,4}|```|https://a\.example/[a-z_*]{0,4}){0,40}";

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_character_but_marks_is_lost(body in PARTS) {
        let plain = view(&BodyFormat::Plain, &body);
        let marked = on_whatsapp(&body);
        prop_assert_eq!(words(&marked), words(&plain));
        // What stands in code is no link.
        if !body.contains('`') {
            prop_assert_eq!(&marked.links, &plain.links, "addresses stay as they are");
        }
    }

    #[test]
    fn a_message_without_marks_is_plain_text(body in r"[a-z0-9 .,\n>€-]{0,80}") {
        prop_assert_eq!(on_whatsapp(&body), view(&BodyFormat::Plain, &body));
    }

    #[test]
    fn any_text_ends(body in any::<String>()) {
        drop(on_whatsapp(&body));
    }
}

#[test]
fn hostile_lengths_end() {
    for part in [
        "*a ",
        "`a ",
        " `a` `",
        "*_~a",
        "```a ",
        "*a* ",
        "```\na\n",
        "http://a*",
    ] {
        drop(on_whatsapp(&part.repeat(200_000)));
    }
}
