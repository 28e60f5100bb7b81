//! Which conversation an outcome belongs to, if any, and how sure that is. In this order: a record of
//! the conversation names the outcome; the outcome carries the session id; the same person did it
//! within a stated time after the conversation. The last is *inferred*, and said to be.

use crate::api::rate_limit::ago;
use crate::decode::record::Record;
use crate::derive::batch::{Page, began};
use crate::derive::custom_field;
use crate::derive::message::conversation_of;
use crate::derive::time_pass::is_unlimited;
use crate::entity::Entity;
use crate::pass::apply::product_key;
use crate::settings::link;
use crate::staging::keys::{PHONE, person_keys, points_key};
use crate::staging::store::name;
use chrono::{DateTime, TimeDelta, Utc};
use model::feed::{RetractedKind, StagedRecord};
use model::record::ConversionRecord;
use model::{ConversionKind, RemoteId};
use serde::{Deserialize, Serialize};
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet};

/// An outcome as it was told last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    conversation: String,
    confirmed: bool,
    at: DateTime<Utc>,
    url: Option<String>,
}

/// What may have become an outcome.
pub(crate) struct Candidate {
    pub(crate) entity: Entity,
    pub(crate) id: i64,
    pub(crate) known: Known,
}

/// What is known of a record that may have become an outcome.
pub(crate) enum Known {
    /// It is kept.
    Kept(Record),
    /// Its kind may not be read, so that nobody can say whether it is there.
    Unread,
    /// It is not there.
    Gone,
}

/// The kind of an entity's outcome.
fn kind(entity: Entity) -> ConversionKind {
    match entity {
        Entity::Coworkers => ConversionKind::Customer,
        Entity::Contracts => ConversionKind::Contract,
        Entity::Bookings => ConversionKind::Booking,
        Entity::Products => ConversionKind::DayPass,
        _ => ConversionKind::Tour,
    }
}

/// The keys by which a record finds its conversations and is found by them.
pub(crate) fn keys(entity: Entity, id: i64, record: &Record) -> Vec<String> {
    let mut keys = who(entity, id, record);
    keys.extend(custom_field::keys(record));
    let product = record
        .link("ProductId")
        .filter(|_| entity == Entity::Products);
    keys.extend(product.map(product_key));
    keys.into_iter().collect()
}

/// The customer whom a record names.
fn customer_of(entity: Entity, id: i64, record: &Record) -> Option<i64> {
    if entity == Entity::Coworkers {
        Some(id)
    } else {
        record.link("CoworkerId")
    }
}

/// The keys of the person whom a record names.
fn who(entity: Entity, id: i64, record: &Record) -> BTreeSet<String> {
    person_keys(
        customer_of(entity, id, record),
        &[
            record.text("Email"),
            record.text("CoworkerEmail"),
            record.text("PhoneNumber"),
            record.text("MobilePhone"),
            record.text("LandLine"),
            record.text("CoworkerMobilePhone"),
            record.text("CoworkerLandLine"),
        ],
    )
}

/// Derives the outcomes of these anew, and tells what changed.
pub(crate) async fn derive(
    page: &mut Page<'_>,
    candidates: &[Candidate],
) -> Result<(), SourceError> {
    let names: Vec<String> = candidates.iter().map(Candidate::name).collect();
    let told = page.view.bodies(name::OUTCOME, &names).await?;
    for (candidate, name) in candidates.iter().zip(names) {
        let before: Option<Told> = told
            .get(&name)
            .and_then(|body| serde_json::from_str(body).ok());
        let now = judge(page, candidate).await?;
        if before != now || page.tells_all {
            tell(page, candidate, &name, before, now).await?;
        }
    }
    Ok(())
}

async fn tell(
    page: &mut Page<'_>,
    candidate: &Candidate,
    name: &str,
    before: Option<Told>,
    now: Option<Told>,
) -> Result<(), SourceError> {
    let stays = |before: &Told| {
        now.as_ref()
            .is_some_and(|now| now.conversation == before.conversation)
    };
    if let Some(before) = before.filter(|before| !stays(before)) {
        page.retract(&before.conversation, RetractedKind::Conversion, name)
            .await?;
    }
    let Some(now) = now else {
        page.view.drop(name::OUTCOME, name);
        return Ok(());
    };
    let Some(change) = page.conversation(&now.conversation).await? else {
        return Ok(());
    };
    change.conversions.retain(|one| one.id.as_str() != name);
    change.conversions.push(ConversionRecord {
        id: RemoteId::from(name),
        kind: kind(candidate.entity),
        record: candidate.id.to_string(),
        url: now.url.clone(),
        occurred_at: now.at,
        confirmed: now.confirmed,
    });
    let body = serde_json::to_string(&now).unwrap_or_default();
    let keys = vec![told_key(&now.conversation)];
    page.view.put(name::OUTCOME, name, body, keys);
    Ok(())
}

