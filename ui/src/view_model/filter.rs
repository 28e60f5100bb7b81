//! The steps by which a reader narrows and widens the list. Each makes a new filter from the old.

use model::metrics::MetricId;
use model::request::{FilterPeriod, InferredOutcomes, ListFilter, ListView};
use model::{Channel, SpaceId};

/// As much of a search as is repeated in a sentence, in characters.
const REPEATED: usize = 80;

/// A search as it is repeated in a sentence: a pasted page in a few words.
#[must_use]
pub fn shortened(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(REPEATED) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// Whether anything but the navigation's own choice hides rows.
#[must_use]
pub fn is_narrowed(filter: &ListFilter) -> bool {
    let open = ListFilter::default();
    !filter.text.trim().is_empty()
        || filter.channel.is_some()
        || filter.space.is_some()
        || filter.source.is_some()
        || filter.period != open.period
        || filter.view != open.view
}

/// The same filter with another text.
#[must_use]
pub fn searching(filter: &ListFilter, text: &str) -> ListFilter {
    ListFilter {
        text: text.to_owned(),
        ..filter.clone()
    }
}

/// Whether the search holds a term, as a word of its own.
#[must_use]
pub fn asks_for(filter: &ListFilter, term: &str) -> bool {
    filter.text.split_whitespace().any(|word| word == term)
}

/// The same filter with a term more in its search, or without it where it was there.
#[must_use]
pub fn toggled(filter: &ListFilter, term: &str) -> ListFilter {
    let words = filter.text.split_whitespace();
    let text = if asks_for(filter, term) {
        words
            .filter(|word| *word != term)
            .collect::<Vec<_>>()
            .join(" ")
    } else {
        format!("{} {term}", filter.text.trim()).trim().to_owned()
    };
    searching(filter, &text)
}

/// The same filter on another channel; `None` is every channel.
#[must_use]
pub fn on_channel(filter: &ListFilter, channel: Option<Channel>) -> ListFilter {
    ListFilter {
        channel,
        ..filter.clone()
    }
}

/// Another standing view. The channel is left, since the view may not have it.
#[must_use]
pub fn in_view(filter: &ListFilter, view: ListView) -> ListFilter {
    ListFilter {
        view,
        channel: None,
        ..filter.clone()
    }
}

/// Another space. The channel is left, since the space may not have it.
#[must_use]
pub fn in_space(filter: &ListFilter, space: Option<SpaceId>) -> ListFilter {
    ListFilter {
        space,
        channel: None,
        ..filter.clone()
    }
}

/// The same filter over another period.
#[must_use]
pub fn over(filter: &ListFilter, period: FilterPeriod) -> ListFilter {
    ListFilter {
        period,
        ..filter.clone()
    }
}

/// The same filter with inferred outcomes counted or not: that is one setting for every list.
#[must_use]
pub fn counting(filter: ListFilter, inferred: InferredOutcomes) -> ListFilter {
    ListFilter { inferred, ..filter }
}

/// The same filter when inferred outcomes count or not. A term that a number opens goes with its number.
#[must_use]
pub fn recounted(filter: &ListFilter, to: InferredOutcomes) -> ListFilter {
    let swaps = MetricId::ALL.iter().filter_map(|id| {
        let (from, into) = (id.counted(filter.inferred)?, id.counted(to)?);
        Some((from.to_string(), into.to_string()))
    });
    let mut swaps = swaps.filter(|(from, into)| from != into);
    let next = match swaps.find(|(from, _)| asks_for(filter, from)) {
        Some((from, into)) => toggled(&toggled(filter, &from), &into),
        None => filter.clone(),
    };
    counting(next, to)
}

/// The periods on offer, by the name that a form field carries.
pub const PERIODS: &[(&str, FilterPeriod)] = &[
    ("all", FilterPeriod::All),
    ("7", FilterPeriod::LastDays(7)),
    ("30", FilterPeriod::LastDays(30)),
    ("90", FilterPeriod::LastDays(90)),
    ("365", FilterPeriod::LastDays(365)),
];

/// The period of a form field's name; an unknown name is everything.
#[must_use]
pub fn period_named(name: &str) -> FilterPeriod {
    PERIODS
        .iter()
        .find(|(has, _)| *has == name)
        .map_or(FilterPeriod::All, |(_, period)| *period)
}

/// The form field's name of a period; empty for one that is not on offer.
#[must_use]
pub fn period_name(period: FilterPeriod) -> &'static str {
    PERIODS
        .iter()
        .find(|(_, has)| *has == period)
        .map_or("", |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_narrowing_is_noticed() {
        let open = ListFilter::default();
        assert!(!is_narrowed(&open));
        assert!(!is_narrowed(&searching(&open, "  ")), "blanks hide nothing");
        let counted = counting(open.clone(), InferredOutcomes::Counted);
        assert!(!is_narrowed(&counted), "what counts hides nothing");
        let narrow = [
            searching(&open, "roof"),
            on_channel(&open, Some(Channel::Voice)),
            in_view(&open, ListView::Escalated),
            in_space(&open, Some(SpaceId(2))),
            over(&open, FilterPeriod::LastDays(7)),
        ];
        for filter in narrow {
            assert!(is_narrowed(&filter), "{filter:?}");
        }
    }

    #[test]
    fn a_term_is_added_and_taken_out_again() {
        let before = searching(&ListFilter::default(), "roof terrace");
        let with = toggled(&before, "outcome:tour");
        assert_eq!(with.text, "roof terrace outcome:tour");
        assert!(asks_for(&with, "outcome:tour") && !asks_for(&before, "outcome:tour"));
        assert_eq!(toggled(&with, "outcome:tour"), before);
        assert_eq!(toggled(&ListFilter::default(), "has:lead").text, "has:lead");
    }

    #[test]
    fn a_pasted_page_is_not_repeated_in_a_sentence() {
        assert_eq!(shortened("  roof terrace "), "roof terrace");
        let page = shortened(&"é ".repeat(200));
        assert_eq!(page.chars().count(), 80);
        assert!(page.ends_with("é…"), "{page}");
    }

    #[test]
    fn another_view_leaves_the_channel_but_keeps_the_search() {
        let before = searching(
            &on_channel(&ListFilter::default(), Some(Channel::Voice)),
            "roof",
        );
        let after = in_view(&before, ListView::Unconverted);
        assert_eq!((after.channel, after.text.as_str()), (None, "roof"));
    }

    #[test]
    fn what_a_number_opened_goes_with_its_number() {
        let cases = [
            ("roof outcome:tour", "roof with-inferred:tour"),
            ("outcome:none roof", "outcome:none roof"),
            ("", ""),
        ];
        for (apart, counted) in cases {
            let before = searching(&ListFilter::default(), apart);
            let after = recounted(&before, InferredOutcomes::Counted);
            assert_eq!(after.text, counted);
            let back = recounted(&after, InferredOutcomes::Apart);
            assert_eq!(
                (back.text.as_str(), back.inferred),
                (apart, before.inferred)
            );
        }
    }

    #[test]
    fn periods_survive_their_names() {
        for (name, period) in PERIODS {
            assert_eq!(period_named(name), *period);
            assert_eq!(period_name(*period), *name);
        }
        assert_eq!(period_named("tomorrow"), FilterPeriod::All);
    }
}
