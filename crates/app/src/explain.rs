//! What crosses the border of an error: which failure it is, and its arguments. This is the only place
//! where an error becomes a [`Failure`]; the words for it are in the catalogue.
//!
//! No argument may hold a secret, a person's name or a piece of a conversation; text that a server
//! sent is never repeated here.

use crate::error::{AppError, InputRefusal};
use ::nexudus::SignInError;
use cache::{CacheError, OpenError};
use export::ExportError;
use model::failure::Failure;
use sources::SourceError;
use sync::SyncError;
use vault::VaultError;

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        explain(&error)
    }
}

/// The failure that an error is to a person.
#[must_use]
pub fn explain(error: &AppError) -> Failure {
    match error {
        AppError::Home(_) | AppError::Files(_) => Failure::HomeUnusable,
        AppError::HomeInUse => Failure::HomeInUse,
        AppError::Locked => Failure::Locked,
        AppError::Vault(error) => secrets(error),
        AppError::Open(error) => opening(error),
        AppError::Cache(error) => store(error),
        AppError::Export(error) => handing_over(error),
        AppError::AuditNotKept(_) => Failure::AuditNotKept,
        AppError::HandOverRuns => Failure::HandOverRuns,
        AppError::Source(error) => server(error),
        AppError::SignIn(error) => sign_in(error),
        AppError::Sync(error) => run(error),
        AppError::Practice(_) => Failure::PracticeFailed,
        AppError::TokenLost(_) => Failure::TokenLost,
        AppError::BoundElsewhere(_) => Failure::BoundElsewhere,
        AppError::SignInLost(_) => Failure::SignInLost,
        AppError::AlreadySyncing => Failure::AlreadySyncing,
        AppError::Stopped => Failure::SyncStopped,
        AppError::Superseded => Failure::CountSuperseded,
        AppError::UnknownKind => Failure::UnknownKind,
        AppError::NoConversation => Failure::NoConversation,
        AppError::NoSource => Failure::NoSource,
        AppError::NoSpace => Failure::NoSpace,
        AppError::NoAnnotation => Failure::NoAnnotation,
        AppError::SpaceUnclear => Failure::SpaceUnclear,
        AppError::Hours(fault) => Failure::HoursUnusable {
            fault: fault.clone(),
        },
        AppError::NoView => Failure::NoView,
        // What a parser says of a file names fields and places, and nothing that stands in it.
        AppError::ViewFile(error) => Failure::ViewFileUnusable {
            reason: error.to_string(),
        },
        AppError::NoQueue => Failure::NoQueue,
        AppError::NoRule => Failure::NoRule,
        AppError::NoTheme => Failure::NoTheme,
        AppError::NobodyKnown => Failure::NobodyKnown,
        // The name is the manager's own for a source, and the way out leads there.
        AppError::AlreadyConnected { name } => Failure::AlreadyConnected { name: name.clone() },
        AppError::Settings { reason } => Failure::SettingsUnusable {
            reason: reason.clone(),
        },
        AppError::Invalid(refusal) => typed(*refusal),
        AppError::Task(_) | AppError::Json(_) => Failure::Internal,
    }
}

