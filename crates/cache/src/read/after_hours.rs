//! After hours: one pass over what a filter selects, by how each conversation stands to the opening hours of its space.
//! What may be said of the parts is decided in `insights`.

use super::comparison::NO_TREND;
use super::opening_hours::HoursBySpace;
use super::reader::CacheReader;
use super::text_facts::TextFactTable;
use crate::error::Result;
use crate::index::ConversationIndex;
use crate::index::entry::IndexEntry;
use crate::table::space;
use crate::table::space::CachedSpace;
use chrono::{DateTime, Utc};
use insights::{MetricTally, TextFacts, after_hours_shares, beside_before};
use model::after_hours::{AfterHoursRequest, AfterHoursView};
use model::opening_hours::OpeningStanding;
use model::request::InferredOutcomes;
use std::collections::BTreeSet;
use std::sync::Arc;

impl CacheReader {
    /// The numbers of what a filter selects, inside and outside of opening hours.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn after_hours(
        &self,
        request: &AfterHoursRequest,
        now: DateTime<Utc>,
    ) -> Result<AfterHoursView> {
        let results = self.results_of(&request.filter, now).await?;
        let parts = HoursParts {
            hours: self.shared.opening_hours().await?,
            words: self.shared.text_facts().await?,
            inferred: request.filter.inferred,
        };
        let spaces = space::all(&mut *self.shared.pool.lease().await?).await?;
        let pass = |index: &ConversationIndex| {
            let mut tally = HoursTally::new();
            for id in results.selection.ids.iter() {
                if let Some(entry) = index.present(*id) {
                    parts.count(&mut tally, index, *id, entry);
                }
            }
            tally.finish(index, &spaces)
        };
        self.shared.pass(pass).await
    }
}

/// By what conversations are told apart.
struct HoursParts {
    hours: HoursBySpace,
    words: Arc<TextFactTable>,
    inferred: InferredOutcomes,
}

/// The parts as far as they are counted.
struct HoursTally {
    inside: MetricTally,
    outside: MetricTally,
    unknown: MetricTally,
    ai_alone: MetricTally,
    with_operator: MetricTally,
    /// Spaces with conversations of which it is not known.
    spaces_unknown: BTreeSet<u32>,
}

impl HoursParts {
    fn count(
        &self,
        tally: &mut HoursTally,
        index: &ConversationIndex,
        id: u32,
        entry: &IndexEntry,
    ) {
        let facts = entry.for_tally(self.inferred);
        match self.hours.standing(index, entry) {
            OpeningStanding::Inside => tally.inside.add(&facts),
            OpeningStanding::Outside => {
                tally.outside.add(&facts);
                if self.words.of(id).has(TextFacts::OPERATOR_SPOKE) {
                    tally.with_operator.add(&facts);
                } else {
                    tally.ai_alone.add(&facts);
                }
            }
            OpeningStanding::Unknown => {
                tally.unknown.add(&facts);
                tally.spaces_unknown.insert(entry.space);
            }
        }
    }
}

impl HoursTally {
    fn new() -> Self {
        let empty = || MetricTally::new(NO_TREND);
        Self {
            inside: empty(),
            outside: empty(),
            unknown: empty(),
            ai_alone: empty(),
            with_operator: empty(),
            spaces_unknown: BTreeSet::new(),
        }
    }

    fn finish(self, index: &ConversationIndex, spaces: &[CachedSpace]) -> AfterHoursView {
        let of = |tally: MetricTally| tally.finish(index.channels());
        let (inside, outside, unknown) = (of(self.inside), of(self.outside), of(self.unknown));
        let (ai_alone, with_operator) = (of(self.ai_alone), of(self.with_operator));
        let unknown_here = |space: &&CachedSpace| {
            u32::try_from(space.id).is_ok_and(|id| self.spaces_unknown.contains(&id))
        };
        let names: BTreeSet<String> = spaces
            .iter()
            .filter(unknown_here)
            .map(CachedSpace::shown_name)
            .collect();
        AfterHoursView {
            generation: index.generation(),
            total: inside.total + outside.total + unknown.total,
            shares: after_hours_shares(&inside, &outside),
            beside_inside: beside_before(&outside, &inside),
            alone_beside_operator: beside_before(&ai_alone, &with_operator),
            spaces_unknown: names.into_iter().collect(),
            inside,
            outside,
            unknown,
            ai_alone,
            with_operator,
        }
    }
}
