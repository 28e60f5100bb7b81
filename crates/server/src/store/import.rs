//! What may be written. Each call is one transaction, and is on the disk when it returns.

use super::db::DbConnection;
use super::table::child::{self, RowStanding};
use super::table::conversation::ConversationHead;
use super::table::{meta, people};
use super::transaction::StoreTransaction;
use super::write_summary::{WriteStatus, WriteSummary};
use super::{Store, StoreError, TimeOrigin};
use chrono::{DateTime, Utc};
use model::feed::ConversationChange;
use model::plausible_time::TimedRecord as _;
use model::record::{ConversationRecord, CustomerRecord, MessageRecord, SpaceRecord};
use model::{RemoteId, Status};
use std::collections::HashSet;

/// How far the store was filled by a generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FillState {
    /// There is nothing in it.
    Empty,
    /// A fill was begun and never finished.
    Half,
    /// It holds something, and no fill is open.
    Done,
}

/// One conversation of an import, with the person it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedConversation {
    /// The person, where known.
    pub customer: Option<CustomerRecord>,
    /// The conversation.
    pub change: ConversationChange,
}

/// A fill that was begun and is not whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpenFill {
    /// What it is to become, in the words of whoever began it; none where that was not written down.
    pub(crate) plan: Option<String>,
    /// How many of its conversations are there.
    pub(crate) played: u32,
}

const FILL: &str = "fill";
const FILL_OPEN: &str = "open";
const FILL_DONE: &str = "done";
const FILL_PLAN: &str = "fill_plan";
const FILL_PLAYED: &str = "fill_played";
const IMPORT_BATCH: usize = 256;

impl Store {
    /// Writes spaces; those that are there just so are left alone.
    ///
    /// # Errors
    /// The database failed, is full or busy. Then nothing was written; so everywhere below.
    pub async fn put_spaces(&self, spaces: &[SpaceRecord]) -> Result<(), StoreError> {
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        transaction.put_spaces(spaces).await?;
        transaction.commit().await
    }

    /// Writes customers; those that are there just so are left alone.
    ///
    /// # Errors
    /// As above.
    pub async fn put_customers(&self, customers: &[CustomerRecord]) -> Result<(), StoreError> {
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        transaction.put_customers(customers).await?;
        transaction.commit().await
    }

    /// Writes a conversation: the head as given, and the rows given with it. Rows that are there
    /// and not named here stay. Writing the same again changes nothing and makes no event.
    ///
    /// # Errors
    /// The space or customer is unknown, the conversation was deleted, or an identifier is taken.
    pub async fn put(&self, change: &ConversationChange) -> Result<WriteSummary, StoreError> {
        self.put_many(std::slice::from_ref(change)).await
    }

    /// Writes conversations in one transaction, one event each.
    ///
    /// # Errors
    /// As for [`Store::put`].
    pub async fn put_many(
        &self,
        changes: &[ConversationChange],
    ) -> Result<WriteSummary, StoreError> {
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let written = transaction.put_many(changes).await?;
        transaction.commit().await?;
        Ok(written)
    }

    /// Writes a space and conversations all or none, in one transaction. The first item that is an
    /// error ends it, and nothing was written. What was deleted for privacy stays away.
    ///
    /// # Errors
    /// The first error of an item, or of the store.
    pub async fn import<E: From<StoreError>>(
        &self,
        space: &SpaceRecord,
        mut items: impl Iterator<Item = Result<ImportedConversation, E>> + Send,
    ) -> Result<WriteSummary, E> {
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        transaction.put_spaces(std::slice::from_ref(space)).await?;
        let mut written = WriteSummary::default();
        loop {
            let batch = items
                .by_ref()
                .take(IMPORT_BATCH)
                .collect::<Result<Vec<_>, E>>()?;
            if batch.is_empty() {
                break;
            }
            written += import_batch(&mut transaction, batch).await?;
        }
        transaction.commit().await?;
        Ok(written)
    }

    /// How far the store was filled.
    ///
    /// # Errors
    /// The database failed.
    pub async fn fill(&self) -> Result<FillState, StoreError> {
        let mut read = self.read().await?;
        match meta::get(&mut read, FILL).await?.as_deref() {
            Some(FILL_OPEN) => Ok(FillState::Half),
            _ if super::table::event::last(&mut read).await? == 0 => Ok(FillState::Empty),
            _ => Ok(FillState::Done),
        }
    }

    /// Begins to fill an empty store. Until [`Store::finish_fill`] the store says that it is half
    /// filled, so that a fill that was killed is noticed.
    ///
    /// # Errors
    /// The store holds something already.
    pub async fn begin_fill(&self) -> Result<(), StoreError> {
        self.begin_planned_fill(None).await
    }

