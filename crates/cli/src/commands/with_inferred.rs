//! What a number says of inferred outcomes, where they are counted. Without them nothing is said, and no key is there.

use crate::commands::filter::asked_filter;
use crate::exit_code::CommandError;
use crate::number_args::InferredArguments;
use crate::query_args::QueryArguments;
use crate::stdout::ResultWriter;
use app::App;
use catalogue::{TextKey, text};
use model::request::{InferredOutcomes, ListFilter};
use serde::Serialize;

/// Numbers for machines, with a key `inferred` where inferred outcomes are among them.
#[derive(Serialize)]
pub(super) struct CountedJson<T> {
    #[serde(flatten)]
    numbers: T,
    #[serde(skip_serializing_if = "InferredOutcomes::are_apart")]
    inferred: InferredOutcomes,
}

impl<T> CountedJson<T> {
    /// Numbers in which inferred outcomes are counted or not.
    pub(super) const fn new(numbers: T, inferred: InferredOutcomes) -> Self {
        Self { numbers, inferred }
    }
}

/// The filter of a query, with inferred outcomes counted or not.
pub(super) async fn counting_filter(
    app: &App,
    query: &QueryArguments,
    inferred: InferredArguments,
) -> Result<ListFilter, CommandError> {
    let filter = asked_filter(app, query).await?;
    Ok(ListFilter {
        inferred: inferred.outcomes(),
        ..filter
    })
}

/// Says in front of numbers that inferred outcomes are among them.
pub(super) fn say_with_inferred(
    inferred: InferredOutcomes,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    if inferred.are_counted() {
        out.line(text(TextKey::TerminalWithInferred))?;
    }
    Ok(())
}
