//! Records as their source told them, for whoever wants to see one itself: in the form of the change feed, with the
//! instants that are kept here, which are milliseconds. It must not be shown as anything but text.

use super::reader::CacheReader;
use crate::error::Result;
use crate::table::child::{conversion, former_outcome, inbox_item, lead, ticket};
use crate::table::conversation::{self, ListedConversation};
use crate::table::message;
use crate::time;
use model::feed::ConversationChange;
use model::record::{ConversationRecord, ConversionRecord, GeoPlace, MessageRecord};
use model::{Channel, ConversationId, Escalation, MessageId, Origin, RemoteId, Status};
use sqlx::SqliteConnection;

impl CacheReader {
    /// The record of a conversation with all that hangs on it; none if it is gone.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn conversation_record(
        &self,
        id: ConversationId,
    ) -> Result<Option<ConversationChange>> {
        let mut conn = self.shared.pool.lease().await?;
        let Some(listed) = conversation::listed(&mut conn, [id.0]).await?.pop() else {
            return Ok(None);
        };
        let record = ConversationChange {
            conversation: head(&mut conn, &listed).await?,
            messages: messages(&mut conn, id).await?.map(|(_, it)| it).collect(),
            conversions: outcomes(&mut conn, id).await?,
            leads: lead::records(&mut conn, id.0).await?,
            tickets: ticket::records(&mut conn, id.0).await?,
            inbox_items: inbox_item::records(&mut conn, id.0).await?,
        };
        Ok(Some(conn.whole(record).await?))
    }

    /// The record of a message of a conversation; none if it is gone.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn message_record(
        &self,
        id: ConversationId,
        message: MessageId,
    ) -> Result<Option<MessageRecord>> {
        let mut conn = self.shared.pool.lease().await?;
        let mut all = messages(&mut conn, id).await?;
        let found = all.find(|(id, _)| *id == message).map(|(_, it)| it);
        conn.whole(found).await
    }
}

async fn head(
    conn: &mut SqliteConnection,
    listed: &ListedConversation,
) -> Result<ConversationRecord> {
    let row = &listed.row;
    let (space, customer): (String, Option<String>) = sqlx::query_as(
        "SELECT space.remote_id, customer.remote_id FROM conversation
         JOIN space ON space.id = conversation.space_id
         LEFT JOIN customer ON customer.id = conversation.customer_id
         WHERE conversation.id = ?",
    )
    .bind(row.id)
    .fetch_one(conn)
    .await?;
    Ok(ConversationRecord {
        id: RemoteId(row.remote_id.clone()),
        session_id: row.session_id.clone(),
        space_id: RemoteId(space),
        channel: Channel::from(listed.channel_name.as_deref().unwrap_or_default()),
        origin: Origin::from(row.origin.as_str()),
        subject: row.subject.clone(),
        customer_id: customer.map(RemoteId),
        external_identifier: row.external_identifier.clone(),
        visitor_token: row.visitor_token.clone(),
        place: GeoPlace {
            city: row.city.clone(),
            region: row.region.clone(),
            country: row.country.clone(),
        },
        status: row.status.as_deref().map(Status::from),
        escalation: Escalation::from(row.escalation.as_str()),
        started_at: time::instant(row.started_at),
        last_activity_at: time::instant(row.last_activity_at),
        ended_at: row.ended_at.map(time::instant),
    })
}

async fn messages(
    conn: &mut SqliteConnection,
    id: ConversationId,
) -> Result<impl Iterator<Item = (MessageId, MessageRecord)> + use<>> {
    let stored = message::of(conn, id.0).await?;
    Ok(stored.into_iter().map(|it| {
        let record = MessageRecord {
            id: it.remote_id,
            sender: it.sender,
            sender_name: it.sender_name,
            delivery: it.delivery,
            format: it.format,
            body: it.body,
            sent_at: it.sent_at,
            time_said: it.time_said,
            earlier: it.earlier,
        };
        (it.id, record)
    }))
}

/// The outcomes as their source told them, by time.
async fn outcomes(
    conn: &mut SqliteConnection,
    id: ConversationId,
) -> Result<Vec<ConversionRecord>> {
    let mut histories = former_outcome::of(conn, [id.0]).await?.remove(&id.0);
    let records = conversion::records(conn, [id.0]).await?.into_iter();
    let mut all: Vec<_> = records
        .map(|((_, remote), record)| {
            let history = histories.as_mut().and_then(|all| all.remove(&remote));
            ConversionRecord {
                earlier: history.unwrap_or_default().told,
                ..record
            }
        })
        .collect();
    all.sort_by(|a, b| (a.occurred_at, a.id.as_str()).cmp(&(b.occurred_at, b.id.as_str())));
    Ok(all)
}
