//! The words for what went wrong: what happened, what is safe, what to do.

use crate::opening_hours::hours_phrase;
use crate::{Phrase, PhraseArg, PlainFormats, TextKey};
use model::failure::Failure;

/// The words for a failure.
#[must_use]
pub fn failure_phrase(failure: &Failure) -> Phrase {
    let with = |key: TextKey, place: &'static str, value: &str| {
        Phrase::new(key).with(place, PhraseArg::Text(value.to_owned()))
    };
    match failure {
        Failure::KeyStoreFailed { reason } => {
            with(TextKey::FailureKeyStoreFailed, "reason", reason)
        }
        Failure::VaultDamaged { reason } => with(TextKey::FailureVaultDamaged, "reason", reason),
        Failure::Forbidden { what } => with(TextKey::FailureForbidden, "what", what),
        Failure::Throttled { retry_after } => Phrase::new(TextKey::FailureThrottled)
            .with("when", PhraseArg::Say(Box::new(wait(*retry_after)))),
        Failure::ServerFault { status } => {
            with(TextKey::FailureServerFault, "status", &status.to_string())
        }
        Failure::AnswerMalformed { detail } => {
            with(TextKey::FailureAnswerMalformed, "detail", detail)
        }
        Failure::AddressUnusable { reason } => {
            with(TextKey::FailureAddressUnusable, "reason", reason)
        }
        Failure::ConnectionRefused { reason } => {
            with(TextKey::FailureConnectionRefused, "reason", reason)
        }
        Failure::AlreadyConnected { name } => with(TextKey::FailureAlreadyConnected, "name", name),
        Failure::SettingsUnusable { reason } => {
            with(TextKey::FailureSettingsUnusable, "reason", reason)
        }
        Failure::ViewFileUnusable { reason } => {
            with(TextKey::FailureViewFileUnusable, "reason", reason)
        }
        Failure::ExportTargetExists { path } => {
            with(TextKey::FailureExportTargetExists, "path", path)
        }
        Failure::ExportTargetForeign { path } => {
            with(TextKey::FailureExportTargetForeign, "path", path)
        }
        Failure::ExportTargetUnusable { path, reason } => {
            with(TextKey::FailureExportTargetUnusable, "path", path)
                .with("reason", PhraseArg::Text(reason.clone()))
        }
        Failure::ExportNoColumn { name, known } => {
            with(TextKey::FailureExportNoColumn, "name", name)
                .with("known", PhraseArg::Text(known.clone()))
        }
        Failure::SqlRefused { reason } => with(TextKey::FailureSqlRefused, "reason", reason),
        Failure::ExportTooManyPages { most } => {
            Phrase::count(TextKey::FailureExportTooManyPages, *most)
        }
        Failure::HoursUnusable { fault } => hours_phrase(fault),
        Failure::SqlTooSlow { seconds } => Phrase::count(TextKey::FailureSqlTooSlow, *seconds),
        Failure::CommandMalformed { detail } => {
            with(TextKey::FailureCommandMalformed, "detail", detail)
        }
        Failure::Recorded { text } => with(TextKey::FailureRecorded, "text", text),
        plain => plain_key(plain).into(),
    }
}

/// The words for a failure while somebody connects a source: nothing of it is on this laptop yet, so that
/// nothing is said of what is.
#[must_use]
pub fn connecting_phrase(failure: &Failure) -> Phrase {
    match failure {
        Failure::ServerOffline => TextKey::ConnectingOffline.into(),
        Failure::ServerTimedOut => TextKey::ConnectingTimedOut.into(),
        Failure::SignInNeeded => TextKey::ConnectingRefused.into(),
        other => failure_phrase(other),
    }
}

