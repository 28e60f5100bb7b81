//! What goes when a laptop is forgotten, a line for each kind of thing.

use crate::{Phrase, TextKey};
use model::view::LaptopHoldings;

/// The lines. Of what there is none, nothing is said.
#[must_use]
pub fn forgotten_words(held: LaptopHoldings) -> Vec<Phrase> {
    let counted = [
        (TextKey::ForgetCopied, held.conversations),
        (TextKey::ForgetSources, held.sources),
        (TextKey::ForgetWaiting, held.waiting_deletions),
    ];
    let counted = counted.into_iter().filter(|(_, count)| *count > 0);
    let mut lines: Vec<Phrase> = counted
        .map(|(words, count)| Phrase::count(words, count))
        .collect();
    lines.extend([TextKey::ForgetMade, TextKey::ForgetKey].map(Phrase::new));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_not_said() {
        assert_eq!(forgotten_words(LaptopHoldings::default()).len(), 2);
        let held = LaptopHoldings {
            sources: 1,
            conversations: 2,
            waiting_deletions: 3,
        };
        assert_eq!(forgotten_words(held).len(), 5);
    }
}
