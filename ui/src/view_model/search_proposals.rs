//! What a search that is being typed may become, and which of it the arrow keys are on.

use model::search::SearchCompletion;

/// The proposals under the field; none are shown where there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchProposals {
    all: Vec<SearchCompletion>,
    chosen: Option<usize>,
}

impl SearchProposals {
    /// Shows what a text may become. What it is already is no proposal.
    pub fn show(&mut self, text: &str, found: Vec<SearchCompletion>) {
        self.all = found;
        self.all.retain(|proposal| proposal.text != text);
        self.chosen = None;
    }

    /// Shows none.
    pub fn close(&mut self) {
        *self = Self::default();
    }

    /// Whether any are shown.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.all.is_empty()
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[SearchCompletion] {
        &self.all
    }

    /// The place of the one that the arrow keys are on.
    #[must_use]
    pub const fn chosen_at(&self) -> Option<usize> {
        self.chosen
    }

    /// The one that the arrow keys are on.
    #[must_use]
    pub fn chosen(&self) -> Option<SearchCompletion> {
        self.all.get(self.chosen?).cloned()
    }

    /// Moves on, around the ends; the field itself stands between the last and the first.
    pub fn step(&mut self, by: i32) {
        let places = i64::try_from(self.all.len()).unwrap_or(0) + 1;
        let here = self
            .chosen
            .map_or(0, |at| i64::try_from(at).unwrap_or(0) + 1);
        let next = (here + i64::from(by)).rem_euclid(places);
        self.chosen = usize::try_from(next - 1).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposal(text: &str) -> SearchCompletion {
        SearchCompletion {
            text: text.to_owned(),
            word: text.to_owned(),
            conversations: None,
        }
    }

    #[test]
    fn the_arrows_go_around_through_the_field() {
        let mut proposals = SearchProposals::default();
        proposals.step(1);
        assert_eq!(proposals.chosen(), None, "there is nothing to choose");
        proposals.show(
            "ch",
            vec![proposal("channel:"), proposal("chat:"), proposal("ch")],
        );
        assert_eq!(proposals.all().len(), 2, "what is typed is no proposal");
        let places = [Some(0), Some(1), None, Some(0)];
        for place in places {
            proposals.step(1);
            assert_eq!(proposals.chosen_at(), place);
        }
        proposals.step(-1);
        proposals.step(-1);
        assert_eq!(proposals.chosen(), Some(proposal("chat:")));
        proposals.close();
        assert!(!proposals.is_open());
    }
}
