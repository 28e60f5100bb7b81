//! What conversations look like once they are read: senders, roads, tickets, inbox items, people.

use crate::support::{Desk, Kept, mock, noon};
use chrono::TimeDelta;
use daybook_nexudus::{Entity, NexudusSettings};
use model::{BodyFormat, Channel, Delivery, Escalation, InboxStatus, Origin, Sender};
use serde_json::json;
use testkit::nexudus::{
    Business, Coworker, CoworkerMessage, HelpDeskComment, HelpDeskMessage, ListDirection, Message,
    NexudusMock, ProposedAction, Session, Visitor,
};

fn session(mock: &NexudusMock, fields: &Session) -> i64 {
    mock.world().put(fields)
}

fn said(mock: &NexudusMock, session: i64, seconds: i64, message: Message) -> i64 {
    let at = noon() + TimeDelta::seconds(seconds);
    let message = Message {
        ai_channel_session_id: Some(session),
        ..message
    };
    mock.world().put_at(&message, at)
}

fn role(role: &str, content: &str) -> Message {
    Message {
        chat_message_role: Some(role.to_owned()),
        content: Some(content.to_owned()),
        ..Message::default()
    }
}

async fn read(mock: &NexudusMock) -> Desk {
    let mut desk = Desk::default();
    Kept::of(mock).await.read(&mut desk).await.unwrap();
    desk
}

#[tokio::test]
async fn every_row_of_the_timeline_table_is_told() {
    let mock = mock().await;
    let ticket = mock.world().put(&HelpDeskMessage {
        subject: "Invoice 1234".to_owned(),
        message_text: "private".to_owned(),
        ..HelpDeskMessage::default()
    });
    let id = session(&mock, &Session::default());
    let operator = |message: Message| Message {
        action: Some(1),
        responder_name: Some("Ana".to_owned()),
        ..message
    };
    let rows = [
        role("assistant", "Hello!"),
        operator(Message {
            coworker_message_id: Some(7),
            ..role("assistant", "Ana here")
        }),
        operator(Message {
            help_desk_message_id: Some(ticket),
            ..role("assistant", "Over to the desk")
        }),
        role("user", "Hi"),
        Message {
            coworker_message_id: Some(8),
            ..role("user", "By e-mail")
        },
        Message {
            help_desk_message_id: Some(ticket),
            ..role("user", "By ticket")
        },
        role("tool", "{}"),
        role("system", "prompt"),
    ];
    for (at, row) in rows.into_iter().enumerate() {
        said(&mock, id, at as i64, row);
    }
    let desk = read(&mock).await;
    let held = desk.one(id);
    let told: Vec<_> = held
        .messages
        .iter()
        .map(|one| (one.sender.clone(), one.delivery.clone()))
        .collect();
    assert_eq!(
        told,
        [
            (Sender::AiAgent, None),
            (Sender::Operator, Some(Delivery::SentViaMessage)),
            (Sender::Operator, Some(Delivery::EscalatedToHelpDesk)),
            (Sender::Customer, None),
            (Sender::Customer, Some(Delivery::RepliedViaEmail)),
            (Sender::Customer, Some(Delivery::RepliedViaHelpDesk)),
            (Sender::Tool, None),
            (Sender::System, None),
        ]
    );
    assert_eq!(held.messages[1].sender_name.as_deref(), Some("Ana"));
    assert_eq!(held.messages[0].sender_name, None);
    assert_eq!(
        held.tickets.len(),
        1,
        "one ticket, however many messages name it"
    );
    assert_eq!(held.tickets[0].subject, "Invoice 1234");
    let url = held.tickets[0].url.clone().unwrap();
    assert!(
        url.starts_with("https://dashboard.nexudus.com/") && url.ends_with(&ticket.to_string())
    );
    assert_eq!(
        held.conversation.last_activity_at,
        noon() + TimeDelta::seconds(7)
    );
}

#[tokio::test]
async fn a_ticket_that_may_not_be_read_is_shown_by_its_number() {
    let mock = mock().await;
    mock.quirks().refused.insert(Entity::Tickets);
    let id = session(&mock, &Session::default());
    let message = Message {
        action: Some(1),
        help_desk_message_id: Some(77),
        ..role("assistant", "Escalated")
    };
    said(&mock, id, 0, message);
    let desk = read(&mock).await;
    assert_eq!(desk.one(id).tickets[0].subject, "Ticket 77");
}

