//! Record pages: the whole conversation for a tour, nothing that can act, and only for who may.

use super::home;
use crate::client::Server;
use crate::things::{conversation, full, message, now, tour};
use model::record::{CustomerRecord, InboxItemRecord, TicketRecord};
use model::{BodyFormat, ConversionKind, Delivery, Escalation, InboxStatus, Role, Sender};
use server::HttpConfig;

const HOSTILE: &str = r#"<script>alert('1')</script><img src=x onerror="steal()">"#;

#[tokio::test]
async fn the_visitor_shows_the_conversation_that_led_to_the_tour() {
    let home = home().await;
    let mut change = full("c", 3);
    change.messages[1].sender = Sender::AiAgent;
    change.messages[2].sender = Sender::Operator;
    change.messages[2].sender_name = Some("Ines".to_owned());
    change.messages[2].delivery = Some(Delivery::EscalatedToHelpDesk);
    let mut tool = message("c/tool", 9);
    tool.sender = Sender::Tool;
    tool.body = "internal plumbing".to_owned();
    change.messages.push(tool);
    home.store.put(&change).await.unwrap();
    let server = Server::start(&home.store, HttpConfig::loopback()).await;
    let page = server.get("/records/visitor/V-c", &[]).await;
    assert_eq!(page.status, 200);
    let text = page.text();
    for expected in [
        "This is c/0.",
        "This is c/1.",
        "This is c/2.",
        "AI agent",
        "Operator · Ines · Escalated to Help Desk",
        "session-c",
        "Harbour Lane",
        "someone@visitors.example",
        "2026-11-21 09:00 GMT",
    ] {
        assert!(text.contains(expected), "{expected} is missing");
    }
    assert!(
        !text.contains("internal plumbing"),
        "tool rows are not for readers"
    );
}

#[tokio::test]
async fn nothing_in_a_record_can_act() {
    let home = home().await;
    let customer = CustomerRecord {
        id: "p".into(),
        name: HOSTILE.to_owned(),
        company: Some(HOSTILE.to_owned()),
        email: Some(HOSTILE.to_owned()),
        profile_url: None,
    };
    home.store.put_customers(&[customer]).await.unwrap();
    let mut change = conversation("c");
    change.conversation.customer_id = Some("p".into());
    change.conversation.subject = Some(HOSTILE.to_owned());
    change.conversation.session_id = HOSTILE.to_owned();
    for (nth, format) in [BodyFormat::Plain, BodyFormat::Html, BodyFormat::Markdown]
        .into_iter()
        .enumerate()
    {
        let mut text = message(&format!("m{nth}"), 1);
        text.body = format!("{HOSTILE} &lt;script&gt;alert(2)&lt;/script&gt;");
        text.format = format;
        text.sender = Sender::Other(HOSTILE.to_owned());
        text.sender_name = Some(HOSTILE.to_owned());
        text.delivery = Some(Delivery::Other(HOSTILE.to_owned()));
        change.messages.push(text);
    }
    change.conversions = vec![tour("o", "V-1"), tour("o2", HOSTILE)];
    change.tickets = vec![TicketRecord {
        id: "T-1".into(),
        subject: HOSTILE.to_owned(),
        url: None,
        created_at: now(),
        escalated_by: None,
    }];
    change.inbox_items = vec![InboxItemRecord {
        id: "I-1".into(),
        title: HOSTILE.to_owned(),
        status: InboxStatus::Other(HOSTILE.to_owned()),
        url: None,
        created_at: now(),
    }];
    change.conversation.escalation = Escalation::Active;
    home.store.put(&change).await.unwrap();
    let server = Server::start(&home.store, HttpConfig::loopback()).await;
    let odd = server::record_links::RecordKind::Visitor.path(HOSTILE);
    for path in [
        "/records/visitor/V-1",
        &odd,
        "/records/ticket/T-1",
        "/records/inbox/I-1",
        "/records/customer/p",
    ] {
        let page = server.get(path, &[]).await;
        assert_eq!(
            (page.status.as_u16(), page.header("content-type")),
            (200, "text/html; charset=utf-8"),
            "{path}"
        );
        let text = page.text();
        for live in ["<script", "<img", "onerror=\"", "javascript:"] {
            assert!(!text.to_lowercase().contains(live), "{path} holds {live}");
        }
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"));
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}

#[tokio::test]
async fn each_kind_of_outcome_has_a_page() {
    let home = home().await;
    let mut change = conversation("c");
    for kind in ConversionKind::KNOWN {
        let mut outcome = tour(&format!("o-{kind}"), &format!("R/{kind} 1"));
        outcome.kind = kind.clone();
        change.conversions.push(outcome);
    }
    home.store.put(&change).await.unwrap();
    let server = Server::start(&home.store, HttpConfig::loopback()).await;
    for outcome in &change.conversions {
        let kind = server::record_links::RecordKind::of(&outcome.kind).unwrap();
        let page = server.get(&kind.path(&outcome.record), &[]).await;
        assert_eq!(page.status, 200, "{}", outcome.record);
        assert!(page.text().contains(outcome.kind.as_str()));
    }
    let wrong = server.get("/records/booking/R%2Ftour%201", &[]).await;
    assert_eq!(
        wrong.error(),
        (404, "not_found".to_owned()),
        "a tour is no booking"
    );
}

#[tokio::test]
async fn records_are_closed_unless_opened() {
    let home = home().await;
    home.store.put(&full("c", 1)).await.unwrap();
    let server = Server::start(&home.store, HttpConfig::guarded(None)).await;
    assert_eq!(server.get("/records/visitor/V-c", &[]).await.status, 401);
    let token = server.token(Role::Read).await;
    assert_eq!(
        server.get_as(&token, "/records/visitor/V-c").await.status,
        200
    );
    let style = server.get("/records/style.css", &[]).await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
}
