//! A real server on loopback with a few conversations, and a home behind a passphrase.

#![allow(dead_code, reason = "each test file uses its own part")]

use app::{App, AppOptions, HomeFolder, KeyStorage, PracticeOptions};
use chrono::{DateTime, TimeDelta, Utc};
use model::feed::ConversationChange;
use model::record::{
    ConversationRecord, ConversionRecord, CustomerRecord, GeoPlace, LeadRecord, MessageRecord,
    SpaceRecord, TicketRecord,
};
use model::request::ConnectDaybook;
use model::{
    BodyFormat, Channel, ConversionKind, Escalation, Origin, RemoteId, Role, Sender, Status,
};
use server::{Config, Store};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

pub(crate) const PASSPHRASE: &str = "correct horse battery";

/// A clock that stands still.
pub(crate) struct Frozen(pub(crate) DateTime<Utc>);

#[async_trait::async_trait]
impl sync::SyncClock for Frozen {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }

    async fn sleep(&self, _duration: std::time::Duration) {
        // Time stands still, so no wait is ever over sooner than at once.
        tokio::task::yield_now().await;
    }
}

pub(crate) fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).expect("a time")
}

pub(crate) fn options() -> AppOptions {
    AppOptions {
        clock: Arc::new(Frozen(noon())),
        key_storage: KeyStorage::Passphrase,
        passphrase: Some(Zeroizing::new(PASSPHRASE.to_owned())),
        practice: PracticeOptions {
            seed: 7,
            conversations: 40,
        },
        ..AppOptions::terminal()
    }
}

/// A home in a temporary folder.
pub(crate) struct TestHome {
    pub(crate) folder: TempDir,
}

impl TestHome {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    pub(crate) fn home(&self) -> HomeFolder {
        HomeFolder::at(self.folder.path().join("home"))
    }

    pub(crate) fn locate(&self) -> App {
        App::locate(self.home(), options()).expect("the home")
    }

    pub(crate) async fn open(&self) -> App {
        let app = self.locate();
        app.startup().await.expect("unlocked");
        app
    }
}

/// A server on loopback.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) token: String,
    pub(crate) store: Store,
    address: std::net::SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<tokio::task::JoinHandle<()>>,
    _folder: TempDir,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("server.db"))
            .await
            .expect("a store");
        let token = store.create_token(Role::Read).await.expect("a token");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        let mut server = Self {
            url: format!("http://{address}"),
            token,
            store,
            address,
            stop: None,
            serving: None,
            _folder: folder,
        };
        server.serve(listener);
        server
    }

    fn serve(&mut self, listener: tokio::net::TcpListener) {
        self.serve_behind(listener, axum::Router::new());
    }

    fn serve_behind(&mut self, listener: tokio::net::TcpListener, front: axum::Router) {
        let (stop, stopped) = oneshot::channel::<()>();
        let router = server::app(self.store.clone(), Config::loopback());
        let router = front.fallback_service(router);
        self.stop = Some(stop);
        self.serving = Some(tokio::spawn(async move {
            let until = async move {
                let _stopped = stopped.await;
            };
            server::serve(listener, router, until)
                .await
                .expect("serving");
        }));
    }

    pub(crate) async fn stop(&mut self) {
        drop(self.stop.take());
        if let Some(serving) = self.serving.take() {
            serving.abort();
            let _aborted = serving.await;
        }
    }

    pub(crate) async fn start_again(&mut self) {
        let listener = tokio::net::TcpListener::bind(self.address)
            .await
            .expect("the same port");
        self.serve(listener);
    }

    /// Answers some routes differently from now on; the rest as before.
    pub(crate) async fn stand_behind(&mut self, front: axum::Router) {
        self.stop().await;
        let listener = tokio::net::TcpListener::bind(self.address)
            .await
            .expect("the same port");
        self.serve_behind(listener, front);
    }

    /// Takes connections at the same address from now on, and never answers.
    pub(crate) async fn fall_silent(&mut self) -> tokio::task::JoinHandle<()> {
        self.stop().await;
        let listener = tokio::net::TcpListener::bind(self.address)
            .await
            .expect("the same port");
        tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok((stream, _)) = listener.accept().await {
                held.push(stream);
            }
        })
    }

    pub(crate) async fn filled(conversations: &[ConversationChange]) -> Self {
        let server = Self::start().await;
        server.store.put_spaces(&[space()]).await.expect("a space");
        server
            .store
            .put_customers(&[customer()])
            .await
            .expect("a customer");
        server
            .store
            .put_many(conversations)
            .await
            .expect("conversations");
        server
    }

    pub(crate) fn connection(&self, name: &str) -> ConnectDaybook {
        ConnectDaybook {
            name: name.to_owned(),
            url: self.url.clone(),
            token: self.token.clone(),
        }
    }
}

