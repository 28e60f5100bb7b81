//! The one way to the back end: typed calls over a [`CommandTransport`]. Inside the desktop window that is
//! the shell's own invoke; in a plain browser it is HTTP, for tests. No other module may fetch anything.

mod http;
mod shell;

use crate::i18n::{TextKey, text};
use model::SourceId;
use model::account::{AccountView, ChangeAccount};
use model::event::AppEvent;
use model::failure::{Code, Failure};
use model::request::{
    ConnectDaybook, ConnectNexudus, ListWindow, OpenConversation, OpenList, SignInNexudus,
};
use model::view::{
    ConversationDetail, ConversationRow, ListOpened, ProbeView, SourceView, StartupView, StatusView,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
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

thread_local! {
    static TRANSPORT: Box<dyn CommandTransport> = shell::ShellTransport::find()
        .map_or_else(|| Box::new(http::HttpTransport) as Box<dyn CommandTransport>, |shell| Box::new(shell));
}

#[derive(Serialize)]
struct Nothing {}

#[derive(Serialize)]
struct Request<T> {
    request: T,
}

#[derive(Serialize)]
struct Passphrase<'a> {
    passphrase: &'a str,
}

#[derive(Serialize)]
struct Source {
    source: SourceId,
}

#[derive(Serialize)]
struct Value<'a> {
    value: &'a str,
}

#[derive(Serialize)]
struct Url<'a> {
    url: &'a str,
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

async fn call<T: DeserializeOwned>(
    command: &'static str,
    arguments: impl Serialize,
) -> Result<T, Failure> {
    let arguments = serde_json::to_string(&arguments).map_err(|_| unreadable())?;
    let answer = TRANSPORT.with(|wire| wire.call(command, arguments)).await?;
    serde_json::from_str(&answer).map_err(|_| unreadable())
}

/// For commands whose answer says nothing.
async fn send(command: &'static str, arguments: impl Serialize) -> Result<(), Failure> {
    let arguments = serde_json::to_string(&arguments).map_err(|_| unreadable())?;
    TRANSPORT
        .with(|wire| wire.call(command, arguments))
        .await
        .map(|_| ())
}

fn unreadable() -> Failure {
    Failure {
        code: Code::Other,
        message: text(TextKey::BadAnswer).to_owned(),
    }
}

/// The failure of a back end that did not answer at all.
pub(crate) fn no_answer() -> Failure {
    Failure {
        code: Code::Other,
        message: text(TextKey::NoAnswer).to_owned(),
    }
}

/// Reads a failure as the back end wrote it.
pub(crate) fn failure(json: &str) -> Failure {
    serde_json::from_str(json).unwrap_or_else(|_| no_answer())
}

/// Hears the back end's events.
pub(crate) fn listen(heard: impl Fn(AppEvent) + 'static) {
    TRANSPORT.with(|wire| wire.listen(Box::new(heard)));
}

/// Where the application stands.
pub(crate) async fn startup() -> Result<StartupView, Failure> {
    call("startup", Nothing {}).await
}

/// Sets the passphrase that protects the store.
pub(crate) async fn choose_passphrase(passphrase: &str) -> Result<(), Failure> {
    send("choose_passphrase", Passphrase { passphrase }).await
}

/// Opens the store.
pub(crate) async fn unlock(passphrase: &str) -> Result<StartupView, Failure> {
    call("unlock", Passphrase { passphrase }).await
}

/// Begins anew after the key was lost. What the manager wrote is kept beside, under another name.
pub(crate) async fn start_over() -> Result<StartupView, Failure> {
    call("start_over", Nothing {}).await
}

/// Opens the practice space.
pub(crate) async fn open_practice() -> Result<SourceView, Failure> {
    call("open_practice", Nothing {}).await
}

/// Connects a daybook-server.
pub(crate) async fn connect_daybook(request: ConnectDaybook) -> Result<SourceView, Failure> {
    call("connect_daybook", Request { request }).await
}

/// Connects a Nexudus account.
pub(crate) async fn connect_nexudus(request: ConnectNexudus) -> Result<ProbeView, Failure> {
    call("connect_nexudus", Request { request }).await
}

/// A Nexudus account, as far as it is known on this laptop.
pub(crate) async fn nexudus_account(source: SourceId) -> Result<AccountView, Failure> {
    call("nexudus_account", Source { source }).await
}

/// Asks Nexudus again what an account may read.
pub(crate) async fn probe_nexudus(source: SourceId) -> Result<(), Failure> {
    send("probe_nexudus", Source { source }).await
}

/// Changes the rules of a Nexudus account.
pub(crate) async fn change_nexudus(request: ChangeAccount) -> Result<(), Failure> {
    send("change_nexudus", Request { request }).await
}

/// Signs in to a Nexudus account again.
pub(crate) async fn sign_in_nexudus(request: SignInNexudus) -> Result<(), Failure> {
    send("sign_in_nexudus", Request { request }).await
}

/// Signs out of a Nexudus account; what was read stays.
pub(crate) async fn sign_out_nexudus(source: SourceId) -> Result<(), Failure> {
    send("sign_out_nexudus", Source { source }).await
}

/// Removes a source and what came from it.
pub(crate) async fn remove_source(source: SourceId) -> Result<(), Failure> {
    send("remove_source", Source { source }).await
}

/// Begins a source anew with the store that answers at its address; its rows come with the next sync.
pub(crate) async fn begin_anew(source: SourceId) -> Result<(), Failure> {
    send("begin_anew", Source { source }).await
}

/// Opens a list.
pub(crate) async fn open_list(request: OpenList) -> Result<ListOpened, Failure> {
    call("open_list", Request { request }).await
}

/// Rows of an open list.
pub(crate) async fn list_window(request: ListWindow) -> Result<Vec<ConversationRow>, Failure> {
    call("list_window", Request { request }).await
}

/// One conversation, with the matches of a search marked.
pub(crate) async fn conversation(request: OpenConversation) -> Result<ConversationDetail, Failure> {
    call("conversation", Request { request }).await
}

/// The state of the data.
pub(crate) async fn status() -> Result<StatusView, Failure> {
    call("status", Nothing {}).await
}

/// Starts a sync.
pub(crate) async fn sync_now() -> Result<(), Failure> {
    send("sync_now", Nothing {}).await
}

/// Stops the running sync.
pub(crate) async fn cancel_sync() -> Result<(), Failure> {
    send("cancel_sync", Nothing {}).await
}

/// Compares the numbers of a source with those that its server counts. The status has what was found.
pub(crate) async fn compare_numbers(source: SourceId) -> Result<(), Failure> {
    send("compare_numbers", Source { source }).await
}

/// Remembers the window's settings.
pub(crate) async fn remember(value: &str) -> Result<(), Failure> {
    send("remember", Value { value }).await
}

/// Opens a link in the browser. The reader has said yes before.
pub(crate) async fn open_link(url: &str) -> Result<(), Failure> {
    send("open_link", Url { url }).await
}

/// Puts text on the clipboard.
pub(crate) async fn copy_text(text: &str) -> Result<(), Failure> {
    send("copy_text", Text { text }).await
}
