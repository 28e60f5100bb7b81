//! Which conversation an outcome belongs to, if any, and how sure that is. In this order: a record of
//! the conversation names the outcome; the outcome carries the session id; the same person did it
//! within a stated time after the conversation. The last is *inferred*, and said to be.

use super::entity::Entity;
use super::pace::ago;
use super::page::Page;
use super::record::Record;
use super::settings::link;
use super::shelf::{chat_key, name, person_keys, points_key};
use super::take::conversation_of;
use crate::SourceError;
use chrono::{DateTime, TimeDelta, Utc};
use model::feed::{KeptRecord, Part};
use model::record::ConversionRecord;
use model::{ConversionKind, RemoteId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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
    /// What is kept of it; absent where it may not be read, or is gone.
    pub(crate) record: Option<Record>,
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
    let coworker = if entity == Entity::Coworkers {
        Some(id)
    } else {
        record.link("CoworkerId")
    };
    let mut keys = person_keys(
        coworker,
        &[
            record.text("Email"),
            record.text("CoworkerEmail"),
            record.text("PhoneNumber"),
            record.text("MobilePhone"),
            record.text("LandLine"),
            record.text("CoworkerMobilePhone"),
            record.text("CoworkerLandLine"),
        ],
    );
    keys.extend(record.prints().map(chat_key));
    keys.into_iter().collect()
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
        page.retract(&before.conversation, Part::Conversion, name)
            .await?;
    }
    let Some(now) = now else {
        page.view.drop(name::OUTCOME, name);
        return Ok(());
    };
    let Some(change) = page.conversation(&now.conversation).await? else {
        return Ok(());
    };
    change.conversions.push(ConversionRecord {
        id: RemoteId::from(name),
        kind: kind(candidate.entity),
        record: candidate.id.to_string(),
        url: now.url.clone(),
        occurred_at: now.at,
        confirmed: now.confirmed,
    });
    let body = serde_json::to_string(&now).unwrap_or_default();
    page.view.put(name::OUTCOME, name, body, Vec::new());
    Ok(())
}

impl Candidate {
    /// What the outcome is called: the same for the same record, so that it counts once.
    pub(crate) fn name(&self) -> String {
        format!("{}:{}", self.entity.name(), self.id)
    }

    fn happened(&self) -> Option<DateTime<Utc>> {
        self.record.as_ref()?.when("CreatedOn")
    }
}

/// What is to be told of a candidate.
async fn judge(page: &mut Page<'_>, candidate: &Candidate) -> Result<Option<Told>, SourceError> {
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
    if let Some((conversation, at)) = pointed_at(page, candidate).await? {
        return Ok(told(conversation, true, candidate.happened().unwrap_or(at)));
    }
    let (Some(record), Some(at)) = (&candidate.record, candidate.happened()) else {
        return Ok(None);
    };
    if let Some(conversation) = carrying(page, record).await? {
        return Ok(told(conversation, true, at));
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
) -> Result<Option<(String, DateTime<Utc>)>, SourceError> {
    let key = BTreeSet::from([points_key(candidate.entity, candidate.id)]);
    for entity in [Entity::Sessions.name(), Entity::Messages.name()] {
        let found = page.view.with_keys(entity, &key).await?;
        if let Some(kept) = found.into_values().next() {
            let record = Record::of_body(kept.body.as_deref().unwrap_or_default());
            let conversation = conversation_of(&record);
            let at = record.when("CreatedOn").unwrap_or(DateTime::UNIX_EPOCH);
            return Ok(Some((conversation.unwrap_or(kept.id), at)));
        }
    }
    Ok(None)
}

/// The conversation whose session id the record carries.
async fn carrying(page: &mut Page<'_>, record: &Record) -> Result<Option<String>, SourceError> {
    let keys: BTreeSet<String> = record.prints().map(chat_key).collect();
    if keys.is_empty() {
        return Ok(None);
    }
    Ok(conversations(page, &keys)
        .await?
        .into_iter()
        .next()
        .map(|kept| kept.id))
}

/// Sessions, and groups of messages, with any of these keys.
async fn conversations(
    page: &mut Page<'_>,
    keys: &BTreeSet<String>,
) -> Result<Vec<KeptRecord>, SourceError> {
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

/// A day pass is a product whose time passes know no limit of minutes; where time passes cannot be
/// read, one whose name says so.
async fn is_day_pass(page: &mut Page<'_>, record: &Record) -> Result<bool, SourceError> {
    let by_name = record
        .text("ProductName")
        .is_some_and(|name| page.settings.names_day_pass(name));
    let Some(product) = record.link("ProductId") else {
        return Ok(by_name);
    };
    let key = BTreeSet::from([format!("product:{product}")]);
    let passes = page.view.with_keys(Entity::TimePasses.name(), &key).await?;
    if passes.is_empty() {
        return Ok(by_name);
    }
    Ok(passes.into_values().any(|kept| {
        let pass = Record::of_body(kept.body.as_deref().unwrap_or_default());
        pass.is_unknown("MinutesIncluded") && pass.is_unknown("TimePassMinutesIncluded")
    }))
}

/// The last conversation of the same person that began before it happened and had not been over for
/// longer than the stated time.
async fn same_person(
    page: &mut Page<'_>,
    candidate: &Candidate,
    record: &Record,
    at: DateTime<Utc>,
) -> Result<Option<String>, SourceError> {
    let mut keys: BTreeSet<String> = keys(candidate.entity, candidate.id, record)
        .into_iter()
        .filter(|key| !key.starts_with("chat:"))
        .collect();
    keys.extend(known_as(page, &keys).await?);
    let window = TimeDelta::hours(i64::from(page.settings.inference_hours));
    let mut best: Option<(DateTime<Utc>, String)> = None;
    for kept in conversations(page, &keys).await? {
        let session = Record::of_body(kept.body.as_deref().unwrap_or_default());
        let note = page.note(&kept.id).await?;
        let Some(start) = session.when("CreatedOn").or(note.first) else {
            continue;
        };
        let last = [session.when("LastActivityUtc"), note.last, Some(start)];
        let last = last.into_iter().flatten().max().unwrap_or(start);
        let fits = start <= at && last >= ago(at, window);
        if fits && best.as_ref().is_none_or(|(newest, _)| start > *newest) {
            best = Some((start, kept.id));
        }
    }
    Ok(best.map(|(_, id)| id))
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

/// A candidate out of what is kept.
pub(crate) fn of_kept(entity: Entity, kept: &KeptRecord) -> Option<Candidate> {
    Some(Candidate {
        entity,
        id: kept.id.parse().ok()?,
        record: Some(Record::of_body(kept.body.as_deref()?)),
    })
}