/// The key of a failure without arguments.
const fn plain_key(failure: &Failure) -> TextKey {
    match failure {
        Failure::HomeUnusable => TextKey::FailureHomeUnusable,
        Failure::HomeInUse => TextKey::FailureHomeInUse,
        Failure::Locked => TextKey::FailureLocked,
        Failure::Internal => TextKey::FailureInternal,
        Failure::WrongPassphrase => TextKey::FailureWrongPassphrase,
        Failure::PassphraseEmpty => TextKey::FailurePassphraseEmpty,
        Failure::PassphraseTooShort => TextKey::FailurePassphraseTooShort,
        Failure::AlreadyProtected => TextKey::FailureAlreadyProtected,
        Failure::KeyLost => TextKey::FailureKeyLost,
        Failure::KeyStoreLocked => TextKey::FailureKeyStoreLocked,
        Failure::KeyStoreSilent => TextKey::FailureKeyStoreSilent,
        Failure::KeyStoreFailed { .. } => TextKey::FailureKeyStoreFailed,
        Failure::KeyStoreForgot => TextKey::FailureKeyStoreForgot,
        Failure::OtherKeyStore => TextKey::FailureOtherKeyStore,
        Failure::VaultExists => TextKey::FailureVaultExists,
        Failure::VaultDamaged { .. } => TextKey::FailureVaultDamaged,
        Failure::VaultGone => TextKey::FailureVaultGone,
        Failure::RecoveryKeyMalformed => TextKey::FailureRecoveryKeyMalformed,
        Failure::RecoveryKeyWrong => TextKey::FailureRecoveryKeyWrong,
        Failure::VaultTooNew => TextKey::FailureVaultTooNew,
        Failure::NoRandomness => TextKey::FailureNoRandomness,
        Failure::StoreKeyWrong => TextKey::FailureStoreKeyWrong,
        Failure::StoreDamaged => TextKey::FailureStoreDamaged,
        Failure::StoreTooNew => TextKey::FailureStoreTooNew,
        Failure::StoreForeign => TextKey::FailureStoreForeign,
        Failure::StoreFailed => TextKey::FailureStoreFailed,
        Failure::DiskFull => TextKey::FailureDiskFull,
        Failure::ListReplaced => TextKey::FailureListReplaced,
        Failure::RowGone => TextKey::FailureRowGone,
        Failure::UnknownKind => TextKey::FailureUnknownKind,
        Failure::NoConversation => TextKey::FailureNoConversation,
        Failure::NoSource => TextKey::FailureNoSource,
        Failure::NoView => TextKey::FailureNoView,
        Failure::ViewNameTaken => TextKey::FailureViewNameTaken,
        Failure::ViewNameEmpty => TextKey::FailureViewNameEmpty,
        Failure::ViewNameTooLong => TextKey::FailureViewNameTooLong,
        Failure::ViewQueryEmpty => TextKey::FailureViewQueryEmpty,
        Failure::ViewFileTooNew => TextKey::FailureViewFileTooNew,
        Failure::ExportTargetExists { .. } => TextKey::FailureExportTargetExists,
        Failure::ExportTargetForeign { .. } => TextKey::FailureExportTargetForeign,
        Failure::ExportTargetUnusable { .. } => TextKey::FailureExportTargetUnusable,
        Failure::ExportNoColumn { .. } => TextKey::FailureExportNoColumn,
        Failure::ExportTooManyPages { .. } => TextKey::FailureExportTooManyPages,
        Failure::ExportNoColumns => TextKey::FailureExportNoColumns,
        Failure::ExportStopped => TextKey::FailureExportStopped,
        Failure::ExportChanged => TextKey::FailureExportChanged,
        Failure::ExportFailed => TextKey::FailureExportFailed,
        Failure::HandOverRuns => TextKey::FailureHandOverRuns,
        Failure::NoFileDialog => TextKey::FailureNoFileDialog,
        Failure::NoFolderShown => TextKey::FailureNoFolderShown,
        Failure::AuditNotKept => TextKey::FailureAuditNotKept,
        Failure::SqlRefused { .. } => TextKey::FailureSqlRefused,
        Failure::SqlTooSlow { .. } => TextKey::FailureSqlTooSlow,
        Failure::ViewFileUnusable { .. } => TextKey::FailureViewFileUnusable,
        Failure::ServerOffline => TextKey::FailureServerOffline,
        Failure::ServerTimedOut => TextKey::FailureServerTimedOut,
        Failure::SignInNeeded => TextKey::FailureSignInNeeded,
        Failure::Forbidden { .. } => TextKey::FailureForbidden,
        Failure::Throttled { .. } => TextKey::FailureThrottled,
        Failure::ServerFault { .. } => TextKey::FailureServerFault,
        Failure::AnswerMalformed { .. } => TextKey::FailureAnswerMalformed,
        Failure::AnswerTooLarge => TextKey::FailureAnswerTooLarge,
        Failure::FeedEndless => TextKey::FailureFeedEndless,
        Failure::Intercepted => TextKey::FailureIntercepted,
        Failure::NotDaybook => TextKey::FailureNotDaybook,
        Failure::NotNexudus => TextKey::FailureNotNexudus,
        Failure::CursorRejected => TextKey::FailureCursorRejected,
        Failure::AddressUnusable { .. } => TextKey::FailureAddressUnusable,
        Failure::ConnectionRefused { .. } => TextKey::FailureConnectionRefused,
        Failure::PasswordRefused => TextKey::FailurePasswordRefused,
        Failure::CodeNeeded => TextKey::FailureCodeNeeded,
        Failure::TokenLost => TextKey::FailureTokenLost,
        Failure::BoundElsewhere => TextKey::FailureBoundElsewhere,
        Failure::SignInLost => TextKey::FailureSignInLost,
        Failure::OtherStore => TextKey::FailureOtherStore,
        Failure::AlreadySyncing => TextKey::FailureAlreadySyncing,
        Failure::SyncStopped => TextKey::FailureSyncStopped,
        Failure::CountSuperseded => TextKey::FailureCountSuperseded,
        Failure::PracticeFailed => TextKey::FailurePracticeFailed,
        Failure::AlreadyConnected { .. } => TextKey::FailureAlreadyConnected,
        Failure::SourceNameTaken => TextKey::FailureSourceNameTaken,
        Failure::SourceNameEmpty => TextKey::FailureSourceNameEmpty,
        Failure::SourceNameTooLong => TextKey::FailureSourceNameTooLong,
        Failure::TokenEmpty => TextKey::FailureTokenEmpty,
        Failure::TokenMalformed => TextKey::FailureTokenMalformed,
        Failure::EmailMalformed => TextKey::FailureEmailMalformed,
        Failure::PasswordEmpty => TextKey::FailurePasswordEmpty,
        Failure::NotNexudusSource => TextKey::FailureNotNexudusSource,
        Failure::SameStore => TextKey::FailureSameStore,
        Failure::SettingsUnusable { .. } => TextKey::FailureSettingsUnusable,
        Failure::HoursUnusable { .. } => TextKey::FailureHoursUnusable,
        Failure::SearchTooLong => TextKey::FailureSearchTooLong,
        Failure::NoPracticeSpace => TextKey::FailureNoPracticeSpace,
        Failure::NoSuchDay => TextKey::FailureNoSuchDay,
        Failure::TagEmpty => TextKey::FailureTagEmpty,
        Failure::TagTooLong => TextKey::FailureTagTooLong,
        Failure::MarkNoText => TextKey::FailureMarkNoText,
        Failure::NoteEmpty => TextKey::FailureNoteEmpty,
        Failure::NoteTooLong => TextKey::FailureNoteTooLong,
        Failure::QueueEmpty => TextKey::FailureQueueEmpty,
        Failure::QueueTooLarge => TextKey::FailureQueueTooLarge,
        Failure::QueueNameTaken => TextKey::FailureQueueNameTaken,
        Failure::QueueNameUnusable => TextKey::FailureQueueNameUnusable,
        Failure::NoQueueFile => TextKey::FailureNoQueueFile,
        Failure::QueueFileTooNew => TextKey::FailureQueueFileTooNew,
        Failure::NoQueue => TextKey::FailureNoQueue,
        Failure::DeletionUnsupported => TextKey::FailureDeletionUnsupported,
        Failure::DeletionTooLarge => TextKey::FailureDeletionTooLarge,
        Failure::TracesStay => TextKey::FailureTracesStay,
        Failure::SetAsideStays => TextKey::FailureSetAsideStays,
        Failure::NoTheme => TextKey::FailureNoTheme,
        Failure::ThemeNameUnusable => TextKey::FailureThemeNameUnusable,
        Failure::ThemeNotSplit => TextKey::FailureThemeNotSplit,
        Failure::NoRule => TextKey::FailureNoRule,
        Failure::NoSpace => TextKey::FailureNoSpace,
        Failure::SpaceUnclear => TextKey::FailureSpaceUnclear,
        Failure::NoAnnotation => TextKey::FailureNoAnnotation,
        Failure::DayAhead => TextKey::FailureDayAhead,
        Failure::AnnotationEmpty => TextKey::FailureAnnotationEmpty,
        Failure::AnnotationUnusable => TextKey::FailureAnnotationUnusable,
        Failure::NobodyKnown => TextKey::FailureNobodyKnown,
        Failure::RuleBuiltIn => TextKey::FailureRuleBuiltIn,
        Failure::RuleNameTaken => TextKey::FailureRuleNameTaken,
        Failure::RuleNameUnusable => TextKey::FailureRuleNameUnusable,
        Failure::RuleQueryEmpty => TextKey::FailureRuleQueryEmpty,
        Failure::RuleNotUnderstood => TextKey::FailureRuleNotUnderstood,
        Failure::RuleDependsOnDay => TextKey::FailureRuleDependsOnDay,
        Failure::RuleOfRules => TextKey::FailureRuleOfRules,
        Failure::NoLead => TextKey::FailureNoLead,
        Failure::TooMuchToRemember => TextKey::FailureTooMuchToRemember,
        Failure::LinkRefused => TextKey::FailureLinkRefused,
        Failure::NotConfirmed => TextKey::FailureNotConfirmed,
        Failure::QuestionWaits => TextKey::FailureQuestionWaits,
        Failure::TextTooLong => TextKey::FailureTextTooLong,
        Failure::NoBrowser => TextKey::FailureNoBrowser,
        Failure::NoClipboard => TextKey::FailureNoClipboard,
        Failure::CommandMalformed { .. } => TextKey::FailureCommandMalformed,
        Failure::Recorded { .. } => TextKey::FailureRecorded,
        Failure::AnswerUnreadable => TextKey::BadAnswer,
        Failure::NoAnswer => TextKey::NoAnswer,
    }
}

