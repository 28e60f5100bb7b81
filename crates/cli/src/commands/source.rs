//! `source add daybook`, `source list`, `source remove`. What is Nexudus's own is in `nexudus`.

use super::secret_input::secret_from_stdin;
use super::{check, nexudus, sync};
use crate::args::{AddCommand, AddDaybook, SourceCommand};
use crate::completeness::{complete, reach};
use crate::exit_code::CommandError;
use crate::json::SourceJson;
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, one_line, table};
use app::App;
use model::ascii_url;
use model::request::ConnectDaybook;
use model::view::{SourceView, SyncState};

/// Does what was asked with sources.
pub(crate) async fn source(
    app: &App,
    asked: SourceCommand,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    match asked {
        SourceCommand::Add(AddCommand::Daybook(new)) => add(app, new, out).await,
        SourceCommand::Add(AddCommand::Nexudus(new)) => nexudus::add(app, new, out).await,
        SourceCommand::Probe(which) => nexudus::probe(app, &which.name, out).await,
        SourceCommand::SignIn(which) => nexudus::sign_in(app, which, out).await,
        SourceCommand::Settings(which) => nexudus::settings(app, &which, out).await,
        SourceCommand::List => list(app, out).await,
        SourceCommand::Check(which) => check::check(app, &which, out).await,
        SourceCommand::Remove(which) => remove(app, &which.name, out).await,
        SourceCommand::Resync(which) => sync::resync(app, &which.name, out).await,
    }
}

async fn add(app: &App, new: AddDaybook, out: &mut ResultWriter) -> Result<(), CommandError> {
    let token = secret_from_stdin()?;
    let request = ConnectDaybook {
        name: new.name,
        url: new.url,
        token,
    };
    let added = app.connect_daybook(request).await?;
    match out.format {
        OutputFormat::Json => out.json(&SourceJson::from(added)),
        OutputFormat::Text => out.line(&format!(
            "Added {}. Sync it with: daybook-cli sync",
            one_line(&added.name)
        )),
    }
}

async fn list(app: &App, out: &mut ResultWriter) -> Result<(), CommandError> {
    let sources = app.sources().await?;
    match out.format {
        OutputFormat::Json => out.json(
            &sources
                .into_iter()
                .map(SourceJson::from)
                .collect::<Vec<_>>(),
        ),
        OutputFormat::Text => show(&sources, out),
    }
}

fn show(sources: &[SourceView], out: &mut ResultWriter) -> Result<(), CommandError> {
    if sources.is_empty() {
        say("There is no source yet. Connect a server with: daybook-cli source add daybook");
        return Ok(());
    }
    let rows: Vec<Vec<String>> = sources.iter().map(row).collect();
    table(
        &["NAME", "KIND", "ADDRESS", "SYNCED", "STATE", "COMPLETE"],
        &rows,
    )
    .iter()
    .try_for_each(|line| out.line(line))
}

fn row(source: &SourceView) -> Vec<String> {
    let synced = source.last_synced_at.map_or_else(
        || "never".to_owned(),
        |at| at.format("%Y-%m-%d %H:%M UTC").to_string(),
    );
    vec![
        cell(&source.name, 40),
        cell(source.kind.as_str(), 20),
        cell(&ascii_url(&source.url), 60),
        synced,
        state(&source.sync).to_owned(),
        whole(source),
    ]
}

/// How complete it is, and what no comparison sees.
fn whole(source: &SourceView) -> String {
    let mut said = complete(&source.completeness);
    if !source.unread.is_empty() {
        said = format!("{said}; cannot read {}", source.unread.join(", "));
    }
    if let Some(bound) = reach(&source.reach) {
        said = format!("{said}; {bound}");
    }
    if source.quarantined > 0 {
        said = format!("{said}; {} rows put aside", source.quarantined);
    }
    said
}

fn state(state: &SyncState) -> &'static str {
    match state {
        SyncState::Never => "never synced",
        SyncState::Idle => "in step",
        SyncState::Running { .. } => "syncing",
        SyncState::Waiting { .. } => "asked to wait",
        SyncState::Offline { .. } => "offline",
        SyncState::SignInNeeded => "sign-in needed",
        SyncState::Failed { .. } => "failed",
        SyncState::OtherStore => "another store",
        SyncState::Stopped => "stopped",
    }
}

async fn remove(app: &App, name: &str, out: &mut ResultWriter) -> Result<(), CommandError> {
    let source = app.source_named(name).await?;
    app.remove_source(source.id).await?;
    match out.format {
        OutputFormat::Json => out.json(&serde_json::json!({ "removed": source.name })),
        OutputFormat::Text => out.line(&format!(
            "Removed {} from this laptop. The server was not touched.",
            one_line(&source.name)
        )),
    }
}
