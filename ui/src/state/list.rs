//! What is done with the list: opening, filtering, following newer data, selecting. The selection stays
//! on its conversation when rows move.

use super::browsing::{BrowsingState, WorkspacePage};
use super::list_state::{LIST, ListHead, ListOpening, SelectedConversation};
use super::reading_state::DETAIL;
use crate::browser::dom;
use crate::ipc;
use crate::view_model::filter::{counting, recounted};
use crate::view_model::history::ListPlace;
use crate::view_model::page_cache::{PAGE, PageCache};
use crate::view_model::picked_rows::PickedRows;
use crate::view_model::virtual_scroll::{ScrollPosition, SelectionMove, moved};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::ConversationId;
use model::failure::{Failure, FailureCode};
use model::request::{InferredOutcomes, ListFilter, ListSort, ListWindow, OpenList};
use model::view::ListOpened;
use std::sync::Arc;

impl BrowsingState {
    /// Opens the list for the first time.
    pub(crate) fn open_first(self) {
        self.list.touched.set(false);
        self.open_list(ListOpening::First);
    }

    /// Opens the list of everything, in another world.
    pub(super) fn begin_anew(self) {
        self.list.selected.set(None);
        self.reading.close();
        let open = self.counting_alike(ListFilter::default());
        self.list.filter.set(open.clone());
        self.settings.update(|settings| settings.filter = open);
        self.open_first();
    }

    /// Opens the list of another filter.
    pub(crate) fn filter(self, filter: ListFilter) {
        self.page.set(WorkspacePage::Conversations);
        let filter = self.counting_alike(filter);
        if self.list.filter.with_untracked(|before| *before == filter) {
            return;
        }
        self.list.touched.set(true);
        let here = self.place();
        self.list
            .history
            .update_value(|history| history.leave(here, &filter));
        self.list.filter.set(filter.clone());
        self.settings.update(|settings| {
            settings.filter = ListFilter {
                text: String::new(),
                ..filter
            }
        });
        self.open_list(ListOpening::Filtered);
    }

    /// A filter with inferred outcomes counted as the list counts them.
    fn counting_alike(self, filter: ListFilter) -> ListFilter {
        counting(filter, self.inferred())
    }

    /// Whether inferred outcomes count: one setting, wherever numbers are.
    pub(super) fn inferred(self) -> InferredOutcomes {
        self.list.filter.with_untracked(|filter| filter.inferred)
    }

    /// Counts inferred outcomes or not. The list is the same, and so is what is read, unless a number had opened it: it
    /// shows what that number counts now.
    pub(crate) fn count_inferred(self, inferred: InferredOutcomes) {
        let filter = self.list.filter.get_untracked();
        let filter = recounted(&filter, inferred);
        self.settings
            .update(|settings| settings.filter = recounted(&settings.filter, inferred));
        self.list.filter.set(filter);
        self.refresh();
    }

    /// Where the reader is.
    fn place(self) -> ListPlace {
        ListPlace {
            filter: self.list.filter.get_untracked(),
            sort: self.list.sort.get_untracked(),
            selected: self
                .list
                .selected
                .get_untracked()
                .map(|selected| selected.id),
        }
    }

    /// Goes back to the search or the filter before; false where there is none.
    pub(crate) fn go_back(self) -> bool {
        let here = self.place();
        let place = self
            .list
            .history
            .try_update_value(|history| history.back(here));
        self.return_to(place.flatten())
    }

    /// Goes forward again; false where nothing was gone back from.
    pub(crate) fn go_forward(self) -> bool {
        let here = self.place();
        let place = self
            .list
            .history
            .try_update_value(|history| history.forward(here));
        self.return_to(place.flatten())
    }