impl Candidate {
    /// What the outcome is called: the same for the same record, so that it counts once.
    pub(crate) fn name(&self) -> String {
        format!("{}:{}", self.entity.name(), self.id)
    }

    fn record(&self) -> Option<&Record> {
        match &self.known {
            Known::Kept(record) => Some(record),
            Known::Unread | Known::Gone => None,
        }
    }

    fn happened(&self) -> Option<DateTime<Utc>> {
        self.record()?.when("CreatedOn")
    }
}

/// What is to be told of a candidate.
async fn judge(page: &mut Page<'_>, candidate: &Candidate) -> Result<Option<Told>, SourceError> {
    if matches!(candidate.known, Known::Gone) {
        return Ok(None);
    }
    let url = link(
        page.settings.links.outcome(candidate.entity),
        &candidate.id.to_string(),
    );
    let told = |conversation: String, confirmed: bool, at: DateTime<Utc>| {
        Some(Told {
            conversation,
            confirmed,
            at,
            url: url.clone(),
        })
    };
    if let Some((conversation, named)) = pointed_at(page, candidate).await? {
        let began = page.began(&conversation).await?;
        // A record that was there before was changed by it, at the latest when it is named.
        let made = candidate
            .happened()
            .filter(|made| began.is_none_or(|began| began <= *made));
        return Ok(told(
            conversation,
            true,
            made.or(named.max(began)).unwrap_or_default(),
        ));
    }
    let (Some(record), Some(at)) = (candidate.record(), candidate.happened()) else {
        return Ok(None);
    };
    if let Some(conversation) = carrying(page, record).await? {
        let began = page.began(&conversation).await?;
        return Ok(told(
            conversation,
            true,
            began.map_or(at, |began| at.max(began)),
        ));
    }
    if page.settings.inference_hours == 0 || !is_eligible(page, candidate.entity, record).await? {
        return Ok(None);
    }
    let inferred = same_person(page, candidate, record, at).await?;
    Ok(inferred.and_then(|conversation| told(conversation, false, at)))
}

/// A conversation or a message of one that names this very record.
async fn pointed_at(
    page: &mut Page<'_>,
    candidate: &Candidate,
) -> Result<Option<(String, Option<DateTime<Utc>>)>, SourceError> {
    let key = BTreeSet::from([points_key(candidate.entity, candidate.id)]);
    for entity in [Entity::Sessions.name(), Entity::Messages.name()] {
        let found = page.view.with_keys(entity, &key).await?;
        if let Some(kept) = found.into_values().next() {
            let record = Record::of_body(kept.body.as_deref().unwrap_or_default());
            let conversation = conversation_of(&record);
            let at = record.when("CreatedOn");
            return Ok(Some((conversation.unwrap_or(kept.id), at)));
        }
    }
    Ok(None)
}

/// The conversation whose session id the record carries: in a field of that name, else as a value too
/// long to be the same by coincidence.
async fn carrying(page: &mut Page<'_>, record: &Record) -> Result<Option<String>, SourceError> {
    for keys in custom_field::session_keys(page, record).await? {
        let found = conversations(page, &keys).await?;
        if let Some(kept) = found.into_iter().next() {
            return Ok(Some(kept.id));
        }
    }
    Ok(None)
}

/// Sessions, and groups of messages, with any of these keys.
async fn conversations(
    page: &mut Page<'_>,
    keys: &BTreeSet<String>,
) -> Result<Vec<StagedRecord>, SourceError> {
    let mut all = page.view.with_keys(Entity::Sessions.name(), keys).await?;
    all.extend(page.view.with_keys(name::GROUP, keys).await?);
    Ok(all.into_values().collect())
}

/// Whether such a record can be an outcome at all.
async fn is_eligible(
    page: &mut Page<'_>,
    entity: Entity,
    record: &Record,
) -> Result<bool, SourceError> {
    match entity {
        Entity::Visitors => Ok(record.flag("IsTour") == Some(true)),
        Entity::Products => is_day_pass(page, record).await,
        Entity::Bookings => Ok(record.flag("Tentative") != Some(true)),
        _ => Ok(true),
    }
}

