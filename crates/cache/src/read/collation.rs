//! How texts stand in a list: as in a dictionary, whatever language they are in. Numbers inside a text
//! count as numbers, so that Room 2 stands before Room 10.

use icu_collator::CollatorBorrowed;
use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorPreferences, options::Strength};
use model::visible;
use std::sync::LazyLock;

/// Characters that are compared. What is alike so far stands by its id.
const COMPARED: usize = 160;

/// The one order of texts: the root of all languages, which is nobody's special case.
static DICTIONARY: LazyLock<Option<CollatorBorrowed<'static>>> = LazyLock::new(|| {
    let mut preferences = CollatorPreferences::default();
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    let mut options = CollatorOptions::default();
    options.strength = Some(Strength::Tertiary);
    CollatorBorrowed::try_new(preferences, options).ok()
});

/// What is compared of a text, byte by byte; none of one in which nothing can be seen.
pub(super) fn key(text: &str) -> Option<Box<[u8]>> {
    let text = visible(text)?;
    let end = text.char_indices().nth(COMPARED).map(|(at, _)| at);
    let text = &text[..end.unwrap_or(text.len())];
    let mut key = Vec::with_capacity(2 * text.len());
    match &*DICTIONARY {
        Some(dictionary) => {
            let Ok(()) = dictionary.write_sort_key_to(text, &mut key);
        }
        // The data of the order is compiled in, so that this is the letters' own order in theory only.
        None => key.extend(text.to_lowercase().bytes()),
    }
    Some(key.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stand_as_in_a_dictionary() {
        let in_order = [
            "(draft) tour",
            "Apfel",
            "äpfel",
            "apple",
            "Room 2",
            "Room 10",
            "Zebra",
            "Ωmega",
            "Яна",
            "桌子",
        ];
        let mut sorted = in_order;
        sorted.sort_by_key(|text| key(text));
        assert_eq!(sorted, in_order);
    }

    #[test]
    fn nothing_to_see_is_nothing_to_compare() {
        assert_eq!(key(""), None);
        assert_eq!(key(" \u{200B} "), None);
        assert!(key("x").is_some());
    }
}
