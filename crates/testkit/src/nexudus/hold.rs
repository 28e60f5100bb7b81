//! Pages that come when a test lets them go: what a person sees meanwhile stays to be looked at, however
//! slow or busy the machine is.

use axum::http::Uri;
use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// What is held, by path below the API's base and page.
#[derive(Debug, Default)]
pub(crate) struct RequestHold {
    pages: Mutex<BTreeSet<(String, usize)>>,
    let_go: Notify,
}

impl RequestHold {
    pub(crate) fn hold(&self, path: &str, page: usize) {
        self.pages().insert((path.to_owned(), page));
    }

    pub(crate) fn let_go(&self) {
        self.pages().clear();
        self.let_go.notify_waiters();
    }

    /// Waits while what is asked for is held.
    pub(crate) async fn passes(&self, uri: &Uri) {
        let path = uri.path().trim_start_matches("/api/").trim_end_matches('/');
        let Some(page) = page_of(uri.query().unwrap_or_default()) else {
            return;
        };
        loop {
            // Listened for before looking, so that no letting go falls between.
            let mut let_go = std::pin::pin!(self.let_go.notified());
            let_go.as_mut().enable();
            if !self.pages().contains(&(path.to_owned(), page)) {
                return;
            }
            let_go.await;
        }
    }

    fn pages(&self) -> MutexGuard<'_, BTreeSet<(String, usize)>> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn page_of(query: &str) -> Option<usize> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, page) = pairs.find(|(key, _)| key.eq_ignore_ascii_case("page"))?;
    page.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[tokio::test]
    async fn a_held_page_waits_and_no_other() {
        let hold = Arc::new(RequestHold::default());
        hold.hold("sys/things", 2);
        let uri = |text: &str| text.parse::<Uri>().expect("an address");
        hold.passes(&uri("/api/sys/things?size=5&page=1")).await;
        hold.passes(&uri("/api/sys/others?page=2")).await;
        hold.passes(&uri("/api/sys/things?id=[1]")).await;
        let waiting = tokio::spawn({
            let hold = Arc::clone(&hold);
            let uri = uri("/api/sys/things/?Page=2&size=5");
            async move { hold.passes(&uri).await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        hold.let_go();
        waiting.await.expect("it passes");
        hold.passes(&uri("/api/sys/things?page=2")).await;
    }
}
