//! A rate as a terminal tells it: of fewer than 20 conversations as a count, and of none as a dash.

use model::metrics::{Metrics, Share};
use model::search::DaySpan;

/// A share of a scope.
pub(crate) fn rate(metrics: &Metrics, share: Share) -> String {
    match (share.rate, metrics.telling_rate(share)) {
        (_, Some(rate)) => format!("{:.1} %", rate * 100.0),
        (Some(_), None) => format!("{} of {}", share.conversations, metrics.total),
        (None, None) => dash(),
    }
}

/// What stands where there is nothing to tell.
pub(crate) fn dash() -> String {
    "–".to_owned()
}

/// From a day to a day; an end that is open is a dash.
pub(crate) fn days(span: DaySpan) -> String {
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(dash, |day| day.to_string());
    format!("{} to {}", day(span.first), day(span.last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_says_no_more_than_is_known() {
        let share = |conversations, rate| Share {
            conversations,
            rate,
            interval: None,
        };
        let cases = [
            ("an empty scope", 0, share(0, None), "–"),
            ("a few", 19, share(3, Some(3.0 / 19.0)), "3 of 19"),
            ("enough", 20, share(3, Some(0.15)), "15.0 %"),
        ];
        for (name, total, given, expected) in cases {
            let metrics = Metrics {
                total,
                ..Metrics::default()
            };
            assert_eq!(rate(&metrics, given), expected, "{name}");
        }
    }
}
