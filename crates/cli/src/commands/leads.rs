//! `leads` and `follow-up`: whom the assistant took down, and what became of calling them.

use crate::args::{FollowUpArguments, LeadsArguments};
use crate::commands::filter::asked_filter;
use crate::exit_code::CommandError;
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::App;
use catalogue::{TextKey, follow_up_name, text};
use chrono::SecondsFormat;
use model::RemoteId;
use model::failure::Failure;
use model::lead::{LEADS_MOST, LeadLine, LeadsPage, LeadsRequest, SetFollowUp};

/// Lists leads, the newest first.
pub(crate) async fn leads(
    app: &App,
    asked: &LeadsArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let filter = asked_filter(app, &asked.query).await?;
    let request = LeadsRequest {
        filter,
        follow_up: asked.follow_up(),
        ..LeadsRequest::default()
    };
    let all = every_lead(app, request).await?;
    if out.format == OutputFormat::Json {
        return out.json(&all);
    }
    if all.is_empty() {
        say(text(TextKey::LeadsNone));
    }
    let rows: Vec<Vec<String>> = all.iter().map(row).collect();
    let head = [
        "CAPTURED",
        "NAME",
        "E-MAIL",
        "PHONE",
        "WANTS",
        "FOLLOW-UP",
        "CONVERSATION",
    ];
    let lines = table(&head, &rows);
    lines.iter().try_for_each(|line| out.line(line))
}

async fn every_lead(app: &App, asked: LeadsRequest) -> Result<Vec<LeadLine>, CommandError> {
    let mut all: Vec<LeadLine> = Vec::new();
    loop {
        let request = LeadsRequest {
            start: u32::try_from(all.len()).unwrap_or(u32::MAX),
            count: LEADS_MOST,
            ..asked.clone()
        };
        let LeadsPage { total, leads, .. } = app.leads(request).await?;
        let is_last = leads.is_empty() || all.len() + leads.len() >= total as usize;
        all.extend(leads);
        if is_last {
            return Ok(all);
        }
    }
}

fn row(lead: &LeadLine) -> Vec<String> {
    let or_dash = |text: &Option<String>, most: usize| {
        text.as_deref()
            .map_or_else(|| "–".to_owned(), |text| cell(text, most))
    };
    vec![
        lead.created_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        or_dash(&lead.name, 32),
        or_dash(&lead.email, 40),
        or_dash(&lead.phone, 24),
        or_dash(&lead.note, 48),
        cell(&follow_up_name(&lead.follow_up), 24),
        lead.conversation.to_string(),
    ]
}

/// Says what became of the leads of a conversation, or of one of them.
pub(crate) async fn follow_up(
    app: &App,
    asked: &FollowUpArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let conversation = app.find_conversation(asked.conversation.trim()).await?;
    let request = LeadsRequest {
        conversation: Some(conversation),
        ..LeadsRequest::default()
    };
    let all = every_lead(app, request).await?.into_iter();
    let named: Option<RemoteId> = asked.lead.clone().map(RemoteId);
    let wanted: Vec<LeadLine> = all
        .filter(|lead| named.as_ref().is_none_or(|named| *named == lead.lead))
        .collect();
    if wanted.is_empty() {
        return Err(CommandError::Failed(Failure::NoLead));
    }
    let mut changed = Vec::with_capacity(wanted.len());
    for lead in wanted {
        let request = SetFollowUp {
            conversation,
            lead: lead.lead,
            follow_up: asked.state(),
        };
        changed.push(app.set_follow_up(request).await?);
    }
    match out.format {
        OutputFormat::Json => out.json(&changed),
        OutputFormat::Text => out.line(&follow_up_name(&asked.state())),
    }
}
