//! Bodies as people send them: what a reader sees. Trees are written in short, so that a case is a
//! line: `p(…)` a paragraph, `*strong*`, `/emphasis/`, `-strike-`, `{code}`, `<host|text>`, `[alt]`
//! an image, `⏎` a break, `^match^`.

use daybook_body::{mark, text, view};
use model::BodyFormat;
use model::body_tree::{BodyBlock, BodyInline};
use model::view::TextPiece;

fn short(blocks: &[BodyBlock]) -> String {
    blocks.iter().map(short_block).collect::<Vec<_>>().join(" ")
}

fn short_block(block: &BodyBlock) -> String {
    match block {
        BodyBlock::Paragraph { inlines } => format!("p({})", line(inlines)),
        BodyBlock::Heading { level, inlines } => format!("h{level}({})", line(inlines)),
        BodyBlock::List { start, items } => {
            let start = start.map_or("ul".to_owned(), |start| format!("ol{start}"));
            format!(
                "{start}({})",
                items
                    .iter()
                    .map(|item| short(item))
                    .collect::<Vec<_>>()
                    .join("; ")
            )
        }
        BodyBlock::Quote { blocks } => format!("quote({})", short(blocks)),
        BodyBlock::Code { text } => format!("code({})", text.replace('\n', "⏎")),
        BodyBlock::Table { head, rows } => {
            let rows: Vec<String> = rows.iter().map(|row| cells(row)).collect();
            format!("table({} # {})", cells(head), rows.join(" / "))
        }
        BodyBlock::Rule => "rule".to_owned(),
    }
}

fn cells(row: &[Vec<BodyInline>]) -> String {
    row.iter()
        .map(|cell| line(cell))
        .collect::<Vec<_>>()
        .join("|")
}

fn line(inlines: &[BodyInline]) -> String {
    inlines.iter().map(short_inline).collect()
}

fn short_inline(inline: &BodyInline) -> String {
    match inline {
        BodyInline::Text { text } => text.replace('\u{A0}', "~"),
        BodyInline::Strong { inlines } => format!("*{}*", line(inlines)),
        BodyInline::Emphasis { inlines } => format!("/{}/", line(inlines)),
        BodyInline::Strike { inlines } => format!("-{}-", line(inlines)),
        BodyInline::Code { text } => format!("{{{text}}}"),
        BodyInline::Link { host, inlines, .. } => format!("<{host}|{}>", line(inlines)),
        BodyInline::BlockedImage { alt } => format!("[{alt}]"),
        BodyInline::Break => "⏎".to_owned(),
        BodyInline::Mark { text } => format!("^{text}^"),
    }
}

#[track_caller]
fn check(format: &BodyFormat, cases: &[(&str, &str, &str)]) {
    for (body, expected, why) in cases {
        assert_eq!(
            short(&view(format, body).blocks),
            *expected,
            "{why}: {body:?}"
        );
    }
}

