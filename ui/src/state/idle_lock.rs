//! Locking the window: when somebody asks, when nobody has used it for a while, and when the laptop slept. The page is
//! loaded anew then, so that nothing of what it showed is left in it.

use super::notices::NoticesState;
use super::settings::SettingsState;
use crate::browser::{clock, dom};
use crate::ipc;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::failure::Failure;
use model::view::StartupStage;
use std::time::Duration;

/// How often it is looked whether the window is used.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// What is typed is kept when its field is left, and what is chosen after a rest; both are kept within this.
const KEEP_TYPED: Duration = Duration::from_millis(600);

/// When the window was used, and what locks it.
#[derive(Clone, Copy)]
pub(crate) struct IdleLock {
    last_used: StoredValue<DateTime<Utc>>,
    stage: RwSignal<Option<StartupStage>>,
    settings: SettingsState,
    notices: NoticesState,
}

impl IdleLock {
    /// A window that is used just now.
    pub(super) fn new(
        stage: RwSignal<Option<StartupStage>>,
        settings: SettingsState,
        notices: NoticesState,
    ) -> Self {
        Self {
            last_used: StoredValue::new(clock()),
            stage,
            settings,
            notices,
        }
    }

    /// Watches from now on.
    pub(crate) fn watch(self) {
        let used = move || self.last_used.set_value(clock());
        drop(window_event_listener(leptos::ev::keydown, move |_| used()));
        drop(window_event_listener(leptos::ev::pointermove, move |_| {
            used()
        }));
        drop(window_event_listener(leptos::ev::pointerdown, move |_| {
            used()
        }));
        drop(window_event_listener(leptos::ev::wheel, move |_| used()));
        // Without a timer the window is locked by hand alone.
        drop(set_interval_with_handle(move || self.look(), LOOK_EVERY));
    }

    fn look(self) {
        let lock = self.settings.chosen.with_untracked(|it| it.auto_lock);
        if self.is_open() && lock.is_due(self.last_used.get_value(), clock()) {
            // While something is handed over nothing is locked; the next look tries again, and nobody is there to be told.
            self.leave(|_| {});
        }
    }

    /// The laptop slept.
    pub(crate) fn woke(self) {
        let lock = self.settings.chosen.with_untracked(|it| it.auto_lock);
        if self.is_open() && lock.after().is_some() {
            self.lock();
        }
    }

    /// Locks the window.
    pub(crate) fn lock(self) {
        let notices = self.notices;
        self.leave(move |failure| notices.failed(failure));
    }

    /// Has what is typed kept, then locks; the event that follows loads the page anew.
    fn leave(self, failed: impl Fn(&Failure) + 'static) {
        dom::leave_field();
        let lock = move || {
            spawn_local(async move {
                if let Err(failure) = ipc::lock().await {
                    failed(&failure);
                }
            });
        };
        set_timeout(lock, KEEP_TYPED);
    }

    fn is_open(self) -> bool {
        let stage = self.stage.get_untracked();
        matches!(stage, Some(StartupStage::Ready | StartupStage::FirstStart))
    }
}
