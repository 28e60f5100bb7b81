//! Which outcomes stand. One that was taken back counts no more, and history keeps it; one that was reported
//! of several sessions counts in one of them, the one that most likely led to it.

use super::StoreError;
use super::bound_store::BoundStore;
use super::import::{bare, missing};
use super::reach_standing::ReachStanding;
use super::table::conversation::{self, ConversationHead};
use super::table::reach::ReachKeys;
use super::table::{child, conversion, micros};
use super::transaction::StoreTransaction;
use crate::store::db::DbConnection;
use chrono::{DateTime, Utc};
use model::feed::ConversationChange;
use model::record::ConversionRecord;
use model::{ConversionKind, RemoteId};
use sqlx::Row as _;

/// Sessions of which one outcome may be reported, and that are compared.
const MOST_REPORTS: u32 = 200;

/// What is said of an outcome by who reported it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OutcomeRevision {
    /// It was cancelled, deleted, or a mistake.
    TakenBack,
    /// It stands, and this of it is otherwise.
    Corrected {
        /// When it happened.
        occurred_at: Option<DateTime<Utc>>,
        /// Its page.
        url: Option<String>,
    },
}

impl OutcomeRevision {
    fn revise(&self, outcome: &mut ConversionRecord, now: DateTime<Utc>) {
        match self {
            Self::TakenBack => outcome.taken_back_at = outcome.taken_back_at.or(Some(now)),
            Self::Corrected { occurred_at, url } => {
                outcome.taken_back_at = None;
                if let Some(at) = occurred_at {
                    (outcome.occurred_at, outcome.time_said) = (*at, None);
                }
                if url.is_some() {
                    outcome.url.clone_from(url);
                }
            }
        }
    }
}

/// An outcome where it was reported.
struct OutcomeReport {
    head: ConversationHead,
    outcome: ConversionRecord,
}

impl BoundStore<'_> {
    /// Takes an outcome back, or corrects it, wherever it was reported; as it is held then.
    ///
    /// # Errors
    /// Nobody within reach reported it; [`StoreError::OutOfReach`] where it was reported beyond reach too;
    /// or the database failed.
    pub(crate) async fn revise_outcome(
        &self,
        kind: &ConversionKind,
        record: &RemoteId,
        revision: &OutcomeRevision,
    ) -> Result<Vec<ConversionRecord>, StoreError> {
        let now = self.store.clock().now();
        let mut pen = self.store.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let reach = ReachKeys::of(transaction.connection(), self.reach).await?;
        let standing = transaction.standing(&reach, kind, record.as_str()).await?;
        match standing {
            ReachStanding::Within => {}
            ReachStanding::Shared => return Err(StoreError::OutOfReach("outcome")),
            ReachStanding::Unknown | ReachStanding::Beyond => {
                return Err(missing("outcome", record.as_str()));
            }
        }
        let revised = transaction.revise(kind, record, revision, now).await?;
        transaction.commit().await?;
        Ok(revised)
    }
}

impl StoreTransaction<'_> {
    async fn revise(
        &mut self,
        kind: &ConversionKind,
        record: &RemoteId,
        revision: &OutcomeRevision,
        now: DateTime<Utc>,
    ) -> Result<Vec<ConversionRecord>, StoreError> {
        let reports = self.reports(kind, record.as_str()).await?;
        if reports.is_empty() {
            return Err(missing("outcome", record.as_str()));
        }
        for mut report in reports {
            revision.revise(&mut report.outcome, now);
            self.put_report(&report.head, report.outcome).await?;
        }
        self.count_once(kind, record.as_str()).await?;
        let reports = self.reports(kind, record.as_str()).await?;
        Ok(reports.into_iter().map(|it| it.outcome).collect())
    }

    /// How an outcome lies to a reach: where it was reported.
    async fn standing(
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
        let mut best: Option<((i64, i64), RemoteId)> = None;
        if reports.len() > 1 {
            for report in &reports {
                let rank = rank(self.connection(), report).await?;
                if best.as_ref().is_none_or(|(held, _)| rank > *held) {
                    best = Some((rank, report.head.record.id.clone()));
                }
            }
        }
        for OutcomeReport { head, mut outcome } in reports {
            let elsewhere = best.as_ref().map(|(_, id)| id);
            outcome.counted_in = elsewhere.filter(|id| **id != head.record.id).cloned();
            self.put_report(&head, outcome).await?;
        }
        Ok(())
    }

    /// Where an outcome was reported and confirmed, the first report first.
    async fn reports(
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

    async fn put_report(
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
