//! Facts for which a conversation's entry has no room and which facets count: a small number each, by which the
//! value is looked up. Where they come from is not known here.

use super::bitmap::IdBitmap;
use model::record::GeoPlace;
use std::collections::HashMap;
use std::hash::Hash;

/// The facts of one conversation, as they are stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct StoredFacts {
    pub(crate) origin: String,
    pub(crate) escalation: String,
    pub(crate) language: String,
    pub(crate) place: GeoPlace,
}

/// The facts of one conversation, as codes of [`FactCodes`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CodedFacts {
    pub(crate) origin: u16,
    pub(crate) escalation: u16,
    pub(crate) language: u16,
    pub(crate) place: u16,
}

/// The facts of every conversation, by its id.
#[derive(Clone, Debug, Default)]
pub(crate) struct FactCodes {
    by_id: Vec<CodedFacts>,
    pub(crate) origins: CodeBook<String>,
    pub(crate) escalations: CodeBook<String>,
    pub(crate) languages: CodeBook<String>,
    pub(crate) places: CodeBook<GeoPlace>,
}

/// Values with a number each. The last number stands for every value that found no place.
#[derive(Clone, Debug)]
pub(crate) struct CodeBook<T> {
    values: Vec<T>,
    codes: HashMap<T, u16>,
}

impl<T> Default for CodeBook<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            codes: HashMap::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> CodeBook<T> {
    /// Each value, at the place that is its number.
    pub(crate) fn values(&self) -> &[T] {
        &self.values
    }

    fn code(&mut self, value: T) -> u16 {
        if let Some(code) = self.codes.get(&value) {
            return *code;
        }
        let code = u16::try_from(self.values.len()).unwrap_or(u16::MAX);
        if code < u16::MAX {
            self.values.push(value.clone());
            self.codes.insert(value, code);
        }
        code
    }
}

impl FactCodes {
    /// Takes the facts of a conversation in the place of what was known of it.
    pub(crate) fn put(&mut self, id: u32, facts: StoredFacts) {
        let at = id as usize;
        if at >= self.by_id.len() {
            self.by_id.resize(at + 1, CodedFacts::default());
        }
        self.by_id[at] = CodedFacts {
            origin: self.origins.code(facts.origin),
            escalation: self.escalations.code(facts.escalation),
            language: self.languages.code(facts.language),
            place: self.places.code(facts.place),
        };
    }

    /// The conversations of which the place is as asked.
    pub(crate) fn ids_at(&self, holds: impl Fn(&GeoPlace) -> bool) -> IdBitmap {
        self.ids_of(self.places.values(), |facts| facts.place, holds)
    }

    /// The conversations that are held in a language.
    pub(crate) fn ids_in(&self, language: &str) -> IdBitmap {
        let languages = self.languages.values();
        self.ids_of(languages, |facts| facts.language, |it| it == language)
    }

    fn ids_of<T>(
        &self,
        values: &[T],
        code: impl Fn(&CodedFacts) -> u16,
        holds: impl Fn(&T) -> bool,
    ) -> IdBitmap {
        let wanted: Vec<bool> = values.iter().map(holds).collect();
        let mut found = IdBitmap::below(self.by_id.len());
        for (id, facts) in (0_u32..).zip(&self.by_id) {
            let is_wanted = wanted.get(usize::from(code(facts)));
            if is_wanted.is_some_and(|is_it| *is_it) {
                found.insert(id);
            }
        }
        found
    }

    /// The facts of a conversation; none where they are not known.
    #[inline]
    pub(crate) fn of(&self, id: u32) -> Option<CodedFacts> {
        self.by_id.get(id as usize).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_keeps_its_number_and_a_later_fact_takes_the_place_of_an_earlier_one() {
        let facts = |origin: &str| StoredFacts {
            origin: origin.to_owned(),
            ..StoredFacts::default()
        };
        let mut codes = FactCodes::default();
        for (id, origin) in [(3, "inbound"), (1, "reply"), (7, "inbound"), (3, "reply")] {
            codes.put(id, facts(origin));
        }
        let origin = |id: u32| {
            let code = codes.of(id).expect("known").origin;
            codes.origins.values()[usize::from(code)].as_str()
        };
        assert_eq!(
            [origin(1), origin(3), origin(7)],
            ["reply", "reply", "inbound"]
        );
        assert_eq!(codes.of(8), None);
    }
}
