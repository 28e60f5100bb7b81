//! The filter of a query on the command line, and what of its search was not understood. It must not know what is done
//! with the conversations.

use crate::commands::view;
use crate::exit_code::CommandError;
use crate::list_args::OrderArguments;
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

/// The filter of a query in the world that it asks of. What of its search was not understood is said.
pub(super) async fn asked_filter(
    app: &App,
    asked: &QueryArguments,
) -> Result<ListFilter, CommandError> {
    app.enter_world(asked.world()).await?;
    let filter = filter_of(app, asked).await?;
    explain_search(app, &filter).await?;
    Ok(filter)
}

/// As [`asked_filter`], and the order that is asked for: the view's, where nothing else is.
pub(super) async fn asked_list(
    app: &App,
    asked: &QueryArguments,
    order: &OrderArguments,
) -> Result<(ListFilter, ListSort), CommandError> {
    app.enter_world(asked.world()).await?;
    let view = within(app, asked).await?;
    let filter = filter_within(view.as_ref(), asked);
    explain_search(app, &filter).await?;
    Ok((filter, order.sort_within(view.map(|view| view.sort))))
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
