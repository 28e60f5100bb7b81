//! The one way to the back end: typed calls over a [`CommandTransport`]. Inside the desktop window that is
//! the shell's own invoke; in a plain browser it is HTTP, for tests. No other module may fetch anything.

mod http;
mod shell;
mod transport;

use model::event::AppEvent;
use model::failure::Failure;
use model::with_commands;
use serde::de::DeserializeOwned;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use transport::CommandTransport;

thread_local! {
    static TRANSPORT: Box<dyn CommandTransport> = shell::ShellTransport::find()
        .map_or_else(|| Box::new(http::HttpTransport) as Box<dyn CommandTransport>, |shell| Box::new(shell));
}

/// Asks at once, before anybody awaits the answer: what the page draws because of a key press runs while the back end
/// answers it, and not before.
fn call<T: DeserializeOwned>(
    command: &'static str,
    arguments: impl Serialize,
) -> impl Future<Output = Result<T, Failure>> {
    let asked = serde_json::to_string(&arguments)
        .map(|arguments| TRANSPORT.with(|wire| wire.call(command, arguments)));
    async move {
        let answer = asked.map_err(|_| Failure::AnswerUnreadable)?.await?;
        serde_json::from_str(&answer).map_err(|_| Failure::AnswerUnreadable)
    }
}

/// Hears the back end's events.
pub(crate) fn listen(heard: impl Fn(AppEvent) + 'static) {
    TRANSPORT.with(|wire| wire.listen(Box::new(heard)));
}

/// No argument at all: an empty object.
#[derive(Serialize)]
struct NoArgument {}

/// The one argument of a command, under its name.
struct NamedArgument<T>(&'static str, T);

impl<T: Serialize> Serialize for NamedArgument<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(1))?;
        object.serialize_entry(self.0, &self.1)?;
        object.end()
    }
}

macro_rules! arguments {
    () => {
        NoArgument {}
    };
    ($argument:ident) => {
        NamedArgument(stringify!($argument), $argument)
    };
}

macro_rules! calls {
    ($($(#[$about:meta])* $who:ident $name:ident($($argument:ident: $type:ty)?) -> $answer:ty;)*) => {
        $(
            $(#[$about])*
            pub(crate) fn $name($($argument: $type)?) -> impl Future<Output = Result<$answer, Failure>> {
                call(stringify!($name), arguments!($($argument)?))
            }
        )*
    };
}

with_commands!(calls);
