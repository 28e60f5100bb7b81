//! The window's events, as a stream that a browser listens to.

use crate::host::WebHost;
use axum::extract::State;
use axum::response::sse::{Event as SentEvent, KeepAlive, Sse};
use futures::Stream;
use model::event::AppEvent;
use tokio::sync::broadcast::error::RecvError;

/// Every event from now on.
pub(crate) async fn events(
    State(host): State<WebHost>,
) -> Sse<impl Stream<Item = Result<SentEvent, axum::Error>>> {
    let heard = futures::stream::unfold(host.app.events(), |mut events| async move {
        let event = match events.recv().await {
            Ok(event) => event,
            Err(RecvError::Lagged(_)) => AppEvent::StatusChanged,
            Err(RecvError::Closed) => return None,
        };
        Some((SentEvent::default().json_data(&event), events))
    });
    Sse::new(heard).keep_alive(KeepAlive::default())
}
