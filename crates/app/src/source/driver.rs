//! The seam for kinds of server: what the application does with a source, whatever its kind is.
//!
//! A kind implements [`SourceDriver`] in a module of its own and is named in `source/registry.rs`. Nothing
//! else asks for the kind of a source: what a kind has is data ([`SourceCapabilities`]).

use crate::error::{AppError, InputRefusal};
use async_trait::async_trait;
use cache::SourceRow;
use chrono::{DateTime, Utc};
use model::account::AccountSettings;
use model::capability::SourceCapabilities;
use model::view::EndpointView;
use model::{SourceId, SourceKind};
use sources::Source;
use std::convert::Infallible;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

/// What is typed to connect a server.
pub(crate) struct ConnectionDraft {
    /// What the manager calls the source.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) url: String,
    /// How one is let in.
    pub(crate) credential: DraftCredential,
}

/// What lets one in, as it was typed.
pub(crate) enum DraftCredential {
    /// Nothing is asked for.
    None,
    /// A token that the server's operator gave out.
    Token(Zeroizing<String>),
    /// An account's password, exchanged for tokens.
    Password(PasswordDraft),
}

/// An account and its password, as they were typed.
pub(crate) struct PasswordDraft {
    pub(crate) email: String,
    pub(crate) password: String,
    /// The current code of a second factor, where the account has one.
    pub(crate) totp: Option<String>,
}

/// Whether the engine came to the end of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RunEnd {
    /// It did.
    Complete,
    /// It was stopped, or failed.
    Unfinished,
}

/// What the application does with sources of one kind.
///
/// **Two sources for one space.** Today each kind brings the conversations and the outcomes of a space
/// together, and `open` opens both as one [`Source`]. A space may later have its conversations from one
/// source and its outcomes from another one (a chatbot's server and a booking system, say), matched by
/// session id, e-mail address or phone number. Then the kind that brings outcomes alone says so in
/// [`SourceCapabilities::content`], `open` opens that part, and the matching belongs to the cache, where
/// both are; no caller of this trait changes.
#[async_trait]
pub(crate) trait SourceDriver: Send + Sync {
    /// Which kind this is, as it stands in the row of a source.
    fn kind(&self) -> &SourceKind;

    /// What this kind of server has. Asks nobody.
    fn capabilities(&self) -> SourceCapabilities;

    /// Checks everything, and saves the source and its secret, or neither: a typing error leaves no
    /// half-made source behind.
    async fn connect(&self, draft: ConnectionDraft) -> Result<SourceId, AppError>;

    /// Opens the server behind a source for reading. Whatever it sends counts as a run's from then on,
    /// until [`SourceDriver::after_run`].
    async fn open(&self, row: &SourceRow) -> Result<Arc<dyn Source>, AppError>;

    /// Goes beside a run, and is dropped with it: what must survive a killed process is noted here.
    async fn during_run(&self, _source: SourceId) -> Infallible {
        std::future::pending().await
    }

    /// Follows every run, however it ended. `cancel` is the run's.
    async fn after_run(
        &self,
        _source: SourceId,
        _end: RunEnd,
        _cancel: &CancellationToken,
    ) -> Result<(), AppError> {
        Ok(())
    }

    /// Another store answers than the one that the source was synced from. Where nothing is lost by it,
    /// the source is made anew and given back; else it is for the manager to say what becomes of it.
    async fn renew(&self, _row: &SourceRow) -> Result<Option<SourceRow>, AppError> {
        Ok(None)
    }

    /// Forgets what this laptop knows of a source that goes, beside its rows and its secret.
    async fn forget(&self, _source: SourceId) -> Result<(), AppError> {
        Ok(())
    }

    /// The kinds of record that a source may not read, as last found. Asks nobody.
    async fn unread(&self, _source: SourceId) -> Result<Vec<String>, AppError> {
        Ok(Vec::new())
    }

    /// The account behind the sources of this kind, where they have one.
    fn account(&self) -> Result<&dyn AccountDriver, AppError> {
        Err(InputRefusal::NoAccount.into())
    }

    /// Ends what runs for this kind, when the home is closed.
    async fn close(&self) {}
}

/// What is done with a source that is somebody's account: its page, its sign-in, its rules.
#[async_trait]
pub(crate) trait AccountDriver: Send + Sync {
    /// The account as far as it is known here. Asks nobody.
    async fn page(&self, row: &SourceRow) -> Result<AccountDetails, AppError>;

    /// What the account may read, as last found, and what was sent to find it. Asks nobody.
    async fn access_table(&self, source: SourceId) -> Result<AccessTable, AppError>;

    /// Asks the server what the account may read, and remembers it.
    async fn probe(&self, row: &SourceRow) -> Result<(), AppError>;

    /// Signs in again. The old sign-in stays where the new one is not accepted.
    async fn sign_in(
        &self,
        row: &SourceRow,
        password: String,
        totp: Option<String>,
    ) -> Result<(), AppError>;

    /// Signs out; what is on this laptop stays.
    async fn sign_out(&self, row: &SourceRow) -> Result<(), AppError>;

    /// The rules of the source, as JSON.
    async fn settings(&self, source: SourceId) -> Result<String, AppError>;

    /// Changes the rules of the source.
    async fn set_settings(&self, source: SourceId, json: &str) -> Result<(), AppError>;
}

/// What is known here of an account.
pub(crate) struct AccountDetails {
    /// Who signs in; empty where nobody knows any more.
    pub(crate) email: String,
    /// When it was last asked what it may read.
    pub(crate) asked_at: Option<DateTime<Utc>>,
    pub(crate) access: AccessTable,
    pub(crate) settings: AccountSettings,
    /// The rules of an account that nobody changed.
    pub(crate) usual: AccountSettings,
}

/// What an account may read, and how much was sent since it was connected.
pub(crate) struct AccessTable {
    pub(crate) table: Vec<EndpointView>,
    /// Requests that only read.
    pub(crate) reads: u64,
    /// Requests that could have changed something.
    pub(crate) writes: u64,
}

/// What a driver may ask of the runs of its sources, which stand above it.
#[async_trait]
pub(crate) trait RunControl: Send + Sync {
    /// The server asked the run of a source to wait until then.
    fn note_wait(&self, source: SourceId, until: DateTime<Utc>);

    /// Somebody signed out: the next run would end for want of a sign-in.
    fn note_signed_out(&self, source: SourceId);

    /// Something that the status shows has changed.
    fn note_status(&self);

    /// Stops the run of a source, and waits until it has.
    async fn stop_run(&self, source: SourceId);
}
