//! The page of a Nexudus account: what it may read, what was sent, its rules, signing out. Nothing here
//! asks Nexudus; what was found last is remembered.

use crate::App;
use crate::error::AppError;
use crate::nexudus::{require_nexudus, signed_out_text};
use crate::open::Open;
use chrono::{DateTime, Utc};
use model::SourceId;
use model::account::{AccountSettings, AccountView, ChangeAccount};
use model::view::{AccessView, ProbeView, ProbedView, SourceView};
use serde::{Deserialize, Serialize};
use sources::SourceError;
use sources::nexudus::{Access, Entity, Probed, Settings};

/// What an account may read, as it was found.
#[derive(Serialize, Deserialize)]
struct Found {
    asked_at: DateTime<Utc>,
    table: Vec<ProbedView>,
}

impl App {
    /// A Nexudus account, as far as it is known here.
    ///
    /// # Errors
    /// [`AppError::NoSource`], and [`AppError::Invalid`] where the source is of another kind.
    pub async fn nexudus_account(&self, source: SourceId) -> Result<AccountView, AppError> {
        let open = self.opened().await?;
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
        let open = self.opened().await?;
        require_nexudus(&open.source_row(source).await?)?;
        Ok(open.rules_of(source).await?.to_json())
    }

    /// Changes the settings of a Nexudus source. A changed rule is applied by the next sync to what
    /// is on this laptop already; where a window runs, that sync begins now.
    ///
    /// # Errors
    /// [`AppError::Settings`] for settings that cannot be used; those before stay.
    pub async fn set_nexudus_settings(&self, source: SourceId, json: &str) -> Result<(), AppError> {
        let open = self.opened().await?;
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
        let open = self.opened().await?;
        let row = open.source_row(source).await?;
        let email = open.email_of(&row).await?;
        // A run that began before may renew its sign-in until it has stopped; one that begins after
        // finds none.
        open.keep_sign_in(source, signed_out_text(&email)?).await?;
        open.board.stop(source).await;
        open.keep_sign_in(source, signed_out_text(&email)?).await?;
        open.forget_sign_in(source);
        open.board.note_signed_out(source);
        open.source_view(row).await
    }
}

impl Open {
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
        let found = Found {
            asked_at: self.now(),
            table: table.iter().map(row_view).collect(),
        };
        let json = serde_json::to_string(&found).map_err(|error| AppError::Files(error.into()))?;
        Ok(self.writer.remember(&table_key(source), &json).await?)
    }

    /// What was found last. A text of another version is as good as none.
    async fn found(&self, source: SourceId) -> Result<Option<Found>, AppError> {
        let json = self.reader.recall(&table_key(source)).await?;
        Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
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

fn row_view(probed: &Probed) -> ProbedView {
    let access = match &probed.access {
        Access::Available { total } => AccessView::Available { total: *total },
        Access::ListOnly { .. } => AccessView::Unusable {
            reason: list_only(probed.entity),
        },
        Access::NoPermission => AccessView::NoPermission,
        Access::NotFound => AccessView::NotFound,
        Access::Unusable { reason } => AccessView::Unusable {
            reason: reason.clone(),
        },
    };
    let sureness = serde_json::to_value(probed.sureness).ok();
    ProbedView {
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

/// Why a kind of record that can be listed is of little use all the same.
fn list_only(entity: Entity) -> String {
    let role = entity.role().replace("-List", "-Read");
    format!("its list alone may be read; grant {role} for what the list leaves out")
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
            "links":{"ticket":""},"day_pass_words":["a"],"time_zone":"Europe/Lisbon","compare_days":2}"#;
        let settings = Settings::of_json(json).expect("settings");
        let shown = for_people(&settings).expect("the same shape");
        let back = serde_json::to_string(&shown).expect("a text");
        assert_eq!(Settings::of_json(&back).expect("settings"), settings);
        assert_eq!(shown.paths["audit_trail"], "sys/y");
    }
}
