//! A search as it was typed, with one of its terms left out.

use crate::syntax::outer_parts;

/// Each term that stands by itself outside of all brackets, and the search without it. What is joined by OR is one
/// term.
#[must_use]
pub fn relaxed(text: &str) -> Vec<(String, String)> {
    let parts: Vec<&str> = outer_parts(text)
        .into_iter()
        .map(|part| text[part].trim())
        .collect();
    let without = |left_out: usize| {
        let others = parts.iter().enumerate().filter(|(at, _)| *at != left_out);
        let others: Vec<&str> = others.map(|(_, part)| *part).collect();
        others.join(" ")
    };
    let terms = parts.iter().enumerate();
    terms
        .map(|(at, part)| ((*part).to_owned(), without(at)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_term_goes_and_the_others_stay_as_they_were_typed() {
        let found = relaxed("roof -\"day pass\"  (tour OR visit) channel:chat a OR b");
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(term, rest)| (term.as_str(), rest.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("roof", "-\"day pass\" (tour OR visit) channel:chat a OR b"),
                ("-\"day pass\"", "roof (tour OR visit) channel:chat a OR b"),
                ("(tour OR visit)", "roof -\"day pass\" channel:chat a OR b"),
                ("channel:chat", "roof -\"day pass\" (tour OR visit) a OR b"),
                ("a OR b", "roof -\"day pass\" (tour OR visit) channel:chat"),
            ]
        );
        assert_eq!(relaxed("  "), []);
    }
}