pub(crate) fn space() -> SpaceRecord {
    SpaceRecord {
        id: "space-1".into(),
        name: "Harbour".to_owned(),
        time_zone: "Europe/Lisbon".to_owned(),
    }
}

pub(crate) fn customer() -> CustomerRecord {
    CustomerRecord {
        id: "customer-1".into(),
        name: "Zoë Marsh".to_owned(),
        company: Some("Marsh & Sons".to_owned()),
        email: None,
        profile_url: None,
    }
}

pub(crate) fn message(id: &str, sender: Sender, minute: i64, body: &str) -> MessageRecord {
    MessageRecord {
        id: id.into(),
        sender,
        sender_name: None,
        delivery: None,
        format: BodyFormat::Plain,
        body: body.to_owned(),
        sent_at: noon() - TimeDelta::days(2) + TimeDelta::minutes(minute),
    }
}

/// A chat of a known customer: two visible messages, one hidden, one tour.
pub(crate) fn toured(id: &str) -> ConversationChange {
    let started = noon() - TimeDelta::days(2);
    ConversationChange {
        conversation: ConversationRecord {
            customer_id: Some("customer-1".into()),
            channel: Channel::Chat,
            status: Some(Status::Ended),
            ..head(id)
        },
        messages: vec![
            message(
                &format!("{id}-m1"),
                Sender::Customer,
                0,
                "May I see the harbour office?",
            ),
            message(&format!("{id}-m2"), Sender::Tool, 1, "calendar lookup"),
            message(
                &format!("{id}-m3"),
                Sender::AiAgent,
                2,
                "Of course. Your tour is at ten.",
            ),
        ],
        conversions: vec![ConversionRecord {
            id: format!("{id}-c1").into(),
            kind: ConversionKind::Tour,
            record: "visitor-9".to_owned(),
            url: Some("https://desk.example/visitors/9".to_owned()),
            occurred_at: started + TimeDelta::minutes(2),
            confirmed: true,
        }],
        leads: vec![],
        tickets: vec![],
        inbox_items: vec![],
    }
}

/// An e-mail of a stranger: escalated, with a ticket and a lead, without any outcome.
pub(crate) fn escalated(id: &str) -> ConversationChange {
    ConversationChange {
        conversation: ConversationRecord {
            external_identifier: Some("ada@visitors.example".to_owned()),
            channel: Channel::Email,
            subject: Some("Invoice".to_owned()),
            escalation: Escalation::Active,
            status: Some(Status::Active),
            ..head(id)
        },
        messages: vec![message(
            &format!("{id}-m1"),
            Sender::Customer,
            5,
            "My invoice is wrong, and the café too.",
        )],
        conversions: vec![],
        leads: vec![LeadRecord {
            id: format!("{id}-l1").into(),
            name: Some("Ada".to_owned()),
            email: Some("ada@visitors.example".to_owned()),
            phone: None,
            note: None,
            created_at: noon() - TimeDelta::days(2),
        }],
        tickets: vec![TicketRecord {
            id: format!("{id}-t1").into(),
            subject: "Invoice".to_owned(),
            url: None,
            created_at: noon() - TimeDelta::days(2),
        }],
        inbox_items: vec![],
    }
}

fn head(id: &str) -> ConversationRecord {
    let started = noon() - TimeDelta::days(2);
    ConversationRecord {
        id: RemoteId::from(id),
        session_id: format!("session-{id}-0123456789abcdef"),
        space_id: "space-1".into(),
        channel: Channel::Chat,
        origin: Origin::Inbound,
        subject: None,
        customer_id: None,
        external_identifier: None,
        visitor_token: None,
        place: GeoPlace::default(),
        status: None,
        escalation: Escalation::None,
        started_at: started,
        last_activity_at: started + TimeDelta::minutes(5),
        ended_at: None,
    }
}
