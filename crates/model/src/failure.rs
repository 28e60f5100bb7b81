//! What went wrong, as it crosses a border: which failure and its arguments, never words. The words
//! are in the catalogue, so that they can be of any language. No argument holds a secret, a person's
//! name, a piece of a conversation, or text that a server sent.

use crate::opening_hours::HoursFault;
use serde::{Deserialize, Serialize};

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", content = "arguments", rename_all = "snake_case")]
pub enum Failure {
    /// The folder of the home cannot be used.
    HomeUnusable,
    /// Another process uses this home.
    HomeInUse,
    /// Nothing was unlocked yet.
    Locked,
    /// A fault of our own.
    Internal,
    /// The passphrase does not open this store.
    WrongPassphrase,
    /// An empty passphrase protects nothing.
    PassphraseEmpty,
    /// The passphrase is too short.
    PassphraseTooShort,
    /// The home has its key already.
    AlreadyProtected,
    /// The key that encrypted this home's databases is gone.
    KeyLost,
    /// The key store is locked, and was not unlocked.
    KeyStoreLocked,
    /// No key store answers.
    KeyStoreSilent,
    /// The key store answers and fails.
    KeyStoreFailed {
        /// Its own words, free of secrets.
        reason: String,
    },
    /// The key store said that it kept a secret, and has it not.
    KeyStoreForgot,
    /// The home keeps its secrets in the other way.
    OtherKeyStore,
    /// A vault is there already.
    VaultExists,
    /// `vault.json` or one of its entries cannot be read.
    VaultDamaged {
        /// What is wrong with it.
        reason: String,
    },
    /// `vault.json` is gone, and what its key opens is there.
    VaultGone,
    /// What was given is no recovery key.
    RecoveryKeyMalformed,
    /// The recovery key does not open what is stored here.
    RecoveryKeyWrong,
    /// `vault.json` was written by a newer Daybook.
    VaultTooNew,
    /// The operating system gives no random numbers.
    NoRandomness,
    /// The databases do not open with the key.
    StoreKeyWrong,
    /// Some of what was synced is not as it was written.
    StoreDamaged,
    /// A newer Daybook wrote the databases.
    StoreTooNew,
    /// A file stands where a database of ours should.
    StoreForeign,
    /// The databases are open, and something failed.
    StoreFailed,
    /// The disk is full.
    DiskFull,
    /// The list handle is no longer held.
    ListReplaced,
    /// What was asked for is not on this laptop any more.
    RowGone,
    /// A newer Daybook made the source, and this one does not know its kind of server.
    UnknownKind,
    /// There is no such conversation.
    NoConversation,
    /// There is no such source.
    NoSource,
    /// There is no such view.
    NoView,
    /// Another saved view has this name.
    ViewNameTaken,
    /// A view needs a name.
    ViewNameEmpty,
    /// The name of a view is too long.
    ViewNameTooLong,
    /// A view without a search is the list itself.
    ViewQueryEmpty,
    /// A newer Daybook wrote the file of a view.
    ViewFileTooNew,
    /// What was given is no file of a view.
    ViewFileUnusable {
        /// What is wrong with it.
        reason: String,
    },
    /// No connection: no network, no such host, nothing listens.
    ServerOffline,
    /// The server took the connection and then said nothing for too long.
    ServerTimedOut,
    /// The token, or the sign-in of an account, is not accepted.
    SignInNeeded,
    /// The token is accepted but may not do this.
    Forbidden {
        /// What was refused, as in "may not read conversations".
        what: String,
    },
    /// Too many requests, or a server that asks for patience.
    Throttled {
        /// How many seconds to wait, where the server says so.
        retry_after: Option<u64>,
    },
    /// The server failed.
    ServerFault {
        /// The HTTP status.
        status: u16,
    },
    /// An answer that cannot be used, in whole: nothing of it was kept.
    AnswerMalformed {
        /// What was wrong with it, for its operator. Never a part of the answer.
        detail: String,
    },
    /// An answer beyond every reasonable size.
    AnswerTooLarge,
    /// The server gives far more changes than it said that it has.
    FeedEndless,
    /// Something on the way answers in the place of the server.
    Intercepted,
    /// Something answers at the address, and it is not daybook-server.
    NotDaybook,
    /// Something answers at the address, and it is not the Nexudus REST API.
    NotNexudus,
    /// The server no longer knows where we stopped.
    CursorRejected,
    /// The address cannot be used.
    AddressUnusable {
        /// Why, and what would do.
        reason: String,
    },
    /// The connection is not safe, or the server sends us elsewhere; we do not go.
    ConnectionRefused {
        /// Why.
        reason: String,
    },
    /// E-mail, password or code are wrong.
    PasswordRefused,
    /// The account has a second factor.
    CodeNeeded,
    /// The token of a source is not in the key store.
    TokenLost,
    /// The secret of a source was given for another address, and is not sent.
    BoundElsewhere,
    /// The sign-in of an account is not in the key store.
    SignInLost,
    /// Another store answers where this source's store used to be.
    OtherStore,
    /// The source syncs already.
    AlreadySyncing,
    /// The manager stopped it.
    SyncStopped,
    /// A later question to the dashboard took the place of this one.
    CountSuperseded,
    /// The practice space cannot be opened.
    PracticeFailed,
    /// What would be connected is connected already.
    AlreadyConnected {
        /// The manager's own name for the source that is there; the way out leads there.
        name: String,
    },
    /// There is a source of this name already.
    SourceNameTaken,
    /// The name is empty.
    SourceNameEmpty,
    /// The name is too long.
    SourceNameTooLong,
    /// The token is empty.
    TokenEmpty,
    /// The token holds characters that no token has.
    TokenMalformed,
    /// The e-mail address is none.
    EmailMalformed,
    /// The password is empty.
    PasswordEmpty,
    /// The source is of another kind.
    NotNexudusSource,
    /// The source is of this store already.
    SameStore,
    /// The settings of a source cannot be used.
    SettingsUnusable {
        /// Why.
        reason: String,
    },
    /// The search text is too long.
    SearchTooLong,
    /// There is no practice space to hand over of.
    NoPracticeSpace,
    /// What was typed names no day.
    NoSuchDay,
    /// A tag of nothing.
    TagEmpty,
    /// The tag is too long.
    TagTooLong,
    /// A tag or a note holds characters that are no text.
    MarkNoText,
    /// A note of nothing.
    NoteEmpty,
    /// The note is too long.
    NoteTooLong,
    /// Nothing was drawn.
    QueueEmpty,
    /// Too much would be drawn, or drawn from.
    QueueTooLarge,
    /// Another queue has the name.
    QueueNameTaken,
    /// The name of a queue or of a reviewer cannot be used.
    QueueNameUnusable,
    /// A text is no file of a queue.
    NoQueueFile,
    /// The file of a queue was written by a newer Daybook.
    QueueFileTooNew,
    /// There is no such queue.
    NoQueue,
    /// The source of a conversation cannot delete.
    DeletionUnsupported,
    /// Nothing, or more than anybody can answer for, would be deleted at once.
    DeletionTooLarge,
    /// What was deleted is gone from every answer, and is to be overwritten with the next sync.
    TracesStay,
    /// A file that was put aside after damage could not be removed with what was deleted.
    SetAsideStays,
    /// The conversation has no such lead.
    NoLead,
    /// Where an export should be put something is already.
    ExportTargetExists {
        /// The manager's own name for the place.
        path: String,
    },
    /// What stands there was written by no export, and is not replaced.
    ExportTargetForeign {
        /// The same.
        path: String,
    },
    /// The place cannot be written.
    ExportTargetUnusable {
        /// The same.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// There is no such column.
    ExportNoColumn {
        /// As it was typed.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// Columns were chosen for a transcript.
    ExportNoColumns,
    /// A PDF would have more pages than one is made with.
    ExportTooManyPages {
        /// Pages that one may have.
        most: u64,
    },
    /// Somebody stopped the export.
    ExportStopped,
    /// The data changed while numbers and rows were read.
    ExportChanged,
    /// The export failed.
    ExportFailed,
    /// Something is handed over already.
    HandOverRuns,
    /// This system, or this host of the page, has no dialog for the place of a file.
    NoFileDialog,
    /// The system showed no folder.
    NoFolderShown,
    /// The audit log took no entry, so nothing was handed over.
    AuditNotKept,
    /// A statement of an auditor took longer than it may.
    SqlTooSlow {
        /// How many seconds it may take.
        seconds: u64,
    },
    /// A statement of an auditor is none that is understood here.
    SqlRefused {
        /// Why, in the engine's words about what was typed.
        reason: String,
    },
    /// There is no such rule.
    NoRule,
    /// There is no such space.
    NoSpace,
    /// There is no such annotation of the trend.
    NoAnnotation,
    /// The day of an annotation has not come yet.
    DayAhead,
    /// An annotation has no words.
    AnnotationEmpty,
    /// The words of an annotation cannot be used.
    AnnotationUnusable,
    /// Several spaces are called so.
    SpaceUnclear,
    /// What was typed are no opening hours.
    HoursUnusable {
        /// Which part, and why.
        fault: HoursFault,
    },
    /// There is no such group of questions.
    NoTheme,
    /// The name of a group of questions cannot be used.
    ThemeNameUnusable,
    /// A group of questions cannot be put apart so.
    ThemeNotSplit,
    /// Nothing here is known by what was asked for.
    NobodyKnown,
    /// Every Daybook has the rule: it is neither changed nor removed.
    RuleBuiltIn,
    /// Another rule has the name.
    RuleNameTaken,
    /// The name of a rule cannot be used.
    RuleNameUnusable,
    /// A rule without a search finds everything.
    RuleQueryEmpty,
    /// What of the search of a rule is not understood would be left out in silence.
    RuleNotUnderstood,
    /// The search of a rule would find something else tomorrow.
    RuleDependsOnDay,
    /// The search of a rule names a rule that the manager wrote.
    RuleOfRules,
    /// What the window wants remembered is too long.
    TooMuchToRemember,
    /// The link leads to a place that Daybook does not open.
    LinkRefused,
    /// Nobody confirmed the address: nothing was sent.
    NotConfirmed,
    /// Another question about an address waits for its answer.
    QuestionWaits,
    /// The text is too long for the clipboard.
    TextTooLong,
    /// The system opened no browser.
    NoBrowser,
    /// The system took no text.
    NoClipboard,
    /// A command of a front that does not fit this back end.
    CommandMalformed {
        /// What does not fit.
        detail: String,
    },
    /// What a run of before left in its ledger, which is kept in words.
    Recorded {
        /// The words.
        text: String,
    },
    /// The back end's answer cannot be read: front and back end do not fit.
    AnswerUnreadable,
    /// The back end did not answer at all.
    NoAnswer,
}

/// What an interface does about a failure beside telling it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// The store is locked: show the unlock page.
    Locked,
    /// The passphrase is wrong.
    WrongPassphrase,
    /// The key that opened this store is gone; wipe the cache and sync again.
    KeyLost,
    /// What was synced is damaged: offer to repair it.
    Damaged,
    /// The list handle is no longer held: open it again.
    StaleList,
    /// There is no such conversation (any more).
    NotFound,
    /// The server did not accept the token.
    SignInNeeded,
    /// The account has a second factor: ask for its code.
    CodeNeeded,
    /// The server cannot be reached.
    Offline,
    /// What was typed cannot be used; the message says why.
    Invalid,
    /// Anything else.
    Other,
}

impl Failure {
    /// What an interface does about it.
    #[must_use]
    pub const fn code(&self) -> FailureCode {
        match self {
            Self::Locked | Self::KeyStoreLocked | Self::KeyStoreSilent => FailureCode::Locked,
            Self::WrongPassphrase => FailureCode::WrongPassphrase,
            Self::PassphraseEmpty
            | Self::PassphraseTooShort
            | Self::AlreadyProtected
            | Self::RecoveryKeyMalformed
            | Self::RecoveryKeyWrong
            | Self::NotDaybook
            | Self::NotNexudus
            | Self::AddressUnusable { .. }
            | Self::AlreadyConnected { .. }
            | Self::SourceNameTaken
            | Self::SourceNameEmpty
            | Self::SourceNameTooLong
            | Self::TokenEmpty
            | Self::TokenMalformed
            | Self::EmailMalformed
            | Self::PasswordEmpty
            | Self::NotNexudusSource
            | Self::SameStore
            | Self::SettingsUnusable { .. }
            | Self::SearchTooLong
            | Self::NoPracticeSpace
            | Self::NoSuchDay
            | Self::TagEmpty
            | Self::TagTooLong
            | Self::MarkNoText
            | Self::NoteEmpty
            | Self::NoteTooLong
            | Self::ViewNameTaken
            | Self::ViewNameEmpty
            | Self::ViewNameTooLong
            | Self::ViewQueryEmpty
            | Self::ViewFileTooNew
            | Self::ViewFileUnusable { .. }
            | Self::QueueEmpty
            | Self::QueueTooLarge
            | Self::QueueNameTaken
            | Self::QueueNameUnusable
            | Self::NoQueueFile
            | Self::QueueFileTooNew
            | Self::DeletionUnsupported
            | Self::DeletionTooLarge
            | Self::ExportTargetExists { .. }
            | Self::ExportTargetForeign { .. }
            | Self::ExportTargetUnusable { .. }
            | Self::ExportNoColumn { .. }
            | Self::ExportNoColumns
            | Self::ExportTooManyPages { .. }
            | Self::SqlRefused { .. }
            | Self::SqlTooSlow { .. }
            | Self::RuleBuiltIn
            | Self::RuleNameTaken
            | Self::RuleNameUnusable
            | Self::ThemeNameUnusable
            | Self::ThemeNotSplit
            | Self::RuleQueryEmpty
            | Self::RuleNotUnderstood
            | Self::RuleDependsOnDay
            | Self::RuleOfRules
            | Self::SpaceUnclear
            | Self::DayAhead
            | Self::AnnotationEmpty
            | Self::AnnotationUnusable
            | Self::HoursUnusable { .. }
            | Self::TooMuchToRemember
            | Self::LinkRefused
            | Self::NotConfirmed
            | Self::QuestionWaits
            | Self::TextTooLong
            | Self::CommandMalformed { .. } => FailureCode::Invalid,
            Self::KeyLost | Self::StoreKeyWrong | Self::VaultGone | Self::VaultDamaged { .. } => {
                FailureCode::KeyLost
            }
            Self::StoreDamaged => FailureCode::Damaged,
            Self::ListReplaced => FailureCode::StaleList,
            Self::RowGone
            | Self::NoConversation
            | Self::NoSource
            | Self::NoView
            | Self::NoQueue
            | Self::NoLead
            | Self::NoRule
            | Self::NoSpace
            | Self::NoAnnotation
            | Self::NoTheme
            | Self::NobodyKnown => FailureCode::NotFound,
            Self::ServerOffline | Self::ServerTimedOut => FailureCode::Offline,
            Self::SignInNeeded
            | Self::Forbidden { .. }
            | Self::PasswordRefused
            | Self::TokenLost
            | Self::BoundElsewhere
            | Self::SignInLost => FailureCode::SignInNeeded,
            Self::CodeNeeded => FailureCode::CodeNeeded,
            _ => FailureCode::Other,
        }
    }
}
