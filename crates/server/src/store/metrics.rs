//! The facts of every conversation in a scope, for the dashboard's numbers. A table holds them, brought up
//! to date from the feed, and the database groups those that are alike: a million conversations come as
//! some hundred rows. What a number means is decided in `insights`; here stands only where each fact is
//! kept.

use super::bound_store::BoundStore;
use super::table::reach::ReachKeys;
use super::table::{event, meta};
use super::transaction::StoreTransaction;
use super::{Store, StoreError};
use crate::store::db::DbRow;
use chrono::{DateTime, Utc};
use insights::{ConversationFacts, MetricTally, StatusFact, TrendWindow};
use model::metrics::Metrics;
use model::{Channel, ConversionKind, Escalation, Reach, Status};
use sqlx::{AssertSqlSafe, Row as _};
use std::collections::HashMap;
use std::fmt::Write as _;
use tokio::time::Instant;

/// Who is not counted among those who said something: all but the senders that a reader sees.
const HIDDEN: &str = "('system', 'tool')";
/// What an outcome of a kind that this version does not know counts as, beside the bits of the known.
const OTHER_KIND: u32 = 1 << 16;
/// The fact of the store that says up to which change the facts of conversations are kept.
const UPTO: &str = "facts_upto";
/// Changes that are worked off in one transaction: nobody waits long for the pen.
const CHANGES: i64 = 200;
/// Who asks for numbers waits for so many changes at most to be worked off, and is told anew otherwise: a
/// store that was just filled has a million.
const MOST_WAITED_FOR: i64 = 10_000;

/// Which conversations count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetricScope {
    /// Those of one space, by its id.
    pub space: Option<String>,
    /// Those of one channel.
    pub channel: Option<String>,
    /// Those that started then or later.
    pub from: Option<DateTime<Utc>>,
    /// Those that started before.
    pub to: Option<DateTime<Utc>>,
}

impl Store {
    /// The dashboard's numbers of a scope.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub async fn metrics(&self, scope: &MetricScope) -> Result<Metrics, StoreError> {
        self.bound_to(&Reach::Everywhere).metrics(scope).await
    }

    /// Brings the facts of conversations up to the newest change. Who asks for the dashboard's numbers waits
    /// for it: called from time to time, it leaves them little to wait for.
    ///
    /// # Errors
    /// The database failed. What was worked off before stays so.
    pub async fn keep_facts(&self) -> Result<(), StoreError> {
        let (mut kept, last) = self.facts_kept().await?;
        // What is written meanwhile waits for the next time, or this would never end.
        while kept < last {
            let begun = Instant::now();
            let mut pen = self.lock_for_write().await?;
            let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
            kept = transaction.keep_some_facts().await?;
            transaction.commit().await?;
            drop(pen);
            if kept < last {
                // Who writes has at least half of the time.
                tokio::time::sleep(begun.elapsed()).await;
            }
        }
        Ok(())
    }

    /// Up to which change the facts are kept, and the newest change.
    async fn facts_kept(&self) -> Result<(i64, i64), StoreError> {
        let mut view = self.glance().await?;
        let kept = number(meta::get(&mut view, UPTO).await?);
        Ok((kept, event::last(&mut view).await?))
    }

    async fn keep_few_facts(&self) -> Result<FactSource, StoreError> {
        let (kept, last) = self.facts_kept().await?;
        if last - kept > MOST_WAITED_FOR {
            return Ok(FactSource::Anew);
        }
        self.keep_facts().await?;
        Ok(FactSource::Kept)
    }

    /// From where to take the facts: from where they are kept, or, where these are far behind or nothing can
    /// be written, from the conversations themselves, which takes long.
    async fn source(&self) -> FactSource {
        let store = self.clone();
        // It goes on by itself: a connection that is left in the middle of a wait is lost.
        match tokio::spawn(async move { store.keep_few_facts().await }).await {
            Ok(Ok(source)) => source,
            Ok(Err(error)) => {
                tracing::warn!(%error, "what is counted cannot be kept; it is counted anew");
                FactSource::Anew
            }
            Err(_) => FactSource::Anew,
        }
    }
}

