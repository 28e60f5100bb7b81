//! Calls to action: which link was offered in which conversation and message, and whether it was
//! followed. Where a link leads is the operator's setting, asked at each click; it is not kept here.

use super::bound_store::BoundStore;
use super::import::missing;
use super::table::micros;
use super::table::reach::ReachKeys;
use super::transaction::StoreTransaction;
use super::{Store, StoreError};
use crate::settings::CallToActionKind;
use crate::store::db::{DbConnection, DbRow};
use chrono::{DateTime, Utc};
use model::{Reach, RemoteId, Status};
use sqlx::{AssertSqlSafe, Row as _};

/// What is offered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LinkOffer<'a> {
    /// The conversation.
    pub(crate) conversation: &'a RemoteId,
    /// The call to action.
    pub(crate) kind: CallToActionKind,
    /// The plan, the office, the room.
    pub(crate) target: Option<&'a str>,
    /// The message in which it stands.
    pub(crate) message: Option<&'a RemoteId>,
}

/// A link that was offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredLink {
    /// 128 random bits; stands in the address.
    pub(crate) token: String,
    /// The call to action, as it was called when it was offered.
    pub(crate) kind: String,
    /// The plan, the office, the room.
    pub(crate) target: Option<String>,
    /// The message in which it stands.
    pub(crate) message: Option<RemoteId>,
    /// When it was offered.
    pub(crate) offered_at: DateTime<Utc>,
    /// When it was first followed.
    pub(crate) first_click_at: Option<DateTime<Utc>>,
    /// How often it was followed.
    pub(crate) clicks: u64,
}

/// What a click needs to find its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FollowedLink {
    /// The call to action.
    pub(crate) kind: String,
    /// The plan, the office, the room.
    pub(crate) target: Option<String>,
    /// The session that the address must carry.
    pub(crate) session_id: String,
    /// The space, whose settings say where the link leads.
    pub(crate) space: RemoteId,
}

/// How often one call to action was offered, followed and taken, in conversations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferUptake {
    /// The call to action.
    pub kind: String,
    /// Conversations in which it was offered.
    pub offered: u64,
    /// Those of them in which a link was followed.
    pub followed: u64,
    /// Those of them that had its outcome at the time of the first offer or later.
    pub taken: u64,
}

/// The outcome that each call to action asks for: (link kind, conversion kind).
const ASKED_FOR: [(&str, &str); 4] = [
    ("day_pass", "day_pass"),
    ("plan", "contract"),
    ("tour", "tour"),
    ("booking", "booking"),
];

const COLUMNS: &str = "token, kind, target, message, offered_at, first_click_at, clicks";

impl Store {
    /// Offers a call to action in an active conversation. The same offer in the same message is the
    /// same link.
    ///
    /// # Errors
    /// There is no such conversation or message, the conversation has ended, or the database failed.
    pub(crate) async fn offer_link(&self, offer: &LinkOffer<'_>) -> Result<StoredLink, StoreError> {
        let now = self.clock().now();
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let link = transaction.offer_link(offer, now).await?;
        transaction.commit().await?;
        Ok(link)
    }

    /// Counts a click; none if there is no such link.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn follow_link(
        &self,
        token: &str,
    ) -> Result<Option<FollowedLink>, StoreError> {
        let now = self.clock().now();
        // Most of what guesses gets no further than a read.
        if self.look_at_link(token).await?.is_none() {
            return Ok(None);
        }
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let found = transaction.follow_link(token, now).await?;
        transaction.commit().await?;
        Ok(found)
    }

    /// Where a link leads, with nothing counted; none if there is no such link.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub(crate) async fn look_at_link(
        &self,
        token: &str,
    ) -> Result<Option<FollowedLink>, StoreError> {
        followed(&mut *self.glance().await?, token).await
    }

    /// Every link that was offered in a conversation, oldest first.
    ///
    /// # Errors
    /// There is no such conversation, or the database failed.
    pub(crate) async fn links_of(&self, id: &RemoteId) -> Result<Vec<StoredLink>, StoreError> {
        let mut view = self.read().await?;
        let head = super::table::conversation::by_id(&mut view, id).await?;
        let head = head.ok_or_else(|| missing("conversation", id.as_str()))?;
        of_conversation(&mut view, head.key).await
    }

    /// What became of the calls to action offered in [from, to): one line a kind that was offered.
    ///
    /// # Errors
    /// The database failed.
    pub async fn uptake(
        &self,
        space: Option<&RemoteId>,
        from: Option<DateTime<Utc>>,
        to: Option<DateTime<Utc>>,
    ) -> Result<Vec<OfferUptake>, StoreError> {
        let everywhere = Reach::Everywhere;
        self.bound_to(&everywhere).uptake(space, from, to).await
    }
}

