//! daybook-server as a source keeps the contract.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use async_trait::async_trait;
use daybook_sources::contract::{ContractSubject, check};
use daybook_sources::{SecretText, Source, SourceError, daybook};
use model::feed::ConversationChange;
use model::record::{CustomerRecord, SpaceRecord};
use model::{RemoteId, Role};
use server::{HttpConfig, Store};
use std::num::NonZeroU32;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

struct OnLoopback {
    store: Store,
    url: String,
    token: String,
    /// Serving ends when this is dropped.
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
    _folder: tempfile::TempDir,
}

impl OnLoopback {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("server.db")).await.unwrap();
        let token = store.create_token(Role::Read).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = server::router(store.clone(), HttpConfig::loopback());
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(async move {
            server::serve(listener, app, async move { drop(stopped.await) })
                .await
                .unwrap();
        });
        Self {
            store,
            url,
            token,
            stop: Some(stop),
            serving,
            _folder: folder,
        }
    }
}

#[async_trait]
impl ContractSubject for OnLoopback {
    fn source(&self) -> Arc<dyn Source> {
        let source = daybook(&self.url, SecretText::new(self.token.clone())).unwrap();
        Arc::new(source.with_page_rows(NonZeroU32::new(20).unwrap()))
    }

    fn stranger(&self) -> Arc<dyn Source> {
        Arc::new(daybook(&self.url, SecretText::new("not a token".to_owned())).unwrap())
    }

    async fn put_people(&self, spaces: Vec<SpaceRecord>, customers: Vec<CustomerRecord>) {
        self.store.put_spaces(&spaces).await.unwrap();
        self.store.put_customers(&customers).await.unwrap();
    }

    async fn put(&self, change: ConversationChange) {
        self.store.put(&change).await.unwrap();
    }

    async fn delete(&self, id: &RemoteId) {
        self.store.delete_conversation(id).await.unwrap();
    }
}

#[tokio::test]
async fn it_keeps_the_contract() {
    check(OnLoopback::start)
        .await
        .unwrap_or_else(|breach| panic!("{breach}"));
}

#[tokio::test]
async fn a_stopped_server_is_offline() {
    let mut subject = OnLoopback::start().await;
    let source = subject.source();
    source.identify().await.unwrap();
    drop(subject.stop.take());
    (&mut subject.serving).await.unwrap();
    assert_eq!(source.identify().await, Err(SourceError::Offline));
}

#[tokio::test]
async fn a_role_is_told_as_it_is() {
    let subject = OnLoopback::start().await;
    let token = subject.store.create_token(Role::Delete).await.unwrap();
    let hello = daybook(&subject.url, SecretText::new(token))
        .unwrap()
        .identify()
        .await
        .unwrap();
    assert_eq!(hello.role, Role::Delete);
    assert_eq!(hello.identity, subject.store.store_id());
}
