//! One batch in the making: conversations with their heads, who and where they name, and what is to
//! be kept. It asks the shelf and never a server.

use crate::decode::record::Record;
use crate::decode::vocabulary;
use crate::entity::Entity;
use crate::fingerprint::fingerprint;
use crate::read::access::Probed;
use crate::settings::{Settings, link};
use crate::staging::keys::{AGAIN, chat_key, person_keys, session_key};
use crate::staging::store::{Pending, View, name};
use chrono::{DateTime, Utc};
use model::feed::{ChangeSet, ConversationChange, RetractedKind, Retraction};
use model::record::{ConversationRecord, CustomerRecord, GeoPlace, SpaceRecord};
use model::{Origin, RemoteId};
use serde::{Deserialize, Serialize};
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The zone of a location that does not tell one.
const USUAL_ZONE: &str = "UTC";
/// Stands for the location of what names none.
const NO_PLACE: &str = "0";

/// What was learnt of a conversation from its messages and actions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Note {
    /// The time of its first message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) first: Option<DateTime<Utc>>,
    /// And of its last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last: Option<DateTime<Utc>>,
    /// The time and the id of its first message that people see, which says how it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seen: Option<(DateTime<Utc>, i64)>,
    /// How it began; absent means that the person began it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) origin: Option<Origin>,
    /// Whether a message that said some of it is gone, so that it is to be learnt again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) again: bool,
}

impl Note {
    /// From when to when.
    fn span(&self) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        (self.first, self.last)
    }

    /// Forgets what a message said that is gone. Answers whether it had said anything.
    pub(crate) fn unlearn(&mut self, at: Option<DateTime<Utc>>, id: i64) -> bool {
        let before = self.clone();
        self.first = self.first.filter(|first| Some(*first) != at);
        self.last = self.last.filter(|last| Some(*last) != at);
        if self.seen.is_some_and(|seen| seen.1 == id) {
            self.seen = None;
            let began = self.origin.take();
            self.origin = began.filter(|origin| *origin == Origin::ProactiveOutbound);
        }
        self.again |= *self != before;
        self.again
    }
}

/// A batch in the making.
pub(crate) struct Page<'s> {
    pub(crate) view: View<'s>,
    pub(crate) settings: &'s Settings,
    /// Whether what was told before is told again.
    pub(crate) tells_all: bool,
    /// Whether nothing was kept before this pass.
    pub(crate) is_first: bool,
    /// Whether the lists of what may be outcomes are still to come, and all of it is judged then.
    pub(crate) awaits_outcomes: bool,
    /// Whether every kept message is found by what it belongs to.
    pub(crate) is_keyed: bool,
    /// Whether something is to be mended before the pass ends.
    pub(crate) mends: bool,
    /// Rows of lists that were looked through for it.
    pub(crate) walked: u64,
    places: HashMap<String, usize>,
    conversations: Vec<ConversationChange>,
    spaces: BTreeMap<String, SpaceRecord>,
    customers: BTreeMap<String, CustomerRecord>,
    notes: HashMap<String, Note>,
    /// Notes that changed.
    noted: BTreeSet<String>,
    /// Conversations of which what outcomes go by changed: their times, or whose they are.
    moved: BTreeSet<String>,
    /// Keys of what belongs to groups that were not here before.
    pub(crate) begun: BTreeSet<String>,
    retracted: Vec<Retraction>,
    /// What is read by id alone: which came, and which was refused.
    pub(crate) came: BTreeSet<Entity>,
    pub(crate) refused: BTreeSet<Entity>,
    absent: BTreeSet<String>,
}

impl<'s> Page<'s> {
    pub(crate) fn new(view: View<'s>, settings: &'s Settings) -> Self {
        Self {
            view,
            settings,
            tells_all: false,
            is_first: false,
            awaits_outcomes: false,
            is_keyed: false,
            mends: false,
            walked: 0,
            places: HashMap::new(),
            conversations: Vec::new(),
            spaces: BTreeMap::new(),
            customers: BTreeMap::new(),
            notes: HashMap::new(),
            noted: BTreeSet::new(),
            moved: BTreeSet::new(),
            begun: BTreeSet::new(),
            retracted: Vec::new(),
            came: BTreeSet::new(),
            refused: BTreeSet::new(),
            absent: BTreeSet::new(),
        }
    }

    /// What the probe of this pass found.
    pub(crate) async fn probed(&mut self) -> Result<Vec<Probed>, SourceError> {
        let body = self.view.body(name::PROBE, "1").await?;
        Ok(body
            .and_then(|body| serde_json::from_str(&body).ok())
            .unwrap_or_default())
    }

