//! Lists: a filter becomes a result set, held in memory under an id, and a window of it is a slice
//! and a read by primary key. A held list does not change while a sync runs; what was deleted since
//! is left out of its windows.

use super::evaluate::{evaluate, only_inside, widened};
use super::reader::CacheReader;
use super::result_set::{ResultMoment, ResultSet};
use super::rows::{self, RowHighlight};
use crate::error::{CacheError, Result};
use crate::index::sort::{self, EntryNumber};
use crate::index::{ConversationIndex, filter};
use crate::table::sort_text::SortText;
use chrono::{DateTime, Utc};
use insights::day_in_zone;
use model::ConversationId;
use model::metrics::Metrics;
use model::request::{ListFilter, ListSort, ListWindow, OpenList, SortDirection, SortKey};
use model::search::SearchDiagnosis;
use model::view::{ConversationRow, ListOpened};
use query::{SearchCalendar, SearchQuery, TextTerm};
use std::sync::Arc;

impl CacheReader {
    /// Opens a list: totals, tabs, metrics and the first rows. The newest eight lists are held.
    ///
    /// # Errors
    /// [`CacheError`] where the engine refuses.
    pub async fn open_list(&self, request: &OpenList, now: DateTime<Utc>) -> Result<ListOpened> {
        let results = self.results_of(&request.filter, now).await?;
        let results = self.sorted(results, request.sort).await?;
        let first = rows::slice(&results.selection.ids, 0, request.first_rows);
        let rows = self.rows(first, &results.query).await?;
        let selection = &results.selection;
        Ok(ListOpened {
            list: self.lists.hold(Arc::clone(&results)),
            generation: results.moment.generation,
            total: u32::try_from(selection.ids.len()).unwrap_or(u32::MAX),
            tabs: selection.tabs.clone(),
            tabs_total: selection.tabs_total,
            metrics: selection.metrics.clone(),
            rows,
            located: request.locate.and_then(|id| place(&selection.ids, id)),
            meaning: results.meaning(),
            diagnoses: results.query.diagnoses.clone(),
        })
    }

    /// Rows of a held list. Conversations that are gone since it was opened are left out.
    ///
    /// # Errors
    /// [`CacheError::StaleList`] where the list is no longer held.
    pub async fn list_window(&self, window: &ListWindow) -> Result<Vec<ConversationRow>> {
        let results = self.lists.get(window.list).ok_or(CacheError::StaleList)?;
        let ids = rows::slice(&results.selection.ids, window.start, window.count);
        self.rows(ids, &results.query).await
    }

    /// The metric strip for a filter.
    ///
    /// # Errors
    /// [`CacheError`] where the engine refuses.
    pub async fn metrics(&self, filter: &ListFilter, now: DateTime<Utc>) -> Result<Metrics> {
        Ok(self
            .results_of(filter, now)
            .await?
            .selection
            .metrics
            .clone())
    }

    /// What "today" is: by the calendar of the space whose day is the latest, so that no conversation of
    /// today is left out of it.
    ///
    /// # Errors
    /// [`CacheError`] where the engine refuses.
    pub async fn search_calendar(&self, now: DateTime<Utc>) -> Result<SearchCalendar> {
        let latest = self.shared.pass(move |index| {
            let days = index.calendars().map(|calendar| calendar.day(now));
            days.max()
        });
        let day = latest.await?.unwrap_or_else(|| day_in_zone(now, "UTC"));
        Ok(SearchCalendar::of_day_number(day))
    }

    async fn rows(&self, ids: &[u32], query: &SearchQuery) -> Result<Vec<ConversationRow>> {
        let highlight = if query.expr.has_text() {
            RowHighlight::Search(&query.expr)
        } else {
            RowHighlight::Nothing
        };
        let marks = self.shared.marks().await?;
        let mut rows = rows::read(&self.shared.pool, ids, highlight).await?;
        for row in &mut rows {
            row.marks = marks.row(row.id.0);
        }
        Ok(rows)
    }

    /// What a filter selects now; a result that still holds is used again.
    pub(super) async fn results_of(
        &self,
        filter: &ListFilter,
        now: DateTime<Utc>,
    ) -> Result<Arc<ResultSet>> {
        let generation = self.shared.pass(|index| index.generation()).await?;
        // Days by the calendar of the westernmost and easternmost zones change at other instants
        // than UTC's, so a kept result is used within the same quarter of an hour only.
        let today =
            i32::try_from(now.timestamp().div_euclid(900)).unwrap_or(day_in_zone(now, "UTC"));
        let moment = ResultMoment {
            generation,
            marks: self.shared.marks.version(),
            today,
        };
        if let Some(results) = self.lists.recent(filter, ListSort::default(), moment) {
            return Ok(results);
        }
        let results = Arc::new(self.select(filter, now, moment).await?);
        // What may be missing now is there in a moment, without a commit that would say so.
        let is_whole = !results
            .query
            .diagnoses
            .contains(&SearchDiagnosis::StillIndexing);
        Ok(if is_whole {
            self.lists.remember(results)
        } else {
            results
        })
    }

