//! The filter of a query on the command line, and what of its search was not understood. It must not know what is done
//! with the conversations.

use crate::commands::view;
use crate::exit_code::CommandError;
use crate::query_args::QueryArguments;
use crate::stderr::say;
use app::App;
use catalogue::{PlainFormats, diagnosis_phrase};
use model::request::{ListFilter, ListSort, OpenList};
use model::saved_view::ViewLine;
use model::search::SearchDiagnosis;

/// The view that is asked within, if any.
pub(super) async fn within(
    app: &App,
    asked: &QueryArguments,
) -> Result<Option<ViewLine>, CommandError> {
    match &asked.view {
        Some(name) => Ok(Some(view::named(app, name).await?)),
        None => Ok(None),
    }
}

/// The filter of a query, within the view that is asked within.
pub(crate) async fn filter_of(
    app: &App,
    asked: &QueryArguments,
) -> Result<ListFilter, CommandError> {
    let view = within(app, asked).await?;
    Ok(filter_within(view.as_ref(), asked))
}

pub(super) fn filter_within(view: Option<&ViewLine>, asked: &QueryArguments) -> ListFilter {
    ListFilter {
        text: asked.text_within(view.map(|view| view.query.as_str())),
        ..ListFilter::default()
    }
}

/// What of a search was not understood as typed: on stderr, so that results stay what scripts read.
pub(crate) fn explain(diagnoses: &[SearchDiagnosis]) {
    for diagnosis in diagnoses {
        say(&diagnosis_phrase(diagnosis).say(&PlainFormats));
    }
}

/// Numbers of a search that could not be used as typed come with a word about it.
pub(crate) async fn explain_search(app: &App, filter: &ListFilter) -> Result<(), CommandError> {
    if filter.text.is_empty() {
        return Ok(());
    }
    let list = OpenList {
        filter: filter.clone(),
        first_rows: 0,
        locate: None,
        sort: ListSort::default(),
    };
    explain(&app.open_list(list).await?.diagnoses);
    Ok(())
}
