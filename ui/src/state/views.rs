//! The views of the navigation: asked for when the data changed, and changed by the manager. A view is only
//! opened here; what it shows is the list's business.

use super::browsing::BrowsingState;
use super::notices::{NoticeRemedy, NoticesState};
use crate::i18n::{Phrase, PhraseArg, TextKey};
use crate::ipc;
use crate::view_model::filter::in_view;
use crate::view_model::views::{at_place, view_filter, with_own_columns};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::SavedViewId;
use model::failure::Failure;
use model::list_columns::ListColumns;
use model::request::{ListFilter, ListView};
use model::saved_view::{BuiltInView, ChangeView, ViewChoice, ViewDraft, ViewLine};
use std::time::Duration;

/// The shortest time between two countings of all views.
const REST: Duration = Duration::from_secs(2);

/// How long a change of a view's columns rests before it is kept.
const KEEP_AFTER: Duration = Duration::from_millis(400);

/// The views, and what changes them.
#[derive(Clone, Copy)]
pub(crate) struct ViewsState {
    /// All of them, with what each shows.
    pub(crate) lines: RwSignal<Vec<ViewLine>>,
    /// The columns of the list: those of the view that is open, or else those of every list.
    pub(crate) columns: Memo<ListColumns>,
    keeping: StoredValue<Option<TimeoutHandle>>,
    /// The columns of a view that are not kept yet: an answer from before them does not undo them.
    arranged: StoredValue<Option<(SavedViewId, ListColumns)>>,
    waits: StoredValue<bool>,
    browse: BrowsingState,
    notices: NoticesState,
}

impl ViewsState {
    /// None are known yet.
    pub(super) fn new(browse: BrowsingState, notices: NoticesState) -> Self {
        let lines: RwSignal<Vec<ViewLine>> = RwSignal::new(Vec::new());
        Self {
            lines,
            columns: Memo::new(move |_| columns_now(browse, lines)),
            keeping: StoredValue::new(None),
            arranged: StoredValue::new(None),
            waits: StoredValue::new(false),
            browse,
            notices,
        }
    }

    /// Asks what the views show now.
    pub(crate) fn ask(self) {
        self.notices.run(async move {
            let mut lines = ipc::views().await?;
            self.arranged.with_value(|arranged| {
                if let Some((view, columns)) = arranged {
                    arrange_view(&mut lines, *view, columns);
                }
            });
            self.lines.set(lines);
            Ok(())
        });
    }

    /// The same after a rest: a sync changes the data many times a second.
    pub(super) fn ask_soon(self) {
        if self.waits.get_value() {
            return;
        }
        self.waits.set_value(true);
        set_timeout(
            move || {
                self.waits.set_value(false);
                self.ask();
            },
            REST,
        );
    }

    /// Lists what a view shows. A saved one has its own order.
    pub(crate) fn open(self, line: &ViewLine) {
        match line.view {
            ViewChoice::BuiltIn(BuiltInView::Escalated) => {
                return self.open_standing(ListView::Escalated);
            }
            ViewChoice::BuiltIn(BuiltInView::Unconverted) => {
                return self.open_standing(ListView::Unconverted);
            }
            ViewChoice::BuiltIn(BuiltInView::WithLead) => {
                return self.open_standing(ListView::WithLead);
            }
            ViewChoice::BuiltIn(_) | ViewChoice::Saved(_) => {}
        }
        let sort = match line.view {
            ViewChoice::Saved(_) => line.sort,
            ViewChoice::BuiltIn(_) => self.browse.list.sort.get_untracked(),
        };
        self.browse.filter_and_sort(view_filter(&line.query), sort);
    }

    /// Lists what one of the views shows that always stand in the navigation.
    pub(crate) fn open_standing(self, view: ListView) {
        self.browse.filter(in_view(&ListFilter::default(), view));
    }

    /// Lists the view at a place of the navigation, from 1; false where there is none.
    pub(crate) fn open_place(self, place: u8) -> bool {
        let line = self.lines.with_untracked(|lines| at_place(lines, place));
        let Some(line) = line else { return false };
        self.open(&line);
        true
    }

    /// Arranges the columns of the list: those of the view that is open, where it has its own.
    pub(crate) fn arrange(self, change: impl FnOnce(&mut ListColumns)) {
        let mut columns = self.columns.get_untracked();
        change(&mut columns);
        self.put_columns(columns);
    }

