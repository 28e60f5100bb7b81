//! The commands, one file each.

mod after_hours;
mod annotation;
mod audit;
mod check;
mod compare;
mod compare_periods;
mod coverage;
mod dashboard;
mod delete;
mod explain;
mod export;
mod facets;
mod filter;
mod forget_laptop;
mod funnel;
mod hours;
mod lacking;
mod leads;
mod list;
mod mark;
mod metrics;
mod nexudus;
mod person;
mod production;
mod queue;
mod repair;
mod report;
mod rules;
mod secret_input;
mod show;
mod source;
mod sql;
mod sync;
mod themes;
mod trend;
mod verify;
mod view;
mod with_inferred;

use crate::annotation_args::AnnotationCommand;
use crate::args::{CliArguments, CliCommand, QueueCommand, SourceCommand, ViewCommand};
use crate::exit_code::CommandError;
use crate::export_args::PersonArguments;
use crate::hours_args::{HoursArguments, HoursCommand};
use crate::rule_args::{RuleCommand, RulesArguments};
use crate::stdout::{OutputFormat, ResultWriter};
use crate::theme_args::{ThemeCommand, ThemesArguments};
use crate::unlock;
use app::process::EndSignal;
use app::{App, HomeSharing};
use model::failure::Failure;
use std::time::Duration;

/// A sync that was asked to end stops within a page. What a server holds up longer is cut off.
const STOP_WITHIN: Duration = Duration::from_secs(5);
/// Then even what cannot be interrupted (a pipe that nobody reads) ends.
const END_WITHIN: Duration = Duration::from_secs(15);

/// Unlocks the home, does what was asked, and closes the store whatever came of it: an answer, an error,
/// or a signal.
pub(crate) async fn perform(arguments: CliArguments) -> Result<(), CommandError> {
    let form = if arguments.json {
        OutputFormat::Json
    } else {
        OutputFormat::Text
    };
    app::process::outlive_file_limits();
    let app = unlock::located(arguments.home, company(&arguments.command))?;
    let ended = until_signal(&app, run(&app, arguments.command, form)).await;
    app.close().await;
    ended
}

async fn run(app: &App, asked: CliCommand, form: OutputFormat) -> Result<(), CommandError> {
    match (&asked, unlock_for(app, &asked).await) {
        // The secrets are open, and that is all that a repair needs.
        (CliCommand::Repair(_), Err(CommandError::Failed(Failure::StoreDamaged))) => {}
        (_, unlocked) => unlocked?,
    }
    let mut out = ResultWriter::new(form);
    let ended = command(app, asked, &mut out).await;
    // What was written stands even when the command failed half-way.
    let flushed = out.flush();
    ended.and(flushed)
}

async fn unlock_for(app: &App, asked: &CliCommand) -> Result<(), CommandError> {
    match asked {
        CliCommand::Repair(how) if how.recovery_key_stdin => repair::recover(app).await,
        _ => unlock::unlock(app).await,
    }
}

/// Does the work, unless somebody asks the program to end: then a sync stops at its next safe point, and
/// whatever else was at work is let go.
async fn until_signal(
    app: &App,
    work: impl Future<Output = Result<(), CommandError>>,
) -> Result<(), CommandError> {
    let mut work = std::pin::pin!(work);
    let signal = tokio::select! {
        ended = &mut work => return ended,
        signal = listen() => signal,
    };
    if app.syncs_now() {
        app.cancel_sync();
        let _cut_off = tokio::time::timeout(STOP_WITHIN, work).await;
    }
    Err(CommandError::Interrupted(signal))
}

/// Waits for a signal on a thread of its own, where a pipe that nobody reads does not hold it up.
async fn listen() -> EndSignal {
    let (tell, told) = tokio::sync::oneshot::channel();
    let _until_the_end = tokio::spawn(async move {
        let _ended_meanwhile = tell.send(app::process::end_asked().await);
        tokio::time::sleep(END_WITHIN).await;
        app::process::end_at_once();
    });
    match told.await {
        Ok(signal) => signal,
        Err(_) => std::future::pending().await,
    }
}

