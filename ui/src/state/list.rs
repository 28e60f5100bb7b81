//! The open list: its filter, its rows as far as they are held, the place of the reader in it and the
//! selected conversation. The selection stays on its conversation when rows move.

use super::AppState;
use crate::browser::dom;
use crate::ipc;
use crate::view_model::filter::is_narrowed;
use crate::view_model::page_cache::{PAGE, PageCache};
use crate::view_model::virtual_scroll::{ScrollPosition, ScrollTrack, SelectionMove, moved};
use leptos::html::{Div, Input};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::ConversationId;
use model::failure::{Code, Failure};
use model::metrics::{ChannelCount, Metrics};
use model::request::{ListFilter, ListWindow, OpenList};
use model::view::{ListOpened, SearchNotice};
use std::sync::Arc;

/// The id of the list's element.
pub(crate) const LIST: &str = "list";

/// The id of the search field's element.
pub(crate) const SEARCH: &str = "search";

/// The selected conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SelectedConversation {
    /// Which.
    pub(crate) id: ConversationId,
    /// Its row, where it is in the list.
    pub(crate) row: Option<u32>,
}

/// What came with an opened list besides its rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ListHead {
    /// The filter that it answers.
    pub(crate) filter: ListFilter,
    /// Rows in all.
    pub(crate) total: u32,
    /// Channels with counts.
    pub(crate) tabs: Vec<ChannelCount>,
    /// All channels together.
    pub(crate) tabs_total: u64,
    /// The metric strip.
    pub(crate) metrics: Metrics,
    /// What of the search could not be used.
    pub(crate) notice: Option<SearchNotice>,
}

/// Why a list is opened, and so where the reader is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListOpening {
    /// The window has just opened: the conversation last read, or the first.
    First,
    /// Another filter: from the top.
    Filtered,
    /// The same filter over newer data: the reader stays where the conversation is.
    Refreshed,
    /// The first sync is over, and nobody has touched the list: the newest conversation.
    Filled,
}

/// The open list.
#[derive(Clone, Copy)]
pub(crate) struct ListState {
    /// Which conversations.
    pub(crate) filter: RwSignal<ListFilter>,
    /// What came with it.
    pub(crate) head: RwSignal<Option<Arc<ListHead>>>,
    /// Its rows, as far as they are held.
    pub(crate) pages: RwSignal<PageCache>,
    /// Its height and the height of its opening.
    pub(crate) track: RwSignal<ScrollTrack>,
    /// Where the reader is.
    pub(crate) position: RwSignal<ScrollPosition>,
    /// The selected conversation.
    pub(crate) selected: RwSignal<Option<SelectedConversation>>,
    /// Conversations that came since it was opened; `None` when nothing changed.
    pub(crate) fresh: RwSignal<Option<u32>>,
    /// Whether an answer is awaited.
    pub(crate) busy: RwSignal<bool>,
    /// The element that scrolls.
    pub(crate) scroller: NodeRef<Div>,
    /// The field of the search.
    pub(crate) search: NodeRef<Input>,
    turn: RwSignal<u32>,
    touched: RwSignal<bool>,
    /// Whether the window and no person selected what is selected.
    quiet: RwSignal<bool>,
}

impl ListState {
    /// A list of nothing.
    pub(super) fn new() -> Self {
        Self {
            filter: RwSignal::new(ListFilter::default()),
            head: RwSignal::new(None),
            pages: RwSignal::new(PageCache::default()),
            track: RwSignal::new(ScrollTrack::default()),
            position: RwSignal::new(ScrollPosition::default()),
            selected: RwSignal::new(None),
            fresh: RwSignal::new(None),
            busy: RwSignal::new(false),
            scroller: NodeRef::new(),
            search: NodeRef::new(),
            turn: RwSignal::new(0),
            touched: RwSignal::new(false),
            quiet: RwSignal::new(false),
        }
    }

    /// Whether the window chose what is read, and nobody has done anything since.
    pub(super) fn is_left_alone(self) -> bool {
        self.quiet.get_untracked() && self.is_untouched()
    }

    /// Whether the reader has done nothing yet that a moving list would disturb.
    pub(super) fn is_untouched(self) -> bool {
        !self.touched.get_untracked()
            && self
                .position
                .with_untracked(|position| position.content <= 0.0)
    }

    /// Whether there is anything to choose.
    pub(crate) fn has_rows(self) -> bool {
        let some = |head: &Option<Arc<ListHead>>| head.as_ref().is_some_and(|head| head.total > 0);
        self.head.with(some)
    }

    /// Whether it has no rows although nothing hides any.
    pub(super) fn is_empty_unfiltered(self) -> bool {
        let none = self
            .head
            .with_untracked(|head| head.as_ref().is_some_and(|head| head.total == 0));
        none && !self.filter.with_untracked(is_narrowed)
    }

    /// The element scrolled.
    pub(crate) fn scrolled(self, to: f64) {
        let track = self.track.get_untracked();
        self.position
            .update(|position| *position = position.scrolled(&track, to));
    }

    /// The opening has this height now, in pixels. A selection made before it had any is shown.
    pub(crate) fn measured(self, view: f64) {
        let before = self.track.with_untracked(|track| track.view);
        if (before - view).abs() < 0.5 {
            return;
        }
        self.track.update(|track| track.view = view);
        let row = self
            .selected
            .with_untracked(|selected| selected.and_then(|selected| selected.row));
        if let Some(row) = row.filter(|_| before <= 0.0) {
            self.go(ScrollPosition::default());
            self.show(row);
        }
    }