    /// The same conversations in another order. Which they are is not asked again.
    pub(super) async fn sorted(
        &self,
        results: Arc<ResultSet>,
        sort: ListSort,
    ) -> Result<Arc<ResultSet>> {
        if sort == results.sort {
            return Ok(results);
        }
        let known = self.lists.recent(&results.filter, sort, results.moment);
        if let Some(known) = known {
            return Ok(known);
        }
        let ids = self.arranged(&results.selection.ids, sort).await?;
        let mut other = ResultSet::clone(&results);
        other.sort = sort;
        other.selection.ids = Arc::new(ids);
        Ok(self.lists.remember(Arc::new(other)))
    }

    /// Ids that stand by their newest activity, in another order.
    async fn arranged(&self, ids: &[u32], sort: ListSort) -> Result<Vec<u32>> {
        match sort.by {
            SortKey::LastActivity => Ok(match sort.direction {
                SortDirection::Descending => ids.to_vec(),
                SortDirection::Ascending => ids.iter().rev().copied().collect(),
            }),
            SortKey::Started => {
                self.by_number(ids, EntryNumber::Started, sort.direction)
                    .await
            }
            SortKey::Messages => {
                self.by_number(ids, EntryNumber::Messages, sort.direction)
                    .await
            }
            SortKey::Subject => self.by_text(ids, SortText::Title, sort.direction).await,
            SortKey::Customer => self.by_text(ids, SortText::Person, sort.direction).await,
        }
    }

    async fn by_number(
        &self,
        ids: &[u32],
        number: EntryNumber,
        direction: SortDirection,
    ) -> Result<Vec<u32>> {
        let pass =
            |index: &ConversationIndex| sort::by_number(ids, index.entries(), number, direction);
        self.shared.pass(pass).await
    }

    async fn by_text(
        &self,
        ids: &[u32],
        text: SortText,
        direction: SortDirection,
    ) -> Result<Vec<u32>> {
        let mut conn = self.shared.pool.lease().await?;
        let order = self.shared.texts.of(&mut conn, text).await?;
        Ok(sort::by_order(ids, &order, direction))
    }

    /// How many conversations a filter selects now. It is asked for once and not remembered: what the window
    /// shows is asked for again.
    ///
    /// # Errors
    /// [`CacheError`] where the engine refuses.
    pub async fn count_of(&self, filter: &ListFilter, now: DateTime<Utc>) -> Result<u64> {
        let results = self.select(filter, now, ResultMoment::default()).await?;
        Ok(results.selection.metrics.total)
    }

    /// What a text looks for here, as the lists of that text do: what is marked in a conversation is what
    /// found it.
    ///
    /// # Errors
    /// [`CacheError`] where the engine refuses.
    pub async fn search_query(&self, text: &str, now: DateTime<Utc>) -> Result<SearchQuery> {
        if let Some(known) = self.lists.recent_query(text) {
            return Ok(known);
        }
        let mut query = query::parse(text, self.search_calendar(now).await?);
        let inside = only_inside(&self.shared, &query.expr).await?;
        query.expr = widened(query.expr, &inside);
        Ok(query)
    }

    async fn select(
        &self,
        filter: &ListFilter,
        now: DateTime<Utc>,
        moment: ResultMoment,
    ) -> Result<ResultSet> {
        let calendar = self.search_calendar(now).await?;
        let mut query = query::parse(&filter.text, calendar);
        let search = evaluate(
            &self.shared,
            &query.within(&filter.view),
            filter.only.as_deref(),
        )
        .await?;
        query.expr = widened(query.expr, &search.inside);
        let inside = search.inside.iter().map(found_inside);
        query.diagnoses.extend(inside);
        if search.is_indexing {
            query.diagnoses.push(SearchDiagnosis::StillIndexing);
        }
        let (selection, generation) = self
            .shared
            .pass(|index| {
                (
                    filter::select(index, filter, &search.filter, now),
                    index.generation(),
                )
            })
            .await?;
        Ok(ResultSet {
            filter: filter.clone(),
            sort: ListSort::default(),
            moment: ResultMoment {
                generation,
                ..moment
            },
            query,
            selection,
        })
    }
}

fn found_inside(term: &TextTerm) -> SearchDiagnosis {
    SearchDiagnosis::FoundInside {
        word: term.typed.clone(),
    }
}

fn place(ids: &[u32], wanted: ConversationId) -> Option<u32> {
    let at = ids.iter().position(|id| i64::from(*id) == wanted.0)?;
    u32::try_from(at).ok()
}
