//! The few pieces of SVG text that every picture needs. Text from outside is escaped here.

use std::fmt::Write as _;

/// A whole picture: an image to a screen reader, named by its title and explained by its description.
pub(crate) fn picture(
    width: u32,
    height: u32,
    title: &str,
    description: &str,
    content: &str,
) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\"><title>{}</title><desc>{}</desc>{content}</svg>",
        escaped(title),
        escaped(description),
    )
}

/// Text that can stand in an element or in an attribute. Characters that XML forbids are left out.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}

/// A coordinate with at most two decimals and no needless zeros: small files, equal on every machine.
pub(crate) fn number(value: f64) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write!(text, "{value:.2}");
    let trimmed = text.trim_end_matches('0').trim_end_matches('.');
    if trimmed == "-0" {
        "0".to_owned()
    } else {
        trimmed.to_owned()
    }
}
