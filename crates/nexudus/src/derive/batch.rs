//! One batch in the making: what was staged, what it touched, and what is told of it in the end. It asks
//! the store and never a server.

use crate::decode::record::NexudusRecord;
use crate::derive::snapshot::{ConversationSnapshot, MessageSpan};
use crate::derive::touched::TouchedKeys;
use crate::entity::Entity;
use crate::read::endpoint::EndpointProbe;
use crate::settings::{NexudusSettings, link};
use crate::staging::store::{PendingRecords, StagedView, name};
use chrono::{DateTime, Utc};
use model::RemoteId;
use model::feed::{ChangeSet, ConversationChange, MessageMove, OutcomeAuthority, Retraction};
use model::identity::NumberHome;
use model::record::{CustomerRecord, SpaceRecord};
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// The zone of a location that does not tell one.
const USUAL_ZONE: &str = "UTC";
/// Stands for the location of what names none.
const NO_PLACE: &str = "0";

/// What stands for a conversation's session, and how long its messages lasted.
#[derive(Clone, Debug)]
pub(crate) struct ConversationBasis {
    pub(crate) session: Arc<NexudusRecord>,
    pub(crate) span: MessageSpan,
}

impl ConversationBasis {
    /// When the conversation began: with its session, or with a message that is older.
    pub(crate) fn began(&self) -> Option<DateTime<Utc>> {
        let known = [self.session.when("CreatedOn"), self.span.first];
        known.into_iter().flatten().min()
    }

    /// When it was last heard of, if it began then.
    pub(crate) fn last(&self, began: DateTime<Utc>) -> DateTime<Utc> {
        let known = [
            self.session.when("LastActivityUtc"),
            self.span.last,
            Some(began),
        ];
        known.into_iter().flatten().max().unwrap_or(began)
    }
}

/// A batch in the making.
pub(crate) struct BatchBuilder<'s> {
    pub(crate) view: StagedView<'s>,
    pub(crate) settings: &'s NexudusSettings,
    /// What is to be derived before it is told.
    pub(crate) touched: TouchedKeys,
    /// Messages that came with this batch, whole, with their texts.
    pub(crate) came: HashMap<i64, Arc<NexudusRecord>>,
    /// Messages of which something but the text was learnt.
    pub(crate) amended: BTreeSet<i64>,
    /// Records that the server changed or deleted in this batch.
    pub(crate) told_anew: BTreeSet<(Entity, i64)>,
    /// Messages of this batch by the session that they name.
    pub(crate) staged_of: HashMap<String, BTreeSet<i64>>,
    /// The full pass that was begun last.
    pub(crate) full_pass: u64,
    /// Rows of lists that were looked through for it.
    pub(crate) walked: u64,
    /// What is read by id alone: which came, and which was refused.
    pub(crate) answered: BTreeSet<Entity>,
    pub(crate) refused: BTreeSet<Entity>,
    /// Conversations that this batch derived.
    pub(crate) derived: HashMap<String, ConversationBasis>,
    pub(crate) spaces: BTreeMap<String, SpaceRecord>,
    /// In which country the numbers of a location are written that do not say theirs.
    homes: HashMap<String, NumberHome>,
    /// A location is in another zone than it was: numbers may be other ones than they were.
    pub(crate) has_other_zone: bool,
    customers: BTreeMap<String, CustomerRecord>,
    pub(crate) conversations: Vec<ConversationChange>,
    pub(crate) retracted: Vec<Retraction>,
    pub(crate) moved: Vec<MessageMove>,
    pub(crate) absent: BTreeSet<String>,
}

impl<'s> BatchBuilder<'s> {
    pub(crate) fn new(view: StagedView<'s>, settings: &'s NexudusSettings) -> Self {
        Self {
            view,
            settings,
            touched: TouchedKeys::default(),
            came: HashMap::new(),
            amended: BTreeSet::new(),
            told_anew: BTreeSet::new(),
            staged_of: HashMap::new(),
            full_pass: 0,
            walked: 0,
            answered: BTreeSet::new(),
            refused: BTreeSet::new(),
            derived: HashMap::new(),
            spaces: BTreeMap::new(),
            homes: HashMap::new(),
            has_other_zone: false,
            customers: BTreeMap::new(),
            conversations: Vec::new(),
            retracted: Vec::new(),
            moved: Vec::new(),
            absent: BTreeSet::new(),
        }
    }

