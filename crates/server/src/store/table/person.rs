//! How one person is recognised in what was written at different times by different systems: by an
//! id as it is, by an e-mail address in any case, by a telephone number whatever stands between its
//! digits.

use crate::store::db::DatabaseEngine;
use crate::store::identity::folded;

/// Fewer digits than that are no telephone number.
const FEWEST_DIGITS: usize = 6;

/// What somebody is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PersonIdentifier {
    text: String,
    folded: String,
    digits: Option<String>,
}

impl PersonIdentifier {
    /// Reads an id, an e-mail address or a telephone number.
    pub(crate) fn new(text: &str) -> Self {
        let text = text.trim();
        let between = |it: char| " +-().".contains(it);
        let phone = text.chars().all(|it| it.is_ascii_digit() || between(it));
        let digits = text.chars().filter(char::is_ascii_digit);
        let digits = digits.collect::<String>();
        let phone = phone && digits.len() >= FEWEST_DIGITS;
        Self {
            text: text.to_owned(),
            folded: folded(text),
            digits: phone.then_some(digits),
        }
    }

    /// As it was given.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// With case folded.
    pub(crate) fn folded(&self) -> &str {
        &self.folded
    }

    /// The digits, where it is a telephone number.
    pub(crate) fn digits(&self) -> Option<&str> {
        self.digits.as_deref()
    }

    /// SQL for the rows whose column may be the same text in another case; a placeholder is to be bound to
    /// [`PersonIdentifier::folded`]. Databases fold letters beyond ASCII each in its own way or not at all, so
    /// that every row with one is among them: [`PersonIdentifier::is`] tells.
    pub(crate) fn text_may_be(engine: DatabaseEngine, column: &str, placeholder: usize) -> String {
        let (lower, beyond_ascii) = (lower(engine, column), beyond_ascii(column));
        format!("({lower} = ${placeholder} OR {beyond_ascii})")
    }

    /// SQL that compares the digits of a column with a placeholder, which is to be bound to
    /// [`PersonIdentifier::digits`] where that is some; what is no number is compared with nothing.
    pub(crate) fn phone_is(&self, column: &str, placeholder: usize) -> String {
        if self.digits.is_none() {
            return "1 = 0".to_owned();
        }
        let mut bare = column.to_owned();
        for between in [" ", "+", "-", "(", ")", "."] {
            bare = format!("replace({bare}, '{between}', '')");
        }
        format!("{bare} = ${placeholder}")
    }

    /// Whether a text names the same person.
    pub(crate) fn is(&self, other: &str) -> bool {
        let other = Self::new(other);
        self.folded == other.folded || (self.digits.is_some() && self.digits == other.digits)
    }

    /// Whether any of these texts that are there names the same person.
    pub(crate) fn is_any<'a>(&self, others: impl IntoIterator<Item = &'a Option<String>>) -> bool {
        let mut others = others.into_iter().flatten();
        others.any(|other| self.is(other))
    }
}

/// SQL for a column in small letters, as far as they are ASCII.
pub(crate) fn lower(engine: DatabaseEngine, column: &str) -> String {
    match engine {
        DatabaseEngine::Sqlite => format!("lower({column})"),
        // Whatever the language of the database: in Turkish an I is no i.
        DatabaseEngine::Postgres => format!("lower({column} COLLATE \"C\")"),
    }
}

/// SQL for the rows whose column has a letter that is none of ASCII.
pub(crate) fn beyond_ascii(column: &str) -> String {
    format!("octet_length({column}) <> length({column})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_person_is_recognised() {
        let cases = [
            ("ada@example.com", "Ada@Example.com ", true),
            ("+44 (20) 7946-0000", "442079460000", true),
            ("+44 20 7946 0000", "+44 20 7946 0001", false),
            ("12", "1-2", false),
            ("C-100200", "100200", false),
            ("C-1", "c-1", true),
            ("", "x", false),
            ("rosa@example.com", "none", false),
            ("none", "(none)", false),
            ("JÖRG@MÜLLER.example", "jörg@müller.example", true),
            (
                "jo\u{308}rg@m\u{fc}ller.example",
                "JÖRG@MÜLLER.EXAMPLE",
                true,
            ),
            ("ΝΊΚΟΣ@example.gr", "νίκοσ@example.gr", true),
            ("νίκος@example.gr", "Νίκοσ@example.gr", true),
            ("jörg@example.com", "jorg@example.com", false),
        ];
        for (one, other, same) in cases {
            assert_eq!(PersonIdentifier::new(one).is(other), same, "{one} {other}");
        }
    }
}
