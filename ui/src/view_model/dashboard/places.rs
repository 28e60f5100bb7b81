//! Where visitors were: the colours of the map, the table beside it, and each place in words.

use super::opening::narrowed;
use crate::i18n::{Phrase, PhraseArg, TextKey};
use model::dashboard::{DashboardView, PlaceCount};
use model::metrics::FEWEST_FOR_RATE;
use model::request::ListFilter;
use model::search::FieldTest;
use model::us_state::UsState;
use std::cmp::Reverse;

/// Which places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlaceKind {
    /// States and territories of the United States.
    #[default]
    States,
    /// Countries.
    Countries,
}

/// By what places are coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlaceMeasure {
    /// How many conversations.
    #[default]
    Count,
    /// Which share converted.
    Rate,
}

/// By what the table stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlaceOrder {
    /// The most conversations first.
    #[default]
    Count,
    /// By name.
    Name,
    /// The highest rate first; those without one last.
    Rate,
}

/// The darkest class of a map. The lightest, 0, is nothing.
pub const DARKEST: usize = 4;
/// From how many conversations on a class begins, the darkest last.
const COUNT_CLASSES: [u64; DARKEST] = [1, 10, 50, 200];
/// States that are too small to be met on a map.
const SMALL: [&str; 9] = ["CT", "DC", "DE", "MA", "MD", "NH", "NJ", "RI", "VT"];

/// A place.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceLine {
    /// Its code, or its name as it came.
    pub code: String,
    /// Its name, where it is a state; a country is named by the window.
    pub name: Option<&'static str>,
    /// Conversations.
    pub conversations: u64,
    /// Of these, with an outcome.
    pub converted: u64,
    /// The share, where there is enough to speak of one.
    pub rate: Option<f64>,
    /// The list of its conversations.
    pub opens: ListFilter,
}

/// The places of a kind, in an order.
#[must_use]
pub fn place_lines(view: &DashboardView, kind: PlaceKind, order: PlaceOrder) -> Vec<PlaceLine> {
    let counts = match kind {
        PlaceKind::States => &view.places.states,
        PlaceKind::Countries => &view.places.countries,
    };
    let mut lines: Vec<PlaceLine> = counts.iter().map(|it| line(&view.scope, it)).collect();
    match order {
        PlaceOrder::Count => lines.sort_by_key(|it| Reverse(it.conversations)),
        PlaceOrder::Name => lines.sort_by(|a, b| a.shown_name().cmp(b.shown_name())),
        PlaceOrder::Rate => lines.sort_by(|a, b| {
            let rate = |it: &PlaceLine| it.rate.unwrap_or(-1.0);
            rate(b).total_cmp(&rate(a))
        }),
    }
    lines
}

fn line(scope: &ListFilter, count: &PlaceCount) -> PlaceLine {
    let (code, name) = match &count.place {
        FieldTest::State(state) => (state.code().to_owned(), Some(state.name())),
        FieldTest::Country(name) => (name.clone(), None),
        other => (other.to_string(), None),
    };
    let rate = count.converted.rate;
    PlaceLine {
        code,
        name,
        conversations: count.conversations,
        converted: count.converted.conversations,
        rate: rate.filter(|_| count.conversations >= FEWEST_FOR_RATE),
        opens: narrowed(scope, &count.place.to_string()),
    }
}

impl PlaceLine {
    fn shown_name(&self) -> &str {
        self.name.unwrap_or(&self.code)
    }

    /// What is heard of it, by the name that the window has for it.
    #[must_use]
    pub fn spoken(&self, name: &str) -> Phrase {
        let key = match self.rate {
            Some(_) => TextKey::PlacesMark,
            None => TextKey::PlacesMarkFew,
        };
        Phrase::count(key, self.conversations)
            .with("name", PhraseArg::Text(name.to_owned()))
            .with("rate", PhraseArg::Percent(self.rate.unwrap_or(0.0)))
            .number("k", self.converted)
    }

    /// How dark it is, from 0 to [`DARKEST`]; none where it has no rate and rates are shown.
    #[must_use]
    pub fn class(&self, measure: PlaceMeasure, highest: f64) -> Option<usize> {
        match measure {
            PlaceMeasure::Count => {
                Some(COUNT_CLASSES.partition_point(|least| *least <= self.conversations))
            }
            PlaceMeasure::Rate => self.rate.map(|rate| rate_class(rate, highest)),
        }
    }
}

/// Four classes, each a quarter of the highest rate.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is clamped to four classes"
)]
fn rate_class(rate: f64, highest: f64) -> usize {
    if highest <= 0.0 {
        return 1;
    }
    (rate / highest * 4.0).ceil().clamp(1.0, 4.0) as usize
}

