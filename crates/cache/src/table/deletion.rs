//! Deletions for privacy, in work.db: which conversations the manager had deleted, and what their server said.

use crate::error::{CacheError, Result};
use crate::from_row::from_row;
use crate::index::marked::MarkKey;
use crate::table::salvaged::SalvagedTable;
use crate::time;
use chrono::{DateTime, Utc};
use model::deletion::DeletionStage;
use model::failure::Failure;
use sqlx::SqliteConnection;

/// What of a damaged work.db is copied over its earlier generation: a deletion that waits must not be forgotten.
pub(crate) const SALVAGED: SalvagedTable = SalvagedTable {
    from_either_end: [
        "SELECT json_array(store, conversation, asked_at, carried_at, refusal, erased_at) FROM deletion
         ORDER BY store, conversation",
        "SELECT json_array(store, conversation, asked_at, carried_at, refusal, erased_at) FROM deletion
         ORDER BY store DESC, conversation DESC",
    ],
    put: "INSERT OR REPLACE INTO deletion (store, conversation, asked_at, carried_at, refusal, erased_at)
         SELECT row ->> 0, row ->> 1, row ->> 2, row ->> 3, row ->> 4, row ->> 5
         FROM (SELECT ? AS row)",
};

/// What the manager noted about a conversation, and what others did.
const NOTED: [&str; 4] = [
    "DELETE FROM conversation_mark WHERE store = ? AND conversation = ?",
    "DELETE FROM message_flag WHERE store = ? AND conversation = ?",
    "DELETE FROM lead_follow_up WHERE store = ? AND conversation = ?",
    "DELETE FROM other_review WHERE store = ? AND conversation = ?",
];

/// A deletion, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDeletion {
    /// Which store of a server it was in.
    pub store: String,
    /// The server's id.
    pub conversation: String,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// What became of it.
    pub state: DeletionStage,
    /// When every trace of it had left the files of this laptop.
    pub erased_at: Option<DateTime<Utc>>,
}

struct DeletionRow {
    store: String,
    conversation: String,
    asked_at: i64,
    carried_at: Option<i64>,
    refusal: Option<String>,
    erased_at: Option<i64>,
}

from_row!(
    DeletionRow:
    store,
    conversation,
    asked_at,
    carried_at,
    refusal,
    erased_at
);

impl DeletionRow {
    fn read(self) -> Result<StoredDeletion> {
        let state = match (self.carried_at, self.refusal) {
            (Some(at), _) => DeletionStage::Carried {
                at: time::instant(at),
            },
            (None, Some(refusal)) => DeletionStage::Refused {
                failure: failure(&refusal)?,
            },
            (None, None) => DeletionStage::Waiting,
        };
        Ok(StoredDeletion {
            store: self.store,
            conversation: self.conversation,
            asked_at: time::instant(self.asked_at),
            state,
            erased_at: self.erased_at.map(time::instant),
        })
    }
}

fn failure(json: &str) -> Result<Failure> {
    serde_json::from_str(json).map_err(|_| CacheError::Damaged {
        what: "why a deletion was refused",
    })
}

/// Every deletion, the newest first.
pub(crate) async fn all(work: &mut SqliteConnection) -> Result<Vec<StoredDeletion>> {
    let rows: Vec<DeletionRow> = sqlx::query_as(
        "SELECT store, conversation, asked_at, carried_at, refusal, erased_at FROM deletion
         ORDER BY asked_at DESC, store, conversation",
    )
    .fetch_all(work)
    .await?;
    rows.into_iter().map(DeletionRow::read).collect()
}

/// How many wait for their servers.
pub(crate) async fn waiting(work: &mut SqliteConnection) -> Result<u32> {
    let count: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM deletion WHERE carried_at IS NULL AND refusal IS NULL",
    )
    .fetch_one(work)
    .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Writes down that a conversation is to be deleted. One that was asked for before is asked for again.
pub(crate) async fn ask(
    work: &mut SqliteConnection,
    key: &MarkKey,
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO deletion (store, conversation, asked_at) VALUES (?, ?, ?)
         ON CONFLICT (store, conversation) DO UPDATE
         SET carried_at = NULL, refusal = NULL, erased_at = NULL",
    )
    .bind(key.store.as_str())
    .bind(key.conversation.as_str())
    .bind(time::millis(at))
    .execute(work)
    .await?;
    Ok(())
}

/// Writes down what became of it.
pub(crate) async fn settle(
    work: &mut SqliteConnection,
    key: &MarkKey,
    state: &DeletionStage,
) -> Result<()> {
    let (carried_at, refusal) = match state {
        DeletionStage::Waiting => (None, None),
        DeletionStage::Carried { at } => (Some(time::millis(*at)), None),
        DeletionStage::Refused { failure } => (None, Some(serde_json::to_string(failure)?)),
    };
    sqlx::query(
        "UPDATE deletion SET carried_at = ?, refusal = ? WHERE store = ? AND conversation = ?",
    )
    .bind(carried_at)
    .bind(refusal)
    .bind(key.store.as_str())
    .bind(key.conversation.as_str())
    .execute(work)
    .await?;
    Ok(())
}

/// Writes down that every trace of it has left the files of this laptop.
pub(crate) async fn note_erased(
    work: &mut SqliteConnection,
    key: &MarkKey,
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query("UPDATE deletion SET erased_at = ? WHERE store = ? AND conversation = ?")
        .bind(time::millis(at))
        .bind(key.store.as_str())
        .bind(key.conversation.as_str())
        .execute(work)
        .await?;
    Ok(())
}

/// Forgets that a conversation was to be deleted.
pub(crate) async fn withdraw(work: &mut SqliteConnection, key: &MarkKey) -> Result<()> {
    sqlx::query("DELETE FROM deletion WHERE store = ? AND conversation = ?")
        .bind(key.store.as_str())
        .bind(key.conversation.as_str())
        .execute(work)
        .await?;
    Ok(())
}

/// Takes away everything that anybody noted about a conversation.
pub(crate) async fn forget_notes(work: &mut SqliteConnection, key: &MarkKey) -> Result<()> {
    for sql in NOTED {
        sqlx::query(sql)
            .bind(key.store.as_str())
            .bind(key.conversation.as_str())
            .execute(&mut *work)
            .await?;
    }
    Ok(())
}
