//! What the back end says unasked. Bursts are met with one question at a time, so that a fast sync
//! does not drown the window.

use super::app_state::AppState;
use crate::browser::{clock, dom};
use crate::i18n::TextKey;
use crate::ipc;
use crate::view_model::sync_status::is_running;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::event::{AppEvent, ProgressStep};
use model::request::DataWorld;
use model::view::SyncState;
use model::{SourceId, view::StatusView};
use std::cell::Cell;
use std::time::Duration;

/// The shortest time between two questions for the status.
const STATUS_REST: Duration = Duration::from_millis(300);

/// The shortest time between two looks at a list that fills for the first time.
const FILL_REST: Duration = Duration::from_millis(700);

thread_local! {
    static STATUS_WAITS: Cell<bool> = const { Cell::new(false) };
    static FILL_WAITS: Cell<bool> = const { Cell::new(false) };
}

/// Hears the back end from now on.
pub(crate) fn hear(app: AppState) {
    ipc::listen(move |event| match event {
        AppEvent::StatusChanged => app.ask_status_soon(),
        AppEvent::DataChanged {
            new_conversations, ..
        } => app.data_changed(new_conversations),
        AppEvent::HandOverChanged => app.hand_over.ask(),
        AppEvent::Locked => dom::load_anew(),
        AppEvent::Woke => app.idle.woke(),
        AppEvent::Progress { source, step } => app.progressed(source, step),
    });
    // The views are counted anew with the list, so that no number on the page is newer than another.
    Effect::new(move |waited: Option<bool>| {
        let waits = app.browse.list.fresh.get().is_some();
        if waited == Some(true) && !waits {
            app.views.ask_soon();
        }
        waits
    });
}

impl AppState {
    /// Asks for the state of the data.
    pub(crate) fn ask_status(self) {
        spawn_local(async move {
            match ipc::status().await {
                Ok(status) => self.take_status(status),
                Err(failure) => self.notices.failed(&failure),
            }
        });
    }

    fn take_status(self, status: StatusView) {
        let zones = status.spaces.iter().map(|space| space.time_zone.clone());
        self.settings.learn_zones(zones.collect());
        let was_running = self
            .status
            .with_untracked(|before| before.as_ref().is_some_and(is_running));
        let grown = status.conversations > 0;
        if was_running && !is_running(&status) {
            self.spoken
                .set(crate::i18n::t(TextKey::AnnounceSynced).to_owned());
        }
        let filled = self
            .first_sync
            .try_update_value(|watch| watch.observe(&status))
            .unwrap_or_default();
        let world = Some(status.world.shown);
        let before = self
            .status
            .with_untracked(|before| before.as_ref().map(|before| before.world.shown));
        self.status.set(Some(status));
        if before.is_some() && before != world {
            // What was asked of one world is no question to the other.
            self.browse.begin_anew();
            self.dashboard.begin_anew();
            self.annotations.begin_anew();
            self.rules.begin_anew();
            self.themes.begin_anew();
            self.views.ask();
        }
        if filled {
            self.browse.show_newest();
        }
        if grown && self.browse.list.is_empty_unfiltered() {
            self.fill_soon();
        }
    }

    /// Goes to a world: the practice space, or real data.
    pub(crate) fn enter_world(self, world: DataWorld) {
        spawn_local(async move {
            match ipc::enter_world(world).await {
                Ok(status) => self.take_status(status),
                Err(failure) => self.notices.failed(&failure),
            }
        });
    }

    fn ask_status_soon(self) {
        if !STATUS_WAITS.replace(true) {
            set_timeout(
                move || {
                    STATUS_WAITS.set(false);
                    self.ask_status();
                },
                STATUS_REST,
            );
        }
    }

    fn data_changed(self, new_conversations: u32) {
        self.ask_status_soon();
        self.dashboard.data_changed();
        self.rules.data_changed();
        self.themes.data_changed();
        if self.browse.list.is_untouched() {
            self.views.ask_soon();
            self.fill_soon();
        } else {
            self.browse.list.fresh.update(|fresh| {
                *fresh = Some(fresh.unwrap_or(0).saturating_add(new_conversations))
            });
        }
    }

    /// A list that nobody has touched may follow the data by itself.
    fn fill_soon(self) {
        if !FILL_WAITS.replace(true) {
            set_timeout(
                move || {
                    FILL_WAITS.set(false);
                    self.browse.refresh();
                },
                FILL_REST,
            );
        }
    }

    fn progressed(self, source: SourceId, step: ProgressStep) {
        let ProgressStep::Report { done, total } = step else {
            self.ask_status_soon();
            return;
        };
        self.status.update(|status| {
            let sources = status.iter_mut().flat_map(|status| &mut status.sources);
            for one in sources.filter(|one| one.id == source) {
                one.sync = advanced(&one.sync, done, total);
            }
        });
    }
}

/// How far a run is now. What the report does not tell stays until the next status.
fn advanced(before: &SyncState, done: u64, total: Option<u64>) -> SyncState {
    let (left, waits_until) = match before {
        SyncState::Running {
            left, waits_until, ..
        } => (*left, waits_until.filter(|until| *until > clock())),
        _ => (None, None),
    };
    SyncState::Running {
        done,
        total,
        left,
        waits_until,
    }
}
