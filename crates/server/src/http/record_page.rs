//! Writes the record pages. Every value goes through `EscapedHtml`; every text has its own direction, so
//! that right-to-left words do not turn a line around.

use crate::html::{EscapedHtml, words_of_html};
use crate::record_links::RecordKind;
use crate::store::{ConversationPage, RecordPage, StoredRecord};
use chrono::{DateTime, Utc};
use model::record::{
    ConversationRecord, ConversionRecord, CustomerRecord, InboxItemRecord, MessageRecord,
    TicketRecord,
};
use model::{BodyFormat, Delivery, Sender};
use std::fmt::{self, Write};

/// Bytes of a page after which no further message is put on it: a browser is to show it.
const MOST_BYTES: usize = 4 << 20;
const LEFT_OUT: &str = "Later messages are left out: the conversation is too long for one page. The application shows all of it.";

/// The page of a record, as a whole document.
pub(crate) fn render(kind: RecordKind, id: &str, record: &RecordPage) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = document(&mut out, kind, id, record);
    out
}

fn document(out: &mut String, kind: RecordKind, id: &str, record: &RecordPage) -> fmt::Result {
    let title = format!("{} {id}", heading(kind));
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<link rel=\"stylesheet\" href=\"/records/style.css\">\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n",
        title = EscapedHtml(&title)
    )?;
    match record {
        RecordPage::Customer(customer, heads) => customer_page(out, customer, heads)?,
        RecordPage::Linked(record, pages) => {
            if let Some(record) = record {
                business_facts(out, record)?;
            }
            for page in pages {
                linked(out, kind, id, page)?;
            }
        }
    }
    out.write_str("</main>\n<footer>daybook-server</footer>\n</body>\n</html>\n")
}

fn heading(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Visitor => "Visitor",
        RecordKind::Coworker => "Coworker",
        RecordKind::Contract => "Contract",
        RecordKind::Booking => "Booking",
        RecordKind::Product => "Day pass",
        RecordKind::Ticket => "Ticket",
        RecordKind::Inbox => "Inbox item",
        RecordKind::Customer => "Customer",
    }
}

fn customer_page(
    out: &mut String,
    customer: &CustomerRecord,
    heads: &[ConversationRecord],
) -> fmt::Result {
    out.write_str("<dl>\n")?;
    fact(out, "Name", &customer.name)?;
    fact_if_any(out, "Company", customer.company.as_deref())?;
    fact_if_any(out, "E-mail", customer.email.as_deref())?;
    out.write_str("</dl>\n<h2>Newest conversations</h2>\n<ol>\n")?;
    for head in heads {
        let subject = head.subject.as_deref().unwrap_or("(no subject)");
        let at = stamp(head.last_activity_at, None);
        let channel = EscapedHtml(head.channel.as_str());
        let subject = EscapedHtml(subject);
        writeln!(
            out,
            "<li><header>{channel} {at}</header><p dir=\"auto\">{subject}</p></li>"
        )?;
    }
    out.write_str("</ol>\n")
}

fn linked(out: &mut String, kind: RecordKind, id: &str, page: &ConversationPage) -> fmt::Result {
    let zone = page.space.as_ref().map(|space| space.time_zone.as_str());
    out.write_str("<dl>\n")?;
    for conversion in page
        .change
        .conversions
        .iter()
        .filter(|it| is_it(kind, id, it))
    {
        outcome(out, conversion, zone)?;
    }
    for ticket in page
        .change
        .tickets
        .iter()
        .filter(|it| kind == RecordKind::Ticket && it.id.as_str() == id)
    {
        ticket_facts(out, ticket, zone)?;
    }
    for item in page
        .change
        .inbox_items
        .iter()
        .filter(|it| kind == RecordKind::Inbox && it.id.as_str() == id)
    {
        inbox_facts(out, item, zone)?;
    }
    person(out, page)?;
    fact_if_any(
        out,
        "Space",
        page.space.as_ref().map(|space| space.name.as_str()),
    )?;
    fact(out, "Conversation", page.change.conversation.id.as_str())?;
    fact(
        out,
        "Session id (custom field)",
        &page.change.conversation.session_id,
    )?;
    out.write_str("</dl>\n")?;
    // The Visitor is where the operator reads how a tour came about; other records only point back.
    if kind == RecordKind::Visitor {
        transcript(out, page, zone)
    } else {
        Ok(())
    }
}

/// What the system that has the record said of it.
fn business_facts(out: &mut String, record: &StoredRecord) -> fmt::Result {
    out.write_str("<dl data-testid=\"record\">\n")?;
    fact_if_any(out, "Name", record.person.name.as_deref())?;
    fact_if_any(out, "E-mail", record.person.email.as_deref())?;
    fact_if_any(out, "Telephone", record.person.phone.as_deref())?;
    fact_if_any(out, "Company", record.person.company.as_deref())?;
    fact_if_any(out, "Title", record.title.as_deref())?;
    for id in record.session_ids() {
        fact(out, "Session id (custom field)", id)?;
    }
    out.write_str("</dl>\n")
}

