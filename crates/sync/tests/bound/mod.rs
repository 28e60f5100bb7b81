//! A laptop whose token is bound to spaces: what is theirs comes whole, another token at the same source is read
//! anew, and a conversation that changes its space is where it is.

use crate::support::{Laptop, now};
use daybook_sync::SyncMode;
use model::feed::ConversationChange;
use model::record::SpaceRecord;
use model::view::Completeness;
use model::{Reach, Role};
use server::{HttpConfig, NewToken, ServerClock, Store, StoreAddress};
use sources::{DaybookSource, SecretText, daybook};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

struct TwoSpaces {
    store: Store,
    url: String,
    serving: JoinHandle<std::io::Result<()>>,
    _folder: tempfile::TempDir,
}

fn space(id: &str) -> SpaceRecord {
    SpaceRecord {
        id: id.into(),
        name: format!("The {id}"),
        time_zone: "Europe/London".to_owned(),
    }
}

/// Conversations of which every third is at the harbour.
fn conversations() -> Vec<ConversationChange> {
    let (_, conversations) = practice::script(7, 60, now());
    let placed = conversations.enumerate().map(|(nth, mut change)| {
        let space = if nth % 3 == 0 { "harbour" } else { "quay" };
        change.conversation.space_id = space.into();
        change
    });
    placed.collect()
}

impl TwoSpaces {
    async fn served() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = StoreAddress::File(folder.path().join("server.db"));
        let store = Store::connect_with_clock(&address, ServerClock::frozen(now()));
        let store = store.await.unwrap();
        let spaces = [space("harbour"), space("quay")];
        store.put_spaces(&spaces).await.unwrap();
        let (script, _) = practice::script(7, 60, now());
        store.put_customers(&script.customers).await.unwrap();
        store.put_many(&conversations()).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = server::router(store.clone(), HttpConfig::loopback());
        Self {
            store,
            url,
            serving: tokio::spawn(server::serve(listener, app, std::future::pending())),
            _folder: folder,
        }
    }

    async fn source(&self, reach: Reach) -> Arc<DaybookSource> {
        let mut token = NewToken::of(Role::Read);
        token.reach = reach;
        let token = self.store.create_token_of(&token).await.unwrap();
        Arc::new(daybook(&self.url, SecretText::new(token)).unwrap())
    }
}

impl Drop for TwoSpaces {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn held(laptop: &Laptop) -> Vec<String> {
    let mut held = Vec::new();
    for change in conversations() {
        let id = change.conversation.id;
        let found = laptop.reader.find_conversation(id.as_str()).await.unwrap();
        held.extend(found.map(|_| id.to_string()));
    }
    held
}

fn at(spaces: &[&str]) -> Vec<String> {
    let all = conversations().into_iter();
    let there = all.filter(|it| spaces.contains(&it.conversation.space_id.as_str()));
    there.map(|it| it.conversation.id.to_string()).collect()
}

#[tokio::test]
async fn the_copy_of_a_bound_token_is_whole_and_says_of_which_spaces() {
    let server = TwoSpaces::served().await;
    let harbour = Reach::Spaces(["harbour".into()].into());
    let source = server.source(harbour.clone()).await;
    let laptop = Laptop::new().await;
    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!(report.reach, harbour);
    assert!(
        matches!(report.completeness, Completeness::Complete { .. }),
        "{report:?}"
    );
    assert_eq!(held(&laptop).await, at(&["harbour"]));

    // What is new in the other space moves the cursor, and nothing else.
    let mut other = conversations().remove(1);
    other.conversation.subject = Some("Something new".to_owned());
    server.store.put(&other).await.unwrap();
    let before = laptop.cursor().await;
    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!((report.conversations, report.removed), (0, 0));
    assert!(
        matches!(report.completeness, Completeness::Complete { .. }),
        "{report:?}"
    );
    assert_ne!(laptop.cursor().await, before);
}

#[tokio::test]
async fn another_token_at_the_same_source_brings_what_it_sees_and_takes_what_it_does_not() {
    let server = TwoSpaces::served().await;
    let laptop = Laptop::new().await;
    let reaches = [
        (Reach::Spaces(["harbour".into()].into()), &["harbour"][..]),
        (Reach::Everywhere, &["harbour", "quay"]),
        (Reach::Spaces(["quay".into()].into()), &["quay"]),
    ];
    for (reach, spaces) in reaches {
        let source = server.source(reach).await;
        let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
        assert!(
            matches!(report.completeness, Completeness::Complete { .. }),
            "{report:?}"
        );
        assert_eq!(held(&laptop).await, at(spaces));
    }
}

#[tokio::test]
async fn a_conversation_that_changes_its_space_goes_and_comes_whole() {
    let server = TwoSpaces::served().await;
    let source = server
        .source(Reach::Spaces(["harbour".into()].into()))
        .await;
    let laptop = Laptop::new().await;
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    let (mut away, mut here) = (conversations().remove(0), conversations().remove(1));
    away.conversation.space_id = "quay".into();
    here.conversation.space_id = "harbour".into();
    server
        .store
        .put_many(&[away.clone(), here.clone()])
        .await
        .unwrap();
    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert!(
        matches!(report.completeness, Completeness::Complete { .. }),
        "{report:?}"
    );
    let held = held(&laptop).await;
    assert!(!held.contains(&away.conversation.id.to_string()), "it went");
    assert!(held.contains(&here.conversation.id.to_string()), "it came");
    let found = laptop
        .reader
        .find_conversation(here.conversation.id.as_str());
    let found = laptop
        .reader
        .conversation(found.await.unwrap().unwrap())
        .await;
    assert_eq!(found.unwrap().unwrap().messages.len(), here.messages.len());
}
