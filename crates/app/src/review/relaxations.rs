//! What an empty list would show without one of the parts of its filter.

use crate::error::AppError;
use crate::review::list;
use crate::sync::service::SyncService;
use crate::sync::world;
use model::relaxation::{ListRelaxation, RelaxedPart};
use model::request::{FilterPeriod, ListFilter, ListView};

/// Terms that are tried: a list of more would help nobody.
const MOST: usize = 8;

/// Each part of a filter left out, in the order of the window, and last the terms of the search as typed.
pub(crate) async fn relaxations(
    service: &SyncService,
    filter: &ListFilter,
) -> Result<Vec<ListRelaxation>, AppError> {
    list::check_search(&filter.text)?;
    let parts = parts(filter);
    // What alone was asked is no part of anything.
    if parts.len() < 2 {
        return Ok(Vec::new());
    }
    // One world and one time for all of them: their counts stand side by side.
    let only = world::within(service, ListFilter::default()).await?.only;
    let (reader, now) = (&service.home.reader, service.home.now());
    let within = |filter: &ListFilter| ListFilter {
        only: only.clone(),
        ..filter.clone()
    };
    let mut found = Vec::new();
    for (part, without, alone) in parts {
        found.push(ListRelaxation {
            conversations: reader.count_of(&within(&without), now).await?,
            alone: reader.count_of(&within(&alone), now).await?,
            filter: without,
            part,
        });
    }
    Ok(found)
}

/// What is asked: each part, the filter without it, and it alone.
fn parts(filter: &ListFilter) -> Vec<(RelaxedPart, ListFilter, ListFilter)> {
    let all = ListFilter::default;
    let mut parts = Vec::new();
    if filter.view != ListView::All {
        let without = ListFilter {
            view: ListView::All,
            ..filter.clone()
        };
        let alone = ListFilter {
            view: filter.view.clone(),
            ..all()
        };
        parts.push((RelaxedPart::View, without, alone));
    }
    if filter.source.is_some() {
        let without = ListFilter {
            source: None,
            ..filter.clone()
        };
        let alone = ListFilter {
            source: filter.source,
            ..all()
        };
        parts.push((RelaxedPart::Source, without, alone));
    }
    if filter.space.is_some() {
        let without = ListFilter {
            space: None,
            ..filter.clone()
        };
        let alone = ListFilter {
            space: filter.space,
            ..all()
        };
        parts.push((RelaxedPart::Space, without, alone));
    }
    if filter.channel.is_some() {
        let without = ListFilter {
            channel: None,
            ..filter.clone()
        };
        let alone = ListFilter {
            channel: filter.channel.clone(),
            ..all()
        };
        parts.push((RelaxedPart::Channel, without, alone));
    }
    if filter.period != FilterPeriod::All {
        let without = ListFilter {
            period: FilterPeriod::All,
            ..filter.clone()
        };
        let alone = ListFilter {
            period: filter.period,
            ..all()
        };
        parts.push((RelaxedPart::Period, without, alone));
    }
    for (term, rest) in query::relaxed(&filter.text).into_iter().take(MOST) {
        let without = ListFilter {
            text: rest,
            ..filter.clone()
        };
        let alone = ListFilter {
            text: term.clone(),
            ..all()
        };
        parts.push((RelaxedPart::Term(term), without, alone));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Channel;

    #[test]
    fn every_part_is_left_out_once_and_stands_alone_once() {
        let filter = ListFilter {
            text: "roof channel:chat".to_owned(),
            channel: Some(Channel::Chat),
            period: FilterPeriod::LastDays(7),
            ..ListFilter::default()
        };
        let all = parts(&filter);
        let names: Vec<RelaxedPart> = all.iter().map(|(part, _, _)| part.clone()).collect();
        assert_eq!(
            names,
            [
                RelaxedPart::Channel,
                RelaxedPart::Period,
                RelaxedPart::Term("roof".to_owned()),
                RelaxedPart::Term("channel:chat".to_owned()),
            ]
        );
        let (_, without, alone) = &all[2];
        assert_eq!(
            (without.text.as_str(), alone.text.as_str()),
            ("channel:chat", "roof")
        );
        assert_eq!(without.channel, Some(Channel::Chat));
        assert_eq!(
            *alone,
            ListFilter {
                text: "roof".to_owned(),
                ..ListFilter::default()
            }
        );
        assert_eq!(
            all[0].1,
            ListFilter {
                channel: None,
                ..filter
            }
        );
    }
}
