//! Facets of a list: the values that its conversations have, with how many have each. What the search says of a
//! facet is left out where that facet is counted, so that its numbers say what another choice would give. Which
//! values stand there is decided by everything that is shown, so that nothing jumps while a search is typed.

use super::evaluate::evaluate;
use super::reader::CacheReader;
use crate::error::Result;
use crate::index::entry_test::EntryFilter;
use crate::index::facet_tally::FacetTally;
use crate::index::fact_codes::FactCodes;
use crate::index::filter;
use crate::name_words::{any_has_words, has_words};
use crate::table::source::SourceRow;
use crate::table::space::CachedSpace;
use crate::table::{source, space};
use chrono::{DateTime, Utc};
use model::facet::{ESCALATIONS, Facet, FacetChoice, FacetCounts, FacetValue};
use model::record::GeoPlace;
use model::request::ListFilter;
use model::search::FieldTest;
use model::{Channel, ConversionKind, Origin, Status};
use query::{FacetTerms, SearchQuery};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

/// Values of an open set in one facet: what can be looked over at a glance. Those of which the search speaks come
/// on top.
const MOST: usize = 8;

/// What codes and ids stand for.
pub(super) struct FacetNames {
    channels: Vec<Channel>,
    pub(super) spaces: Vec<CachedSpace>,
    pub(super) sources: Vec<SourceRow>,
    pub(super) facts: Arc<FactCodes>,
}

impl CacheReader {
    /// The facets of a list.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn facets(
        &self,
        filter: &ListFilter,
        now: DateTime<Utc>,
    ) -> Result<Vec<FacetCounts>> {
        let calendar = self.search_calendar(now).await?;
        let query = query::parse(&filter.text, calendar);
        let terms = FacetTerms::of(&filter.text, calendar);
        let names = self.facet_names().await?;
        let world = self.world_tally(filter, &names, now).await?;
        let whole = self.tally(filter, &query, &names, now).await?;
        let mut facets = Vec::new();
        for facet in Facet::ALL {
            let held = names.held(facet, filter);
            let other = if terms.speaks_of(facet) || !held.is_empty() {
                let query = SearchQuery {
                    expr: terms.without(facet, &query.expr),
                    ..SearchQuery::default()
                };
                Some(
                    self.tally(&beside(filter, facet), &query, &names, now)
                        .await?,
                )
            } else {
                None
            };
            let tally = other.as_ref().unwrap_or(&whole);
            facets.extend(names.counts(facet, &terms, &held, &world, tally));
        }
        Ok(facets)
    }

    pub(super) async fn facet_names(&self) -> Result<FacetNames> {
        let channels = self.shared.pass(|index| index.channels().to_vec()).await?;
        let mut conn = self.shared.pool.lease().await?;
        Ok(FacetNames {
            channels,
            spaces: space::all(&mut conn).await?,
            sources: source::all(&mut conn).await?,
            facts: self.shared.facts.settled(&mut conn).await?,
        })
    }

    /// Everything that is shown, whatever is asked.
    async fn world_tally(
        &self,
        filter: &ListFilter,
        names: &FacetNames,
        now: DateTime<Utc>,
    ) -> Result<FacetTally> {
        let world = ListFilter {
            only: filter.only.clone(),
            ..ListFilter::default()
        };
        let nothing = EntryFilter::default();
        self.tally_of(&world, &nothing, names, now).await
    }

    async fn tally(
        &self,
        filter: &ListFilter,
        query: &SearchQuery,
        names: &FacetNames,
        now: DateTime<Utc>,
    ) -> Result<FacetTally> {
        let search = evaluate(
            &self.shared,
            &query.within(&filter.view),
            filter.only.as_deref(),
        )
        .await?;
        self.tally_of(filter, &search.filter, names, now).await
    }

    async fn tally_of(
        &self,
        filter: &ListFilter,
        search: &EntryFilter,
        names: &FacetNames,
        now: DateTime<Utc>,
    ) -> Result<FacetTally> {
        let facts = &names.facts;
        let pass = self.shared.pass(|index| {
            let ids = filter::members(index, filter, search, now);
            FacetTally::of(index, facts, &ids)
        });
        pass.await
    }
}

/// The filter without what it says of a facet outside of its text.
fn beside(filter: &ListFilter, facet: Facet) -> ListFilter {
    let mut other = filter.clone();
    match facet {
        Facet::Channel => other.channel = None,
        Facet::Space => other.space = None,
        Facet::Source => other.source = None,
        _ => {}
    }
    other
}