/// A day pass is a product with a time pass of no limit; where that is not known of all of its time
/// passes, one whose name says so.
async fn is_day_pass(page: &mut Page<'_>, record: &Record) -> Result<bool, SourceError> {
    let by_name = record
        .text("ProductName")
        .is_some_and(|name| page.settings.names_day_pass(name));
    let Some(product) = record.link("ProductId") else {
        return Ok(by_name);
    };
    let key = BTreeSet::from([product_key(product)]);
    let passes = page.view.with_keys(Entity::TimePasses.name(), &key).await?;
    let limits: Vec<Option<bool>> = passes
        .into_values()
        .map(|kept| is_unlimited(&Record::of_body(kept.body.as_deref().unwrap_or_default())))
        .collect();
    let is_unsaid = limits.is_empty() || limits.contains(&None);
    Ok(limits.contains(&Some(true)) || (is_unsaid && by_name))
}

/// The last conversation of the same person that began before it happened and had not been over for
/// longer than the stated time.
async fn same_person(
    page: &mut Page<'_>,
    candidate: &Candidate,
    record: &Record,
    at: DateTime<Utc>,
) -> Result<Option<String>, SourceError> {
    let person = person(page, candidate, record).await?;
    let found = conversations(page, &person.keys).await?;
    let found = person.of_theirs(page, found).await?;
    let window = TimeDelta::hours(i64::from(page.settings.inference_hours));
    let mut best: Option<(DateTime<Utc>, String)> = None;
    for (id, session) in found {
        let note = page.note(&id).await?;
        let Some(start) = began(&session, &note) else {
            continue;
        };
        let last = [session.when("LastActivityUtc"), note.last, Some(start)];
        let last = last.into_iter().flatten().max().unwrap_or(start);
        let fits = start <= at && last >= ago(at, window);
        if fits && best.as_ref().is_none_or(|(newest, _)| start > *newest) {
            best = Some((start, id));
        }
    }
    Ok(best.map(|(_, id)| id))
}

/// Whom a record names.
struct Person {
    /// The customer.
    customer: Option<i64>,
    keys: BTreeSet<String>,
}

/// Whom a record names, with what the customer's own record knows besides. A phone number makes
/// nobody a customer: several may share it.
async fn person(
    page: &mut Page<'_>,
    candidate: &Candidate,
    record: &Record,
) -> Result<Person, SourceError> {
    let mut keys = who(candidate.entity, candidate.id, record);
    let named = customer_of(candidate.entity, candidate.id, record);
    let by: BTreeSet<String> = match named {
        Some(id) => person_keys(Some(id), &[]),
        None => keys.iter().filter(|key| !is_phone(key)).cloned().collect(),
    };
    let people = page.view.with_keys(Entity::Coworkers.name(), &by).await?;
    let mut people = people.into_values().filter_map(|kept| {
        let record = Record::of_body(kept.body.as_deref()?);
        Some((kept.id.parse::<i64>().ok()?, record))
    });
    // An address that several customers have is nobody's.
    let (first, second) = (people.next(), people.next());
    let customer = first.filter(|_| second.is_none());
    if let Some((id, record)) = &customer {
        keys.extend(who(Entity::Coworkers, *id, record));
    }
    let customer = named.or(customer.map(|(id, _)| id));
    Ok(Person { customer, keys })
}

impl Person {
    /// Those of these conversations that this person had: where both sides name a customer, it is the
    /// same one; else they share an address, or a phone number that no two customers share.
    async fn of_theirs(
        &self,
        page: &Page<'_>,
        found: Vec<StagedRecord>,
    ) -> Result<Vec<(String, Record)>, SourceError> {
        let read = |kept: StagedRecord| {
            let session = Record::of_body(kept.body.as_deref().unwrap_or_default());
            (kept.id, kept.keys, session)
        };
        let found: Vec<_> = found.into_iter().map(read).collect();
        let mut owners = self.owners(page).await?;
        for (_, keys, session) in &found {
            let Some(customer) = session.link("CoworkerId") else {
                continue;
            };
            for key in keys.iter().filter(|key| is_phone(key)) {
                owners.entry(key.clone()).or_default().insert(customer);
            }
        }
        let is_shared = |key: &String| owners.get(key).is_some_and(|owners| owners.len() > 1);
        let theirs = found.into_iter().filter(|(_, keys, session)| {
            match (self.customer, session.link("CoworkerId")) {
                (Some(own), Some(other)) => own == other,
                _ => keys
                    .iter()
                    .any(|key| self.keys.contains(key) && !is_shared(key)),
            }
        });
        Ok(theirs.map(|(id, _, session)| (id, session)).collect())
    }

