//! The commands: arguments in, exit code out. Results go to stdout, everything else to stderr. Nothing
//! personal and no secret is printed, but for the text of a token that was just made.

mod backup;
mod config;
mod dead_letters;
mod fill;
mod fill_progress;
mod process;
mod serve;
mod settings;
mod show;
mod space;
mod stale;
mod store;
mod token;

use ::server::deletion_log::BadTombstone;
use ::server::dialogues::ImportError;
use ::server::{FieldError, SettingsError, StoreError};
use clap::{Parser, Subcommand};
use std::process::ExitCode;

const FAILED: u8 = 1;
const USAGE: u8 = 2;
const BAD_INPUT: u8 = 3;
const REFUSED: u8 = 4;
const BAD_SETTINGS: u8 = 5;

const AFTER_HELP: &str = "Settings come from a file (--config), over it the environment \
(DAYBOOK_SERVER_*), over both the flags.
`daybook-server config keys` lists them all.

Exit codes:
  0  done
  1  failed (the file, the disk, the network); nothing is half-written
  2  the arguments cannot be understood
  3  an imported file, or one of tombstones, has a bad line; nothing of it was used
  4  refused: the store is not empty, half filled, newer than this program, damaged, or of another
     kind; or there is a file where one was to be made
  5  the settings cannot be used; the message says where, which key and what is allowed";

/// Where conversations live and outcomes are tied to them.
#[derive(Parser)]
#[command(name = "daybook-server", version, after_help = AFTER_HELP)]
struct ServerArguments {
    #[command(flatten)]
    common: settings::CommonArgs,
    #[command(subcommand)]
    command: ServerCommand,
}

#[derive(Subcommand)]
enum ServerCommand {
    /// Serve a store over HTTP until interrupted; the address is printed on stderr.
    Serve(serve::ServeArgs),
    /// Check and print the settings.
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Make, list and revoke access tokens.
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Make spaces.
    #[command(subcommand)]
    Space(space::SpaceCommand),
    /// List, replay and drop deliveries that named a session nobody knew.
    #[command(subcommand)]
    DeadLetters(dead_letters::DeadLetterCommand),
    /// End the conversations that went quiet; a running server does so by itself.
    EndStale(stale::EndStale),
    /// Copy the store into a file, also while it is served.
    Backup(backup::BackupArgs),
    /// Put a backup back as a new store, the one that --db names.
    Restore(backup::RestoreArgs),
    /// Print what was deleted for privacy, a line each with no personal data, for restore --forget.
    Tombstones,
    /// Delete again what another store deleted (its tombstones), after a store was put back by other
    /// means (pg_restore); no server may run on it.
    Forget(backup::ForgetArgs),
    /// Make a store that was put back by other means (pg_restore) another one, so that readers begin
    /// anew; no server may run on it.
    RenewId,
    /// Print what the store holds, for eyes.
    Stats,
    /// Print what the store holds, as one line of JSON.
    Counts,
    /// Fill an empty store with the practice space; one that was cut short goes on where it stopped.
    Practice(fill::PracticeArgs),
    /// Import recorded dialogues into a space; importing twice counts once.
    ImportDialogues(fill::ImportArgs),
}

/// Runs the program.
pub(crate) async fn main() -> ExitCode {
    process::guard();
    let arguments = ServerArguments::parse();
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            process::say(&format!("{error:#}"));
            ExitCode::from(exit_code(&error))
        }
    }
}

async fn run(arguments: ServerArguments) -> anyhow::Result<()> {
    let common = arguments.common;
    match arguments.command {
        ServerCommand::Serve(serve) => serve::run(&common, serve).await,
        ServerCommand::Config(command) => config::run(&common, &command),
        ServerCommand::Token(command) => token::run(&common, command).await,
        ServerCommand::Space(command) => space::run(&common, command).await,
        ServerCommand::DeadLetters(command) => dead_letters::run(&common, command).await,
        ServerCommand::EndStale(arguments) => stale::run(&common, arguments).await,
        ServerCommand::Backup(arguments) => backup::back_up(&common, arguments).await,
        ServerCommand::Restore(arguments) => backup::restore(&common, arguments).await,
        ServerCommand::Tombstones => backup::tombstones(&common).await,
        ServerCommand::Forget(arguments) => backup::forget(&common, arguments).await,
        ServerCommand::RenewId => backup::renew_id(&common).await,
        ServerCommand::Stats => show::stats(&common).await,
        ServerCommand::Counts => show::counts(&common).await,
        ServerCommand::Practice(practice) => fill::practice(&common, practice).await,
        ServerCommand::ImportDialogues(import) => fill::import(&common, import).await,
    }
}

fn exit_code(error: &anyhow::Error) -> u8 {
    if error.is::<FieldError>() {
        return USAGE;
    }
    if error.is::<BadTombstone>() {
        return BAD_INPUT;
    }
    let import = error.downcast_ref::<ImportError>();
    if matches!(import, Some(ImportError::BadLine { .. })) {
        return BAD_INPUT;
    }
    if error.is::<SettingsError>() {
        return BAD_SETTINGS;
    }
    let store = match import {
        Some(ImportError::Store(store)) => Some(store),
        _ => error.downcast_ref::<StoreError>(),
    };
    match store {
        Some(
            StoreError::NotEmpty
            | StoreError::HalfFilled
            | StoreError::FillOpen(_)
            | StoreError::FilledElsewhere
            | StoreError::NewerSchema(_)
            | StoreError::NotAStore(_)
            | StoreError::Damaged(_)
            | StoreError::Exists(_)
            | StoreError::InUse(_)
            | StoreError::NotAFile,
        ) => REFUSED,
        _ => FAILED,
    }
}
