//! What an account may read: as it was found last, and asked anew where a run found it otherwise.

use crate::error::AppError;
use crate::source::driver::AccessTable;
use crate::source::nexudus::driver::NexudusDriver;
use crate::source::nexudus::setting_keys::access_key;
use ::nexudus::{EndpointAccess, EndpointProbe, NexudusSource};
use chrono::{DateTime, Utc};
use model::SourceId;
use model::view::{AccessView, EndpointView};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tokio_util::sync::CancellationToken;

/// What an account may read, as it was found.
#[derive(Serialize, Deserialize)]
pub(super) struct AccessSnapshot {
    pub(super) asked_at: DateTime<Utc>,
    table: Vec<EndpointView>,
    /// What a sync found otherwise before the table was asked for, by kind of record: where the answers
    /// contradict each other for good, they are not asked for again and again.
    #[serde(default)]
    seen: BTreeMap<String, bool>,
}

impl AccessSnapshot {
    /// Whether a sync met something that the table does not say.
    fn is_outdated(&self, seen: &BTreeMap<String, bool>) -> bool {
        self.table.iter().any(|row| {
            let now = seen.get(&row.entity);
            now.is_some_and(|now| *now != can_be_read(row)) && now != self.seen.get(&row.entity)
        })
    }
}

fn can_be_read(row: &EndpointView) -> bool {
    matches!(row.access, AccessView::Available { .. })
}

impl NexudusDriver {
    /// Remembers what an account may read.
    pub(super) async fn remember_access(
        &self,
        source: SourceId,
        table: &[EndpointProbe],
    ) -> Result<(), AppError> {
        self.remember_snapshot(source, table, BTreeMap::new()).await
    }

    /// A role that went is no reason for a run to fail, and neither is what it takes to say so.
    pub(super) async fn refresh_access(&self, source: SourceId, cancel: &CancellationToken) {
        let Some(running) = self.sessions.run_of(source) else {
            return;
        };
        let looking = self.compare_access(source, &running);
        if let Some(Err(error)) = cancel.run_until_cancelled(looking).await {
            tracing::warn!(%source, %error, "what may be read was not asked for again");
        }
    }

    /// Asks anew what an account may read where a run of it found it otherwise than it was, so that a
    /// role that goes, and one that comes, is shown without being asked for.
    async fn compare_access(
        &self,
        source: SourceId,
        running: &NexudusSource,
    ) -> Result<(), AppError> {
        let seen: BTreeMap<String, bool> = running
            .access()
            .await
            .into_iter()
            .map(|(entity, can)| (entity.name().to_owned(), can))
            .collect();
        let snapshot = self.snapshot(source).await?;
        if snapshot.is_some_and(|snapshot| !snapshot.is_outdated(&seen)) {
            return Ok(());
        }
        let table = running.probe().await?;
        self.remember_snapshot(source, &table, seen).await?;
        self.runs.note_status();
        Ok(())
    }

    async fn remember_snapshot(
        &self,
        source: SourceId,
        table: &[EndpointProbe],
        seen: BTreeMap<String, bool>,
    ) -> Result<(), AppError> {
        let table: Result<Vec<EndpointView>, AppError> = table.iter().map(row_view).collect();
        let mut table = table?;
        for row in &mut table {
            if can_be_read(row) && seen.get(&row.entity) == Some(&false) {
                row.access = AccessView::Unusable {
                    reason: "it could be listed, and not synced".to_owned(),
                };
            }
        }
        let snapshot = AccessSnapshot {
            asked_at: self.home.now(),
            table,
            seen,
        };
        let json = serde_json::to_string(&snapshot).map_err(AppError::Json)?;
        Ok(self
            .home
            .writer
            .remember(&access_key(source), &json)
            .await?)
    }

    /// What was found last. A text of another version is as good as none.
    pub(super) async fn snapshot(
        &self,
        source: SourceId,
    ) -> Result<Option<AccessSnapshot>, AppError> {
        let json = self.home.reader.recall(&access_key(source)).await?;
        Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
    }

    /// What a snapshot says, with what was sent until now.
    pub(super) async fn table_of(
        &self,
        source: SourceId,
        snapshot: Option<AccessSnapshot>,
    ) -> Result<AccessTable, AppError> {
        let totals = self.totals(source).await?;
        Ok(AccessTable {
            table: snapshot.map(|snapshot| snapshot.table).unwrap_or_default(),
            reads: totals.reads,
            writes: totals.writes,
        })
    }

    /// The kinds of record that a source may not read, as last found.
    pub(super) async fn unread_records(&self, source: SourceId) -> Result<Vec<String>, AppError> {
        let snapshot = self.snapshot(source).await?;
        let table = snapshot.map(|snapshot| snapshot.table).unwrap_or_default();
        let closed = table.into_iter().filter(|row| !can_be_read(row));
        Ok(closed.map(|row| row.entity).collect())
    }
}

fn row_view(probed: &EndpointProbe) -> Result<EndpointView, AppError> {
    let access = match &probed.access {
        EndpointAccess::Available { total } => AccessView::Available { total: *total },
        EndpointAccess::ListOnly { total } => AccessView::ListOnly { total: *total },
        EndpointAccess::NoPermission => AccessView::NoPermission,
        EndpointAccess::NotFound => AccessView::NotFound,
        EndpointAccess::Unusable { reason } => AccessView::Unusable {
            reason: reason.clone(),
        },
    };
    let sureness = serde_json::to_value(probed.sureness).map_err(AppError::Json)?;
    Ok(EndpointView {
        entity: probed.entity.name().to_owned(),
        path: probed.path.clone(),
        sureness: sureness.as_str().unwrap_or_default().to_owned(),
        access,
        role: probed.entity.role().to_owned(),
        without: probed.entity.without().to_owned(),
    })
}
