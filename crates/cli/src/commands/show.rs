//! `show`: one conversation, whole.

use crate::args::ShowArguments;
use crate::commands::list::who;
use crate::commands::mark;
use crate::exit_code::CommandError;
use crate::json::{ConversationDetailJson, notes};
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{lines, one_line};
use app::App;
use catalogue::{
    Phrase, PhraseArg, PlainFormats, TextKey, escalated_phrase, flag_kind, former_phrase,
    offer_standing, standing_phrase, text,
};
use chrono::{DateTime, SecondsFormat, Utc};
use model::marks::MessageFlag;
use model::plausible_time::TimeMark;
use model::request::OpenConversation;
use model::view::{ConversationDetail, ConversionView, MessageView, TicketView, TimelineItem};
use model::{Sender, ascii_url};

/// Shows one conversation.
pub(crate) async fn show(
    app: &App,
    asked: &ShowArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let id = app.find_conversation(asked.conversation.trim()).await?;
    let detail = app
        .conversation(&OpenConversation {
            id,
            text: String::new(),
        })
        .await?;
    match out.format {
        OutputFormat::Json => out.json(&ConversationDetailJson::from(detail)),
        OutputFormat::Text => as_text(&detail, out),
    }
}

fn as_text(detail: &ConversationDetail, out: &mut ResultWriter) -> Result<(), CommandError> {
    let subject: String = detail
        .row
        .subject
        .iter()
        .map(|piece| piece.text.as_str())
        .collect();
    out.line(&one_line(&subject))?;
    context(detail)
        .iter()
        .try_for_each(|(name, value)| out.line(&format!("{name:<12}{}", one_line(value))))?;
    detail.timeline.iter().try_for_each(|item| {
        out.line("")?;
        match item {
            TimelineItem::Message(message) => said(message, out),
            TimelineItem::Escalation(ticket) => escalated(ticket, out),
            TimelineItem::Outcome(outcome) => came_of_it(outcome, out),
        }
    })
}

fn context(detail: &ConversationDetail) -> Vec<(&'static str, String)> {
    let row = &detail.row;
    let mut facts = vec![
        (
            "id",
            format!("{} (on the server: {})", row.id, row.remote_id),
        ),
        ("session", row.session_id.clone()),
        ("who", who(&row.person)),
        ("channel", format!("{}, {}", row.channel, detail.origin)),
        (
            "space",
            format!("{} ({})", detail.space_name, detail.source_name),
        ),
        (
            "time",
            format!(
                "{} to {}",
                exact(row.started_at),
                exact(row.last_activity_at)
            ),
        ),
    ];
    facts.extend(
        row.status
            .as_ref()
            .map(|status| ("status", status.to_string())),
    );
    facts.extend(
        detail
            .tickets
            .iter()
            .map(|ticket| ("ticket", with_link(&ticket.subject, ticket.url.as_deref()))),
    );
    facts.extend(detail.inbox_items.iter().map(|item| {
        (
            "inbox",
            with_link(
                &format!("{} ({})", item.title, item.status),
                item.url.as_deref(),
            ),
        )
    }));
    facts.extend(detail.leads.iter().map(|lead| {
        let known = [&lead.name, &lead.email, &lead.phone, &lead.note];
        (
            "lead",
            known
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(", "),
        )
    }));
    facts.extend(mark::facts(&detail.marks));
    facts
}

fn with_link(text: &str, url: Option<&str>) -> String {
    url.map_or_else(
        || text.to_owned(),
        |url| format!("{text} <{}>", ascii_url(url)),
    )
}

fn said(message: &MessageView, out: &mut ResultWriter) -> Result<(), CommandError> {
    let name = message
        .sender_name
        .as_deref()
        .map(|name| format!(" {}", one_line(name)))
        .unwrap_or_default();
    let road = message
        .delivery
        .as_ref()
        .map(|road| format!(" · {}", one_line(road.as_str())))
        .unwrap_or_default();
    out.line(&format!(
        "[{}] {}{name}{road}{}",
        exact(message.sent_at),
        sender(&message.sender),
        marked(message.time_mark)
    ))?;
    lines(&message.body.to_text())
        .iter()
        .try_for_each(|line| out.line(&format!("  {line}")))?;
    for offer in &message.offers {
        let standing = offer_standing(offer).say(&PlainFormats);
        let url = message
            .body
            .link(offer.target)
            .map(|link| link.url.as_str());
        out.line(&format!("  [{}]", one_line(&with_link(&standing, url))))?;
    }
    if let Some(flag) = &message.flag {
        out.line(&format!("  [{}]", one_line(&flagged(flag))))?;
    }
    beside(message, out)?;
    for it in &message.earlier {
        out.line(&format!("  (changed {}; before, it said)", exact(it.until)))?;
        lines(&it.body.to_text())
            .iter()
            .try_for_each(|line| out.line(&format!("    {line}")))?;
    }
    Ok(())
}

