//! What was said of outcomes before it was said otherwise. What a source tells of that is replaced whole by what
//! it tells next; what only this laptop saw stands beside it, and stays. Nothing here is counted.

use crate::bulk::{BulkInsert, id_list};
use crate::error::Result;
use crate::from_row::from_row;
use crate::time;
use model::outcome_history::{FormerOutcome, bound};
use model::{ConversionKind, RemoteId};
use sqlx::SqliteConnection;
use std::collections::{BTreeMap, HashMap};

const PUT: BulkInsert = BulkInsert {
    head: "INSERT INTO former_outcome
        (conversation_id, remote_id, seen_here, nth, kind, record, url, occurred_at, confirmed,
         time_said, taken_back_at, moved_to, until)",
    columns: 13,
    tail: "",
};

/// The former states of one outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OutcomeHistory {
    /// As the source tells them, the first first.
    pub(crate) told: Vec<FormerOutcome>,
    /// Those that only this laptop saw.
    pub(crate) seen: Vec<FormerOutcome>,
}

impl OutcomeHistory {
    /// All, by time.
    pub(crate) fn in_order(self) -> Vec<FormerOutcome> {
        let mut all = self.seen;
        all.extend(self.told);
        all.sort_by_key(|it| it.until);
        all
    }

    /// Adds what this laptop saw.
    pub(crate) fn see(&mut self, former: FormerOutcome) {
        self.seen.push(former);
        bound(&mut self.seen);
    }

    /// Takes over what the source tells. What it tells too is its own.
    pub(crate) fn hear(&mut self, told: &[FormerOutcome]) {
        self.told = told.iter().map(as_stored).collect();
        bound(&mut self.told);
        let told = &self.told;
        self.seen
            .retain(|seen| !told.iter().any(|it| it.says_what(seen)));
    }
}

/// With times as they are kept, so that what comes again is the same.
fn as_stored(former: &FormerOutcome) -> FormerOutcome {
    let kept = |at| time::instant(time::millis(at));
    FormerOutcome {
        occurred_at: kept(former.occurred_at),
        time_said: former.time_said.map(kept),
        taken_back_at: former.taken_back_at.map(kept),
        until: kept(former.until),
        ..former.clone()
    }
}

struct StoredFormer {
    conversation_id: i64,
    remote_id: String,
    seen_here: bool,
    kind: String,
    record: String,
    url: Option<String>,
    occurred_at: i64,
    confirmed: bool,
    time_said: Option<i64>,
    taken_back_at: Option<i64>,
    moved_to: Option<String>,
    until: i64,
}

from_row!(
    StoredFormer:
    conversation_id,
    remote_id,
    seen_here,
    kind,
    record,
    url,
    occurred_at,
    confirmed,
    time_said,
    taken_back_at,
    moved_to,
    until
);

/// The histories of a conversation's outcomes, by the server's id of the outcome.
pub(crate) type HistoriesByOutcome = BTreeMap<String, OutcomeHistory>;

/// The histories of the outcomes of some conversations.
pub(crate) async fn of(
    conn: &mut SqliteConnection,
    conversations: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, HistoriesByOutcome>> {
    let rows: Vec<StoredFormer> = sqlx::query_as(
        "SELECT conversation_id, remote_id, seen_here, kind, record, url, occurred_at, confirmed,
                time_said, taken_back_at, moved_to, until
         FROM former_outcome
         WHERE conversation_id IN (SELECT value FROM json_each(?))
         ORDER BY conversation_id, remote_id, seen_here, nth",
    )
    .bind(id_list(conversations))
    .fetch_all(conn)
    .await?;
    let mut by_conversation: HashMap<i64, HistoriesByOutcome> = HashMap::new();
    for row in rows {
        let of_one = by_conversation.entry(row.conversation_id).or_default();
        let history = of_one.entry(row.remote_id.clone()).or_default();
        if row.seen_here {
            history.seen.push(row.into_former());
        } else {
            history.told.push(row.into_former());
        }
    }
    Ok(by_conversation)
}

/// Writes the history of an outcome in the place of the one that is there.
pub(crate) async fn put(
    conn: &mut SqliteConnection,
    (conversation, outcome): (i64, &str),
    history: &OutcomeHistory,
) -> Result<()> {
    forget(conn, (conversation, outcome)).await?;
    let rows = |seen: bool, all: &[FormerOutcome]| {
        let all = all.iter().cloned().enumerate();
        all.map(|(nth, it)| (seen, nth, it)).collect::<Vec<_>>()
    };
    let mut all = rows(false, &history.told);
    all.extend(rows(true, &history.seen));
    PUT.run(conn, &all, |statement, (seen, nth, it)| {
        statement
            .bind(conversation)
            .bind(outcome.to_owned())
            .bind(*seen)
            .bind(i64::try_from(*nth).unwrap_or(i64::MAX))
            .bind(it.kind.as_str().to_owned())
            .bind(it.record.clone())
            .bind(it.url.clone())
            .bind(time::millis(it.occurred_at))
            .bind(it.confirmed)
            .bind(time::millis_of(it.time_said))
            .bind(time::millis_of(it.taken_back_at))
            .bind(it.moved_to.as_ref().map(|id| id.as_str().to_owned()))
            .bind(time::millis(it.until))
    })
    .await
}

/// Forgets the history of an outcome.
pub(crate) async fn forget(
    conn: &mut SqliteConnection,
    (conversation, outcome): (i64, &str),
) -> Result<()> {
    sqlx::query("DELETE FROM former_outcome WHERE conversation_id = ? AND remote_id = ?")
        .bind(conversation)
        .bind(outcome.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets the histories of a conversation's outcomes.
pub(crate) async fn purge(conn: &mut SqliteConnection, conversation: i64) -> Result<()> {
    sqlx::query("DELETE FROM former_outcome WHERE conversation_id = ?")
        .bind(conversation)
        .execute(conn)
        .await?;
    Ok(())
}

impl StoredFormer {
    fn into_former(self) -> FormerOutcome {
        FormerOutcome {
            kind: ConversionKind::from(self.kind.as_str()),
            record: self.record,
            url: self.url,
            occurred_at: time::instant(self.occurred_at),
            confirmed: self.confirmed,
            time_said: self.time_said.map(time::instant),
            taken_back_at: self.taken_back_at.map(time::instant),
            moved_to: self.moved_to.map(RemoteId),
            until: time::instant(self.until),
        }
    }
}
