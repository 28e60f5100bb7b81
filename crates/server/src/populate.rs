//! Plays the practice script into an empty store. The script is pure; this is where it meets the disk.

use crate::links::RecordKind;
use crate::practice::Script;
use crate::{Store, StoreError, practice};
use chrono::{DateTime, Utc};
use model::feed::ConversationChange;
use model::record::CustomerRecord;

/// Conversations in one transaction: large enough that syncing the disk does not count, small enough
/// that the write-ahead log stays small.
const BATCH: usize = 1_024;

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// Equal seeds give equal conversations.
    pub seed: u64,
    /// How many conversations.
    pub conversations: u32,
    /// When the 180 days end.
    pub until: DateTime<Utc>,
}

impl Recipe {
    /// The seed of the practice space, if none is given.
    pub const SEED: u64 = 7;
    /// How many conversations it has, if no number is given: enough for every rate to mean
    /// something, few enough to be there at once.
    pub const CONVERSATIONS: u32 = 2_400;
}

/// Fills an empty store with the practice space.
///
/// # Errors
/// [`StoreError::NotEmpty`] or [`StoreError::HalfFilled`] if the store is not empty, or the database
/// failed; then the store says that it is half filled.
pub async fn practice_space(store: &Store, recipe: Recipe) -> Result<(), StoreError> {
    let (script, conversations) = practice::script(recipe.seed, recipe.conversations, recipe.until);
    fill(store, &script, conversations).await
}

/// Fills an empty store with a script.
///
/// # Errors
/// As for [`practice_space`].
pub async fn fill(
    store: &Store,
    script: &Script,
    conversations: impl Iterator<Item = ConversationChange>,
) -> Result<(), StoreError> {
    store.begin_fill().await?;
    store.put_spaces(&script.spaces).await?;
    let customers = script
        .customers
        .iter()
        .cloned()
        .map(with_profile)
        .collect::<Vec<_>>();
    store.put_customers(&customers).await?;
    let mut batch = Vec::with_capacity(BATCH);
    for change in conversations.map(with_pages) {
        batch.push(change);
        if batch.len() == BATCH {
            store.put_many(&batch).await?;
            batch.clear();
        }
    }
    store.put_many(&batch).await?;
    store.finish_fill().await
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