    /// The same, with what it is to become: whoever has the same plan can go on with it.
    ///
    /// # Errors
    /// As for [`Store::begin_fill`].
    pub(crate) async fn begin_planned_fill(&self, plan: Option<&str>) -> Result<(), StoreError> {
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        if meta::get(transaction.connection(), FILL).await?.as_deref() == Some(FILL_OPEN) {
            return Err(StoreError::HalfFilled);
        }
        if transaction.last_seq() > 0 {
            return Err(StoreError::NotEmpty);
        }
        meta::set(transaction.connection(), FILL, FILL_OPEN).await?;
        if let Some(plan) = plan {
            meta::set(transaction.connection(), FILL_PLAN, plan).await?;
        }
        transaction.commit().await
    }

    /// The fill that is open, if one is.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn open_fill(&self) -> Result<Option<OpenFill>, StoreError> {
        let mut read = self.read().await?;
        if meta::get(&mut read, FILL).await?.as_deref() != Some(FILL_OPEN) {
            return Ok(None);
        }
        Ok(Some(OpenFill {
            plan: meta::get(&mut read, FILL_PLAN).await?,
            played: played(&mut read).await?,
        }))
    }

    /// Says that the fill is whole.
    ///
    /// # Errors
    /// The database failed.
    pub async fn finish_fill(&self) -> Result<(), StoreError> {
        self.set_meta(FILL, FILL_DONE).await
    }

    /// The space of a name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn space_named(&self, name: &str) -> Result<Option<SpaceRecord>, StoreError> {
        people::space_named(&mut *self.read().await?, name).await
    }

    /// A fact of the store as a whole.
    pub(crate) async fn meta(&self, name: &str) -> Result<Option<String>, StoreError> {
        meta::get(&mut *self.read().await?, name).await
    }

    /// Sets a fact of the store as a whole.
    pub(crate) async fn set_meta(&self, name: &str, value: &str) -> Result<(), StoreError> {
        meta::set(self.lock_for_write().await?.connection()?, name, value).await
    }
}

/// How many conversations of a fill are there.
async fn played(connection: &mut DbConnection) -> Result<u32, StoreError> {
    let text = meta::get(connection, FILL_PLAYED).await?;
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or_default())
}

impl StoreTransaction<'_> {
    /// Counts conversations of a fill, in the transaction that writes them, so that the fill goes on with the
    /// next one however it ends.
    ///
    /// # Errors
    /// [`StoreError::FilledElsewhere`] if there are not as many as the caller has played.
    pub(super) async fn count_played(
        &mut self,
        before: u32,
        more: usize,
    ) -> Result<(), StoreError> {
        if played(self.connection()).await? != before {
            return Err(StoreError::FilledElsewhere);
        }
        let after = before.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
        meta::set(self.connection(), FILL_PLAYED, &after.to_string()).await
    }

    /// The head of a conversation.
    ///
    /// # Errors
    /// There is none, or the database failed.
    pub(super) async fn head(&mut self, id: &RemoteId) -> Result<ConversationHead, StoreError> {
        let head = self.lookup(id).await?;
        head.ok_or_else(|| missing("conversation", id.as_str()))
    }

    /// See [`Store::say`]. A word from the future counts as activity of `now`.
    pub(super) async fn append(
        &mut self,
        id: &RemoteId,
        messages: &[MessageRecord],
        dated_by: TimeOrigin,
        now: DateTime<Utc>,
    ) -> Result<(Vec<MessageRecord>, WriteStatus), StoreError> {
        let head = self.head(id).await?;
        if head.record.status == Some(Status::Ended) {
            return self.append_again(&head, messages, dated_by, now).await;
        }
        match self.add(&head, messages).await {
            Ok(0) => Ok((messages.to_vec(), WriteStatus::AlreadyKnown)),
            Ok(added) => {
                let record = active_by(&head, messages, now);
                self.change_head(&head, added, &record).await?;
                Ok((messages.to_vec(), WriteStatus::Recorded))
            }
            // An id is there, with something else beside it: perhaps no more than a time.
            Err(StoreError::Conflict) => self.append_again(&head, messages, dated_by, now).await,
            Err(error) => Err(error),
        }
    }

    /// Messages of which some were delivered before. After the end nothing is new, what was said before is
    /// known, and a time that could not be is still corrected.
    async fn append_again(
        &mut self,
        head: &ConversationHead,
        messages: &[MessageRecord],
        dated_by: TimeOrigin,
        now: DateTime<Utc>,
    ) -> Result<(Vec<MessageRecord>, WriteStatus), StoreError> {
        let again = self.as_held(head, messages, dated_by, now).await?;
        let standings = child::standings(self.connection(), head.key, &again).await?;
        if head.record.status == Some(Status::Ended) && standings.contains(&RowStanding::New) {
            return Err(StoreError::Ended(head.record.id.clone()));
        }
        if standings.iter().all(|it| *it == RowStanding::Same) {
            return Ok((again, WriteStatus::AlreadyKnown));
        }
        let change = ConversationChange {
            conversation: match head.record.status {
                Some(Status::Ended) => head.record.clone(),
                _ => active_by(head, &again, now),
            },
            messages: again.clone(),
            ..bare(head)
        };
        self.put_known(head, &change).await?;
        Ok((again, WriteStatus::Recorded))
    }

    /// The messages as they stand from now on, where they are held already.
    ///
    /// # Errors
    /// An id is taken by another message, or used twice.
    async fn as_held(
        &mut self,
        head: &ConversationHead,
        messages: &[MessageRecord],
        dated_by: TimeOrigin,
        now: DateTime<Utc>,
    ) -> Result<Vec<MessageRecord>, StoreError> {
        let ids = messages.iter().map(|it| &it.id).collect::<HashSet<_>>();
        if ids.len() < messages.len() {
            return Err(StoreError::Conflict);
        }
        let mut standing = Vec::with_capacity(messages.len());
        for message in messages {
            let mut message = message.clone();
            let held = child::find::<MessageRecord>(self.connection(), head.key, &message.id);
            if let Some(held) = held.await? {
                message = again(head, held, &message, dated_by, now)?;
            }
            standing.push(message);
        }
        Ok(standing)
    }
}