    /// Reads a conversation that was asked for by itself, and lists others with it; back leads to where the reader
    /// is now. It need not be in the list.
    pub(crate) fn visit(self, id: ConversationId, filter: ListFilter) {
        self.page.set(WorkspacePage::Conversations);
        let filter = self.counting_alike(filter);
        let here = self.place();
        self.list
            .history
            .update_value(|history| history.leave(here, &filter));
        self.list.touched.set(true);
        self.list.quiet.set(false);
        self.list.filter.set(filter.clone());
        let selected = SelectedConversation { id, row: None };
        self.list.selected.set(Some(selected));
        self.settings.update(|settings| {
            settings.filter = ListFilter {
                text: String::new(),
                ..filter
            }
        });
        self.reading.shown.set(true);
        self.read(id);
        self.open_list(ListOpening::Visited);
    }

    fn return_to(self, place: Option<ListPlace>) -> bool {
        let Some(ListPlace {
            filter,
            sort,
            selected,
        }) = place
        else {
            return false;
        };
        let filter = self.counting_alike(filter);
        self.list.touched.set(true);
        self.list.filter.set(filter.clone());
        self.list.sort.set(sort);
        let selected = selected.map(|id| SelectedConversation { id, row: None });
        self.list.selected.set(selected);
        self.settings.update(|settings| {
            settings.sort = sort;
            settings.filter = ListFilter {
                text: String::new(),
                ..filter
            };
        });
        self.open_list(ListOpening::Returned);
        true
    }

    /// Opens the list of another filter in another order.
    pub(crate) fn filter_and_sort(self, filter: ListFilter, sort: ListSort) {
        let filter = self.counting_alike(filter);
        let is_sorted = self.list.sort.get_untracked() == sort;
        if self.list.filter.with_untracked(|before| *before == filter) {
            return self.sort(sort);
        }
        if !is_sorted {
            self.list.sort.set(sort);
            self.settings.update(|settings| settings.sort = sort);
        }
        self.filter(filter);
    }

    /// Opens the same list in another order. What is read stays read.
    pub(crate) fn sort(self, sort: ListSort) {
        if self.list.sort.get_untracked() == sort {
            return;
        }
        self.list.touched.set(true);
        self.list.sort.set(sort);
        self.settings.update(|settings| settings.sort = sort);
        self.open_list(ListOpening::Sorted);
    }

    /// Opens the same list in an order, at one of its conversations.
    pub(super) fn show_sorted_at(self, sort: ListSort, at: SelectedConversation) {
        self.list.touched.set(true);
        self.list.sort.set(sort);
        self.list.selected.set(Some(at));
        self.settings.update(|settings| settings.sort = sort);
        self.open_list(ListOpening::Returned);
    }

    /// Opens the same list over newer data.
    pub(crate) fn refresh(self) {
        self.open_list(ListOpening::Refreshed);
    }

    /// Shows the newest conversation, where nobody has chosen another.
    pub(super) fn show_newest(self) {
        if self.list.is_left_alone() {
            self.open_list(ListOpening::Filled);
        }
    }

    /// Shows what is new, from the top.
    pub(crate) fn show_fresh(self) {
        self.list.go(ScrollPosition::default());
        self.refresh();
    }

    fn open_list(self, opening: ListOpening) {
        if opening.lists_others() {
            self.pick_none();
        }
        let turn = self.list.take_turn();
        let opening = self.list.with_owed(opening);
        let filter = self.list.filter.get_untracked();
        let locate = match opening {
            ListOpening::First => self
                .settings
                .chosen
                .with_untracked(|settings| settings.selected),
            _ => self
                .list
                .selected
                .get_untracked()
                .map(|selected| selected.id),
        };
        let request = OpenList {
            filter: filter.clone(),
            sort: self.list.sort.get_untracked(),
            first_rows: PAGE,
            locate,
        };
        let asked = ipc::open_list(request);
        self.list.busy.set(true);
        spawn_local(async move {
            let answer = asked.await;
            if self.list.turn.get_untracked() != turn {
                return;
            }
            self.list.busy.set(false);
            match answer {
                Ok(opened) => self.apply_result(filter, opened, opening, locate),
                Err(failure) => self.notices.failed(&failure),
            }
        });
    }