fn typed(refusal: InputRefusal) -> Failure {
    match refusal {
        InputRefusal::NameEmpty => Failure::SourceNameEmpty,
        InputRefusal::NameTooLong => Failure::SourceNameTooLong,
        InputRefusal::TokenEmpty => Failure::TokenEmpty,
        InputRefusal::TokenMalformed => Failure::TokenMalformed,
        InputRefusal::EmailMalformed => Failure::EmailMalformed,
        InputRefusal::PasswordEmpty => Failure::PasswordEmpty,
        InputRefusal::NoAccount => Failure::NotNexudusSource,
        InputRefusal::SameStore => Failure::SameStore,
        InputRefusal::SearchTooLong => Failure::SearchTooLong,
        InputRefusal::NoPracticeSpace => Failure::NoPracticeSpace,
        InputRefusal::NoSuchDay => Failure::NoSuchDay,
        InputRefusal::DayAhead => Failure::DayAhead,
        InputRefusal::AnnotationEmpty => Failure::AnnotationEmpty,
        InputRefusal::AnnotationUnusable => Failure::AnnotationUnusable,
        InputRefusal::TagEmpty => Failure::TagEmpty,
        InputRefusal::TagTooLong => Failure::TagTooLong,
        InputRefusal::MarkNoText => Failure::MarkNoText,
        InputRefusal::NoteEmpty => Failure::NoteEmpty,
        InputRefusal::NoteTooLong => Failure::NoteTooLong,
        InputRefusal::ViewNameEmpty => Failure::ViewNameEmpty,
        InputRefusal::ViewNameTooLong => Failure::ViewNameTooLong,
        InputRefusal::ViewQueryEmpty => Failure::ViewQueryEmpty,
        InputRefusal::ViewFileTooNew => Failure::ViewFileTooNew,
        InputRefusal::QueueEmpty => Failure::QueueEmpty,
        InputRefusal::QueueTooLarge => Failure::QueueTooLarge,
        InputRefusal::QueueNameTaken => Failure::QueueNameTaken,
        InputRefusal::QueueNameUnusable => Failure::QueueNameUnusable,
        InputRefusal::NoQueueFile => Failure::NoQueueFile,
        InputRefusal::DeletionUnsupported => Failure::DeletionUnsupported,
        InputRefusal::DeletionTooLarge => Failure::DeletionTooLarge,
        InputRefusal::QueueFileTooNew => Failure::QueueFileTooNew,
        InputRefusal::RuleBuiltIn => Failure::RuleBuiltIn,
        InputRefusal::RuleNameTaken => Failure::RuleNameTaken,
        InputRefusal::RuleNameUnusable => Failure::RuleNameUnusable,
        InputRefusal::ThemeNameUnusable => Failure::ThemeNameUnusable,
        InputRefusal::ThemeNotSplit => Failure::ThemeNotSplit,
        InputRefusal::RuleQueryEmpty => Failure::RuleQueryEmpty,
        InputRefusal::RuleNotUnderstood => Failure::RuleNotUnderstood,
        InputRefusal::RuleDependsOnDay => Failure::RuleDependsOnDay,
        InputRefusal::RuleOfRules => Failure::RuleOfRules,
        InputRefusal::PassphraseTooShort => Failure::PassphraseTooShort,
        InputRefusal::TooMuchToRemember => Failure::TooMuchToRemember,
        InputRefusal::LinkRefused => Failure::LinkRefused,
        InputRefusal::TextTooLong => Failure::TextTooLong,
        InputRefusal::AlreadyProtected => Failure::AlreadyProtected,
        InputRefusal::OtherRecoveryKey => Failure::RecoveryKeyWrong,
    }
}

fn secrets(error: &VaultError) -> Failure {
    match error {
        VaultError::WrongPassphrase => Failure::WrongPassphrase,
        VaultError::EmptyPassphrase => Failure::PassphraseEmpty,
        VaultError::KeyLost => Failure::KeyLost,
        VaultError::StoreLocked => Failure::KeyStoreLocked,
        VaultError::StoreUnavailable => Failure::KeyStoreSilent,
        // The vault keeps secrets and paths out of these two.
        VaultError::StoreFailed { reason } => Failure::KeyStoreFailed {
            reason: reason.clone(),
        },
        VaultError::Damaged { reason } => Failure::VaultDamaged {
            reason: (*reason).to_owned(),
        },
        VaultError::Gone => Failure::VaultGone,
        VaultError::NoRecoveryKey => Failure::RecoveryKeyMalformed,
        VaultError::NotKept => Failure::KeyStoreForgot,
        VaultError::OtherBackend => Failure::OtherKeyStore,
        VaultError::AlreadyExists => Failure::VaultExists,
        VaultError::NewerVersion => Failure::VaultTooNew,
        VaultError::NoRandomness => Failure::NoRandomness,
        VaultError::Io(_) => Failure::HomeUnusable,
    }
}

