//! Where a visitor was: the states and territories of the United States by code and name, and what a country is
//! called in one way only. Both are names that people and systems write in several ways.

use crate::record::GeoPlace;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A state or territory of the United States, or its capital's district.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UsState(u8);

/// A text that is no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownState;

/// How the United States are called in one way.
pub const UNITED_STATES: &str = "US";

/// What else they are called, without signs and in lower case.
const UNITED_STATES_NAMES: [&str; 4] = ["us", "usa", "unitedstates", "unitedstatesofamerica"];

/// Where the territories begin: the islands that have a country's code of their own.
const FIRST_TERRITORY: usize = 51;

/// Codes of the postal service, and names; states and the district by name, then the territories.
const STATES: [(&str, &str); 56] = [
    ("AL", "Alabama"),
    ("AK", "Alaska"),
    ("AZ", "Arizona"),
    ("AR", "Arkansas"),
    ("CA", "California"),
    ("CO", "Colorado"),
    ("CT", "Connecticut"),
    ("DE", "Delaware"),
    ("DC", "District of Columbia"),
    ("FL", "Florida"),
    ("GA", "Georgia"),
    ("HI", "Hawaii"),
    ("ID", "Idaho"),
    ("IL", "Illinois"),
    ("IN", "Indiana"),
    ("IA", "Iowa"),
    ("KS", "Kansas"),
    ("KY", "Kentucky"),
    ("LA", "Louisiana"),
    ("ME", "Maine"),
    ("MD", "Maryland"),
    ("MA", "Massachusetts"),
    ("MI", "Michigan"),
    ("MN", "Minnesota"),
    ("MS", "Mississippi"),
    ("MO", "Missouri"),
    ("MT", "Montana"),
    ("NE", "Nebraska"),
    ("NV", "Nevada"),
    ("NH", "New Hampshire"),
    ("NJ", "New Jersey"),
    ("NM", "New Mexico"),
    ("NY", "New York"),
    ("NC", "North Carolina"),
    ("ND", "North Dakota"),
    ("OH", "Ohio"),
    ("OK", "Oklahoma"),
    ("OR", "Oregon"),
    ("PA", "Pennsylvania"),
    ("RI", "Rhode Island"),
    ("SC", "South Carolina"),
    ("SD", "South Dakota"),
    ("TN", "Tennessee"),
    ("TX", "Texas"),
    ("UT", "Utah"),
    ("VT", "Vermont"),
    ("VA", "Virginia"),
    ("WA", "Washington"),
    ("WV", "West Virginia"),
    ("WI", "Wisconsin"),
    ("WY", "Wyoming"),
    ("AS", "American Samoa"),
    ("GU", "Guam"),
    ("MP", "Northern Mariana Islands"),
    ("PR", "Puerto Rico"),
    ("VI", "U.S. Virgin Islands"),
];

impl UsState {
    /// Every one, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        (0_u8..).zip(&STATES).map(|(at, _)| Self(at))
    }

    /// The two letters of the postal service.
    #[must_use]
    pub fn code(self) -> &'static str {
        STATES.get(usize::from(self.0)).map_or("", |it| it.0)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        STATES.get(usize::from(self.0)).map_or("", |it| it.1)
    }

    /// Whether it is an island territory.
    #[must_use]
    pub fn is_territory(self) -> bool {
        usize::from(self.0) >= FIRST_TERRITORY
    }

    /// The one of a code (`TX`, `US-TX`) or a name, in any case.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let wanted = plain(text);
        let wanted = match wanted.strip_prefix(&plain(UNITED_STATES)) {
            Some(code) if code.len() == 2 => code,
            _ => &wanted,
        };
        let is_it = |name: &str| letters(name).eq(wanted.chars());
        Self::all().find(|it| is_it(it.code()) || is_it(it.name()))
    }
}

impl TryFrom<String> for UsState {
    type Error = UnknownState;

