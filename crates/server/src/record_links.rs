//! Addresses of record pages. The store keeps them as paths, because the server's own address may
//! change; they are made absolute when a page of the feed is served. It must not know HTTP.

use model::ConversionKind;
use model::feed::ChangeSet;
use model::record::ConversionRecord;
use std::fmt::Write as _;

/// The kinds of record that have a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind {
    /// Who asked for a tour.
    Visitor,
    /// Who signed up.
    Coworker,
    /// A membership plan.
    Contract,
    /// A booking.
    Booking,
    /// A day pass.
    Product,
    /// A help-desk message.
    Ticket,
    /// A proposed action of the AI Inbox.
    Inbox,
    /// A known person.
    Customer,
}

impl RecordKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Visitor,
        Self::Coworker,
        Self::Contract,
        Self::Booking,
        Self::Product,
        Self::Ticket,
        Self::Inbox,
        Self::Customer,
    ];

    /// The word in the path.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Coworker => "coworker",
            Self::Contract => "contract",
            Self::Booking => "booking",
            Self::Product => "product",
            Self::Ticket => "ticket",
            Self::Inbox => "inbox",
            Self::Customer => "customer",
        }
    }

    /// The kind of a word in a path.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }

    /// The record that an outcome links to; none for a kind that this version does not know.
    #[must_use]
    pub fn of(kind: &ConversionKind) -> Option<Self> {
        match kind {
            ConversionKind::Tour => Some(Self::Visitor),
            ConversionKind::Customer => Some(Self::Coworker),
            ConversionKind::Contract => Some(Self::Contract),
            ConversionKind::Booking => Some(Self::Booking),
            ConversionKind::DayPass => Some(Self::Product),
            ConversionKind::Other(_) => None,
        }
    }

    /// The outcome whose record this is; none where no outcome makes it.
    #[must_use]
    pub fn outcome(self) -> Option<ConversionKind> {
        ConversionKind::KNOWN
            .iter()
            .find(|kind| Self::of(kind) == Some(self))
            .cloned()
    }

    /// The path of a record's page.
    #[must_use]
    pub fn path(self, id: &str) -> String {
        format!("/records/{}/{}", self.word(), encode_segment(id))
    }
}

/// Percent-encodes everything but unreserved characters, so that any id is one segment of a path.
fn encode_segment(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Makes the paths in `changes` absolute under `base` (no slash at its end). With no base a path is
/// useless to a reader far away, and is left out.
pub fn expand(changes: &mut ChangeSet, base: Option<&str>) {
    for customer in &mut changes.customers {
        expand_one(&mut customer.profile_url, base);
    }
    for change in &mut changes.conversations {
        change
            .conversions
            .iter_mut()
            .for_each(|it| expand_outcome(it, base));
        change
            .tickets
            .iter_mut()
            .for_each(|it| expand_one(&mut it.url, base));
        change
            .inbox_items
            .iter_mut()
            .for_each(|it| expand_one(&mut it.url, base));
    }
}

/// Makes the paths of an outcome absolute, that of what it was before too; see [`expand`].
pub(crate) fn expand_outcome(outcome: &mut ConversionRecord, base: Option<&str>) {
    expand_one(&mut outcome.url, base);
    for former in &mut outcome.earlier {
        expand_one(&mut former.url, base);
    }
}

/// Makes one path absolute; see [`expand`].
pub(crate) fn expand_one(url: &mut Option<String>, base: Option<&str>) {
    let Some(path) = url.as_deref().filter(|text| text.starts_with('/')) else {
        return;
    };
    *url = base.map(|base| format!("{base}{path}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_outcome_has_a_record_and_back() {
        for kind in ConversionKind::KNOWN {
            let record = RecordKind::of(kind).unwrap();
            assert_eq!(record.outcome().as_ref(), Some(kind));
            assert_eq!(RecordKind::from_word(record.word()), Some(record));
        }
        assert_eq!(RecordKind::Ticket.outcome(), None);
    }

    #[test]
    fn any_id_is_one_segment() {
        let cases = [
            ("V-12", "/records/visitor/V-12"),
            (
                "Harbour Lane/1_00000",
                "/records/visitor/Harbour%20Lane%2F1_00000",
            ),
            ("é?#%", "/records/visitor/%C3%A9%3F%23%25"),
        ];
        for (id, expected) in cases {
            assert_eq!(RecordKind::Visitor.path(id), expected);
        }
    }

    #[test]
    fn paths_are_expanded_and_addresses_left_alone() {
        let cases = [
            (
                Some("/records/ticket/1"),
                Some("http://h"),
                Some("http://h/records/ticket/1"),
            ),
            (Some("/records/ticket/1"), None, None),
            (
                Some("https://desk.example/1"),
                None,
                Some("https://desk.example/1"),
            ),
            (None, Some("http://h"), None),
        ];
        for (url, base, expected) in cases {
            let mut url = url.map(str::to_owned);
            expand_one(&mut url, base);
            assert_eq!(url.as_deref(), expected);
        }
    }
}