#[test]
fn html_reads_as_in_a_browser() {
    check(
        &BodyFormat::Html,
        &[
            ("", "", "nothing"),
            ("hello", "p(hello)", "bare text"),
            (
                "<p> a \n\t b  <b> c</b> d </p>",
                "p(a b *c* d)",
                "white space is one space",
            ),
            ("<p>a <b>b </b> c</p>", "p(a *b *c)", "also across elements"),
            (
                "<p>a<p>b<div>c</div>d",
                "p(a) p(b) p(c) p(d)",
                "paragraphs end by themselves",
            ),
            (
                "<p></p><p>&nbsp;</p><p>\u{200C}&nbsp;&#847;</p><div><br></div><p>a</p>",
                "p(a)",
                "empty paragraphs",
            ),
            ("a&nbsp;&nbsp;b", "p(a~~b)", "no-break spaces are kept"),
            ("a<br>b<br/>", "p(a⏎b)", "a break, and a useless one"),
            (
                "a<br><br>b<br> <br><br>c",
                "p(a) p(b) p(c)",
                "two breaks are a paragraph",
            ),
            ("<h1>A</h1><h6>B</h6>", "h1(A) h6(B)", "headings"),
            (
                "<b>a <i>b</i></b> <strike>c</strike> <u>d</u> <font color=red>e</font>",
                "p(*a /b/* -c- d e)",
                "emphasis",
            ),
            (
                "<b><b>a</b></b><b> </b>c",
                "p(*a* c)",
                "doubled and empty emphasis",
            ),
            (
                "<b><p>a</p><p>b</p></b>",
                "p(*a*) p(*b*)",
                "emphasis around paragraphs",
            ),
            (
                "<a href='https://a.example'><div>a</div><div>b</div></a>",
                "p(<a.example|a>) p(<a.example|b>)",
                "a link around blocks",
            ),
            (
                "<a href='https://a.example'>a<a href='https://b.example'>b</a>",
                "p(<a.example|a><b.example|b>)",
                "links do not nest",
            ),
            (
                "<a href='https://a.example'></a>x",
                "p(x)",
                "a link around nothing",
            ),
            ("a<hr>b", "p(a) rule p(b)", "a rule"),
            (
                "<pre>\n a\n  b<br>c\n</pre>",
                "code( a⏎  b⏎c)",
                "preformatted text",
            ),
            ("use <code>x  y</code>", "p(use {x y})", "code in a line"),
            ("<q>a</q>", "p(“a”)", "a quotation in a line"),
            (
                "I <3 you </3 &amp; 1 < 2 &lt;b&gt;",
                "p(I <3 you </3 & 1 < 2 <b>)",
                "angle brackets in speech",
            ),
            (
                "see https://a.example/x?b=1&amp;c.",
                "p(see <a.example|https://a.example/x?b=1&c>.)",
                "bare addresses",
            ),
            (
                "<!-- c --><![if x]>a<![endif]><style>p{}</style><o:p>b</o:p>",
                "p(ab)",
                "the noise of mail programs",
            ),
            (
                "&euro;&eacute;&#128512;&bogus;",
                "p(€é😀&bogus;)",
                "character references",
            ),
            (
                "<div dir=rtl>שלום <b>עולם</b></div>",
                "p(שלום *עולם*)",
                "right to left",
            ),
            ("<dl><dt>a</dt><dd>b</dd></dl>", "p(a) p(b)", "definitions"),
        ],
    );
}

#[test]
fn lists_keep_their_shape() {
    check(
        &BodyFormat::Html,
        &[
            (
                "<ul><li>a</li><li>b<p>c</p></li><li></li></ul>",
                "ul(p(a); p(b) p(c))",
                "bullets",
            ),
            (
                "<ol start=3><li>a<li>b</ol>",
                "ol3(p(a); p(b))",
                "numbers, and items that end by themselves",
            ),
            ("<ol start=x><li>a</ol>", "ol1(p(a))", "no number"),
            (
                "<ul><li>a<ul><li>b</li></ul></li></ul>",
                "ul(p(a) ul(p(b)))",
                "a list in an item",
            ),
            (
                "<ul><li>a</li><ul><li>b</li></ul></ul>",
                "ul(p(a) ul(p(b)))",
                "a list in a list",
            ),
            ("<ul>a<li>b</li></ul>", "ul(p(a); p(b))", "text in a list"),
            ("<li>a</li><li>b</li>", "p(a) p(b)", "items without a list"),
        ],
    );
}

