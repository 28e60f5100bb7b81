//! The facts of every conversation in a scope, one pass over one consistent view, for the dashboard's
//! numbers. What a number means is decided in `insights`; here stands only where each fact is kept.

use super::{Store, StoreError};
use crate::store::db::{Connection, DbRow};
use chrono::{DateTime, Utc};
use futures::TryStreamExt as _;
use insights::{Calendar, Facts, StatusFact, Tally, TrendWindow};
use model::metrics::Metrics;
use model::{Channel, ConversionKind, Escalation, Status};
use sqlx::{AssertSqlSafe, Row as _};
use std::collections::HashMap;

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

/// Outcomes of one conversation that count: confirmed ones.
#[derive(Clone, Copy, Default)]
struct Outcomes {
    known: u8,
    other: bool,
}

impl Store {
    /// The dashboard's numbers of a scope.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub async fn metrics(&self, scope: &Scope) -> Result<Metrics, StoreError> {
        let mut view = self.survey().await?;
        let outcomes = outcomes(&mut view).await?;
        // No answer shows a trend, so that none is kept.
        let trend = TrendWindow {
            last_day: 0,
            days: 0,
        };
        let (mut tally, mut channels, mut calendars) =
            (Tally::new(trend), Channels::default(), HashMap::new());
        let sql = sql(scope);
        let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
        for text in [&scope.space, &scope.channel].into_iter().flatten() {
            query = query.bind(text);
        }
        for at in [scope.from, scope.to].into_iter().flatten() {
            query = query.bind(at.timestamp_micros());
        }
        let mut rows = query.fetch(&mut *view);
        while let Some(row) = rows.try_next().await? {
            let key: i64 = row.try_get("key")?;
            let of = outcomes.get(&key).copied().unwrap_or_default();
            tally.add(&facts(&row, of, &mut channels, &mut calendars)?);
        }
        Ok(tally.finish(&channels.names))
    }
}

/// One row a conversation. Hidden messages are those of `Sender::is_visible`.
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
        "SELECT conversation.key AS key, conversation.channel AS channel, \
             conversation.status AS status, conversation.escalation AS escalation, \
             conversation.started_at AS started_at, space.time_zone AS time_zone, \
             (SELECT count(*) FROM message WHERE message.conversation = conversation.key \
                 AND message.sender NOT IN ('system', 'tool')) AS visible, \
             (SELECT count(*) FROM lead WHERE lead.conversation = conversation.key) AS leads \
         FROM conversation JOIN space ON space.key = conversation.space WHERE 1 = 1{}",
        conditions.collect::<String>()
    )
}

async fn outcomes(connection: &mut Connection) -> Result<HashMap<i64, Outcomes>, StoreError> {
    let query = sqlx::query(
        "SELECT conversation, kind FROM conversion WHERE confirmed = 1 GROUP BY conversation, kind",
    );
    let mut found = HashMap::<i64, Outcomes>::new();
    let mut rows = query.fetch(connection);
    while let Some(row) = rows.try_next().await? {
        let of = found.entry(row.try_get("conversation")?).or_default();
        match ConversionKind::from(row.try_get::<&str, _>("kind")?).bit() {
            Some(bit) => of.known |= 1 << bit,
            None => of.other = true,
        }
    }
    Ok(found)
}

fn facts(
    row: &DbRow,
    of: Outcomes,
    channels: &mut Channels,
    calendars: &mut HashMap<String, Calendar>,
) -> Result<Facts, StoreError> {
    let started = DateTime::from_timestamp_micros(row.try_get("started_at")?);
    let zone: &str = row.try_get("time_zone")?;
    let calendar = match calendars.get(zone) {
        Some(calendar) => *calendar,
        None => *calendars
            .entry(zone.to_owned())
            .or_insert(Calendar::of(zone)),
    };
    let status = row.try_get::<Option<&str>, _>("status")?.map(Status::from);
    Ok(Facts {
        kinds: of.known,
        other_kind: of.other,
        lead: row.try_get::<i64, _>("leads")? > 0,
        escalated: Escalation::from(row.try_get::<&str, _>("escalation")?) != Escalation::None,
        status: match status {
            Some(Status::Active) => StatusFact::Active,
            Some(Status::Ended) => StatusFact::Ended,
            _ => StatusFact::None,
        },
        visible_messages: u32::try_from(row.try_get::<i64, _>("visible")?).unwrap_or(u32::MAX),
        channel: channels.number(row.try_get("channel")?),
        day: calendar.day(started.unwrap_or_default()),
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
            let hidden = sql(&Scope::default()).contains(&format!("'{}'", sender.as_str()));
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
            sql.ends_with("1 = 1 AND space.id = $1 AND conversation.started_at < $2"),
            "{sql}"
        );
    }
}
