//! How a command reaches the back end: what both ways have in common.

use model::event::AppEvent;
use model::failure::Failure;
use std::future::Future;
use std::pin::Pin;

/// An answer on its way: JSON text, or a failure.
pub(crate) type PendingAnswer = Pin<Box<dyn Future<Output = Result<String, Failure>>>>;

/// How commands reach the back end and events come back.
pub(crate) trait CommandTransport {
    /// Sends a command with its arguments as a JSON object.
    fn call(&self, command: &'static str, arguments: String) -> PendingAnswer;
    /// Hears every event from now on.
    fn listen(&self, heard: Box<dyn Fn(AppEvent)>);
}

/// Reads a failure as the back end wrote it.
pub(crate) fn failure(json: &str) -> Failure {
    serde_json::from_str(json).unwrap_or(Failure::NoAnswer)
}
