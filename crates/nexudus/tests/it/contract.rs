//! Nexudus as a source keeps the contract, as daybook-server does.

use crate::support::{Kept, config, mock, noon, rows, signed_in};
use async_trait::async_trait;
use chrono::TimeDelta;
use daybook_nexudus::{AccountCredential, AccountTokens, MemoryStagingStore, nexudus};
use model::feed::{ConversationChange, RecordCounts};
use model::record::{CustomerRecord, SpaceRecord};
use model::{RemoteId, Sender};
use serde_json::json;
use sources::contract::{ContractSubject, check};
use sources::{SecretText, ServerIdentity, Source, SourceBatch, SourceCapabilities, SourceError};
use std::sync::Arc;
use testkit::nexudus::{Business, Coworker, Message, NexudusMock, Session, Visitor};

/// The suite names things in its own words; Nexudus numbers them. `c7` is 2_000_000_007, `m7-9` is
/// 3_000_007_009.
fn session(id: &RemoteId) -> i64 {
    2_000_000_000 + number(id.as_str(), 'c')
}

fn number(id: &str, letter: char) -> i64 {
    id.trim_start_matches(letter).parse().unwrap()
}

fn message(id: &RemoteId) -> i64 {
    let (conversation, ordinal) = id.as_str().split_once('-').unwrap();
    let ordinal: i64 = ordinal.parse().unwrap();
    3_000_000_000 + number(conversation, 'm') * 1_000 + ordinal
}

struct Renamed(Kept);

impl Renamed {
    fn change(change: &mut ConversationChange) {
        let id: i64 = change.conversation.id.as_str().parse().unwrap();
        change.conversation.id = RemoteId(format!("c{}", id - 2_000_000_000));
        for message in &mut change.messages {
            let id: i64 = message.id.as_str().parse::<i64>().unwrap() - 3_000_000_000;
            message.id = RemoteId(format!("m{}-{}", id / 1_000, id % 1_000));
        }
    }
}

#[async_trait]
impl Source for Renamed {
    fn capabilities(&self) -> SourceCapabilities {
        self.0.capabilities()
    }

    fn streams(&self) -> Vec<String> {
        self.0.streams()
    }

    async fn identify(&self) -> Result<ServerIdentity, SourceError> {
        self.0.identify().await
    }

    async fn pull(&self, stream: &str, after: Option<&str>) -> Result<SourceBatch, SourceError> {
        let mut batch = self.0.pull(stream, after).await?;
        batch
            .changes
            .conversations
            .iter_mut()
            .for_each(Self::change);
        Ok(batch)
    }

    async fn counts(&self) -> Result<Option<RecordCounts>, SourceError> {
        self.0.counts().await
    }
}

struct OnMock {
    mock: NexudusMock,
    credential: AccountCredential,
}

impl OnMock {
    async fn start() -> Self {
        let mock = mock().await;
        let credential = signed_in(&mock).await;
        Self { mock, credential }
    }

    fn over(&self, credential: AccountCredential) -> Arc<dyn Source> {
        let shelf = Arc::new(MemoryStagingStore::default());
        let config = config(&self.mock, credential, Arc::clone(&shelf));
        let source = nexudus(config).unwrap().with_page_rows(rows(20));
        Arc::new(Renamed(Kept::new(source, shelf)))
    }
}

#[async_trait]
impl ContractSubject for OnMock {
    fn source(&self) -> Arc<dyn Source> {
        self.over(self.credential.clone())
    }

    fn stranger(&self) -> Arc<dyn Source> {
        let lapsed = json!({
            "access": "nobody's", "refresh": "nobody's", "client_id": "x",
            "issued_at": "2026-01-01T00:00:00Z",
        });
        let tokens = AccountTokens::of_secret(&SecretText::new(lapsed.to_string())).unwrap();
        self.over(AccountCredential::Bearer(tokens))
    }

    async fn put_people(&self, spaces: Vec<SpaceRecord>, customers: Vec<CustomerRecord>) {
        let mut world = self.mock.world();
        for space in spaces {
            world.put(&Business {
                id: 100 + number(space.id.as_str(), 's'),
                name: space.name,
                ..Business::default()
            });
        }
        for customer in customers {
            // They were customers long before they talked to anybody.
            let before = noon() - TimeDelta::days(100);
            let coworker = Coworker {
                id: 1_000 + number(customer.id.as_str(), 'p'),
                full_name: customer.name,
                email: format!("{}@example.com", customer.id),
                ..Coworker::default()
            };
            world.put_at(&coworker, before);
        }
    }

    async fn put(&self, change: ConversationChange) {
        let head = change.conversation;
        let mut world = self.mock.world();
        let row = Session {
            id: session(&head.id),
            business_id: 100 + number(head.space_id.as_str(), 's'),
            coworker_id: head.customer_id.map(|id| 1_000 + number(id.as_str(), 'p')),
            channel: "Chat".to_owned(),
            chat_session: Some(head.session_id.clone()),
            last_activity_utc: Some(head.last_activity_at.to_rfc3339()),
            ..Session::default()
        };
        let id = world.put(&row);
        for one in change.messages {
            let role = if one.sender == Sender::Customer {
                "user"
            } else {
                "assistant"
            };
            world.put(&Message {
                id: message(&one.id),
                business_id: row.business_id,
                ai_channel_session_id: Some(id),
                chat_session: row.chat_session.clone(),
                chat_message_role: Some(role.to_owned()),
                content: Some(one.body),
                ..Message::default()
            });
        }
        for outcome in change.conversions {
            world.put(&Visitor {
                id: 5_000 + number(outcome.id.as_str(), 'o'),
                full_name: "A visitor".to_owned(),
                is_tour: true,
                custom_fields: json!([{ "Name": "Session", "Value": head.session_id }]),
                ..Visitor::default()
            });
        }
    }

    async fn delete(&self, id: &RemoteId) {
        let mut world = self.mock.world();
        world.delete(daybook_nexudus::Entity::Sessions, session(id));
    }
}

#[tokio::test]
async fn it_keeps_the_contract() {
    check(OnMock::start)
        .await
        .unwrap_or_else(|breach| panic!("{breach}"));
}