impl BoundStore<'_> {
    /// The dashboard's numbers of what of a scope is within reach.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub(crate) async fn metrics(&self, scope: &MetricScope) -> Result<Metrics, StoreError> {
        let source = self.store.source().await;
        self.metrics_from(scope, source).await
    }

    async fn metrics_from(
        &self,
        scope: &MetricScope,
        source: FactSource,
    ) -> Result<Metrics, StoreError> {
        // No answer shows a trend, so that none is kept.
        let trend = TrendWindow {
            last_day: 0,
            days: 0,
        };
        let (mut tally, mut channels) = (MetricTally::new(trend), ChannelNumbers::default());
        let mut view = self.store.begin_scan().await?;
        let reach = ReachKeys::of(&mut view, self.reach).await?;
        let sql = sql(scope, &reach, source);
        let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
        for text in [&scope.space, &scope.channel].into_iter().flatten() {
            query = query.bind(text);
        }
        for at in [scope.from, scope.to].into_iter().flatten() {
            query = query.bind(at.timestamp_micros());
        }
        for row in query.fetch_all(&mut *view).await? {
            let (alike, visible) = (unsigned(&row, "alike")?, unsigned(&row, "visible")?);
            tally.add_alike(&facts(&row, &mut channels)?, alike, visible);
        }
        Ok(tally.finish(&channels.names))
    }
}

impl StoreTransaction<'_> {
    /// Keeps the facts of the conversations that the next changes touch; up to which change they are kept.
    async fn keep_some_facts(&mut self) -> Result<i64, StoreError> {
        let after = number(meta::get(self.connection(), UPTO).await?);
        let upto = self.last_seq().min(after.saturating_add(CHANGES));
        let sql = format!(
            "INSERT INTO fact (conversation, space, channel, status, escalation, leads, kinds, \
                 started_at, messages) \
             {} WHERE conversation.key IN \
                 (SELECT event.conversation FROM event WHERE event.seq > $1 AND event.seq <= $2) \
             ON CONFLICT (conversation) DO UPDATE SET space = excluded.space, \
                 channel = excluded.channel, status = excluded.status, \
                 escalation = excluded.escalation, leads = excluded.leads, kinds = excluded.kinds, \
                 started_at = excluded.started_at, messages = excluded.messages",
            each_one()
        );
        let kept = sqlx::query(AssertSqlSafe(sql)).bind(after).bind(upto);
        kept.execute(self.connection()).await?;
        meta::set(self.connection(), UPTO, &upto.to_string()).await?;
        Ok(upto)
    }
}

fn number(text: Option<String>) -> i64 {
    text.and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// From where the facts are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FactSource {
    /// The table that holds them.
    Kept,
    /// Conversations and what hangs on them.
    Anew,
}

/// One row for all conversations of which everything is alike but how much was said.
fn sql(scope: &MetricScope, reach: &ReachKeys, source: FactSource) -> String {
    let conditions = [
        scope
            .space
            .as_ref()
            .map(|_| ("space = (SELECT key FROM space WHERE id =", ")")),
        scope.channel.as_ref().map(|_| ("channel =", "")),
        scope.from.map(|_| ("started_at >=", "")),
        scope.to.map(|_| ("started_at <", "")),
    ];
    let conditions = conditions.into_iter().flatten().zip(1..);
    let conditions =
        conditions.map(|((before, after), number)| format!(" AND {before} ${number}{after}"));
    format!(
        "SELECT channel, status, escalation, leads, kinds, count(*) AS alike, \
             CAST(sum(messages) AS BIGINT) AS visible \
         FROM {source} AS fact WHERE {within}{conditions} \
         GROUP BY channel, status, escalation, leads, kinds",
        source = match source {
            FactSource::Kept => "fact".to_owned(),
            FactSource::Anew => format!("({})", each_one()),
        },
        within = reach.condition("space"),
        conditions = conditions.collect::<String>(),
    )
}

/// The facts of each conversation. Hidden messages are those of `Sender::is_visible`; outcomes count where
/// they are confirmed, were not taken back, and count in no other conversation.
fn each_one() -> String {
    format!(
        "SELECT conversation.key AS conversation, conversation.space AS space, \
             conversation.channel AS channel, conversation.status AS status, \
             conversation.escalation AS escalation, \
             (SELECT CAST(CASE WHEN count(*) > 0 THEN 1 ELSE 0 END AS BIGINT) FROM lead \
                 WHERE lead.conversation = conversation.key) AS leads, \
             (SELECT CAST(coalesce({kinds}, 0) AS BIGINT) FROM conversion \
                 WHERE conversion.conversation = conversation.key AND confirmed = 1 \
                     AND taken_back_at IS NULL AND counted_in IS NULL) AS kinds, \
             conversation.started_at AS started_at, \
             (SELECT count(*) FROM message WHERE message.conversation = conversation.key \
                 AND message.sender NOT IN {HIDDEN}) AS messages \
         FROM conversation",
        kinds = kinds(),
    )
}

