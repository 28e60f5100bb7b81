//! By what the person of a conversation is known. Who is the same person is asked of the one rule of identity; nothing is
//! kept here.

use crate::error::Result;
use crate::table::contact::{self, CapturedContact, PersonKeys};
use model::Channel;
use model::identity::{ContactIdentity, NumberHome};
use model::view::PersonLink;
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// By what a person is known in one conversation.
pub(super) struct KnownPerson {
    pub(super) keys: PersonKeys,
    pub(super) identities: Vec<ContactIdentity>,
    /// The same as they are written.
    pub(super) written: Vec<String>,
}

/// The persons of some conversations, in no order.
pub(super) async fn persons(
    conn: &mut SqliteConnection,
    ids: impl IntoIterator<Item = i64>,
) -> Result<Vec<KnownPerson>> {
    let keys = contact::keys(conn, ids).await?;
    let captured = contact::captured(conn, keys.iter().map(|it| it.id)).await?;
    let mut by_id = by_conversation(captured);
    let known = |keys: PersonKeys| {
        let captured = by_id.remove(&keys.id).unwrap_or_default();
        KnownPerson::new(keys, captured)
    };
    Ok(keys.into_iter().map(known).collect())
}

/// What was captured, by conversation.
pub(super) fn by_conversation(
    captured: Vec<CapturedContact>,
) -> HashMap<i64, Vec<CapturedContact>> {
    let mut by_id: HashMap<i64, Vec<CapturedContact>> = HashMap::new();
    for one in captured {
        by_id.entry(one.id).or_default().push(one);
    }
    by_id
}

impl KnownPerson {
    /// The person of a head, with what was captured in the conversation.
    pub(super) fn new(keys: PersonKeys, captured: Vec<CapturedContact>) -> Self {
        let home = NumberHome::of_zone(keys.time_zone.as_deref().unwrap_or_default());
        Self::at_home(home, keys, captured)
    }

    /// The same, where it is known already of which country a number is that does not say so.
    pub(super) fn at_home(
        home: NumberHome,
        keys: PersonKeys,
        captured: Vec<CapturedContact>,
    ) -> Self {
        let channel = Channel::from(keys.channel.as_deref().unwrap_or_default());
        let mut written: Vec<String> = keys.email.iter().cloned().collect();
        for one in captured {
            written.extend(one.email.into_iter().chain(one.phone));
        }
        written.retain(|text| !text.trim().is_empty());
        let mut identities: Vec<ContactIdentity> = written
            .iter()
            .map(|text| ContactIdentity::read(text, home))
            .collect();
        if let Some(identifier) = keys.identifier.as_ref().filter(|it| !it.trim().is_empty()) {
            identities.push(ContactIdentity::read(identifier, home.on(&channel)));
            written.push(identifier.clone());
        }
        Self {
            keys,
            identities,
            written,
        }
    }

    /// What the two have in common that names one person.
    pub(super) fn link(&self, other: &Self) -> Option<PersonLink> {
        let is_customer =
            self.keys.customer_id.is_some() && self.keys.customer_id == other.keys.customer_id;
        if is_customer {
            return Some(PersonLink::Customer);
        }
        let mut common = self.identities.iter();
        let common = common.find(|identity| other.identities.contains(identity))?;
        Some(if common.is_number() {
            PersonLink::Phone
        } else if common.as_str().contains('@') {
            PersonLink::Email
        } else {
            PersonLink::Identifier
        })
    }
}
