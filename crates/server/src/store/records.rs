//! Reads for the record pages and for tests: one conversation whole, and what a record is tied to.

use super::bound_store::BoundStore;
use super::reach_standing::{self, ReachStanding};
use super::table::child::whole_of_conversation;
use super::table::reach::ReachKeys;
use super::table::record::{self, StoredRecord};
use super::table::{conversation, conversion, inbox_item, people, ticket};
use super::{Store, StoreError};
use crate::record_links::RecordKind;
use crate::store::db::DbConnection;
use model::RemoteId;
use model::feed::ConversationChange;
use model::record::{ConversationRecord, CustomerRecord, SpaceRecord};

/// Conversations on one record page.
const SHOWN: u32 = 20;

/// A conversation with what its head names.
#[derive(Clone, Debug)]
pub(crate) struct ConversationPage {
    /// The conversation, whole.
    pub(crate) change: ConversationChange,
    /// Its space.
    pub(crate) space: Option<SpaceRecord>,
    /// Its customer.
    pub(crate) customer: Option<CustomerRecord>,
}

/// What a record page shows.
#[derive(Clone, Debug)]
pub(crate) enum RecordPage {
    /// A record that hangs on conversations, as far as it was delivered.
    Linked(Option<StoredRecord>, Vec<ConversationPage>),
    /// A person, with the newest conversations.
    Customer(CustomerRecord, Vec<ConversationRecord>),
}

impl Store {
    /// A conversation, whole: every row that hangs on it, oldest first.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub async fn conversation(
        &self,
        id: &RemoteId,
    ) -> Result<Option<ConversationChange>, StoreError> {
        let mut read = self.read().await?;
        match conversation::by_id(&mut read, id).await? {
            Some(head) => whole(&mut read, head).await.map(Some),
            None => Ok(None),
        }
    }
}

impl BoundStore<'_> {
    /// A conversation, whole, if it is within reach.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub(crate) async fn conversation(
        &self,
        id: &RemoteId,
    ) -> Result<Option<ConversationChange>, StoreError> {
        let mut read = self.store.read().await?;
        let reach = ReachKeys::of(&mut read, self.reach).await?;
        let head = conversation::by_id(&mut read, id).await?;
        let Some(head) = head.filter(|head| reach.includes(head.space)) else {
            return Ok(None);
        };
        let mut change = whole(&mut read, head).await?;
        reach_standing::mask(&mut read, &reach, change.conversions.iter_mut()).await?;
        Ok(Some(change))
    }

    /// What a record is tied to within reach; none if nothing is known of it there.
    ///
    /// # Errors
    /// [`StoreError::OutOfReach`] where it is known beyond reach too; the database failed or is busy.
    pub(crate) async fn record(
        &self,
        kind: RecordKind,
        id: &str,
    ) -> Result<Option<RecordPage>, StoreError> {
        let mut read = self.store.read().await?;
        let reach = ReachKeys::of(&mut read, self.reach).await?;
        if kind == RecordKind::Customer {
            return customer(&mut read, &reach, &RemoteId::from(id)).await;
        }
        let keys = match kind.outcome() {
            Some(outcome) => conversion::conversations_of(&mut read, &outcome, id, SHOWN).await?,
            None if kind == RecordKind::Ticket => {
                ticket::conversations_of(&mut read, id, SHOWN).await?
            }
            None => inbox_item::conversations_of(&mut read, id, SHOWN).await?,
        };
        let mut pages = Vec::with_capacity(keys.len());
        for key in keys {
            pages.extend(page(&mut read, &reach, key).await?);
        }
        let record = self.whole_record(&mut read, &reach, (kind, id)).await?;
        let known = record.is_some() || !pages.is_empty();
        Ok(known.then_some(RecordPage::Linked(record, pages)))
    }

    /// A record of the business; none if nobody within reach has heard of it.
    ///
    /// # Errors
    /// As for [`BoundStore::record`].
    pub(crate) async fn business_record(
        &self,
        kind: RecordKind,
        id: &str,
    ) -> Result<Option<StoredRecord>, StoreError> {
        let mut read = self.store.read().await?;
        let reach = ReachKeys::of(&mut read, self.reach).await?;
        self.whole_record(&mut read, &reach, (kind, id)).await
    }

    async fn whole_record(
        &self,
        connection: &mut DbConnection,
        reach: &ReachKeys,
        (kind, id): (RecordKind, &str),
    ) -> Result<Option<StoredRecord>, StoreError> {
        let Some(record) = record::get(connection, kind, id).await? else {
            return Ok(None);
        };
        match reach_standing::of_record(connection, reach, &record).await? {
            ReachStanding::Within => Ok(Some(record)),
            // What it says of the person may have been learnt in the other space.
            ReachStanding::Shared => Err(StoreError::OutOfReach("record")),
            ReachStanding::Unknown | ReachStanding::Beyond => Ok(None),
        }
    }
}

async fn customer(
    connection: &mut DbConnection,
    reach: &ReachKeys,
    id: &RemoteId,
) -> Result<Option<RecordPage>, StoreError> {
    let Some(record) = people::customer(connection, id).await? else {
        return Ok(None);
    };
    let key = people::customer_key(connection, id)
        .await?
        .unwrap_or_default();
    let standing = reach_standing::of_customer(connection, reach, key).await?;
    if !matches!(standing, ReachStanding::Within | ReachStanding::Shared) {
        return Ok(None);
    }
    let mut heads = conversation::of_customer(connection, key, SHOWN).await?;
    heads.retain(|head| reach.includes(head.space));
    let heads = heads.into_iter().map(|head| head.record).collect();
    Ok(Some(RecordPage::Customer(record, heads)))
}

pub(super) async fn page(
    connection: &mut DbConnection,
    reach: &ReachKeys,
    key: i64,
) -> Result<Option<ConversationPage>, StoreError> {
    let head = conversation::by_key(connection, key).await?;
    let Some(head) = head.filter(|head| reach.includes(head.space)) else {
        return Ok(None);
    };
    let space = people::space(connection, &head.record.space_id).await?;
    let customer = match &head.record.customer_id {
        Some(id) => people::customer(connection, id).await?,
        None => None,
    };
    Ok(Some(ConversationPage {
        change: whole(connection, head).await?,
        space,
        customer,
    }))
}

async fn whole(
    connection: &mut DbConnection,
    head: conversation::ConversationHead,
) -> Result<ConversationChange, StoreError> {
    Ok(ConversationChange {
        messages: whole_of_conversation(connection, head.key).await?,
        conversions: whole_of_conversation(connection, head.key).await?,
        leads: whole_of_conversation(connection, head.key).await?,
        tickets: whole_of_conversation(connection, head.key).await?,
        inbox_items: whole_of_conversation(connection, head.key).await?,
        conversation: head.record,
    })
}
