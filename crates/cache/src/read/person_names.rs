//! Whether two names may be of one person: one holds all the words of the other. It joins nobody; it says where several
//! people may stand behind one address. It must not know where names come from.

use query::tokens;
use std::collections::BTreeSet;

/// Whether two names may be of one person. No words fit any name.
#[must_use]
pub fn names_fit(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    one.is_subset(&other) || other.is_subset(&one)
}

/// Whether two of these names cannot be of one person.
pub(super) fn any_differ(names: &[String]) -> bool {
    let differs = |(at, one): (usize, &String)| {
        let mut others = names[at + 1..].iter();
        others.any(|other| !names_fit(one, other))
    };
    names.iter().enumerate().any(differs)
}

/// The name that fits most of some conversations' names; of those that fit as many, the longest, then the first as text.
pub(super) fn commonest<'n>(all: &[&'n [String]]) -> Option<&'n String> {
    let names: BTreeSet<&String> = all.iter().flat_map(|names| names.iter()).collect();
    let fits = |name: &str| {
        let fitting = all
            .iter()
            .filter(|names| names.iter().any(|it| names_fit(it, name)));
        fitting.count()
    };
    // Of equal ones `max_by_key` takes the last.
    let backwards = names.into_iter().rev();
    backwards.max_by_key(|name| (fits(name), name.chars().count()))
}

fn words(name: &str) -> BTreeSet<String> {
    tokens(name).into_iter().map(|(_, word)| word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_part_of_a_name_fits_it_and_another_surname_does_not() {
        for (one, other, fits) in [
            ("Grace Lin", "GRACE LIN", true),
            ("Lin, Grace", "Grace Lin", true),
            ("Grace", "Grace Lin", true),
            ("Zoé", "Zoe Brun", true),
            ("Grace Lin", "Grace Wong", false),
            ("Grace Lin", "Omar Haddad", false),
            ("", "Omar Haddad", true),
        ] {
            assert_eq!(names_fit(one, other), fits, "{one}, {other}");
            assert_eq!(names_fit(other, one), fits, "{other}, {one}");
        }
        assert!(!any_differ(&owned(&["Grace", "Grace Lin"])));
        assert!(any_differ(&owned(&["Grace", "Grace Lin", "Omar"])));
    }

    #[test]
    fn the_commonest_name_is_told_in_full_and_in_no_order() {
        let all = [owned(&["Grace"]), owned(&["Grace Lin"]), owned(&["Omar"])];
        let mut slices: Vec<&[String]> = all.iter().map(Vec::as_slice).collect();
        assert_eq!(commonest(&slices).map(String::as_str), Some("Grace Lin"));
        slices.reverse();
        assert_eq!(commonest(&slices).map(String::as_str), Some("Grace Lin"));
        assert_eq!(commonest(&[]), None);
    }
}
