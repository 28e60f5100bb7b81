//! What went wrong, as it crosses a border: a code and its arguments, never words.

use crate::sample::text;
use crate::{is_written, stands};
use daybook_model::failure::{Failure, FailureCode};
use daybook_model::opening_hours::{HoursFault, HoursProblem};

fn with_arguments() -> Vec<Failure> {
    vec![
        Failure::KeyStoreFailed {
            reason: text("no answer"),
        },
        Failure::VaultDamaged {
            reason: text("no salt"),
        },
        Failure::HoursUnusable {
            fault: HoursFault {
                part: text("09:00-25:00"),
                problem: HoursProblem::NoSuchTime,
            },
        },
        Failure::Forbidden {
            what: text("may not read conversations"),
        },
        Failure::Throttled {
            retry_after: Some(30),
        },
        Failure::Throttled { retry_after: None },
        Failure::ServerFault { status: 503 },
        Failure::AnswerMalformed {
            detail: text("no cursor"),
        },
        Failure::AddressUnusable {
            reason: text("no host"),
        },
        Failure::ConnectionRefused {
            reason: text("plain HTTP"),
        },
        Failure::AlreadyConnected { name: text("Main") },
        Failure::SettingsUnusable {
            reason: text("no such zone"),
        },
        Failure::CommandMalformed {
            detail: text("no list"),
        },
        Failure::ViewFileUnusable {
            reason: text("no name"),
        },
        Failure::ExportTargetExists {
            path: text("/somewhere/leads.csv"),
        },
        Failure::ExportTargetForeign {
            path: text("/somewhere/letters"),
        },
        Failure::ExportTargetUnusable {
            path: text("/somewhere/leads.csv"),
            reason: text("permission denied"),
        },
        Failure::ExportNoColumn {
            name: text("colour"),
            known: text("subject, channel"),
        },
        Failure::SqlTooSlow { seconds: 60 },
        Failure::SqlRefused {
            reason: text("no such column: colour"),
        },
        Failure::Recorded {
            text: text("The server failed."),
        },
    ]
}

fn bare() -> Vec<Failure> {
    vec![
        Failure::HomeUnusable,
        Failure::HomeInUse,
        Failure::Locked,
        Failure::Internal,
        Failure::WrongPassphrase,
        Failure::PassphraseEmpty,
        Failure::PassphraseTooShort,
        Failure::AlreadyProtected,
        Failure::KeyLost,
        Failure::KeyStoreLocked,
        Failure::KeyStoreSilent,
        Failure::KeyStoreForgot,
        Failure::OtherKeyStore,
        Failure::VaultExists,
        Failure::VaultGone,
        Failure::RecoveryKeyMalformed,
        Failure::RecoveryKeyWrong,
        Failure::VaultTooNew,
        Failure::NoRandomness,
        Failure::StoreKeyWrong,
        Failure::StoreDamaged,
        Failure::StoreTooNew,
        Failure::StoreForeign,
        Failure::StoreFailed,
        Failure::DiskFull,
        Failure::ListReplaced,
        Failure::RowGone,
        Failure::NoConversation,
        Failure::NoSource,
        Failure::NoView,
        Failure::ViewNameTaken,
        Failure::ViewNameEmpty,
        Failure::ViewNameTooLong,
        Failure::ViewQueryEmpty,
        Failure::ViewFileTooNew,
        Failure::ServerOffline,
        Failure::ServerTimedOut,
        Failure::SignInNeeded,
        Failure::AnswerTooLarge,
        Failure::FeedEndless,
        Failure::Intercepted,
        Failure::NotDaybook,
        Failure::NotNexudus,
        Failure::CursorRejected,
        Failure::PasswordRefused,
        Failure::CodeNeeded,
        Failure::TokenLost,
        Failure::BoundElsewhere,
        Failure::SignInLost,
        Failure::OtherStore,
        Failure::AlreadySyncing,
        Failure::SyncStopped,
        Failure::CountSuperseded,
        Failure::PracticeFailed,
        Failure::SourceNameTaken,
        Failure::SourceNameEmpty,
        Failure::SourceNameTooLong,
        Failure::TokenEmpty,
        Failure::TokenMalformed,
        Failure::EmailMalformed,
        Failure::PasswordEmpty,
        Failure::NotNexudusSource,
        Failure::SameStore,
        Failure::SearchTooLong,
        Failure::NoPracticeSpace,
        Failure::NoSuchDay,
        Failure::TagEmpty,
        Failure::TagTooLong,
        Failure::MarkNoText,
        Failure::NoteEmpty,
        Failure::NoteTooLong,
        Failure::QueueEmpty,
        Failure::QueueTooLarge,
        Failure::QueueNameTaken,
        Failure::QueueNameUnusable,
        Failure::NoQueueFile,
        Failure::QueueFileTooNew,
        Failure::NoQueue,
        Failure::DeletionUnsupported,
        Failure::DeletionTooLarge,
        Failure::TracesStay,
        Failure::SetAsideStays,
        Failure::NoRule,
        Failure::NoSpace,
        Failure::SpaceUnclear,
        Failure::NoAnnotation,
        Failure::DayAhead,
        Failure::AnnotationEmpty,
        Failure::AnnotationUnusable,
        Failure::NoTheme,
        Failure::ThemeNameUnusable,
        Failure::ThemeNotSplit,
        Failure::NobodyKnown,
        Failure::RuleBuiltIn,
        Failure::RuleNameTaken,
        Failure::RuleNameUnusable,
        Failure::RuleQueryEmpty,
        Failure::RuleNotUnderstood,
        Failure::RuleDependsOnDay,
        Failure::RuleOfRules,
        Failure::NoLead,
        Failure::ExportNoColumns,
        Failure::ExportTooManyPages { most: 5_000 },
        Failure::ExportStopped,
        Failure::ExportChanged,
        Failure::ExportFailed,
        Failure::AuditNotKept,
        Failure::TooMuchToRemember,
        Failure::LinkRefused,
        Failure::NotConfirmed,
        Failure::QuestionWaits,
        Failure::TextTooLong,
        Failure::NoBrowser,
        Failure::NoClipboard,
        Failure::AnswerUnreadable,
        Failure::NoAnswer,
    ]
}

#[test]
fn failures() {
    stands! {
        "Failure-bare": bare(),
        "Failure-with-arguments": with_arguments(),
    }
}

#[test]
fn what_an_interface_does() {
    is_written! {
        "FailureCode": [
            FailureCode::Locked,
            FailureCode::WrongPassphrase,
            FailureCode::KeyLost,
            FailureCode::Damaged,
            FailureCode::StaleList,
            FailureCode::NotFound,
            FailureCode::SignInNeeded,
            FailureCode::CodeNeeded,
            FailureCode::Offline,
            FailureCode::Invalid,
            FailureCode::Other,
        ],
    }
}
