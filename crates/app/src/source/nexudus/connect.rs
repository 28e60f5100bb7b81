//! Connecting a Nexudus account: it is tried with nothing kept anywhere, and saved when it can be read.

use crate::error::{AppError, InputRefusal};
use crate::source::driver::{ConnectionDraft, DraftCredential};
use crate::source::new_source::{
    refuse_connected_store, refuse_taken_name, save_source, usable_name,
};
use crate::source::nexudus::credential::credential_secret;
use crate::source::nexudus::driver::NexudusDriver;
use crate::source::nexudus::staging::NullStagingStore;
use crate::source::nexudus::token_store::NullTokenStore;
use ::nexudus::{
    AccountCredential, NexudusConfig, NexudusSettings, NexudusSource, SignIn, api_url, nexudus,
    sign_in,
};
use cache::NewSource;
use model::SourceId;
use sources::Source;
use std::sync::Arc;

impl NexudusDriver {
    pub(super) async fn connect_account(
        &self,
        draft: ConnectionDraft,
    ) -> Result<SourceId, AppError> {
        let DraftCredential::Password(password) = draft.credential else {
            return Err(InputRefusal::PasswordEmpty.into());
        };
        let password = self.password(password).await?;
        let name = usable_name(&draft.name)?.to_owned();
        refuse_taken_name(&self.home, &name).await?;
        let url = api_url(&draft.url)?;
        let pace = self.pace(&url, &password.email);
        let sign_in = sign_in(&url, &password, &pace).await?;
        // What it is renewed to meanwhile is kept with the source.
        let sign_in = SignIn::new(sign_in, Arc::new(NullTokenStore));
        let trial = nexudus(NexudusConfig {
            url: url.clone(),
            account: password.email.clone(),
            sign_in: sign_in.clone(),
            shelf: Arc::new(NullStagingStore),
            pace,
            settings: NexudusSettings::default(),
        })?;
        let identity = trial.identify().await?.identity;
        refuse_connected_store(&self.home, &identity).await?;
        let table = trial.probe().await?;
        let new = NewSource {
            kind: self.kind.clone(),
            name,
            url,
        };
        let credential = sign_in.credential().await;
        let secret = credential_secret(&password.email, &credential)?;
        let source = save_source(&self.home, new, &identity, secret).await?;
        self.settle(source, &password.email, credential, &trial)
            .await?;
        self.remember_access(source, &table).await?;
        Ok(source)
    }

    /// What the connecting sent counts too, in both ways.
    async fn settle(
        &self,
        source: SourceId,
        email: &str,
        credential: AccountCredential,
        trial: &NexudusSource,
    ) -> Result<(), AppError> {
        self.take_sign_in(source, email, credential).await;
        let row = self.home.source_row(source).await?;
        self.pace_of(&row, email).await?;
        self.add_sent(source, trial.end().await).await
    }
}