#[test]
fn tables_of_data_stay_and_tables_of_layout_go() {
    check(
        &BodyFormat::Html,
        &[
            (
                "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
                "table(a|b # 1|2)",
                "headers",
            ),
            (
                "<table><thead><tr><td>a<td>b</thead><tr><td>1<td>2</table>",
                "table(a|b # 1|2)",
                "a head without headers",
            ),
            (
                "<table><tr><td>a<td>1<tr><td>b<td>2</table>",
                "table( # a|1 / b|2)",
                "rows of cells",
            ),
            (
                "<table><tr><td><p>a</p><p>b</p></td></tr></table>",
                "p(a) p(b)",
                "one cell is layout",
            ),
            (
                "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>",
                "p(a) p(b)",
                "one column is layout",
            ),
            (
                "<table><tr><td>a</td><td>b</td></tr></table>",
                "p(a) p(b)",
                "one row is layout",
            ),
            (
                "<table><tr><td>a<td>b<tr><td><ul><li>c</ul><td>d</table>",
                "p(a) p(b) ul(p(c)) p(d)",
                "cells with lists are layout",
            ),
            (
                "<table><tr><td><table><tr><td><table><tr><td>a<td>1<tr><td>b<td>2</table></table></table>",
                "table( # a|1 / b|2)",
                "data inside layout",
            ),
            (
                "<table><tr><th>a</th><th>b</th></tr><tr><td><ul><li>x<li>y</ul></td><td><p>1</p><p>2</p></td></tr></table>",
                "table(a|b # • x⏎• y|1⏎2)",
                "a list in a cell of data is lines",
            ),
            (
                "<table><tr><th>a<th>b<th>c<tr><td colspan=2>sum<td>3<tr><td>x</table>",
                "table(a|b|c # sum||3 / x||)",
                "a cell over two columns, a row too short",
            ),
            (
                "<table><tr><td>a<td>&nbsp;<td>1<tr><td>b<td><td>2</table>",
                "table( # a|1 / b|2)",
                "a column of space",
            ),
            (
                "<table><caption>t</caption>x<tr><td>a<td>1<tr><td>b<td>2</table>",
                "p(x) p(t) table( # a|1 / b|2)",
                "a caption, and lost text",
            ),
            (
                "<b><table><tr><td>a</b>c</td></tr></table>",
                "p(*ac*)",
                "an end tag does not reach out of a cell",
            ),
        ],
    );
}

#[test]
fn images_are_counted_and_not_loaded() {
    let cases = [
        (
            "<img src='https://a.example/x.png' alt='Our  lounge'>",
            "p([Our lounge])",
            1,
        ),
        (
            "<p>a</p><img src='https://a.example/t.gif' width=1 height=1>",
            "p(a)",
            1,
        ),
        (
            "<a href='https://a.example'><img src=x></a>",
            "p(<a.example|[]>)",
            1,
        ),
        (
            "<input type=image src=x alt=Go><input type=text value=x>",
            "p([Go])",
            1,
        ),
        (
            "<img src='data:image/png;base64,AAAA' alt='&lt;b&gt; \"q\"'>",
            "p([<b> \"q\"])",
            1,
        ),
        ("<script><img src=x></script>a", "p(a)", 0),
        ("a<wbr title='forged'>b", "p(ab)", 0),
    ];
    for (body, expected, count) in cases {
        let view = view(&BodyFormat::Html, body);
        assert_eq!(
            (short(&view.blocks).as_str(), view.blocked_images),
            (expected, count),
            "{body}"
        );
    }
    assert_eq!(
        view(&BodyFormat::Markdown, "![Plan](https://a.example/p.png)").blocked_images,
        1
    );
}

#[test]
fn a_reply_keeps_what_it_quotes() {
    let gmail = r#"<div dir="ltr"><div>Hi,</div><div><br></div><div>Tuesday at 10 works. See you!<br>Jane</div></div><br>
        <div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, 2 Nov 2026, Acme wrote:<br></div>
        <blockquote class="gmail_quote" style="margin:0"><div>Would Tuesday suit you?</div>
        <blockquote><p>I would like a tour.</p></blockquote></blockquote></div>"#;
    check(
        &BodyFormat::Html,
        &[(
            gmail,
            "p(Hi,) p(Tuesday at 10 works. See you!⏎Jane) p(On Mon, 2 Nov 2026, Acme wrote:) \
         quote(p(Would Tuesday suit you?) quote(p(I would like a tour.)))",
            "a reply from a web mailer",
        )],
    );
    check(
        &BodyFormat::Plain,
        &[(
            "Tuesday works.\r\n\r\nOn Monday Acme wrote:\r\n> Would Tuesday suit you?\r\n>\r\n>> I would like a tour.\r\n> Acme\r\n",
            "p(Tuesday works.) p(On Monday Acme wrote:) \
         quote(p(Would Tuesday suit you?) quote(p(I would like a tour.)) p(Acme))",
            "a reply in plain text",
        )],
    );
}

