//! What the window remembers between starts, as JSON text that the back end keeps for it. An older
//! or a newer text is read as far as it is understood.

use super::export_form::ExportForm;
use super::own_keys::OwnKeys;
use super::zoom::ZOOM_STEPS;
use chrono::{DateTime, TimeDelta, Utc};
use model::ConversationId;
use model::facet::Facet;
use model::list_columns::ListColumns;
use model::request::{ListFilter, ListSort};
use serde::{Deserialize, Serialize};

/// Narrowest and widest that the conversation pane may be, in pixels.
pub const DETAIL_WIDTH: (f64, f64) = (380.0, 960.0);

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColourTheme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// In which zone times are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneChoice {
    /// The zone of the conversation's space.
    #[default]
    Space,
    /// The zone of this laptop.
    Here,
}

/// On which side the customer's messages stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageSide {
    /// Where a line begins.
    #[default]
    Start,
    /// Where a line ends.
    End,
}

/// Whether single keys act.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SingleKeys {
    /// They do.
    #[default]
    On,
    /// They do not.
    Off,
}

/// After how long without a hand on it the window is locked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AutoLock {
    /// A quarter of an hour, and when the laptop slept.
    #[default]
    QuarterHour,
    /// An hour, and when the laptop slept.
    Hour,
    /// Never by itself.
    Never,
}

impl AutoLock {
    /// How long that is; none where it never is.
    #[must_use]
    pub const fn after(self) -> Option<TimeDelta> {
        match self {
            Self::QuarterHour => Some(TimeDelta::minutes(15)),
            Self::Hour => Some(TimeDelta::hours(1)),
            Self::Never => None,
        }
    }

    /// Whether a window that was last used then is to be locked now. A clock that was put back locks nothing.
    #[must_use]
    pub fn is_due(self, last_used: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        self.after().is_some_and(|after| now - last_used >= after)
    }
}

/// Whether the facets stand beside the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FacetPane {
    /// They do not.
    #[default]
    Hidden,
    /// They do.
    Shown,
}

/// How high the rows of the list are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListDensity {
    /// Two lines each.
    #[default]
    Comfortable,
    /// One line each.
    Compact,
}

/// What is remembered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowSettings {
    /// Light or dark.
    pub theme: ColourTheme,
    /// Zone of times.
    pub zone: ZoneChoice,
    /// Side of the customer.
    pub side: MessageSide,
    /// Single keys.
    pub keys: SingleKeys,
    /// When the window is locked.
    pub auto_lock: AutoLock,
    /// Keys of the reader's choice.
    pub own_keys: OwnKeys,
    /// Width of the conversation pane, in pixels.
    pub detail_width: f64,
    /// Size of the page, in percent.
    pub zoom: u16,
    /// The columns of the list, where a view has none of its own.
    pub columns: ListColumns,
    /// How high its rows are.
    pub density: ListDensity,
    /// Whether the facets stand beside the list.
    pub facets: FacetPane,
    /// Facets of which only the name is shown.
    pub folded: Vec<Facet>,
    /// The filter, without the text of the search.
    pub filter: ListFilter,
    /// The order of the list.
    pub sort: ListSort,
    /// The conversation last read.
    pub selected: Option<ConversationId>,
    /// How was exported last.
    pub export: ExportForm,
}

impl Default for WindowSettings {
    fn default() -> Self {
        Self {
            theme: ColourTheme::default(),
            zone: ZoneChoice::default(),
            side: MessageSide::default(),
            keys: SingleKeys::default(),
            auto_lock: AutoLock::default(),
            own_keys: OwnKeys::default(),
            detail_width: 520.0,
            zoom: 100,
            columns: ListColumns::default(),
            density: ListDensity::default(),
            facets: FacetPane::default(),
            folded: Vec::new(),
            filter: ListFilter::default(),
            sort: ListSort::default(),
            selected: None,
            export: ExportForm::default(),
        }
    }
}

