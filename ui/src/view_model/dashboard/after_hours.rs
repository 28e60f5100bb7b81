//! After hours as it is shown: the outcomes of conversations while their space was open, after hours and where it is not
//! known, side by side, and the same after hours of the AI alone and with an operator.

use super::opening::narrowed;
use super::parts::{Part, PartColumn, PartsTable, few, rows};
use crate::i18n::{Phrase, PhraseArg, TextKey};
use model::after_hours::{AfterHoursView, OutsideShare};
use model::metrics::MetricId;
use model::opening_hours::OpeningStanding;
use model::request::ListFilter;
use model::search::{FieldTest, OperatorPresence};

/// While open, after hours, not known. Together they are all.
#[must_use]
pub fn opening_table(scope: &ListFilter, view: &AfterHoursView) -> PartsTable {
    let parts = [
        (OpeningStanding::Inside, TextKey::PartInside, &view.inside),
        (
            OpeningStanding::Outside,
            TextKey::PartOutside,
            &view.outside,
        ),
        (
            OpeningStanding::Unknown,
            TextKey::CompareUnknown,
            &view.unknown,
        ),
    ];
    let parts = parts.map(|(standing, name, metrics)| Part {
        column: PartColumn {
            id: standing.as_str(),
            name,
            conversations: metrics.total,
            opens: standing_list(scope, standing),
        },
        metrics,
    });
    PartsTable {
        corner: TextKey::HoursOutcome,
        rows: rows(scope.inferred, &parts, &view.beside_inside, &view.shares),
        columns: parts.map(|part| part.column).to_vec(),
        difference: TextKey::HoursBesideOpen,
    }
}

/// After hours: the AI alone, and with an operator. None where nothing came then.
#[must_use]
pub fn operator_table(scope: &ListFilter, view: &AfterHoursView) -> Option<PartsTable> {
    if view.outside.total == 0 {
        return None;
    }
    let outside = standing_list(scope, OpeningStanding::Outside);
    let parts = [
        (
            "ai-alone",
            OperatorPresence::Absent,
            TextKey::PartAiAlone,
            &view.ai_alone,
        ),
        (
            "with-operator",
            OperatorPresence::Present,
            TextKey::PartOperator,
            &view.with_operator,
        ),
    ];
    let parts = parts.map(|(id, presence, name, metrics)| Part {
        column: PartColumn {
            id,
            name,
            conversations: metrics.total,
            opens: narrowed(&outside, &FieldTest::Operator(presence).to_string()),
        },
        metrics,
    });
    Some(PartsTable {
        corner: TextKey::HoursOutcomeOutside,
        rows: rows(scope.inferred, &parts, &view.alone_beside_operator, &[]),
        columns: parts.map(|part| part.column).to_vec(),
        difference: TextKey::HoursBesideOperator,
    })
}

/// What stands over the table: which share of all comes after hours, and of those with any outcome. None where nothing
/// is known of any.
#[must_use]
pub fn headline(view: &AfterHoursView) -> Option<Phrase> {
    let of = |what| view.shares.iter().find(|it| it.what == what);
    let all = of(MetricId::Conversations).filter(|all| all.known > 0)?;
    let with = of(MetricId::AnyOutcome)?;
    let told = |share: &OutsideShare| match share.telling_rate() {
        Some(rate) => PhraseArg::Percent(rate),
        None => PhraseArg::Say(Box::new(few(share))),
    };
    let key = if with.known > 0 {
        TextKey::HoursHeadline
    } else {
        TextKey::HoursHeadlineNone
    };
    Some(
        Phrase::new(key)
            .with("all", told(all))
            .with("with", told(with)),
    )
}

