//! The open list: its filter, its rows as far as they are held, the place of the reader in it and the
//! selected conversation.

use crate::view_model::filter::is_narrowed;
use crate::view_model::history::ListHistory;
use crate::view_model::page_cache::PageCache;
use crate::view_model::picked_rows::PickedRows;
use crate::view_model::type_ahead::TypedLetters;
use crate::view_model::virtual_scroll::{ScrollPosition, ScrollTrack, in_rows_of};
use leptos::html::{Div, Input};
use leptos::prelude::*;
use model::ConversationId;
use model::metrics::{ChannelCount, Metrics};
use model::request::{ListFilter, ListSort};
use model::search::{SearchDiagnosis, SearchMeaning};
use std::sync::Arc;

/// The id of the list's element.
pub(crate) const LIST: &str = "list";

/// The id of the button that opens the menu of the columns.
pub(crate) const COLUMNS: &str = "columns";

/// The id of the field of a tag for all that are picked.
pub(crate) const PICK_TAG: &str = "pick-tag-field";

/// The id of the search field's element.
pub(crate) const SEARCH: &str = "search";

/// Rows drawn beyond the edges, so that none is missing while the list moves.
const BEYOND: u32 = 8;

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
    /// The generation of the data that it shows.
    pub(crate) generation: u64,
    /// Rows in all.
    pub(crate) total: u32,
    /// Channels with counts.
    pub(crate) tabs: Vec<ChannelCount>,
    /// All channels together.
    pub(crate) tabs_total: u64,
    /// The metric strip.
    pub(crate) metrics: Metrics,
    /// What the search asks.
    pub(crate) meaning: Option<SearchMeaning>,
    /// What of the search was not understood as typed.
    pub(crate) diagnoses: Vec<SearchDiagnosis>,
}

/// Why a list is opened, and so where the reader is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListOpening {
    /// The window has just opened: the conversation last read, or the first.
    First,
    /// Another filter: from the top.
    Filtered,
    /// The same conversations in another order: from the top, and what is read stays read.
    Sorted,
    /// A place where the reader was before: at what was read there.
    Returned,
    /// A conversation that was asked for by itself, in the list or not.
    Visited,
    /// The same filter over newer data: the reader stays where the conversation is.
    Refreshed,
    /// The first sync is over, and nobody has touched the list: the newest conversation.
    Filled,
}

impl ListOpening {
    /// Whether other conversations are listed than before.
    pub(super) const fn lists_others(self) -> bool {
        match self {
            Self::First | Self::Filtered | Self::Returned | Self::Visited => true,
            Self::Sorted | Self::Refreshed | Self::Filled => false,
        }
    }
}

/// The open list.
#[derive(Clone, Copy)]
pub(crate) struct ListState {
    /// Which conversations.
    pub(crate) filter: RwSignal<ListFilter>,
    /// In which order.
    pub(crate) sort: RwSignal<ListSort>,
    /// What came with it.
    pub(crate) head: RwSignal<Option<Arc<ListHead>>>,
    /// Its rows, as far as they are held.
    pub(crate) pages: RwSignal<PageCache>,
    /// Its height and the height of its opening.
    pub(crate) track: RwSignal<ScrollTrack>,
    /// The width of its opening, in pixels.
    pub(crate) width: RwSignal<f64>,
    /// Where the reader is.
    pub(crate) position: RwSignal<ScrollPosition>,
    /// How many rows are drawn beyond the edges now.
    pub(crate) beyond: RwSignal<u32>,
    /// The selected conversation.
    pub(crate) selected: RwSignal<Option<SelectedConversation>>,
    /// The conversations that were picked together.
    pub(crate) picked: RwSignal<PickedRows>,
    /// Where the menu of the selected conversation stands, in pixels of the window; `None` while it is closed.
    pub(crate) menu: RwSignal<Option<(f64, f64)>>,
    /// Where the menu of its columns stands, in pixels of the window; `None` while it is closed.
    pub(crate) columns_menu: RwSignal<Option<(f64, f64)>>,
    /// Conversations that came since it was opened; `None` when nothing changed.
    pub(crate) fresh: RwSignal<Option<u32>>,
    /// Whether an answer is awaited.
    pub(crate) busy: RwSignal<bool>,
    /// The element that scrolls.
    pub(crate) scroller: NodeRef<Div>,
    /// The field of the search.
    pub(crate) search: NodeRef<Input>,
    /// Where the reader has been.
    pub(super) history: StoredValue<ListHistory>,
    /// The letters of a name that are being typed.
    pub(super) typed: StoredValue<TypedLetters>,
    pub(super) turn: RwSignal<u32>,
    pub(super) touched: RwSignal<bool>,
    /// Whether the window and no person selected what is selected.
    pub(super) quiet: RwSignal<bool>,
    /// Whether a first sync is over and its newest conversation is not shown yet.
    pub(super) owes_newest: StoredValue<bool>,
}

