//! Which outcomes stand. One that was reported of several sessions counts in one of them, the one that most
//! likely led to it; where it was taken back it counts in none.

use super::StoreError;
use super::import::bare;
use super::reach_standing::ReachStanding;
use super::table::conversation::{self, ConversationHead};
use super::table::reach::ReachKeys;
use super::table::{child, conversion, micros};
use super::transaction::StoreTransaction;
use crate::store::db::DbConnection;
use model::feed::ConversationChange;
use model::record::ConversionRecord;
use model::{ConversionKind, RemoteId};
use sqlx::Row as _;

/// Sessions of which one outcome may be reported, and that are compared.
const MOST_REPORTS: u32 = 200;

/// An outcome where it was reported.
pub(super) struct OutcomeReport {
    pub(super) head: ConversationHead,
    pub(super) outcome: ConversionRecord,
}

impl StoreTransaction<'_> {
    /// An outcome as it is held wherever it was reported and confirmed.
    pub(super) async fn outcomes_of(
        &mut self,
        kind: &ConversionKind,
        record: &str,
    ) -> Result<Vec<ConversionRecord>, StoreError> {
        let reports = self.reports(kind, record).await?;
        Ok(reports.into_iter().map(|it| it.outcome).collect())
    }

    /// How an outcome lies to a reach: where it was reported.
    pub(super) async fn standing(
        &mut self,
        reach: &ReachKeys,
        kind: &ConversionKind,
        record: &str,
    ) -> Result<ReachStanding, StoreError> {
        let connection = self.connection();
        let keys = conversion::conversations_of(connection, kind, record, MOST_REPORTS).await?;
        let mut places = Vec::with_capacity(keys.len());
        for key in keys {
            let head = conversation::by_key(self.connection(), key).await?;
            places.extend(head.map(|head| reach.includes(head.space)));
        }
        Ok(ReachStanding::of(places.into_iter()))
    }

    /// Whether an outcome was reported beyond reach.
    pub(super) async fn is_outcome_beyond(
        &mut self,
        reach: &ReachKeys,
        kind: &ConversionKind,
        record: &str,
    ) -> Result<bool, StoreError> {
        let standing = self.standing(reach, kind, record).await?;
        Ok(matches!(
            standing,
            ReachStanding::Shared | ReachStanding::Beyond
        ))
    }

    /// Makes an outcome count in one conversation: in that whose link was followed last before it; without
    /// a click, in that in which something was said last before it; else in the first that reported it.
    pub(super) async fn count_once(
        &mut self,
        kind: &ConversionKind,
        record: &str,
    ) -> Result<(), StoreError> {
        let reports = self.reports(kind, record).await?;
        let stands = |it: &&OutcomeReport| it.outcome.taken_back_at.is_none();
        let mut best: Option<((i64, i64), RemoteId)> = None;
        if reports.iter().filter(stands).count() > 1 {
            for report in reports.iter().filter(stands) {
                let rank = rank(self.connection(), report).await?;
                if best.as_ref().is_none_or(|(held, _)| rank > *held) {
                    best = Some((rank, report.head.record.id.clone()));
                }
            }
        }
        for OutcomeReport { head, mut outcome } in reports {
            let elsewhere = best.as_ref().map(|(_, id)| id);
            let elsewhere = elsewhere.filter(|_| outcome.taken_back_at.is_none());
            outcome.counted_in = elsewhere.filter(|id| **id != head.record.id).cloned();
            self.put_report(&head, outcome).await?;
        }
        Ok(())
    }

    /// Where an outcome was reported and confirmed, the first report first.
    pub(super) async fn reports(
        &mut self,
        kind: &ConversionKind,
        record: &str,
    ) -> Result<Vec<OutcomeReport>, StoreError> {
        self.settle().await?;
        let mut keys =
            conversion::conversations_of(self.connection(), kind, record, MOST_REPORTS).await?;
        keys.reverse();
        let mut reports = Vec::with_capacity(keys.len());
        for key in keys {
            let Some(head) = conversation::by_key(self.connection(), key).await? else {
                continue;
            };
            let held = child::of_conversation::<ConversionRecord>(self.connection(), key).await?;
            let mut held = held.into_iter();
            let outcome = held.find(|it| it.kind == *kind && it.record == record && it.confirmed);
            reports.extend(outcome.map(|outcome| OutcomeReport { head, outcome }));
        }
        Ok(reports)
    }

    pub(super) async fn put_report(
        &mut self,
        head: &ConversationHead,
        outcome: ConversionRecord,
    ) -> Result<(), StoreError> {
        let change = ConversationChange {
            conversions: vec![outcome],
            ..bare(head)
        };
        self.put_known(head, &change).await.map(drop)
    }
}

/// The last click before an outcome, and the last word before it; `i64::MIN` for none.
async fn rank(
    connection: &mut DbConnection,
    report: &OutcomeReport,
) -> Result<(i64, i64), StoreError> {
    let row = sqlx::query(
        "SELECT (SELECT max(first_click_at) FROM link WHERE conversation = $1 AND first_click_at <= $2), \
                (SELECT max(sent_at) FROM message WHERE conversation = $1 AND sent_at <= $2)",
    );
    let row = row
        .bind(report.head.key)
        .bind(micros(report.outcome.occurred_at))
        .fetch_one(connection)
        .await?;
    let last = |at: usize| row.try_get::<Option<i64>, _>(at);
    Ok((last(0)?.unwrap_or(i64::MIN), last(1)?.unwrap_or(i64::MIN)))
}
