//! The window's commands over HTTP: the same names, the same arguments, the same answers.

use crate::Host;
use app::App;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::SourceId;
use model::failure::{Code, Failure};
use serde::de::DeserializeOwned;
use serde_json::Value;
use zeroize::Zeroizing;

/// Answers one command.
pub(crate) async fn command(
    State(host): State<Host>,
    Path(name): Path<String>,
    body: Bytes,
) -> Response {
    match perform(&host.app, &name, &body).await {
        Ok(answer) => Json(answer).into_response(),
        Err(failure) => (StatusCode::UNPROCESSABLE_ENTITY, Json(failure)).into_response(),
    }
}

/// The same names and arguments as the window's commands.
async fn perform(app: &App, name: &str, body: &[u8]) -> Result<Value, Failure> {
    let arguments = CommandArguments::read(body)?;
    match name {
        "startup" => json(app.startup().await),
        "choose_passphrase" => json(app.choose_passphrase(arguments.secret("passphrase")?).await),
        "unlock" => json(app.unlock(arguments.secret("passphrase")?).await),
        "start_over" => json(app.start_over().await),
        "open_practice" => json(app.open_practice().await),
        "connect_daybook" => json(app.connect_daybook(arguments.take("request")?).await),
        "remove_source" => json(
            app.remove_source(arguments.take::<SourceId>("source")?)
                .await,
        ),
        "begin_anew" => json(app.reset_source(arguments.take("source")?).await),
        "connect_nexudus" => json(app.connect_nexudus(arguments.take("request")?).await),
        "nexudus_account" => json(app.nexudus_account(arguments.take("source")?).await),
        "probe_nexudus" => json(app.probe(arguments.take("source")?).await),
        "change_nexudus" => json(app.change_nexudus(arguments.take("request")?).await),
        "sign_in_nexudus" => json(app.sign_in_nexudus(arguments.take("request")?).await),
        "sign_out_nexudus" => json(app.sign_out_nexudus(arguments.take("source")?).await),
        "open_list" => json(app.open_list(arguments.take("request")?).await),
        "list_window" => json(app.list_window(arguments.take("request")?).await),
        "conversation" => json(app.conversation(&arguments.take("request")?).await),
        "status" => json(app.status().await),
        "sync_now" => json(app.sync_now().await),
        "compare_numbers" => json(app.compare_numbers(arguments.take("source")?).await),
        "cancel_sync" => {
            app.cancel_sync();
            Ok(Value::Null)
        }
        "remember" => json(
            app.save_window_state(&arguments.take::<String>("value")?)
                .await,
        ),
        // A browser opens no second browser and shares no clipboard: the checks run, and that is all.
        "open_link" => json(app::allowed_link(&arguments.take::<String>("url")?).map(|_| ())),
        "copy_text" => json(app::copyable(arguments.take("text")?).map(|_| ())),
        _ => Err(refused("there is no such command")),
    }
}

/// The arguments of a command: one object, or nothing.
struct CommandArguments(Value);

impl CommandArguments {
    fn read(body: &[u8]) -> Result<Self, Failure> {
        if body.is_empty() {
            return Ok(Self(Value::Null));
        }
        serde_json::from_slice(body)
            .map(Self)
            .map_err(|error| refused(&error.to_string()))
    }

    fn take<T: DeserializeOwned>(&self, name: &str) -> Result<T, Failure> {
        serde_json::from_value(self.0[name].clone())
            .map_err(|error| refused(&format!("{name}: {error}")))
    }

    fn secret(&self, name: &str) -> Result<Zeroizing<String>, Failure> {
        self.take(name).map(Zeroizing::new)
    }
}

fn json<T: serde::Serialize>(result: Result<T, app::AppError>) -> Result<Value, Failure> {
    serde_json::to_value(result?).map_err(|error| refused(&error.to_string()))
}

fn refused(why: &str) -> Failure {
    Failure {
        code: Code::Invalid,
        message: why.to_owned(),
    }
}