/// What only reads may run beside a window; what writes needs the home for itself.
fn company(command: &CliCommand) -> HomeSharing {
    match command {
        CliCommand::List(_)
        | CliCommand::Show(_)
        | CliCommand::Metrics(_)
        | CliCommand::Trend(_)
        | CliCommand::Compare(_)
        | CliCommand::Times(_)
        | CliCommand::Places(_)
        | CliCommand::Facets(_)
        | CliCommand::Funnel(_)
        | CliCommand::Coverage(_)
        | CliCommand::AfterHours(_)
        | CliCommand::Annotation(AnnotationCommand::List(_) | AnnotationCommand::Compare(_))
        | CliCommand::Hours(HoursArguments {
            command: HoursCommand::List,
            ..
        })
        | CliCommand::Leads(_)
        | CliCommand::Explain(_)
        | CliCommand::Export(_)
        | CliCommand::Person(PersonArguments { erase: false, .. })
        | CliCommand::Production(_)
        | CliCommand::Report(_)
        | CliCommand::Sql(_)
        | CliCommand::Audit(_)
        | CliCommand::View(ViewCommand::List | ViewCommand::Export(_))
        | CliCommand::Queue(
            QueueCommand::List { .. } | QueueCommand::Export(_) | QueueCommand::Agreement { .. },
        )
        | CliCommand::Rules(RulesArguments {
            command: None | Some(RuleCommand::Show(_)),
            ..
        })
        | CliCommand::Themes(ThemesArguments {
            command: None | Some(ThemeCommand::Show(_) | ThemeCommand::Faq(_)),
            ..
        })
        | CliCommand::Source(SourceCommand::List) => HomeSharing::ReadBeside,
        CliCommand::Sync(_)
        | CliCommand::Repair(_)
        | CliCommand::Mark(_)
        | CliCommand::Delete(_)
        | CliCommand::ForgetLaptop(_)
        | CliCommand::Person(_)
        | CliCommand::FollowUp(_)
        | CliCommand::Hours(_)
        | CliCommand::Annotation(_)
        | CliCommand::Queue(_)
        | CliCommand::Rules(_)
        | CliCommand::Themes(_)
        | CliCommand::RecoveryKey
        | CliCommand::Source(_)
        | CliCommand::View(_) => HomeSharing::Refuse,
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
        CliCommand::Repair(_) => repair::sync_anew(app, out).await,
        CliCommand::RecoveryKey => repair::recovery_key(app, out).await,
        CliCommand::List(asked) => list::list(app, &asked, out).await,
        CliCommand::Show(asked) => show::show(app, &asked, out).await,
        CliCommand::Queue(asked) => queue::queue(app, asked, out).await,
        CliCommand::ForgetLaptop(asked) => forget_laptop::forget(app, &asked).await,
        CliCommand::Delete(asked) => delete::delete(app, &asked, out).await,
        CliCommand::Mark(asked) => mark::mark(app, &asked, out).await,
        CliCommand::Metrics(asked) => metrics::metrics(app, &asked, out).await,
        CliCommand::Trend(asked) => trend::trend(app, &asked, out).await,
        CliCommand::Compare(asked) if asked.against_previous => {
            compare_periods::compare(app, &asked, out).await
        }
        CliCommand::Compare(asked) => compare::compare(app, &asked, out).await,
        CliCommand::Rules(asked) => rules::rules(app, asked, out).await,
        CliCommand::Themes(asked) => themes::themes(app, asked, out).await,
        CliCommand::Funnel(asked) => funnel::funnel(app, &asked, out).await,
        CliCommand::Coverage(asked) => coverage::coverage(app, &asked, out).await,
        CliCommand::AfterHours(asked) => after_hours::after_hours(app, &asked, out).await,
        CliCommand::Annotation(asked) => annotation::annotation(app, asked, out).await,
        CliCommand::Hours(asked) => hours::hours(app, asked, out).await,
        CliCommand::Times(asked) => dashboard::times(app, &asked, out).await,
        CliCommand::Places(asked) => dashboard::places(app, &asked, out).await,
        CliCommand::Facets(asked) => facets::facets(app, &asked, out).await,
        CliCommand::Leads(asked) => leads::leads(app, &asked, out).await,
        CliCommand::FollowUp(asked) => leads::follow_up(app, &asked, out).await,
        CliCommand::View(asked) => view::view(app, asked, out).await,
        CliCommand::Explain(asked) => explain::explain(app, &asked, out).await,
        CliCommand::Export(asked) => export::export(app, &asked, out).await,
        CliCommand::Person(asked) => person::person(app, &asked, out).await,
        CliCommand::Report(asked) => report::report(app, &asked, out).await,
        CliCommand::Production(asked) => production::production(app, &asked, out).await,
        CliCommand::Sql(asked) => sql::sql(app, &asked, out).await,
        CliCommand::Audit(asked) => audit::audit(app, asked, out).await,
    }
}
