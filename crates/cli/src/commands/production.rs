//! `production`: a folder that proves itself.

use crate::args::ProductionArguments;
use crate::commands::export::existing;
use crate::commands::filter::asked_list;
use crate::exit_code::CommandError;
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use app::{App, ExportWatch, ProductionOrder};
use catalogue::{Phrase, PhraseArg, PlainFormats, TextKey};
use model::handover::ProductionResult;

/// Produces.
pub(crate) async fn production(
    app: &App,
    asked: &ProductionArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let (filter, sort) = asked_list(app, &asked.query, &asked.order).await?;
    let order = ProductionOrder {
        filter,
        sort,
        masking: asked.how.masking(),
        system_messages: asked.how.system_messages(),
        target: asked.how.target.clone(),
        existing: existing(asked.how.force),
    };
    told(&app.produce(order, &ExportWatch::default()).await?, out)
}

fn told(done: &ProductionResult, out: &mut ResultWriter) -> Result<(), CommandError> {
    if out.format == OutputFormat::Json {
        return out.json(done);
    }
    out.line(&done.path)?;
    out.line(&done.public_key)?;
    out.flush()?;
    let pages = i64::try_from(done.pages).unwrap_or(i64::MAX);
    say(&Phrase::count(TextKey::ProductionDone, pages).say(&PlainFormats));
    let texted = |key, place, text: &str| {
        let phrase = Phrase::new(key).with(place, PhraseArg::Text(text.to_owned()));
        say(&phrase.say(&PlainFormats));
    };
    texted(TextKey::ProductionKey, "key", &done.public_key);
    texted(TextKey::ProductionCheck, "path", &done.path);
    Ok(())
}