fn standing_list(scope: &ListFilter, standing: OpeningStanding) -> ListFilter {
    narrowed(scope, &FieldTest::Opening(standing).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::PlainFormats;
    use model::comparison::{RateBesideRest, RateVerdict};
    use model::metrics::{Metrics, Share};
    use model::request::InferredOutcomes;

    fn part(total: u64, tours: u64) -> Metrics {
        let share = |conversations: u64, rate: f64| Share {
            conversations,
            rate: (total > 0).then_some(rate),
            interval: (total > 0).then_some((rate / 2.0, rate * 2.0)),
        };
        Metrics {
            total,
            tours: share(tours, 0.1),
            any_conversion: share(tours, 0.1),
            ..Metrics::default()
        }
    }

    fn outside(what: MetricId, known: u64, count: u64, rate: f64) -> OutsideShare {
        OutsideShare {
            what,
            known,
            outside: Share {
                conversations: count,
                rate: Some(rate),
                interval: Some((rate - 0.1, rate + 0.1)),
            },
        }
    }

    fn view() -> AfterHoursView {
        let beside = |what| RateBesideRest {
            what,
            difference: -0.023,
            interval: (-0.05, 0.004),
            p: 0.2,
            verdict: RateVerdict::NoDifferenceSeen,
        };
        AfterHoursView {
            generation: 7,
            total: 110,
            inside: part(60, 6),
            outside: part(40, 4),
            unknown: part(10, 1),
            shares: vec![
                outside(MetricId::Conversations, 100, 40, 0.4),
                outside(MetricId::AnyOutcome, 10, 4, 0.4),
            ],
            beside_inside: vec![beside(MetricId::Tours), beside(MetricId::AnyOutcome)],
            ai_alone: part(30, 3),
            with_operator: part(10, 1),
            alone_beside_operator: vec![beside(MetricId::Tours)],
            spaces_unknown: vec!["Mill".to_owned()],
        }
    }

    fn scope() -> ListFilter {
        ListFilter {
            text: "last:30d roof".to_owned(),
            ..ListFilter::default()
        }
    }

    #[test]
    fn the_parts_make_up_all_and_each_number_lists_its_own() {
        let table = opening_table(&scope(), &view());
        let counts: Vec<u64> = table.columns.iter().map(|it| it.conversations).collect();
        assert_eq!(counts, [60, 40, 10]);
        assert_eq!(counts.iter().sum::<u64>(), view().total);
        let lists: Vec<&str> = table
            .columns
            .iter()
            .map(|it| it.opens.text.as_str())
            .collect();
        assert_eq!(
            lists,
            [
                "hours:inside last:30d roof",
                "hours:outside last:30d roof",
                "hours:unknown last:30d roof",
            ]
        );
        let tours = table.rows.iter().find(|row| row.what == MetricId::Tours);
        let cells = &tours.expect("told").cells;
        let text = cells[1].opens.as_ref().map(|it| it.text.as_str());
        assert_eq!(text, Some("outcome:tour hours:outside last:30d roof"));
        assert_eq!(
            (cells[1].rate, cells[2].rate),
            (Some(0.1), None),
            "of ten no rate"
        );
        let named: Vec<MetricId> = table.rows.iter().map(|row| row.what).collect();
        assert_eq!(
            named,
            [MetricId::AnyOutcome, MetricId::Tours],
            "nobody booked"
        );
    }

    #[test]
    fn inferred_outcomes_are_listed_where_they_count() {
        let scope = ListFilter {
            inferred: InferredOutcomes::Counted,
            ..scope()
        };
        let table = operator_table(&scope, &view()).expect("some came after hours");
        let text = table.rows[0].cells[0]
            .opens
            .as_ref()
            .map(|it| it.text.as_str());
        assert_eq!(
            text,
            Some("with-inferred:any operator:no hours:outside last:30d roof")
        );
    }

    #[test]
    fn the_difference_has_its_verdict_and_its_interval() {
        let table = opening_table(&scope(), &view());
        let tours = table.rows.iter().find(|row| row.what == MetricId::Tours);
        let tours = tours.expect("told");
        let words = tours
            .beside
            .as_ref()
            .map(|it| it.verdict.say(&PlainFormats));
        assert_eq!(words.as_deref(), Some("No difference seen"));
        let interval = tours.interval.as_ref().map(|it| it.say(&PlainFormats));
        assert_eq!(interval.as_deref(), Some("−2.3 pts (−5.0 to +0.4)"));
        let leads = table.rows.iter().find(|row| row.what == MetricId::Leads);
        assert_eq!(leads, None);
    }

    #[test]
    fn the_share_is_told_of_what_is_known() {
        let words = headline(&view()).expect("told").say(&PlainFormats);
        assert_eq!(
            words,
            "After hours: 40.0% of conversations and 4 of 10 of those with an outcome."
        );
        let nothing = AfterHoursView {
            shares: vec![outside(MetricId::Conversations, 0, 0, 0.0)],
            outside: part(0, 0),
            ..view()
        };
        assert_eq!(headline(&nothing), None);
        assert_eq!(operator_table(&scope(), &nothing), None);
    }
}
