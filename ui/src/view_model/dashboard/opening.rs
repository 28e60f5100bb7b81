//! Which list a number opens: the scope that was counted, and what the number counts of it; and what the dashboard takes
//! over of a list. Terms stand in front, so that the last word of a search stays the last.

use super::days::usual_step;
use chrono::NaiveDate;
use model::comparison::{ComparisonRow, ComparisonSide};
use model::dashboard::{DashboardPeriod, DashboardRequest};
use model::metrics::MetricId;
use model::request::{FilterPeriod, ListFilter, ListView};
use model::search::{DaySpan, FieldTest};

/// Makes the list's filter the dashboard's, as the page can show it, so that nothing narrows its numbers unseen: the
/// channel and the view become terms of the search, and the last days the period. A single source is given up, because
/// the page has no place that says so; it compares sources instead.
pub fn take_list(request: &mut DashboardRequest, listed: ListFilter) {
    let channel = listed.channel.clone().map(FieldTest::Channel);
    let view = listed.view.asked();
    let filter = [view, channel]
        .into_iter()
        .flatten()
        .fold(listed, |filter, term| narrowed(&filter, &term.to_string()));
    request.filter = ListFilter {
        channel: None,
        view: ListView::All,
        source: None,
        ..filter
    };
    if let FilterPeriod::LastDays(days) = request.filter.period {
        request.filter.period = FilterPeriod::All;
        request.period = DashboardPeriod::LastDays(days);
        request.step = usual_step(request.period);
    }
}

/// The conversations of a scope of which a term is true.
#[must_use]
pub fn narrowed(scope: &ListFilter, term: &str) -> ListFilter {
    ListFilter {
        text: format!("{term} {}", scope.text).trim().to_owned(),
        // The application says which sources are shown.
        only: None,
        ..scope.clone()
    }
}

/// Those that a number counts; none where it counts no conversations.
#[must_use]
pub fn counted(scope: &ListFilter, what: MetricId) -> Option<ListFilter> {
    match what {
        MetricId::Conversations => Some(narrowed(scope, "")),
        other => Some(narrowed(scope, &other.counted(scope.inferred)?.to_string())),
    }
}

/// Those of a part of a comparison; none where no search asks for it.
#[must_use]
pub fn of_part(
    scope: &ListFilter,
    side: ComparisonSide,
    row: &ComparisonRow,
) -> Option<ListFilter> {
    if let Some(test) = &row.test {
        return Some(narrowed(scope, &test.to_string()));
    }
    if row.space.is_some() || row.source.is_some() {
        let is_free = |chosen: bool, own: bool| chosen || !own;
        let fits = is_free(
            scope.space.is_none() || scope.space == row.space,
            row.space.is_some(),
        ) && is_free(
            scope.source.is_none() || scope.source == row.source,
            row.source.is_some(),
        );
        return fits.then(|| ListFilter {
            space: row.space.or(scope.space),
            source: row.source.or(scope.source),
            ..narrowed(scope, "")
        });
    }
    unknown_term(side).map(|term| narrowed(scope, term))
}

/// What asks for conversations of which a side is not known.
const fn unknown_term(side: ComparisonSide) -> Option<&'static str> {
    match side {
        ComparisonSide::Country => Some("country:none"),
        ComparisonSide::Status => Some("-status:active -status:ended"),
        _ => None,
    }
}

/// Those that started on the days from a bucket's first to the day before the next one's; the last bucket ends with the
/// scope.
#[must_use]
pub fn of_bucket(scope: &ListFilter, start: NaiveDate, next: Option<NaiveDate>) -> ListFilter {
    let days = DaySpan {
        first: Some(start),
        last: next.and_then(|next| next.pred_opt()),
    };
    narrowed(scope, &FieldTest::Started(days).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::metrics::Metrics;
    use model::request::InferredOutcomes;
    use model::{Channel, SourceId, SpaceId};

    fn scope() -> ListFilter {
        ListFilter {
            text: "after:2026-11-01 roof terr".to_owned(),
            only: Some(vec![SourceId(1)]),
            channel: Some(Channel::Chat),
            ..ListFilter::default()
        }
    }

    fn row(test: Option<FieldTest>, space: Option<SpaceId>) -> ComparisonRow {
        ComparisonRow {
            value: None,
            test,
            space,
            source: None,
            metrics: Metrics::default(),
            beside_rest: Vec::new(),
            control: Vec::new(),
        }
    }

    #[test]
    fn what_narrows_a_list_is_shown_by_the_dashboard() {
        let listed = ListFilter {
            view: ListView::Escalated,
            period: FilterPeriod::LastDays(7),
            source: Some(SourceId(1)),
            space: Some(SpaceId(4)),
            ..scope()
        };
        let mut request = DashboardRequest::default();
        take_list(&mut request, listed);
        let shown = ListFilter {
            text: "channel:chat escalated:yes after:2026-11-01 roof terr".to_owned(),
            space: Some(SpaceId(4)),
            ..ListFilter::default()
        };
        assert_eq!(request.filter, shown);
        assert_eq!(request.period, DashboardPeriod::LastDays(7));
    }

    #[test]
    fn a_number_lists_the_scope_and_what_it_counts() {
        let opened = counted(&scope(), MetricId::Tours).expect("it counts conversations");
        assert_eq!(opened.text, "outcome:tour after:2026-11-01 roof terr");
        assert_eq!((opened.channel, opened.only), (Some(Channel::Chat), None));
        let all = counted(&scope(), MetricId::Conversations).expect("it counts conversations");
        assert_eq!(all.text, scope().text);
        assert_eq!(counted(&scope(), MetricId::MessagesEach), None);
        let with_inferred = ListFilter {
            inferred: InferredOutcomes::Counted,
            ..scope()
        };
        let opened = counted(&with_inferred, MetricId::Tours).expect("it counts conversations");
        assert_eq!(opened.text, "with-inferred:tour after:2026-11-01 roof terr");
        assert_eq!(
            opened.inferred,
            InferredOutcomes::Counted,
            "and so does its strip"
        );
    }

    #[test]
    fn a_part_is_listed_by_its_term_or_by_what_it_is() {
        let listed = |side, row: &ComparisonRow| of_part(&scope(), side, row);
        let email = row(Some(FieldTest::Channel(Channel::Email)), None);
        let text = listed(ComparisonSide::Channel, &email)
            .expect("a term")
            .text;
        assert_eq!(text, "channel:email after:2026-11-01 roof terr");
        let space = row(None, Some(SpaceId(4)));
        let opened = listed(ComparisonSide::Space, &space).expect("a space");
        assert_eq!(
            (opened.space, opened.text),
            (Some(SpaceId(4)), scope().text)
        );
        let unknown = listed(ComparisonSide::Country, &row(None, None)).expect("a term");
        assert!(unknown.text.starts_with("country:none "));
        assert_eq!(listed(ComparisonSide::Origin, &row(None, None)), None);
    }

    #[test]
    fn a_bucket_ends_before_the_next_one() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let november = of_bucket(&scope(), day("2026-11-02"), Some(day("2026-11-09")));
        assert!(
            november
                .text
                .starts_with("(after:2026-11-02 before:2026-11-09) ")
        );
        let last = of_bucket(&scope(), day("2026-11-30"), None);
        assert!(last.text.starts_with("after:2026-11-30 "));
    }
}