impl BoundStore<'_> {
    /// What became of the calls to action offered in [from, to) within reach: one line a kind that was
    /// offered.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn uptake(
        &self,
        space: Option<&RemoteId>,
        from: Option<DateTime<Utc>>,
        to: Option<DateTime<Utc>>,
    ) -> Result<Vec<OfferUptake>, StoreError> {
        let mut view = self.store.begin_scan().await?;
        let reach = ReachKeys::of(&mut view, self.reach).await?;
        let mut lines = Vec::new();
        for (kind, outcome) in ASKED_FOR {
            let row = sqlx::query(AssertSqlSafe(format!(
                "WITH first AS ( \
                     SELECT link.conversation AS conversation, min(link.offered_at) AS offered_at, \
                            min(link.first_click_at) AS followed_at \
                     FROM link JOIN conversation ON conversation.key = link.conversation \
                     JOIN space ON space.key = conversation.space \
                     WHERE link.kind = $1 AND link.offered_at >= $2 AND link.offered_at < $3 \
                         AND ($4 = '' OR space.id = $4) AND {} GROUP BY link.conversation) \
                 SELECT count(*), count(followed_at), \
                     CAST(coalesce(sum(CASE WHEN EXISTS (SELECT 1 FROM conversion \
                         WHERE conversion.conversation = first.conversation \
                             AND conversion.kind = $5 AND conversion.confirmed = 1 \
                             AND conversion.taken_back_at IS NULL \
                             AND conversion.counted_in IS NULL \
                             AND conversion.occurred_at >= first.offered_at) \
                         THEN 1 ELSE 0 END), 0) AS BIGINT) FROM first",
                reach.condition("conversation.space")
            )));
            let row = row
                .persistent(false)
                .bind(kind)
                .bind(from.map_or(i64::MIN, micros))
                .bind(to.map_or(i64::MAX, micros))
                .bind(space.map_or("", RemoteId::as_str))
                .bind(outcome)
                .fetch_one(&mut *view)
                .await?;
            let count = |at: usize| -> sqlx::Result<u64> {
                Ok(u64::try_from(row.try_get::<i64, _>(at)?).unwrap_or_default())
            };
            lines.push(OfferUptake {
                kind: kind.to_owned(),
                offered: count(0)?,
                followed: count(1)?,
                taken: count(2)?,
            });
        }
        Ok(lines)
    }
}

impl StoreTransaction<'_> {
    /// See [`Store::offer_link`].
    pub(super) async fn offer_link(
        &mut self,
        offer: &LinkOffer<'_>,
        now: DateTime<Utc>,
    ) -> Result<StoredLink, StoreError> {
        let head = self.head(offer.conversation).await?;
        if let Some(message) = offer.message
            && let Some(same) = same(self.connection(), head.key, offer, message).await?
        {
            return Ok(same);
        }
        if head.record.status == Some(Status::Ended) {
            return Err(StoreError::Ended(offer.conversation.clone()));
        }
        let link = StoredLink {
            token: super::session::random_bits::<16>(),
            kind: offer.kind.word().to_owned(),
            target: offer.target.map(str::to_owned),
            message: offer.message.cloned(),
            offered_at: now,
            first_click_at: None,
            clicks: 0,
        };
        self.insert_conversation(head.key).await?;
        insert(self.connection(), head.key, &link).await?;
        Ok(link)
    }

    /// See [`Store::follow_link`].
    pub(super) async fn follow_link(
        &mut self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<FollowedLink>, StoreError> {
        let found = sqlx::query(
            "UPDATE link SET clicks = clicks + 1, first_click_at = coalesce(first_click_at, $1) \
             WHERE token = $2 RETURNING kind, target, \
                 (SELECT session_id FROM conversation WHERE key = link.conversation), \
                 (SELECT space.id FROM conversation JOIN space ON space.key = conversation.space \
                     WHERE conversation.key = link.conversation)",
        );
        let found = found
            .bind(micros(now))
            .bind(token)
            .fetch_optional(self.connection())
            .await?;
        found
            .as_ref()
            .map(to_follow)
            .transpose()
            .map_err(Into::into)
    }
}

