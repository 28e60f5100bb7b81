//! What Nexudus says, in Daybook's words: channels, senders, roads, escalation, inbox statuses, and
//! how a text is written. Open sets stay open: what is not known is kept as it came. Pure.

use crate::decode::record::NexudusRecord;
use model::{BodyFormat, Channel, Delivery, Escalation, InboxStatus, Origin, Sender};

/// `OpenAiChatMessage.Action` of an operator's message: the one documented value.
const OPERATOR_ACTION: i64 = 1;
/// Said of what nothing is known of.
const UNKNOWN: &str = "Unknown";

/// A channel, whatever its case and spacing; another is kept as it came.
pub(crate) fn channel(word: Option<&str>) -> Channel {
    let Some(word) = word else {
        return Channel::Other(UNKNOWN.to_owned());
    };
    let letters: String = word
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    match letters.as_str() {
        "chat" | "webchat" | "portalchat" => Channel::Chat,
        "email" | "emailai" | "aiemail" => Channel::Email,
        "whatsapp" => Channel::WhatsApp,
        "voice" | "phone" | "call" => Channel::Voice,
        "emailmessage" | "coworkermessage" => Channel::EmailMessage,
        "helpdesk" | "helpdeskmessage" => Channel::HelpDesk,
        _ => Channel::Other(word.trim().to_owned()),
    }
}

/// Whether a person had to step in. Absent is none: one version of the documents has no 0.
pub(crate) fn escalation(word: Option<&str>) -> Escalation {
    match word.map(str::to_ascii_lowercase).as_deref() {
        None | Some("0" | "none") => Escalation::None,
        Some("1" | "pending") => Escalation::Pending,
        Some("2" | "active") => Escalation::Active,
        Some("3" | "resolved") => Escalation::Resolved,
        Some(other) => Escalation::Other(other.to_owned()),
    }
}

/// Where a proposed action stands.
pub(crate) fn inbox_status(word: Option<&str>) -> InboxStatus {
    let word = word.unwrap_or(UNKNOWN);
    let letters = word.replace([' ', '_', '-'], "").to_ascii_lowercase();
    match letters.as_str() {
        "1" | "pending" => InboxStatus::Pending,
        "2" | "approved" => InboxStatus::Approved,
        "3" | "rejected" => InboxStatus::Rejected,
        "4" | "expired" => InboxStatus::Expired,
        "5" | "autoexecuted" => InboxStatus::AutoExecuted,
        "6" | "snoozed" => InboxStatus::Snoozed,
        "7" | "deferred" => InboxStatus::Deferred,
        "8" | "awaitingreply" => InboxStatus::AwaitingReply,
        _ => InboxStatus::Other(word.to_owned()),
    }
}

/// What a proposed action is, where it has no subject.
pub(crate) fn action_title(record: &NexudusRecord) -> String {
    if let Some(subject) = record.text("DraftSubject") {
        return subject.trim().to_owned();
    }
    let kind = match record.word("ActionType").as_deref() {
        Some("1" | "DraftMessage") => "Draft message",
        Some("2" | "VoiceOutreach") => "Voice outreach",
        Some("3" | "InternalNote") => "Internal note",
        Some("4" | "TaskReminder") => "Task reminder",
        _ => "Proposed action",
    };
    match record.text("CriteriaType") {
        Some(criteria) => format!("{kind}: {}", spaced(criteria)),
        None => kind.to_owned(),
    }
}

/// `DueInvoiceCriteria` as "Due invoice".
fn spaced(name: &str) -> String {
    let name = name.trim().strip_suffix("Criteria").unwrap_or(name.trim());
    let mut text = String::with_capacity(name.len() + 4);
    for (at, letter) in name.chars().enumerate() {
        if at > 0 && letter.is_uppercase() {
            text.push(' ');
            text.extend(letter.to_lowercase());
        } else {
            text.push(letter);
        }
    }
    text
}