    /// Whether the probe of this pass could list these.
    pub(crate) async fn is_listed(&mut self, entity: Entity) -> Result<bool, SourceError> {
        let table = self.probed().await?;
        let mut rows = table.iter().filter(|row| row.entity == entity);
        Ok(rows.any(|row| row.access.rows().is_some()))
    }

    /// Whether anything is told.
    pub(crate) fn rows(&self) -> usize {
        self.conversations.len() + self.absent.len()
    }

    /// Reads at once what many heads will need.
    pub(crate) async fn look_ahead(&mut self, conversations: &[String]) -> Result<(), SourceError> {
        let sessions = self
            .view
            .bodies(Entity::Sessions.name(), conversations)
            .await?;
        self.view.prefetch(name::GROUP, conversations).await?;
        self.view.prefetch(name::NOTE, conversations).await?;
        let ids = |key: &str| -> Vec<String> {
            let records = sessions.values().map(|body| Record::of_body(body));
            let ids: BTreeSet<String> = records
                .filter_map(|record| record.link(key))
                .map(|id| id.to_string())
                .collect();
            ids.into_iter().collect()
        };
        let (coworkers, businesses) = (ids("CoworkerId"), ids("BusinessId"));
        self.view
            .bodies(Entity::Coworkers.name(), &coworkers)
            .await?;
        self.view
            .bodies(Entity::Businesses.name(), &businesses)
            .await?;
        Ok(())
    }

    /// The change of a conversation, with its head as it is now; `None` where nothing is known of it.
    pub(crate) async fn conversation(
        &mut self,
        id: &str,
    ) -> Result<Option<&mut ConversationChange>, SourceError> {
        if !self.places.contains_key(id) {
            let Some(conversation) = self.head(id).await? else {
                return Ok(None);
            };
            self.places.insert(id.to_owned(), self.conversations.len());
            self.conversations.push(ConversationChange {
                conversation,
                messages: Vec::new(),
                conversions: Vec::new(),
                leads: Vec::new(),
                tickets: Vec::new(),
                inbox_items: Vec::new(),
            });
        }
        Ok(self.places.get(id).map(|at| &mut self.conversations[*at]))
    }

    /// A head that was made may say less than is known now.
    pub(crate) async fn refresh(&mut self, id: &str) -> Result<(), SourceError> {
        let Some(at) = self.places.get(id).copied() else {
            return Ok(());
        };
        if let Some(head) = self.head(id).await? {
            self.conversations[at].conversation = head;
        }
        Ok(())
    }

    /// A message of this time was told: the head says so. One whose time nobody knows moves nothing.
    pub(crate) fn follow(&mut self, id: &str, at: Option<DateTime<Utc>>) {
        let (note, place) = (self.notes.get(id), self.places.get(id));
        if let Some(place) = place {
            let head = &mut self.conversations[*place].conversation;
            if let Some(at) = at {
                let is_known = head.started_at != DateTime::UNIX_EPOCH;
                head.last_activity_at = head.last_activity_at.max(at);
                head.started_at = if is_known {
                    head.started_at.min(at)
                } else {
                    at
                };
            }
            let origin = note.and_then(|note| note.origin.clone());
            head.origin = origin.unwrap_or(Origin::Inbound);
        }
    }

    /// What is kept of a conversation: its session, or the group of its messages.
    pub(crate) async fn session(&mut self, id: &str) -> Result<Option<Record>, SourceError> {
        let body = match self.view.body(Entity::Sessions.name(), id).await? {
            Some(body) => Some(body),
            None => self.view.body(name::GROUP, id).await?,
        };
        Ok(body.map(|body| Record::of_body(&body)))
    }

    /// When a conversation began, as far as that is known.
    pub(crate) async fn began(&mut self, id: &str) -> Result<Option<DateTime<Utc>>, SourceError> {
        let session = self.session(id).await?.unwrap_or_default();
        Ok(began(&session, &self.note(id).await?))
    }

    /// What was learnt of a conversation.
    pub(crate) async fn note(&mut self, id: &str) -> Result<Note, SourceError> {
        if let Some(note) = self.notes.get(id) {
            return Ok(note.clone());
        }
        let body = self.view.body(name::NOTE, id).await?;
        let note: Note = body
            .and_then(|body| serde_json::from_str(&body).ok())
            .unwrap_or_default();
        self.notes.insert(id.to_owned(), note.clone());
        Ok(note)
    }

    /// Keeps what was learnt of a conversation.
    pub(crate) fn learn(&mut self, id: &str, note: Note) {
        let before = self.notes.get(id);
        let (span, is_new) = (before.map(Note::span), before != Some(&note));
        if span != Some(note.span()) {
            self.note_moved(id);
        }
        if is_new {
            self.noted.insert(id.to_owned());
            self.notes.insert(id.to_owned(), note);
        }
    }

