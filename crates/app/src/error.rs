//! What can go wrong in a use case, in words for a log. What a person reads is made of the failure that
//! [`crate::explain`] makes of an error.

use cache::{CacheError, OpenError};
use model::SourceId;
use server::embedded::PracticeError;
use sync::SyncError;

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The home's folders.
    #[error(transparent)]
    Home(#[from] crate::home::folder::HomeError),
    /// Another process uses this home.
    #[error("another Daybook uses this home")]
    HomeInUse,
    /// A file of the home.
    #[error("a file of this home cannot be used")]
    Files(#[from] std::io::Error),
    /// Nothing was unlocked yet.
    #[error("the store is locked")]
    Locked,
    /// The secrets.
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
    /// The databases did not open.
    #[error(transparent)]
    Open(#[from] cache::OpenError),
    /// The databases are open, and something failed.
    #[error(transparent)]
    Cache(#[from] cache::CacheError),
    /// Something was not handed over.
    #[error(transparent)]
    Export(#[from] export::ExportError),
    /// The audit log took no entry, so nothing was handed over.
    #[error("the audit log could not be written")]
    AuditNotKept(#[source] cache::CacheError),
    /// Something is handed over already.
    #[error("something is handed over already")]
    HandOverRuns,
    /// The server.
    #[error(transparent)]
    Source(#[from] sources::SourceError),
    /// The sign-in to Nexudus.
    #[error(transparent)]
    SignIn(#[from] ::nexudus::SignInError),
    /// A run that did not reach its end.
    #[error(transparent)]
    Sync(#[from] sync::SyncError),
    /// The embedded server of the practice space.
    #[error("the practice space cannot be opened")]
    Practice(#[from] PracticeError),
    /// The token of a source is not in the key store.
    #[error("no token is kept for source {0}")]
    TokenLost(SourceId),
    /// The secret of a source was given for another address.
    #[error("what is kept for source {0} was given for another address")]
    BoundElsewhere(SourceId),
    /// The sign-in of an account is not in the key store.
    #[error("no sign-in is kept for source {0}")]
    SignInLost(SourceId),
    /// The source syncs already.
    #[error("the source syncs already")]
    AlreadySyncing,
    /// The manager stopped it.
    #[error("stopped")]
    Stopped,
    /// A later question to the dashboard took the place of this one.
    #[error("a later question took its place")]
    Superseded,
    /// There is no such conversation.
    #[error("there is no such conversation")]
    NoConversation,
    /// There is no such source.
    #[error("there is no such source")]
    NoSource,
    /// There is no such space.
    #[error("there is no such space")]
    NoSpace,
    /// Several spaces are called so.
    #[error("several spaces are called so")]
    SpaceUnclear,
    /// What was typed are no opening hours.
    #[error("these are no opening hours")]
    Hours(model::opening_hours::HoursFault),
    /// There is no such annotation.
    #[error("there is no such annotation")]
    NoAnnotation,
    /// There is no such view.
    #[error("there is no such view")]
    NoView,
    /// The file of a view cannot be used.
    #[error("the file of a view cannot be used")]
    ViewFile(#[source] serde_json::Error),
    /// There is no such queue.
    #[error("there is no such queue")]
    NoQueue,
    /// There is no such rule.
    #[error("there is no such rule")]
    NoRule,
    /// There is no such group of questions.
    #[error("there is no such group of questions")]
    NoTheme,
    /// Nothing here is known by what was asked for.
    #[error("nothing is known by this")]
    NobodyKnown,
    /// The source is of a kind that this version does not know.
    #[error("the source was made by a newer Daybook")]
    UnknownKind,
    /// A value of our own cannot be written as JSON, or read back.
    #[error("a value cannot be written as JSON, or read back")]
    Json(#[source] serde_json::Error),
    /// What would be connected is connected already.
    #[error("it is connected already, as {name}")]
    AlreadyConnected {
        /// The name of the source that is there.
        name: String,
    },
    /// The settings of a source cannot be used.
    #[error("{reason}")]
    Settings {
        /// Why.
        reason: String,
    },
    /// What was typed cannot be used.
    #[error("{0}")]
    Invalid(InputRefusal),
    /// A task of our own ended badly.
    #[error("a background task ended badly")]
    Task(#[from] tokio::task::JoinError),
}

/// What cannot be used, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputRefusal {
    /// The name is empty.
    #[error("the name is empty")]
    NameEmpty,
    /// The name is too long.
    #[error("the name is too long")]
    NameTooLong,
    /// The token is empty.
    #[error("the token is empty")]
    TokenEmpty,
    /// The token holds characters that no token has.
    #[error("the token holds characters that no token has")]
    TokenMalformed,
    /// The e-mail address is none.
    #[error("the e-mail address is none")]
    EmailMalformed,
    /// The password is empty.
    #[error("the password is empty")]
    PasswordEmpty,
    /// The source has no account: no sign-in, no rules.
    #[error("the source has no account")]
    NoAccount,
    /// The source is of this store already.
    #[error("the source is of this store already")]
    SameStore,
    /// The search text is too long.
    #[error("the search text is too long")]
    SearchTooLong,
    /// There is no practice space to hand over of.
    #[error("there is no practice space")]
    NoPracticeSpace,
    /// What was typed names no day.
    #[error("what was typed names no day")]
    NoSuchDay,
    /// The day has not come yet.
    #[error("the day has not come yet")]
    DayAhead,
    /// An annotation has no words.
    #[error("the annotation has no words")]
    AnnotationEmpty,
    /// The words of an annotation cannot be used.
    #[error("the words of the annotation cannot be used")]
    AnnotationUnusable,
    /// The tag is empty.
    #[error("the tag is empty")]
    TagEmpty,
    /// The tag is too long.
    #[error("the tag is too long")]
    TagTooLong,
    /// A tag or a note holds control characters.
    #[error("the text holds control characters")]
    MarkNoText,
    /// The note is empty.
    #[error("the note is empty")]
    NoteEmpty,
    /// The note is too long.
    #[error("the note is too long")]
    NoteTooLong,
    /// The name of a view is empty.
    #[error("the name of a view is empty")]
    ViewNameEmpty,
    /// The name of a view is too long.
    #[error("the name of a view is too long")]
    ViewNameTooLong,
    /// A view has no search.
    #[error("the view has no search")]
    ViewQueryEmpty,
    /// The file of a view is of a newer version.
    #[error("the file of a view is of a newer version")]
    ViewFileTooNew,
    /// Nothing was drawn.
    #[error("nothing was drawn")]
    QueueEmpty,
    /// Too much would be drawn, or drawn from.
    #[error("too much would be drawn")]
    QueueTooLarge,
    /// Another queue has the name.
    #[error("another queue has the name")]
    QueueNameTaken,
    /// The name of a queue or of a reviewer cannot be used.
    #[error("the name cannot be used")]
    QueueNameUnusable,
    /// A text is no file of a queue.
    #[error("it is no file of a queue")]
    NoQueueFile,
    /// The file of a queue was written by a newer Daybook.
    #[error("a newer Daybook wrote the file of a queue")]
    QueueFileTooNew,
    /// The source of a conversation cannot delete.
    #[error("the source cannot delete")]
    DeletionUnsupported,
    /// Nothing, or too much, would be deleted at once.
    #[error("nothing, or too much, would be deleted at once")]
    DeletionTooLarge,
    /// Every Daybook has the rule.
    #[error("every Daybook has the rule")]
    RuleBuiltIn,
    /// Another rule has the name.
    #[error("another rule has the name")]
    RuleNameTaken,
    /// The name of a rule cannot be used.
    #[error("the name cannot be used")]
    RuleNameUnusable,
    /// The name of a group of questions cannot be used.
    #[error("the name cannot be used")]
    ThemeNameUnusable,
    /// A group of questions cannot be put apart so.
    #[error("the group cannot be put apart so")]
    ThemeNotSplit,
    /// A rule has no search.
    #[error("the rule has no search")]
    RuleQueryEmpty,
    /// Some of the search of a rule is not understood.
    #[error("some of the search is not understood")]
    RuleNotUnderstood,
    /// The search of a rule depends on the day.
    #[error("the search depends on the day")]
    RuleDependsOnDay,
    /// The search of a rule names another rule of the manager's.
    #[error("the search names another rule")]
    RuleOfRules,
    /// The passphrase is too short.
    #[error("the passphrase is too short")]
    PassphraseTooShort,
    /// What the window wants remembered is too long.
    #[error("the state of the window is too long")]
    TooMuchToRemember,
    /// The link leads to a place that Daybook does not open.
    #[error("the link is neither a web page nor a mail address")]
    LinkRefused,
    /// The text is too long for the clipboard.
    #[error("the text is too long for the clipboard")]
    TextTooLong,
    /// The recovery key is of another home.
    #[error("the recovery key does not open what is stored here")]
    OtherRecoveryKey,
    /// The store opens already with another kind of key.
    #[error("the home has its key already")]
    AlreadyProtected,
}

impl AppError {
    /// Whether another process of Daybook has the home, and this is all that is wrong.
    #[must_use]
    pub fn is_home_in_use(&self) -> bool {
        match self {
            Self::HomeInUse | Self::Open(OpenError::InUse) => true,
            Self::Cache(error) | Self::Sync(SyncError::Cache(error)) => {
                matches!(error, CacheError::InUse)
            }
            _ => false,
        }
    }

    /// Whether the same call may succeed later with nothing changed by hand.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Source(error) => error.is_retryable(),
            Self::SignIn(error) => error.is_retryable(),
            Self::Sync(error) => error.is_retryable(),
            Self::Cache(error) => error.is_retryable(),
            Self::Vault(error) => error.is_retryable(),
            Self::Export(error) => error.is_retryable(),
            Self::AuditNotKept(_) | Self::HandOverRuns => true,
            Self::Open(error) => error.is_retryable(),
            Self::Practice(error) => error.is_retryable(),
            Self::AlreadySyncing | Self::HomeInUse | Self::Stopped | Self::Superseded => true,
            _ => false,
        }
    }
}

impl From<InputRefusal> for AppError {
    fn from(refusal: InputRefusal) -> Self {
        Self::Invalid(refusal)
    }
}