fn opening(error: &OpenError) -> Failure {
    match error {
        OpenError::InUse => Failure::HomeInUse,
        OpenError::WrongKey { .. } => Failure::StoreKeyWrong,
        OpenError::Damaged { .. } => Failure::StoreDamaged,
        OpenError::Full => Failure::DiskFull,
        OpenError::NewerSchema { .. } => Failure::StoreTooNew,
        OpenError::NotEncrypted { .. } | OpenError::NotDaybook { .. } => Failure::StoreForeign,
        _ => Failure::HomeUnusable,
    }
}

fn store(error: &CacheError) -> Failure {
    match error {
        CacheError::InUse => Failure::HomeInUse,
        CacheError::NameTaken { .. } => Failure::SourceNameTaken,
        CacheError::ViewNameTaken => Failure::ViewNameTaken,
        CacheError::StaleList => Failure::ListReplaced,
        CacheError::NotFound => Failure::RowGone,
        CacheError::SqlRefused { reason } => Failure::SqlRefused {
            reason: reason.clone(),
        },
        CacheError::SqlTooSlow { seconds } => Failure::SqlTooSlow { seconds: *seconds },
        CacheError::Full => Failure::DiskFull,
        CacheError::Damaged { .. } => Failure::StoreDamaged,
        CacheError::SetAsideStays(_) => Failure::SetAsideStays,
        CacheError::TracesStay => Failure::TracesStay,
        _ => Failure::StoreFailed,
    }
}

/// A path is the manager's own word for a place.
fn handing_over(error: &ExportError) -> Failure {
    match error {
        ExportError::TargetExists { path } => Failure::ExportTargetExists {
            path: path.display().to_string(),
        },
        ExportError::TargetForeign { path } => Failure::ExportTargetForeign {
            path: path.display().to_string(),
        },
        ExportError::Target { path, source } => Failure::ExportTargetUnusable {
            path: path.display().to_string(),
            reason: source.to_string(),
        },
        ExportError::NoColumn { name, known } => Failure::ExportNoColumn {
            name: name.clone(),
            known: known.clone(),
        },
        ExportError::NoColumns => Failure::ExportNoColumns,
        ExportError::TooManyPages { most } => Failure::ExportTooManyPages {
            most: u64::try_from(*most).unwrap_or(u64::MAX),
        },
        ExportError::Stopped => Failure::ExportStopped,
        ExportError::Changed => Failure::ExportChanged,
        ExportError::Cache(error) => store(error),
        ExportError::Files(error) if error.kind() == std::io::ErrorKind::StorageFull => {
            Failure::DiskFull
        }
        _ => Failure::ExportFailed,
    }
}

fn sign_in(error: &SignInError) -> Failure {
    match error {
        SignInError::Refused => Failure::PasswordRefused,
        SignInError::CodeNeeded => Failure::CodeNeeded,
        SignInError::Source(error) => server(error),
    }
}

/// The sources crate keeps what a server sent out of its errors.
fn server(error: &SourceError) -> Failure {
    match error {
        SourceError::Offline => Failure::ServerOffline,
        SourceError::TimedOut => Failure::ServerTimedOut,
        SourceError::SignInNeeded => Failure::SignInNeeded,
        SourceError::Forbidden { what } => Failure::Forbidden { what: what.clone() },
        SourceError::Throttled { retry_after } => Failure::Throttled {
            retry_after: retry_after.map(|wait| wait.as_secs()),
        },
        SourceError::ServerFault { status } => Failure::ServerFault { status: *status },
        SourceError::Malformed { detail } => Failure::AnswerMalformed {
            detail: detail.clone(),
        },
        SourceError::TooLarge => Failure::AnswerTooLarge,
        SourceError::Intercepted => Failure::Intercepted,
        SourceError::NotDaybook => Failure::NotDaybook,
        SourceError::NotNexudus => Failure::NotNexudus,
        SourceError::CursorRejected => Failure::CursorRejected,
        SourceError::BadUrl { reason } => Failure::AddressUnusable {
            reason: reason.clone(),
        },
        SourceError::Refused { reason } => Failure::ConnectionRefused {
            reason: reason.clone(),
        },
    }
}

