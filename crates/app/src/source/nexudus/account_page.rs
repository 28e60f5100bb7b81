//! The page of a Nexudus account: what it may read, what was sent, its rules, signing in and out.

use crate::error::AppError;
use crate::source::driver::{AccessTable, AccountDetails, AccountDriver, PasswordDraft};
use crate::source::nexudus::credential::{credential_secret, signed_out_secret};
use crate::source::nexudus::driver::NexudusDriver;
use crate::source::nexudus::setting_keys::settings_key;
use ::nexudus::{EndpointProbe, NexudusSettings, NexudusSource, sign_in};
use async_trait::async_trait;
use cache::SourceRow;
use model::SourceId;
use model::account::AccountSettings;
use sources::{Source, SourceError};

impl NexudusDriver {
    /// The rules of a source.
    pub(super) async fn rules_of(&self, source: SourceId) -> Result<NexudusSettings, AppError> {
        match self.home.reader.recall(&settings_key(source)).await? {
            Some(json) if !json.is_empty() => NexudusSettings::of_json(&json).map_err(unusable),
            _ => Ok(NexudusSettings::default()),
        }
    }
}

#[async_trait]
impl AccountDriver for NexudusDriver {
    async fn page(&self, row: &SourceRow) -> Result<AccountDetails, AppError> {
        let snapshot = self.snapshot(row.id).await?;
        Ok(AccountDetails {
            email: self.email_of(row).await.unwrap_or_default(),
            asked_at: snapshot.as_ref().map(|snapshot| snapshot.asked_at),
            access: self.table_of(row.id, snapshot).await?,
            settings: for_people(&self.rules_of(row.id).await?)?,
            usual: for_people(&NexudusSettings::default())?,
        })
    }

    async fn access_table(&self, source: SourceId) -> Result<AccessTable, AppError> {
        let snapshot = self.snapshot(source).await?;
        self.table_of(source, snapshot).await
    }

    async fn probe(&self, row: &SourceRow) -> Result<(), AppError> {
        let server = self.signed_in(row).await?;
        let table = ask(&server).await;
        // Whatever came of it, it was sent.
        self.add_sent(row.id, server.end().await).await?;
        self.remember_access(row.id, &table?).await
    }

    async fn sign_in(
        &self,
        row: &SourceRow,
        password: String,
        totp: Option<String>,
    ) -> Result<(), AppError> {
        // A password goes where the account was connected, and nowhere else.
        self.home.require_bound(row).await?;
        let email = self.email_of(row).await?;
        let draft = PasswordDraft {
            email: email.clone(),
            password,
            totp,
        };
        let password = self.password(draft).await?;
        let pace = self.pace_of(row, &email).await?;
        let credential = sign_in(&row.url, &password, &pace).await?;
        let secret = credential_secret(&password.email, &credential)?;
        // A renewal of the one before that is under way is kept first, and not over this one.
        self.take_sign_in(row.id, &email, credential).await;
        self.home.keep_source_secret(row.id, secret).await?;
        self.note_pace(row.id).await
    }

    async fn sign_out(&self, row: &SourceRow) -> Result<(), AppError> {
        let email = self.email_of(row).await?;
        let keep = || async {
            let secret = signed_out_secret(&email)?;
            self.home.keep_source_secret(row.id, secret).await
        };
        // A run that began before may renew its sign-in until that has ended; one that begins after
        // finds none.
        keep().await?;
        self.runs.stop_run(row.id).await;
        self.end_sign_in(row.id).await;
        keep().await?;
        self.runs.note_signed_out(row.id);
        Ok(())
    }

    async fn settings(&self, source: SourceId) -> Result<String, AppError> {
        let settings = self.rules_of(source).await?;
        settings.to_json().map_err(AppError::Json)
    }

    async fn set_settings(&self, source: SourceId, json: &str) -> Result<(), AppError> {
        let settings = NexudusSettings::of_json(json).map_err(unusable)?;
        let key = settings_key(source);
        let json = settings.to_json().map_err(AppError::Json)?;
        Ok(self.home.writer.remember(&key, &json).await?)
    }
}

/// Greets, so that a lapsed sign-in is not taken for missing roles, and asks.
async fn ask(server: &NexudusSource) -> Result<Vec<EndpointProbe>, AppError> {
    server.identify().await?;
    Ok(server.probe().await?)
}

/// The two have the same shape; a test holds them to it.
fn for_people(settings: &NexudusSettings) -> Result<AccountSettings, AppError> {
    let json = settings.to_json().map_err(AppError::Json)?;
    serde_json::from_str(&json).map_err(AppError::Json)
}

fn unusable(error: SourceError) -> AppError {
    match error {
        SourceError::Refused { reason } => AppError::Settings { reason },
        other => AppError::Source(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_of_the_form_are_those_of_the_source_to_the_letter() {
        let json = r#"{"paths":{"sessions":"crm/x","audit_trail":"sys/y"},"inference_hours":5,
            "links":{"ticket":""},"day_pass_words":["a"],"session_field_names":["b"],
            "time_zone":"Europe/Lisbon","compare_days":2}"#;
        let settings = NexudusSettings::of_json(json).expect("settings");
        let shown = for_people(&settings).expect("the same shape");
        let back = serde_json::to_string(&shown).expect("a text");
        assert_eq!(NexudusSettings::of_json(&back).expect("settings"), settings);
        assert_eq!(shown.paths["audit_trail"], "sys/y");
        assert_eq!(shown.session_field_names, ["b"]);
    }
}
