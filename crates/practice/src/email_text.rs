//! From light Markdown to what a channel carries: chat Markdown, WhatsApp text, plain and HTML
//! e-mails with signatures, quoted replies and a tracking image. Pure text work, no chance in it
//! beyond what is passed in.

use super::places::PracticePlace;

/// Escapes text for HTML.
pub(super) fn escape(text: &str) -> String {
    if !text.bytes().any(|byte| matches!(byte, b'&' | b'<' | b'>')) {
        return text.to_owned();
    }
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Whether the text needs Markdown to read well.
pub(super) fn is_marked(text: &str) -> bool {
    text.contains("](") || text.contains("**") || text.contains("\n- ") || text.contains("\n| ")
}

/// Light Markdown as a phone shows it: links spelled out, tables as lines.
pub(super) fn plain(text: &str, bold: &str) -> String {
    if !is_marked(text) && !text.contains("| ") {
        return text.to_owned();
    }
    let all: Vec<&str> = text.lines().collect();
    let head = |at: usize| all.get(at + 1).is_some_and(|next| next.starts_with("|---"));
    let kept = all
        .iter()
        .enumerate()
        .filter(|(at, line)| !line.starts_with("|---") && !head(*at));
    let spelt = |line: &str| links(&row(line), |label, url| format!("{label}: {url}"));
    let lines: Vec<String> = kept
        .map(|(_, line)| spelt(line).replace("**", bold))
        .collect();
    lines.join("\n")
}

fn row(line: &str) -> String {
    if !line.starts_with("| ") {
        return line.to_owned();
    }
    cells(line).join(" · ")
}

fn cells(line: &str) -> Vec<&str> {
    line.trim()
        .trim_matches('|')
        .split('|')
        .map(str::trim)
        .collect()
}

/// Replaces every `[label](url)`.
fn links(text: &str, make: impl Fn(&str, &str) -> String) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, label, url, after)) = next_link(rest) {
        out.push_str(before);
        out.push_str(&make(label, url));
        rest = after;
    }
    out.push_str(rest);
    out
}

fn next_link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let middle = text.find("](")?;
    let from = text[..middle].rfind('[')?;
    let end = middle + text[middle..].find(')')?;
    Some((
        &text[..from],
        &text[from + 1..middle],
        &text[middle + 2..end],
        &text[end + 1..],
    ))
}

/// Light Markdown as the HTML of a mail composer, with inline styles.
pub(super) fn html(text: &str, colour: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for block in text.split("\n\n") {
        let lines: Vec<&str> = block.lines().collect();
        let listed = lines
            .iter()
            .position(|line| line.starts_with("- ") || line.starts_with("| "));
        let lead = listed.unwrap_or(lines.len());
        paragraph(&lines[..lead], colour, &mut out);
        if let Some(rest) = lines.get(lead..).filter(|rest| !rest.is_empty()) {
            if rest[0].starts_with("| ") {
                table(rest, colour, &mut out)
            } else {
                list(rest, colour, &mut out)
            }
        }
    }
    out
}

fn paragraph(lines: &[&str], colour: &str, out: &mut String) {
    if lines.is_empty() {
        return;
    }
    let lines: Vec<String> = lines.iter().map(|line| inline(line, colour)).collect();
    out.push_str("<p style=\"margin:0 0 12px\">");
    out.push_str(&lines.join("<br>"));
    out.push_str("</p>\n");
}

fn list(lines: &[&str], colour: &str, out: &mut String) {
    out.push_str("<ul style=\"margin:0 0 12px;padding-left:20px\">\n");
    for line in lines {
        out.push_str(&format!(
            "<li>{}</li>\n",
            inline(line.trim_start_matches("- "), colour)
        ));
    }
    out.push_str("</ul>\n");
}

fn table(lines: &[&str], colour: &str, out: &mut String) {
    out.push_str("<table cellpadding=\"6\" cellspacing=\"0\" style=\"border-collapse:collapse;margin:0 0 14px\">\n");
    for (at, line) in lines
        .iter()
        .filter(|line| !line.starts_with("|---"))
        .enumerate()
    {
        let tag = if at == 0 { "th" } else { "td" };
        out.push_str("<tr>");
        for cell in cells(line) {
            let cell = inline(cell, colour);
            out.push_str(&format!(
                "<{tag} style=\"border-bottom:1px solid #d7dde3;text-align:left\">{cell}</{tag}>"
            ));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>\n");
}

fn inline(text: &str, colour: &str) -> String {
    let linked = links(&escape(text), |label, url| {
        format!("<a href=\"{url}\" style=\"color:{colour}\">{label}</a>")
    });
    let mut out = String::with_capacity(linked.len());
    for (at, part) in linked.split("**").enumerate() {
        if at > 0 {
            out.push_str(if at % 2 == 1 { "<strong>" } else { "</strong>" });
        }
        out.push_str(part);
    }
    out
}

/// A letter from the space: body, signature, tracking image.
pub(super) fn from_space(
    text: &str,
    place: &PracticePlace,
    signer: &str,
    role: &str,
    session: &str,
) -> String {
    format!(
        "<div style=\"font-family:Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5;color:#22303c\">\n{}\
         <table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" style=\"margin-top:18px;border-top:2px solid {colour}\"><tr>\
         <td style=\"padding-top:8px;font-size:13px;color:#5b6b7a\"><strong>{signer}</strong>, {role}<br>{name}, {address}<br>\
         <a href=\"https://www.{host}/\" style=\"color:{colour}\">www.{host}</a></td></tr></table>\n\
         <img src=\"https://track.mailrelay.example/o/{session}.gif\" width=\"1\" height=\"1\" alt=\"\">\n</div>",
        html(text, place.colour),
        colour = place.colour,
        name = place.name,
        address = place.address,
        host = place.host,
    )
}

/// The shape in which a person's mail program writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MailProgram {
    /// Plain text, quotes with `>`.
    Plain,
    /// A web mailer's `div`s and quote block.
    Web,
    /// A desktop mailer's `MsoNormal` paragraphs, company signature and logo.
    Desktop,
    /// A phone: one `div`, the phone's own signature.
    Phone,
}

/// What a person answers to: its text and the line above the quotation.
#[derive(Clone, Debug)]
pub(super) struct QuotedMail<'a> {
    pub(super) intro: &'a str,
    pub(super) text: &'a str,
}

