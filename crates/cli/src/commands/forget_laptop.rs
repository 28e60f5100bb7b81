//! `forget-laptop`: removes everything that Daybook keeps on this laptop, after a question.

use crate::args::ForgetArguments;
use crate::commands::delete::typed;
use crate::exit_code::CommandError;
use crate::stderr::say;
use app::App;
use catalogue::{PlainFormats, TextKey, forgotten_words, text};

/// What is typed to go on. It is a word of the command's own language, so that no reflex types it.
const WORD: &str = "forget";

/// Forgets this laptop.
pub(crate) async fn forget(app: &App, asked: &ForgetArguments) -> Result<(), CommandError> {
    for line in forgotten_words(app.laptop_holdings().await?) {
        say(&line.say(&PlainFormats));
    }
    if !asked.yes {
        say(text(TextKey::TerminalForget));
        if typed().await? != WORD {
            return Err(CommandError::NotForgotten);
        }
    }
    app.forget_laptop().await?;
    say(text(TextKey::ForgetDone));
    Ok(())
}
