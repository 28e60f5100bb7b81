//! The page of themes: what was counted, which question is looked at, and what a manager makes of it. Counting is the back
//! end's; an answer to an older question is dropped.

use super::browsing::{BrowsingState, WorkspacePage};
use super::notices::{NoticeRemedy, NoticesState};
use crate::browser::dom;
use crate::i18n::TextKey;
use crate::ipc;
use crate::view_model::themes::{ThemeColumn, ThemeOrder, theme_list};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::failure::Failure;
use model::request::ListFilter;
use model::theme::{
    MergeThemes, RenameTheme, SplitTheme, ThemeChange, ThemeDecision, ThemeDetail, ThemeRequest,
    ThemesRequest, ThemesView,
};
use std::time::Duration;

/// The id of the page's element.
pub(crate) const THEMES: &str = "themes";
/// The id of its search field.
pub(crate) const THEMES_SEARCH: &str = "themes-search";
/// The id of the panel of the question that is looked at.
pub(crate) const THEME_PANEL: &str = "theme-panel";
/// How often it is asked how far a long reading is.
const TOLD_EVERY: Duration = Duration::from_millis(500);

/// What is being made of the question that is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ThemeEditing {
    /// Nothing.
    #[default]
    Nothing,
    /// It gets a name.
    Renaming,
    /// It becomes a part of another one.
    Merging,
    /// Some of its wordings are put apart.
    Splitting,
}

/// The themes.
#[derive(Clone, Copy)]
pub(crate) struct ThemesState {
    /// As they were counted last; none before the first answer.
    pub(crate) view: RwSignal<Option<ThemesView>>,
    /// Why they were not.
    pub(crate) failure: RwSignal<Option<Failure>>,
    /// Whether an answer is awaited.
    pub(crate) busy: RwSignal<bool>,
    /// Whether newer data came since they were counted.
    pub(crate) is_stale: RwSignal<bool>,
    /// How far the reading is that the answer waits for.
    pub(crate) progress: RwSignal<Option<(u64, u64)>>,
    /// The one that is looked at.
    pub(crate) chosen: RwSignal<Option<String>>,
    /// How it is asked and answered, once that is known.
    pub(crate) detail: RwSignal<Option<ThemeDetail>>,
    /// What is being made of it.
    pub(crate) editing: RwSignal<ThemeEditing>,
    /// The order of the table.
    pub(crate) order: RwSignal<ThemeOrder>,
    /// The search over whose conversations they are counted.
    pub(crate) query: RwSignal<String>,
    turn: StoredValue<u32>,
    detail_turn: StoredValue<u32>,
    browse: BrowsingState,
    notices: NoticesState,
}

impl ThemesState {
    /// Nothing was counted yet.
    pub(super) fn new(browse: BrowsingState, notices: NoticesState) -> Self {
        Self {
            view: RwSignal::new(None),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
            is_stale: RwSignal::new(false),
            progress: RwSignal::new(None),
            chosen: RwSignal::new(None),
            detail: RwSignal::new(None),
            editing: RwSignal::new(ThemeEditing::default()),
            order: RwSignal::new(ThemeOrder::default()),
            query: RwSignal::new(String::new()),
            turn: StoredValue::new(0),
            detail_turn: StoredValue::new(0),
            browse,
            notices,
        }
    }

    /// Whether the themes are the page that is shown.
    pub(crate) fn is_shown(self) -> bool {
        self.browse.page.get() == WorkspacePage::Themes
    }

    /// Shows the themes.
    pub(crate) fn show(self) {
        self.browse.page.set(WorkspacePage::Themes);
        self.ask();
        request_animation_frame(|| dom::focus(THEMES));
    }

    /// Counts.
    pub(crate) fn ask(self) {
        let turn = take_turn(self.turn);
        self.is_stale.set(false);
        self.busy.set(true);
        self.follow_reading(turn);
        let filter = self.filter();
        spawn_local(async move {
            let answer = ipc::themes(ThemesRequest { filter }).await;
            if self.turn.get_value() == turn {
                self.take(answer);
            }
        });
        self.ask_detail();
    }

    fn filter(self) -> ListFilter {
        ListFilter {
            text: self.query.get_untracked(),
            ..ListFilter::default()
        }
    }

    fn take(self, answer: Result<ThemesView, Failure>) {
        self.busy.set(false);
        self.progress.set(None);
        match answer {
            Ok(view) => {
                self.failure.set(None);
                self.view.set(Some(view));
            }
            // The last good answer stays.
            Err(failure) => self.failure.set(Some(failure)),
        }
    }

    /// Says how far the reading is, as long as the answer is awaited.
    fn follow_reading(self, turn: u32) {
        let look = move || {
            spawn_local(async move {
                // It is no more than a word meanwhile: where it fails, none is said.
                let progress = ipc::theme_progress().await.unwrap_or_default();
                if self.turn.get_value() == turn && self.busy.get_untracked() {
                    self.progress.set(progress);
                    self.follow_reading(turn);
                }
            });
        };
        set_timeout(look, TOLD_EVERY);
    }