/// A person's letter.
pub(super) fn from_person(
    program: MailProgram,
    text: &str,
    name: &str,
    company: Option<&str>,
    quoted: Option<&QuotedMail<'_>>,
) -> String {
    match program {
        MailProgram::Plain => plain_letter(text, quoted),
        MailProgram::Web => web_letter(text, quoted),
        MailProgram::Desktop => desktop_letter(text, name, company, quoted),
        MailProgram::Phone => phone_letter(text, quoted),
    }
}

fn plain_letter(text: &str, quoted: Option<&QuotedMail<'_>>) -> String {
    let Some(quoted) = quoted else {
        return text.to_owned();
    };
    let lines: Vec<String> = quoted
        .text
        .lines()
        .map(|line| format!("> {line}").trim_end().to_owned())
        .collect();
    format!("{text}\n\n{}\n{}", quoted.intro, lines.join("\n"))
}

fn divs(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            if line.is_empty() {
                "<div><br></div>".to_owned()
            } else {
                format!("<div>{}</div>", escape(line))
            }
        })
        .collect();
    lines.join("\n")
}

fn web_letter(text: &str, quoted: Option<&QuotedMail<'_>>) -> String {
    let mut out = format!("<div dir=\"auto\">{}</div>", divs(text));
    if let Some(quoted) = quoted {
        out.push_str(&format!(
            "\n<br><div class=\"mail_quote\"><div class=\"mail_attr\">{}<br></div>\n<blockquote style=\"margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex\">\n{}\n</blockquote></div>",
            escape(quoted.intro),
            divs(quoted.text)
        ));
    }
    out
}

fn desktop_letter(
    text: &str,
    name: &str,
    company: Option<&str>,
    quoted: Option<&QuotedMail<'_>>,
) -> String {
    let mut out = String::from(
        "<html><head><style>p.MsoNormal{margin:0;font-size:11pt;font-family:Calibri,sans-serif}</style></head><body lang=\"EN-GB\">\n",
    );
    for line in text.lines() {
        let line = if line.is_empty() {
            "&nbsp;".to_owned()
        } else {
            escape(line)
        };
        out.push_str(&format!("<p class=\"MsoNormal\">{line}</p>\n"));
    }
    if let Some(company) = company {
        let (name, company, host) = (escape(name), escape(company), super::people::ascii(company));
        out.push_str(&format!(
            "<p class=\"MsoNormal\">&nbsp;</p>\n<table border=\"0\" cellpadding=\"4\"><tr><td><img src=\"https://www.{host}.example/mail/logo.png\" width=\"96\" alt=\"{company}\"></td>\
             <td style=\"font:9pt Arial;color:#555\"><b>{name}</b><br>{company}<br><a href=\"https://www.{host}.example/\">www.{host}.example</a></td></tr></table>\n"
        ));
    }
    if let Some(quoted) = quoted {
        out.push_str(&format!(
            "<div style=\"border:none;border-top:solid #e1e1e1 1.0pt;padding:3pt 0 0 0\"><p class=\"MsoNormal\"><i>{}</i></p></div>\n<blockquote>{}</blockquote>\n",
            escape(quoted.intro),
            divs(quoted.text)
        ));
    }
    out.push_str("</body></html>");
    out
}

fn phone_letter(text: &str, quoted: Option<&QuotedMail<'_>>) -> String {
    let mut out = format!(
        "<div>{}</div>\n<div><br></div><div style=\"color:#888\">Sent from my phone</div>",
        divs(text)
    );
    if let Some(quoted) = quoted {
        out.push_str(&format!(
            "\n<div><br></div><div>{}</div>\n<blockquote type=\"cite\">{}</blockquote>",
            escape(quoted.intro),
            divs(quoted.text)
        ));
    }
    out
}
