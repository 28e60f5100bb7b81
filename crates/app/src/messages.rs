//! The words for every error: what happened, what is safe, what to do. This is the only place where
//! an error becomes a [`Failure`].
//!
//! No message may hold a secret, a person's name or a piece of a conversation; text that a server
//! sent is never repeated here.

use crate::error::AppError;
use ::nexudus::SignInError;
use cache::{CacheError, OpenError};
use model::failure::{Code, Failure};
use sources::SourceError;
use sync::SyncError;
use vault::VaultError;

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        explain(&error)
    }
}

/// The words and the code for an error.
#[must_use]
pub fn explain(error: &AppError) -> Failure {
    match error {
        AppError::Home(_) | AppError::Files(_) => files(),
        AppError::Vault(error) => secrets(error),
        AppError::Open(error) => opening(error),
        AppError::Cache(error) => store(error),
        AppError::Source(error) => server(error),
        AppError::SignIn(SignInError::Source(error)) => server(error),
        AppError::SignIn(SignInError::CodeNeeded) => {
            failure(Code::CodeNeeded, SignInError::CodeNeeded.to_string())
        }
        AppError::SignIn(error) => failure(Code::SignInNeeded, error.to_string()),
        AppError::Sync(error) => run(error),
        AppError::Invalid(refusal) => failure(Code::Invalid, refusal.to_string()),
        AppError::AlreadyConnected { name } => failure(Code::Invalid, connected(name)),
        AppError::Settings { reason } => failure(
            Code::Invalid,
            format!("These settings cannot be used: {reason}. Nothing was changed."),
        ),
        other => plain(other),
    }
}

/// The name is the manager's own for a source, and the way out leads there.
fn connected(name: &str) -> String {
    format!(
        "This is connected already, as “{name}”. Nothing was saved, and nothing is counted twice. Use that source; to connect under another name, remove it first."
    )
}

fn failure(code: Code, message: impl Into<String>) -> Failure {
    Failure {
        code,
        message: message.into(),
    }
}

fn files() -> Failure {
    failure(
        Code::Other,
        "Daybook cannot use its folder. Nothing was changed. Check that the folder exists, that it belongs to you and that the disk is not full, then start again.",
    )
}

fn plain(error: &AppError) -> Failure {
    let (code, message) = match error {
        AppError::HomeInUse => (
            Code::Other,
            "Another Daybook uses this home, and one at a time may. Nothing was changed. Use the window that is open, or close it and try again.",
        ),
        AppError::Locked => (
            Code::Locked,
            "Daybook is locked. Your data is safe. Unlock it with your passphrase.",
        ),
        AppError::Practice(_) => (
            Code::Other,
            "The practice space could not be opened. Nothing else is affected. Try again; if it fails again, check that the disk is not full.",
        ),
        AppError::TokenLost(_) => (
            Code::SignInNeeded,
            "The token of this source is no longer in the key store. Everything synced so far is kept. Remove the source and connect it again with a new token.",
        ),
        AppError::SignInLost(_) => (
            Code::SignInNeeded,
            "The sign-in of this account is no longer in the key store. Everything synced so far is kept. Sign in again: on the account's page, or with `source sign-in` in a terminal.",
        ),
        AppError::AlreadySyncing => (
            Code::Other,
            "This source syncs already. Nothing is wrong: wait until it has finished.",
        ),
        AppError::Stopped => (
            Code::Other,
            "The sync was stopped. What arrived is kept, and the next sync goes on from there.",
        ),
        AppError::UnknownKind => (
            Code::Other,
            "This source was made by a newer Daybook, and this one does not know its kind of server. What was synced so far is kept. Install the newest version, or remove the source.",
        ),
        AppError::NoConversation => (
            Code::NotFound,
            "There is no such conversation on this laptop. It may have been deleted on the server, or not been synced yet.",
        ),
        AppError::NoSource => (
            Code::NotFound,
            "There is no source of this name. `source list` shows those that exist.",
        ),
        _ => (
            Code::Other,
            "Something went wrong inside Daybook. Your data is safe. Try again; if it fails again, restart Daybook.",
        ),
    };
    failure(code, message)
}

fn secrets(error: &VaultError) -> Failure {
    let code = match error {
        VaultError::WrongPassphrase => Code::WrongPassphrase,
        VaultError::KeyLost => Code::KeyLost,
        VaultError::StoreLocked | VaultError::StoreUnavailable => Code::Locked,
        VaultError::EmptyPassphrase => Code::Invalid,
        VaultError::Io(_) => return files(),
        _ => Code::Other,
    };
    // The vault writes its errors for people, free of secrets and paths.
    failure(code, error.to_string())
}

fn opening(error: &OpenError) -> Failure {
    let (code, message) = match error {
        OpenError::InUse => return plain(&AppError::HomeInUse),
        OpenError::WrongKey { .. } => (
            Code::KeyLost,
            "The store on this laptop does not open with its key. Your server still holds every conversation. Set this laptop up again from Daybook's window: it makes a new store, and you connect your servers again.",
        ),
        OpenError::NewerSchema { .. } => (
            Code::Other,
            "This home was written by a newer Daybook. Nothing was changed. Install the newest version and open it with that.",
        ),
        OpenError::NotEncrypted { .. } | OpenError::NotDaybook { .. } => (
            Code::Other,
            "A database in this home is not one of Daybook's. It was not touched. Move it out of the folder and start again.",
        ),
        _ => return files(),
    };
    failure(code, message)
}

