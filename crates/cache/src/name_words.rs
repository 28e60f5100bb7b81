//! Whether a name holds the words that were typed for it, each as the beginning of one.

use query::tokens;

/// Whether a name holds the words. No words are in no name.
pub(crate) fn has_words(name: &str, words: &str) -> bool {
    let name: Vec<String> = tokens(name).into_iter().map(|(_, token)| token).collect();
    let mut words = tokens(words).into_iter().map(|(_, token)| token).peekable();
    words.peek().is_some() && words.all(|word| name.iter().any(|token| token.starts_with(&word)))
}