    /// Outcomes of a conversation are to be judged anew.
    pub(crate) fn note_moved(&mut self, id: &str) {
        self.moved.insert(id.to_owned());
    }

    /// A group is here that was not: what belongs to it may have come before it.
    pub(crate) fn note_begun(&mut self, group: &str) {
        self.begun.extend(group.parse().map(session_key));
    }

    /// The conversations whose outcomes are to be judged anew, and what is kept of them.
    pub(crate) async fn take_moved(&mut self) -> Result<BTreeMap<String, Record>, SourceError> {
        let mut moved = BTreeMap::new();
        for id in std::mem::take(&mut self.moved) {
            let session = self.session(&id).await?;
            moved.insert(id, session.unwrap_or_default());
        }
        Ok(moved)
    }

    /// The conversations of which something is to be learnt again.
    pub(crate) async fn unlearnt(&self) -> Result<BTreeSet<String>, SourceError> {
        let key = BTreeSet::from([AGAIN.to_owned()]);
        let kept = self.view.with_keys(name::NOTE, &key).await?;
        let mut ids: BTreeSet<String> = kept.into_keys().collect();
        ids.retain(|id| self.notes.get(id).is_none_or(|note| note.again));
        let here = self.notes.iter().filter(|(_, note)| note.again);
        ids.extend(here.map(|(id, _)| id.clone()));
        ids.retain(|id| !self.absent.contains(id));
        Ok(ids)
    }

    /// Takes a part of a conversation back, also where this very batch told it: what is taken back
    /// is applied before what is told.
    pub(crate) async fn retract(
        &mut self,
        conversation: &str,
        part: RetractedKind,
        id: &str,
    ) -> Result<(), SourceError> {
        if let Some(change) = self.conversation(conversation).await? {
            match part {
                RetractedKind::Message => change.messages.retain(|one| one.id.as_str() != id),
                RetractedKind::Conversion => change.conversions.retain(|one| one.id.as_str() != id),
                RetractedKind::Ticket => change.tickets.retain(|one| one.id.as_str() != id),
                RetractedKind::InboxItem => change.inbox_items.retain(|one| one.id.as_str() != id),
            }
            self.retracted.push(Retraction {
                conversation: RemoteId::from(conversation),
                kind: part,
                id: RemoteId::from(id),
            });
        }
        Ok(())
    }

    /// Takes a whole conversation away. That it is gone is concluded here, not said by the server: so
    /// there is no tombstone, which would refuse it for good should it be found again.
    pub(crate) fn take_away(&mut self, conversation: &str) {
        self.view.drop(name::NOTE, conversation);
        self.notes.remove(conversation);
        self.noted.remove(conversation);
        self.absent.insert(conversation.to_owned());
    }

    /// One that this very batch took away is there after all.
    pub(crate) fn bring_back(&mut self, conversation: &str) {
        self.absent.remove(conversation);
    }

    /// Tells a location.
    pub(crate) fn space(&mut self, id: i64, record: &Record) {
        let id = id.to_string();
        let space = self.space_record(&id, Some(record));
        self.spaces.insert(id, space);
    }

    fn space_record(&self, id: &str, record: Option<&Record>) -> SpaceRecord {
        let named = record.and_then(|record| record.text("Name"));
        let zone = record.and_then(|record| {
            let keys = ["SimpleTimeZoneIanaName", "TimeZone", "SimpleTimeZoneName"];
            keys.iter()
                .filter_map(|key| record.text(key))
                .find(|zone| zone.contains('/'))
        });
        let zone = zone.or(self.settings.time_zone.as_deref());
        SpaceRecord {
            id: RemoteId::from(id),
            name: named.map_or_else(|| unnamed(id), |name| name.trim().to_owned()),
            time_zone: zone.unwrap_or(USUAL_ZONE).to_owned(),
        }
    }