/// The bits of the kinds of outcomes that a conversation has, as a sum.
fn kinds() -> String {
    let known = ConversionKind::KNOWN
        .iter()
        .filter_map(|kind| Some((kind, kind.bit()?)));
    let known = known
        .map(|(kind, bit)| (kind.as_str(), 1_u32 << bit))
        .collect::<Vec<_>>();
    let mut text = String::new();
    for (name, bit) in &known {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "max(CASE kind WHEN '{name}' THEN {bit} ELSE 0 END) + "
        );
    }
    let names = known.iter().map(|(name, _)| format!("'{name}'"));
    let names = names.collect::<Vec<_>>().join(", ");
    let _ = write!(
        text,
        "max(CASE WHEN kind IN ({names}) THEN 0 ELSE {OTHER_KIND} END)"
    );
    text
}

fn unsigned(row: &DbRow, column: &str) -> Result<u64, StoreError> {
    let number = row.try_get::<i64, _>(column)?;
    Ok(u64::try_from(number).unwrap_or_default())
}

fn facts(row: &DbRow, channels: &mut ChannelNumbers) -> Result<ConversationFacts, StoreError> {
    let kinds = unsigned(row, "kinds")?;
    let status = row.try_get::<Option<&str>, _>("status")?.map(Status::from);
    let escalation = Escalation::from(row.try_get::<&str, _>("escalation")?);
    // The bits of the known kinds are the lowest: what is above them is no kind of theirs.
    let known = kinds & u64::from(OTHER_KIND - 1);
    Ok(ConversationFacts {
        kinds: u8::try_from(known).unwrap_or_default(),
        other_kind: kinds >= u64::from(OTHER_KIND),
        lead: unsigned(row, "leads")? > 0,
        escalated: escalation != Escalation::None,
        status: match status {
            Some(Status::Active) => StatusFact::Active,
            Some(Status::Ended) => StatusFact::Ended,
            _ => StatusFact::None,
        },
        channel: channels.number(row.try_get("channel")?),
        ..ConversationFacts::default()
    })
}

/// Channels as they were met: their place is their number.
#[derive(Default)]
struct ChannelNumbers {
    names: Vec<Channel>,
    numbers: HashMap<String, u16>,
}

impl ChannelNumbers {
    fn number(&mut self, name: &str) -> u16 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        // More channels than that share the last number; nobody has them.
        let number = u16::try_from(self.names.len()).unwrap_or(u16::MAX);
        self.names.push(Channel::from(name));
        self.numbers.insert(name.to_owned(), number);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Sender;

    #[test]
    fn the_hidden_senders_are_the_models() {
        for sender in Sender::KNOWN {
            let hidden = HIDDEN.contains(&format!("'{}'", sender.as_str()));
            assert_eq!(hidden, !sender.is_visible(), "{sender}");
        }
    }

    #[test]
    fn each_condition_has_its_placeholder() {
        let whole = MetricScope {
            space: Some("s".to_owned()),
            channel: None,
            from: None,
            to: Some(DateTime::default()),
        };
        let sql = sql(&whole, &ReachKeys::Everywhere, FactSource::Kept);
        let space = "space = (SELECT key FROM space WHERE id = $1)";
        assert!(
            sql.contains(&format!("1 = 1 AND {space} AND started_at < $2 ")),
            "{sql}"
        );
    }

    #[tokio::test]
    async fn what_is_alike_is_counted_in_the_order_of_its_index() {
        let scope = MetricScope::default();
        let sql = sql(&scope, &ReachKeys::Everywhere, FactSource::Kept);
        let plan = crate::store::session::tests::plan(&sql).await;
        assert_eq!(plan, ["SCAN fact USING COVERING INDEX fact_alike"]);
    }

    #[tokio::test]
    async fn what_is_counted_anew_is_what_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("store.db")).await.unwrap();
        let recipe = crate::embedded::PracticePlan {
            seed: 3,
            conversations: 100,
            until: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
        };
        crate::embedded::practice_space(&store, recipe)
            .await
            .unwrap();
        let whole = MetricScope::default();
        let chat = MetricScope {
            channel: Some("chat".to_owned()),
            to: Some(recipe.until - chrono::TimeDelta::days(60)),
            ..MetricScope::default()
        };
        for scope in [whole, chat] {
            let everywhere = Reach::Everywhere;
            let all = store.bound_to(&everywhere);
            let anew = all.metrics_from(&scope, FactSource::Anew).await.unwrap();
            assert_eq!(store.metrics(&scope).await.unwrap(), anew, "{scope:?}");
            assert!(anew.total > 10 && anew.tours.conversations > 0, "{anew:?}");
        }
    }
}
