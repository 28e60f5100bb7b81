//! The same conversations from the Nexudus mock, which sets no limit on loopback: spaces, customers,
//! sessions and messages of the practice script, in the records that Nexudus documents.

use crate::serve::{SEED, UNTIL};
use crate::{fixture, machine};
use anyhow::{Context, Result};
use app::SyncMode;
use model::feed::ConversationChange;
use model::record::MessageRecord;
use model::request::ConnectNexudus;
use model::{RemoteId, Sender};
use serde_json::json;
use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;
use testkit::nexudus::{
    Business, Coworker, EMAIL, Message, MockWorld, NexudusMock, PASSWORD, Session, TestClock,
};
use tokio::io::AsyncReadExt;

/// More than these take more memory than they are worth: every record lies in the mock's.
pub(crate) const MOST: u32 = 20_000;

/// Serves the practice script until the standard input ends.
pub(crate) async fn serve(conversations: u32) -> Result<()> {
    let mock = NexudusMock::start(TestClock::at(UNTIL.parse()?)).await;
    fill(&mut mock.world(), conversations)?;
    println!("{}", json!({ "url": mock.url(), "token": "" }));
    tokio::io::stdin().read_to_end(&mut Vec::new()).await?;
    Ok(())
}

fn fill(world: &mut MockWorld, conversations: u32) -> Result<()> {
    let (script, changes) = practice::script(SEED, conversations, UNTIL.parse()?);
    let mut ids: HashMap<RemoteId, i64> = HashMap::new();
    for space in script.spaces {
        let row = Business {
            name: space.name,
            ..Business::default()
        };
        ids.insert(space.id, world.put(&row));
    }
    let long_ago = UNTIL.parse::<chrono::DateTime<chrono::Utc>>()? - chrono::TimeDelta::days(900);
    for customer in script.customers {
        let row = Coworker {
            full_name: customer.name,
            email: customer.email.unwrap_or_default(),
            company_name: customer.company,
            ..Coworker::default()
        };
        ids.insert(customer.id, world.put_at(&row, long_ago));
    }
    changes.for_each(|change| put(world, &ids, change));
    Ok(())
}

fn put(world: &mut MockWorld, ids: &HashMap<RemoteId, i64>, change: ConversationChange) {
    let head = change.conversation;
    let session = Session {
        business_id: ids.get(&head.space_id).copied().unwrap_or(0),
        coworker_id: head
            .customer_id
            .as_ref()
            .and_then(|id| ids.get(id))
            .copied(),
        channel: head.channel.as_str().to_owned(),
        chat_session: Some(head.session_id),
        external_identifier: head.external_identifier,
        last_activity_utc: Some(head.last_activity_at.to_rfc3339()),
        subject: head.subject,
        ..Session::default()
    };
    let id = world.put_at(&session, head.started_at);
    for one in change.messages {
        let at = one.sent_at;
        world.put_at(&message(&session, id, one), at);
    }
}

fn message(session: &Session, id: i64, one: MessageRecord) -> Message {
    let role = match &one.sender {
        Sender::Customer => "user",
        Sender::System => "system",
        Sender::Tool => "tool",
        _ => "assistant",
    };
    Message {
        business_id: session.business_id,
        ai_channel_session_id: Some(id),
        chat_session: session.chat_session.clone(),
        chat_message_role: Some(role.to_owned()),
        action: (one.sender == Sender::Operator).then_some(1),
        responder_name: one.sender_name,
        content: Some(one.body),
        ..Message::default()
    }
}

/// A first sync.
pub(crate) async fn first(url: &str, home: &Path) -> Result<()> {
    let app = fixture::open(home).await?;
    let request = ConnectNexudus {
        name: "Bench".to_owned(),
        url: url.to_owned(),
        email: EMAIL.to_owned(),
        password: PASSWORD.to_owned(),
        totp: None,
    };
    app.connect_nexudus(request).await?;
    let source = app.sources().await?.into_iter().next();
    let source = source.context("no source was connected")?.id;
    let started = Instant::now();
    app.sync(source, SyncMode::Incremental).await?;
    let seconds = started.elapsed().as_secs_f64();
    let status = app.status().await?;
    app.close().await;
    let peak_bytes = machine::peak_memory();
    println!(
        "{}",
        json!({ "messages": status.messages, "seconds": seconds, "peak_bytes": peak_bytes })
    );
    Ok(())
}
