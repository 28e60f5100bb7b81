//! Whom a record names, and which conversations that person had. Keys find what may be the same person;
//! whether two writings are one address is asked of the rule of identity in `model`, as everywhere. It must
//! not decide what is an outcome.

use crate::decode::record::NexudusRecord;
use crate::decode::vocabulary;
use crate::derive::batch::{BatchBuilder, ConversationBasis};
use crate::entity::Entity;
use crate::staging::keys::{
    customer_of, is_address, is_phone, person_keys, person_of, record_addresses, session_addresses,
};
use model::identity::{ContactIdentity, NumberHome};
use sources::SourceError;
use std::collections::{BTreeSet, HashSet};

/// A conversation that was found by a key.
pub(crate) struct FoundConversation {
    pub(crate) id: String,
    pub(crate) basis: ConversationBasis,
}

/// Whom a record names.
pub(crate) struct NamedPerson {
    /// The customer.
    customer: Option<i64>,
    /// E-mail addresses and telephone numbers, as they are written.
    addresses: Vec<String>,
    /// What may be of the same person lies under one of these.
    pub(crate) keys: BTreeSet<String>,
}

/// A customer, and whom its addresses name.
struct AddressOwner {
    customer: i64,
    identities: HashSet<ContactIdentity>,
}

/// Whom a record names, with what the customer's own record knows besides. A phone number makes
/// nobody a customer: several may share it.
pub(crate) async fn named_person(
    batch: &mut BatchBuilder<'_>,
    (entity, id): (Entity, i64),
    record: &NexudusRecord,
) -> Result<NamedPerson, SourceError> {
    let mut keys = person_of(entity, id, record);
    let mut addresses = written(&record_addresses(record));
    let named = customer_of(entity, id, record);
    let by: BTreeSet<String> = match named {
        Some(id) => person_keys(Some(id), &[]),
        None => keys.iter().filter(|key| !is_phone(key)).cloned().collect(),
    };
    let people = batch.view.with_keys(Entity::Coworkers.name(), &by).await?;
    let mut people = people.into_values().filter_map(|kept| {
        let record = NexudusRecord::of_body(kept.body.as_deref()?);
        Some((kept.id.parse::<i64>().ok()?, record))
    });
    // An address that several customers have is nobody's.
    let (first, second) = (people.next(), people.next());
    let customer = first.filter(|_| second.is_none());
    if let Some((id, record)) = &customer {
        keys.extend(person_of(Entity::Coworkers, *id, record));
        addresses.extend(written(&record_addresses(record)));
    }
    let customer = named.or(customer.map(|(id, _)| id));
    Ok(NamedPerson {
        customer,
        addresses,
        keys,
    })
}

impl NamedPerson {
    /// Those of these conversations that this person had: where both sides name a customer, it is the
    /// same one; else they share an address, or a phone number that no two customers share.
    pub(crate) async fn of_theirs(
        &self,
        batch: &mut BatchBuilder<'_>,
        found: Vec<FoundConversation>,
    ) -> Result<Vec<FoundConversation>, SourceError> {
        let people = self.customers_with_numbers(batch).await?;
        let mut copies = Vec::new();
        let mut homes = Vec::with_capacity(found.len());
        for one in &found {
            let session = &one.basis.session;
            let home = batch.home(session).await?;
            homes.push(home);
            copies.extend(session.link("CoworkerId").map(|customer| AddressOwner {
                customer,
                identities: session_identities(session, home),
            }));
        }
        let theirs = found.into_iter().zip(homes).filter(|(one, home)| {
            let session = &one.basis.session;
            match (self.customer, session.link("CoworkerId")) {
                (Some(own), Some(other)) => own == other,
                _ => self.shares_address(session, *home, &people, &copies),
            }
        });
        Ok(theirs.map(|(one, _)| one).collect())
    }

    /// Whether a session names an address of this person that is nobody else's.
    fn shares_address(
        &self,
        session: &NexudusRecord,
        home: NumberHome,
        people: &[(i64, Vec<String>)],
        copies: &[AddressOwner],
    ) -> bool {
        let own = identities(&self.addresses, home);
        let mut owners: Vec<AddressOwner> = Vec::with_capacity(people.len());
        owners.extend(people.iter().map(|(customer, addresses)| AddressOwner {
            customer: *customer,
            identities: identities(addresses, home),
        }));
        let of_session = session_identities(session, home);
        of_session.intersection(&own).any(|shared| {
            let all = owners.iter().chain(copies);
            let having = all.filter(|owner| owner.identities.contains(shared));
            let mut customers: BTreeSet<i64> = having.map(|owner| owner.customer).collect();
            customers.extend(self.customer);
            !shared.is_number() || customers.len() < 2
        })
    }

    /// The customers who may have this person's phone numbers, with their addresses.
    async fn customers_with_numbers(
        &self,
        batch: &mut BatchBuilder<'_>,
    ) -> Result<Vec<(i64, Vec<String>)>, SourceError> {
        let phones = self.keys.iter().filter(|key| is_phone(key));
        let phones: BTreeSet<String> = phones.cloned().collect();
        let people = batch
            .view
            .with_keys(Entity::Coworkers.name(), &phones)
            .await?;
        let addresses = |kept: model::feed::StagedRecord| {
            let record = NexudusRecord::of_body(kept.body.as_deref()?);
            Some((kept.id.parse().ok()?, written(&record_addresses(&record))))
        };
        Ok(people.into_values().filter_map(addresses).collect())
    }
}

fn written(addresses: &[Option<&str>]) -> Vec<String> {
    let all = addresses.iter().flatten();
    all.map(|address| (*address).to_owned()).collect()
}

/// Whom addresses name that were written at `home`.
fn identities(addresses: &[String], home: NumberHome) -> HashSet<ContactIdentity> {
    let all = addresses.iter();
    let all = all.map(|address| ContactIdentity::read(address, home));
    all.filter(is_address).collect()
}

/// Whom a session names. What a platform says of itself has its country.
fn session_identities(session: &NexudusRecord, home: NumberHome) -> HashSet<ContactIdentity> {
    let channel = vocabulary::channel(session.text("Channel"));
    let [platform, copied @ ..] = session_addresses(session);
    let platform = platform.map(|text| ContactIdentity::read(text, home.on(&channel)));
    let mut all = identities(&written(&copied), home);
    all.extend(platform.filter(is_address));
    all
}
