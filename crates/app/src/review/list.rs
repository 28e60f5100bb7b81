//! The conversation list and the metric strip, straight from the cache. No network is touched here.

use crate::error::{AppError, InputRefusal};
use crate::home::unlocked::UnlockedHome;
use model::ConversationId;
use model::comparison::{ComparisonRequest, ComparisonRow};
use model::dashboard::{DashboardRequest, DashboardView};
use model::facet::FacetCounts;
use model::lead::{LeadsPage, LeadsRequest};
use model::metrics::{Metrics, MetricsRecount};
use model::request::{DayPlaceRequest, ListFilter, ListWindow, OpenList};
use model::search::SearchCompletion;
use model::trend::{TrendBucket, TrendRequest};
use model::view::{ConversationRow, ListOpened};

/// The longest search text, in characters: longer than any question, shorter than an attack.
const SEARCH_MOST: usize = 2_000;
/// The most rows in one answer: several screens; more would only make the window wait.
const ROWS_MOST: u32 = 1_000;

/// Opens a list: its size, its tabs, its metrics and its first rows.
pub(crate) async fn open_list(
    home: &UnlockedHome,
    mut request: OpenList,
) -> Result<ListOpened, AppError> {
    check(&request.filter)?;
    request.first_rows = request.first_rows.min(ROWS_MOST);
    Ok(home.reader.open_list(&request, home.now()).await?)
}

/// The conversation at which a list comes to a day.
pub(crate) async fn conversation_of_day(
    home: &UnlockedHome,
    request: &DayPlaceRequest,
) -> Result<Option<ConversationId>, AppError> {
    check(&request.filter)?;
    let (reader, now) = (&home.reader, home.now());
    let calendar = reader.search_calendar(now).await?;
    let days = calendar.named(request.day.trim());
    let days = days.ok_or(InputRefusal::NoSuchDay)?;
    let found = reader.conversation_of_day(&request.filter, request.sort, days, now);
    Ok(found.await?)
}

/// Rows of an open list.
pub(crate) async fn list_window(
    home: &UnlockedHome,
    mut window: ListWindow,
) -> Result<Vec<ConversationRow>, AppError> {
    window.count = window.count.min(ROWS_MOST);
    Ok(home.reader.list_window(&window).await?)
}

/// What a search that is being typed may become.
pub(crate) async fn complete_search(
    home: &UnlockedHome,
    filter: &ListFilter,
) -> Result<Vec<SearchCompletion>, AppError> {
    check(filter)?;
    Ok(home.reader.complete_search(filter, home.now()).await?)
}

/// The facets of a list.
pub(crate) async fn facets(
    home: &UnlockedHome,
    filter: &ListFilter,
) -> Result<Vec<FacetCounts>, AppError> {
    check(filter)?;
    Ok(home.reader.facets(filter, home.now()).await?)
}

/// The metric strip alone.
pub(crate) async fn metrics(home: &UnlockedHome, filter: &ListFilter) -> Result<Metrics, AppError> {
    check(filter)?;
    Ok(home.reader.metrics(filter, home.now()).await?)
}

/// Leads of the conversations that a filter selects.
pub(crate) async fn leads(
    home: &UnlockedHome,
    request: &LeadsRequest,
) -> Result<LeadsPage, AppError> {
    check(&request.filter)?;
    Ok(home.reader.leads(request, home.now()).await?)
}

/// The metric strip by two roads.
pub(crate) async fn recount(
    home: &UnlockedHome,
    filter: &ListFilter,
) -> Result<MetricsRecount, AppError> {
    check(filter)?;
    Ok(home.reader.recount(filter, home.now()).await?)
}

/// How many conversations began when.
pub(crate) async fn trend(
    home: &UnlockedHome,
    request: &TrendRequest,
) -> Result<Vec<TrendBucket>, AppError> {
    check(&request.filter)?;
    Ok(home.reader.trend(request, home.now()).await?)
}

/// The numbers of the parts of a scope.
pub(crate) async fn comparison(
    home: &UnlockedHome,
    request: &ComparisonRequest,
) -> Result<Vec<ComparisonRow>, AppError> {
    check(&request.filter)?;
    Ok(home.reader.comparison(request, home.now()).await?)
}

/// Every number of a scope.
pub(crate) async fn dashboard(
    home: &UnlockedHome,
    request: &DashboardRequest,
) -> Result<DashboardView, AppError> {
    check(&request.filter)?;
    Ok(home.reader.dashboard(request, home.now()).await?)
}

fn check(filter: &ListFilter) -> Result<(), AppError> {
    check_search(&filter.text)
}

/// Whether a search is short enough to be one.
pub(crate) fn check_search(text: &str) -> Result<(), AppError> {
    if text.chars().nth(SEARCH_MOST).is_some() {
        return Err(InputRefusal::SearchTooLong.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_monstrous_search_is_refused() {
        let search = |length| ListFilter {
            text: "é".repeat(length),
            ..ListFilter::default()
        };
        assert!(check(&search(SEARCH_MOST)).is_ok());
        assert!(check(&search(SEARCH_MOST + 1)).is_err());
    }
}
