//! Opening the home from a terminal: the OS key store, else `DAYBOOK_PASSPHRASE`, else a question
//! where somebody can answer. Never in the clear, and never silently.

use crate::exit_code::CommandError;
use crate::stderr::say;
use app::{App, AppOptions, HomeFolder, HomeSharing, NexudusLimits};
use model::view::StartupStage;
use std::io::IsTerminal;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Holds the passphrase where nobody can type one.
const PASSPHRASE_VARIABLE: &str = "DAYBOOK_PASSPHRASE";

/// The application over this home, not unlocked yet.
pub(crate) fn located(home: Option<PathBuf>, company: HomeSharing) -> Result<App, CommandError> {
    let home = HomeFolder::resolve(home).map_err(app::AppError::from)?;
    let options = AppOptions {
        sharing: company,
        passphrase: handed_in(),
        limits: NexudusLimits::named(std::env::var(NexudusLimits::VARIABLE).ok().as_deref()),
        ..AppOptions::terminal()
    };
    Ok(App::locate(home, options)?)
}

/// Unlocks it.
pub(crate) async fn unlock(app: &App) -> Result<(), CommandError> {
    match app.startup().await?.stage {
        StartupStage::FirstStart | StartupStage::Ready => {}
        // No terminal locks a home, and one that the window locked is locked in that window alone.
        StartupStage::LockedByKeyStore => {
            app.unlock_with_key_store().await?;
        }
        StartupStage::Locked => {
            let typed = ask("Passphrase: ").await?;
            app.unlock(typed).await?;
        }
        StartupStage::ChoosePassphrase => {
            let typed = choose().await?;
            app.choose_passphrase(typed).await?;
        }
    }
    Ok(())
}

fn handed_in() -> Option<Zeroizing<String>> {
    std::env::var(PASSPHRASE_VARIABLE)
        .ok()
        .filter(|text| !text.is_empty())
        .map(Zeroizing::new)
}

async fn choose() -> Result<Zeroizing<String>, CommandError> {
    if std::io::stdin().is_terminal() {
        say(
            "No OS key store answers here. Choose a passphrase; it encrypts everything in this home.",
        );
    }
    let first = ask("New passphrase: ").await?;
    let second = ask("Again: ").await?;
    if *first == *second {
        Ok(first)
    } else {
        Err(CommandError::PassphrasesDiffer)
    }
}

async fn ask(prompt: &'static str) -> Result<Zeroizing<String>, CommandError> {
    if !std::io::stdin().is_terminal() {
        return Err(CommandError::NoPassphrase);
    }
    let asking = tokio::task::spawn_blocking(move || rpassword::prompt_password(prompt));
    let typed = asking.await.map_err(app::AppError::from)?;
    Ok(Zeroizing::new(typed?))
}