#[test]
fn a_newsletter_is_its_message() {
    let mail = r##"<html><head><title>T</title><style>td{}</style></head><body bgcolor="#fff"><center>
        <table width="100%" role="presentation"><tbody><tr><td align="center">
          <table width="600"><tr><td><img src="https://a.example/logo.png" alt="Acme"></td></tr>
          <tr><td><h2>Your booking</h2><table><tr><td>Room</td><td>Blue</td></tr><tr><td>When</td><td>3 May, 10:00</td></tr></table></td></tr>
          <tr><td><table><tr><td bgcolor="#00f"><a href="https://a.example/b?id=1&amp;s=2"><span>Open booking</span></a></td></tr></table></td></tr>
          <tr><td><img src="https://t.example/open.gif" width="1" height="1"></td></tr></table>
        </td></tr></tbody></table></center></body></html>"##;
    check(
        &BodyFormat::Html,
        &[(
            mail,
            "p([Acme]) h2(Your booking) table( # Room|Blue / When|3 May, 10:00) p(<a.example|Open booking>)",
            "a booking mail",
        )],
    );
    assert_eq!(view(&BodyFormat::Html, mail).blocked_images, 2);
    assert_eq!(
        text(&BodyFormat::Html, mail),
        "Acme\n\nYour booking\n\nRoom | Blue\nWhen | 3 May, 10:00\n\nOpen booking"
    );
}

#[test]
fn markdown_reads_as_written() {
    check(
        &BodyFormat::Markdown,
        &[
            (
                "**a** *b* ~~c~~ `d` [e](https://a.example)",
                "p(*a* /b/ -c- {d} <a.example|e>)",
                "emphasis",
            ),
            ("a\nb  \nc\n\nd", "p(a⏎b⏎c) p(d)", "a line break is one"),
            (
                "# A\n\n- b\n- c\n  1. d\n\n3. e\n4. f",
                "h1(A) ul(p(b); p(c) ol1(p(d))) ol3(p(e); p(f))",
                "lists",
            ),
            ("- [x] a\n- [ ] b", "ul(p(☑ a); p(☐ b))", "tasks"),
            (
                "| Plan | Price |\n|---|--:|\n| **Hot** desk | £20 |\n| Room | £\\|30 |",
                "table(Plan|Price # *Hot* desk|£20 / Room|£|30)",
                "a table",
            ),
            (
                "| A | B |\n|---|---|\n",
                "table(A|B # )",
                "a table without rows",
            ),
            ("> a\n>> b", "quote(p(a) quote(p(b)))", "quotations"),
            (
                "```rust\nfn x() {}\n\n<b>\n```",
                "code(fn x() {}⏎⏎<b>)",
                "a block of code",
            ),
            (
                "Pay at https://a.example/p_q_r (now)",
                "p(Pay at <a.example|https://a.example/p_q_r> (now))",
                "bare addresses",
            ),
            (
                "<https://a.example> <jane@a.example>",
                "p(<a.example|https://a.example> <jane@a.example|jane@a.example>)",
                "autolinks",
            ),
            (
                "a <b>b</b> <script>x</script> <img src=x alt=y>",
                "p(a *b* [y])",
                "HTML inside is HTML, and hostile",
            ),
            ("a\n\n---\n\nb", "p(a) rule p(b)", "a rule"),
            (
                "5 * 3 * 2, snake_case_name",
                "p(5 * 3 * 2, snake_case_name)",
                "signs that mean nothing",
            ),
        ],
    );
}

