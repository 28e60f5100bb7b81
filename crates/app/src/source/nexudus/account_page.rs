//! The page of a Nexudus account: what it may read, what was sent, its rules, signing out. Nothing here
//! asks Nexudus; what was found last is remembered.

use crate::App;
use crate::error::AppError;
use crate::home::unlocked::UnlockedHome;
use crate::source::nexudus::connect::{require_nexudus, signed_out_text};
use ::nexudus::{Access, NexudusSource, Probed, Settings};
use cache::SourceRow;
use chrono::{DateTime, Utc};
use model::account::{AccountSettings, AccountView, ChangeAccount};
use model::event::AppEvent;
use model::view::{AccessView, EndpointView, ProbeView, SourceView};
use model::{SourceId, SourceKind};
use serde::{Deserialize, Serialize};
use sources::SourceError;
use std::collections::BTreeMap;

/// What an account may read, as it was found.
#[derive(Serialize, Deserialize)]
struct AccessSnapshot {
    asked_at: DateTime<Utc>,
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

impl App {
    /// A Nexudus account, as far as it is known here.
    ///
    /// # Errors
    /// [`AppError::NoSource`], and [`AppError::Invalid`] where the source is of another kind.
    pub async fn nexudus_account(&self, source: SourceId) -> Result<AccountView, AppError> {
        let open = self.unlocked().await?;
        let row = open.source_row(source).await?;
        require_nexudus(&row)?;
        let email = open.email_of(&row).await.unwrap_or_default();
        let sent = open.sent(source).await?;
        let found = open.found(source).await?;
        Ok(AccountView {
            email,
            asked_at: found.as_ref().map(|found| found.asked_at),
            table: found.map(|found| found.table).unwrap_or_default(),
            reads: sent.reads,
            writes: sent.writes,
            settings: for_people(&open.rules_of(source).await?)?,
            usual: for_people(&Settings::default())?,
            source: open.source_view(row).await?,
        })
    }

    /// The settings of a Nexudus source, as JSON.
    ///
    /// # Errors
    /// [`AppError::NoSource`], and [`AppError::Invalid`] where the source is of another kind.
    pub async fn nexudus_settings(&self, source: SourceId) -> Result<String, AppError> {
        let open = self.unlocked().await?;
        require_nexudus(&open.source_row(source).await?)?;
        Ok(open.rules_of(source).await?.to_json())
    }

    /// Changes the settings of a Nexudus source. A changed rule is applied by the next sync to what
    /// is on this laptop already; where a window runs, that sync begins now.
    ///
    /// # Errors
    /// [`AppError::Settings`] for settings that cannot be used; those before stay.
    pub async fn set_nexudus_settings(&self, source: SourceId, json: &str) -> Result<(), AppError> {
        let open = self.unlocked().await?;
        require_nexudus(&open.source_row(source).await?)?;
        let settings = Settings::of_json(json).map_err(unusable)?;
        let key = settings_key(source);
        open.writer.remember(&key, &settings.to_json()).await?;
        open.wake.notify_one();
        Ok(())
    }

    /// As [`App::set_nexudus_settings`], from a form.
    ///
    /// # Errors
    /// As there.
    pub async fn change_nexudus(&self, change: ChangeAccount) -> Result<(), AppError> {
        let json = serde_json::to_string(&change.settings)
            .map_err(|error| AppError::Files(error.into()))?;
        self.set_nexudus_settings(change.source, &json).await
    }

    /// Signs out: the tokens leave the key store, and what is on this laptop stays.
    ///
    /// # Errors
    /// [`AppError::NoSource`], [`AppError::Invalid`] where the source is of another kind, and
    /// [`AppError::Vault`] where the key store fails.
    pub async fn sign_out_nexudus(&self, source: SourceId) -> Result<SourceView, AppError> {
        let open = self.unlocked().await?;
        let row = open.source_row(source).await?;
        let email = open.email_of(&row).await?;
        // A run that began before may renew its sign-in until that has ended; one that begins after
        // finds none.
        open.store_credential(source, signed_out_text(&email)?)
            .await?;
        open.monitor.stop(source).await;
        open.end_sign_in(source).await;
        open.store_credential(source, signed_out_text(&email)?)
            .await?;
        open.monitor.note_signed_out(source);
        open.source_view(row).await
    }
}

impl UnlockedHome {
    /// The rules of a source.
    pub(crate) async fn rules_of(&self, source: SourceId) -> Result<Settings, AppError> {
        match self.reader.recall(&settings_key(source)).await? {
            Some(json) if !json.is_empty() => Settings::of_json(&json).map_err(unusable),
            _ => Ok(Settings::default()),
        }
    }