    fn apply_result(
        self,
        filter: ListFilter,
        opened: ListOpened,
        opening: ListOpening,
        asked: Option<ConversationId>,
    ) {
        let list = self.list;
        list.owes_newest.set_value(false);
        // Somebody may have chosen while the answer was on its way.
        let opening = match opening {
            ListOpening::Filled if !list.is_left_alone() => ListOpening::Refreshed,
            opening => opening,
        };
        let first = opened.rows.first().map(|row| row.id);
        let ListOpened {
            list: id,
            generation,
            total,
            tabs,
            tabs_total,
            metrics,
            rows,
            located,
            meaning,
            diagnoses,
        } = opened;
        list.fresh.set(None);
        list.picked.update_untracked(PickedRows::forget_place);
        list.track.update(|track| track.rows = total);
        list.draw_what_is_seen();
        list.pages.set(PageCache::opened(id, total, rows));
        list.head.set(Some(Arc::new(ListHead {
            filter,
            generation,
            total,
            tabs,
            tabs_total,
            metrics,
            meaning,
            diagnoses,
        })));
        // The reader may have moved on while the answer was on its way.
        let wanted = list
            .selected
            .get_untracked()
            .map(|selected| selected.id)
            .or(asked);
        let located = match wanted {
            Some(id) if wanted != asked => list.pages.with_untracked(|pages| pages.find(id)),
            _ => located,
        };
        self.restore_scroll(opening, located);
        self.reselect(opening, wanted, located, first);
    }

    /// Puts the reader where the opening says.
    fn restore_scroll(self, opening: ListOpening, located: Option<u32>) {
        let (list, track) = (self.list, self.list.track.get_untracked());
        let here = list.position.get_untracked();
        let before = list
            .selected
            .get_untracked()
            .and_then(|selected| selected.row);
        match (opening, before, located) {
            (ListOpening::Refreshed, _, _) if here.content <= 0.0 => {
                list.go(ScrollPosition::default())
            }
            (ListOpening::Refreshed, Some(before), Some(after)) => {
                let moved = (f64::from(after) - f64::from(before)) * track.row;
                list.go(ScrollPosition::at(&track, here.content + moved));
            }
            (ListOpening::Refreshed, _, _) => list.go(ScrollPosition::at(&track, here.content)),
            _ => list.go(ScrollPosition::default()),
        }
    }

    /// Keeps the selection on its conversation, where that is still in the list.
    fn reselect(
        self,
        opening: ListOpening,
        wanted: Option<ConversationId>,
        located: Option<u32>,
        first: Option<ConversationId>,
    ) {
        match (wanted, located) {
            _ if opening == ListOpening::Filled => self.select_quietly(first),
            (Some(id), Some(row)) => {
                let stays = matches!(
                    opening,
                    ListOpening::Refreshed | ListOpening::Sorted | ListOpening::Visited
                );
                let again = !stays || self.reading.is_stale();
                self.list
                    .selected
                    .set(Some(SelectedConversation { id, row: Some(row) }));
                let is_sought = matches!(
                    opening,
                    ListOpening::First | ListOpening::Returned | ListOpening::Visited
                );
                if is_sought && self.list.track.with_untracked(|track| track.view > 0.0) {
                    self.list.show(row);
                }
                if again && !(opening == ListOpening::First && dom::is_narrow()) {
                    self.read(id);
                }
            }
            _ if opening == ListOpening::Filtered || !self.list.touched.get_untracked() => {
                self.select_quietly(first);
            }
            _ if matches!(opening, ListOpening::Refreshed | ListOpening::Visited) => {
                self.list.selected.update(|selected| {
                    if let Some(selected) = selected {
                        selected.row = None;
                    }
                });
            }
            _ => self.deselect(),
        }
    }