#[test]
fn plain_text_keeps_its_lines() {
    check(
        &BodyFormat::Plain,
        &[
            (
                "a\nb\r\n\r\n\r\nc\rd",
                "p(a⏎b) p(c⏎d)",
                "lines and paragraphs",
            ),
            (
                "<b>a</b> &amp; **b**",
                "p(<b>a</b> &amp; **b**)",
                "nothing is markup",
            ),
            (
                "go to https://a.example/x, or HTTP://B.example.",
                "p(go to <a.example|https://a.example/x>, or <b.example|HTTP://B.example>.)",
                "addresses",
            ),
            (
                "(see https://a.example/x_(y)) [https://a.example]",
                "p((see <a.example|https://a.example/x_(y)>) [<a.example|https://a.example>])",
                "brackets around",
            ),
            (
                "“https://a.example”—'https://b.example/?q='!",
                "p(“<a.example|https://a.example>”—'<b.example|https://b.example/?q=>'!)",
                "quotation marks around",
            ),
            (
                "予約はhttps://a.example/よ。 xhttps://a.example",
                "p(予約はhttps://a.example/よ。 xhttps://a.example)",
                "inside a word",
            ),
            (
                "予約： https://a.example/b。",
                "p(予約： <a.example|https://a.example/b>。)",
                "a full stop of another script",
            ),
            (
                "https://bank.com@evil.example",
                "p(<evil.example|https://bank.com@evil.example>)",
                "the host that counts",
            ),
            (
                "javascript:x http:// https://",
                "p(javascript:x http:// https://)",
                "no address",
            ),
            (
                "  indented\n  more  ",
                "p(indented⏎  more)",
                "white space at the ends",
            ),
        ],
    );
    check(
        &BodyFormat::from("future"),
        &[("<b>a", "p(<b>a)", "an unknown format is plain")],
    );
}

#[test]
fn text_is_readable() {
    let cases = [
        (BodyFormat::Html, "<p>a<br>b</p><p>c</p>", "a\nb\n\nc"),
        (
            BodyFormat::Html,
            "<ul><li>a<li>b</ul><ol start=2><li>c<li>d</ol>",
            "• a\n• b\n\n2. c\n3. d",
        ),
        (
            BodyFormat::Html,
            "day<b>pass</b> <img alt=x>y",
            "daypass  x y",
        ),
        (
            BodyFormat::Html,
            "<script>x</script><style>y</style><p>z</p>",
            "z",
        ),
        (
            BodyFormat::Markdown,
            "| A | B |\n|--|--|\n| 1 | 2 |\n\n*x*",
            "A | B\n1 | 2\n\nx",
        ),
        (
            BodyFormat::Markdown,
            "[Book a tour](https://a.example/t)",
            "Book a tour",
        ),
        (BodyFormat::Plain, " a \r\n\r\n\r\n b ", "a\n\n b"),
    ];
    for (format, body, expected) in cases {
        assert_eq!(text(&format, body), expected, "{format}: {body}");
    }
}

/// Cuts at every occurrence of a word.
fn hits_of(word: &'static str) -> impl Fn(&str) -> Vec<TextPiece> {
    move |text| {
        let mut pieces = Vec::new();
        for (at, part) in text.split(word).enumerate() {
            if at > 0 {
                pieces.push(TextPiece {
                    text: word.to_owned(),
                    hit: true,
                });
            }
            pieces.push(TextPiece {
                text: part.to_owned(),
                hit: false,
            });
        }
        pieces
    }
}

#[test]
fn matches_are_marked_wherever_they_stand() {
    let cases = [
        ("<p>a day pass</p>", "p(a ^day pass^)", "in text"),
        (
            "<p>a <b>day</b> pass</p>",
            "p(a *^day^*^ pass^)",
            "across emphasis",
        ),
        (
            "<p>a day<br>day pass</p>",
            "p(a day⏎^day pass^)",
            "after a break",
        ),
        (
            "<p><img alt=x> day pass</p>",
            "p([x] ^day pass^)",
            "after an image",
        ),
        (
            "<a href='https://a.example'>day pass</a>",
            "p(<a.example|^day pass^>)",
            "in a link",
        ),
        (
            "<p>x <code>day pass y</code></p>",
            "p(x ^day pass^{ y})",
            "in code",
        ),
        (
            "<ul><li>day pass</ul><blockquote>day pass</blockquote>",
            "ul(p(^day pass^)) quote(p(^day pass^))",
            "in blocks",
        ),
        (
            "<table><tr><th>day pass<th>b<tr><td>c<td>day pass</table>",
            "table(^day pass^|b # c|^day pass^)",
            "in cells",
        ),
        (
            "<p>day</p><p>pass</p>",
            "p(day) p(pass)",
            "not across paragraphs",
        ),
    ];
    for (body, expected, why) in cases {
        let marked = mark(view(&BodyFormat::Html, body), &hits_of("day pass"));
        assert_eq!(short(&marked.blocks), expected, "{why}");
    }
}