#[tokio::test]
async fn a_comment_leads_to_its_ticket() {
    let mock = mock().await;
    mock.quirks().refused.insert(Entity::Comments);
    let ticket = mock.world().put(&HelpDeskMessage {
        subject: "The door is locked".to_owned(),
        ..HelpDeskMessage::default()
    });
    let comment = mock.world().put(&HelpDeskComment {
        help_desk_message_id: ticket,
        message_text: "private".to_owned(),
        ..HelpDeskComment::default()
    });
    let id = session(&mock, &Session::default());
    let message = Message {
        action: Some(1),
        help_desk_comment_id: Some(comment),
        ..role("assistant", "Somebody is on the way")
    };
    said(&mock, id, 0, message);
    let (kept, mut desk) = crate::support::read(&mock).await;
    let told = desk.one(id);
    assert_eq!(
        told.messages[0].delivery,
        Some(Delivery::EscalatedToHelpDesk)
    );
    assert!(told.tickets.is_empty(), "nobody knows which");
    // The role is granted.
    mock.quirks().refused.clear();
    mock.clock().advance(TimeDelta::hours(2));
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.one(id).tickets[0].subject, "The door is locked");
    assert!(!kept.shelf.dump().contains("private"));
}

#[tokio::test]
async fn a_message_without_a_role_is_told_by_the_message_that_carried_it() {
    let mock = mock().await;
    let carried = |incoming| CoworkerMessage {
        incoming,
        body: "private".to_owned(),
        ..CoworkerMessage::default()
    };
    let (to, from) = {
        let mut world = mock.world();
        (world.put(&carried(true)), world.put(&carried(false)))
    };
    let id = session(&mock, &Session::default());
    for (at, linked) in [to, from].into_iter().enumerate() {
        let message = Message {
            coworker_message_id: Some(linked),
            content: Some("?".to_owned()),
            ..Message::default()
        };
        said(&mock, id, at as i64, message);
    }
    let desk = read(&mock).await;
    let senders: Vec<_> = desk
        .one(id)
        .messages
        .iter()
        .map(|one| one.sender.clone())
        .collect();
    assert_eq!(senders, [Sender::Customer, Sender::Operator]);
}