impl FacetNames {
    /// The values of a facet that are asked for outside of the text, by a tab or in the side bar.
    fn held(&self, facet: Facet, filter: &ListFilter) -> Vec<FieldTest> {
        let space = || {
            let space = self
                .spaces
                .iter()
                .find(|it| Some(it.id) == filter.space.map(|id| id.0))?;
            Some(FieldTest::Space(space.shown_name()))
        };
        let source = || {
            let source = self
                .sources
                .iter()
                .find(|it| Some(it.id) == filter.source)?;
            Some(FieldTest::Source(source.name.clone()))
        };
        let held = match facet {
            Facet::Channel => filter.channel.clone().map(FieldTest::Channel),
            Facet::Space => space(),
            Facet::Source => source(),
            _ => None,
        };
        held.into_iter().collect()
    }

    /// A facet; none where no conversation differs from another in it and the search does not speak of it.
    fn counts(
        &self,
        facet: Facet,
        terms: &FacetTerms,
        held: &[FieldTest],
        world: &FacetTally,
        tally: &FacetTally,
    ) -> Option<FacetCounts> {
        let mut spoken = terms.values(facet);
        spoken.extend(held.iter().map(|test| (test.clone(), FacetChoice::Chosen)));
        let mut tests = self.observed(facet, world);
        let tells = tests.len() > 1 || (facet == Facet::Lead && !tests.is_empty());
        if !tells && spoken.is_empty() {
            return None;
        }
        for (test, _) in &spoken {
            if !tests.contains(test) {
                tests.push(test.clone());
            }
        }
        let value = |test: FieldTest| {
            let choice = spoken.iter().find(|(spoken, _)| *spoken == test);
            FacetValue {
                conversations: self.count(&test, tally),
                choice: choice.map_or(FacetChoice::Open, |(_, choice)| *choice),
                toggled: terms.toggled(&test, held),
                excluded: terms.excluded(&test, held),
                test,
            }
        };
        let all: Vec<FacetValue> = tests.into_iter().map(value).collect();
        let (values, left_out) = shown(facet, all);
        Some(FacetCounts {
            facet,
            conversations: tally.conversations,
            values,
            left_out,
        })
    }

    /// The values that conversations have, in the order of display.
    fn observed(&self, facet: Facet, world: &FacetTally) -> Vec<FieldTest> {
        let all: Vec<FieldTest> = match facet {
            Facet::Channel => {
                let mut channels = self.channels.clone();
                channels.sort();
                channels.into_iter().map(FieldTest::Channel).collect()
            }
            Facet::Converted => vec![
                FieldTest::AnyOutcome,
                FieldTest::OnlyInferred,
                FieldTest::Unconverted,
            ],
            Facet::Outcome => known(ConversionKind::KNOWN, FieldTest::Converted),
            Facet::Escalation => known(&ESCALATIONS, FieldTest::Escalation),
            Facet::Origin => known(Origin::KNOWN, FieldTest::Origin),
            Facet::Status => known(Status::KNOWN, FieldTest::Status),
            Facet::Lead => vec![FieldTest::HasLead],
            Facet::Space => distinct(
                self.spaces.iter().map(CachedSpace::shown_name),
                FieldTest::Space,
            ),
            Facet::Source => {
                let names = self.sources.iter().map(|source| source.name.clone());
                distinct(names, FieldTest::Source)
            }
            Facet::Place => return self.places(world),
            Facet::Language => {
                // What nobody has looked at yet is no language.
                let codes = self.facts.languages.values().iter();
                let told = codes.filter(|code| !code.is_empty()).cloned();
                distinct(told, FieldTest::Language)
            }
        };
        let has_some = |test: &FieldTest| self.count(test, world) > 0;
        all.into_iter().filter(has_some).collect()
    }

    /// The names of the places that most conversations are from, and a few more: which of them are shown is
    /// decided by their counts in the list.
    fn places(&self, world: &FacetTally) -> Vec<FieldTest> {
        const CONSIDERED: usize = 64;
        let mut names: HashMap<&str, u64> = HashMap::new();
        let counted = self.facts.places.values().iter().zip(&world.places);
        for (place, count) in counted.filter(|(_, count)| **count > 0) {
            if let Some(name) = nearest_name(place) {
                *names.entry(name).or_default() += count;
            }
        }
        let mut names: Vec<(&str, u64)> = names.into_iter().collect();
        names.sort_unstable_by_key(|(name, count)| (Reverse(*count), *name));
        let names = names.into_iter().take(CONSIDERED);
        names
            .map(|(name, _)| FieldTest::Place(name.to_owned()))
            .collect()
    }

