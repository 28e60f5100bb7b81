//! Which conversation an outcome belongs to, if any, and how sure that is. In this order: a record of
//! the conversation names the outcome; the outcome carries the session id; the same person did it
//! within a stated time after the conversation. The last is *inferred*, and said to be.

use crate::api::rate_limit::ago;
use crate::decode::record::NexudusRecord;
use crate::derive::batch::BatchBuilder;
use crate::derive::custom_field;
use crate::derive::person::{FoundConversation, named_person};
use crate::derive::time_pass::is_unlimited;
use crate::derive::touched::own_conversation;
use crate::entity::Entity;
use crate::settings::link;
use crate::staging::keys::{chat_of, points_key, product_key};
use crate::staging::store::name;
use chrono::{DateTime, TimeDelta, Utc};
use model::feed::{RetractedKind, Retraction, RetractionCause};
use model::record::ConversionRecord;
use model::{ConversionKind, RemoteId};
use serde::{Deserialize, Serialize};
use sources::SourceError;
use std::collections::{BTreeSet, HashMap};

/// An outcome as it was told last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct DerivedOutcome {
    conversation: String,
    confirmed: bool,
    at: DateTime<Utc>,
    url: Option<String>,
}

/// What may have become an outcome.
struct OutcomeCandidate {
    entity: Entity,
    id: i64,
    /// What is known of it; `None` where it is not there.
    record: Option<NexudusRecord>,
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

/// Derives the outcomes of these anew. Answers the conversations that have others now.
pub(crate) async fn derive_outcomes(
    batch: &mut BatchBuilder<'_>,
    records: BTreeSet<(Entity, i64)>,
) -> Result<BTreeSet<String>, SourceError> {
    let names: Vec<String> = records
        .iter()
        .map(|(entity, id)| name_of(*entity, *id))
        .collect();
    let told = batch.view.bodies(name::OUTCOME, &names).await?;
    for entity in Entity::OUTCOMES {
        let ids = records.iter().filter(|(one, _)| *one == entity);
        let ids: Vec<String> = ids.map(|(_, id)| id.to_string()).collect();
        batch.view.prefetch(entity.name(), &ids).await?;
    }
    let mut changed = BTreeSet::new();
    for ((entity, id), name) in records.into_iter().zip(names) {
        let before: Option<DerivedOutcome> = told
            .get(&name)
            .and_then(|body| serde_json::from_str(body).ok());
        let record = batch.view.body(entity.name(), &id.to_string()).await?;
        let record = record.map(|body| NexudusRecord::of_body(&body));
        let candidate = OutcomeCandidate { entity, id, record };
        let now = resolve(batch, &candidate).await?;
        if before != now {
            keep(batch, (&name, &candidate), before.as_ref(), now.as_ref())?;
            let both = before.into_iter().chain(now);
            changed.extend(both.map(|outcome| outcome.conversation));
        }
    }
    Ok(changed)
}

/// Keeps an outcome as it is now, and takes it back from where it was.
fn keep(
    batch: &mut BatchBuilder<'_>,
    (name, candidate): (&str, &OutcomeCandidate),
    before: Option<&DerivedOutcome>,
    now: Option<&DerivedOutcome>,
) -> Result<(), SourceError> {
    let home = now.map(|now| &now.conversation);
    if let Some(before) = before.filter(|before| Some(&before.conversation) != home) {
        let cause = cause(batch, candidate, before, now);
        batch.retracted.push(Retraction {
            conversation: RemoteId::from(before.conversation.as_str()),
            kind: RetractedKind::Conversion,
            id: RemoteId::from(name),
            cause,
        });
    }
    let Some(now) = now else {
        batch.view.drop(name::OUTCOME, name);
        return Ok(());
    };
    let body = serde_json::to_string(now)
        .map_err(|_| SourceError::refused("an outcome could not be kept"))?;
    let keys = vec![told_key(&now.conversation)];
    batch.view.put(name::OUTCOME, name, body, keys);
    Ok(())
}

/// Why a conversation has an outcome no longer. Only what the server said of the record itself takes one back or
/// moves it: what more is known of conversations, or set up, means that it was never that conversation's.
fn cause(
    batch: &BatchBuilder<'_>,
    candidate: &OutcomeCandidate,
    before: &DerivedOutcome,
    now: Option<&DerivedOutcome>,
) -> RetractionCause {
    if !batch.told_anew.contains(&(candidate.entity, candidate.id)) {
        return RetractionCause::Reassigned;
    }
    match now {
        None => RetractionCause::TakenBack,
        Some(now) if before.confirmed && now.confirmed => {
            RetractionCause::Moved(RemoteId::from(now.conversation.as_str()))
        }
        Some(_) => RetractionCause::Reassigned,
    }
}

/// What the outcome of a record is called: the same for the same record, so that it counts once.
fn name_of(entity: Entity, id: i64) -> String {
    format!("{}:{id}", entity.name())
}

/// The record of such a name.
fn record_of(name: &str) -> Option<(Entity, i64)> {
    let (kind, id) = name.split_once(':')?;
    let entity = Entity::OUTCOMES.into_iter().find(|one| one.name() == kind);
    Some((entity?, id.parse().ok()?))
}

/// The key of an outcome that was told of a conversation.
fn told_key(conversation: &str) -> String {
    format!("of:{conversation}")
}

/// The outcomes of these conversations, by conversation.
pub(crate) async fn outcomes_of(
    batch: &mut BatchBuilder<'_>,
    conversations: impl Iterator<Item = &String>,
) -> Result<HashMap<String, Vec<ConversionRecord>>, SourceError> {
    let keys = conversations.map(|id| told_key(id)).collect();
    let told = batch.view.with_keys(name::OUTCOME, &keys).await?;
    let mut outcomes: HashMap<String, Vec<ConversionRecord>> = HashMap::new();
    for (name, kept) in told {
        let body = kept.body.unwrap_or_default();
        let (Some((entity, id)), Ok(outcome)) = (
            record_of(&name),
            serde_json::from_str::<DerivedOutcome>(&body),
        ) else {
            continue;
        };
        let of_one = outcomes.entry(outcome.conversation).or_default();
        of_one.push(ConversionRecord {
            id: RemoteId(name),
            kind: kind(entity),
            record: id.to_string(),
            url: outcome.url,
            occurred_at: outcome.at,
            confirmed: outcome.confirmed,
            time_said: None,
            taken_back_at: None,
            counted_in: None,
            moved_to: None,
            earlier: Vec::new(),
        });
    }
    Ok(outcomes)
}

/// The records whose outcomes were told of these conversations.
pub(crate) async fn told_of(
    batch: &mut BatchBuilder<'_>,
    conversations: impl Iterator<Item = &String>,
) -> Result<Vec<(Entity, i64)>, SourceError> {
    let keys = conversations.map(|id| told_key(id)).collect();
    let told = batch.view.with_keys(name::OUTCOME, &keys).await?;
    Ok(told.keys().filter_map(|name| record_of(name)).collect())
}

impl OutcomeCandidate {
    fn happened(&self) -> Option<DateTime<Utc>> {
        self.record.as_ref()?.when("CreatedOn")
    }
}

/// What is to be told of a candidate.
async fn resolve(
    batch: &mut BatchBuilder<'_>,
    candidate: &OutcomeCandidate,
) -> Result<Option<DerivedOutcome>, SourceError> {
    let Some(record) = &candidate.record else {
        return Ok(None);
    };
    let url = link(
        batch.settings.links.outcome(candidate.entity),
        &candidate.id.to_string(),
    );
    let told = |conversation: String, confirmed: bool, at: DateTime<Utc>| {
        Some(DerivedOutcome {
            conversation,
            confirmed,
            at,
            url: url.clone(),
        })
    };
    if let Some((conversation, named)) = pointed_at(batch, candidate).await? {
        let began = batch.basis(&conversation).await?;
        let began = began.and_then(|basis| basis.began());
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
    let Some(at) = candidate.happened() else {
        return Ok(None);
    };
    if let Some(conversation) = carrying(batch, record).await? {
        let began = batch.basis(&conversation).await?;
        let began = began.and_then(|basis| basis.began());
        return Ok(told(
            conversation,
            true,
            began.map_or(at, |began| at.max(began)),
        ));
    }
    if batch.settings.inference_hours == 0 || !is_eligible(batch, candidate.entity, record).await? {
        return Ok(None);
    }
    let inferred = same_person(batch, candidate, record, at).await?;
    Ok(inferred.and_then(|conversation| told(conversation, false, at)))
}

/// A conversation or a message of one that names this very record.
async fn pointed_at(
    batch: &mut BatchBuilder<'_>,
    candidate: &OutcomeCandidate,
) -> Result<Option<(String, Option<DateTime<Utc>>)>, SourceError> {
    let key = BTreeSet::from([points_key(candidate.entity, candidate.id)]);
    let sessions = batch.view.with_keys(Entity::Sessions.name(), &key).await?;
    if let Some((id, kept)) = sessions.into_iter().next() {
        let record = NexudusRecord::of_body(kept.body.as_deref().unwrap_or_default());
        return Ok(Some((id, record.when("CreatedOn"))));
    }
    let messages = batch.view.with_keys(Entity::Messages.name(), &key).await?;
    let Some((id, kept)) = messages.into_iter().next() else {
        return Ok(None);
    };
    let record = NexudusRecord::of_body(kept.body.as_deref().unwrap_or_default());
    let conversation = conversation_of(batch, &id, &record).await?;
    Ok(Some((conversation, record.when("CreatedOn"))))
}

/// The conversation of a kept message: of the session that it names, or of its chat, as those are kept.
async fn conversation_of(
    batch: &mut BatchBuilder<'_>,
    id: &str,
    message: &NexudusRecord,
) -> Result<String, SourceError> {
    if let Some(session) = message.link("AiChannelSessionId") {
        return Ok(session.to_string());
    }
    let Some(chat) = chat_of(message) else {
        return Ok(own_conversation(id.parse().unwrap_or_default()));
    };
    let key = BTreeSet::from([chat.clone()]);
    for list in [Entity::Sessions.name(), name::GROUP] {
        let found = batch.view.with_keys(list, &key).await?;
        if let Some(first) = found.into_keys().next() {
            return Ok(first);
        }
    }
    Ok(chat)
}

/// The conversation whose session id the record carries: in a field of that name, else as a value too
/// long to be the same by coincidence.
async fn carrying(
    batch: &mut BatchBuilder<'_>,
    record: &NexudusRecord,
) -> Result<Option<String>, SourceError> {
    for keys in custom_field::session_keys(batch, record).await? {
        let found = conversations(batch, &keys).await?;
        if let Some(one) = found.into_iter().next() {
            return Ok(Some(one.id));
        }
    }
    Ok(None)
}

/// Sessions, and groups of messages, with any of these keys, by id.
async fn conversations(
    batch: &mut BatchBuilder<'_>,
    keys: &BTreeSet<String>,
) -> Result<Vec<FoundConversation>, SourceError> {
    let mut all = batch.view.with_keys(Entity::Sessions.name(), keys).await?;
    all.extend(batch.view.with_keys(name::GROUP, keys).await?);
    let mut found = Vec::with_capacity(all.len());
    for id in all.into_keys() {
        if let Some(basis) = batch.basis(&id).await? {
            found.push(FoundConversation { id, basis });
        }
    }
    Ok(found)
}

/// Whether such a record can be an outcome at all.
async fn is_eligible(
    batch: &mut BatchBuilder<'_>,
    entity: Entity,
    record: &NexudusRecord,
) -> Result<bool, SourceError> {
    match entity {
        Entity::Visitors => Ok(record.flag("IsTour") == Some(true)),
        Entity::Products => is_day_pass(batch, record).await,
        Entity::Bookings => Ok(record.flag("Tentative") != Some(true)),
        _ => Ok(true),
    }
}

/// A day pass is a product with a time pass of no limit; where that is not known of all of its time
/// passes, one whose name says so.
async fn is_day_pass(
    batch: &mut BatchBuilder<'_>,
    record: &NexudusRecord,
) -> Result<bool, SourceError> {
    let by_name = record
        .text("ProductName")
        .is_some_and(|name| batch.settings.names_day_pass(name));
    let Some(product) = record.link("ProductId") else {
        return Ok(by_name);
    };
    let key = BTreeSet::from([product_key(product)]);
    let passes = batch
        .view
        .with_keys(Entity::TimePasses.name(), &key)
        .await?;
    let limits: Vec<Option<bool>> = passes
        .into_values()
        .map(|kept| {
            is_unlimited(&NexudusRecord::of_body(
                kept.body.as_deref().unwrap_or_default(),
            ))
        })
        .collect();
    let is_unsaid = limits.is_empty() || limits.contains(&None);
    Ok(limits.contains(&Some(true)) || (is_unsaid && by_name))
}

/// The last conversation of the same person that began before it happened and had not been over for
/// longer than the stated time.
async fn same_person(
    batch: &mut BatchBuilder<'_>,
    candidate: &OutcomeCandidate,
    record: &NexudusRecord,
    at: DateTime<Utc>,
) -> Result<Option<String>, SourceError> {
    let person = named_person(batch, (candidate.entity, candidate.id), record).await?;
    let found = conversations(batch, &person.keys).await?;
    let found = person.of_theirs(batch, found).await?;
    let window = TimeDelta::hours(i64::from(batch.settings.inference_hours));
    let mut best: Option<(DateTime<Utc>, String)> = None;
    for one in found {
        let Some(start) = one.basis.began() else {
            continue;
        };
        let fits = start <= at && one.basis.last(start) >= ago(at, window);
        if fits && best.as_ref().is_none_or(|(newest, _)| start > *newest) {
            best = Some((start, one.id));
        }
    }
    Ok(best.map(|(_, id)| id))
}
