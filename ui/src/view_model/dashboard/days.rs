//! Days and periods of a dashboard, in words, and the periods on offer.

use crate::i18n::{Phrase, PhraseArg, TextKey, TimeStyle};
use chrono::{NaiveDate, NaiveTime};
use model::dashboard::DashboardPeriod;
use model::search::DaySpan;
use model::trend::TrendStep;

/// Days up to which a trend goes by days, and up to which by weeks.
const STEPS: [(i64, TrendStep); 2] = [(93, TrendStep::Day), (731, TrendStep::Week)];

/// The name of a period of one's own.
pub const CUSTOM: &str = "custom";

/// The periods on offer, by the name that a form field carries.
pub const DASHBOARD_PERIODS: &[(&str, DashboardPeriod, TextKey)] = &[
    ("7", DashboardPeriod::LastDays(7), TextKey::DayPeriod7),
    ("30", DashboardPeriod::LastDays(30), TextKey::DayPeriod30),
    ("90", DashboardPeriod::LastDays(90), TextKey::DayPeriod90),
    (
        "this-week",
        DashboardPeriod::Week(0),
        TextKey::DayPeriodThisWeek,
    ),
    (
        "last-week",
        DashboardPeriod::Week(1),
        TextKey::DayPeriodLastWeek,
    ),
    (
        "this-month",
        DashboardPeriod::Month(0),
        TextKey::DayPeriodThisMonth,
    ),
    (
        "last-month",
        DashboardPeriod::Month(1),
        TextKey::DayPeriodLastMonth,
    ),
    ("all", DashboardPeriod::All, TextKey::DayPeriodAll),
];

/// The period of a form field's name; an unknown name is none.
#[must_use]
pub fn period_of_name(name: &str) -> Option<DashboardPeriod> {
    let mut offered = DASHBOARD_PERIODS.iter();
    offered.find(|one| one.0 == name).map(|one| one.1)
}

/// The name of a period; one that is not on offer is one's own.
#[must_use]
pub fn name_of_period(period: DashboardPeriod) -> &'static str {
    let mut offered = DASHBOARD_PERIODS.iter();
    offered
        .find(|one| one.1 == period)
        .map_or(CUSTOM, |one| one.0)
}

/// A period in words: by its name where it has one, else by its days.
#[must_use]
pub fn period_words(period: DashboardPeriod) -> Phrase {
    let mut offered = DASHBOARD_PERIODS.iter();
    let named = offered.find(|one| one.1 == period);
    match (named, period) {
        (Some((.., words)), _) => Phrase::new(*words),
        (None, DashboardPeriod::Span(span)) => days(span),
        (None, _) => Phrase::new(TextKey::DayPeriodCustom),
    }
}

/// By what the trend of a period goes, unless somebody says otherwise.
#[must_use]
pub fn usual_step(period: DashboardPeriod) -> TrendStep {
    let days = match period {
        DashboardPeriod::LastDays(days) => i64::from(days),
        DashboardPeriod::Week(_) => 7,
        DashboardPeriod::Month(_) => 31,
        DashboardPeriod::Span(span) => length(span).unwrap_or(i64::MAX),
        DashboardPeriod::All => i64::MAX,
    };
    let mut steps = STEPS.iter();
    steps
        .find(|step| days <= step.0)
        .map_or(TrendStep::Month, |step| step.1)
}

fn length(span: DaySpan) -> Option<i64> {
    Some((span.last? - span.first?).num_days() + 1)
}

/// A day, as it is written here.
#[must_use]
pub fn day(day: NaiveDate) -> PhraseArg {
    of_style(day, TimeStyle::Date)
}

/// A day with its weekday.
#[must_use]
pub fn whole_day(day: NaiveDate) -> PhraseArg {
    of_style(day, TimeStyle::Day)
}

/// A day is one of the calendar: it is told in the zone in which its midnight is one.
fn of_style(day: NaiveDate, style: TimeStyle) -> PhraseArg {
    PhraseArg::At(
        day.and_time(NaiveTime::MIN).and_utc(),
        Some("UTC".to_owned()),
        style,
    )
}

/// A span of days.
#[must_use]
pub fn days(span: DaySpan) -> Phrase {
    let said = |phrase: Phrase, place, at| phrase.with(place, day(at));
    match (span.first, span.last) {
        (Some(first), Some(last)) if first == last => {
            Phrase::new(TextKey::AsItIs).with("text", day(first))
        }
        (Some(first), Some(last)) => said(
            said(Phrase::new(TextKey::DaySpan), "first", first),
            "last",
            last,
        ),
        (Some(first), None) => said(Phrase::new(TextKey::DaySpanFrom), "first", first),
        (None, Some(last)) => said(Phrase::new(TextKey::DaySpanUntil), "last", last),
        (None, None) => TextKey::DaySpanAll.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::PlainFormats;

    fn span(first: Option<&str>, last: Option<&str>) -> DaySpan {
        let day = |text: &str| text.parse().expect("a day");
        DaySpan {
            first: first.map(day),
            last: last.map(day),
        }
    }

    #[test]
    fn every_period_on_offer_has_its_name() {
        for (name, period, _) in DASHBOARD_PERIODS {
            assert_eq!(period_of_name(name), Some(*period));
            assert_eq!(name_of_period(*period), *name);
        }
        let said = |period| period_words(period).say(&PlainFormats);
        assert_eq!(said(DashboardPeriod::Week(1)), "Last week");
        let days = span(Some("2026-11-01"), Some("2026-11-02"));
        assert!(said(DashboardPeriod::Span(days)).contains("2026"));
        let own = DashboardPeriod::Span(span(Some("2026-11-01"), None));
        assert_eq!(name_of_period(own), CUSTOM);
        assert_eq!(period_of_name(CUSTOM), None);
    }

    #[test]
    fn a_trend_has_no_more_steps_than_can_be_seen() {
        let cases = [
            (DashboardPeriod::LastDays(90), TrendStep::Day),
            (DashboardPeriod::Month(3), TrendStep::Day),
            (
                DashboardPeriod::Span(span(Some("2025-01-01"), Some("2026-06-30"))),
                TrendStep::Week,
            ),
            (
                DashboardPeriod::Span(span(Some("2025-01-01"), None)),
                TrendStep::Month,
            ),
            (DashboardPeriod::All, TrendStep::Month),
        ];
        for (period, step) in cases {
            assert_eq!(usual_step(period), step, "{period:?}");
        }
    }

    #[test]
    fn open_ends_are_told() {
        let said = |first, last| days(span(first, last)).say(&PlainFormats);
        assert_eq!(said(None, None), "all days");
        assert!(said(Some("2026-11-01"), None).starts_with("from "));
        assert!(said(None, Some("2026-11-01")).starts_with("until "));
        assert!(said(Some("2026-11-01"), Some("2026-11-30")).contains('–'));
        assert!(!said(Some("2026-11-01"), Some("2026-11-01")).contains('–'));
    }
}