/// The highest rate that is told.
#[must_use]
pub fn highest_rate(lines: &[PlaceLine]) -> f64 {
    lines.iter().filter_map(|it| it.rate).fold(0.0, f64::max)
}

/// The classes in words, the lightest first.
#[must_use]
pub fn legend(measure: PlaceMeasure, highest: f64) -> Vec<String> {
    match measure {
        PlaceMeasure::Count => {
            let next = COUNT_CLASSES
                .iter()
                .skip(1)
                .map(|it| Some(it - 1))
                .chain([None]);
            let classes = COUNT_CLASSES.iter().zip(next).map(|(from, to)| match to {
                Some(to) => format!("{from}–{to}"),
                None => format!("{from}+"),
            });
            ["0".to_owned()].into_iter().chain(classes).collect()
        }
        PlaceMeasure::Rate => {
            let quarters = [0.25, 0.5, 0.75, 1.0];
            quarters
                .map(|it| format!("≤{:.0}%", highest * it * 100.0))
                .into()
        }
    }
}

/// States and territories that a map alone does not offer to a finger.
#[must_use]
pub fn is_small(code: &str) -> bool {
    SMALL.contains(&code) || UsState::named(code).is_some_and(UsState::is_territory)
}

/// Which places are worth showing first: states, where most conversations of a known country are in them.
#[must_use]
pub fn usual_kind(view: &DashboardView) -> PlaceKind {
    let in_states: u64 = view.places.states.iter().map(|it| it.conversations).sum();
    let known: u64 = view
        .places
        .countries
        .iter()
        .map(|it| it.conversations)
        .sum();
    if in_states * 2 >= known && in_states > 0 {
        PlaceKind::States
    } else {
        PlaceKind::Countries
    }
}

#[cfg(test)]
mod tests {
    use super::super::trend::tests::view;
    use super::*;
    use crate::i18n::PlainFormats;
    use model::metrics::Share;

    fn count(place: FieldTest, conversations: u64, rate: f64) -> PlaceCount {
        PlaceCount {
            place,
            conversations,
            converted: Share {
                conversations: 3,
                rate: Some(rate),
                interval: None,
            },
        }
    }

    fn with_places() -> DashboardView {
        let state = |name| FieldTest::State(UsState::named(name).expect("a state"));
        let mut view = view();
        view.places.states = vec![
            count(state("Texas"), 60, 0.2),
            count(state("Iowa"), 30, 0.4),
            count(state("Puerto Rico"), 4, 0.75),
        ];
        view.places.countries = vec![
            count(FieldTest::Country("US".to_owned()), 100, 0.1),
            count(FieldTest::Country("PT".to_owned()), 40, 0.1),
        ];
        view
    }

    fn codes(order: PlaceOrder) -> Vec<String> {
        let lines = place_lines(&with_places(), PlaceKind::States, order);
        lines.into_iter().map(|it| it.code).collect()
    }

    #[test]
    fn places_stand_in_the_order_that_is_asked_for() {
        assert_eq!(codes(PlaceOrder::Count), ["TX", "IA", "PR"]);
        assert_eq!(codes(PlaceOrder::Name), ["IA", "PR", "TX"]);
        assert_eq!(
            codes(PlaceOrder::Rate),
            ["IA", "TX", "PR"],
            "of four there is no rate"
        );
    }

    #[test]
    fn colours_are_by_count_or_by_rate_and_few_have_none() {
        let lines = place_lines(&with_places(), PlaceKind::States, PlaceOrder::Count);
        let highest = highest_rate(&lines);
        let classes = |measure| -> Vec<Option<usize>> {
            lines.iter().map(|it| it.class(measure, highest)).collect()
        };
        assert_eq!(classes(PlaceMeasure::Count), [Some(3), Some(2), Some(1)]);
        assert_eq!(classes(PlaceMeasure::Rate), [Some(2), Some(4), None]);
        assert_eq!(
            legend(PlaceMeasure::Count, highest),
            ["0", "1–9", "10–49", "50–199", "200+"]
        );
        assert_eq!(legend(PlaceMeasure::Rate, highest).len(), 4);
    }

    #[test]
    fn a_place_lists_its_rows_and_is_told() {
        let lines = place_lines(&with_places(), PlaceKind::States, PlaceOrder::Count);
        assert!(lines[0].opens.text.starts_with("state:TX "));
        let told = lines[2].spoken("Puerto Rico").say(&PlainFormats);
        assert_eq!(told, "Puerto Rico: 4 conversations, 3 converted");
        assert!(is_small("PR") && is_small("RI") && !is_small("TX"));
        assert_eq!(usual_kind(&with_places()), PlaceKind::States);
        assert_eq!(usual_kind(&view()), PlaceKind::Countries);
    }
}
