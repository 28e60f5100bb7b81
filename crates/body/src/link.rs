//! Links: which addresses may be one, what host a reader is shown, and addresses in running text.

use crate::clean::SCHEMES;
use model::ascii_host;
use model::body_tree::{BodyInline, LinkTarget};
use std::collections::HashSet;
use std::ops::Range;
use url::{Host, Url};

/// Headers that a link may fill in: what the writer sees before sending. Others could attach a file or
/// send a copy to somebody whom nobody noticed.
const MAIL_HEADERS: [&str; 3] = ["subject", "body", "cc"];

/// Reads an address as a browser does, and keeps it if its scheme is allowed and it leads somewhere.
pub(crate) fn target(href: &str) -> Option<LinkTarget> {
    let url = Url::parse(href.trim()).ok()?;
    if !SCHEMES.contains(&url.scheme()) {
        return None;
    }
    let target = match url.scheme() {
        "mailto" => mail_target(&url),
        _ => LinkTarget {
            host: url.host_str()?.to_owned(),
            url: url.to_string(),
        },
    };
    (!target.host.is_empty()).then_some(target)
}

/// The address is shown as written in the link, escapes and all: resolving them could forge it. Its host
/// is one, and so in ASCII.
fn mail_target(url: &Url) -> LinkTarget {
    let path = ascii_mail_hosts(url.path());
    let headers = url.query().unwrap_or_default().split('&');
    let headers: Vec<&str> = headers.filter(|it| is_harmless_header(it)).collect();
    let mark = if headers.is_empty() { "" } else { "?" };
    LinkTarget {
        url: format!("mailto:{path}{mark}{}", headers.join("&")),
        host: ascii_mail_hosts(&path.replace("%40", "@"))
            .trim()
            .to_owned(),
    }
}

/// A known header, whose value holds no line of another; the body of a mail has lines.
fn is_harmless_header(header: &str) -> bool {
    let (name, value) = header.split_once('=').unwrap_or((header, ""));
    let name = name.to_ascii_lowercase();
    let value = value.to_ascii_lowercase();
    MAIL_HEADERS.contains(&name.as_str())
        && (name == "body" || !(value.contains("%0a") || value.contains("%0d")))
}

/// Addresses with the names of their hosts in ASCII.
fn ascii_mail_hosts(addresses: &str) -> String {
    let one = |address: &str| match address.rsplit_once('@') {
        Some((name, host)) => match Host::parse(host) {
            Ok(ascii) => format!("{name}@{ascii}"),
            Err(_) => format!("{name}@{}", ascii_host(host)),
        },
        None => address.to_owned(),
    };
    addresses.split(',').map(one).collect::<Vec<_>>().join(",")
}

/// The addresses, as written in links, that lead somewhere and are no word of the text, a line each.
pub(crate) fn unshown(written: &[String], text: &str) -> String {
    if written.is_empty() {
        return String::new();
    }
    // Looked up and not searched for: a body may have thousands of addresses and a million letters.
    let words: HashSet<&str> = text.split_whitespace().collect();
    let plain = written.iter().map(|it| it.replace("&amp;", "&"));
    let unshown = plain.filter(|it| !words.contains(it.as_str()) && target(it).is_some());
    unshown.collect::<Vec<_>>().join("\n")
}

/// Gives a target its place in the table of links.
pub(crate) type PlaceOf<'t> = &'t dyn Fn(LinkTarget) -> u32;

/// Text with its http and https addresses as links.
pub(crate) fn autolinked(text: &str, place_of: PlaceOf<'_>) -> Vec<BodyInline> {
    let mut inlines = Vec::new();
    let mut done = 0;
    for (range, target) in addresses(text) {
        push_text(&mut inlines, &text[done..range.start]);
        let inside = vec![BodyInline::Text {
            text: text[range.clone()].to_owned(),
        }];
        inlines.push(BodyInline::Link {
            target: place_of(target),
            inlines: inside,
        });
        done = range.end;
    }
    push_text(&mut inlines, &text[done..]);
    inlines
}

/// Where the addresses of a text stand that become links.
pub(crate) fn linked_ranges(text: &str) -> Vec<Range<usize>> {
    addresses(text).map(|(range, _)| range).collect()
}

fn addresses(text: &str) -> impl Iterator<Item = (Range<usize>, LinkTarget)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = next_scheme(text, from)?;
            let address = address(&text[at..]);
            from = at + address.len().max(1);
            if let Some(target) = target(address) {
                return Some((at..from, target));
            }
        }
    })
}

fn push_text(inlines: &mut Vec<BodyInline>, text: &str) {
    if !text.is_empty() {
        inlines.push(BodyInline::Text {
            text: text.to_owned(),
        });
    }
}

/// Where the next address begins: "http" at the beginning of a word. Steps over what it cannot use.
fn next_scheme(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += text[at..].find("://")?;
        let start = ["https", "http"]
            .iter()
            .find_map(|scheme| ends_with(&text[from..at], scheme));
        if let Some(start) = start.map(|start| from + start)
            && !text[..start].ends_with(|c: char| c.is_alphanumeric())
        {
            return Some(start);
        }
        at += 3;
    }
}

fn ends_with(text: &str, scheme: &str) -> Option<usize> {
    let start = text.len().checked_sub(scheme.len())?;
    text.get(start..)?
        .eq_ignore_ascii_case(scheme)
        .then_some(start)
}

/// The address at the beginning of a text, without the punctuation of the sentence around it. A
/// closing bracket belongs to the address when its partner does.
fn address(text: &str) -> &str {
    let mut address = &text[..text.find(ends_address).unwrap_or(text.len())];
    let mut surplus = BRACKETS.map(|(open, close)| surplus(address, open, close));
    while let Some(last) = address.chars().next_back() {
        let bracket = BRACKETS.iter().position(|(_, close)| *close == last);
        match bracket {
            Some(at) if surplus[at] > 0 => surplus[at] -= 1,
            None if is_sentence_end(last) => {}
            _ => break,
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address
}

const BRACKETS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];

fn surplus(address: &str, open: char, close: char) -> usize {
    address
        .matches(close)
        .count()
        .saturating_sub(address.matches(open).count())
}

fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '"' | '`' | '“' | '”' | '«' | '»' | '|')
}

fn is_sentence_end(c: char) -> bool {
    matches!(
        c,
        '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' | '’' | '…'
    ) || matches!(
        c,
        '。' | '，'
            | '、'
            | '；'
            | '：'
            | '！'
            | '？'
            | '）'
            | '」'
            | '』'
            | '】'
            | '،'
            | '؛'
            | '؟'
            | '।'
    )
}
