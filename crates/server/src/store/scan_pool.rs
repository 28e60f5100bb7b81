//! Reads of whole tables: the dashboard's numbers, what came of calls to action, what is known of one
//! person. They have connections of their own, and no more of them wait than are soon served.

use super::StoreError;
use super::db::{DatabaseEngine, DbConnection, DbPool};
use super::open::HEAVY;
use super::read_view::ReadView;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Heavy reads that are under way or wait for one of the connections.
const ADMITTED: usize = HEAVY as usize + 8;

/// The connections for heavy reads, and the places in the queue for them.
#[derive(Debug)]
pub(super) struct ScanPool {
    pool: DbPool,
    places: Arc<Semaphore>,
}

/// A consistent view for a heavy read. Dropping it ends it.
pub(super) struct TableScan {
    view: ReadView,
    _place: OwnedSemaphorePermit,
}

impl ScanPool {
    pub(super) fn new(pool: DbPool) -> Self {
        Self {
            pool,
            places: Arc::new(Semaphore::new(ADMITTED)),
        }
    }

    /// Begins a read.
    ///
    /// # Errors
    /// Too many are under way: the store is busy.
    pub(super) async fn begin(&self, engine: DatabaseEngine) -> Result<TableScan, StoreError> {
        let place = self.places.clone().try_acquire_owned();
        let place = place.map_err(|_| StoreError::Busy)?;
        Ok(TableScan {
            view: ReadView::begin(&self.pool, engine).await?,
            _place: place,
        })
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

impl Deref for TableScan {
    type Target = DbConnection;

    fn deref(&self) -> &Self::Target {
        &self.view
    }
}

impl DerefMut for TableScan {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.view
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use crate::{HttpConfig, router};
    use axum::body::Body;
    use axum::http::{Method, Request, StatusCode, header};
    use axum::response::Response;
    use model::Role;
    use tower::ServiceExt as _;

    /// A server of its own over a store, in a folder that goes with it.
    struct ServedStore {
        _folder: tempfile::TempDir,
        store: Store,
        token: String,
    }

    impl ServedStore {
        async fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::open(&folder.path().join("s.db")).await.unwrap();
            let token = store.create_token(Role::Admin).await.unwrap();
            Self {
                _folder: folder,
                store,
                token,
            }
        }

        async fn ask(&self, method: Method, path: &str, body: &'static str) -> Response {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body))
                .unwrap();
            let router = router(self.store.clone(), HttpConfig::loopback());
            router.oneshot(request).await.unwrap()
        }

        async fn get(&self, path: &str) -> Response {
            self.ask(Method::GET, path, "").await
        }

        async fn converse(&self) {
            let space = r#"{"name": "Quay", "time_zone": "Europe/London"}"#;
            let made = self.ask(Method::PUT, "/v1/spaces/quay", space).await;
            assert_eq!(made.status(), StatusCode::OK);
            let new = r#"{"id": "c", "space_id": "quay", "channel": "chat", "thread": "w"}"#;
            let begun = self.ask(Method::POST, "/v1/conversations", new).await;
            assert!(begun.status().is_success(), "{}", begun.status());
            let word = r#"{"id": "m", "sender": "customer", "body": "Good morning"}"#;
            let path = "/v1/conversations/c/messages";
            let said = self.ask(Method::POST, path, word).await;
            assert!(said.status().is_success(), "{}", said.status());
        }
    }

    const HEAVY_READS: [&str; 3] = ["/v1/metrics", "/v1/offers", "/v1/persons/rosa"];

    #[tokio::test]
    async fn who_speaks_does_not_wait_for_who_counts() {
        let served = ServedStore::new().await;
        let mut under_way = Vec::new();
        for _ in 0..HEAVY {
            under_way.push(served.store.begin_scan().await.unwrap());
        }
        served.converse().await;
        let whole = served.get("/v1/conversations/c").await;
        assert_eq!(whole.status(), StatusCode::OK);
        assert_eq!(served.get("/v1/changes").await.status(), StatusCode::OK);
        assert_eq!(served.get("/readyz").await.status(), StatusCode::OK);
        drop(under_way);
        for path in HEAVY_READS {
            assert_eq!(served.get(path).await.status(), StatusCode::OK, "{path}");
        }
    }

    #[tokio::test]
    async fn a_token_is_known_while_every_other_reader_is_taken() {
        let served = ServedStore::new().await;
        let mut readers = Vec::new();
        for _ in 0..4 {
            readers.push(served.store.read().await.unwrap());
        }
        let grant = served.store.token_grant(&served.token).await.unwrap();
        let role = grant.map(|it| it.role);
        assert_eq!(role, Some(Role::Admin));
        served.converse().await;
        assert_eq!(served.get("/metrics").await.status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn too_many_who_count_are_asked_to_come_again() {
        let served = ServedStore::new().await;
        let places = served.store.0.heavy.places.clone();
        let all = places.acquire_many_owned(ADMITTED as u32).await.unwrap();
        for path in HEAVY_READS {
            let refused = served.get(path).await;
            assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
            assert!(refused.headers().contains_key(header::RETRY_AFTER));
        }
        served.converse().await;
        drop(all);
        for path in HEAVY_READS {
            assert_eq!(served.get(path).await.status(), StatusCode::OK, "{path}");
        }
    }
}
