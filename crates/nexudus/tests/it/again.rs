//! What is here already, told again: by rules that were changed, and with what an account may read by
//! now. Nothing that is kept is read again for it.

use crate::support::{Desk, Kept, mock, noon};
use chrono::TimeDelta;
use daybook_nexudus::{Entity, NexudusSettings};
use model::Sender;
use serde_json::json;
use std::sync::Arc;
use testkit::nexudus::{
    Business, Coworker, CoworkerMessage, CoworkerProduct, HelpDeskMessage, Message, MeteredRequest,
    NexudusMock, ProductTimePass, ProposedAction, Session, TimePass, Visitor,
};

/// A message of a session, some seconds after noon.
fn said(mock: &NexudusMock, session: i64, seconds: i64, message: Message) -> i64 {
    let message = Message {
        ai_channel_session_id: Some(session),
        content: Some(format!("said after {seconds} s")),
        ..message
    };
    let at = noon() + TimeDelta::seconds(seconds);
    mock.world().put_at(&message, at)
}

/// Reads with other settings what was read with the usual ones.
async fn read_again(mock: &NexudusMock, kept: &Kept, desk: &mut Desk, settings: &str) {
    let settings = NexudusSettings::of_json(settings).unwrap();
    let again = Kept::again(mock, settings, 20, Arc::clone(&kept.shelf)).await;
    mock.clock().advance(TimeDelta::hours(30));
    mock.meter().reset();
    again.read(desk).await.unwrap();
}

#[tokio::test]
async fn an_edited_link_reaches_customers_tickets_and_inbox_items_that_are_here() {
    let mock = mock().await;
    let (session, coworker, ticket) = {
        let mut world = mock.world();
        let coworker = world.put(&Coworker::default());
        let ticket = world.put(&HelpDeskMessage::default());
        let session = Session {
            coworker_id: Some(coworker),
            ..Session::default()
        };
        (world.put(&session), coworker, ticket)
    };
    let escalated = Message {
        help_desk_message_id: Some(ticket),
        ..Message::default()
    };
    let escalated = said(&mock, session, -9_000, escalated);
    // The newest of a list is always read again; this one is not the one in question.
    said(&mock, session, 0, Message::default());
    let action = mock.world().put(&ProposedAction {
        ai_channel_session_id: Some(session),
        ..ProposedAction::default()
    });
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    let own = r#"{"links":{"customer":"https://d.example/c/{id}",
        "ticket":"https://d.example/t/{id}","inbox_item":"https://d.example/i/{id}"}}"#;
    read_again(&mock, &kept, &mut desk, own).await;
    let held = desk.one(session);
    assert_eq!(
        desk.customers[&coworker.to_string()].profile_url,
        Some(format!("https://d.example/c/{coworker}"))
    );
    assert_eq!(
        held.tickets[0].url,
        Some(format!("https://d.example/t/{ticket}"))
    );
    assert_eq!(
        held.inbox_items[0].url,
        Some(format!("https://d.example/i/{action}"))
    );
    let named = escalated.to_string();
    let is_named = |asked: &MeteredRequest| asked.query.contains(&named);
    assert!(
        !mock.meter().asked().iter().any(is_named),
        "the message is not read again"
    );
}