    /// Remembers what an account may read.
    pub(crate) async fn remember_table(
        &self,
        source: SourceId,
        table: &[Probed],
    ) -> Result<(), AppError> {
        self.remember_found(source, table, BTreeMap::new()).await
    }

    /// Asks anew what an account may read where a run of it found it otherwise than it was, so that a
    /// role that goes, and one that comes, is shown without being asked for.
    pub(crate) async fn note_access(
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
        let found = self.found(source).await?;
        if found.is_some_and(|found| !found.is_outdated(&seen)) {
            return Ok(());
        }
        let table = running.probe().await?;
        self.remember_found(source, &table, seen).await?;
        self.monitor.publish(AppEvent::StatusChanged);
        Ok(())
    }

    async fn remember_found(
        &self,
        source: SourceId,
        table: &[Probed],
        seen: BTreeMap<String, bool>,
    ) -> Result<(), AppError> {
        let mut table: Vec<EndpointView> = table.iter().map(row_view).collect();
        for row in &mut table {
            if can_be_read(row) && seen.get(&row.entity) == Some(&false) {
                row.access = AccessView::Unusable {
                    reason: "it could be listed, and not synced".to_owned(),
                };
            }
        }
        let found = AccessSnapshot {
            asked_at: self.now(),
            table,
            seen,
        };
        let json = serde_json::to_string(&found).map_err(|error| AppError::Files(error.into()))?;
        Ok(self.writer.remember(&table_key(source), &json).await?)
    }

    /// What was found last. A text of another version is as good as none.
    async fn found(&self, source: SourceId) -> Result<Option<AccessSnapshot>, AppError> {
        let json = self.reader.recall(&table_key(source)).await?;
        Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
    }

    /// The kinds of record that a source may not read, as last found.
    pub(crate) async fn unread(&self, row: &SourceRow) -> Result<Vec<String>, AppError> {
        if row.kind != SourceKind::Nexudus {
            return Ok(Vec::new());
        }
        let found = self.found(row.id).await?;
        let table = found.map(|found| found.table).unwrap_or_default();
        let closed = table.into_iter().filter(|row| !can_be_read(row));
        Ok(closed.map(|row| row.entity).collect())
    }

    /// What was found last, and what was sent to find it.
    pub(crate) async fn probe_view(&self, source: SourceId) -> Result<ProbeView, AppError> {
        let sent = self.sent(source).await?;
        let found = self.found(source).await?;
        Ok(ProbeView {
            source: self.source_view(self.source_row(source).await?).await?,
            table: found.map(|found| found.table).unwrap_or_default(),
            reads: sent.reads,
            writes: sent.writes,
        })
    }
}

fn row_view(probed: &Probed) -> EndpointView {
    let access = match &probed.access {
        Access::Available { total } => AccessView::Available { total: *total },
        Access::ListOnly { total } => AccessView::ListOnly { total: *total },
        Access::NoPermission => AccessView::NoPermission,
        Access::NotFound => AccessView::NotFound,
        Access::Unusable { reason } => AccessView::Unusable {
            reason: reason.clone(),
        },
    };
    let sureness = serde_json::to_value(probed.sureness).ok();
    EndpointView {
        entity: probed.entity.name().to_owned(),
        path: probed.path.clone(),
        sureness: sureness
            .as_ref()
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        access,
        role: probed.entity.role().to_owned(),
        without: probed.entity.without().to_owned(),
    }
}

/// The two have the same shape; a test holds them to it.
fn for_people(settings: &Settings) -> Result<AccountSettings, AppError> {
    serde_json::from_str(&settings.to_json()).map_err(|error| AppError::Files(error.into()))
}

fn unusable(error: SourceError) -> AppError {
    match error {
        SourceError::Refused { reason } => AppError::Settings { reason },
        other => AppError::Source(other),
    }
}

/// Where the settings of a source are remembered.
pub(crate) fn settings_key(source: SourceId) -> String {
    format!("source/{source}/settings")
}

/// Where it is remembered what an account may read.
pub(crate) fn table_key(source: SourceId) -> String {
    format!("source/{source}/table")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_of_the_form_are_those_of_the_source_to_the_letter() {
        let json = r#"{"paths":{"sessions":"crm/x","audit_trail":"sys/y"},"inference_hours":5,
            "links":{"ticket":""},"day_pass_words":["a"],"session_field_names":["b"],
            "time_zone":"Europe/Lisbon","compare_days":2}"#;
        let settings = Settings::of_json(json).expect("settings");
        let shown = for_people(&settings).expect("the same shape");
        let back = serde_json::to_string(&shown).expect("a text");
        assert_eq!(Settings::of_json(&back).expect("settings"), settings);
        assert_eq!(shown.paths["audit_trail"], "sys/y");
        assert_eq!(shown.session_field_names, ["b"]);
    }
}