impl ListState {
    /// A list of nothing.
    pub(super) fn new() -> Self {
        Self {
            filter: RwSignal::new(ListFilter::default()),
            sort: RwSignal::new(ListSort::default()),
            head: RwSignal::new(None),
            pages: RwSignal::new(PageCache::default()),
            track: RwSignal::new(ScrollTrack::default()),
            width: RwSignal::new(0.0),
            position: RwSignal::new(ScrollPosition::default()),
            beyond: RwSignal::new(BEYOND),
            selected: RwSignal::new(None),
            picked: RwSignal::new(PickedRows::default()),
            menu: RwSignal::new(None),
            columns_menu: RwSignal::new(None),
            fresh: RwSignal::new(None),
            busy: RwSignal::new(false),
            scroller: NodeRef::new(),
            search: NodeRef::new(),
            history: StoredValue::new(ListHistory::default()),
            typed: StoredValue::new(TypedLetters::default()),
            turn: RwSignal::new(0),
            touched: RwSignal::new(false),
            quiet: RwSignal::new(false),
            owes_newest: StoredValue::new(false),
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

    /// The opening that takes this one's place. An opening that only follows the data drops the answer to
    /// the one before it, and so takes over what that one owes the reader.
    pub(super) fn with_owed(self, opening: ListOpening) -> ListOpening {
        match opening {
            ListOpening::Filled => self.owes_newest.set_value(true),
            ListOpening::Refreshed if self.owes_newest.get_value() => return ListOpening::Filled,
            _ => {}
        }
        opening
    }

    /// Whether what is done is done about a conversation: it was picked, or where none was, it is selected.
    pub(crate) fn is_meant(self, id: ConversationId) -> bool {
        if self.picked.with(PickedRows::is_empty) {
            let selected = self.selected.get();
            return selected.is_some_and(|selected| selected.id == id);
        }
        self.picked.with(|picked| picked.contains(id))
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

    /// A list that has just come is painted as far as it is seen; what is beyond its edges is drawn after that frame,
    /// so that nobody waits for rows that they do not see.
    pub(super) fn draw_what_is_seen(self) {
        self.beyond.set(0);
        let draw_all = move || {
            self.beyond.try_set(BEYOND);
        };
        request_animation_frame(move || request_animation_frame(draw_all));
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

    /// Rows have this height from now on, in pixels. The reader stays where they are.
    pub(crate) fn has_rows_of(self, row: f64) {
        let before = self.track.get_untracked();
        if (before.row - row).abs() < 0.5 {
            return;
        }
        let now = ScrollTrack { row, ..before };
        self.track.set(now);
        self.go(in_rows_of(self.position.get_untracked(), &before, &now));
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

    /// Brings a row into the opening.
    pub(super) fn show(self, row: u32) {
        let track = self.track.get_untracked();
        if let Some(position) = self.position.get_untracked().showing(&track, row) {
            self.go(position);
        }
    }

    /// The number of the next question; an answer to an older one is dropped.
    pub(super) fn take_turn(self) -> u32 {
        let turn = self.turn.get_untracked().wrapping_add(1);
        self.turn.set(turn);
        turn
    }
}