#[tokio::test]
async fn a_head_says_what_the_session_says() {
    let mock = mock().await;
    let (business, coworker) = {
        let mut world = mock.world();
        let business = world.put(&Business {
            name: "Harbour".to_owned(),
            ..Business::default()
        });
        let coworker = world.put_at(
            &Coworker {
                full_name: "Zoë Ångström".to_owned(),
                email: "zoe@example.com".to_owned(),
                company_name: Some("Acme".to_owned()),
                ..Coworker::default()
            },
            noon() - TimeDelta::days(400),
        );
        (business, coworker)
    };
    let id = session(
        &mock,
        &Session {
            business_id: business,
            coworker_id: Some(coworker),
            coworker_full_name: Some("Zoë Å.".to_owned()),
            channel: "WhatsApp".to_owned(),
            subject: Some(" Parking ".to_owned()),
            chat_session: Some("the-session-id-of-the-links".to_owned()),
            escalation_status: Some(3),
            last_activity_utc: Some("2026-11-20T13:00:00Z".to_owned()),
            ..Session::default()
        },
    );
    let settings = NexudusSettings::of_json(r#"{"time_zone":"Europe/Lisbon"}"#).unwrap();
    let mut desk = Desk::default();
    let kept = Kept::with(&mock, settings, 20).await;
    kept.read(&mut desk).await.unwrap();
    let head = &desk.one(id).conversation;
    assert_eq!(head.session_id, "the-session-id-of-the-links");
    assert_eq!(head.channel, Channel::WhatsApp);
    assert_eq!(head.subject.as_deref(), Some("Parking"));
    assert_eq!(head.escalation, Escalation::Resolved);
    assert_eq!((head.started_at, head.status.clone()), (noon(), None));
    assert_eq!(head.last_activity_at, noon() + TimeDelta::hours(1));
    let space = &desk.spaces[head.space_id.as_str()];
    assert_eq!(*space, ("Harbour".to_owned(), "Europe/Lisbon".to_owned()));
    let customer = &desk.customers[head.customer_id.as_ref().unwrap().as_str()];
    assert_eq!(
        customer.name, "Zoë Ångström",
        "the customer's own record knows better"
    );
    assert_eq!(customer.email.as_deref(), Some("zoe@example.com"));
    assert_eq!(customer.company.as_deref(), Some("Acme"));
}

#[tokio::test]
async fn inbox_items_hang_on_the_conversations_that_they_come_from_and_began() {
    let mock = mock().await;
    let from = session(&mock, &Session::default());
    let began = session(&mock, &Session::default());
    said(&mock, began, 0, role("assistant", "Your invoice is due"));
    let action = mock.world().put(&ProposedAction {
        ai_channel_session_id: Some(from),
        outcome_session_id: Some(began),
        criteria_type: Some("DueInvoiceCriteria".to_owned()),
        action_type: 1,
        draft_body: Some("private draft".to_owned()),
        status: 5,
        ..ProposedAction::default()
    });
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    for id in [from, began] {
        let items = &desk.one(id).inbox_items;
        assert_eq!(items.len(), 1);
        assert_eq!(items[0].title, "Draft message: Due invoice");
        assert_eq!(items[0].status, InboxStatus::AutoExecuted);
    }
    assert_eq!(
        desk.one(began).conversation.origin,
        Origin::ProactiveOutbound
    );
    assert_eq!(desk.one(from).conversation.origin, Origin::Inbound);
    // A later message does not make it forget how it began; a later status is told.
    mock.clock().advance(TimeDelta::hours(1));
    said(&mock, began, 3_600, role("user", "Paid"));
    mock.world()
        .change(Entity::ProposedActions, action, &[("Status", json!(8))]);
    kept.read(&mut desk).await.unwrap();
    assert_eq!(
        desk.one(began).conversation.origin,
        Origin::ProactiveOutbound
    );
    assert_eq!(desk.one(began).messages.len(), 2);
    assert_eq!(
        desk.one(from).inbox_items[0].status,
        InboxStatus::AwaitingReply
    );
    assert!(!kept.shelf.dump().contains("private draft"));
}

#[tokio::test]
async fn how_a_conversation_began_is_told_by_its_first_message() {
    let mock = mock().await;
    let taken_over = session(&mock, &Session::default());
    let operator = Message {
        action: Some(1),
        ..role("assistant", "May I help?")
    };
    said(&mock, taken_over, 0, operator);
    said(&mock, taken_over, 1, role("user", "Yes"));
    let reply = session(&mock, &Session::default());
    let by_mail = Message {
        coworker_message_id: Some(7),
        ..role("user", "About your e-mail")
    };
    said(&mock, reply, 0, by_mail);
    let desk = read(&mock).await;
    assert_eq!(
        desk.one(taken_over).conversation.origin,
        Origin::OperatorTakeover
    );
    assert_eq!(desk.one(reply).conversation.origin, Origin::CustomerReply);
}

#[tokio::test]
async fn each_text_tells_how_it_is_written() {
    let mock = mock().await;
    let id = session(&mock, &Session::default());
    let texts = [
        ("Hello", BodyFormat::Plain),
        ("<p>Hello</p><script>x</script>", BodyFormat::Html),
        ("**Hello**\n\n- one\n- two", BodyFormat::Markdown),
    ];
    for (at, (text, _)) in texts.iter().enumerate() {
        said(&mock, id, at as i64, role("assistant", text));
    }
    let desk = read(&mock).await;
    for (message, (text, format)) in desk.one(id).messages.iter().zip(texts) {
        assert_eq!((message.body.as_str(), &message.format), (text, &format));
    }
}

#[tokio::test]
async fn a_message_of_a_session_that_is_not_listed_yet_finds_it() {
    let mock = mock().await;
    let first = session(&mock, &Session::default());
    said(&mock, first, 0, role("user", "one"));
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    // The list of sessions is a moment behind that of the messages.
    mock.quirks().hidden_from_lists.insert(Entity::Sessions);
    let second = session(
        &mock,
        &Session {
            subject: Some("Late".to_owned()),
            ..Session::default()
        },
    );
    said(&mock, second, 5, role("user", "two"));
    kept.read(&mut desk).await.unwrap();
    assert_eq!(
        desk.one(second).conversation.subject.as_deref(),
        Some("Late")
    );
    assert_eq!(desk.one(second).messages.len(), 1);
}

#[tokio::test]
async fn how_a_conversation_began_is_told_by_the_first_message_that_people_see() {
    for order in [ListDirection::Ascending, ListDirection::Descending] {
        let mock = mock().await;
        mock.quirks().order = order;
        let taken_over = session(&mock, &Session::default());
        said(&mock, taken_over, 0, role("system", "You are an assistant"));
        let operator = Message {
            action: Some(1),
            ..role("assistant", "May I help?")
        };
        said(&mock, taken_over, 1, operator);
        said(&mock, taken_over, 2, role("user", "Yes"));
        let inbound = session(&mock, &Session::default());
        said(&mock, inbound, 0, role("user", "Hi"));
        let by_mail = Message {
            coworker_message_id: Some(7),
            ..role("user", "And by e-mail")
        };
        // In the same second: the one with the lower id was first.
        said(&mock, inbound, 0, by_mail);
        let desk = read(&mock).await;
        let origin = |id| desk.one(id).conversation.origin.clone();
        assert_eq!(origin(taken_over), Origin::OperatorTakeover, "{order:?}");
        assert_eq!(origin(inbound), Origin::Inbound, "{order:?}");
    }
}

#[tokio::test]
async fn a_group_of_messages_begins_with_its_oldest_and_knows_what_each_tells() {
    for order in [ListDirection::Ascending, ListDirection::Descending] {
        let mock = mock().await;
        mock.quirks().order = order;
        mock.quirks().refused.insert(Entity::Sessions);
        let chat = |seconds: i64, contact: Option<&str>| {
            let message = Message {
                chat_session: Some("the-session-id-of-the-links".to_owned()),
                ai_channel_session_external_identifier: contact.map(str::to_owned),
                ..role("user", "Hi")
            };
            let at = noon() + TimeDelta::seconds(seconds);
            mock.world().put_at(&message, at);
        };
        chat(0, Some("zoe@example.com"));
        chat(3_600, None);
        let tour = Visitor {
            email: "zoe@example.com".to_owned(),
            is_tour: true,
            ..Visitor::default()
        };
        let half = noon() + TimeDelta::minutes(30);
        mock.world().put_at(&tour, half);
        let desk = read(&mock).await;
        assert_eq!(desk.outcomes().len(), 1, "{order:?}");
        let head = &desk.conversations.values().next().unwrap().conversation;
        assert_eq!(head.started_at, noon(), "{order:?}");
        assert_eq!(head.external_identifier.as_deref(), Some("zoe@example.com"));
    }
}

#[tokio::test]
async fn a_message_whose_time_nobody_knows_does_not_move_its_conversation() {
    let mock = mock().await;
    let id = mock.world().put_at(&Session::default(), noon());
    let never = json!("0001-01-01T00:00:00");
    let timeless = Message {
        extra: [("CreatedOn", never.clone()), ("UpdatedOn", never)]
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
        ..role("user", "When?")
    };
    said(&mock, id, 0, timeless);
    said(&mock, id, 5, role("assistant", "Now"));
    let desk = read(&mock).await;
    let held = desk.one(id);
    assert_eq!(held.conversation.started_at, noon());
    let times: Vec<_> = held.messages.iter().map(|one| one.sent_at).collect();
    assert_eq!(times, [noon(), noon() + TimeDelta::seconds(5)]);
}

#[tokio::test]
async fn a_conversation_that_names_no_location_is_at_an_unknown_one() {
    let mock = mock().await;
    let id = session(&mock, &Session::default());
    let desk = read(&mock).await;
    let space = desk.one(id).conversation.space_id.as_str();
    assert_eq!(desk.spaces[space].0, "Unknown location");
}