/// A page that says one thing to somebody with a browser.
pub(crate) fn notice(title: &str, words: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<link rel=\"stylesheet\" href=\"/records/style.css\">\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n<p>{words}</p>\n</main>\n</body>\n</html>\n",
        title = EscapedHtml(title),
        words = EscapedHtml(words),
    )
}

fn is_it(kind: RecordKind, id: &str, conversion: &ConversionRecord) -> bool {
    RecordKind::of(&conversion.kind) == Some(kind) && conversion.record == id
}

fn outcome(out: &mut String, conversion: &ConversionRecord, zone: Option<&str>) -> fmt::Result {
    fact(out, "Outcome", conversion.kind.as_str())?;
    moment(out, "At", conversion.occurred_at, zone)?;
    fact(
        out,
        "Tied to the session",
        if conversion.confirmed {
            "confirmed"
        } else {
            "inferred"
        },
    )
}

fn ticket_facts(out: &mut String, ticket: &TicketRecord, zone: Option<&str>) -> fmt::Result {
    fact(out, "Subject", &ticket.subject)?;
    moment(out, "Opened", ticket.created_at, zone)
}

fn inbox_facts(out: &mut String, item: &InboxItemRecord, zone: Option<&str>) -> fmt::Result {
    fact(out, "Proposed", &item.title)?;
    fact(out, "Status", item.status.as_str())?;
    moment(out, "At", item.created_at, zone)
}

fn person(out: &mut String, page: &ConversationPage) -> fmt::Result {
    let head = &page.change.conversation;
    if let Some(customer) = &page.customer {
        fact(out, "Person", &customer.name)?;
        return fact_if_any(out, "Company", customer.company.as_deref());
    }
    fact_if_any(out, "Person", head.external_identifier.as_deref())?;
    fact_if_any(out, "Visitor token", head.visitor_token.as_deref())
}

fn transcript(out: &mut String, page: &ConversationPage, zone: Option<&str>) -> fmt::Result {
    let subject = page
        .change
        .conversation
        .subject
        .as_deref()
        .unwrap_or("Conversation");
    writeln!(
        out,
        "<h2 dir=\"auto\">{}</h2>\n<ol data-testid=\"transcript\">",
        EscapedHtml(subject)
    )?;
    for message in page
        .change
        .messages
        .iter()
        .filter(|it| it.sender.is_visible())
    {
        if out.len() > MOST_BYTES {
            writeln!(out, "<li><p>{LEFT_OUT}</p></li>")?;
            break;
        }
        one_message(out, message, zone)?;
    }
    out.write_str("</ol>\n")
}

fn one_message(out: &mut String, message: &MessageRecord, zone: Option<&str>) -> fmt::Result {
    let class = if message.sender == Sender::Customer {
        "customer"
    } else {
        "reply"
    };
    let body = match message.format {
        BodyFormat::Html => words_of_html(&message.body),
        _ => message.body.clone(),
    };
    writeln!(
        out,
        "<li class=\"{class}\"><header><span>{}</span>{}</header><p dir=\"auto\">{}</p></li>",
        EscapedHtml(&sender(message)),
        stamp(message.sent_at, zone),
        EscapedHtml(&body)
    )
}

fn sender(message: &MessageRecord) -> String {
    let who = match &message.sender {
        Sender::AiAgent => "AI agent",
        Sender::Operator => "Operator",
        Sender::Customer => "Customer",
        other => other.as_str(),
    };
    let mut text = who.to_owned();
    if let Some(name) = &message.sender_name {
        text = format!("{text} · {name}");
    }
    if let Some(delivery) = &message.delivery {
        text = format!("{text} · {}", label(delivery));
    }
    text
}

fn label(delivery: &Delivery) -> &str {
    match delivery {
        Delivery::SentViaMessage => "Sent via Message",
        Delivery::EscalatedToHelpDesk => "Escalated to Help Desk",
        Delivery::RepliedViaEmail => "Replied via email",
        Delivery::RepliedViaHelpDesk => "Replied via Help Desk",
        Delivery::Other(text) => text,
    }
}

fn fact(out: &mut String, name: &str, value: &str) -> fmt::Result {
    writeln!(
        out,
        "<dt>{name}</dt><dd dir=\"auto\">{}</dd>",
        EscapedHtml(value)
    )
}

fn fact_if_any(out: &mut String, name: &str, value: Option<&str>) -> fmt::Result {
    value.map_or(Ok(()), |value| fact(out, name, value))
}

fn moment(out: &mut String, name: &str, at: DateTime<Utc>, zone: Option<&str>) -> fmt::Result {
    writeln!(out, "<dt>{name}</dt><dd>{}</dd>", stamp(at, zone))
}

/// An instant in the space's zone, or in UTC where the zone is not known.
fn stamp(at: DateTime<Utc>, zone: Option<&str>) -> String {
    let zone = zone
        .and_then(|name| name.parse().ok())
        .unwrap_or(zone::Zone::UTC);
    let local = at.with_timezone(&zone);
    let machine = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    format!(
        "<time datetime=\"{machine}\">{}</time>",
        local.format("%Y-%m-%d %H:%M %Z")
    )
}
