//! What hangs on a conversation besides messages: outcomes, leads, tickets, inbox items. They are
//! stored alike (clustered by conversation, known by remote id, compared by hash), so the writing is
//! written once.

pub(crate) mod conversion;
pub(crate) mod former_outcome;
pub(crate) mod inbox_item;
pub(crate) mod lead;
pub(crate) mod ticket;

use crate::bulk::{BulkInsert, BulkStatement, id_list};
use crate::error::Result;
use chrono::{DateTime, Utc};
use model::RemoteId;
use sqlx::SqliteConnection;
use std::collections::{BTreeSet, HashMap};

/// A record that hangs on a conversation.
pub(crate) trait ConversationChild: serde::Serialize + Sync {
    /// Its word in the quarantine.
    const KIND: &'static str;
    /// How it is written; the row is known by conversation and remote id.
    const PUT: BulkInsert;
    /// Reads conversation, remote id and hash of the rows of some conversations.
    const HASHES: &'static str;

    /// The server's id.
    fn remote(&self) -> &RemoteId;
    /// When it happened.
    fn at(&self) -> DateTime<Utc>;
    /// The hash of its content.
    fn hash(&self) -> i64;
    /// Binds what follows conversation, remote id and hash.
    fn bind(&self, statement: BulkStatement) -> BulkStatement;
}

/// What a write changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ChildrenWritten {
    /// Rows that are new.
    pub(crate) inserted: i64,
    /// Conversations with a new or changed row.
    pub(crate) conversations: BTreeSet<i64>,
}

/// Writes the rows that are new or changed. `known` says which conversations may have rows already.
pub(crate) async fn put<C: ConversationChild>(
    conn: &mut SqliteConnection,
    rows: &[(i64, &C)],
    known: impl Fn(i64) -> bool,
) -> Result<ChildrenWritten> {
    if rows.is_empty() {
        return Ok(ChildrenWritten::default());
    }
    let asked: BTreeSet<i64> = rows
        .iter()
        .map(|(id, _)| *id)
        .filter(|id| known(*id))
        .collect();
    let mut stored = hashes::<C>(conn, &asked).await?;
    let mut written = ChildrenWritten::default();
    let mut changed: HashMap<(i64, &str), (&C, i64)> = HashMap::new();
    for (conversation, child) in rows {
        let (key, hash) = ((*conversation, child.remote().as_str()), child.hash());
        match stored.insert((key.0, key.1.to_owned()), hash) {
            Some(before) if before == hash => continue,
            Some(_) => {}
            None => written.inserted += 1,
        }
        changed.insert(key, (child, hash));
        written.conversations.insert(*conversation);
    }
    write(conn, changed).await?;
    Ok(written)
}

async fn write<C: ConversationChild>(
    conn: &mut SqliteConnection,
    changed: HashMap<(i64, &str), (&C, i64)>,
) -> Result<()> {
    let mut rows: Vec<_> = changed.into_iter().collect();
    rows.sort_unstable_by_key(|(key, _)| *key);
    C::PUT
        .run(
            conn,
            &rows,
            |statement, ((conversation, remote), (child, hash))| {
                child.bind(statement.bind(*conversation).bind(*remote).bind(*hash))
            },
        )
        .await
}

async fn hashes<C: ConversationChild>(
    conn: &mut SqliteConnection,
    conversations: &BTreeSet<i64>,
) -> Result<HashMap<(i64, String), i64>> {
    if conversations.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(i64, String, i64)> = sqlx::query_as(C::HASHES)
        .bind(id_list(conversations.iter().copied()))
        .fetch_all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(conversation, remote, hash)| ((conversation, remote), hash))
        .collect())
}

/// Deletes everything of these tables that hangs on a conversation; answers conversions and leads.
pub(crate) async fn purge(conn: &mut SqliteConnection, conversation: i64) -> Result<(i64, i64)> {
    former_outcome::purge(conn, conversation).await?;
    let mut affected = [0_i64; 4];
    let statements = [
        "DELETE FROM conversion WHERE conversation_id = ?",
        "DELETE FROM lead WHERE conversation_id = ?",
        "DELETE FROM ticket WHERE conversation_id = ?",
        "DELETE FROM inbox_item WHERE conversation_id = ?",
    ];
    for (sql, affected) in statements.into_iter().zip(&mut affected) {
        *affected = sqlx::query(sql)
            .bind(conversation)
            .execute(&mut *conn)
            .await?
            .rows_affected()
            .cast_signed();
    }
    Ok((affected[0], affected[1]))
}
