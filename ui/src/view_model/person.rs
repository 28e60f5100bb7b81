//! The person of a conversation in two lines, and the initials of the avatar.

use crate::i18n::{Phrase, PhraseArg, TextKey};
use model::view::PersonView;

/// How a person is named.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonName {
    /// The first line.
    pub name: Phrase,
    /// The company, where there is one.
    pub company: Option<String>,
    /// Letters for the avatar; empty for somebody unknown.
    pub initials: String,
    /// The profile page.
    pub profile: Option<String>,
}

/// How a person is named: name and company, or identifier, or shortened token.
#[must_use]
pub fn named(person: &PersonView) -> PersonName {
    let as_it_is =
        |text: &str| Phrase::new(TextKey::AsItIs).with("text", PhraseArg::Text(text.to_owned()));
    let bare = |name: Phrase, initials: String| PersonName {
        name,
        company: None,
        initials,
        profile: None,
    };
    match person {
        PersonView::Customer {
            name,
            company,
            profile_url,
            ..
        } => PersonName {
            name: as_it_is(name),
            company: company.clone().filter(|company| !company.trim().is_empty()),
            initials: initials(name),
            profile: profile_url.clone(),
        },
        PersonView::External { identifier } => bare(as_it_is(identifier), initials(identifier)),
        PersonView::Visitor { token } => bare(
            Phrase::new(TextKey::Visitor).with("token", PhraseArg::Text(short(token))),
            String::new(),
        ),
        PersonView::Unknown => bare(Phrase::new(TextKey::NobodyKnown), String::new()),
    }
}

/// At most two letters of a name: of its first and its last word. A phone number has none.
#[must_use]
pub fn initials(name: &str) -> String {
    let letters: Vec<char> = name
        .split(|c: char| c.is_whitespace() || c == '.' || c == '@' || c == '_' || c == '-')
        .filter_map(|word| word.chars().next())
        .filter(|first| first.is_alphabetic())
        .collect();
    let picked = match letters.as_slice() {
        [] => return String::new(),
        [only] => vec![*only],
        [first, .., _] if name.contains('@') => vec![*first, letters[1]],
        [first, .., last] => vec![*first, *last],
    };
    picked.into_iter().flat_map(char::to_uppercase).collect()
}

/// A long identifier shortened in its middle, so that both ends can be compared: `7f3a…c210`.
#[must_use]
pub fn short(id: &str) -> String {
    let letters: Vec<char> = id.chars().collect();
    match letters.as_slice() {
        [a, b, c, d, middle @ .., w, x, y, z] if middle.len() > 2 => {
            [*a, *b, *c, *d, '…', *w, *x, *y, *z].iter().collect()
        }
        _ => id.to_owned(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::i18n::LocaleFormats;
    use chrono::DateTime;
    use model::view::ConversationRow;
    use model::{Channel, ConversationId, CustomerId, Escalation, RemoteId, SpaceId};

    /// A row for tests of other parts.
    pub(crate) fn row(id: i64) -> ConversationRow {
        ConversationRow {
            id: ConversationId(id),
            remote_id: RemoteId(format!("r{id}")),
            session_id: format!("session-{id}"),
            subject: Vec::new(),
            excerpt: Vec::new(),
            excerpt_sender: None,
            conversions: Vec::new(),
            taken_back: Vec::new(),
            person: PersonView::Unknown,
            person_shown: Vec::new(),
            company_shown: Vec::new(),
            channel: Channel::Chat,
            status: None,
            escalation: Escalation::None,
            leads: 0,
            messages: 2,
            space: SpaceId(1),
            time_zone: "Europe/London".to_owned(),
            started_at: DateTime::UNIX_EPOCH,
            last_activity_at: DateTime::UNIX_EPOCH,
            marks: model::marks::RowMarks::default(),
        }
    }

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        let cases = [
            ("Grace Lin", "GL"),
            ("Ana María de la Cruz", "AC"),
            ("Plato", "P"),
            ("+44 7700 900118", ""),
            ("priya.n@northlight.example", "PN"),
            ("ليلى حداد", "لح"),
            ("", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn a_long_identifier_keeps_both_ends() {
        assert_eq!(short("7f3a0011223344c210"), "7f3a…c210");
        assert_eq!(short("7f3ac210"), "7f3ac210");
        assert_eq!(short("日本語日本語日本語日本語"), "日本語日…語日本語");
    }

    #[test]
    fn a_person_is_what_is_known() {
        let plain = &crate::i18n::PlainFormats as &dyn LocaleFormats;
        let customer = PersonView::Customer {
            id: CustomerId(1),
            name: "Grace Lin".to_owned(),
            company: Some(" ".to_owned()),
            profile_url: None,
        };
        assert_eq!(named(&customer).name.say(plain), "Grace Lin");
        assert_eq!(named(&customer).company, None, "a blank company is none");
        let visitor = PersonView::Visitor {
            token: "7f3a0011223344c210".to_owned(),
        };
        assert_eq!(named(&visitor).name.say(plain), "Visitor 7f3a…c210");
    }
}
