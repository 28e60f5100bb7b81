//! Whether a name holds the words that were typed for it, each as the beginning of one.

use query::tokens;

/// Whether a name holds the words. No words are in no name.
pub(crate) fn has_words(name: &str, words: &str) -> bool {
    let name: Vec<String> = tokens(name).into_iter().map(|(_, token)| token).collect();
    let mut words = tokens(words).into_iter().map(|(_, token)| token).peekable();
    words.peek().is_some() && words.all(|word| name.iter().any(|token| token.starts_with(&word)))
}

/// Whether any part of a name holds the words.
pub(crate) fn any_has_words(parts: [&Option<String>; 3], words: &str) -> bool {
    let mut parts = parts.into_iter().flatten();
    parts.any(|part| has_words(part, words))
}