    /// Which customers have this person's phone numbers.
    async fn owners(
        &self,
        page: &Page<'_>,
    ) -> Result<BTreeMap<String, BTreeSet<i64>>, SourceError> {
        let phones: BTreeSet<String> = self
            .keys
            .iter()
            .filter(|key| is_phone(key))
            .cloned()
            .collect();
        let own = phones
            .iter()
            .map(|key| (key.clone(), self.customer.into_iter().collect()));
        let mut owners: BTreeMap<String, BTreeSet<i64>> = own.collect();
        let people = page
            .view
            .with_keys(Entity::Coworkers.name(), &phones)
            .await?;
        for kept in people.into_values() {
            let Ok(id) = kept.id.parse() else { continue };
            for key in kept.keys.iter().filter(|key| phones.contains(*key)) {
                owners.entry(key.clone()).or_default().insert(id);
            }
        }
        Ok(owners)
    }
}

fn is_phone(key: &str) -> bool {
    key.starts_with(PHONE)
}

/// Customers who share a phone number with any of these.
pub(crate) async fn sharing(
    page: &Page<'_>,
    keys: &BTreeSet<String>,
) -> Result<Vec<Candidate>, SourceError> {
    let phones: BTreeSet<String> = keys.iter().filter(|key| is_phone(key)).cloned().collect();
    let entity = Entity::Coworkers;
    let people = page.view.with_keys(entity.name(), &phones).await?;
    Ok(people
        .into_values()
        .filter_map(|kept| of_kept(entity, &kept))
        .collect())
}

/// The customers behind an e-mail address or a phone number, and their other addresses.
async fn known_as(
    page: &mut Page<'_>,
    keys: &BTreeSet<String>,
) -> Result<BTreeSet<String>, SourceError> {
    let mut more = BTreeSet::new();
    let people = page.view.with_keys(Entity::Coworkers.name(), keys).await?;
    for kept in people.into_values() {
        more.extend(kept.keys);
    }
    Ok(more)
}

/// Those that conversations with these keys may have led to.
pub(crate) async fn touched(
    page: &mut Page<'_>,
    keys: &BTreeSet<String>,
) -> Result<Vec<Candidate>, SourceError> {
    let mut keys = keys.clone();
    keys.extend(known_as(page, &keys).await?);
    let mut candidates = Vec::new();
    for entity in Entity::OUTCOMES {
        for kept in page
            .view
            .with_keys(entity.name(), &keys)
            .await?
            .into_values()
        {
            candidates.extend(of_kept(entity, &kept));
        }
    }
    Ok(candidates)
}

/// The key of an outcome that was told of a conversation.
fn told_key(conversation: &str) -> String {
    format!("of:{conversation}")
}

/// Those that were told of these conversations.
pub(crate) async fn told_of(
    page: &mut Page<'_>,
    conversations: impl Iterator<Item = &String>,
) -> Result<Vec<Candidate>, SourceError> {
    let keys = conversations.map(|id| told_key(id)).collect();
    let told = page.view.with_keys(name::OUTCOME, &keys).await?;
    let mut candidates = Vec::with_capacity(told.len());
    for name in told.into_keys() {
        let Some((kind, id)) = name.split_once(':') else {
            continue;
        };
        let entity = Entity::OUTCOMES.into_iter().find(|one| one.name() == kind);
        let (Some(entity), Ok(number)) = (entity, id.parse()) else {
            continue;
        };
        let known = match page.view.body(kind, id).await? {
            Some(body) => Known::Kept(Record::of_body(&body)),
            None => Known::Unread,
        };
        candidates.push(Candidate {
            entity,
            id: number,
            known,
        });
    }
    Ok(candidates)
}

/// A candidate out of what is kept.
pub(crate) fn of_kept(entity: Entity, kept: &StagedRecord) -> Option<Candidate> {
    Some(Candidate {
        entity,
        id: kept.id.parse().ok()?,
        known: Known::Kept(Record::of_body(kept.body.as_deref()?)),
    })
}