    /// Puts the thumb where the rows are, once the hand has left it.
    pub(crate) fn settle(self) {
        let track = self.track.get_untracked();
        let here = self.position.get_untracked();
        if let Some(scroll) = here.settled(&track) {
            self.go(ScrollPosition { scroll, ..here });
        }
    }

    /// Puts the reader somewhere.
    pub(crate) fn go(self, position: ScrollPosition) {
        self.position.set(position);
        self.put_thumb(position);
        // A list that has just been opened gets its height with the next frame, not before.
        request_animation_frame(move || {
            if self.position.try_get_untracked() == Some(position) {
                self.put_thumb(position);
            }
        });
    }

    fn put_thumb(self, position: ScrollPosition) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the element is at most twelve million pixels high"
        )]
        let top = position.scroll.round() as i32;
        if let Some(element) = self
            .scroller
            .get_untracked()
            .filter(|element| element.scroll_top() != top)
        {
            element.set_scroll_top(top);
        }
    }

    fn show(self, row: u32) {
        let track = self.track.get_untracked();
        if let Some(position) = self.position.get_untracked().showing(&track, row) {
            self.go(position);
        }
    }

    fn take_turn(self) -> u32 {
        let turn = self.turn.get_untracked().wrapping_add(1);
        self.turn.set(turn);
        turn
    }
}

impl AppState {
    /// Opens the list for the first time.
    pub(crate) fn open_first(self) {
        self.list.touched.set(false);
        self.open_list(ListOpening::First);
    }

    /// Opens the list of another filter.
    pub(crate) fn filter(self, filter: ListFilter) {
        if self.list.filter.with_untracked(|before| *before == filter) {
            return;
        }
        self.list.touched.set(true);
        self.list.filter.set(filter.clone());
        self.update_settings(|settings| {
            settings.filter = ListFilter {
                text: String::new(),
                ..filter
            }
        });
        self.open_list(ListOpening::Filtered);
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
        let turn = self.list.take_turn();
        let filter = self.list.filter.get_untracked();
        let locate = match opening {
            ListOpening::First => self.settings.with_untracked(|settings| settings.selected),
            _ => self
                .list
                .selected
                .get_untracked()
                .map(|selected| selected.id),
        };
        let request = OpenList {
            filter: filter.clone(),
            first_rows: 2 * PAGE,
            locate,
        };
        self.list.busy.set(true);
        spawn_local(async move {
            let answer = ipc::open_list(request).await;
            if self.list.turn.get_untracked() != turn {
                return;
            }
            self.list.busy.set(false);
            match answer {
                Ok(opened) => self.apply_result(filter, opened, opening, locate),
                Err(failure) => self.failed(&failure),
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
        // Somebody may have chosen while the answer was on its way.
        let opening = match opening {
            ListOpening::Filled if !list.is_left_alone() => ListOpening::Refreshed,
            opening => opening,
        };
        let first = opened.rows.first().map(|row| row.id);
        let ListOpened {
            list: id,
            total,
            tabs,
            tabs_total,
            metrics,
            rows,
            located,
            notice,
        } = opened;
        list.fresh.set(None);
        list.track.update(|track| track.rows = total);
        list.pages.set(PageCache::opened(id, total, rows));
        list.head.set(Some(Arc::new(ListHead {
            filter,
            total,
            tabs,
            tabs_total,
            metrics,
            notice,
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
                let moved =
                    (f64::from(after) - f64::from(before)) * crate::view_model::virtual_scroll::ROW;
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
                let again = opening != ListOpening::Refreshed || self.reading.is_stale();
                self.list
                    .selected
                    .set(Some(SelectedConversation { id, row: Some(row) }));
                if opening == ListOpening::First
                    && self.list.track.with_untracked(|track| track.view > 0.0)
                {
                    self.list.show(row);
                }
                if again && !(opening == ListOpening::First && dom::is_narrow()) {
                    self.read(id);
                }
            }
            _ if opening == ListOpening::Filtered || !self.list.touched.get_untracked() => {
                self.select_quietly(first);
            }
            _ if opening == ListOpening::Refreshed => {
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
            spawn_local(async move {
                let answer = ipc::list_window(ListWindow { list, start, count }).await;
                if self.list.pages.with_untracked(PageCache::list) == list {
                    self.take_window(start, answer);
                }
            });
        }
    }

    fn take_window(self, start: u32, answer: Result<Vec<model::view::ConversationRow>, Failure>) {
        match answer {
            Ok(rows) => self.list.pages.update(|pages| pages.keep(start, rows)),
            Err(failure) if failure.code() == Code::StaleList => self.refresh(),
            Err(failure) => {
                self.list
                    .pages
                    .update_untracked(|pages| pages.give_up(start));
                self.failed(&failure);
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

    /// Somebody reads what is selected, whoever selected it: it is theirs now, and is come back to.
    pub(crate) fn settle_on_selected(self) {
        self.list.touched.set(true);
        if !self.list.quiet.get_untracked() {
            return;
        }
        self.list.quiet.set(false);
        if let Some(selected) = self.list.selected.get_untracked() {
            self.update_settings(|settings| settings.selected = Some(selected.id));
        }
    }

    /// Opens the selected conversation and gives it the keyboard.
    pub(crate) fn open_selected(self) {
        if let Some(selected) = self.list.selected.get_untracked() {
            self.settle_on_selected();
            self.read(selected.id);
            self.reading.shown.set(true);
            request_animation_frame(|| dom::focus(super::reading::DETAIL));
        }
    }

    /// Goes back from the conversation to the list.
    pub(crate) fn back_to_list(self) {
        self.reading.shown.set(false);
        dom::focus(LIST);
    }
}
