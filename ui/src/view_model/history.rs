//! Where the reader has been: the searches and filters of the list, with what was read, as a browser has
//! pages. Typing a search is one step, however many letters it has.

use model::ConversationId;
use model::request::{ListFilter, ListSort};

/// Steps that are remembered.
const MOST: usize = 100;

/// A place in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPlace {
    /// What is listed.
    pub filter: ListFilter,
    /// In which order.
    pub sort: ListSort,
    /// What is read.
    pub selected: Option<ConversationId>,
}

/// The places before and after the present one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListHistory {
    before: Vec<ListPlace>,
    after: Vec<ListPlace>,
}

impl ListHistory {
    /// Leaves a place for another filter.
    pub fn leave(&mut self, place: ListPlace, next: &ListFilter) {
        self.after.clear();
        let only_typed = place.filter.text != next.text
            && ListFilter {
                text: next.text.clone(),
                ..place.filter.clone()
            } == *next;
        let is_typing = only_typed && !place.filter.text.is_empty() && !next.text.is_empty();
        if is_typing {
            return;
        }
        if self.before.last() != Some(&place) {
            self.before.push(place);
        }
        if self.before.len() > MOST {
            self.before.remove(0);
        }
    }

    /// The place before; the present one is where to go forward to.
    pub fn back(&mut self, here: ListPlace) -> Option<ListPlace> {
        let place = self.before.pop()?;
        self.after.push(here);
        Some(place)
    }

    /// The place that was gone back from.
    pub fn forward(&mut self, here: ListPlace) -> Option<ListPlace> {
        let place = self.after.pop()?;
        self.before.push(here);
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Channel;

    fn at(text: &str) -> ListPlace {
        ListPlace {
            filter: ListFilter {
                text: text.to_owned(),
                ..ListFilter::default()
            },
            sort: ListSort::default(),
            selected: None,
        }
    }

    #[test]
    fn a_search_is_one_step_however_it_was_typed() {
        let mut history = ListHistory::default();
        for (from, to) in [("", "r"), ("r", "ro"), ("ro", "roof"), ("roof", "")] {
            history.leave(at(from), &at(to).filter);
        }
        let back = history.back(at("")).expect("the search");
        assert_eq!(back, at("roof"));
        assert_eq!(history.back(at("roof")), Some(at("")));
        assert_eq!(history.back(at("")), None);
        assert_eq!(history.forward(at("")), Some(at("roof")));
    }

    #[test]
    fn whoever_goes_elsewhere_does_not_go_forward_any_more() {
        let mut history = ListHistory::default();
        let chat = ListFilter {
            channel: Some(Channel::Chat),
            ..ListFilter::default()
        };
        history.leave(at(""), &chat);
        let here = ListPlace {
            filter: chat.clone(),
            ..at("")
        };
        assert_eq!(history.back(here.clone()), Some(at("")));
        history.leave(at(""), &at("roof").filter);
        assert_eq!(history.forward(at("roof")), None);
    }
}