    fn try_from(text: String) -> Result<Self, UnknownState> {
        Self::named(&text).ok_or(UnknownState)
    }
}

impl From<UsState> for String {
    fn from(state: UsState) -> Self {
        state.code().to_owned()
    }
}

impl fmt::Display for UsState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for UnknownState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no state or territory of the United States")
    }
}

impl std::error::Error for UnknownState {}

/// The letters and digits of a text, in lower case.
fn letters(text: &str) -> impl Iterator<Item = char> {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase)
}

fn plain(text: &str) -> String {
    letters(text).collect()
}

/// A country, called in one way: a code of two letters in capitals, the United States by their code, any other name
/// as it came. None of an empty name.
#[must_use]
pub fn country_name(country: &str) -> Option<String> {
    let name = country.trim();
    let is_code = name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    if UNITED_STATES_NAMES.contains(&plain(name).as_str()) {
        return Some(UNITED_STATES.to_owned());
    }
    match name {
        "" => None,
        _ if is_code => Some(name.to_ascii_uppercase()),
        name => Some(name.to_owned()),
    }
}

/// Whether two names are of one country.
#[must_use]
pub fn is_same_country(one: &str, other: &str) -> bool {
    let folded = |name: &str| country_name(name).map(|name| name.to_lowercase());
    folded(one).is_some_and(|one| folded(other) == Some(one))
}

impl GeoPlace {
    /// Its country, called in one way; none where it is not known.
    #[must_use]
    pub fn country_name(&self) -> Option<String> {
        country_name(self.country.as_deref()?)
    }

    /// Its state, where it is in the United States and the region names one. The territories have countries' codes
    /// of their own.
    #[must_use]
    pub fn us_state(&self) -> Option<UsState> {
        let country = self.country_name()?;
        if country == UNITED_STATES {
            return UsState::named(self.region.as_deref()?);
        }
        UsState::named(&country).filter(|state| state.is_territory())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(region: &str, country: &str) -> GeoPlace {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        GeoPlace {
            city: None,
            region: text(region),
            country: text(country),
        }
    }

    #[test]
    fn a_state_is_found_however_it_is_written() {
        let cases = [
            (place("TX", "US"), Some("TX"), "the codes"),
            (place("Texas", "United States"), Some("TX"), "the names"),
            (place("us-tx", "usa"), Some("TX"), "the code of ISO 3166-2"),
            (place("new york", "U.S.A."), Some("NY"), "in any case"),
            (place("Usable", "US"), None, "no state"),
            (place("", "US"), None, "no region"),
            (place("WA", "AU"), None, "Western Australia"),
            (place("TX", ""), None, "no country"),
            (
                place("San Juan", "PR"),
                Some("PR"),
                "a territory's own code",
            ),
            (place("Guam", "US"), Some("GU"), "a territory as a region"),
            (place("", "CA"), None, "Canada is not California"),
            (place("", "GA"), None, "Gabon is not Georgia"),
        ];
        for (place, state, why) in cases {
            let found = place.us_state().map(UsState::code);
            assert_eq!(found, state, "{why}: {place:?}");
        }
    }

    #[test]
    fn every_state_is_found_by_its_code_and_by_its_name() {
        assert_eq!(UsState::all().count(), STATES.len());
        for state in UsState::all() {
            assert_eq!(UsState::named(state.code()), Some(state));
            assert_eq!(UsState::named(state.name()), Some(state));
        }
    }

    #[test]
    fn a_country_has_one_name() {
        let cases = [
            ("us", Some("US")),
            ("United States of America", Some("US")),
            (" pt ", Some("PT")),
            ("Portugal", Some("Portugal")),
            ("  ", None),
        ];
        for (written, name) in cases {
            assert_eq!(country_name(written).as_deref(), name, "{written}");
        }
        assert!(is_same_country("portugal", "Portugal"));
        assert!(!is_same_country("", ""));
    }
}
