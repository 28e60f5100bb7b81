//! Bodies as people send them: what a reader sees. Trees are written in short, so that a case is a
//! line: `p(…)` a paragraph, `*strong*`, `/emphasis/`, `-strike-`, `{code}`, `<host|text>`, `[alt]`
//! an image, `⏎` a break, `^match^`.

#[path = "support/short.rs"]
mod short;

use daybook_body::{mark, view};
use model::BodyFormat;
use model::body_tree::BodyNote;
use model::view::TextPiece;
use short::short;

fn text(format: &BodyFormat, body: &str) -> String {
    daybook_body::text(format, body).shown
}

#[track_caller]
fn check(format: &BodyFormat, cases: &[(&str, &str, &str)]) {
    for (body, expected, why) in cases {
        assert_eq!(short(&view(format, body)), *expected, "{why}: {body:?}");
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
                "p(t) p(x) table( # a|1 / b|2)",
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
            (short(&view).as_str(), view.blocked_images),
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
            (
                "Please send <company name> and <VAT number> to </desk>.",
                "p(Please send <company name> and <VAT number> to </desk>.)",
                "words in angle brackets",
            ),
            (
                "<company name>\n**soon** and <name>",
                "p(<company name>⏎*soon* and <name>)",
                "words in angle brackets that begin a line",
            ),
            (
                "<div>\nfor <company name> &amp; <b>you</b>\n</div>",
                "p(for <company name> & *you*)",
                "words in angle brackets inside of HTML",
            ),
            (
                "if a <b and c> d, `<x y>`",
                "p(if a <b and c> d, {<x y>})",
                "comparisons",
            ),
            (
                "Rooms < 6 people are 20 EUR; rooms > 6 are 30 EUR. Write to <desk@quay.example>.",
                "p(Rooms < 6 people are 20 EUR; rooms > 6 are 30 EUR. Write to <desk@quay.example|desk@quay.example>.)",
                "comparison signs and an address",
            ),
            (
                "A desk (~€25 a day) or an office (~€250 a month)",
                "p(A desk (~€25 a day) or an office (~€250 a month))",
                "a single tilde says about",
            ),
            (
                "10~12시, 14~16시",
                "p(10~12시, 14~16시)",
                "a single tilde says to",
            ),
            (
                "大约3~5天，价格100~200元 ~a **b** c~",
                "p(大约3~5天，价格100~200元 ~a *b* c~)",
                "single tildes around bold",
            ),
            (
                "~~old price~~ new price",
                "p(-old price- new price)",
                "two tildes strike",
            ),
            (
                "**注意：**会议室周五不开放。",
                "p(*注意：*会议室周五不开放。)",
                "bold that ends in punctuation",
            ),
            (
                "含**「重点」**内容",
                "p(含*「重点」*内容)",
                "bold in brackets",
            ),
            (
                "**重要提示（Important）。**请注意。 [见**「图」**表](https://a.example/图**「」**x)",
                "p(*重要提示（Important）。*请注意。 <a.example|见*「图」*表>)",
                "bold that ends in a full stop, and in a link",
            ),
            (
                "这是**粗体**文字, ~~「旧」~~新",
                "p(这是*粗体*文字, -「旧」-新)",
                "bold inside of a line",
            ),
            (
                "**텍스트(text)**는 \\*別*",
                "p(*텍스트(text)*는 *別*)",
                "Korean, and an escaped sign",
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
fn what_a_mail_hid_is_marked() {
    let fill = "&#847;&zwnj;&nbsp;".repeat(60);
    let preheader = format!(
        "<div style=\"display:none;font-size:1px;max-height:0;opacity:0;overflow:hidden;mso-hide:all\">Only this week: second month free{fill}</div>\
         <table role=\"presentation\"><tr><td><h1>Hello Rosa</h1><p>Your tour is on Tuesday at 10.</p></td></tr></table>"
    );
    check(
        &BodyFormat::Html,
        &[
            (
                &preheader,
                "hidden(p(Only this week: second month free)) h1(Hello Rosa) p(Your tour is on Tuesday at 10.)",
                "a preheader",
            ),
            (
                "<p>a <span style='display:none'>x <b>y</b></span>b</p>",
                "p(a b) hidden(p(x y))",
                "a part of a line",
            ),
            (
                "<p>day<span hidden>x<span>y</span>z</span>pass</p>",
                "p(daypass) hidden(p(xyz))",
                "a word, and spans inside of spans",
            ),
            (
                "<table><tr style='display:none'><td>x<td>y<tr><td>a<td>1<tr><td>b<td>2</table>",
                "table( # a|1 / b|2) hidden(p(x) p(y))",
                "a row",
            ),
            (
                "<ul><li>a<li style='visibility:hidden'>x</ul>",
                "ul(p(a)) hidden(p(x))",
                "an item",
            ),
            (
                "<td><table><tr><td style='font-size:0px;padding:20px 0'><div style='font-size:14px'>a</div>x</td></tr></table>",
                "p(a) hidden(p(x))",
                "a frame of layout without a size",
            ),
            (
                "<div style='display:none'>x<br>y<hr><img src=i alt=logo> <a href='https://a.example'>z</a></div>a",
                "hidden(p(x y logo z)) p(a)",
                "breaks, pictures and links",
            ),
            (
                "<div style='max-height:0;overflow:hidden'>&nbsp;&zwnj;</div><pre>a<span hidden>x</span></pre>",
                "hidden(p(x)) code(a)",
                "nothing, and a part of code",
            ),
            (
                "Only this week\u{34F}\u{200C}\u{A0}\u{34F}\u{200C}\u{A0}<p>a</p>",
                "p(Only this week) p(a)",
                "filler that was not hidden",
            ),
        ],
    );
    let read = daybook_body::text(&BodyFormat::Html, &preheader);
    assert_eq!(read.shown, "Hello Rosa\n\nYour tour is on Tuesday at 10.");
    assert_eq!(read.hidden, "Only this week: second month free");
}

#[test]
fn what_only_one_mail_program_shows_is_not_there() {
    let outlook = r#"<html xmlns:o="urn:x"><head><!--[if gte mso 9]><xml><o:AllowPNG/><o:PixelsPerInch>96</o:PixelsPerInch></xml><![endif]-->
        <style><!-- p.MsoNormal {margin:0cm;} --></style></head><body>
        <!--[if mso]><table><tr><td>OUTLOOK ONLY<![endif]--><!--[if !mso]><!--><p>Shown elsewhere</p><!--<![endif]-->
        <div class=WordSection1><p class=MsoNormal>Dear team,<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>the invoice is&nbsp;wrong.<o:p></o:p></p></div><!--[if mso]></td></tr></table><![endif]--></body></html>"#;
    let read = daybook_body::text(&BodyFormat::Html, outlook);
    assert_eq!(
        read.shown.replace('\u{A0}', " "),
        "Shown elsewhere\n\nDear team,\n\nthe invoice is wrong."
    );
    assert_eq!(read.hidden, "");
}

#[test]
fn a_mail_laid_out_in_tables_is_lines() {
    let mail = r#"<table role="presentation" width="100%"><tbody><tr><td><table role="presentation"><tbody><tr><td><p>We confirmed your booking.</p></td></tr><tr><td><p>Room: Loft</p></td></tr></tbody></table></td></tr>
        <tr><td><table><tr><td>Issue date:</td><td>Wed, 01 Oct</td></tr><tr><td>Total:</td><td>1 200 EUR</td></tr></table></td></tr><tr><td>Bye</td></tr></tbody></table><p>After</p>"#;
    let text = text(&BodyFormat::Html, mail);
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(
        lines,
        [
            "We confirmed your booking.",
            "Room: Loft",
            "Issue date: | Wed, 01 Oct",
            "Total: | 1 200 EUR",
            "Bye",
            "After"
        ]
    );
}

#[test]
fn a_target_stands_once_however_often_it_is_used() {
    let body = "<a href='https://a.example/x'>1</a> <a href='https://a.example/x'>2</a> \
                https://a.example/x <a href='https://b.example/?a&amp;b'>3</a>";
    let view = view(&BodyFormat::Html, body);
    assert_eq!(
        short(&view),
        "p(<a.example|1> <a.example|2> <a.example|https://a.example/x> <b.example|3>)"
    );
    let urls: Vec<&str> = view.links.iter().map(|link| link.url.as_str()).collect();
    assert_eq!(urls, ["https://a.example/x", "https://b.example/?a&b"]);
}

#[test]
fn what_is_over_the_budget_is_said() {
    let cells = "<td>x".repeat(500);
    let table = format!("<table>{}</table>", format!("<tr>{cells}").repeat(30));
    let whole = view(&BodyFormat::Html, &table);
    assert_eq!(whole.note, None, "15 000 cells are within it");
    let lines = "a\n".repeat(40_000);
    let cut = view(&BodyFormat::Plain, &lines);
    let Some(BodyNote::Shortened {
        cells, characters, ..
    }) = cut.note
    else {
        panic!("{:?}", cut.note);
    };
    assert_eq!(cells, 0);
    let shown = cut.to_text().chars().count();
    assert_eq!(
        shown + characters as usize,
        lines.trim_end().chars().count(),
        "what is not shown is counted"
    );
    let tags = "x<br>".repeat(30_000);
    assert_eq!(
        view(&BodyFormat::Html, &tags).note,
        Some(BodyNote::FormLost)
    );
    assert!(
        text(&BodyFormat::Html, &tags).len() >= 59_000,
        "its words are there"
    );
    assert_eq!(view(&BodyFormat::Plain, "next").note, None);
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
        assert_eq!(short(&marked), expected, "{why}");
    }
}

#[test]
fn where_links_lead_is_told_once_and_only_where_the_text_does_not_say_it() {
    let body = "<p><a href='https://a.example/tour?x=1&amp;y=2'>Book</a> \
        <a href='https://a.example/tour?x=1&amp;y=2'>again</a> \
        <a href='https://b.example/'>https://b.example/</a> \
        <a href='javascript:alert(1)'>no</a> <a href='/relative'>nor this</a></p>";
    let read = daybook_body::text(&BodyFormat::Html, body);
    assert_eq!(read.links, "https://a.example/tour?x=1&y=2");
    let markdown = daybook_body::text(&BodyFormat::Markdown, "[Book](https://a.example/tour)");
    assert_eq!(
        (markdown.shown.as_str(), markdown.links.as_str()),
        ("Book", "https://a.example/tour")
    );
}