fn run(error: &SyncError) -> Failure {
    match error {
        SyncError::Cancelled => Failure::SyncStopped,
        SyncError::Source(error) => server(error),
        SyncError::Cache(error) => store(error),
        SyncError::DifferentServer { .. } => Failure::OtherStore,
        SyncError::EndlessFeed => Failure::FeedEndless,
        SyncError::NoSuchSource => Failure::NoSource,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use catalogue::failure_text;
    use model::SourceId;
    use model::failure::FailureCode;

    fn everything() -> Vec<(AppError, FailureCode)> {
        let forbidden = SourceError::Forbidden {
            what: "read conversations".to_owned(),
        };
        let elsewhere = SyncError::DifferentServer {
            expected: "store-1".to_owned(),
            found: "store-2".to_owned(),
        };
        vec![
            (AppError::HomeInUse, FailureCode::Other),
            (AppError::Locked, FailureCode::Locked),
            (
                VaultError::WrongPassphrase.into(),
                FailureCode::WrongPassphrase,
            ),
            (VaultError::KeyLost.into(), FailureCode::KeyLost),
            (VaultError::StoreUnavailable.into(), FailureCode::Locked),
            (
                OpenError::WrongKey { file: "cache.db" }.into(),
                FailureCode::KeyLost,
            ),
            (OpenError::InUse.into(), FailureCode::Other),
            (
                OpenError::Damaged { file: "cache.db" }.into(),
                FailureCode::Damaged,
            ),
            (
                CacheError::Damaged { what: "a page" }.into(),
                FailureCode::Damaged,
            ),
            (
                CacheError::NameTaken {
                    name: "Zoë".to_owned(),
                }
                .into(),
                FailureCode::Invalid,
            ),
            (CacheError::StaleList.into(), FailureCode::StaleList),
            (CacheError::Full.into(), FailureCode::Other),
            (SourceError::Offline.into(), FailureCode::Offline),
            (SourceError::TimedOut.into(), FailureCode::Offline),
            (SourceError::SignInNeeded.into(), FailureCode::SignInNeeded),
            (forbidden.into(), FailureCode::SignInNeeded),
            (SourceError::Intercepted.into(), FailureCode::Other),
            (SourceError::NotDaybook.into(), FailureCode::Invalid),
            (SourceError::NotNexudus.into(), FailureCode::Invalid),
            (SignInError::Refused.into(), FailureCode::SignInNeeded),
            (SignInError::CodeNeeded.into(), FailureCode::CodeNeeded),
            (
                SignInError::Source(SourceError::Offline).into(),
                FailureCode::Offline,
            ),
            (SyncError::Cancelled.into(), FailureCode::Other),
            (
                SyncError::Source(SourceError::Offline).into(),
                FailureCode::Offline,
            ),
            (elsewhere.into(), FailureCode::Other),
            (AppError::TokenLost(SourceId(1)), FailureCode::SignInNeeded),
            (AppError::SignInLost(SourceId(1)), FailureCode::SignInNeeded),
            (
                AppError::BoundElsewhere(SourceId(1)),
                FailureCode::SignInNeeded,
            ),
            (AppError::AlreadySyncing, FailureCode::Other),
            (AppError::UnknownKind, FailureCode::Other),
            (AppError::NoConversation, FailureCode::NotFound),
            (AppError::NoSource, FailureCode::NotFound),
            (InputRefusal::TokenEmpty.into(), FailureCode::Invalid),
            (
                AppError::AlreadyConnected {
                    name: "Harbour".to_owned(),
                },
                FailureCode::Invalid,
            ),
            (
                AppError::Settings {
                    reason: "a link must begin with https:// and hold {id}".to_owned(),
                },
                FailureCode::Invalid,
            ),
        ]
    }

    #[test]
    fn every_error_has_the_code_that_the_interface_acts_on() {
        for (error, code) in everything() {
            assert_eq!(explain(&error).code(), code, "{error:?}");
        }
    }

    #[test]
    fn every_failure_speaks_in_sentences_and_keeps_names_to_itself() {
        for (error, _) in everything() {
            let message = failure_text(&explain(&error));
            assert!(
                message.ends_with('.') && message.len() > 30,
                "{error:?}: {message}"
            );
            for private in ["Zoë", "store-1", "store-2", "cache.db"] {
                assert!(!message.contains(private), "{error:?}: {message}");
            }
        }
    }
}