#[tokio::test]
async fn another_time_zone_is_applied_to_locations_that_are_here() {
    let mock = mock().await;
    let business = mock.world().put(&Business {
        name: "Harbour".to_owned(),
        ..Business::default()
    });
    for business_id in [business, 77] {
        mock.world().put(&Session {
            business_id,
            ..Session::default()
        });
    }
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    read_again(&mock, &kept, &mut desk, r#"{"time_zone":"Europe/Lisbon"}"#).await;
    for id in [business, 77] {
        assert_eq!(desk.spaces[&id.to_string()].1, "Europe/Lisbon", "{id}");
    }
}

#[tokio::test]
async fn a_role_that_is_granted_later_is_applied_to_what_is_here() {
    let mock = mock().await;
    let refused = [
        Entity::Tickets,
        Entity::CoworkerMessages,
        Entity::TimePasses,
    ];
    mock.quirks().refused.extend(refused);
    let (session, ticket, mail, product) = {
        let mut world = mock.world();
        let ticket = world.put(&HelpDeskMessage {
            subject: "Invoice 1234".to_owned(),
            ..HelpDeskMessage::default()
        });
        let mail = world.put(&CoworkerMessage::default());
        let session = world.put_at(
            &Session {
                coworker_id: Some(9),
                ..Session::default()
            },
            noon(),
        );
        let time_pass_id = Some(world.put(&TimePass::default()));
        world.put(&ProductTimePass {
            product_id: 5,
            time_pass_id,
            ..ProductTimePass::default()
        });
        let product = CoworkerProduct {
            coworker_id: 9,
            product_id: 5,
            product_name: "Explorer".to_owned(),
            ..CoworkerProduct::default()
        };
        let product = world.put_at(&product, noon() + TimeDelta::hours(1));
        (session, ticket, mail, product)
    };
    let escalated = Message {
        chat_message_role: Some("assistant".to_owned()),
        help_desk_message_id: Some(ticket),
        ..Message::default()
    };
    said(&mock, session, 0, escalated);
    let mailed = Message {
        coworker_message_id: Some(mail),
        ..Message::default()
    };
    said(&mock, session, 1, mailed);
    said(&mock, session, 9_000, Message::default());
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    let subject = |desk: &Desk| desk.one(session).tickets[0].subject.clone();
    let sender = |desk: &Desk| desk.one(session).messages[1].sender.clone();
    assert_eq!(subject(&desk), format!("Ticket {ticket}"));
    assert_eq!(sender(&desk), Sender::Other("Unknown".to_owned()));
    assert!(desk.outcomes().is_empty());
    mock.quirks().refused.clear();
    mock.clock().advance(TimeDelta::hours(2));
    kept.read(&mut desk).await.unwrap();
    assert_eq!(subject(&desk), "Invoice 1234");
    assert_eq!(sender(&desk), Sender::Operator);
    assert_eq!(desk.one(session).messages[1].body, "said after 1 s");
    let told = desk.outcomes();
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].1.as_str(), &told[0].2),
        ("day_pass", &product.to_string())
    );
    // It is applied once.
    mock.meter().reset();
    mock.clock().advance(TimeDelta::hours(2));
    kept.read(&mut desk).await.unwrap();
    for path in ["helpdeskmessages", "coworkermessages"] {
        assert_eq!(mock.meter().count("GET", path), 0, "{path}");
    }
}

#[tokio::test]
async fn a_time_pass_that_arrives_after_what_was_sold_says_what_it_was() {
    let mock = mock().await;
    let (session, product) = {
        let mut world = mock.world();
        let session = Session {
            coworker_id: Some(9),
            ..Session::default()
        };
        let product = CoworkerProduct {
            coworker_id: 9,
            product_id: 5,
            product_name: "Explorer".to_owned(),
            ..CoworkerProduct::default()
        };
        let session = world.put_at(&session, noon());
        let hour = TimeDelta::hours(1);
        (session, world.put_at(&product, noon() + hour))
    };
    mock.world()
        .put_at(&CoworkerProduct::default(), noon() + TimeDelta::hours(9));
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    assert!(desk.outcomes().is_empty());
    mock.clock().advance(TimeDelta::hours(30));
    {
        let mut world = mock.world();
        let time_pass_id = Some(world.put(&TimePass::default()));
        world.put(&ProductTimePass {
            product_id: 5,
            time_pass_id,
            ..ProductTimePass::default()
        });
    }
    kept.read(&mut desk).await.unwrap();
    let day_pass = (
        session.to_string(),
        "day_pass".to_owned(),
        product.to_string(),
        false,
    );
    assert_eq!(desk.outcomes(), [day_pass]);
}

#[tokio::test]
async fn a_new_address_of_a_customer_finds_what_it_led_to() {
    let mock = mock().await;
    let (session, coworker, visitor) = {
        let mut world = mock.world();
        let before = noon() - TimeDelta::days(400);
        let coworker = Coworker {
            email: "old@example.com".to_owned(),
            ..Coworker::default()
        };
        let coworker = world.put_at(&coworker, before);
        let session = Session {
            coworker_id: Some(coworker),
            ..Session::default()
        };
        let tour = Visitor {
            email: "new@example.com".to_owned(),
            is_tour: true,
            ..Visitor::default()
        };
        let hour = TimeDelta::hours(1);
        let session = world.put_at(&session, noon());
        (session, coworker, world.put_at(&tour, noon() + hour))
    };
    let kept = Kept::of(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    assert!(desk.outcomes().is_empty());
    let tour = (
        session.to_string(),
        "tour".to_owned(),
        visitor.to_string(),
        false,
    );
    for (email, expected) in [("new@example.com", vec![tour]), ("old@example.com", vec![])] {
        mock.clock().advance(TimeDelta::hours(3));
        let email = [("Email", json!(email))];
        mock.world().change(Entity::Coworkers, coworker, &email);
        kept.read(&mut desk).await.unwrap();
        assert_eq!(desk.outcomes(), expected, "{email:?}");
    }
}
