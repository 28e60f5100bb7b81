//! LANGUAGE: free text to an [`Expr`], folding, and where a text matches.
//!
//! A search is parsed once, when its list is opened: `parse` (with the table of `operator`) makes the
//! [`Expr`], `explain` says what of it was not as it seems, the cache evaluates it, and `matching`
//! marks with it. The cache feeds [`indexable`] text to FTS5 and asks it for [`Expr::to_fts5`]; both
//! and the marks stand on [`tokens()`], so what is found is what is marked. This crate must never know
//! a store or a window, and builds for wasm32.

mod explain;
mod expr;
mod fold;
mod matching;
pub mod operator;
mod parse;
mod tokens;

pub use expr::{Expr, FieldTest, TextTerm};
pub use parse::{MAX_TERMS, SearchQuery, parse};
pub use tokens::{indexable, tokens};