    /// How many conversations have a value: those that the search would find by it.
    fn count(&self, test: &FieldTest, tally: &FacetTally) -> u64 {
        match test {
            FieldTest::Channel(wanted) => {
                let wanted = wanted.as_str().to_lowercase();
                sum(&self.channels, &tally.channels, |it| {
                    it.as_str().to_lowercase() == wanted
                })
            }
            FieldTest::AnyOutcome => tally.confirmed,
            FieldTest::OnlyInferred => tally.only_inferred,
            FieldTest::Unconverted => tally.unconverted,
            FieldTest::Converted(kind) => {
                let count = kind.bit().and_then(|bit| tally.kinds.get(usize::from(bit)));
                count.copied().unwrap_or(0)
            }
            FieldTest::Escalation(wanted) => {
                let values = self.facts.escalations.values();
                sum(values, &tally.escalations, |it| it == wanted.as_str())
            }
            FieldTest::Origin(wanted) => {
                let values = self.facts.origins.values();
                sum(values, &tally.origins, |it| it == wanted.as_str())
            }
            FieldTest::Status(Status::Active) => tally.active,
            FieldTest::Status(Status::Ended) => tally.ended,
            FieldTest::HasLead => tally.with_lead,
            FieldTest::Space(name) => self.in_spaces(tally, |space| space.is_named(name)),
            FieldTest::Source(name) => {
                let named = self.sources.iter().filter(|it| has_words(&it.name, name));
                let ids: Vec<i64> = named.map(|source| source.id.0).collect();
                self.in_spaces(tally, |space| ids.contains(&space.source_id))
            }
            FieldTest::Language(code) => {
                sum(self.facts.languages.values(), &tally.languages, |it| {
                    it == code
                })
            }
            FieldTest::Place(name) => {
                let places = self.facts.places.values();
                sum(places, &tally.places, |place| {
                    any_has_words([&place.city, &place.region, &place.country], name)
                })
            }
            _ => 0,
        }
    }

    fn in_spaces(&self, tally: &FacetTally, is_meant: impl Fn(&CachedSpace) -> bool) -> u64 {
        let meant = self.spaces.iter().filter(|space| is_meant(space));
        let ids = meant.filter_map(|space| usize::try_from(space.id).ok());
        ids.filter_map(|id| tally.spaces.get(id)).sum()
    }
}

/// The values to show, and how many more there are.
fn shown(facet: Facet, mut values: Vec<FacetValue>) -> (Vec<FacetValue>, u32) {
    if !matches!(
        facet,
        Facet::Space | Facet::Source | Facet::Place | Facet::Language
    ) {
        return (values, 0);
    }
    values.sort_by_key(|value| {
        (
            value.choice == FacetChoice::Open,
            Reverse(value.conversations),
        )
    });
    let spoken = values
        .iter()
        .filter(|value| value.choice != FacetChoice::Open);
    let kept = MOST.max(spoken.count()).min(values.len());
    let more = values.split_off(kept);
    let more = more.iter().filter(|value| value.conversations > 0).count();
    (values, u32::try_from(more).unwrap_or(u32::MAX))
}

fn known<T: Clone>(values: &[T], test: fn(T) -> FieldTest) -> Vec<FieldTest> {
    values.iter().cloned().map(test).collect()
}

fn distinct(names: impl Iterator<Item = String>, test: fn(String) -> FieldTest) -> Vec<FieldTest> {
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.dedup();
    names.into_iter().map(test).collect()
}

fn sum<T>(values: &[T], counts: &[u64], is_meant: impl Fn(&T) -> bool) -> u64 {
    let counted = values.iter().zip(counts);
    let meant = counted.filter(|(value, _)| is_meant(value));
    meant.map(|(_, count)| count).sum()
}

/// The most exact name that a place has.
fn nearest_name(place: &GeoPlace) -> Option<&str> {
    let names = [&place.city, &place.region, &place.country];
    let mut names = names.into_iter().flatten().map(|name| name.trim());
    names.find(|name| !name.is_empty())
}
