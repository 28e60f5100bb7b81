//! `explain`: what a search asks, and what of it was not understood, without listing anything.

use crate::commands::filter::filter_of;
use crate::exit_code::CommandError;
use crate::query_args::QueryArguments;
use crate::stdout::{OutputFormat, ResultWriter};
use app::App;
use catalogue::{Phrase, PlainFormats, TextKey, diagnosis_phrase, meaning_phrase};
use model::request::OpenList;
use model::search::{SearchDiagnosis, SearchMeaning};
use serde::Serialize;

/// What is told of a search.
#[derive(Serialize)]
struct ExplainedSearch<'s> {
    /// In words.
    sentence: String,
    meaning: Option<&'s SearchMeaning>,
    diagnoses: &'s [SearchDiagnosis],
    /// Conversations that it finds here.
    conversations: u32,
}

/// Tells what a search asks.
pub(crate) async fn explain(
    app: &App,
    asked: &QueryArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    app.enter_world(asked.world()).await?;
    let filter = filter_of(app, asked).await?;
    let request = OpenList {
        filter,
        ..OpenList::default()
    };
    let opened = app.open_list(request).await?;
    let everything = SearchMeaning::All { parts: Vec::new() };
    let meaning = opened.meaning.as_ref().unwrap_or(&everything);
    let told = ExplainedSearch {
        sentence: meaning_phrase(meaning).say(&PlainFormats),
        meaning: opened.meaning.as_ref(),
        diagnoses: &opened.diagnoses,
        conversations: opened.total,
    };
    match out.format {
        OutputFormat::Json => out.json(&told),
        OutputFormat::Text => in_words(&told, out),
    }
}

fn in_words(told: &ExplainedSearch<'_>, out: &mut ResultWriter) -> Result<(), CommandError> {
    out.line(&told.sentence)?;
    for diagnosis in told.diagnoses {
        out.line(&diagnosis_phrase(diagnosis).say(&PlainFormats))?;
    }
    let found = Phrase::count(TextKey::CountConversations, told.conversations);
    out.line(&found.say(&PlainFormats))
}
