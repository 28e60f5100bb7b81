//! Keys by which kept records are found: whom they name, what they belong to, and what they point at. It
//! must not read a store.

use crate::decode::custom_value::items;
use crate::decode::record::NexudusRecord;
use crate::entity::Entity;
use crate::fingerprint::fingerprint;
use model::identity::{ContactIdentity, NumberHome};
use std::collections::BTreeSet;

/// The version of these keys. What an earlier one kept is staged again under these, once: a row under
/// another key would never be found.
pub(crate) const KEY_VERSION: u32 = 1 + model::identity::KEY_VERSION;
/// What the key of a phone number begins with.
const PHONE: &str = "phone:";
/// A number that ends in so many of one digit stands for none.
const PLACEHOLDER_DIGITS: usize = 9;

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

/// The key of a message that names a ticket.
pub(crate) fn ticket_key(ticket: i64) -> String {
    format!("ticket:{ticket}")
}

/// The key of what was sold, or lasts, of a product.
pub(crate) fn product_key(product: i64) -> String {
    format!("product:{product}")
}

/// The key of the chat that a record names.
pub(crate) fn chat_of(record: &NexudusRecord) -> Option<String> {
    Some(chat_key(&fingerprint(record.text("ChatSession")?)))
}

/// The keys under which a session, or what stands for one, is kept: whom it names, of which chat it is, and
/// which outcomes it points at.
pub(crate) fn conversation_keys(record: &NexudusRecord) -> Vec<String> {
    let mut keys = person_keys(record.link("CoworkerId"), &session_addresses(record));
    keys.extend(chat_of(record));
    keys.extend(pointed_keys(record));
    keys.into_iter().collect()
}

/// The keys of the outcomes that a record points at.
pub(crate) fn pointed_keys(record: &NexudusRecord) -> impl Iterator<Item = String> {
    let pointers = record.pointers().into_iter();
    pointers.map(|(entity, id)| points_key(entity, id))
}

/// The keys under which a message is kept: the outcomes and the ticket that it names, and its chat where
/// nothing else says which conversation it is of. The messages of sessions have no such key, for there are
/// too many of them: they are found by what is kept of their conversation.
pub(crate) fn message_keys(record: &NexudusRecord) -> Vec<String> {
    let mut keys: Vec<String> = pointed_keys(record).collect();
    keys.extend(record.link("HelpDeskMessageId").map(ticket_key));
    // The fingerprint of a chat costs more than all the rest, and nearly every message names its session.
    if record.link("AiChannelSessionId").is_none() {
        keys.extend(chat_of(record));
    }
    keys
}

/// The keys under which an inbox item is kept: the sessions that it comes from and that it began.
pub(crate) fn action_keys(row: &NexudusRecord) -> Vec<String> {
    action_sessions(row).into_iter().map(session_key).collect()
}

/// The sessions that an inbox item comes from and that it began.
pub(crate) fn action_sessions(row: &NexudusRecord) -> BTreeSet<i64> {
    let keys = ["AiChannelSessionId", "OutcomeSessionId"];
    keys.iter().filter_map(|key| row.link(key)).collect()
}

/// The keys by which a record that may be an outcome finds its conversations and is found by them.
pub(crate) fn record_keys(entity: Entity, id: i64, record: &NexudusRecord) -> Vec<String> {
    let mut keys = person_of(entity, id, record);
    for item in items(record) {
        keys.insert(chat_key(item.print));
        let fields = [item.field, item.index];
        keys.extend(fields.into_iter().flatten().map(field_key));
    }
    let product = record
        .link("ProductId")
        .filter(|_| entity == Entity::Products);
    keys.extend(product.map(product_key));
    keys.into_iter().collect()
}

/// The customer whom a record names.
pub(crate) fn customer_of(entity: Entity, id: i64, record: &NexudusRecord) -> Option<i64> {
    if entity == Entity::Coworkers {
        Some(id)
    } else {
        record.link("CoworkerId")
    }
}

/// The keys of the person whom a record names.
pub(crate) fn person_of(entity: Entity, id: i64, record: &NexudusRecord) -> BTreeSet<String> {
    person_keys(customer_of(entity, id, record), &record_addresses(record))
}

/// The addresses that a session names: first the platform's, then those that were copied of its customer.
pub(crate) fn session_addresses(record: &NexudusRecord) -> [Option<&str>; 3] {
    let fields = [
        "ExternalIdentifier",
        "CoworkerMobilePhone",
        "CoworkerLandLine",
    ];
    fields.map(|field| record.text(field))
}

/// The addresses that any other record names.
pub(crate) fn record_addresses(record: &NexudusRecord) -> [Option<&str>; 7] {
    let fields = [
        "Email",
        "CoworkerEmail",
        "PhoneNumber",
        "MobilePhone",
        "LandLine",
        "CoworkerMobilePhone",
        "CoworkerLandLine",
    ];
    fields.map(|field| record.text(field))
}

/// Whether a text is an address of somebody: of e-mail, or a telephone number that does not end in one digit over
/// and over, with which a form was filled in. Other names of people, and words for none, are no addresses.
pub(crate) fn is_address(text: &ContactIdentity) -> bool {
    match text {
        ContactIdentity::Number(digits) => {
            let last = &digits[digits.len().saturating_sub(PLACEHOLDER_DIGITS)..];
            !last.chars().all(|digit| last.starts_with(digit))
        }
        ContactIdentity::Text(text) => text.contains('@'),
    }
}

/// Whether a key is that of a phone number.
pub(crate) fn is_phone(key: &str) -> bool {
    key.starts_with(PHONE)
}

/// What the key of a field begins with.
const FIELD: &str = "field:";

/// The key of what belongs to a field, by its id or its index.
pub(crate) fn field_key(field: i64) -> String {
    format!("{FIELD}{field}")
}

/// The keys under which a definition is kept.
pub(crate) fn definition_keys(definition: &NexudusRecord) -> Vec<String> {
    let index = definition.int("CustomFieldIndex");
    index.map(field_key).into_iter().collect()
}

/// The keys by which a person is recognised: as a customer, by e-mail, by phone.
pub(crate) fn person_keys(coworker: Option<i64>, addresses: &[Option<&str>]) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    keys.extend(coworker.map(|id| format!("coworker:{id}")));
    for address in addresses.iter().flatten() {
        keys.extend(address_key(address));
    }
    keys
}

/// The key of an e-mail address or of a telephone number; other names of people are no addresses.
fn address_key(text: &str) -> Option<String> {
    let address = ContactIdentity::read(text, NumberHome::NOWHERE);
    let kind = if address.is_number() { PHONE } else { "email:" };
    is_address(&address).then(|| format!("{kind}{}", address.lookup_key()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_recognised_however_their_address_is_written() {
        let cases = [
            (" Zoe@Example.ORG ", Some("email:zoe@example.org")),
            ("+351 912 345 678", Some("phone:#345678")),
            ("00351912345678", Some("phone:#345678")),
            ("whatsapp:+351912345678", Some("phone:#345678")),
            ("912-345-678", Some("phone:#345678")),
            ("٠٩١٢٣٤٥٦٧٨", Some("phone:#345678")),
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