/// Who wrote a message. `incoming` is what the linked customer message says of its direction.
pub(crate) fn sender(record: &NexudusRecord, incoming: Option<bool>) -> Sender {
    if record.int("Action") == Some(OPERATOR_ACTION) || record.text("Action") == Some("Operator") {
        return Sender::Operator;
    }
    let role = record.text("ChatMessageRole").map(str::trim);
    match role.map(str::to_ascii_lowercase).as_deref() {
        Some("user" | "customer" | "human" | "visitor") => Sender::Customer,
        Some("assistant" | "ai" | "model" | "bot") => Sender::AiAgent,
        Some("system" | "developer") => Sender::System,
        Some("tool" | "function" | "tool_call" | "tool_result") => Sender::Tool,
        Some("operator" | "agent" | "staff" | "admin") => Sender::Operator,
        Some(_) => Sender::Other(role.unwrap_or(UNKNOWN).to_owned()),
        None => match incoming {
            Some(true) => Sender::Customer,
            Some(false) => Sender::Operator,
            None => Sender::Other(UNKNOWN.to_owned()),
        },
    }
}

/// Whether only the linked customer message can say who wrote a message.
pub(crate) fn needs_direction(record: &NexudusRecord) -> bool {
    record.text("ChatMessageRole").is_none()
        && record.int("Action") != Some(OPERATOR_ACTION)
        && record.link("CoworkerMessageId").is_some()
}

/// By which road it travelled.
pub(crate) fn delivery(sender: &Sender, record: &NexudusRecord) -> Option<Delivery> {
    let by_message = record.link("CoworkerMessageId").is_some();
    let by_desk =
        record.link("HelpDeskMessageId").is_some() || record.link("HelpDeskCommentId").is_some();
    match sender {
        Sender::Operator if by_desk => Some(Delivery::EscalatedToHelpDesk),
        Sender::Operator if by_message => Some(Delivery::SentViaMessage),
        Sender::Customer if by_desk => Some(Delivery::RepliedViaHelpDesk),
        Sender::Customer if by_message => Some(Delivery::RepliedViaEmail),
        _ => None,
    }
}

/// How a conversation began, by its first message; `None` where the person simply began it.
pub(crate) fn origin(sender: &Sender, record: &NexudusRecord) -> Option<Origin> {
    match (sender, delivery(sender, record)) {
        (Sender::Operator, _) => Some(Origin::OperatorTakeover),
        (Sender::Customer, Some(_)) => Some(Origin::CustomerReply),
        _ => None,
    }
}

/// How a text is written. Nexudus does not say, so the text itself is asked: tags that close, marks
/// that Markdown alone uses, else plain.
pub(crate) fn format(text: &str) -> BodyFormat {
    if is_html(text) {
        BodyFormat::Html
    } else if is_markdown(text) {
        BodyFormat::Markdown
    } else {
        BodyFormat::Plain
    }
}

fn is_html(text: &str) -> bool {
    const TAGS: [&str; 17] = [
        "p", "br", "div", "span", "a", "b", "i", "strong", "em", "ul", "ol", "li", "table", "html",
        "body", "h1", "h2",
    ];
    text.match_indices('<').any(|(at, _)| {
        let rest = &text[at + 1..];
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let name: String = rest
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        let ends = rest[name.len()..].starts_with(['>', ' ', '/', '\n', '\r', '\t']);
        ends && rest.contains('>') && TAGS.contains(&name.as_str())
    })
}

fn is_markdown(text: &str) -> bool {
    let paired = |mark: &str| text.matches(mark).count() >= 2;
    let link = text.find("](").is_some_and(|at| {
        let target = &text[at + 2..];
        text[..at].contains('[') && (target.starts_with("http") || target.starts_with('/'))
    });
    paired("**") || paired("```") || link || text.lines().any(is_marked_line)
}

