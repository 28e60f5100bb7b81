//! The facts of every conversation in a scope, for the dashboard's numbers. The database groups those
//! that are alike, so that a million conversations come as some hundred rows. What a number means is
//! decided in `insights`; here stands only where each fact is kept.

use super::{Store, StoreError};
use crate::store::db::DbRow;
use chrono::{DateTime, Utc};
use insights::{Facts, StatusFact, Tally, TrendWindow};
use model::metrics::Metrics;
use model::{Channel, ConversionKind, Escalation, Status};
use sqlx::{AssertSqlSafe, Row as _};
use std::collections::HashMap;
use std::fmt::Write as _;

/// Who is not counted among those who said something: all but the senders that a reader sees.
const HIDDEN: &str = "('system', 'tool')";
/// What an outcome of a kind that this version does not know counts as, beside the bits of the known.
const OTHER_KIND: u32 = 1 << 16;

/// Which conversations count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
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
    pub async fn metrics(&self, scope: &Scope) -> Result<Metrics, StoreError> {
        // No answer shows a trend, so that none is kept.
        let trend = TrendWindow {
            last_day: 0,
            days: 0,
        };
        let (mut tally, mut channels) = (Tally::new(trend), Channels::default());
        let sql = sql(scope);
        let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
        for text in [&scope.space, &scope.channel].into_iter().flatten() {
            query = query.bind(text);
        }
        for at in [scope.from, scope.to].into_iter().flatten() {
            query = query.bind(at.timestamp_micros());
        }
        for row in query.fetch_all(&mut *self.survey().await?).await? {
            let (alike, visible) = (unsigned(&row, "alike")?, unsigned(&row, "visible")?);
            tally.add_alike(&facts(&row, &mut channels)?, alike, visible);
        }
        Ok(tally.finish(&channels.names))
    }
}

/// One row for all conversations of which everything is alike but how much was said. Hidden messages
/// are those of `Sender::is_visible`; outcomes count where they are confirmed.
fn sql(scope: &Scope) -> String {
    let conditions = [
        scope.space.as_ref().map(|_| "space.id ="),
        scope.channel.as_ref().map(|_| "conversation.channel ="),
        scope.from.map(|_| "conversation.started_at >="),
        scope.to.map(|_| "conversation.started_at <"),
    ];
    let conditions = conditions.into_iter().flatten().zip(1..);
    let conditions = conditions.map(|(condition, number)| format!(" AND {condition} ${number}"));
    format!(
        "SELECT channel, status, escalation, leads, kinds, count(*) AS alike, \
             CAST(sum(messages) AS BIGINT) AS visible \
         FROM (SELECT conversation.channel AS channel, conversation.status AS status, \
             conversation.escalation AS escalation, \
             (SELECT CAST(coalesce({kinds}, 0) AS BIGINT) FROM conversion \
                 WHERE conversion.conversation = conversation.key AND confirmed = 1) AS kinds, \
             (SELECT count(*) FROM message WHERE message.conversation = conversation.key \
                 AND message.sender NOT IN {HIDDEN}) AS messages, \
             (SELECT count(*) FROM lead WHERE lead.conversation = conversation.key) AS leads \
         FROM conversation JOIN space ON space.key = conversation.space WHERE 1 = 1{conditions}) \
         AS each_one GROUP BY channel, status, escalation, leads, kinds",
        kinds = kinds(),
        conditions = conditions.collect::<String>(),
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

fn facts(row: &DbRow, channels: &mut Channels) -> Result<Facts, StoreError> {
    let kinds = unsigned(row, "kinds")?;
    let status = row.try_get::<Option<&str>, _>("status")?.map(Status::from);
    let escalation = Escalation::from(row.try_get::<&str, _>("escalation")?);
    // The bits of the known kinds are the lowest: what is above them is no kind of theirs.
    let known = kinds & u64::from(OTHER_KIND - 1);
    Ok(Facts {
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
        ..Facts::default()
    })
}

/// Channels as they were met: their place is their number.
#[derive(Default)]
struct Channels {
    names: Vec<Channel>,
    numbers: HashMap<String, u16>,
}

impl Channels {
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
        let whole = Scope {
            space: Some("s".to_owned()),
            channel: None,
            from: None,
            to: Some(DateTime::default()),
        };
        let sql = sql(&whole);
        assert!(
            sql.contains("1 = 1 AND space.id = $1 AND conversation.started_at < $2) "),
            "{sql}"
        );
    }
}
