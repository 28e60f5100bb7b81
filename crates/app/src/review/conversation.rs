//! One conversation, whole: bodies made safe, matches marked, messages and outcomes merged by time.
//!
//! It must not hand out a body as it came: only the safe tree leaves this file.

use crate::error::AppError;
use crate::home::unlocked::UnlockedHome;
use cache::{StoredConversation, StoredMessage};
use model::body_tree::BodyView;
use model::marks::MessageFlag;
use model::plausible_time::TimeMark;
use model::request::OpenConversation;
use model::view::{ConversationDetail, ConversionView, EarlierView, MessageView, TimelineItem};
use model::{BodyFormat, ConversationId, Sender};
use query::{Expr, TextPlace};

/// One conversation, with the matches of the current search marked.
pub(crate) async fn conversation(
    home: &UnlockedHome,
    request: &OpenConversation,
) -> Result<ConversationDetail, AppError> {
    let stored = home
        .reader
        .conversation(request.id)
        .await?
        .ok_or(AppError::NoConversation)?;
    let search = home.reader.search_query(&request.text, home.now()).await?;
    let search = search.expr;
    // Cleaning a long HTML thread takes milliseconds: not on a thread that answers others.
    Ok(tokio::task::spawn_blocking(move || detail(stored, &search)).await?)
}

/// Finds a conversation by its local id, the server's id or its session id.
pub(crate) async fn find_conversation(
    home: &UnlockedHome,
    name: &str,
) -> Result<ConversationId, AppError> {
    if let Some(id) = home.reader.find_conversation(name).await? {
        return Ok(id);
    }
    let id = name
        .parse()
        .map(ConversationId)
        .map_err(|_| AppError::NoConversation)?;
    let found = home.reader.conversation(id).await?;
    found
        .map(|stored| stored.row.id)
        .ok_or(AppError::NoConversation)
}

fn detail(stored: StoredConversation, search: &Expr) -> ConversationDetail {
    let hidden = stored
        .messages
        .iter()
        .filter(|message| !message.sender.is_visible())
        .count();
    let mut flags = stored.flags;
    let messages = stored
        .messages
        .into_iter()
        .map(|message| {
            let flag = flags.remove(message.remote_id.as_str());
            shown(message, flag, search)
        })
        .collect();
    ConversationDetail {
        row: stored.row,
        origin: stored.origin,
        contacts: stored.contacts,
        language: stored.language,
        place: stored.place,
        space_name: stored.space_name,
        source_name: stored.source_name,
        ended_at: stored.ended_at,
        inbox_items: stored.inbox_items,
        tickets: stored.tickets,
        leads: stored.leads,
        timeline: timeline(messages, stored.conversions),
        hidden_rows: u32::try_from(hidden).unwrap_or(u32::MAX),
        marks: stored.marks,
    }
}

/// A body made safe, with the words of a search marked.
fn marked(format: &BodyFormat, body: &str, sender: &Sender, search: &Expr) -> BodyView {
    let view = body::view(format, body);
    if search.has_text() {
        let marks = search.marks_in(TextPlace::Said(sender));
        body::mark(view, &|text| marks.pieces(text))
    } else {
        view
    }
}

fn shown(message: StoredMessage, flag: Option<MessageFlag>, search: &Expr) -> MessageView {
    let view = marked(&message.format, &message.body, &message.sender, search);
    let earlier = message.earlier.iter();
    let earlier = earlier.map(|it| EarlierView {
        body: marked(&it.format, &it.body, &message.sender, search),
        until: it.until,
    });
    let earlier = earlier.collect();
    MessageView {
        id: message.id,
        sender: message.sender,
        sender_name: message.sender_name,
        delivery: message.delivery,
        body: view,
        sent_at: message.sent_at,
        time_mark: TimeMark::of_message(message.time_said),
        earlier,
        flag,
    }
}

/// By time; at the same instant the message stands before the outcome that it led to, and what
/// arrived first stays first.
fn timeline(messages: Vec<MessageView>, outcomes: Vec<ConversionView>) -> Vec<TimelineItem> {
    let mut items: Vec<TimelineItem> = messages
        .into_iter()
        .map(TimelineItem::Message)
        .chain(outcomes.into_iter().map(TimelineItem::Outcome))
        .collect();
    items.sort_by_key(|item| match item {
        TimelineItem::Message(message) => message.sent_at,
        TimelineItem::Outcome(outcome) => outcome.occurred_at,
    });
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use model::{ConversionKind, MessageId};

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + second, 0).expect("a time")
    }

    fn message(id: i64, second: i64) -> MessageView {
        MessageView {
            id: MessageId(id),
            sender: Sender::Customer,
            sender_name: None,
            delivery: None,
            body: BodyView::default(),
            sent_at: at(second),
            time_mark: None,
            earlier: Vec::new(),
            flag: None,
        }
    }

    fn outcome(second: i64) -> ConversionView {
        ConversionView {
            kind: ConversionKind::Tour,
            record: "V-1".to_owned(),
            url: None,
            occurred_at: at(second),
            confirmed: true,
            time_mark: None,
            taken_back_at: None,
            counted_in: None,
            moved_to: None,
            earlier: Vec::new(),
        }
    }

    #[test]
    fn messages_and_outcomes_stand_in_the_order_of_time() {
        let items = timeline(
            vec![message(1, 0), message(2, 10), message(3, 10)],
            vec![outcome(10), outcome(5)],
        );
        let order: Vec<String> = items
            .iter()
            .map(|item| match item {
                TimelineItem::Message(message) => format!("message {}", message.id),
                TimelineItem::Outcome(outcome) => {
                    format!("outcome at {}", (outcome.occurred_at - at(0)).num_seconds())
                }
            })
            .collect();
        assert_eq!(
            order,
            [
                "message 1",
                "outcome at 5",
                "message 2",
                "message 3",
                "outcome at 10"
            ]
        );
    }
}