/// A heading, an item of a list, a row of a table.
fn is_marked_line(line: &str) -> bool {
    let line = line.trim_start();
    let hashes = line.len() - line.trim_start_matches('#').len();
    let is_heading = (1..=6).contains(&hashes) && line[hashes..].starts_with(' ');
    let is_item = (line.starts_with("- ") || line.starts_with("* ")) && line.len() > 2;
    let digits = line.len()
        - line
            .trim_start_matches(|one: char| one.is_ascii_digit())
            .len();
    let is_numbered = (1..=3).contains(&digits) && line[digits..].starts_with(". ");
    let is_rule = line.starts_with('|')
        && line.contains("--")
        && line.chars().all(|one| "|-: ".contains(one));
    is_heading || is_item || is_numbered || is_rule
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(fields: &[(&str, serde_json::Value)]) -> NexudusRecord {
        let fields: serde_json::Map<_, _> = fields
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect();
        NexudusRecord::of_body(&serde_json::Value::Object(fields).to_string())
    }

    #[test]
    fn every_row_of_the_senders_table_comes_out() {
        let id = |id: i64| serde_json::json!(id);
        let role = |role: &str| ("ChatMessageRole", serde_json::json!(role));
        let operator = ("Action", id(1));
        let cases = [
            (message(&[role("assistant")]), Sender::AiAgent, None),
            (
                message(&[
                    role("assistant"),
                    operator.clone(),
                    ("CoworkerMessageId", id(5)),
                ]),
                Sender::Operator,
                Some(Delivery::SentViaMessage),
            ),
            (
                message(&[operator.clone(), ("HelpDeskMessageId", id(5))]),
                Sender::Operator,
                Some(Delivery::EscalatedToHelpDesk),
            ),
            (message(&[role("User")]), Sender::Customer, None),
            (
                message(&[role("user"), ("CoworkerMessageId", id(5))]),
                Sender::Customer,
                Some(Delivery::RepliedViaEmail),
            ),
            (
                message(&[role("user"), ("HelpDeskCommentId", id(5))]),
                Sender::Customer,
                Some(Delivery::RepliedViaHelpDesk),
            ),
            (message(&[role("tool")]), Sender::Tool, None),
            (message(&[role("system")]), Sender::System, None),
            (
                message(&[role("oracle")]),
                Sender::Other("oracle".to_owned()),
                None,
            ),
            (message(&[operator]), Sender::Operator, None),
        ];
        for (record, expected, road) in cases {
            let who = sender(&record, None);
            assert_eq!(who, expected, "{record:?}");
            assert_eq!(delivery(&who, &record), road, "{record:?}");
        }
    }

    #[test]
    fn a_message_without_a_role_is_asked_for_its_direction() {
        let record = message(&[("CoworkerMessageId", serde_json::json!(5))]);
        assert!(needs_direction(&record));
        assert_eq!(sender(&record, Some(true)), Sender::Customer);
        assert_eq!(sender(&record, Some(false)), Sender::Operator);
        assert_eq!(sender(&record, None), Sender::Other("Unknown".to_owned()));
    }

    #[test]
    fn channels_statuses_and_escalations_stay_open() {
        assert_eq!(channel(Some("WhatsApp")), Channel::WhatsApp);
        assert_eq!(channel(Some("Email Message")), Channel::EmailMessage);
        assert_eq!(channel(Some("Telex")), Channel::Other("Telex".to_owned()));
        assert_eq!(channel(None), Channel::Other("Unknown".to_owned()));
        assert_eq!(escalation(Some("2")), Escalation::Active);
        assert_eq!(escalation(Some("9")), Escalation::Other("9".to_owned()));
        assert_eq!(escalation(None), Escalation::None);
        assert_eq!(inbox_status(Some("5")), InboxStatus::AutoExecuted);
        assert_eq!(
            inbox_status(Some("Awaiting Reply")),
            InboxStatus::AwaitingReply
        );
        assert_eq!(
            inbox_status(Some("12")),
            InboxStatus::Other("12".to_owned())
        );
    }

    #[test]
    fn a_text_tells_how_it_is_written() {
        let cases = [
            ("Is 3 < 4 and 5 > 4?", BodyFormat::Plain),
            ("Hello", BodyFormat::Plain),
            ("a <b", BodyFormat::Plain),
            ("<placeholder> stays", BodyFormat::Plain),
            ("<p>Hello</p>", BodyFormat::Html),
            ("Line<br/>line", BodyFormat::Html),
            ("<DIV class=\"x\">y</DIV>", BodyFormat::Html),
            ("**Two** desks", BodyFormat::Markdown),
            ("see [here](https://a.example)", BodyFormat::Markdown),
            ("1. one\n2. two", BodyFormat::Markdown),
            ("| a | b |\n|---|---|\n| 1 | 2 |", BodyFormat::Markdown),
            ("# Title", BodyFormat::Markdown),
            ("#hashtag", BodyFormat::Plain),
            ("2 * 3 * 4", BodyFormat::Plain),
        ];
        for (text, expected) in cases {
            assert_eq!(format(text), expected, "{text}");
        }
    }

    #[test]
    fn an_action_without_a_subject_has_a_title() {
        let action = message(&[
            ("ActionType", serde_json::json!(1)),
            ("CriteriaType", serde_json::json!("DueInvoiceCriteria")),
        ]);
        assert_eq!(action_title(&action), "Draft message: Due invoice");
    }
}
