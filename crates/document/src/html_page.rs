//! A document to one page for a browser. It loads nothing, runs nothing and leads nowhere: every text in it is text.

use crate::block::{
    DocumentBlock, DocumentHead, DocumentTable, HeadingLevel, IntervalFigure, SpeechBlock,
};
use std::fmt::Write as _;

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}\
h2{border-top:1px solid;padding-top:1rem;margin-top:2rem}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;font-size:.875rem}\
dd{margin:0}\
p,td,th,dd,figcaption{overflow-wrap:anywhere;white-space:pre-wrap}\
.remark,aside,figure{font-size:.875rem}figure{margin:1rem 0}\
article{margin:1rem 0}\
.table{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.875rem}\
caption{text-align:start;font-weight:600;font-size:1rem}\
th,td{text-align:start;vertical-align:top;padding:.25rem .75rem .25rem 0;border-top:1px solid #8888}\
thead th{border-top:0}\
svg{display:block;width:100%;height:.75rem}\
@media print{h2,tr,figure{break-inside:avoid}}";

/// The whole page.
#[must_use]
pub fn html_page(head: &DocumentHead, blocks: &[DocumentBlock]) -> String {
    let (title, made_by) = (escaped(&head.title), escaped(&head.made_by));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"generator\" content=\"{made_by}\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1 dir=\"auto\">{title}</h1>\n"
    );
    for block in blocks {
        page.push_str(&told(block));
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn told(block: &DocumentBlock) -> String {
    match block {
        DocumentBlock::Heading(HeadingLevel::Section, text) => element("h2", text),
        DocumentBlock::Heading(HeadingLevel::Part, text) => element("h3", text),
        DocumentBlock::Paragraph(text) => element("p", text),
        DocumentBlock::Remark(text) => {
            format!("<p class=\"remark\" dir=\"auto\">{}</p>\n", escaped(text))
        }
        DocumentBlock::Facts(facts) => told_facts(facts),
        DocumentBlock::Speech(speech) => told_speech(speech),
        DocumentBlock::Table(table) => told_table(table),
        DocumentBlock::Intervals(figure) => told_figure(figure),
    }
}

fn element(name: &str, text: &str) -> String {
    format!("<{name} dir=\"auto\">{}</{name}>\n", escaped(text))
}

fn told_facts(facts: &[(String, String)]) -> String {
    let mut out = String::from("<dl>\n");
    for (name, value) in facts {
        out.push_str(&element("dt", name));
        out.push_str(&element("dd", value));
    }
    out.push_str("</dl>\n");
    out
}

fn told_speech(speech: &SpeechBlock) -> String {
    let head = format!("{} {}", speech.speaker, speech.at);
    let mut out = String::from("<article>\n");
    out.push_str(&element("h4", &head));
    out.push_str(&element("p", &speech.said));
    for (name, text) in &speech.asides {
        out.push_str(&element("aside", &format!("{name}\n{text}")));
    }
    out.push_str("</article>\n");
    out
}

fn told_table(table: &DocumentTable) -> String {
    let mut out = String::from("<div class=\"table\">\n<table>\n");
    out.push_str(&element("caption", &table.caption));
    out.push_str("<thead>\n<tr>");
    for column in &table.columns {
        let title = escaped(&column.title);
        // Writing to a string cannot fail.
        let _ = write!(out, "<th scope=\"col\">{title}</th>");
    }
    out.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in &table.rows {
        let cells = row.iter().map(|cell| element("td", cell));
        let _ = writeln!(out, "<tr>{}</tr>", cells.collect::<String>());
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
    out
}

fn told_figure(figure: &IntervalFigure) -> String {
    let axis = chart::interval_axis(figure.rows.iter().map(|row| row.interval));
    let mut out = element("p", &figure.caption);
    for row in &figure.rows {
        let dot = chart::interval_dot(&axis, row.rate, row.interval);
        let said = escaped(&format!("{}: {}", row.name, row.words));
        let width = (dot.high - dot.low).max(0.3);
        let _ = writeln!(
            out,
            "<figure><figcaption dir=\"auto\">{said}</figcaption>\
             <svg role=\"img\" aria-label=\"{said}\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" fill=\"currentColor\">\
             <rect y=\"2.8\" width=\"100\" height=\"0.4\" opacity=\"0.3\"/>\
             <rect x=\"{:.2}\" y=\"2\" width=\"{width:.2}\" height=\"2\"/>\
             <rect x=\"{:.2}\" width=\"0.6\" height=\"6\"/></svg></figure>",
            dot.low,
            dot.at - 0.3
        );
    }
    out
}

/// A text as text, in an element and in an attribute.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No character of HTML, whatever a mail sent.
            '\0' => out.push('\u{FFFD}'),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::TableColumn;

    #[test]
    fn nothing_that_is_told_is_markup() {
        let evil = || "<script>alert('1')</script>".to_owned();
        let column = TableColumn {
            title: evil(),
            share: 1.0,
        };
        let table = DocumentTable {
            caption: evil(),
            columns: vec![column],
            rows: vec![vec![evil()]],
        };
        let blocks = [
            DocumentBlock::Heading(HeadingLevel::Section, evil()),
            DocumentBlock::Remark(evil()),
            DocumentBlock::Facts(vec![(evil(), evil())]),
            DocumentBlock::Table(table),
        ];
        let head = DocumentHead {
            title: evil(),
            made_by: evil(),
        };
        let page = html_page(&head, &blocks);
        assert!(!page.contains("<script"), "{page}");
        assert_eq!(page.matches("&lt;script&gt;").count(), 10, "{page}");
        assert!(page.ends_with("</html>\n"));
    }
}