/// The same offer in the same message, made before.
async fn same(
    connection: &mut DbConnection,
    key: i64,
    offer: &LinkOffer<'_>,
    message: &RemoteId,
) -> Result<Option<StoredLink>, StoreError> {
    // One row at least, if there is such a message.
    let rows = sqlx::query(
        "SELECT link.token, link.kind, link.target, link.message, link.offered_at, \
             link.first_click_at, link.clicks \
         FROM message LEFT JOIN link \
             ON link.conversation = message.conversation AND link.message = message.id \
         WHERE message.conversation = $1 AND message.id = $2 ORDER BY link.offered_at, link.token",
    );
    let rows = rows.bind(key).bind(message.as_str());
    let rows = rows.fetch_all(connection).await?;
    if rows.is_empty() {
        return Err(missing("message", message.as_str()));
    }
    let mut links = Vec::new();
    for row in &rows {
        if row.try_get::<Option<String>, _>(0)?.is_some() {
            links.push(read(row)?);
        }
    }
    let same = |link: &StoredLink| {
        link.kind == offer.kind.word() && link.target.as_deref() == offer.target
    };
    Ok(links.into_iter().find(same))
}

async fn insert(
    connection: &mut DbConnection,
    key: i64,
    link: &StoredLink,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO link (token, conversation, kind, target, message, offered_at, clicks) \
         VALUES ($1, $2, $3, $4, $5, $6, 0)",
    )
    .bind(link.token.as_str())
    .bind(key)
    .bind(link.kind.as_str())
    .bind(link.target.as_deref())
    .bind(link.message.as_ref().map(RemoteId::as_str))
    .bind(micros(link.offered_at))
    .execute(connection)
    .await?;
    Ok(())
}

async fn of_conversation(
    connection: &mut DbConnection,
    key: i64,
) -> Result<Vec<StoredLink>, StoreError> {
    let sql = AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM link WHERE conversation = $1 ORDER BY offered_at, token"
    ));
    let rows = sqlx::query(sql).bind(key).fetch_all(connection).await?;
    let links = rows.iter().map(read).collect::<sqlx::Result<_>>();
    links.map_err(Into::into)
}

fn read(row: &DbRow) -> sqlx::Result<StoredLink> {
    Ok(StoredLink {
        token: row.try_get(0)?,
        kind: row.try_get(1)?,
        target: row.try_get(2)?,
        message: row.try_get::<Option<String>, _>(3)?.map(RemoteId),
        offered_at: super::table::instant(row, 4)?,
        first_click_at: super::table::instant_if_any(row, 5)?,
        clicks: u64::try_from(row.try_get::<i64, _>(6)?).unwrap_or_default(),
    })
}

async fn followed(
    connection: &mut DbConnection,
    token: &str,
) -> Result<Option<FollowedLink>, StoreError> {
    let row = sqlx::query(
        "SELECT link.kind, link.target, conversation.session_id, space.id FROM link \
         JOIN conversation ON conversation.key = link.conversation \
         JOIN space ON space.key = conversation.space WHERE link.token = $1",
    );
    let row = row.bind(token).fetch_optional(connection).await?;
    row.as_ref().map(to_follow).transpose().map_err(Into::into)
}

fn to_follow(row: &DbRow) -> sqlx::Result<FollowedLink> {
    Ok(FollowedLink {
        kind: row.try_get(0)?,
        target: row.try_get(1)?,
        session_id: row.try_get(2)?,
        space: super::table::remote_id(row, 3)?,
    })
}
