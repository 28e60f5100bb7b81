//! The commands, one file each.

mod check;
mod list;
mod metrics;
mod nexudus;
mod show;
mod source;
mod sync;

use crate::args::{Arguments, Command, SourceCommand};
use crate::out::{Form, Out};
use crate::outcome::Trouble;
use crate::unlock;
use app::{App, Company};

/// Unlocks the home, does what was asked, and closes the store whatever came of it.
pub(crate) async fn perform(arguments: Arguments) -> Result<(), Trouble> {
    let form = if arguments.json {
        Form::Json
    } else {
        Form::Text
    };
    let app = unlock::unlocked(arguments.home, company(&arguments.command)).await?;
    let mut out = Out::new(form);
    let ended = command(&app, arguments.command, &mut out).await;
    // What was written stands even when the command failed half-way.
    let flushed = out.flush();
    app.close().await;
    ended.and(flushed)
}

/// What only reads may run beside a window; what writes needs the home for itself.
fn company(command: &Command) -> Company {
    match command {
        Command::List(_)
        | Command::Show(_)
        | Command::Metrics(_)
        | Command::Source(SourceCommand::List) => Company::ReadBeside,
        Command::Sync(_) | Command::Source(_) => Company::Refuse,
    }
}

async fn command(app: &App, command: Command, out: &mut Out) -> Result<(), Trouble> {
    match command {
        Command::Source(asked) => source::source(app, asked, out).await,
        Command::Sync(asked) => sync::sync(app, &asked, out).await,
        Command::List(asked) => list::list(app, &asked, out).await,
        Command::Show(asked) => show::show(app, &asked, out).await,
        Command::Metrics(asked) => metrics::metrics(app, &asked, out).await,
    }
}
