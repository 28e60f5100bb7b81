//! The dashboard: every number of a scope and of the period before, counted over one state of the data. The pass runs
//! on a thread where work may be long, and stops where nobody waits for it any longer.

use super::dashboard_counts::{CountRequest, DashboardCounts};
use super::reader::CacheReader;
use super::result_set::ResultSet;
use crate::error::{CacheError, Result};
use crate::index::ConversationIndex;
use crate::table::run;
use crate::time;
use chrono::{DateTime, Utc};
use insights::{beside_before, days_before, period_days, share, zone_database};
use model::dashboard::{
    CountedDays, DashboardPeriod, DashboardRequest, DashboardView, PeriodBefore, PeriodOrigin,
};
use model::metrics::Metrics;
use model::request::{FilterPeriod, ListFilter};
use model::search::DaySpan;
use query::{DayTerms, SearchCalendar, day_number};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How often it is counted anew where a commit came between the list and the pass. Under a sync that commits all the
/// time the last one stands.
const ATTEMPTS: u32 = 3;

/// What lists the conversations of a period, and of the one before.
struct DashboardScopes {
    days: CountedDays,
    scope: ListFilter,
    before: Option<(DaySpan, ListFilter)>,
}

/// Tells a pass that nobody waits any longer.
struct CancelOnDrop(Arc<AtomicBool>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl CacheReader {
    /// Counts a dashboard.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn dashboard(
        &self,
        request: &DashboardRequest,
        now: DateTime<Utc>,
    ) -> Result<DashboardView> {
        let calendar = self.search_calendar(now).await?;
        let scopes = DashboardScopes::of(request, calendar, self.last_day_over(now).await?);
        let mut attempt = 1;
        loop {
            let results = self.results_of(&scopes.scope, now).await?;
            let before = self.before(&scopes, now).await?;
            let counts = self
                .count(request, &scopes, (&results, before.as_ref()), calendar, now)
                .await?;
            if counts.generation == results.moment.generation || attempt == ATTEMPTS {
                return Ok(view(scopes, &results, before, counts, now));
            }
            attempt += 1;
        }
    }

    /// The last day that is over in every space, in days since 1970: it ends last in the west.
    async fn last_day_over(&self, now: DateTime<Utc>) -> Result<Option<i32>> {
        let earliest = |index: &ConversationIndex| index.calendars().map(|it| it.day(now)).min();
        let today = self.shared.pass(earliest).await?;
        Ok(today.map(|today| today - 1))
    }

    async fn before(
        &self,
        scopes: &DashboardScopes,
        now: DateTime<Utc>,
    ) -> Result<Option<ResultsBefore>> {
        let Some((span, scope)) = scopes.before.clone() else {
            return Ok(None);
        };
        let results = self.results_of(&scope, now).await?;
        Ok(Some(ResultsBefore {
            span,
            scope,
            results,
        }))
    }

    async fn count(
        &self,
        request: &DashboardRequest,
        scopes: &DashboardScopes,
        (results, before): (&ResultSet, Option<&ResultsBefore>),
        calendar: SearchCalendar,
        now: DateTime<Utc>,
    ) -> Result<DashboardCounts> {
        let names = self.facet_names().await?;
        let side_facts = self.side_facts(request.side, &request.filter).await?;
        let mut conn = self.shared.pool.lease().await?;
        let times = self.shared.conversion_times.settled(&mut conn).await?;
        let known_until = run::known_until(&mut conn).await?;
        drop(conn);
        let is_cancelled = Arc::new(AtomicBool::new(false));
        let _cancel = CancelOnDrop(Arc::clone(&is_cancelled));
        let counting = CountRequest {
            ids: Arc::clone(&results.selection.ids),
            before: before.map(|before| Arc::clone(&before.results.selection.ids)),
            days: scopes.days.span,
            step: request.step,
            side: request.side,
            side_facts,
            inferred: request.filter.inferred,
            today: calendar.today,
            names,
            times,
            known_until: known_until.into_iter().collect(),
            now: time::millis(now),
            is_cancelled,
        };
        self.count_on_a_thread(counting).await
    }

    async fn count_on_a_thread(&self, counting: CountRequest) -> Result<DashboardCounts> {
        let counting = Arc::new(counting);
        loop {
            let (shared, request) = (Arc::clone(&self.shared), Arc::clone(&counting));
            let pass = move || {
                let counts = shared.index.pass(|index| request.count(index))?;
                Some(request.finish(counts))
            };
            let counted = tokio::task::spawn_blocking(pass).await;
            // A pass ends by a panic alone, or with the program.
            match counted.map_err(|_| CacheError::Closed)? {
                Some(counts) => return Ok(counts),
                None => self.shared.load().await?,
            }
        }
    }
}

/// What the period before selected.
struct ResultsBefore {
    span: DaySpan,
    scope: ListFilter,
    results: Arc<ResultSet>,
}

impl ResultsBefore {
    fn beside(self, now: &ResultSet, counts: &DashboardCounts) -> PeriodBefore {
        let metrics = Metrics {
            trend: Vec::new(),
            ..self.results.selection.metrics.clone()
        };
        PeriodBefore {
            span: self.span,
            scope: self.scope,
            rates: beside_before(&now.selection.metrics, &metrics),
            by_channel: counts.by_channel.clone(),
            by_side: counts.by_side.clone(),
            metrics,
        }
    }
}

impl DashboardScopes {
    fn of(request: &DashboardRequest, calendar: SearchCalendar, over: Option<i32>) -> Self {
        let filter = &request.filter;
        let terms = DayTerms::of(&filter.text, calendar);
        let within = |days: DaySpan| ListFilter {
            text: terms.with(days),
            ..filter.clone()
        };
        let last_over = over.unwrap_or(day_number(calendar.today) - 1);
        let counted = |span: DaySpan, origin| CountedDays {
            is_over: span.last.is_some_and(|last| day_number(last) <= last_over),
            span,
            origin,
        };
        let (days, before, scope) = match terms.span() {
            Some(span) => {
                let before = days_before(DashboardPeriod::Span(span), span, calendar.today);
                let days = counted(span, PeriodOrigin::Search);
                (days, before, filter.clone())
            }
            None => {
                let span = period_days(request.period, calendar.today);
                let before = days_before(request.period, span, calendar.today);
                let days = counted(span, PeriodOrigin::Period);
                (days, before, within(span))
            }
        };
        // A filter that has a period of its own has none before it in which anything could be.
        let before = before.filter(|_| filter.period == FilterPeriod::All);
        Self {
            before: before.map(|span| (span, within(span))),
            days,
            scope,
        }
    }
}

fn view(
    scopes: DashboardScopes,
    results: &ResultSet,
    before: Option<ResultsBefore>,
    counts: DashboardCounts,
    now: DateTime<Utc>,
) -> DashboardView {
    let before = before.map(|before| before.beside(results, &counts));
    DashboardView {
        generation: counts.generation,
        counted_at: now,
        days: scopes.days,
        scope: scopes.scope,
        meaning: results.meaning(),
        diagnoses: results.query.diagnoses.clone(),
        metrics: results.selection.metrics.clone(),
        before,
        only_inferred: counts.only_inferred,
        leads_converted: share(
            counts.leads_converted,
            results.selection.metrics.leads.conversations,
        ),
        trend: counts.trend,
        converting_from: counts.converting_from,
        comparison: counts.comparison,
        control: counts.control,
        conversion_times: counts.conversion_times,
        places: counts.places,
        zones: counts.zones,
        zone_database: zone_database().to_owned(),
    }
}