/// When it goes on, in the unit of its size.
fn wait(seconds: Option<u64>) -> Phrase {
    match seconds.map(|seconds| seconds.max(1)) {
        None => TextKey::RetrySoon.into(),
        Some(seconds @ 1..=119) => Phrase::count(TextKey::RetrySeconds, seconds),
        Some(seconds) => Phrase::count(TextKey::RetryMinutes, seconds.div_ceil(60)),
    }
}

/// The words for a failure where there is no locale: in a terminal.
#[must_use]
pub fn failure_text(failure: &Failure) -> String {
    failure_phrase(failure).say(&PlainFormats)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_told_in_the_unit_of_its_size() {
        let cases = [
            (None, "goes on in a moment."),
            (Some(0), "goes on in a second."),
            (Some(1), "goes on in a second."),
            (Some(30), "goes on in 30 seconds."),
            (Some(3600), "goes on in about 60 minutes."),
        ];
        for (retry_after, expected) in cases {
            let words = failure_text(&Failure::Throttled { retry_after });
            assert!(words.ends_with(expected), "{words}");
        }
    }

    #[test]
    fn a_first_connection_that_fails_says_nothing_of_what_is_on_this_laptop() {
        let failures = [
            Failure::ServerOffline,
            Failure::ServerTimedOut,
            Failure::SignInNeeded,
        ];
        for failure in failures {
            let said = connecting_phrase(&failure).say(&PlainFormats);
            assert!(said.contains("Nothing was saved"), "{said}");
            assert!(
                !said.contains("laptop") && !said.contains("goes on"),
                "{said}"
            );
            assert_ne!(said, failure_text(&failure));
        }
    }

    #[test]
    fn arguments_stand_in_their_places() {
        let cases = [
            (
                Failure::AlreadyConnected {
                    name: "Harbour".to_owned(),
                },
                "This is connected already, as “Harbour”.",
            ),
            (
                Failure::ServerFault { status: 1502 },
                "The server failed (status 1502).",
            ),
            (
                Failure::SettingsUnusable {
                    reason: "a link must hold {id}".to_owned(),
                },
                "These settings cannot be used: a link must hold {id}.",
            ),
        ];
        for (failure, expected) in cases {
            let words = failure_text(&failure);
            assert!(words.starts_with(expected), "{words}");
        }
    }
}