    /// Puts these in the place of the columns of the list.
    pub(crate) fn put_columns(self, columns: ListColumns) {
        let filter = self.browse.list.filter.get_untracked();
        let own = self
            .lines
            .with_untracked(|lines| with_own_columns(&filter, lines).map(|(id, _, _)| id));
        let Some(view) = own else {
            return self
                .browse
                .settings
                .update(|settings| settings.columns = columns);
        };
        self.lines
            .update(|lines| arrange_view(lines, view, &columns));
        self.keep_columns_soon(view, columns);
    }

    /// Keeps the columns of a view once they are no longer moved; those of another view at once.
    fn keep_columns_soon(self, view: SavedViewId, columns: ListColumns) {
        if let Some(waiting) = self.keeping.get_value() {
            waiting.clear();
        }
        let before = self.arranged.get_value();
        if before.is_some_and(|(before, _)| before != view) {
            self.keep_columns();
        }
        self.arranged.set_value(Some((view, columns)));
        let keep = move || self.keep_columns();
        self.keeping
            .set_value(set_timeout_with_handle(keep, KEEP_AFTER).ok());
    }

    fn keep_columns(self) {
        let Some(arranged) = self.arranged.get_value() else {
            return;
        };
        let is_it = |line: &&ViewLine| line.view == ViewChoice::Saved(arranged.0);
        let line = self
            .lines
            .with_untracked(|lines| lines.iter().find(is_it).cloned());
        let Some(line) = line else { return };
        let draft = ViewDraft {
            columns: Some(arranged.1.clone()),
            ..draft_of(&line)
        };
        self.notices.run(async move {
            let view = arranged.0;
            let kept = ipc::change_view(ChangeView { view, draft }).await;
            // Those that were moved since wait for their own turn.
            self.arranged.update_value(|now| {
                now.take_if(|now| *now == arranged);
            });
            self.ask();
            kept
        });
    }

    /// Saves a new view, or changes one.
    pub(crate) async fn keep(
        self,
        view: Option<SavedViewId>,
        draft: ViewDraft,
    ) -> Result<(), Failure> {
        match view {
            Some(view) => ipc::change_view(ChangeView { view, draft }).await?,
            None => drop(ipc::save_view(draft).await?),
        }
        self.ask();
        Ok(())
    }

    /// Removes a view. It can be had back from the line that says so.
    pub(crate) fn remove(self, view: SavedViewId) {
        self.notices.run(async move {
            let draft = ipc::remove_view(view).await?;
            let words =
                Phrase::new(TextKey::ViewRemoved).with("name", PhraseArg::Text(draft.name.clone()));
            let back = NoticeRemedy::SaveAgain(Box::new(draft));
            self.notices.done_with(&words, back);
            self.ask();
            Ok(())
        });
    }

    /// Saves a removed view again.
    pub(crate) fn save_again(self, draft: ViewDraft) {
        self.notices
            .run(async move { self.keep(None, draft).await });
    }

    /// Saves the view of a file's text.
    pub(crate) async fn import(self, text: String) -> Result<(), Failure> {
        ipc::import_view(text).await?;
        self.ask();
        Ok(())
    }

    /// Puts a view on the clipboard, as the text of a file.
    pub(crate) fn copy(self, view: SavedViewId) {
        spawn_local(async move {
            let copied = match ipc::export_view(view).await {
                Ok(text) => ipc::copy_text(text).await,
                Err(failure) => Err(failure),
            };
            match copied {
                Ok(()) => self.notices.done(&TextKey::ViewCopied.into()),
                Err(failure) => self.notices.failed(&failure),
            }
        });
    }
}

/// Gives a view these columns.
fn arrange_view(lines: &mut [ViewLine], view: SavedViewId, columns: &ListColumns) {
    let of_view = |line: &&mut ViewLine| line.view == ViewChoice::Saved(view);
    if let Some(line) = lines.iter_mut().find(of_view) {
        line.columns = Some(columns.clone());
    }
}

fn columns_now(browse: BrowsingState, lines: RwSignal<Vec<ViewLine>>) -> ListColumns {
    let own = browse.list.filter.with(|filter| {
        lines.with(|lines| with_own_columns(filter, lines).map(|(_, _, columns)| columns.clone()))
    });
    own.unwrap_or_else(|| {
        let chosen = browse.settings.chosen;
        chosen.with(|settings| settings.columns.clone())
    })
}

/// What a view is, so that a part of it can be changed.
pub(crate) fn draft_of(line: &ViewLine) -> ViewDraft {
    ViewDraft {
        name: line.name.clone(),
        query: line.query.clone(),
        sort: line.sort,
        place: None,
        columns: line.columns.clone(),
    }
}
