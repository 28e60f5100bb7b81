//! Why a search is not what it seems: said in the list's notice. Words for it are the window's.

use crate::parse::SearchQuery;
use model::view::SearchNotice;

impl SearchQuery {
    /// What a reader must be told of how the search was understood; `None` where it was as typed.
    #[must_use]
    pub fn notice(&self, typed: &str) -> Option<SearchNotice> {
        if typed.trim().is_empty() {
            return None;
        }
        if self.is_empty() {
            return Some(SearchNotice::NothingSearchable);
        }
        if self.left_out > 0 {
            return Some(SearchNotice::WordsLeftOut {
                used: count(self.expr.text_terms().len()),
                left_out: count(self.left_out),
            });
        }
        self.open_quote.then_some(SearchNotice::OpenQuote)
    }
}

fn count(terms: usize) -> u32 {
    u32::try_from(terms).unwrap_or(u32::MAX)
}
