//! Says to the application that somebody looks at the window, so that it knows what is new the next time. It must
//! not say so of a window that nobody has before them.

use super::settings::SettingsState;
use crate::browser::dom;
use crate::ipc;
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The shortest time between two times of saying so, in seconds: an hour of absence is what counts.
const REST: TimeDelta = TimeDelta::seconds(60);

/// Says so from now on, as the clock of the page goes.
pub(crate) fn tell_presence(settings: SettingsState) {
    Effect::new(move |told: Option<Option<DateTime<Utc>>>| {
        let now = settings.now.get();
        let told = told.flatten();
        let is_due = told.is_none_or(|told| now - told >= REST);
        if !is_due || !dom::has_attention() {
            return told;
        }
        // What was not heard is said again in a minute.
        spawn_local(async move { drop(ipc::look().await) });
        Some(now)
    });
}
