//! What who reported an outcome says of it later: that it was taken back, or is otherwise than it was reported.
//! What was said until then stays in its history, as everywhere (`with_history` of the transaction).

use super::StoreError;
use super::bound_store::BoundStore;
use super::import::missing;
use super::reach_standing::ReachStanding;
use super::standing::OutcomeReport;
use super::table::conversation::ConversationHead;
use super::table::reach::ReachKeys;
use super::transaction::StoreTransaction;
use chrono::{DateTime, Utc};
use model::outcome_history::{self, FormerOutcome};
use model::record::ConversionRecord;
use model::{ConversionKind, RemoteId};

/// What is said of an outcome by who reported it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OutcomeRevision {
    /// It was cancelled, deleted, or a mistake.
    TakenBack,
    /// It stands, and this of it is otherwise.
    Corrected(CorrectedFields),
}

/// What of an outcome is otherwise than it was reported; what is not named stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CorrectedFields {
    /// When it happened.
    pub(crate) occurred_at: Option<DateTime<Utc>>,
    /// Its page.
    pub(crate) url: Option<String>,
    /// What happened.
    pub(crate) kind: Option<ConversionKind>,
    /// The record that it made.
    pub(crate) record: Option<RemoteId>,
    /// The session that led to it.
    pub(crate) session_id: Option<String>,
}

impl CorrectedFields {
    /// The outcome with those, standing.
    fn applied(&self, held: &ConversionRecord) -> ConversionRecord {
        let mut it = ConversionRecord {
            taken_back_at: None,
            moved_to: None,
            ..held.clone()
        };
        if let Some(at) = self.occurred_at {
            (it.occurred_at, it.time_said) = (at, None);
        }
        if self.url.is_some() {
            it.url.clone_from(&self.url);
        }
        it
    }

    /// The outcome that it is as well, where kind or record are otherwise. A page of this server is that of the
    /// other record.
    fn other(&self, held: &ConversionRecord) -> Option<(ConversionKind, RemoteId)> {
        let kind = self.kind.as_ref().unwrap_or(&held.kind);
        let record = self.record.as_ref().map(RemoteId::as_str);
        let record = record.unwrap_or(&held.record);
        let is_same = *kind == held.kind && record == held.record;
        (!is_same).then(|| (kind.clone(), record.into()))
    }
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
        let revised = transaction
            .revise(kind, record, (revision, &reach), now)
            .await?;
        transaction.commit().await?;
        Ok(revised)
    }
}