    fn select_quietly(self, first: Option<ConversationId>) {
        let Some(id) = first else {
            return self.deselect();
        };
        self.list
            .selected
            .set(Some(SelectedConversation { id, row: Some(0) }));
        self.list.quiet.set(true);
        if !dom::is_narrow() {
            self.read(id);
        }
    }

    fn deselect(self) {
        self.list.selected.set(None);
        self.reading.close();
    }

    /// Fetches the rows of a range that are not held.
    pub(crate) fn fetch(self, range: std::ops::Range<u32>) {
        let list = self.list.pages.with_untracked(PageCache::list);
        let missing = self
            .list
            .pages
            .try_update_untracked(|pages| pages.missing(range))
            .unwrap_or_default();
        for (start, count) in missing {
            let asked = ipc::list_window(ListWindow { list, start, count });
            spawn_local(async move {
                let answer = asked.await;
                if self.list.pages.with_untracked(PageCache::list) == list {
                    self.take_window(start, answer);
                }
            });
        }
    }

    fn take_window(self, start: u32, answer: Result<Vec<model::view::ConversationRow>, Failure>) {
        match answer {
            Ok(rows) => self.list.pages.update(|pages| pages.keep(start, rows)),
            Err(failure) if failure.code() == FailureCode::StaleList => self.refresh(),
            Err(failure) => {
                self.list
                    .pages
                    .update_untracked(|pages| pages.give_up(start));
                self.notices.failed(&failure);
            }
        }
    }

    /// Selects the conversation of a row, and reads it.
    pub(crate) fn select(self, id: ConversationId, row: u32) {
        self.list.touched.set(true);
        self.list.quiet.set(false);
        self.list
            .selected
            .set(Some(SelectedConversation { id, row: Some(row) }));
        self.list.show(row);
        if !dom::is_narrow() {
            self.read(id);
        }
    }

    /// Moves the selection. Where the row is not held yet, its window is fetched first.
    pub(crate) fn step(self, step: SelectionMove) {
        let track = self.list.track.get_untracked();
        let from = self
            .list
            .selected
            .get_untracked()
            .and_then(|selected| selected.row);
        let Some(row) = moved(&track, from, step) else {
            return;
        };
        if let Some(held) = self.list.pages.with_untracked(|pages| pages.row(row)) {
            return self.select(held.id, row);
        }
        self.list.show(row);
        let list = self.list.pages.with_untracked(PageCache::list);
        spawn_local(async move {
            let answer = ipc::list_window(ListWindow {
                list,
                start: row,
                count: 1,
            })
            .await;
            if let Some(found) = answer.ok().and_then(|rows| rows.into_iter().next()) {
                self.select(found.id, row);
            }
        });
    }

    /// Moves the selection, and reads what is there, even where the conversation covers the list.
    pub(crate) fn step_open(self, step: SelectionMove) {
        let is_shown = self.reading.shown.get_untracked();
        self.step(step);
        // What is not held yet is fetched first, and then read as any selection is.
        if let Some(selected) = self.list.selected.get_untracked().filter(|_| is_shown) {
            self.read(selected.id);
        }
    }

    /// Somebody reads what is selected, whoever selected it: it is theirs now, and is come back to.
    pub(crate) fn settle_on_selected(self) {
        self.list.touched.set(true);
        if !self.list.quiet.get_untracked() {
            return;
        }
        self.list.quiet.set(false);
        if let Some(selected) = self.list.selected.get_untracked() {
            self.settings
                .update(|settings| settings.selected = Some(selected.id));
        }
    }

    /// Opens the selected conversation and gives it the keyboard.
    pub(crate) fn open_selected(self) {
        if let Some(selected) = self.list.selected.get_untracked() {
            self.settle_on_selected();
            self.read(selected.id);
            self.reading.shown.set(true);
            request_animation_frame(|| dom::focus(DETAIL));
        }
    }

    /// Goes back from the conversation to the list.
    pub(crate) fn back_to_list(self) {
        self.reading.shown.set(false);
        dom::focus(LIST);
    }
}