    /// A head as it is known now, and who and where it names.
    async fn head(&mut self, id: &str) -> Result<Option<ConversationRecord>, SourceError> {
        let Some(session) = self.session(id).await? else {
            return Ok(None);
        };
        let note = self.note(id).await?;
        let space = session.link("BusinessId");
        let space = space.map_or_else(|| NO_PLACE.to_owned(), |id| id.to_string());
        let business = self.view.body(Entity::Businesses.name(), &space).await?;
        let business = business.map(|body| Record::of_body(&body));
        let customer = self.customer(&session).await?;
        let told = self.space_record(&space, business.as_ref());
        self.spaces.entry(space.clone()).or_insert(told);
        let started_at = began(&session, &note)
            .or_else(|| session.when("LastActivityUtc"))
            .unwrap_or(DateTime::UNIX_EPOCH);
        let last = [session.when("LastActivityUtc"), note.last, Some(started_at)];
        let identifier = session
            .text("ExternalIdentifier")
            .map(|text| text.trim().to_owned());
        Ok(Some(ConversationRecord {
            id: RemoteId::from(id),
            session_id: session_id(&session, id),
            space_id: RemoteId(space),
            channel: vocabulary::channel(session.text("Channel")),
            origin: note.origin.unwrap_or(Origin::Inbound),
            subject: session.text("Subject").map(|text| text.trim().to_owned()),
            customer_id: customer,
            external_identifier: identifier,
            visitor_token: None,
            place: GeoPlace::default(),
            status: None,
            escalation: vocabulary::escalation(session.word("EscalationStatus").as_deref()),
            started_at,
            last_activity_at: last.into_iter().flatten().max().unwrap_or(started_at),
            ended_at: None,
        }))
    }

    /// The customer of a conversation, told beside it.
    async fn customer(&mut self, session: &Record) -> Result<Option<RemoteId>, SourceError> {
        let Some(coworker) = session.link("CoworkerId") else {
            return Ok(None);
        };
        let id = coworker.to_string();
        if !self.customers.contains_key(&id) {
            let body = self.view.body(Entity::Coworkers.name(), &id).await?;
            let known = body.map(|body| Record::of_body(&body)).unwrap_or_default();
            let either = |own: &str, copied: &str| {
                let text = known.text(own).or_else(|| session.text(copied));
                text.map(|text| text.trim().to_owned())
            };
            let customer = CustomerRecord {
                id: RemoteId(id.clone()),
                name: either("FullName", "CoworkerFullName")
                    .unwrap_or_else(|| format!("Customer {id}")),
                company: either("CompanyName", "CoworkerCompanyName"),
                email: known.text("Email").map(|text| text.trim().to_owned()),
                profile_url: link(&self.settings.links.customer, &id),
            };
            self.customers.insert(id.clone(), customer);
        }
        Ok(Some(RemoteId(id)))
    }

    /// A customer changed: it is told anew if a conversation of this page names it.
    pub(crate) fn forget_customer(&mut self, id: i64) {
        self.customers.remove(&id.to_string());
    }

    /// The finished batch, and what it keeps.
    pub(crate) fn finish(mut self) -> (ChangeSet, Pending) {
        for id in std::mem::take(&mut self.noted) {
            if let Some(note) = self.notes.get(&id) {
                let body = serde_json::to_string(note).unwrap_or_default();
                let keys = note.again.then(|| AGAIN.to_owned());
                let keys = keys.into_iter().collect();
                self.view.put(name::NOTE, &id, body, keys);
            }
        }
        let pending = std::mem::take(&mut self.view.making);
        let changes = ChangeSet {
            spaces: self.spaces.into_values().collect(),
            customers: self.customers.into_values().collect(),
            conversations: self.conversations,
            tombstones: Vec::new(),
            retracted: self.retracted,
            absent: self.absent.into_iter().map(RemoteId).collect(),
            staged: pending.records().cloned().collect(),
        };
        (changes, pending)
    }
}

/// When a conversation began: with its session, or with a message that is older.
pub(crate) fn began(session: &Record, note: &Note) -> Option<DateTime<Utc>> {
    let known = [session.when("CreatedOn"), note.first];
    known.into_iter().flatten().min()
}

/// What a location is called whose name is not told.
fn unnamed(id: &str) -> String {
    if id == NO_PLACE {
        "Unknown location".to_owned()
    } else {
        format!("Location {id}")
    }
}

/// The session id that links carry; where none is told, the conversation's own id.
fn session_id(session: &Record, id: &str) -> String {
    let told = session
        .text("ChatSession")
        .or_else(|| session.text("UniqueId"));
    told.map_or_else(|| id.to_owned(), |text| text.trim().to_owned())
}

/// The keys under which a session, or a group of messages, is kept.
pub(crate) fn session_keys(record: &Record) -> Vec<String> {
    let mut keys = person_keys(
        record.link("CoworkerId"),
        &[
            record.text("ExternalIdentifier"),
            record.text("CoworkerMobilePhone"),
            record.text("CoworkerLandLine"),
        ],
    );
    keys.extend(
        record
            .text("ChatSession")
            .map(|chat| chat_key(&fingerprint(chat))),
    );
    keys.extend(
        record
            .pointers()
            .into_iter()
            .map(|(entity, id)| crate::staging::keys::points_key(entity, id)),
    );
    keys.into_iter().collect()
}
