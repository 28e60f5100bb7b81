//! What a server tells of a conversation comes to the detail as it was told: an escalation with its time and its cause,
//! and every record as such.

use super::synced;
use app::AppError;
use model::feed::ConversationChange;
use model::record::MessageRecord;
use model::request::{OpenConversation, RecordRequest};
use model::view::TimelineItem;
use model::{EscalationCause, MessageId};
use testkit::fixture::{TestHome, TestServer, escalated, toured};

#[tokio::test]
async fn an_escalation_stands_at_its_time_with_its_cause_and_records_are_shown_as_they_were_told() {
    let home = TestHome::new();
    let server = TestServer::filled(&[toured("a"), escalated("b")]).await;
    let app = synced(&home, &server).await;
    let id = app.find_conversation("b").await.expect("by its id");
    let request = OpenConversation {
        id,
        text: String::new(),
    };
    let detail = app.conversation(&request).await.expect("the conversation");
    let causes = detail.timeline.iter().filter_map(|item| match item {
        TimelineItem::Escalation(ticket) => Some((ticket.created_at, ticket.escalated_by.clone())),
        TimelineItem::Message(_) | TimelineItem::Outcome(_) => None,
    });
    let told = escalated("b");
    let ticket = &told.tickets[0];
    assert_eq!(
        causes.collect::<Vec<_>>(),
        [(ticket.created_at, Some(EscalationCause::Customer))],
        "from the server to the detail"
    );
    // The record is what the server told.
    let record = |message| {
        app.record_text(RecordRequest {
            conversation: id,
            message,
        })
    };
    let whole = record(None).await.expect("the record");
    let whole: ConversationChange = serde_json::from_str(&whole).expect("JSON of the feed");
    assert_eq!(whole.messages, told.messages);
    assert_eq!(whole.leads, told.leads);
    assert_eq!(whole.tickets, told.tickets);
    assert_eq!(whole.conversation, told.conversation);
    let first = detail.timeline.iter().find_map(|item| match item {
        TimelineItem::Message(message) => Some(message.id),
        TimelineItem::Escalation(_) | TimelineItem::Outcome(_) => None,
    });
    let one = record(first).await.expect("the record");
    let one: MessageRecord = serde_json::from_str(&one).expect("JSON of the feed");
    assert_eq!(one, told.messages[0]);
    let none = record(Some(MessageId(1))).await;
    assert!(matches!(none, Err(AppError::NoConversation)), "{none:?}");
    // An outcome with its time.
    let id = app.find_conversation("a").await.expect("by its id");
    let request = RecordRequest {
        conversation: id,
        message: None,
    };
    let text = app.record_text(request).await.expect("the record");
    let whole: ConversationChange = serde_json::from_str(&text).expect("JSON of the feed");
    let outcomes = toured("a").conversions;
    assert_eq!(whole.conversions.len(), outcomes.len());
    assert_eq!(whole.conversions[0].record, outcomes[0].record);
    assert_eq!(whole.conversions[0].occurred_at, outcomes[0].occurred_at);
}
