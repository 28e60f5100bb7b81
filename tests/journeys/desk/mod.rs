//! A manager's desk: an application in a temporary home, and a real server on loopback that it reads
//! through a line that can be cut.

mod line;

use app::{App, AppError, AppOptions, HomeFolder, KeyStorage, SyncMode, SyncReport};
use chrono::{DateTime, Utc};
use line::Line;
use model::SourceId;
use model::request::{
    ConnectDaybook, ListFilter, ListWindow, OpenConversation, OpenList, TypingState,
};
use model::view::{ConversationRow, ListOpened};
use rand::{Rng, SeedableRng};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use zeroize::Zeroizing;

/// A clock that stands still and whose sleeps end at once: back-off costs a test nothing.
#[derive(Debug)]
struct FrozenClock(DateTime<Utc>);

#[async_trait::async_trait]
impl sync::SyncClock for FrozenClock {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }

    async fn sleep(&self, _: Duration) {
        tokio::task::yield_now().await;
    }
}

/// The server's half.
struct Backend {
    store: server::Store,
    line: Line,
    serving: JoinHandle<()>,
    token: String,
    _folder: tempfile::TempDir,
}

/// One application, and the server it reads.
pub(crate) struct Desk {
    /// The application.
    pub(crate) app: App,
    source: SourceId,
    backend: Arc<Backend>,
    _home: tempfile::TempDir,
}

impl Desk {
    /// Fills a server from a file of dialogues, and connects a new home to it.
    pub(crate) async fn with_dialogues(path: &Path, space: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = server::Store::open(&folder.path().join("server.db"))
            .await
            .expect("a new store");
        server::dialogues::import(&store, path, space, "Europe/London")
            .await
            .expect("the import succeeds");
        let token = store
            .create_token(model::Role::Read)
            .await
            .expect("a token");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let router = server::app(store.clone(), server::Config::loopback());
        let serving = tokio::spawn(async move {
            axum::serve(listener, router)
                .await
                .expect("the server runs");
        });
        let line = Line::to(address).await;
        Self::at(Arc::new(Backend {
            store,
            line,
            serving,
            token,
            _folder: folder,
        }))
        .await
    }

    /// Another home that reads the same server.
    pub(crate) async fn beside(other: &Self) -> Self {
        Self::at(Arc::clone(&other.backend)).await
    }

    async fn at(backend: Arc<Backend>) -> Self {
        let home = tempfile::tempdir().expect("a temporary home");
        let now = "2026-11-02T18:00:00Z".parse().expect("an instant");
        let options = AppOptions {
            clock: Arc::new(FrozenClock(now)),
            key_storage: KeyStorage::Passphrase,
            passphrase: Some(Zeroizing::new("correct horse battery staple".to_owned())),
            ..AppOptions::terminal()
        };
        let app = App::locate(HomeFolder::at(home.path()), options).expect("the home is free");
        app.startup().await.expect("the home unlocks");
        let request = ConnectDaybook {
            name: "Dialogues".to_owned(),
            url: backend.line.url(),
            token: backend.token.clone(),
        };
        let source = app
            .connect_daybook(request)
            .await
            .expect("the server is connected")
            .id;
        Self {
            app,
            source,
            backend,
            _home: home,
        }
    }

    /// Syncs once, to the end or to the first failure.
    pub(crate) async fn sync(&self) -> Result<SyncReport, AppError> {
        self.backend.line.mend();
        self.app.sync(self.source, SyncMode::Incremental).await
    }

    /// Syncs over a line that is cut after a random number of bytes, again and again, until it is
    /// done. Answers how often it was cut.
    pub(crate) async fn sync_with_interruptions(&self, seed: u64) -> u32 {
        let mut dice = rand::rngs::StdRng::seed_from_u64(seed);
        for stops in 0..200_u32 {
            // Growing, so that even the largest page gets through in the end.
            self.backend
                .line
                .cut_after(dice.random_range(1_000..60_000) * u64::from(1 + stops));
            match self.app.sync(self.source, SyncMode::Incremental).await {
                Ok(_) => return stops,
                Err(error) => assert!(error.is_retryable(), "a cut line passes: {error}"),
            }
        }
        panic!("the sync never came to its end");
    }

    /// Opens a list.
    pub(crate) async fn open(&self, filter: ListFilter) -> ListOpened {
        let request = OpenList {
            filter,
            first_rows: 50,
            locate: None,
        };
        self.app.open_list(request).await.expect("a list opens")
    }

    /// Every row of a list, window by window.
    pub(crate) async fn all_rows(&self, filter: ListFilter) -> Vec<ConversationRow> {
        let opened = self.open(filter).await;
        let mut rows = Vec::new();
        while rows.len() < opened.total as usize {
            let start = u32::try_from(rows.len()).expect("fewer than four billion rows");
            let window = ListWindow {
                list: opened.list,
                start,
                count: 200,
            };
            let next = self.app.list_window(window).await.expect("a window opens");
            assert!(!next.is_empty(), "a window inside the list has rows");
            rows.extend(next);
        }
        rows
    }

    /// Every answer that a reader can get, as bytes: metrics, rows, searches, conversations. Local
    /// ids are this laptop's own and left out.
    pub(crate) async fn answers(&self) -> String {
        let metrics = self
            .app
            .metrics(&ListFilter::default())
            .await
            .expect("metrics");
        let mut answers = serde_json::to_string(&metrics).expect("metrics are JSON");
        for text in ["", "restaurant", "san jose", "\"how many\" tickets"] {
            let filter = ListFilter {
                text: text.to_owned(),
                ..ListFilter::default()
            };
            for row in self.all_rows(filter).await {
                answers.push_str(&without_local_ids(&row));
            }
        }
        for row in self
            .all_rows(ListFilter::default())
            .await
            .iter()
            .step_by(53)
        {
            let request = OpenConversation {
                id: row.id,
                text: String::new(),
                typing: TypingState::Done,
            };
            let detail = self.app.conversation(&request).await.expect("it opens");
            answers.push_str(&without_local_ids(&detail));
        }
        answers
    }

    /// Stops the server and cuts the line.
    pub(crate) async fn stop_server(&mut self) {
        self.backend.serving.abort();
        self.backend.line.cut_after(0);
        self.backend.store.close().await.expect("the store closes");
    }

    /// Closes the application in order.
    pub(crate) async fn close(self) {
        self.app.close().await;
    }
}

fn without_local_ids(value: &impl serde::Serialize) -> String {
    let mut value = serde_json::to_value(value).expect("a view is JSON");
    strip(&mut value);
    value.to_string()
}

fn strip(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.retain(|name, value| name != "space" && !(name == "id" && value.is_number()));
            fields.values_mut().for_each(strip);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}
