//! What can be told from tokens alone, inside macros that nobody expands here: paths, and types that
//! a macro is told to make. Comments and strings are no tokens, so nothing is found in them.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

/// Words that are followed by the name of a type.
const TYPE_WORDS: [&str; 4] = ["struct", "enum", "trait", "union"];

/// Each path in the tokens, with its line. A single lower-case word is a variable more often than a
/// path, and is left out.
pub(super) fn paths(tokens: TokenStream) -> Vec<(Vec<String>, usize)> {
    let mut found = Vec::new();
    collect_paths(tokens, &mut found);
    found
        .into_iter()
        .filter(|(path, _)| {
            path.len() > 1 || path[0].starts_with(|first: char| first.is_uppercase())
        })
        .collect()
}

fn collect_paths(tokens: TokenStream, found: &mut Vec<(Vec<String>, usize)>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Group(group) => collect_paths(group.stream(), found),
            TokenTree::Ident(ident) => {
                let (path, after) = path_at(&tokens, at);
                if !follows(&tokens, at, '.') {
                    found.push((path, ident.span().start().line));
                }
                at = after;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
}

/// The path that begins here, and where it ends.
fn path_at(tokens: &[TokenTree], mut at: usize) -> (Vec<String>, usize) {
    let mut path = Vec::new();
    while let Some(TokenTree::Ident(ident)) = tokens.get(at) {
        path.push(ident.to_string());
        at += 1;
        if is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':') {
            at += 2;
        } else {
            break;
        }
    }
    (path, at)
}

/// Whether this token comes right after the character: `.open` is a method or a field.
fn follows(tokens: &[TokenTree], at: usize, character: char) -> bool {
    let single = at >= 1 && is_punct(tokens.get(at - 1), character);
    // `0..open` is a range, not a method.
    single && !(at >= 2 && is_punct(tokens.get(at - 2), character))
}

fn is_punct(token: Option<&TokenTree>, character: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

/// The types that a macro is told to make, with their lines: names after `struct`, `enum`, `trait` and
/// `union`; and where none of these words stands, names that begin a line of their own, as in
/// `ids! { SourceId; SpaceId; }` and `open_set! { Channel { … } }`.
pub(super) fn declared_types(tokens: TokenStream) -> Vec<(String, usize)> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut found = Vec::new();
    after_type_words(&tokens, &mut found);
    if found.is_empty() {
        found = leading_names(&tokens);
    }
    found
}

fn after_type_words(tokens: &[TokenTree], found: &mut Vec<(String, usize)>) {
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                after_type_words(&inner, found);
            }
            TokenTree::Ident(word) if TYPE_WORDS.iter().any(|known| word == known) => {
                if let Some(TokenTree::Ident(name)) = tokens.get(at + 1) {
                    found.push(named(name));
                }
            }
            _ => {}
        }
    }
}

fn leading_names(tokens: &[TokenTree]) -> Vec<(String, usize)> {
    let begins = |at: usize| match at.checked_sub(1).map(|before| &tokens[before]) {
        None | Some(TokenTree::Group(_)) => true,
        Some(before) => is_punct(Some(before), ';'),
    };
    let ends = |at: usize| match tokens.get(at + 1) {
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
        next => is_punct(next, ';'),
    };
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if let TokenTree::Ident(name) = token {
            let capital = name
                .to_string()
                .starts_with(|first: char| first.is_uppercase());
            if capital && begins(at) && ends(at) {
                found.push(named(name));
            }
        }
    }
    found
}

fn named(name: &Ident) -> (String, usize) {
    (name.to_string(), name.span().start().line)
}

/// The names of the methods that are called, with their lines.
pub(super) fn method_calls(tokens: TokenStream) -> Vec<(String, usize)> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => found.extend(method_calls(group.stream())),
            TokenTree::Ident(name) if follows(&tokens, at, '.') => {
                if let Some(TokenTree::Group(_)) = tokens.get(at + 1) {
                    found.push((name.to_string(), name.span().start().line));
                }
            }
            _ => {}
        }
    }
    found
}

/// Every word of the code.
pub(super) fn words(tokens: TokenStream, into: &mut std::collections::HashSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => words(group.stream(), into),
            TokenTree::Ident(ident) => {
                let word = ident.to_string();
                into.insert(word.strip_prefix("r#").map(str::to_owned).unwrap_or(word));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_and_methods_are_not() {
        let tokens =
            "a(crate::x::Y, z.open(), \"crate::no\", Local, 0..super::b::C, one) // crate::d";
        let found: Vec<String> = paths(tokens.parse().expect("tokens"))
            .into_iter()
            .map(|(path, _)| path.join("::"))
            .collect();
        assert_eq!(found, ["crate::x::Y", "Local", "super::b::C"]);
    }

    #[test]
    fn types_that_a_macro_makes_are_found() {
        let tokens = "/// One.\npub enum Channel { Chat }\npub struct $name; { trait Deep {} }";
        let found = declared_types(tokens.parse().expect("tokens"));
        assert_eq!(found, [("Channel".to_owned(), 2), ("Deep".to_owned(), 3)]);
    }

    #[test]
    fn names_that_begin_a_line_of_their_own_are_types() {
        let cases = [
            (
                "/// One.\nSourceId;\n/// Two.\nSpaceId;",
                vec!["SourceId", "SpaceId"],
            ),
            (
                "/// One.\nChannel { Chat = \"chat\", }\nOrigin { Inbound = \"in\", }",
                vec!["Channel", "Origin"],
            ),
            ("static CACHE: Cell<Option<Row>> = None;", vec![]),
        ];
        for (tokens, expected) in cases {
            let found = declared_types(tokens.parse().expect("tokens"));
            let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, expected, "{tokens}");
        }
    }
}