/// What stands where a message is delivered again: with another text it was changed by its sender, with a
/// time that can be it is corrected.
///
/// # Errors
/// It is another message; or it was changed after the conversation's end.
fn again(
    head: &ConversationHead,
    held: MessageRecord,
    message: &MessageRecord,
    dated_by: TimeOrigin,
    now: DateTime<Utc>,
) -> Result<MessageRecord, StoreError> {
    let same = MessageRecord {
        format: held.format.clone(),
        body: held.body.clone(),
        sent_at: held.sent_at,
        time_said: held.time_said,
        earlier: held.earlier.clone(),
        ..message.clone()
    };
    if same != held {
        return Err(StoreError::Conflict);
    }
    if (&message.format, &message.body) == (&held.format, &held.body) {
        if dated_by.disagrees(held.time(), message.time()) {
            return Err(StoreError::Conflict);
        }
        let mut held = held;
        held.set_time(dated_by.after(held.time(), message.time()));
        return Ok(held);
    }
    let changed = held.changed(&message.format, &message.body, now);
    if changed != held && head.record.status == Some(Status::Ended) {
        return Err(StoreError::Ended(head.record.id.clone()));
    }
    Ok(changed)
}

/// The head of a conversation in which this was said.
fn active_by(
    head: &ConversationHead,
    messages: &[MessageRecord],
    now: DateTime<Utc>,
) -> ConversationRecord {
    let newest = messages
        .iter()
        .map(|message| message.sent_at.min(now))
        .max();
    let last_activity_at = head.record.last_activity_at.max(newest.unwrap_or_default());
    ConversationRecord {
        last_activity_at,
        ..head.record.clone()
    }
}

async fn import_batch(
    transaction: &mut StoreTransaction<'_>,
    batch: Vec<ImportedConversation>,
) -> Result<WriteSummary, StoreError> {
    let (customers, mut changes): (Vec<_>, Vec<_>) = batch
        .into_iter()
        .map(|item| (item.customer, item.change))
        .unzip();
    let deleted = transaction.deleted(&changes).await?;
    let named = changes
        .iter()
        .filter_map(|change| change.conversation.customer_id.as_ref());
    let gone = transaction.deleted_persons(named).await?;
    let before = changes.len();
    let is_gone = |id: &RemoteId| gone.contains(id);
    changes.retain(|change| {
        let person = change.conversation.customer_id.as_ref();
        !deleted.contains(&change.conversation.id) && !person.is_some_and(is_gone)
    });
    let kept_away = (before - changes.len()) as u64;
    // A person of whom only deleted conversations spoke stays away too.
    let named = changes
        .iter()
        .filter_map(|change| change.conversation.customer_id.as_ref());
    let named = named.collect::<HashSet<_>>();
    let customers = customers
        .into_iter()
        .flatten()
        .filter(|it| named.contains(&it.id));
    transaction
        .put_customers(&customers.collect::<Vec<_>>())
        .await?;
    Ok(WriteSummary {
        kept_away,
        ..transaction.put_many(&changes).await?
    })
}

/// A change of nothing, to add to.
pub(super) fn bare(head: &ConversationHead) -> ConversationChange {
    ConversationChange {
        conversation: head.record.clone(),
        messages: Vec::new(),
        conversions: Vec::new(),
        leads: Vec::new(),
        tickets: Vec::new(),
        inbox_items: Vec::new(),
    }
}

/// There is no such thing.
pub(super) fn missing(what: &'static str, id: &str) -> StoreError {
    StoreError::NotFound {
        what,
        id: id.to_owned(),
    }
}