fn store(error: &CacheError) -> Failure {
    let (code, message) = match error {
        CacheError::InUse => return plain(&AppError::HomeInUse),
        CacheError::NameTaken { .. } => (
            Code::Invalid,
            "There is a source of this name already. Nothing was saved. Choose another name.",
        ),
        CacheError::StaleList => (
            Code::StaleList,
            "This list has been replaced by a newer one. Open it again.",
        ),
        CacheError::NotFound => (Code::NotFound, "It is no longer on this laptop."),
        CacheError::Full => (
            Code::Other,
            "The disk is full. What was synced so far is kept and can be read. Free some space, then sync again.",
        ),
        _ => (
            Code::Other,
            "The store on this laptop did not answer. What was synced so far is kept. Try again; if it fails again, restart Daybook.",
        ),
    };
    failure(code, message)
}

fn server(error: &SourceError) -> Failure {
    let code = match error {
        SourceError::Offline | SourceError::TimedOut => Code::Offline,
        SourceError::SignInNeeded | SourceError::Forbidden { .. } => Code::SignInNeeded,
        SourceError::BadUrl { .. } | SourceError::NotDaybook | SourceError::NotNexudus => {
            Code::Invalid
        }
        _ => Code::Other,
    };
    // The sources crate writes its errors for people, and keeps what a server sent out of them.
    failure(code, error.to_string())
}

fn run(error: &SyncError) -> Failure {
    match error {
        SyncError::Cancelled => plain(&AppError::Stopped),
        SyncError::Source(error) => server(error),
        SyncError::Cache(error) => store(error),
        SyncError::DifferentServer { .. } => failure(Code::Other, error.to_string()),
        SyncError::NoSuchSource => plain(&AppError::NoSource),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::InputRefusal;
    use model::SourceId;

    fn everything() -> Vec<(AppError, Code)> {
        let forbidden = SourceError::Forbidden {
            what: "read conversations".to_owned(),
        };
        let elsewhere = SyncError::DifferentServer {
            expected: "store-1".to_owned(),
            found: "store-2".to_owned(),
        };
        vec![
            (AppError::HomeInUse, Code::Other),
            (AppError::Locked, Code::Locked),
            (VaultError::WrongPassphrase.into(), Code::WrongPassphrase),
            (VaultError::KeyLost.into(), Code::KeyLost),
            (VaultError::StoreUnavailable.into(), Code::Locked),
            (
                OpenError::WrongKey { file: "cache.db" }.into(),
                Code::KeyLost,
            ),
            (OpenError::InUse.into(), Code::Other),
            (
                CacheError::NameTaken {
                    name: "Zoë".to_owned(),
                }
                .into(),
                Code::Invalid,
            ),
            (CacheError::StaleList.into(), Code::StaleList),
            (CacheError::Full.into(), Code::Other),
            (SourceError::Offline.into(), Code::Offline),
            (SourceError::TimedOut.into(), Code::Offline),
            (SourceError::SignInNeeded.into(), Code::SignInNeeded),
            (forbidden.into(), Code::SignInNeeded),
            (SourceError::NotDaybook.into(), Code::Invalid),
            (SourceError::NotNexudus.into(), Code::Invalid),
            (SignInError::Refused.into(), Code::SignInNeeded),
            (SignInError::CodeNeeded.into(), Code::CodeNeeded),
            (
                SignInError::Source(SourceError::Offline).into(),
                Code::Offline,
            ),
            (SyncError::Cancelled.into(), Code::Other),
            (
                SyncError::Source(SourceError::Offline).into(),
                Code::Offline,
            ),
            (elsewhere.into(), Code::Other),
            (AppError::TokenLost(SourceId(1)), Code::SignInNeeded),
            (AppError::SignInLost(SourceId(1)), Code::SignInNeeded),
            (AppError::AlreadySyncing, Code::Other),
            (AppError::UnknownKind, Code::Other),
            (AppError::NoConversation, Code::NotFound),
            (AppError::NoSource, Code::NotFound),
            (InputRefusal::TokenEmpty.into(), Code::Invalid),
            (
                AppError::AlreadyConnected {
                    name: "Harbour".to_owned(),
                },
                Code::Invalid,
            ),
            (
                AppError::Settings {
                    reason: "a link must begin with https:// and hold {id}".to_owned(),
                },
                Code::Invalid,
            ),
        ]
    }

    #[test]
    fn every_error_has_the_code_that_the_interface_acts_on() {
        for (error, code) in everything() {
            assert_eq!(explain(&error).code, code, "{error:?}");
        }
    }

    #[test]
    fn every_failure_speaks_in_sentences_and_keeps_names_to_itself() {
        for (error, _) in everything() {
            let message = explain(&error).message;
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
