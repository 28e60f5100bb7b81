//! The window's commands over HTTP: the same names, the same arguments, the same answers.

use crate::host::WebHost;
use app::{App, CommandHost, LinkDestination};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{self, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::failure::Failure;
use model::outward::OutwardQuestion;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Answers one command.
pub(crate) async fn command(
    State(host): State<WebHost>,
    extract::Path(name): extract::Path<String>,
    body: Bytes,
) -> Response {
    match perform(&host, &name, &body).await {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(failure) => (StatusCode::UNPROCESSABLE_ENTITY, Json(failure)).into_response(),
    }
}

async fn perform(host: &WebHost, name: &str, body: &[u8]) -> Result<String, Failure> {
    app::perform(host, name, &arguments(body)?).await
}

/// The arguments of a command: one object, or nothing.
fn arguments(body: &[u8]) -> Result<Value, Failure> {
    if body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(body).map_err(|error| Failure::CommandMalformed {
        detail: error.to_string(),
    })
}

/// A browser opens no second browser and shares no clipboard: the checks run, and that is all. Nor is there
/// anybody to ask outside of the page: what may be connected was said when the host was started.
impl CommandHost for WebHost {
    fn app(&self) -> Result<App, Failure> {
        Ok(self.app.clone())
    }

    async fn confirm(&self, question: &OutwardQuestion) -> Result<(), Failure> {
        let is_confirmed = match question {
            OutwardQuestion::Connect { origin, .. } => self.connects.contains(origin),
            // Nothing is opened: see below.
            OutwardQuestion::OpenPage { .. } | OutwardQuestion::WriteMail { .. } => true,
        };
        is_confirmed.then_some(()).ok_or(Failure::NotConfirmed)
    }

    fn open_confirmed(&self, _link: &LinkDestination) -> Result<(), Failure> {
        Ok(())
    }

    /// There is nobody to ask outside of the page, and the page names no place.
    async fn choose_place(&self, _name: String) -> Result<Option<PathBuf>, Failure> {
        Err(Failure::NoFileDialog)
    }

    fn show_folder(&self, _folder: &Path) -> Result<(), Failure> {
        Err(Failure::NoFolderShown)
    }

    /// A browser has its own.
    async fn zoom(&self, _percent: u16) -> Result<(), Failure> {
        Ok(())
    }

    async fn copy_text(&self, text: String) -> Result<(), Failure> {
        Ok(app::copyable(text).map(|_| ())?)
    }
}
