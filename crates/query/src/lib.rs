//! LANGUAGE: free text to terms, folding, and where a text matches.
//!
//! The cache feeds [`indexable`] text to FTS5 and asks it for [`Terms::to_fts5`]; the window marks
//! with [`Terms::pieces`]. All three stand on [`tokens`], so what is found is what is marked. This
//! crate must never know a store or a window, and builds for wasm32.

mod fold;
mod matching;
mod terms;
mod tokens;

pub use terms::{MAX_TERMS, Term, Terms, parse};
pub use tokens::{indexable, tokens};
