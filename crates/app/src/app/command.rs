//! The commands of the window, by name: the table of `model::command` made into calls of [`App`].
//! The desktop shell and the web host both come in here, so that they cannot answer differently.
//!
//! A command is one call. What it does is the use case's business.

use crate::App;
use crate::app::outward::AsksFirst;
use crate::review::links::LinkDestination;
use model::failure::Failure;
use model::handover::{HandOverOrder, HandOverView};
use model::outward::OutwardQuestion;
use model::request::Passphrase;
use model::with_commands;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::future::Future;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Whoever holds the page: the desktop window, or a plain browser.
pub trait CommandHost: Sync {
    /// The application.
    ///
    /// # Errors
    /// When the home cannot be used, or another process uses it.
    fn app(&self) -> Result<App, Failure>;

    /// Has a person confirm that something leaves for an address. The page has no part in it: what it
    /// says is not to be trusted, and an answer that it could give would be none.
    ///
    /// # Errors
    /// [`Failure::NotConfirmed`] unless the answer is yes; [`Failure::QuestionWaits`] while another one is
    /// asked.
    fn confirm(
        &self,
        question: &OutwardQuestion,
    ) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Opens where a link leads that was confirmed.
    ///
    /// # Errors
    /// When nothing opens it.
    fn open_confirmed(&self, link: &LinkDestination) -> Result<(), Failure>;

    /// Opens a web or mail link outside, after a person has confirmed where it leads.
    ///
    /// # Errors
    /// When it is no such link, is not confirmed, or nothing opens it.
    fn open_link(&self, url: &str) -> impl Future<Output = Result<(), Failure>> + Send {
        async move {
            let link = LinkDestination::parse(url)?;
            self.confirm(link.question()).await?;
            self.open_confirmed(&link)
        }
    }

    /// Copies a text, after [`crate::copyable`] has let it pass.
    ///
    /// # Errors
    /// When the text is too long, or no clipboard takes it.
    fn copy_text(&self, text: String) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Shows the page larger or smaller, in percent of its usual size.
    ///
    /// # Errors
    /// When the window refuses.
    fn zoom(&self, percent: u16) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Has a person choose where something of this name is put; none where they chose nothing.
    ///
    /// # Errors
    /// [`Failure::NoFileDialog`] where nobody can be asked.
    fn choose_place(
        &self,
        name: String,
    ) -> impl Future<Output = Result<Option<PathBuf>, Failure>> + Send;

    /// Shows a folder outside.
    ///
    /// # Errors
    /// [`Failure::NoFolderShown`] where nothing shows it.
    fn show_folder(&self, folder: &Path) -> Result<(), Failure>;

    /// Has a person choose a place, and begins to hand over; none where no place was chosen.
    ///
    /// # Errors
    /// As [`CommandHost::choose_place`] and [`App::begin_hand_over`].
    fn hand_over(
        &self,
        order: HandOverOrder,
    ) -> impl Future<Output = Result<Option<HandOverView>, Failure>> + Send {
        async move {
            let app = self.app()?;
            let Some(place) = self.choose_place(app.hand_over_name(&order)).await? else {
                return Ok(None);
            };
            Ok(Some(app.begin_hand_over(order, place).await?))
        }
    }

    /// Shows the folder of what was handed over last.
    ///
    /// # Errors
    /// As [`CommandHost::show_folder`].
    fn show_handed_over(&self) -> impl Future<Output = Result<(), Failure>> + Send {
        async move {
            let folder = self.app()?.handed_over_folder();
            self.show_folder(&folder.ok_or(Failure::NoFolderShown)?)
        }
    }

    /// Asks every run to stop. It is answered at once: nothing is waited for.
    ///
    /// # Errors
    /// As [`CommandHost::app`].
    fn cancel_sync(&self) -> impl Future<Output = Result<(), Failure>> + Send {
        async move {
            self.app()?.cancel_sync();
            Ok(())
        }
    }
}

/// How a use case takes what came over the border: as it is, by reference, as text, as a secret.
trait Argument<'a, T> {
    fn of(wire: &'a T) -> Self;
}

impl<T: Clone> Argument<'_, T> for T {
    fn of(wire: &T) -> Self {
        wire.clone()
    }
}

impl<'a, T> Argument<'a, T> for &'a T {
    fn of(wire: &'a T) -> Self {
        wire
    }
}

impl<'a> Argument<'a, String> for &'a str {
    fn of(wire: &'a String) -> Self {
        wire
    }
}

impl Argument<'_, Passphrase> for Zeroizing<String> {
    fn of(wire: &Passphrase) -> Self {
        Self::new(wire.0.clone())
    }
}

macro_rules! call {
    (app, $host:ident, $name:ident($($argument:ident)?)) => {
        $host.app()?.$name($(Argument::of(&$argument))?).await?
    };
    (asked, $host:ident, $name:ident($argument:ident)) => {{
        $host.confirm(&$argument.question()?).await?;
        $host.app()?.$name(Argument::of(&$argument)).await?
    }};
    (host, $host:ident, $name:ident($($argument:ident)?)) => {
        $host.$name($(Argument::of(&$argument))?).await?
    };
}

macro_rules! perform {
    ($($(#[$about:meta])* $who:ident $name:ident($($argument:ident: $type:ty)?) -> $answer:ty;)*) => {
        /// Performs the command of a name: reads its argument, calls the use case, and writes the answer
        /// as JSON.
        ///
        /// # Errors
        /// [`Failure::CommandMalformed`] when there is no such command or its argument cannot be read; otherwise as
        /// the use case.
        pub async fn perform(
            host: &impl CommandHost,
            command: &str,
            arguments: &Value,
        ) -> Result<String, Failure> {
            match command {
                $(stringify!($name) => {
                    $(let $argument: $type = read(arguments, stringify!($argument))?;)?
                    let answer: $answer = call!($who, host, $name($($argument)?));
                    write(&answer)
                })*
                _ => Err(invalid("there is no such command")),
            }
        }
    };
}

with_commands!(perform);

fn read<T: DeserializeOwned>(arguments: &Value, name: &str) -> Result<T, Failure> {
    serde_json::from_value(arguments[name].clone())
        .map_err(|error| invalid(&format!("{name}: {error}")))
}

fn write(answer: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(answer).map_err(|error| invalid(&error.to_string()))
}

/// Only a front that does not fit this back end asks like this.
fn invalid(why: &str) -> Failure {
    Failure::CommandMalformed {
        detail: why.to_owned(),
    }
}