    /// What the probe of this pass found.
    pub(crate) async fn probed(&mut self) -> Result<Vec<EndpointProbe>, SourceError> {
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

    /// Stages a row under these keys, and notes what it touches as it was and as it is.
    pub(crate) fn stage(
        &mut self,
        (entity, id): (Entity, i64),
        was: Option<&NexudusRecord>,
        (now, body, keys): (&NexudusRecord, String, Vec<String>),
    ) {
        for row in was.into_iter().chain([now]) {
            self.touched.add_row(entity, id, row);
        }
        if was.is_some() {
            self.told_anew.insert((entity, id));
        }
        self.view.put(entity.name(), &id.to_string(), body, keys);
    }

    /// A row is there no longer.
    pub(crate) fn unstage(&mut self, entity: Entity, id: i64, was: &NexudusRecord) {
        self.touched.add_row(entity, id, was);
        self.told_anew.insert((entity, id));
        self.view.drop(entity.name(), &id.to_string());
    }

    /// What is known of a conversation; `None` where there is none.
    pub(crate) async fn basis(
        &mut self,
        id: &str,
    ) -> Result<Option<ConversationBasis>, SourceError> {
        if let Some(basis) = self.derived.get(id) {
            return Ok(Some(basis.clone()));
        }
        if let Some(body) = self.view.body(Entity::Sessions.name(), id).await? {
            let told = self.view.body(name::CONVERSATION, id).await?;
            let told = told.and_then(|body| ConversationSnapshot::of_body(&body));
            return Ok(Some(ConversationBasis {
                session: Arc::new(NexudusRecord::of_body(&body)),
                span: told.map(|told| told.span).unwrap_or_default(),
            }));
        }
        let told = self.view.body(name::GROUP, id).await?;
        let told = told.and_then(|body| ConversationSnapshot::of_body(&body));
        Ok(told.and_then(|told| {
            Some(ConversationBasis {
                session: Arc::new(told.group()?),
                span: told.span,
            })
        }))
    }

    /// Tells a location.
    pub(crate) fn space(&mut self, id: i64, record: &NexudusRecord) {
        let id = id.to_string();
        let space = self.space_record(&id, Some(record));
        self.spaces.insert(id, space);
    }

    /// Notes whether a location is in another zone than it was.
    pub(crate) fn compare_zone(
        &mut self,
        id: i64,
        was: Option<&NexudusRecord>,
        now: &NexudusRecord,
    ) {
        let id = id.to_string();
        let zone = |record| self.space_record(&id, record).time_zone;
        self.has_other_zone |= zone(was) != zone(Some(now));
    }

    /// The location of a conversation, as far as it is known.
    pub(crate) async fn location(
        &mut self,
        session: &NexudusRecord,
    ) -> Result<SpaceRecord, SourceError> {
        let id = location_of(session);
        let business = self.view.body(Entity::Businesses.name(), &id).await?;
        let business = business.map(|body| NexudusRecord::of_body(&body));
        Ok(self.space_record(&id, business.as_ref()))
    }

    /// The country in which the numbers of a conversation are written that do not say theirs.
    pub(crate) async fn home(
        &mut self,
        session: &NexudusRecord,
    ) -> Result<NumberHome, SourceError> {
        let id = location_of(session);
        if let Some(home) = self.homes.get(&id) {
            return Ok(*home);
        }
        let home = NumberHome::of_zone(&self.location(session).await?.time_zone);
        self.homes.insert(id, home);
        Ok(home)
    }

    pub(crate) fn space_record(&self, id: &str, record: Option<&NexudusRecord>) -> SpaceRecord {
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

    /// A customer as it is known now, by its own record and by what a session copied of it.
    pub(crate) async fn customer(
        &mut self,
        coworker: i64,
        session: &NexudusRecord,
    ) -> Result<CustomerRecord, SourceError> {
        let id = coworker.to_string();
        if let Some(known) = self.customers.get(&id) {
            return Ok(known.clone());
        }
        let body = self.view.body(Entity::Coworkers.name(), &id).await?;
        let known = body
            .map(|body| NexudusRecord::of_body(&body))
            .unwrap_or_default();
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
        self.customers.insert(id, customer.clone());
        Ok(customer)
    }

    /// The finished batch, told at that time, and what it keeps.
    pub(crate) fn finish(mut self, as_of: DateTime<Utc>) -> (ChangeSet, PendingRecords) {
        let pending = std::mem::take(&mut self.view.making);
        let changes = ChangeSet {
            spaces: self.spaces.into_values().collect(),
            customers: self.customers.into_values().collect(),
            conversations: self.conversations,
            tombstones: Vec::new(),
            retracted: self.retracted,
            outcome_authority: OutcomeAuthority::Connector,
            moved: self.moved,
            absent: self.absent.into_iter().map(RemoteId).collect(),
            staged: pending.records().cloned().collect(),
            oversized: Vec::new(),
            unreadable: Vec::new(),
            as_of: Some(as_of),
        };
        (changes, pending)
    }
}

/// The id of the location that a session names.
pub(crate) fn location_of(session: &NexudusRecord) -> String {
    let id = session.link("BusinessId");
    id.map_or_else(|| NO_PLACE.to_owned(), |id| id.to_string())
}

/// What a location is called whose name is not told.
fn unnamed(id: &str) -> String {
    if id == NO_PLACE {
        "Unknown location".to_owned()
    } else {
        format!("Location {id}")
    }
}
