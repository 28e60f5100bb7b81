//! Plays the practice script into an empty store. The script is pure; this is where it meets the disk.

use crate::record_links::RecordKind;
use crate::store::ReplayedConversation;
use crate::{Store, StoreError};
use chrono::{DateTime, Utc};
use model::RemoteId;
use model::feed::ConversationChange;
use model::record::CustomerRecord;
use practice::PracticeScript;
use std::collections::HashMap;

/// Conversations in one transaction: large enough that syncing the disk does not count, small enough
/// that the write-ahead log stays small.
const BATCH: usize = 1_024;

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PracticePlan {
    /// Equal seeds give equal conversations.
    pub seed: u64,
    /// How many conversations.
    pub conversations: u32,
    /// When the 180 days end.
    pub until: DateTime<Utc>,
}

impl PracticePlan {
    /// The seed of the practice space, if none is given.
    pub const SEED: u64 = 7;
    /// How many conversations it has, if no number is given: enough for every rate to mean
    /// something, few enough to be there at once.
    pub const CONVERSATIONS: u32 = 2_400;
}

/// Fills an empty store with the practice space, by the operations that chatbots and the systems beside
/// them call.
///
/// # Errors
/// [`StoreError::NotEmpty`] or [`StoreError::HalfFilled`] if the store is not empty, or the database
/// failed; then the store says that it is half filled.
pub async fn practice_space(store: &Store, recipe: PracticePlan) -> Result<(), StoreError> {
    let mut filling = PracticeLoad::begin(store, recipe).await?;
    while filling.go_on(BATCH).await? > 0 {}
    Ok(())
}

/// A practice space on its way into a store.
pub(crate) struct PracticeLoad {
    store: Store,
    customers: HashMap<RemoteId, CustomerRecord>,
    conversations: Box<dyn Iterator<Item = ConversationChange> + Send>,
}

impl PracticeLoad {
    /// Begins to fill an empty store.
    ///
    /// # Errors
    /// As for [`practice_space`].
    pub(crate) async fn begin(store: &Store, recipe: PracticePlan) -> Result<Self, StoreError> {
        let (script, conversations) =
            practice::script(recipe.seed, recipe.conversations, recipe.until);
        store.begin_fill().await?;
        store.put_spaces(&script.spaces).await?;
        let customers = script.customers.into_iter().map(with_profile);
        Ok(Self {
            store: store.clone(),
            customers: customers.map(|it| (it.id.clone(), it)).collect(),
            conversations: Box::new(conversations.map(with_pages)),
        })
    }

    /// Plays the next conversations, in one transaction. How many these were: none where none is left,
    /// and then the store is whole.
    ///
    /// # Errors
    /// The database failed. What was to be played next is lost then, and the store stays half filled.
    pub(crate) async fn go_on(&mut self, most: usize) -> Result<usize, StoreError> {
        let batch: Vec<_> = self.conversations.by_ref().take(most).collect();
        if batch.is_empty() {
            self.store.finish_fill().await?;
            return Ok(0);
        }
        let played = batch.iter().map(|change| played(change, &self.customers));
        self.store.play(&played.collect::<Vec<_>>()).await?;
        Ok(batch.len())
    }
}

fn played<'a>(
    change: &'a ConversationChange,
    customers: &'a HashMap<RemoteId, CustomerRecord>,
) -> ReplayedConversation<'a> {
    let customer = change.conversation.customer_id.as_ref();
    ReplayedConversation {
        change,
        customer: customer.and_then(|id| customers.get(id)),
    }
}

/// Fills an empty store with a script as if it were imported: the same conversations, many times
/// faster, with neither links nor records. For measurements of many conversations.
///
/// # Errors
/// As for [`practice_space`].
pub async fn fill(
    store: &Store,
    script: &PracticeScript,
    conversations: impl Iterator<Item = ConversationChange>,
) -> Result<(), StoreError> {
    store.begin_fill().await?;
    store.put_spaces(&script.spaces).await?;
    let customers = script.customers.iter().cloned().map(with_profile);
    store.put_customers(&customers.collect::<Vec<_>>()).await?;
    let mut batch = Vec::with_capacity(BATCH);
    let mut conversations = conversations.map(with_pages);
    loop {
        batch.extend(conversations.by_ref().take(BATCH));
        if batch.is_empty() {
            return store.finish_fill().await;
        }
        store.put_many(&batch).await?;
        batch.clear();
    }
}

/// The script makes records; which page shows one is this server's to say.
fn with_pages(mut change: ConversationChange) -> ConversationChange {
    for conversion in &mut change.conversions {
        conversion.url = RecordKind::of(&conversion.kind).map(|kind| kind.path(&conversion.record));
    }
    for ticket in &mut change.tickets {
        ticket.url = Some(RecordKind::Ticket.path(ticket.id.as_str()));
    }
    for item in &mut change.inbox_items {
        item.url = Some(RecordKind::Inbox.path(item.id.as_str()));
    }
    change
}

fn with_profile(customer: CustomerRecord) -> CustomerRecord {
    let profile_url = Some(RecordKind::Customer.path(customer.id.as_str()));
    CustomerRecord {
        profile_url,
        ..customer
    }
}