impl StoreTransaction<'_> {
    async fn revise(
        &mut self,
        kind: &ConversionKind,
        record: &RemoteId,
        (revision, reach): (&OutcomeRevision, &ReachKeys),
        now: DateTime<Utc>,
    ) -> Result<Vec<ConversionRecord>, StoreError> {
        let reports = self.reports(kind, record.as_str()).await?;
        if reports.is_empty() {
            return Err(missing("outcome", record.as_str()));
        }
        let (kind, record) = match revision {
            OutcomeRevision::TakenBack => {
                self.take_back(reports, now).await?;
                (kind.clone(), record.clone())
            }
            OutcomeRevision::Corrected(fields) => {
                let reports = match &fields.session_id {
                    Some(session) => self.moved_to(session, reports, reach, now).await?,
                    None => reports,
                };
                self.correct(reports, fields, now).await?
            }
        };
        self.count_once(&kind, record.as_str()).await?;
        self.outcomes_of(&kind, record.as_str()).await
    }

    /// Takes an outcome back wherever it was reported. One that was taken back keeps its time.
    async fn take_back(
        &mut self,
        reports: Vec<OutcomeReport>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        for OutcomeReport { head, mut outcome } in reports {
            outcome.taken_back_at = outcome.taken_back_at.or(Some(now));
            self.put_report(&head, outcome).await?;
        }
        Ok(())
    }

    /// Corrects an outcome wherever it was reported and was not moved away from; which one it is then.
    async fn correct(
        &mut self,
        reports: Vec<OutcomeReport>,
        fields: &CorrectedFields,
        now: DateTime<Utc>,
    ) -> Result<(ConversionKind, RemoteId), StoreError> {
        let mut reports = reports
            .into_iter()
            .filter(|it| it.outcome.moved_to.is_none())
            .peekable();
        let first = reports.peek();
        let first = first.ok_or_else(|| missing("outcome", "that was moved away"))?;
        let own = (
            first.outcome.kind.clone(),
            RemoteId(first.outcome.record.clone()),
        );
        let other = fields.other(&first.outcome);
        if let Some((kind, record)) = &other {
            let held = self.outcomes_of(kind, record.as_str()).await?;
            if held.iter().any(|it| it.taken_back_at.is_none()) {
                return Err(StoreError::Conflict);
            }
        }
        for OutcomeReport { head, outcome } in reports {
            let revised = fields.applied(&outcome);
            match &other {
                None => self.put_report(&head, revised).await?,
                Some(other) => self.replace(&head, outcome, (revised, other), now).await?,
            }
        }
        Ok(other.unwrap_or(own))
    }

    /// Puts another outcome in the place of one, which is taken back. The other knows what it was.
    async fn replace(
        &mut self,
        head: &ConversationHead,
        held: ConversionRecord,
        (revised, (kind, record)): (ConversionRecord, &(ConversionKind, RemoteId)),
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let other = ConversionRecord {
            id: RemoteId::from(format!("{}:{record}", kind.as_str()).as_str()),
            kind: kind.clone(),
            record: record.to_string(),
            // A page of this server is that of the record that it was.
            url: revised.url.clone().filter(|url| !url.starts_with('/')),
            counted_in: None,
            earlier: history_of(&held, now),
            ..revised
        };
        self.put_report(head, other).await?;
        let gone = ConversionRecord {
            taken_back_at: held.taken_back_at.or(Some(now)),
            counted_in: None,
            ..held
        };
        self.put_report(head, gone).await
    }

    /// Moves an outcome to a session: wherever else it was reported it is taken back. The report that is left.
    async fn moved_to(
        &mut self,
        session: &str,
        reports: Vec<OutcomeReport>,
        reach: &ReachKeys,
        now: DateTime<Utc>,
    ) -> Result<Vec<OutcomeReport>, StoreError> {
        let target = self.head_of_session(session).await?;
        if !reach.includes(target.space) {
            return Err(missing("session", session));
        }
        let to = target.record.id.clone();
        let (here, elsewhere): (Vec<_>, Vec<_>) = reports
            .into_iter()
            .partition(|it| it.head.key == target.key);
        let from = elsewhere.iter().map(|it| &it.outcome).max_by_key(|it| {
            let is_there = it.moved_to.is_none();
            (
                it.taken_back_at.is_none(),
                is_there,
                it.counted_in.is_none(),
            )
        });
        let from = from.cloned();
        for OutcomeReport { head, mut outcome } in elsewhere {
            if outcome.moved_to.is_none() {
                outcome.taken_back_at = Some(now);
                outcome.moved_to = Some(to.clone());
                outcome.counted_in = None;
                self.put_report(&head, outcome).await?;
            }
        }
        let held = here.into_iter().map(|it| it.outcome).next();
        // What was said of it while it was elsewhere holds here too.
        let held = held.map(|held| match &from {
            Some(from) if held.moved_to.is_some() => ConversionRecord {
                id: held.id,
                earlier: held.earlier,
                ..from.clone()
            },
            _ => held,
        });
        let Some(outcome) = held.or_else(|| Some(arrived(from?, &to, now))) else {
            return Err(missing("session", session));
        };
        let outcome = ConversionRecord {
            moved_to: None,
            ..outcome
        };
        let head = target;
        Ok(vec![OutcomeReport { head, outcome }])
    }
}

/// An outcome where it is moved to: it knows what it was elsewhere.
fn arrived(from: ConversionRecord, to: &RemoteId, now: DateTime<Utc>) -> ConversionRecord {
    let was = ConversionRecord {
        moved_to: Some(to.clone()),
        ..from.clone()
    };
    ConversionRecord {
        earlier: history_of(&was, now),
        taken_back_at: None,
        counted_in: None,
        ..from
    }
}

/// The history of an outcome that is another one from now on.
fn history_of(held: &ConversionRecord, now: DateTime<Utc>) -> Vec<FormerOutcome> {
    let mut earlier = held.earlier.clone();
    earlier.push(FormerOutcome::of(held, now));
    outcome_history::bound(&mut earlier);
    earlier
}
