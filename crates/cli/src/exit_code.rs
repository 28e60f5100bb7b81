//! How a command ends: the exit codes, which scripts rely on, and the words that go with them.
//! The codes are documented in `--help`; changing one breaks somebody's schedule.

use app::AppError;
use app::process::EndSignal;
use catalogue::{Phrase, PlainFormats, TextKey, failure_text, text};
use model::failure::{Failure, FailureCode};
use std::io;

/// It failed; the message says why.
pub(crate) const FAILED: u8 = 1;
/// The command or one of its arguments cannot be used.
pub(crate) const USAGE: u8 = 2;
/// There is no such conversation or source.
pub(crate) const NOT_FOUND: u8 = 3;
/// The server does not accept the token, or the token may not do this.
pub(crate) const SIGN_IN: u8 = 4;
/// The server cannot be reached.
pub(crate) const OFFLINE: u8 = 5;
/// The home is locked: no passphrase, a wrong one, or a lost key.
pub(crate) const LOCKED: u8 = 6;
/// Another Daybook uses this home.
pub(crate) const BUSY: u8 = 7;

/// What was synced is damaged.
pub(crate) const DAMAGED: u8 = 8;

/// Something else answers at the server's address.
pub(crate) const ELSEWHERE: u8 = 9;

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// The application said no.
    #[error("{}", failure_text(.0))]
    Failed(Failure),
    /// Another process has the home.
    #[error("{}", text(TextKey::TerminalHomeInUse))]
    Busy,
    /// Nobody can type a passphrase here, and none was handed in.
    #[error("{}", text(TextKey::TerminalNoPassphrase))]
    NoPassphrase,
    /// The two passphrases that were typed differ.
    #[error("{}", text(TextKey::TerminalPassphrasesDiffer))]
    PassphrasesDiffer,
    /// No source of this name.
    #[error("{}", text(TextKey::TerminalNoSource))]
    NoSource,
    /// No source at all.
    #[error("{}", text(TextKey::TerminalNoSources))]
    NoSources,
    /// Some sources did not sync; the worst code stands for them.
    #[error("{}", counted(TextKey::TerminalSomeFailed, &[("count", .count), ("of", .of)]))]
    SomeFailed {
        /// How many failed.
        count: usize,
        /// How many were asked.
        of: usize,
        /// The exit code of the first that failed.
        code: u8,
    },
    /// A question about a deletion was not answered as it asks.
    #[error("{}", text(TextKey::TerminalNotDeleted))]
    NotDeleted,
    /// The question before forgetting was not answered as it asks.
    #[error("{}", text(TextKey::TerminalNotForgotten))]
    NotForgotten,
    /// This kind of server counts nothing.
    #[error("{}", text(TextKey::TerminalNothingToCompare))]
    NothingToCompare,
    /// Here and there differ.
    #[error("{}", counted(TextKey::TerminalNumbersDiffer, &[("count", .count)]))]
    NumbersDiffer {
        /// How many.
        count: usize,
    },
    /// Numbers are not what the rows say.
    #[error("{}", Phrase::count(TextKey::TerminalRecountDiffers, *.count).say(&PlainFormats))]
    RecountDiffers {
        /// How many.
        count: usize,
    },
    /// Rows changed while they were counted.
    #[error("{}", text(TextKey::TerminalRecountDisturbed))]
    RecountDisturbed,
    /// The audit log is not as it was written.
    #[error("{0}")]
    AuditFault(String),
    /// Somebody asked the program to end.
    #[error("{}", text(TextKey::TerminalInterrupted))]
    Interrupted(EndSignal),
    /// A file that was named.
    #[error("cannot use {}: {source}", .path.display())]
    File {
        /// Which.
        path: std::path::PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The terminal or a pipe.
    #[error("the terminal or a pipe failed: {0}")]
    Terminal(#[from] io::Error),
    /// A result could not be written as JSON.
    #[error("a result could not be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// A sentence with numbers in it.
fn counted(key: TextKey, numbers: &[(&'static str, &usize)]) -> String {
    let phrase = Phrase::new(key);
    let phrase = numbers.iter().fold(phrase, |phrase, (place, number)| {
        phrase.number(place, **number)
    });
    phrase.say(&PlainFormats)
}

impl CommandError {
    /// The exit code of this trouble.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Failed(failure) => code_of(failure),
            Self::Busy => BUSY,
            Self::NoPassphrase => LOCKED,
            Self::PassphrasesDiffer => USAGE,
            Self::NoSource | Self::NoSources => NOT_FOUND,
            Self::SomeFailed { code, .. } => *code,
            Self::Interrupted(signal) => signal.exit_code(),
            Self::NothingToCompare
            | Self::NumbersDiffer { .. }
            | Self::RecountDiffers { .. }
            | Self::RecountDisturbed
            | Self::AuditFault(_)
            | Self::NotDeleted
            | Self::NotForgotten => FAILED,
            Self::File { .. } => USAGE,
            Self::Terminal(_) | Self::Json(_) => FAILED,
        }
    }

    /// Whether the reader of our output left (`| head`): then there is nothing to complain about.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        match self {
            Self::Terminal(error) => error.kind() == io::ErrorKind::BrokenPipe,
            Self::Json(error) => error.io_error_kind() == Some(io::ErrorKind::BrokenPipe),
            _ => false,
        }
    }
}

impl From<AppError> for CommandError {
    fn from(error: AppError) -> Self {
        match error {
            error if error.is_home_in_use() => Self::Busy,
            AppError::NoSource => Self::NoSource,
            other => Self::Failed(other.into()),
        }
    }
}

/// The exit code of a failure.
pub(crate) fn code_of(failure: &Failure) -> u8 {
    if matches!(
        failure,
        Failure::Intercepted | Failure::NotDaybook | Failure::NotNexudus
    ) {
        return ELSEWHERE;
    }
    match failure.code() {
        FailureCode::Invalid => USAGE,
        FailureCode::NotFound => NOT_FOUND,
        FailureCode::SignInNeeded | FailureCode::CodeNeeded => SIGN_IN,
        FailureCode::Offline => OFFLINE,
        FailureCode::Locked | FailureCode::WrongPassphrase | FailureCode::KeyLost => LOCKED,
        FailureCode::Damaged => DAMAGED,
        FailureCode::StaleList | FailureCode::Other => FAILED,
    }
}
