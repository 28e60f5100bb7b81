//! `source add nexudus`, `source probe`, `source sign-in`, `source settings`.

use super::secret_input::secret_from_stdin;
use crate::args::{AddNexudus, SettingsArguments, SignInArguments};
use crate::exit_code::CommandError;
use crate::json::ProbeJson;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, one_line, table};
use app::App;
use model::request::{ConnectNexudus, SignInNexudus};
use model::view::{AccessView, EndpointView, ProbeView};

/// Adds an account, and says what it may read.
pub(super) async fn add(
    app: &App,
    new: AddNexudus,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let request = ConnectNexudus {
        name: new.name,
        url: new.url,
        email: new.email,
        password: secret_from_stdin()?,
        totp: new.secret.totp,
    };
    let probed = app.connect_nexudus(request).await?;
    if out.format == OutputFormat::Json {
        return out.json(&ProbeJson::from(probed));
    }
    let name = one_line(&probed.source.name);
    show(&probed, out)?;
    out.line(&format!("Added {name}. Sync it with: daybook-cli sync"))
}

/// Says what an account may read.
pub(super) async fn probe(
    app: &App,
    name: &str,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let source = app.source_named(name).await?;
    let probed = app.probe_nexudus(source.id).await?;
    match out.format {
        OutputFormat::Json => out.json(&ProbeJson::from(probed)),
        OutputFormat::Text => show(&probed, out),
    }
}

/// Signs in again.
pub(super) async fn sign_in(
    app: &App,
    which: SignInArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let source = app.source_named(&which.name).await?;
    let request = SignInNexudus {
        source: source.id,
        password: secret_from_stdin()?,
        totp: which.secret.totp,
    };
    let source = app.sign_in_nexudus(request).await?;
    match out.format {
        OutputFormat::Json => out.json(&serde_json::json!({ "signed_in": source.name })),
        OutputFormat::Text => out.line(&format!(
            "Signed in to {}. Sync it with: daybook-cli sync",
            one_line(&source.name)
        )),
    }
}

/// Shows the settings, or changes them. They are JSON in either form.
pub(super) async fn settings(
    app: &App,
    which: &SettingsArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let source = app.source_named(&which.name).await?;
    if which.stdin {
        app.set_nexudus_settings(source.id, &secret_from_stdin()?)
            .await?;
    }
    let settings = app.nexudus_settings(source.id).await?;
    let settings: serde_json::Value = serde_json::from_str(&settings)?;
    out.json(&settings)
}

fn show(probed: &ProbeView, out: &mut ResultWriter) -> Result<(), CommandError> {
    let rows: Vec<Vec<String>> = probed.table.iter().map(row).collect();
    table(&["RECORDS", "ACCESS", "PATH", "KNOWN", "WITHOUT IT"], &rows)
        .iter()
        .try_for_each(|line| out.line(line))?;
    out.line(&format!(
        "Requests sent since it was connected: {} that read, {} that could change anything.",
        probed.reads, probed.writes
    ))
}

fn row(probed: &EndpointView) -> Vec<String> {
    let without = match &probed.access {
        AccessView::Available { .. } => String::new(),
        AccessView::ListOnly { .. } => format!(
            "not shown where the list leaves it out: {} (role {})",
            probed.without,
            probed.read_role()
        ),
        _ => format!("not shown: {} (role {})", probed.without, probed.role),
    };
    vec![
        cell(&probed.entity, 20),
        access(&probed.access),
        cell(&probed.path, 40),
        cell(&probed.sureness, 12),
        cell(&without, 140),
    ]
}

fn access(access: &AccessView) -> String {
    match access {
        AccessView::Available { total: Some(total) } => format!("available ({total})"),
        AccessView::Available { total: None } => "available".to_owned(),
        AccessView::ListOnly { total: Some(total) } => format!("list only ({total})"),
        AccessView::ListOnly { total: None } => "list only".to_owned(),
        AccessView::NoPermission => "no permission".to_owned(),
        AccessView::NotFound => "not found".to_owned(),
        AccessView::Unusable { reason } => format!("unusable: {}", cell(reason, 60)),
    }
}
