//! What becomes of the history of outcomes in a commit. A source that tells what it was told before is believed;
//! where it tells none, what this laptop held is kept when something else is said. Nothing is counted here.

use crate::error::Result;
use crate::table::child::conversion;
use crate::table::child::former_outcome::{self, HistoriesByOutcome, OutcomeHistory};
use crate::time;
use chrono::{DateTime, Utc};
use model::feed::{ChangeSet, OutcomeAuthority, Retraction, RetractionCause};
use model::outcome_history::FormerOutcome;
use model::record::ConversionRecord;
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// Who says what outcomes are, and when this page was read.
#[derive(Clone, Copy)]
pub(crate) struct PageOrigin {
    authority: OutcomeAuthority,
    as_of: Option<DateTime<Utc>>,
}

impl PageOrigin {
    pub(crate) fn of(changes: &ChangeSet) -> Self {
        Self {
            authority: changes.outcome_authority,
            as_of: changes.as_of,
        }
    }

    /// When it was said otherwise: by the source's clock, if that is known.
    fn until(&self, before: &ConversionRecord, after: &ConversionRecord) -> DateTime<Utc> {
        self.as_of
            .unwrap_or_else(|| before.occurred_at.max(after.occurred_at))
    }
}

/// Keeps the former states of a page's outcomes, before the outcomes are written. Those of a conversation that is
/// new come with it.
pub(crate) async fn keep(
    conn: &mut SqliteConnection,
    page: PageOrigin,
    rows: &[(i64, &ConversionRecord)],
    is_known: impl Fn(i64) -> bool,
) -> Result<()> {
    let known = rows.iter().map(|(id, _)| *id).filter(|id| is_known(*id));
    let known: Vec<i64> = known.collect();
    let (mut held, mut histories) = if known.is_empty() {
        (HashMap::new(), HashMap::new())
    } else {
        let held = conversion::records(conn, known.iter().copied()).await?;
        (held, former_outcome::of(conn, known).await?)
    };
    for (conversation, told) in rows {
        let key = (*conversation, told.id.as_str().to_owned());
        let before = history_in(&histories, &key);
        let mut history = before.clone();
        if let Some(held) = held.get(&key) {
            learn(page, &mut history, held, told);
        } else {
            history.hear(&told.earlier);
        }
        if history != before {
            former_outcome::put(conn, (*conversation, key.1.as_str()), &history).await?;
            let of_one = histories.entry(*conversation).or_default();
            of_one.insert(key.1.clone(), history);
        }
        held.insert(key, conversion::as_stored(told));
    }
    Ok(())
}

fn history_in(
    histories: &HashMap<i64, HistoriesByOutcome>,
    (conversation, outcome): &(i64, String),
) -> OutcomeHistory {
    let of_one = histories.get(conversation);
    let history = of_one.and_then(|all| all.get(outcome));
    history.cloned().unwrap_or_default()
}

fn learn(
    page: PageOrigin,
    history: &mut OutcomeHistory,
    held: &ConversionRecord,
    told: &ConversionRecord,
) {
    if page.authority == OutcomeAuthority::Reporter
        && told.earlier.is_empty()
        && held.is_replaced_by(&conversion::as_stored(told))
    {
        history.see(FormerOutcome::of(held, page.until(held, told)));
        return;
    }
    history.hear(&told.earlier);
}

/// Keeps the outcomes that a conversation has no longer, if it had them at all.
pub(crate) async fn retract(
    conn: &mut SqliteConnection,
    page: PageOrigin,
    conversation: i64,
    retractions: &[&Retraction],
) -> Result<()> {
    if retractions.is_empty() {
        return Ok(());
    }
    let held = conversion::records(conn, [conversation]).await?;
    let mut histories = former_outcome::of(conn, [conversation]).await?;
    let mut histories = histories.remove(&conversation).unwrap_or_default();
    for one in retractions {
        let key = (conversation, one.id.as_str());
        let moved_to = match &one.cause {
            RetractionCause::Reassigned => {
                former_outcome::forget(conn, key).await?;
                continue;
            }
            RetractionCause::TakenBack => None,
            RetractionCause::Moved(to) => Some(to.clone()),
        };
        let Some(outcome) = held.get(&(conversation, one.id.to_string())) else {
            continue;
        };
        let at = page.until(outcome, outcome);
        let gone = ConversionRecord {
            taken_back_at: outcome.taken_back_at.or(Some(at)),
            moved_to,
            ..outcome.clone()
        };
        let mut history = histories.remove(one.id.as_str()).unwrap_or_default();
        history.see(FormerOutcome::of(&gone, time::instant(time::millis(at))));
        former_outcome::put(conn, key, &history).await?;
    }
    Ok(())
}
