//! Keys by which kept records are found: whom they name, what they belong to, and what they point at. It
//! must not read a store.

use crate::entity::Entity;
use std::collections::BTreeSet;

/// What the key of a phone number begins with.
pub(crate) const PHONE: &str = "phone:";

/// The key of a session id, by its fingerprint.
pub(crate) fn chat_key(print: &str) -> String {
    format!("chat:{print}")
}

/// The key of what names a record as an outcome.
pub(crate) fn points_key(entity: Entity, id: i64) -> String {
    format!("points:{}:{id}", entity.name())
}

/// The key of what belongs to a conversation.
pub(crate) fn session_key(id: i64) -> String {
    format!("session:{id}")
}

/// The key of a message in a group, which is no session: a group's messages have to be found again.
/// Those of sessions have none, for there are too many of them.
pub(crate) fn member_key(group: &str) -> String {
    format!("in:{group}")
}

/// The key of a message that names a ticket.
pub(crate) fn ticket_key(ticket: i64) -> String {
    format!("ticket:{ticket}")
}

/// The key of what a pass has to look into before it ends.
pub(crate) const AGAIN: &str = "again";

/// The keys by which a person is recognised: as a customer, by e-mail, by phone.
pub(crate) fn person_keys(coworker: Option<i64>, addresses: &[Option<&str>]) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    keys.extend(coworker.map(|id| format!("coworker:{id}")));
    for address in addresses.iter().flatten() {
        keys.extend(address_key(address));
    }
    keys
}

/// An e-mail address in lower case, or the last nine digits of a phone number: prefixes of countries
/// and trunks are written in too many ways.
fn address_key(text: &str) -> Option<String> {
    const DIGITS: usize = 9;
    let text = text.trim();
    if text.contains('@') {
        return Some(format!("email:{}", text.to_lowercase()));
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_phone = digits.len() >= 7
        && text
            .chars()
            .all(|letter| letter.is_ascii_digit() || " +-().:whatspWHATSP/".contains(letter));
    let last = &digits[digits.len().saturating_sub(DIGITS)..];
    // A number of one digit over and over stands for none.
    let is_one = last.chars().all(|digit| last.starts_with(digit));
    (is_phone && !is_one).then(|| format!("{PHONE}{last}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_recognised_however_their_address_is_written() {
        let cases = [
            (" Zoe@Example.ORG ", Some("email:zoe@example.org")),
            ("+351 912 345 678", Some("phone:912345678")),
            ("00351912345678", Some("phone:912345678")),
            ("whatsapp:+351912345678", Some("phone:912345678")),
            ("912-345-678", Some("phone:912345678")),
            ("visitor 1234567", None),
            ("123", None),
            ("000000000", None),
            ("+351 999 999 999", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(address_key(text).as_deref(), expected, "{text:?}");
        }
    }
}
