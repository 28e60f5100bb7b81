//! Review queues and the marks of other reviewers, in work.db.

use crate::bulk::BulkInsert;
use crate::error::{CacheError, Result};
use crate::index::marked::MarkKey;
use crate::table::salvaged::SalvagedTable;
use model::QueueId;
use model::review_queue::{QueueFileItem, QueueHead, QueueMarks};
use sqlx::SqliteConnection;

/// What of a damaged work.db is copied over its earlier generation.
pub(crate) const SALVAGED: [SalvagedTable; 3] = [
    SalvagedTable {
        from_either_end: [
            "SELECT json_array(id, key, name, head) FROM review_queue ORDER BY id",
            "SELECT json_array(id, key, name, head) FROM review_queue ORDER BY id DESC",
        ],
        put: "INSERT OR REPLACE INTO review_queue (id, key, name, head)
             SELECT row ->> 0, row ->> 1, row ->> 2, row ->> 3 FROM (SELECT ? AS row)",
    },
    SalvagedTable {
        from_either_end: [
            "SELECT json_array(queue, place, store, conversation) FROM review_queue_item
             ORDER BY queue, place",
            "SELECT json_array(queue, place, store, conversation) FROM review_queue_item
             ORDER BY queue DESC, place DESC",
        ],
        put: "INSERT OR REPLACE INTO review_queue_item (queue, place, store, conversation)
             SELECT row ->> 0, row ->> 1, row ->> 2, row ->> 3 FROM (SELECT ? AS row)",
    },
    SalvagedTable {
        from_either_end: [
            "SELECT json_array(queue, reviewer, store, conversation, marks) FROM other_review
             ORDER BY queue, reviewer, store, conversation",
            "SELECT json_array(queue, reviewer, store, conversation, marks) FROM other_review
             ORDER BY queue DESC, reviewer DESC, store DESC, conversation DESC",
        ],
        put: "INSERT OR REPLACE INTO other_review (queue, reviewer, store, conversation, marks)
             SELECT row ->> 0, row ->> 1, row ->> 2, row ->> 3, row ->> 4 FROM (SELECT ? AS row)",
    },
];

const PUT_ITEMS: BulkInsert = BulkInsert {
    head: "INSERT INTO review_queue_item (queue, place, store, conversation)",
    columns: 4,
    tail: "",
};

const PUT_REVIEWS: BulkInsert = BulkInsert {
    head: "INSERT OR REPLACE INTO other_review (queue, reviewer, store, conversation, marks)",
    columns: 5,
    tail: "",
};

/// Every queue, in the order in which they were drawn or opened.
pub(crate) async fn all(work: &mut SqliteConnection) -> Result<Vec<(QueueId, QueueHead)>> {
    let rows: Vec<(i64, String)> = sqlx::query_as("SELECT id, head FROM review_queue ORDER BY id")
        .fetch_all(work)
        .await?;
    let read = |(id, head): (i64, String)| Ok((QueueId(id), read_json(&head)?));
    rows.into_iter().map(read).collect()
}

/// The conversations of a queue, in their order.
pub(crate) async fn items(work: &mut SqliteConnection, queue: QueueId) -> Result<Vec<MarkKey>> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT store, conversation FROM review_queue_item WHERE queue = ? ORDER BY place",
    )
    .bind(queue.0)
    .fetch_all(work)
    .await?;
    let key = |(store, conversation)| MarkKey::new(store, conversation);
    Ok(rows.into_iter().map(key).collect())
}

/// Adds a queue; one of the same name is refused.
pub(crate) async fn add(
    work: &mut SqliteConnection,
    head: &QueueHead,
    items: &[MarkKey],
) -> Result<QueueId> {
    let added = sqlx::query_scalar(
        "INSERT INTO review_queue (key, name, head) VALUES (?, ?, ?) RETURNING id",
    )
    .bind(head.key.as_str())
    .bind(head.name.as_str())
    .bind(serde_json::to_string(head)?)
    .fetch_one(&mut *work)
    .await;
    let id: i64 = match added {
        Ok(id) => id,
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            return Err(CacheError::NameTaken {
                name: head.name.clone(),
            });
        }
        Err(error) => return Err(error.into()),
    };
    let items: Vec<(i64, &MarkKey)> = (1..).zip(items).collect();
    PUT_ITEMS
        .run(work, &items, |statement, (place, key)| {
            statement
                .bind(id)
                .bind(*place)
                .bind(key.store.clone())
                .bind(key.conversation.clone())
        })
        .await?;
    Ok(QueueId(id))
}

/// Takes a queue away with what others noted about it. The manager's own marks stay.
pub(crate) async fn remove(work: &mut SqliteConnection, queue: QueueId) -> Result<()> {
    for sql in [
        "DELETE FROM other_review WHERE queue = ?",
        "DELETE FROM review_queue_item WHERE queue = ?",
        "DELETE FROM review_queue WHERE id = ?",
    ] {
        sqlx::query(sql).bind(queue.0).execute(&mut *work).await?;
    }
    Ok(())
}

/// Makes the marks of another reviewer these.
pub(crate) async fn put_review(
    work: &mut SqliteConnection,
    queue: QueueId,
    reviewer: &str,
    items: &[QueueFileItem],
) -> Result<()> {
    sqlx::query("DELETE FROM other_review WHERE queue = ? AND reviewer = ?")
        .bind(queue.0)
        .bind(reviewer)
        .execute(&mut *work)
        .await?;
    let written = items.iter().map(|item| {
        let marks = serde_json::to_string(&item.marks)?;
        Ok((item, marks))
    });
    let written: Vec<(&QueueFileItem, String)> = written.collect::<Result<_>>()?;
    PUT_REVIEWS
        .run(work, &written, |statement, (item, marks)| {
            statement
                .bind(queue.0)
                .bind(reviewer.to_owned())
                .bind(item.store.clone())
                .bind(item.conversation.0.clone())
                .bind(marks.clone())
        })
        .await
}

/// Who else reviewed a queue, by name.
pub(crate) async fn reviewers(work: &mut SqliteConnection, queue: QueueId) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT reviewer FROM other_review WHERE queue = ? ORDER BY reviewer";
    Ok(sqlx::query_scalar(sql)
        .bind(queue.0)
        .fetch_all(work)
        .await?)
}

/// What another reviewer noted.
pub(crate) async fn review(
    work: &mut SqliteConnection,
    queue: QueueId,
    reviewer: &str,
) -> Result<Vec<(MarkKey, QueueMarks)>> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT store, conversation, marks FROM other_review WHERE queue = ? AND reviewer = ?",
    )
    .bind(queue.0)
    .bind(reviewer)
    .fetch_all(work)
    .await?;
    let read = |(store, conversation, marks): (String, String, String)| {
        Ok((MarkKey::new(store, conversation), read_json(&marks)?))
    };
    rows.into_iter().map(read).collect()
}

fn read_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| CacheError::Damaged {
        what: "a review queue",
    })
}
