//! The second line of a row. It is short, so while something is searched for it begins close to the
//! first match.

use model::view::TextPiece;

/// Characters kept before the first match.
const BEFORE: usize = 16;

/// The pieces from shortly before the first match on; all of them where nothing matches.
#[must_use]
pub fn near_match(pieces: &[TextPiece]) -> Vec<TextPiece> {
    let Some(first) = pieces.iter().position(|piece| piece.hit) else {
        return pieces.to_vec();
    };
    let before: String = pieces[..first]
        .iter()
        .map(|piece| piece.text.as_str())
        .collect();
    let mut near = Vec::with_capacity(pieces.len() - first + 1);
    if !before.is_empty() {
        near.push(TextPiece {
            text: tail(&before),
            hit: false,
        });
    }
    near.extend_from_slice(&pieces[first..]);
    near
}

/// The last characters of a text, from the beginning of a word where there is one.
fn tail(text: &str) -> String {
    let length = text.chars().count();
    if length <= BEFORE + 4 {
        return text.to_owned();
    }
    let cut: String = text.chars().skip(length - BEFORE).collect();
    let word = cut.split_once(' ').map_or(cut.as_str(), |(_, rest)| rest);
    format!(
        "…{}",
        if word.trim().is_empty() {
            cut.as_str()
        } else {
            word
        }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pieces: &[(&str, bool)]) -> String {
        let pieces: Vec<TextPiece> = pieces
            .iter()
            .map(|(text, hit)| TextPiece {
                text: (*text).to_owned(),
                hit: *hit,
            })
            .collect();
        near_match(&pieces)
            .iter()
            .map(|piece| piece.text.as_str())
            .collect()
    }

    #[test]
    fn a_line_begins_close_to_its_first_match() {
        let cases: [(&[(&str, bool)], &str); 5] = [
            (
                &[("no match in this rather long line", false)],
                "no match in this rather long line",
            ),
            (&[("a short ", false), ("tour", true)], "a short tour"),
            (
                &[("Friday, but nobody may ", false), ("tour", true)],
                "…but nobody may tour",
            ),
            (&[("tour", true), (" first", false)], "tour first"),
            (
                &[
                    ("一二三四五六七八九十一二三四五六七八九十一", false),
                    ("見学", true),
                ],
                "…六七八九十一二三四五六七八九十一見学",
            ),
        ];
        for (pieces, expected) in cases {
            assert_eq!(said(pieces), expected);
        }
    }
}
