//! The commands, one file each.

mod check;
mod explain;
mod list;
mod metrics;
mod nexudus;
mod secret_input;
mod show;
mod source;
mod sync;

use crate::args::{CliArguments, CliCommand, SourceCommand};
use crate::exit_code::CommandError;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::unlock;
use app::{App, HomeSharing};

/// Unlocks the home, does what was asked, and closes the store whatever came of it.
pub(crate) async fn perform(arguments: CliArguments) -> Result<(), CommandError> {
    let form = if arguments.json {
        OutputFormat::Json
    } else {
        OutputFormat::Text
    };
    let app = unlock::unlocked(arguments.home, company(&arguments.command)).await?;
    let mut out = ResultWriter::new(form);
    let ended = command(&app, arguments.command, &mut out).await;
    // What was written stands even when the command failed half-way.
    let flushed = out.flush();
    app.close().await;
    ended.and(flushed)
}

/// What only reads may run beside a window; what writes needs the home for itself.
fn company(command: &CliCommand) -> HomeSharing {
    match command {
        CliCommand::List(_)
        | CliCommand::Show(_)
        | CliCommand::Metrics(_)
        | CliCommand::Explain(_)
        | CliCommand::Source(SourceCommand::List) => HomeSharing::ReadBeside,
        CliCommand::Sync(_) | CliCommand::Source(_) => HomeSharing::Refuse,
    }
}

async fn command(
    app: &App,
    command: CliCommand,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    match command {
        CliCommand::Source(asked) => source::source(app, asked, out).await,
        CliCommand::Sync(asked) => sync::sync(app, &asked, out).await,
        CliCommand::List(asked) => list::list(app, &asked, out).await,
        CliCommand::Show(asked) => show::show(app, &asked, out).await,
        CliCommand::Metrics(asked) => metrics::metrics(app, &asked, out).await,
        CliCommand::Explain(asked) => explain::explain(app, &asked, out).await,
    }
}