impl WindowSettings {
    /// Reads what was remembered. Text that cannot be read is as if nothing had been.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut settings: Self = serde_json::from_str(text).unwrap_or_default();
        settings.detail_width = within(settings.detail_width);
        let [smallest, .., largest] = ZOOM_STEPS;
        settings.zoom = settings.zoom.clamp(smallest, largest);
        settings.filter.text.clear();
        settings.own_keys = settings.own_keys.checked();
        settings
    }

    /// Writes what is to be remembered.
    ///
    /// # Errors
    /// When it cannot be written as JSON: then what was remembered before is better than nothing.
    pub fn write(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

impl WindowSettings {
    /// Shows of a facet only its name, or all of it again.
    pub fn fold(&mut self, facet: Facet) {
        let before = self.folded.len();
        self.folded.retain(|one| *one != facet);
        if self.folded.len() == before {
            self.folded.push(facet);
        }
    }
}

/// A width within what the pane may be, in pixels.
#[must_use]
pub fn within(width: f64) -> f64 {
    if width.is_finite() {
        width.clamp(DETAIL_WIDTH.0, DETAIL_WIDTH.1)
    } else {
        WindowSettings::default().detail_width
    }
}

#[cfg(test)]
mod tests {
    use super::super::zoom::{ZoomStep, zoomed};
    use super::*;

    #[test]
    fn a_window_is_locked_when_nobody_used_it_for_so_long() {
        let begun = DateTime::UNIX_EPOCH;
        for (lock, minutes, expected) in [
            (AutoLock::QuarterHour, 14, false),
            (AutoLock::QuarterHour, 15, true),
            (AutoLock::Hour, 59, false),
            (AutoLock::Hour, 60, true),
            (AutoLock::Never, 100_000, false),
            (AutoLock::QuarterHour, -60, false),
        ] {
            let now = begun + TimeDelta::minutes(minutes);
            assert_eq!(lock.is_due(begun, now), expected, "{lock:?}, {minutes}");
        }
    }

    #[test]
    fn settings_survive_their_text_but_the_search_does_not() {
        let mut settings = WindowSettings {
            theme: ColourTheme::Dark,
            detail_width: 700.0,
            ..WindowSettings::default()
        };
        settings.filter.text = "roof".to_owned();
        let read = WindowSettings::read(&settings.write().expect("JSON"));
        assert_eq!((read.theme, read.detail_width), (ColourTheme::Dark, 700.0));
        assert!(read.filter.text.is_empty());
    }

    #[test]
    fn a_facet_is_folded_and_unfolded() {
        let mut settings = WindowSettings::default();
        for expected in [vec![Facet::Space], vec![], vec![Facet::Space]] {
            settings.fold(Facet::Space);
            assert_eq!(settings.folded, expected);
        }
        let read = WindowSettings::read(&settings.write().expect("JSON"));
        assert_eq!(read.folded, [Facet::Space]);
    }

    #[test]
    fn anything_else_is_read_as_far_as_it_is_understood() {
        assert_eq!(WindowSettings::read(""), WindowSettings::default());
        assert_eq!(WindowSettings::read("[1]"), WindowSettings::default());
        let odd = WindowSettings::read(r#"{"theme":"light","detail_width":1e9,"colour":"mauve"}"#);
        assert_eq!(
            (odd.theme, odd.detail_width),
            (ColourTheme::Light, DETAIL_WIDTH.1)
        );
    }

    #[test]
    fn sizes_go_step_by_step_and_end() {
        assert_eq!(zoomed(100, ZoomStep::Larger), 110);
        assert_eq!(zoomed(100, ZoomStep::Smaller), 90);
        assert_eq!(zoomed(200, ZoomStep::Larger), 200);
        assert_eq!(zoomed(67, ZoomStep::Smaller), 67);
        assert_eq!(zoomed(175, ZoomStep::Usual), 100);
        assert_eq!(WindowSettings::read(r#"{"zoom":9000}"#).zoom, 200);
    }
}
