//! What the reader chose, and what depends on it: the zone of the times, the colours, the keys. Words
//! that speak of how long ago something was are said anew as time goes by.

use crate::browser::{clock, dom};
use crate::i18n::{Phrase, PhraseArg, TextKey, TimeStyle, intl, say};
use crate::ipc;
use crate::view_model::settings::{
    ColourTheme, ListDensity, SingleKeys, WindowSettings, ZoneChoice,
};
use crate::view_model::zoom::{ZoomStep, zoomed};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;
use std::time::Duration;

/// How often distances in time are counted anew.
const TICK: Duration = Duration::from_secs(20);

/// How long a change of the settings rests before it is kept.
const KEEP_AFTER: Duration = Duration::from_millis(400);

/// The settings, and the clock by which times are told.
#[derive(Clone, Copy)]
pub(crate) struct SettingsState {
    /// What is remembered.
    pub(crate) chosen: RwSignal<WindowSettings>,
    /// The clock, as far as the page cares.
    pub(crate) now: RwSignal<DateTime<Utc>>,
    keeping: RwSignal<Option<TimeoutHandle>>,
    /// Moves when zones are taken up: what tells times in them is said anew.
    zones: RwSignal<usize>,
}

impl SettingsState {
    /// The settings of a window that remembers nothing yet.
    pub(super) fn new() -> Self {
        Self {
            chosen: RwSignal::new(WindowSettings::default()),
            now: RwSignal::new(clock()),
            keeping: RwSignal::new(None),
            zones: RwSignal::new(0),
        }
    }

    /// Lets the clock run.
    pub(crate) fn start_clock(self) {
        let beat = move || {
            let now = clock();
            intl::with(|formats| formats.set_now(now));
            self.now.set(now);
        };
        // Without a timer distances merely stand still.
        drop(set_interval_with_handle(beat, TICK));
    }

    /// A phrase that speaks of how long ago something was; it is said anew as time goes by.
    pub(crate) fn translate(self, phrase: &Phrase) -> String {
        self.now.track();
        say(phrase)
    }

    /// An instant of a space, in the zone that the reader chose.
    pub(crate) fn at(self, at: DateTime<Utc>, space_zone: &str, style: TimeStyle) -> String {
        let moment = PhraseArg::At(at, self.zone(space_zone), style);
        self.translate(&Phrase::new(TextKey::AsItIs).with("text", moment))
    }

    /// Asks for the offsets of zones that were not taken up yet.
    pub(crate) fn learn_zones(self, names: BTreeSet<String>) {
        let is_new = |name: &String| !intl::with(|formats| formats.knows_zone(name));
        let new: Vec<String> = names.into_iter().filter(is_new).collect();
        if new.is_empty() {
            return;
        }
        spawn_local(async move {
            for name in new {
                // Where it cannot be had, the browser's own offsets stand, as before.
                if let Ok(zone) = ipc::zone(name).await {
                    intl::with(|formats| formats.learn_zone(zone));
                }
            }
            // Once for all of them: each time on the screen is said anew.
            self.zones.update(|zones| *zones += 1);
        });
    }

    /// Whether nobody knows a zone, so that its times are those of UTC.
    pub(crate) fn is_unknown_zone(self, name: &str) -> bool {
        self.zones.track();
        intl::with(|formats| formats.is_nobodys_zone(name))
    }

    /// The zone in which a space's times are shown; `None` is this laptop's.
    pub(crate) fn zone(self, space_zone: &str) -> Option<String> {
        self.zones.track();
        match self.chosen.with(|settings| settings.zone) {
            ZoneChoice::Space => Some(space_zone.to_owned()),
            ZoneChoice::Here => None,
        }
    }

    /// Whether single keys act.
    pub(crate) fn keys_act(self) -> bool {
        self.chosen
            .with_untracked(|settings| settings.keys == SingleKeys::On)
    }

    /// Takes up what was remembered of before.
    pub(super) fn restore(self, remembered: &str) {
        self.chosen.set(WindowSettings::read(remembered));
        self.apply_theme();
        if self.chosen.with_untracked(|settings| settings.zoom) != 100 {
            self.apply_zoom();
        }
    }

    /// Lower rows in the list, or higher ones again.
    pub(crate) fn turn_density(self) {
        self.update(|settings| {
            settings.density = match settings.density {
                ListDensity::Comfortable => ListDensity::Compact,
                ListDensity::Compact => ListDensity::Comfortable,
            }
        });
    }

    /// Shows the page in another size, and remembers it.
    pub(crate) fn zoom(self, step: ZoomStep) {
        self.update(|settings| settings.zoom = zoomed(settings.zoom, step));
        self.apply_zoom();
    }

    fn apply_zoom(self) {
        let percent = self.chosen.with_untracked(|settings| settings.zoom);
        spawn_local(async move {
            // A page of the usual size is readable too.
            drop(ipc::zoom(percent).await);
        });
    }

    /// Changes what is remembered.
    pub(crate) fn update(self, change: impl FnOnce(&mut WindowSettings)) {
        let theme = self.chosen.with_untracked(|settings| settings.theme);
        self.chosen.update(change);
        if self.chosen.with_untracked(|settings| settings.theme) != theme {
            self.apply_theme();
        }
        if let Some(waiting) = self.keeping.get_untracked() {
            waiting.clear();
        }
        let keep = move || {
            // What cannot be remembered now is remembered with the next change.
            let Ok(value) = self.chosen.with_untracked(WindowSettings::write) else {
                return;
            };
            spawn_local(async move { drop(ipc::save_window_state(value).await) });
        };
        self.keeping
            .set(set_timeout_with_handle(keep, KEEP_AFTER).ok());
    }

    /// Puts the chosen colours on the page.
    fn apply_theme(self) {
        let theme = match self.chosen.with_untracked(|settings| settings.theme) {
            ColourTheme::System => "system",
            ColourTheme::Light => "light",
            ColourTheme::Dark => "dark",
        };
        if let Some(root) = dom::root() {
            // The attribute is plain, so setting it cannot fail.
            let _ = root.set_attribute("data-theme", theme);
        }
        dom::keep("daybook.theme", theme);
    }
}
