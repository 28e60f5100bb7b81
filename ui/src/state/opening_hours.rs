//! When spaces are open: what is known of each, and what the manager says of one. Whatever is said is counted at once, and
//! can be taken back from the line that says so.

use super::dashboard::DashboardState;
use super::dialog::{DialogKind, DialogState};
use super::notices::{NoticeRemedy, NoticesState};
use crate::i18n::{Phrase, PhraseArg, TextKey};
use crate::ipc;
use leptos::prelude::*;
use model::SpaceId;
use model::failure::Failure;
use model::opening_hours::{OpeningHoursChanged, SetOpeningHours, SpaceHours};

/// When spaces are open.
#[derive(Clone, Copy)]
pub(crate) struct OpeningHoursState {
    /// Every space of the world; none until they are read.
    pub(crate) spaces: RwSignal<Option<Vec<SpaceHours>>>,
    /// The one that is looked at.
    pub(crate) chosen: RwSignal<Option<SpaceId>>,
    dashboard: DashboardState,
    notices: NoticesState,
    dialogs: DialogState,
}

impl OpeningHoursState {
    /// Nothing is known yet.
    pub(super) fn new(
        dashboard: DashboardState,
        notices: NoticesState,
        dialogs: DialogState,
    ) -> Self {
        Self {
            spaces: RwSignal::new(None),
            chosen: RwSignal::new(None),
            dashboard,
            notices,
            dialogs,
        }
    }

    /// Opens the editor: at the space that the dashboard counts, or the first of which nothing is known.
    pub(crate) fn show(self) {
        self.spaces.set(None);
        self.dialogs.open(DialogKind::Hours);
        self.notices.run(async move {
            let spaces = ipc::opening_hours().await?;
            let counted = self.dashboard.request.with_untracked(|it| it.filter.space);
            self.chosen.set(first_shown(&spaces, counted));
            self.spaces.set(Some(spaces));
            Ok(())
        });
    }

    /// The space that is looked at.
    pub(crate) fn shown_space(self) -> Option<SpaceHours> {
        let chosen = self.chosen.get()?;
        self.spaces.with(|spaces| {
            let mut spaces = spaces.as_ref()?.iter();
            spaces.find(|space| space.space == chosen).cloned()
        })
    }

    /// Says when a space is open.
    pub(crate) async fn keep(self, space: SpaceId, hours: String) -> Result<(), Failure> {
        let hours = Some(hours);
        let changed = ipc::set_opening_hours(SetOpeningHours { space, hours }).await?;
        self.take(changed, TextKey::HoursSaved);
        Ok(())
    }

    /// Forgets when a space is open.
    pub(crate) fn remove(self, space: SpaceId) {
        self.change(
            SetOpeningHours { space, hours: None },
            TextKey::HoursRemoved,
        );
    }

    /// Takes a change back.
    pub(crate) fn take_back(self, undo: SetOpeningHours) {
        self.change(undo, TextKey::HoursTakenBack);
    }

    fn change(self, set: SetOpeningHours, words: TextKey) {
        self.notices.run(async move {
            let changed = ipc::set_opening_hours(set).await?;
            self.take(changed, words);
            Ok(())
        });
    }

    fn take(self, changed: OpeningHoursChanged, words: TextKey) {
        let words = Phrase::new(words).with("name", PhraseArg::Text(changed.now.name.clone()));
        self.notices
            .done_with(&words, NoticeRemedy::SetHours(Box::new(changed.undo)));
        self.spaces.update(|spaces| {
            let mut known = spaces.iter_mut().flatten();
            if let Some(space) = known.find(|it| it.space == changed.now.space) {
                *space = changed.now;
            }
        });
        self.dashboard.hours_changed();
    }
}

/// The space that is counted, or the first of which nothing is known, or the first.
fn first_shown(spaces: &[SpaceHours], counted: Option<SpaceId>) -> Option<SpaceId> {
    let is_counted = |space: &&SpaceHours| Some(space.space) == counted;
    let unknown = || spaces.iter().find(|space| space.hours.is_none());
    let found = spaces.iter().find(is_counted).or_else(unknown);
    found.or(spaces.first()).map(|space| space.space)
}
