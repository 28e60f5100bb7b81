//! The style sheets of a mail, as far as they hide text or show it again: a preheader is often hidden by its
//! class. What holds for some screens alone is not looked at.

use crate::sight::ElementStyle;
use std::collections::HashMap;

/// Bytes of a style sheet that are read, and rules that are kept: some frameworks come whole.
const MOST_BYTES: usize = 64 << 10;
const MOST_RULES: usize = 1_000;

/// Classes of one element that are looked up.
const MOST_CLASSES: usize = 8;

/// The rules by what they are for: `tag`, `.class` or `tag.class`.
#[derive(Debug, Default)]
pub(crate) struct StyleRules {
    styles: HashMap<String, ElementStyle>,
}

impl StyleRules {
    /// Reads a style sheet, beside those before it.
    pub(crate) fn read(&mut self, sheet: &str) {
        let sheet = without_comments(&sheet[..sheet.floor_char_boundary(MOST_BYTES)]);
        let mut rest = sheet.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let prelude = before.rsplit(';').next().unwrap_or_default().trim();
            if prelude.starts_with('@') {
                rest = after_block(after);
                continue;
            }
            let (declarations, next) = after.split_once('}').unwrap_or((after, ""));
            self.add(prelude, ElementStyle::read(declarations));
            rest = next;
        }
    }

    fn add(&mut self, selectors: &str, style: ElementStyle) {
        for selector in selectors.split(',') {
            let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '>' | '+' | '~');
            let mut parts = selector.split(is_end).filter(|part| !part.is_empty());
            let Some(name) = parts.next_back() else {
                continue;
            };
            // Where the rule holds inside of something only, it may show and not hide.
            let style = match parts.next() {
                Some(_) => style.showing_part(),
                None => style,
            };
            self.add_one(name, style);
        }
    }

    fn add_one(&mut self, name: &str, style: ElementStyle) {
        let is_simple = !name.contains([':', '[', '#', '*']) && name.matches('.').count() <= 1;
        let name = name.to_ascii_lowercase();
        if is_simple && (self.styles.len() < MOST_RULES || self.styles.contains_key(&name)) {
            let known = self.styles.entry(name).or_default();
            *known = known.then(style);
        }
    }

    /// What the sheets say of an element.
    pub(crate) fn of(&self, name: &str, classes: Option<&str>) -> ElementStyle {
        if self.styles.is_empty() {
            return ElementStyle::default();
        }
        let mut style = self.named(name);
        let classes = classes.unwrap_or_default().split_ascii_whitespace();
        for class in classes.take(MOST_CLASSES) {
            let class = class.to_ascii_lowercase();
            style = style.then(self.named(&format!(".{class}")));
            style = style.then(self.named(&format!("{name}.{class}")));
        }
        style
    }

    fn named(&self, name: &str) -> ElementStyle {
        self.styles.get(name).copied().unwrap_or_default()
    }
}

/// What stands behind the block that has begun, blocks inside of it included.
fn after_block(text: &str) -> &str {
    let mut depth = 1;
    for (at, brace) in text.match_indices(['{', '}']) {
        depth = if brace == "{" { depth + 1 } else { depth - 1 };
        if depth == 0 {
            return &text[at + 1..];
        }
    }
    ""
}

fn without_comments(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out.replace("<!--", " ").replace("-->", " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexer::TagAttributes;
    use crate::sight::TextSight;

    fn is_seen(sheet: &str, name: &str, class: &str) -> bool {
        let mut rules = StyleRules::default();
        rules.read(sheet);
        let style = rules.of(name, Some(class));
        TextSight::default()
            .inside(name, &TagAttributes::default(), style)
            .is_seen()
    }

    #[test]
    fn classes_hide() {
        let sheets = [
            ".preheader { display: none !important; visibility: hidden }",
            "<!-- p{margin:0} .a, span.Preheader {display:none} -->",
            "@import url(x); @media print { .b { color: red } } .preheader{font-size:0}",
            "/* .preheader{display:block} } */ .preheader{opacity:0;} .x{display:none}",
            ".preheader{max-height:0} .preheader{overflow:hidden}",
        ];
        for sheet in sheets {
            assert!(!is_seen(sheet, "span", "big preheader"), "{sheet}");
            assert!(is_seen(sheet, "span", "big"), "{sheet}");
        }
    }

    #[test]
    fn rules_for_some_screens_or_some_places_do_not_hide() {
        let sheets = [
            "@media (max-width:600px) { .preheader { display:none } }",
            ".mobile .preheader { display:none }",
            ".preheader:hover { display:none }",
            "#preheader { display:none }",
            ".preheader { display:none } .preheader { display:block }",
            "preheader",
            "@media {",
        ];
        for sheet in sheets {
            assert!(is_seen(sheet, "span", "preheader"), "{sheet}");
        }
    }

    #[test]
    fn a_rule_for_an_element_shows_what_a_frame_left_without_size() {
        let mut rules = StyleRules::default();
        rules.read("td p { font-size:14px }");
        let frame = TagAttributes {
            style: Some("font-size:0"),
            ..TagAttributes::default()
        };
        let frame = TextSight::default().inside("td", &frame, rules.of("td", None));
        let inside = frame.inside("p", &TagAttributes::default(), rules.of("p", None));
        assert!(!frame.is_seen() && inside.is_seen());
    }
}