/// What was sent and is not a part of what was said: hidden words, and why something is not shown.
fn beside(message: &MessageView, out: &mut ResultWriter) -> Result<(), CommandError> {
    let hidden = message.body.hidden_text();
    if !hidden.is_empty() {
        out.line(&format!("  [{}]", text(TextKey::HiddenPart)))?;
        let hidden = lines(&hidden);
        hidden
            .iter()
            .try_for_each(|line| out.line(&format!("  | {line}")))?;
    }
    let notes = notes(&message.body);
    notes
        .iter()
        .try_for_each(|note| out.line(&format!("  [{note}]")))
}

/// What the manager finds wrong with a message.
fn flagged(flag: &MessageFlag) -> String {
    let kind = flag_kind(&flag.kind).say(&PlainFormats);
    let note = flag.note.as_deref();
    let kind = Phrase::new(TextKey::FlaggedAs).with("what", PhraseArg::Text(kind));
    match note {
        None => kind.say(&PlainFormats),
        Some(note) => format!("{}: {note}", kind.say(&PlainFormats)),
    }
}

fn sender(sender: &Sender) -> String {
    match sender {
        Sender::AiAgent => "AI agent".to_owned(),
        Sender::Operator => "Operator".to_owned(),
        Sender::Customer => "Customer".to_owned(),
        Sender::System => "System".to_owned(),
        Sender::Tool => "Tool".to_owned(),
        Sender::Other(other) => one_line(other),
    }
}

fn came_of_it(outcome: &ConversionView, out: &mut ResultWriter) -> Result<(), CommandError> {
    let how = if outcome.confirmed { "" } else { " (inferred)" };
    let what = with_link(
        &format!("{} {}", outcome.kind, outcome.record),
        outcome.url.as_deref(),
    );
    out.line(&format!(
        "[{}] ★ {}{how}{}{}",
        exact(outcome.occurred_at),
        one_line(&what),
        marked(outcome.time_mark),
        standing(outcome)
    ))?;
    outcome.earlier.iter().try_for_each(|former| {
        let said = former_phrase(former, &moment).say(&PlainFormats);
        out.line(&format!("  ({})", one_line(&said)))
    })
}

/// An escalation, with its cause where one is told.
fn escalated(ticket: &TicketView, out: &mut ResultWriter) -> Result<(), CommandError> {
    let words = escalated_phrase(ticket.escalated_by.as_ref()).say(&PlainFormats);
    let what = with_link(&ticket.subject, ticket.url.as_deref());
    out.line(&format!(
        "[{}] ! {}: {}",
        exact(ticket.created_at),
        one_line(&words),
        one_line(&what)
    ))
}

/// A time, as all are written here.
fn moment(at: DateTime<Utc>) -> PhraseArg {
    PhraseArg::Text(exact(at))
}

/// What is to be told beside a time.
fn marked(mark: Option<TimeMark>) -> String {
    match mark {
        None => String::new(),
        Some(TimeMark::NotPlausible { said }) => {
            let said = said.to_rfc3339_opts(SecondsFormat::AutoSi, true);
            format!(" (time not plausible, shown as it arrived; sent was {said})")
        }
        Some(TimeMark::BeforeConversation) => " (before the conversation began)".to_owned(),
    }
}

/// Why an outcome does not count, where it does not.
fn standing(outcome: &ConversionView) -> String {
    match (outcome.taken_back_at, &outcome.counted_in) {
        (None, Some(other)) => {
            let other = one_line(other.as_str());
            format!(" (also reported here, counted in {other})")
        }
        _ => standing_phrase(outcome, &moment)
            .map(|why| format!(" ({})", why.say(&PlainFormats)))
            .unwrap_or_default(),
    }
}

fn exact(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}
