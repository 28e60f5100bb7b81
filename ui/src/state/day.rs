//! Going to a day in the list, whatever it stood by before.

use super::browsing::BrowsingState;
use super::list_state::SelectedConversation;
use crate::ipc;
use leptos::prelude::*;
use model::failure::Failure;
use model::request::{DayPlaceRequest, ListSort, SortKey};

impl BrowsingState {
    /// Selects the conversation at which the list comes to a day; false where the list is empty. A list that does
    /// not stand by a time stands by the newest message then.
    pub(crate) async fn go_to_day(self, day: String) -> Result<bool, Failure> {
        let sort = match self.list.sort.get_untracked() {
            sort if matches!(sort.by, SortKey::LastActivity | SortKey::Started) => sort,
            _ => ListSort::default(),
        };
        let filter = self.list.filter.get_untracked();
        let request = DayPlaceRequest { filter, sort, day };
        let Some(id) = ipc::conversation_of_day(request).await? else {
            return Ok(false);
        };
        self.show_sorted_at(sort, SelectedConversation { id, row: None });
        Ok(true)
    }
}
