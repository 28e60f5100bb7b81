//! LANGUAGE: free text to an [`Expr`], folding, and where a text matches.
//!
//! A search is parsed once, when its list is opened: `parse` (with the table of `operator`) makes the
//! [`Expr`] and says what was not understood, `meaning` says what is asked, the cache evaluates it, and
//! `matching` marks with it. The cache feeds [`indexable`] text to FTS5 and asks it for
//! [`Expr::to_fts5`]; both and the marks stand on [`tokens()`], so what is found is what is marked. This
//! crate must never know a store or a window, and builds for wasm32.

mod calendar;
mod columns;
mod day_terms;
mod expr;
mod facet;
mod fold;
mod matching;
mod meaning;
mod number;
pub mod operator;
mod parse;
mod place;
mod relaxed;
mod span;
mod syntax;
mod term;
mod tokens;

pub use calendar::SearchCalendar;
pub use columns::SEARCH_COLUMNS;
pub use day_terms::DayTerms;
pub use expr::Expr;
pub use facet::FacetTerms;
pub use number::{NumberTerm, indexable_numbers};
pub use operator::day_number;
pub use parse::{MAX_TERMS, SearchQuery, parse};
pub use place::TextPlace;
pub use relaxed::relaxed;
pub use term::TextTerm;
pub use tokens::{indexable, tokens};
