//! Where visitors were: conversations and those with an outcome by state and by country. It knows places by a number
//! of the caller's, so that a million conversations are a few additions each.

use crate::rate::share;
use model::dashboard::{PlaceCount, PlaceCounts};
use model::record::GeoPlace;
use model::search::FieldTest;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The counts so far, by the number of the place.
#[derive(Clone, Debug, Default)]
pub struct PlaceTally {
    places: Vec<PlaceSum>,
    /// Of which no place is known.
    nowhere: PlaceSum,
}

#[derive(Clone, Copy, Debug, Default)]
struct PlaceSum {
    conversations: u64,
    converted: u64,
}

impl PlaceTally {
    /// Counts a conversation at a place; none where it is not known.
    #[inline]
    pub fn add(&mut self, place: Option<u16>, converted: u64) {
        let one = PlaceSum {
            conversations: 1,
            converted,
        };
        let Some(place) = place.map(usize::from) else {
            self.nowhere.take(one);
            return;
        };
        if place >= self.places.len() {
            self.places.resize(place + 1, PlaceSum::default());
        }
        if let Some(sum) = self.places.get_mut(place) {
            sum.take(one);
        }
    }

    /// The counts. `places` names the numbers; one without a name is not known.
    #[must_use]
    pub fn finish(&self, places: &[GeoPlace]) -> PlaceCounts {
        let unknown = GeoPlace::default();
        let (mut states, mut countries) = (GroupSums::default(), GroupSums::default());
        let named = (0..)
            .zip(&self.places)
            .map(|(at, sum): (usize, _)| (places.get(at).unwrap_or(&unknown), *sum));
        for (place, sum) in named.chain([(&unknown, self.nowhere)]) {
            let state = place.us_state();
            states.take(
                state.map(|it| (it.code().to_owned(), FieldTest::State(it))),
                sum,
            );
            let country = place.country_name();
            countries.take(
                country.map(|it| (it.to_lowercase(), FieldTest::Country(it))),
                sum,
            );
        }
        PlaceCounts {
            without_state: states.unknown.conversations,
            without_country: countries.unknown.conversations,
            states: states.finish(),
            countries: countries.finish(),
        }
    }
}

/// Sums by the name of a state or country.
#[derive(Default)]
struct GroupSums {
    named: BTreeMap<String, (FieldTest, PlaceSum)>,
    unknown: PlaceSum,
}

impl GroupSums {
    fn take(&mut self, group: Option<(String, FieldTest)>, sum: PlaceSum) {
        match group {
            Some((key, test)) => {
                let entry = self.named.entry(key);
                entry.or_insert((test, PlaceSum::default())).1.take(sum);
            }
            None => self.unknown.take(sum),
        }
    }

    /// The most conversations first, then by name.
    fn finish(self) -> Vec<PlaceCount> {
        let counted = self
            .named
            .into_values()
            .filter(|(_, sum)| sum.conversations > 0);
        let mut counts: Vec<PlaceCount> = counted
            .map(|(place, sum)| PlaceCount {
                place,
                conversations: sum.conversations,
                converted: share(sum.converted, sum.conversations),
            })
            .collect();
        counts.sort_by_key(|it| Reverse(it.conversations));
        counts
    }
}

impl PlaceSum {
    fn take(&mut self, other: Self) {
        self.conversations += other.conversations;
        self.converted += other.converted;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place(region: &str, country: &str) -> GeoPlace {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        GeoPlace {
            city: None,
            region: text(region),
            country: text(country),
        }
    }

    fn places() -> Vec<GeoPlace> {
        vec![
            place("TX", "US"),
            place("Texas", "usa"),
            place("Lisboa", "PT"),
            place("", "pt"),
            place("", ""),
            place("", "PR"),
            place("nowhere", "US"),
        ]
    }

    #[test]
    fn names_of_one_place_are_one_place() {
        let mut tally = PlaceTally::default();
        for (place, converted) in [(0, 1), (1, 0), (2, 1), (3, 0), (4, 0), (5, 0), (6, 1)] {
            tally.add(Some(place), converted);
        }
        tally.add(None, 1);
        tally.add(Some(u16::MAX), 0);
        let found = tally.finish(&places());
        let told = |counts: &[PlaceCount]| -> Vec<(String, u64, u64)> {
            let one = |it: &PlaceCount| {
                (
                    it.place.to_string(),
                    it.conversations,
                    it.converted.conversations,
                )
            };
            counts.iter().map(one).collect()
        };
        let of = |text: &str, n, k| (text.to_owned(), n, k);
        assert_eq!(
            told(&found.states),
            [of("state:TX", 2, 1), of("state:PR", 1, 0)]
        );
        assert_eq!(
            told(&found.countries),
            [
                of("country:US", 3, 2),
                of("country:PT", 2, 1),
                of("country:PR", 1, 0)
            ]
        );
        assert_eq!((found.without_country, found.without_state), (3, 6));
    }

    proptest! {
        #[test]
        fn parts_and_what_is_not_known_make_up_all(met in prop::collection::vec((prop::option::of(0_u16..9), 0_u64..2), 0..200)) {
            let mut tally = PlaceTally::default();
            met.iter().for_each(|(place, converted)| tally.add(*place, *converted));
            let found = tally.finish(&places());
            let sum = |counts: &[PlaceCount]| counts.iter().map(|it| it.conversations).sum::<u64>();
            prop_assert_eq!(sum(&found.states) + found.without_state, met.len() as u64);
            prop_assert_eq!(sum(&found.countries) + found.without_country, met.len() as u64);
        }
    }
}