    /// Counts over what another search finds.
    pub(crate) fn search(self, text: String) {
        if self.query.get_untracked() != text {
            self.query.set(text);
            self.ask();
        }
    }

    /// Has the table stand by a column, or turns it round.
    pub(crate) fn sort(self, by: ThemeColumn) {
        self.order.update(|order| *order = order.pressed(by));
    }

    /// Looks at one.
    pub(crate) fn choose(self, theme: &str) {
        self.chosen.set(Some(theme.to_owned()));
        self.detail.set(None);
        self.editing.set(ThemeEditing::Nothing);
        self.ask_detail();
    }

    fn ask_detail(self) {
        let turn = take_turn(self.detail_turn);
        let Some(theme) = self.chosen.get_untracked() else {
            return;
        };
        let filter = self.filter();
        spawn_local(async move {
            let answer = ipc::theme(ThemeRequest { theme, filter }).await;
            if self.detail_turn.get_value() != turn {
                return;
            }
            match answer {
                Ok(detail) => {
                    self.chosen.set(Some(detail.line.id.clone()));
                    self.detail.set(Some(detail));
                }
                // Nobody asks it within another search.
                Err(Failure::NoTheme) => {
                    self.close();
                }
                Err(failure) => self.notices.failed(&failure),
            }
        });
    }

    /// Ends what is being made of a question, or looks at none; false where none was looked at.
    pub(crate) fn close(self) -> bool {
        if self.editing.get_untracked() != ThemeEditing::Nothing {
            self.editing.set(ThemeEditing::Nothing);
            return true;
        }
        take_turn(self.detail_turn);
        let was_open = self.chosen.with_untracked(Option::is_some);
        self.chosen.set(None);
        self.detail.set(None);
        was_open
    }

    /// Lists what a term finds.
    pub(crate) fn list(self, term: &str) {
        self.browse
            .filter(theme_list(term, &self.query.get_untracked()));
        request_animation_frame(|| dom::focus(super::list_state::LIST));
    }

    /// Puts a draft of an entry of frequent questions on the clipboard.
    pub(crate) fn copy_faq(self, theme: String) {
        let filter = self.filter();
        self.notices.run(async move {
            let draft = ipc::theme_faq(ThemeRequest { theme, filter }).await?;
            ipc::copy_text(draft).await?;
            self.notices.done(&TextKey::ThemeFaqCopied.into());
            Ok(())
        });
    }

    /// Gives the question a name.
    pub(crate) fn rename(self, theme: String, name: String) {
        let change = ipc::rename_theme(RenameTheme { theme, name });
        self.change(change, TextKey::ThemeRenamed);
    }

    /// Makes a question a part of another one.
    pub(crate) fn merge(self, theme: String, into: String) {
        let change = ipc::merge_themes(MergeThemes {
            themes: vec![theme],
            into,
        });
        self.change(change, TextKey::ThemesMerged);
    }

    /// Puts wordings apart; none to take back what was merged.
    pub(crate) fn split(self, theme: String, wordings: Vec<String>) {
        let change = ipc::split_theme(SplitTheme { theme, wordings });
        self.change(change, TextKey::ThemeWasSplit);
    }

    fn change(
        self,
        change: impl Future<Output = Result<ThemeChange, Failure>> + 'static,
        done: TextKey,
    ) {
        self.notices.run(async move {
            let changed = change.await?;
            self.editing.set(ThemeEditing::Nothing);
            self.chosen.set(Some(changed.theme));
            let back = NoticeRemedy::RestoreThemes(changed.undo);
            self.notices.done_with(&done.into(), back);
            self.count_everywhere();
            Ok(())
        });
    }

    /// Takes a change back.
    pub(crate) fn restore(self, decisions: Vec<ThemeDecision>) {
        self.notices.run(async move {
            ipc::restore_themes(decisions).await?;
            self.count_everywhere();
            Ok(())
        });
    }

    /// Counts anew here and in the list, whose search may ask for a theme.
    fn count_everywhere(self) {
        self.ask();
        self.browse.refresh();
    }

    /// Newer data is here. What is read stays until somebody counts again.
    pub(super) fn data_changed(self) {
        if untrack(|| self.is_shown()) {
            self.is_stale.set(true);
        }
    }

    /// Forgets what was counted in another world.
    pub(super) fn begin_anew(self) {
        // An answer about the other world that is still on its way is dropped.
        take_turn(self.turn);
        self.busy.set(false);
        self.failure.set(None);
        self.view.set(None);
        self.editing.set(ThemeEditing::Nothing);
        self.close();
        self.query.set(String::new());
        if self.browse.page.get_untracked() == WorkspacePage::Themes {
            self.ask();
        }
    }
}

/// An answer to an older question is dropped from here on.
fn take_turn(turns: StoredValue<u32>) -> u32 {
    let turn = turns.get_value().wrapping_add(1);
    turns.set_value(turn);
    turn
}
