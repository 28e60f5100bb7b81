//! `audit`: the log of what was done on this laptop, and whether anybody changed it.

use crate::exit_code::CommandError;
use crate::export_args::AuditCommand;
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::App;
use catalogue::{Phrase, PlainFormats, TextKey, audit_fault_phrase};
use chrono::{DateTime, SecondsFormat, Utc};
use model::AuditAction;
use model::audit::{AuditCheck, AuditEntry};
use serde::Serialize;

/// Reads the log, or looks at it.
pub(crate) async fn audit(
    app: &App,
    asked: AuditCommand,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    match asked {
        AuditCommand::List { after } => list(app, after, out).await,
        AuditCommand::Verify { head } => {
            let head = head.map(|head| head.trim().to_lowercase());
            verified(&app.verify_audit(head.as_deref()).await?, out)
        }
    }
}

/// An entry for machines: what it says is an object and no text.
#[derive(Serialize)]
struct AuditEntryJson<'e> {
    number: u64,
    at: DateTime<Utc>,
    who: &'e str,
    action: &'e AuditAction,
    what: serde_json::Value,
    previous: &'e str,
    hash: &'e str,
}

impl<'e> AuditEntryJson<'e> {
    /// What is no JSON any more was changed; it is told as the text that it is.
    fn of(entry: &'e AuditEntry) -> Self {
        let what = serde_json::from_str(&entry.what);
        Self {
            number: entry.number,
            at: entry.at,
            who: &entry.who,
            action: &entry.action,
            what: what.unwrap_or_else(|_| serde_json::Value::String(entry.what.clone())),
            previous: &entry.previous,
            hash: &entry.hash,
        }
    }
}

async fn list(app: &App, after: u64, out: &mut ResultWriter) -> Result<(), CommandError> {
    let (mut after, mut written) = (after, 0);
    loop {
        let entries = app.audit_entries(after).await?;
        let Some(last) = entries.last() else {
            break;
        };
        after = last.number;
        match out.format {
            OutputFormat::Json => {
                for entry in &entries {
                    out.json_item(written, &AuditEntryJson::of(entry))?;
                    written += 1;
                }
            }
            OutputFormat::Text => as_table(&entries, written, out)?,
        }
        written = written.max(after);
    }
    match out.format {
        OutputFormat::Json => out.json_end(written),
        OutputFormat::Text => Ok(()),
    }
}

fn as_table(
    entries: &[AuditEntry],
    written: u64,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let row = |entry: &AuditEntry| {
        vec![
            entry.number.to_string(),
            entry.at.to_rfc3339_opts(SecondsFormat::Secs, true),
            cell(&entry.who, 32),
            cell(entry.action.as_str(), 16),
            cell(&entry.what, 100),
        ]
    };
    let rows: Vec<Vec<String>> = entries.iter().map(row).collect();
    let lines = table(&["NUMBER", "WHEN (UTC)", "WHO", "WHAT", "WITH"], &rows);
    let from = usize::from(written > 0);
    lines.iter().skip(from).try_for_each(|line| out.line(line))
}

fn verified(check: &AuditCheck, out: &mut ResultWriter) -> Result<(), CommandError> {
    match out.format {
        OutputFormat::Json => out.json(check)?,
        OutputFormat::Text => {
            let entries = Phrase::count(TextKey::AuditEntries, as_number(check.entries));
            out.line(&entries.say(&PlainFormats))?;
            out.line(&check.head)?;
        }
    }
    if check.waiting > 0 {
        let waiting = Phrase::count(TextKey::AuditWaiting, as_number(check.waiting));
        say(&waiting.say(&PlainFormats));
    }
    match &check.fault {
        Some(fault) => Err(CommandError::AuditFault(
            audit_fault_phrase(fault).say(&PlainFormats),
        )),
        None => Ok(()),
    }
}

fn as_number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
