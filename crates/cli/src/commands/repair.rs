//! `repair`: a damaged cache is put aside, and everything is synced anew. `recovery-key`: the key on paper,
//! for the day on which the secrets of this home are lost.

use super::secret_input::secret_from_stdin;
use super::sync;
use crate::args::SyncArguments;
use crate::exit_code::CommandError;
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use app::App;
use model::failure::Failure;
use zeroize::Zeroizing;

/// Looks at the cache, makes it anew where it is damaged, and syncs every source.
pub(super) async fn sync_anew(app: &App, out: &mut ResultWriter) -> Result<(), CommandError> {
    let report = app.mend().await?;
    match &report.set_aside {
        Some(aside) => say(&format!(
            "What was synced was damaged. The damaged file was put aside as {}; it can be deleted when the sync is through.",
            aside.display()
        )),
        None => say("Every page of what was synced is as it was written."),
    }
    if app.sources().await?.is_empty() {
        return Ok(());
    }
    let all = SyncArguments {
        source: None,
        full: false,
    };
    sync::sync(app, &all, out).await
}

/// Opens the home with the recovery key, and keeps the key in new secrets.
pub(super) async fn recover(app: &App) -> Result<(), CommandError> {
    let written = Zeroizing::new(secret_from_stdin()?);
    match app.recover(&written).await.map_err(CommandError::from) {
        Err(CommandError::Failed(Failure::Locked)) => return Err(CommandError::NoPassphrase),
        recovered => recovered?,
    };
    say(
        "The store opens again. Tokens and sign-ins were among the lost secrets: remove each source that asks for one, and add it again.",
    );
    Ok(())
}

/// Prints the recovery key.
pub(super) async fn recovery_key(app: &App, out: &mut ResultWriter) -> Result<(), CommandError> {
    let key = app.recovery_key().await?;
    match out.format {
        OutputFormat::Json => out.json(&serde_json::json!({ "recovery_key": key.expose() })),
        OutputFormat::Text => {
            say(
                "Write this down and keep it away from this laptop. Whoever has it and a copy of this folder reads everything in it.",
            );
            out.line(key.expose())
        }
    }
}
