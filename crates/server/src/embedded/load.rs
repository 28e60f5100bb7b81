//! Plays the practice script into an empty store. The script is pure; this is where it meets the disk.

use crate::record_links::RecordKind;
use crate::store::ReplayedConversation;
use crate::{Store, StoreError};
use chrono::{DateTime, SecondsFormat, Utc};
use model::RemoteId;
use model::feed::ConversationChange;
use model::record::CustomerRecord;
use practice::PracticeScript;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;

/// Conversations in one transaction: large enough that syncing the disk does not count, small enough
/// that the write-ahead log stays small.
const BATCH: usize = 1_024;

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

    /// The plan that a store keeps.
    fn read(text: &str) -> Result<Self, StoreError> {
        serde_json::from_str(text).map_err(|_| StoreError::HalfFilled)
    }

    /// As a store keeps it.
    fn write(&self) -> Result<String, StoreError> {
        serde_json::to_string(self).map_err(|_| StoreError::Damaged("a plan cannot be written"))
    }
}

/// The command that asks for it.
impl fmt::Display for PracticePlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let until = self.until.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        write!(
            f,
            "daybook-server practice --conversations {} --seed {} --until {until}",
            self.conversations, self.seed
        )
    }
}

/// What somebody asks for, who need not say when the days end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PracticeRequest {
    /// As in [`PracticePlan`].
    pub seed: u64,
    /// As in [`PracticePlan`].
    pub conversations: u32,
    /// As in [`PracticePlan`]; if it is not said, as in the fill that is open, or now.
    pub until: Option<DateTime<Utc>>,
}

impl PracticeRequest {
    fn plan(&self, now: DateTime<Utc>) -> PracticePlan {
        PracticePlan {
            seed: self.seed,
            conversations: self.conversations,
            until: self.until.unwrap_or(now),
        }
    }

    fn asks_for(&self, plan: &PracticePlan) -> bool {
        self.plan(plan.until) == *plan
    }
}

/// Why a store that is half filled cannot be used: what goes on with it, where that is known.
///
/// # Errors
/// The database failed.
pub async fn half_filled(store: &Store) -> Result<StoreError, StoreError> {
    let plan = store.open_fill().await?.and_then(|open| open.plan);
    let plan = plan.and_then(|text| PracticePlan::read(&text).ok());
    Ok(plan.map_or(StoreError::HalfFilled, |plan| {
        StoreError::FillOpen(plan.to_string())
    }))
}

/// Fills an empty store with the practice space, by the operations that chatbots and the systems beside
/// them call.
///
/// # Errors
/// [`StoreError::NotEmpty`] or [`StoreError::HalfFilled`] if the store is not empty, or the database
/// failed; then the store says that it is half filled.
pub async fn practice_space(store: &Store, recipe: PracticePlan) -> Result<(), StoreError> {
    let mut filling = PracticeLoad::begin(store, recipe).await?;
    while filling.go_on(PracticeLoad::BATCH).await? > 0 {}
    Ok(())
}

/// A practice space on its way into a store. It may end at any moment: what was played stays, and
/// [`PracticeLoad::open`] goes on behind it.
pub struct PracticeLoad {
    store: Store,
    plan: PracticePlan,
    played: u32,
    customers: HashMap<RemoteId, CustomerRecord>,
    conversations: Box<dyn Iterator<Item = ConversationChange> + Send>,
}

impl PracticeLoad {
    /// Conversations in one transaction, where nobody waits for the first ones.
    pub const BATCH: usize = BATCH;

    /// Begins to fill an empty store, or goes on with the same request where it was cut short.
    ///
    /// # Errors
    /// [`StoreError::FillOpen`] if another request was cut short, and as for [`practice_space`].
    pub async fn open(
        store: &Store,
        request: &PracticeRequest,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let Some(open) = store.open_fill().await? else {
            return Self::begin(store, request.plan(now)).await;
        };
        let plan = open.plan.ok_or(StoreError::HalfFilled)?;
        let plan = PracticePlan::read(&plan)?;
        if !request.asks_for(&plan) {
            return Err(StoreError::FillOpen(plan.to_string()));
        }
        Self::at(store, plan, open.played).await
    }

    /// Begins to fill an empty store.
    ///
    /// # Errors
    /// As for [`practice_space`].
    pub(crate) async fn begin(store: &Store, plan: PracticePlan) -> Result<Self, StoreError> {
        store.begin_planned_fill(Some(&plan.write()?)).await?;
        Self::at(store, plan, 0).await
    }

    /// Behind the conversations that were played.
    async fn at(store: &Store, plan: PracticePlan, played: u32) -> Result<Self, StoreError> {
        let PracticePlan {
            seed,
            conversations,
            until,
        } = plan;
        let (script, rest) = practice::script_from(seed, conversations, until, played);
        store.put_spaces(&script.spaces).await?;
        let customers = script.customers.into_iter().map(with_profile);
        Ok(Self {
            store: store.clone(),
            plan,
            played,
            customers: customers.map(|it| (it.id.clone(), it)).collect(),
            conversations: Box::new(rest.map(with_pages)),
        })
    }

    /// How many conversations there will be.
    #[must_use]
    pub fn all(&self) -> u32 {
        self.plan.conversations
    }

    /// How many of them are there.
    #[must_use]
    pub fn played(&self) -> u32 {
        self.played
    }

    /// Plays the next conversations, in one transaction. How many these were: none where none is left,
    /// and then the store is whole.
    ///
    /// # Errors
    /// The database failed, or another process fills the store. This one is of no more use then, and the store stays
    /// half filled.
    pub async fn go_on(&mut self, most: usize) -> Result<usize, StoreError> {
        let batch: Vec<_> = self.conversations.by_ref().take(most).collect();
        if batch.is_empty() {
            self.store.finish_fill().await?;
            return Ok(0);
        }
        let played = batch.iter().map(|change| played(change, &self.customers));
        let played = played.collect::<Vec<_>>();
        self.store.play(self.played, &played).await?;
        self.played = self
            .played
            .saturating_add(u32::try_from(batch.len()).unwrap_or(u32::MAX));
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
