//! Comparisons: what a filter selects, divided by one side, with the numbers of each part. What may be said of the
//! differences is decided in `insights`.

use super::contact_history::ContactHistories;
use super::facets::FacetNames;
use super::opening_hours::HoursBySpace;
use super::reader::CacheReader;
use super::text_facts::TextFactTable;
use crate::error::Result;
use crate::index::ConversationIndex;
use crate::index::entry::IndexEntry;
use crate::name_words::has_words;
use crate::time;
use chrono::{DateTime, Datelike, Utc, Weekday};
use insights::{
    MetricTally, StatusFact, TextFacts, TrendWindow, beside_rest, controls, date_of_day, shifts,
};
use model::comparison::{ComparisonRequest, ComparisonRow, ComparisonSide, RateControl, RateShift};
use model::language::UNKNOWN_LANGUAGE;
use model::metrics::Metrics;
use model::opening_hours::OpeningStanding;
use model::request::{InferredOutcomes, ListFilter};
use model::search::{
    ContactHistory, CountSpan, DaySpan, FieldTest, OperatorPresence, weekday_name,
};
use model::{Channel, Escalation, Origin, SourceId, SpaceId, Status};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The trend of a part is not asked for.
pub(super) const NO_TREND: TrendWindow = TrendWindow {
    last_day: 0,
    days: 0,
};
/// Of a year.
const MONTHS: i32 = 12;

impl CacheReader {
    /// What a filter selects, divided by one side: each conversation is in one part, and the parts make up the total.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn comparison(
        &self,
        request: &ComparisonRequest,
        now: DateTime<Utc>,
    ) -> Result<Vec<ComparisonRow>> {
        let results = self.results_of(&request.filter, now).await?;
        let names = self.facet_names().await?;
        let facts = self.side_facts(request.side, &request.filter).await?;
        let pass = |index: &ConversationIndex| {
            let mut parts = ScopeParts::new(
                index,
                DividedBy {
                    side: request.side,
                    names: &names,
                    facts: &facts,
                },
                request.filter.inferred,
            );
            for id in results.selection.ids.iter() {
                if let Some(entry) = index.present(*id) {
                    parts.add(*id, entry);
                }
            }
            parts.finish()
        };
        let parts = self.shared.pass(pass).await?;
        Ok(rows(request.side, parts))
    }

    /// What a side asks beside the entries and the coded facts. It is read only where the side asks for it.
    pub(super) async fn side_facts(
        &self,
        side: ComparisonSide,
        filter: &ListFilter,
    ) -> Result<SideFacts> {
        Ok(match side {
            ComparisonSide::Contact => {
                let only = filter.only.as_deref();
                SideFacts::Contact(self.shared.contact_histories(only).await?)
            }
            ComparisonSide::Operator => SideFacts::Words(self.shared.text_facts().await?),
            ComparisonSide::Opening => SideFacts::Hours(self.shared.opening_hours().await?),
            _ => SideFacts::Nothing,
        })
    }
}

/// What a side asks beside the entries and the coded facts.
#[derive(Debug)]
pub(super) enum SideFacts {
    Nothing,
    Contact(ContactHistories),
    Words(Arc<TextFactTable>),
    Hours(HoursBySpace),
}

/// By what a scope is divided, with what is read for it.
#[derive(Clone, Copy)]
pub(super) struct DividedBy<'i> {
    pub(super) side: ComparisonSide,
    pub(super) names: &'i FacetNames,
    pub(super) facts: &'i SideFacts,
}

impl SideFacts {
    /// The code of a conversation; -1 where it is not told here.
    #[inline]
    fn code(&self, index: &ConversationIndex, id: u32, entry: &IndexEntry) -> i64 {
        match self {
            Self::Nothing => -1,
            Self::Contact(histories) => histories.of(id) as i64,
            Self::Words(table) => {
                let spoke = table.of(id).has(TextFacts::OPERATOR_SPOKE);
                i64::from(spoke)
            }
            Self::Hours(hours) => hours.standing(index, entry) as i64,
        }
    }
}

/// What the conversations of a part have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PartLabel {
    /// None where it is not known.
    value: Option<String>,
    test: Option<FieldTest>,
    space: Option<SpaceId>,
    source: Option<SourceId>,
}

/// A part, as far as it is counted.
struct ScopePart {
    label: PartLabel,
    order: PartOrder,
    tally: MetricTally,
}

/// Where a part stands: what is known before what is not, then as the side has it.
type PartOrder = (bool, Option<Channel>, i64);

/// The parts of a scope, as far as they are counted.
pub(super) struct ScopeParts<'i> {
    index: &'i ConversationIndex,
    names: &'i FacetNames,
    facts: &'i SideFacts,
    side: ComparisonSide,
    inferred: InferredOutcomes,
    parts: Vec<ScopePart>,
    /// The place of the part of a code.
    by_code: HashMap<i64, usize>,
    /// And of a value: several codes may stand for one.
    by_value: HashMap<Option<String>, usize>,
}

impl<'i> ScopeParts<'i> {
    /// No conversation is counted yet.
    pub(super) fn new(
        index: &'i ConversationIndex,
        by: DividedBy<'i>,
        inferred: InferredOutcomes,
    ) -> Self {
        Self {
            index,
            names: by.names,
            facts: by.facts,
            side: by.side,
            inferred,
            parts: Vec::new(),
            by_code: HashMap::new(),
            by_value: HashMap::new(),
        }
    }

    /// Counts a conversation.
    pub(super) fn add(&mut self, id: u32, entry: &IndexEntry) {
        let code = self.code(id, entry);
        let place = match self.by_code.get(&code) {
            Some(place) => *place,
            None => self.place_of_new(code),
        };
        let facts = entry.for_tally(self.inferred);
        self.parts[place].tally.add(&facts);
    }

    fn place_of_new(&mut self, code: i64) -> usize {
        let label = self.label(code);
        let next = self.parts.len();
        let place = *self
            .by_value
            .entry(part_key(self.side, &label))
            .or_insert(next);
        if let Some(part) = self.parts.get_mut(place) {
            // Several of one name are no longer the one.
            (part.label.space, part.label.source) = (None, None);
        } else {
            self.parts.push(ScopePart {
                order: self.order(code, &label),
                label,
                tally: MetricTally::new(NO_TREND),
            });
        }
        self.by_code.insert(code, place);
        place
    }

    /// A number that stands for the value of a conversation.
    #[inline]
    fn code(&self, id: u32, entry: &IndexEntry) -> i64 {
        let space = || self.index.space(entry.space);
        let fact = |of: fn(crate::index::fact_codes::CodedFacts) -> u16| {
            self.names
                .facts
                .of(id)
                .map_or(-1, |facts| i64::from(of(facts)))
        };
        match self.side {
            ComparisonSide::Channel => i64::from(entry.channel),
            ComparisonSide::Space => i64::from(entry.space),
            ComparisonSide::Source => space().map_or(-1, |space| space.source.0),
            ComparisonSide::Origin => fact(|it| it.origin),
            ComparisonSide::Language => fact(|it| it.language),
            ComparisonSide::Contact | ComparisonSide::Operator | ComparisonSide::Opening => {
                self.facts.code(self.index, id, entry)
            }
            ComparisonSide::Escalation => fact(|it| it.escalation),
            ComparisonSide::Country => fact(|it| it.place),
            ComparisonSide::Status => entry.status() as i64,
            ComparisonSide::Hour => {
                let started = time::instant(entry.started);
                space().map_or(-1, |space| i64::from(space.calendar.hour(started)))
            }
            ComparisonSide::Weekday => date_of_day(entry.day)
                .map_or(-1, |day| i64::from(day.weekday().num_days_from_monday())),
            ComparisonSide::Month => date_of_day(entry.day).map_or(-1, |day| {
                i64::from(day.year() * MONTHS + day.month0().cast_signed())
            }),
        }
    }

    /// What a code stands for.
    fn label(&self, code: i64) -> PartLabel {
        match self.side {
            ComparisonSide::Channel => {
                let channel = value_at(self.index.channels(), code);
                PartLabel::of(channel, FieldTest::Channel, |it| it.as_str().to_owned())
            }
            ComparisonSide::Space => {
                let names = self.names.spaces.iter().map(|it| (it.id, it.shown_name()));
                PartLabel {
                    space: Some(SpaceId(code)),
                    ..named(code, names, FieldTest::Space)
                }
            }
            ComparisonSide::Source => {
                let names = self
                    .names
                    .sources
                    .iter()
                    .map(|it| (it.id.0, it.name.clone()));
                PartLabel {
                    source: Some(SourceId(code)),
                    ..named(code, names, FieldTest::Source)
                }
            }
            ComparisonSide::Origin => {
                let origin = value_at(self.names.facts.origins.values(), code);
                let origin = origin.map(|it| Origin::from(it.as_str()));
                PartLabel::of(origin, FieldTest::Origin, Origin::to_string)
            }
            ComparisonSide::Language => {
                let told = value_at(self.names.facts.languages.values(), code);
                let told = told.filter(|code| !code.is_empty());
                PartLabel::of(told, FieldTest::Language, String::clone)
            }
            ComparisonSide::Contact => contact_label(code),
            ComparisonSide::Operator => operator_label(code),
            ComparisonSide::Opening => opening_label(code),
            ComparisonSide::Escalation => {
                let escalation = value_at(self.names.facts.escalations.values(), code);
                let escalation = escalation.map(|it| Escalation::from(it.as_str()));
                PartLabel::of(escalation, FieldTest::Escalation, Escalation::to_string)
            }
            ComparisonSide::Country => {
                let place = value_at(self.names.facts.places.values(), code);
                let country = place.and_then(|it| it.country_name());
                PartLabel::of(country, FieldTest::Country, String::clone)
            }
            ComparisonSide::Status => status_label(code),
            ComparisonSide::Hour => {
                let hour = u32::try_from(code).ok();
                PartLabel::of(hour.map(hour_span), FieldTest::Hour, |_| {
                    format!("{code:02}")
                })
            }
            ComparisonSide::Weekday => {
                let day = u8::try_from(code)
                    .ok()
                    .and_then(|it| Weekday::try_from(it).ok());
                PartLabel::of(day, FieldTest::Weekday, |day| weekday_name(*day).to_owned())
            }
            ComparisonSide::Month => month_label(code),
        }
    }

    fn order(&self, code: i64, label: &PartLabel) -> PartOrder {
        let is_unknown = label.value.is_none();
        match (self.side, &label.test) {
            (ComparisonSide::Channel, Some(FieldTest::Channel(channel))) => {
                (is_unknown, Some(channel.clone()), 0)
            }
            (ComparisonSide::Language, Some(FieldTest::Language(language))) => {
                (is_unknown || language == UNKNOWN_LANGUAGE, None, 0)
            }
            (
                ComparisonSide::Contact
                | ComparisonSide::Operator
                | ComparisonSide::Opening
                | ComparisonSide::Hour
                | ComparisonSide::Weekday
                | ComparisonSide::Month,
                _,
            ) => (is_unknown, None, code),
            _ => (is_unknown, None, 0),
        }
    }

    /// The parts in their order, the greater first where the side has none.
    pub(super) fn finish(self) -> Vec<(PartLabel, Metrics)> {
        let channels = self.index.channels();
        let finished = self
            .parts
            .into_iter()
            .map(|part| (part.order, part.label, part.tally.finish(channels)));
        let mut finished: Vec<_> = finished.collect();
        finished.sort_by_cached_key(|(order, label, metrics)| {
            (order.clone(), Reverse(metrics.total), label.value.clone())
        });
        finished
            .into_iter()
            .map(|(_, label, metrics)| (label, metrics))
            .collect()
    }
}

impl PartLabel {
    fn of<T: Clone>(
        value: Option<T>,
        test: fn(T) -> FieldTest,
        name: impl Fn(&T) -> String,
    ) -> Self {
        Self {
            value: value.as_ref().map(name),
            test: value.map(test),
            ..Self::default()
        }
    }
}

/// The label of one of several names. A search for a name finds every one that has its words: where that is another
/// one too, no search lists the part.
fn named(
    code: i64,
    names: impl Iterator<Item = (i64, String)>,
    test: fn(String) -> FieldTest,
) -> PartLabel {
    let names: Vec<(i64, String)> = names.collect();
    let mut own = names.iter().filter(|(id, _)| *id == code);
    let Some((_, name)) = own.next() else {
        return PartLabel::default();
    };
    let mut alike = names.iter().filter(|(_, other)| has_words(other, name));
    let is_alone = alike.all(|(_, other)| other == name);
    PartLabel {
        value: Some(name.clone()),
        test: is_alone.then(|| test(name.clone())),
        ..PartLabel::default()
    }
}

fn value_at<T: Clone>(values: &[T], code: i64) -> Option<T> {
    usize::try_from(code)
        .ok()
        .and_then(|at| values.get(at))
        .cloned()
}

fn status_label(code: i64) -> PartLabel {
    let statuses = [
        (StatusFact::Active, Status::Active),
        (StatusFact::Ended, Status::Ended),
    ];
    let mut of_code = statuses
        .into_iter()
        .filter(|(fact, _)| *fact as i64 == code);
    let status = of_code.next().map(|(_, status)| status);
    PartLabel::of(status, FieldTest::Status, Status::to_string)
}

/// Whose person is not known has no value, and is listed all the same.
fn contact_label(code: i64) -> PartLabel {
    let mut histories = ContactHistory::ALL.into_iter();
    let history = histories.find(|history| *history as i64 == code);
    let known = history.filter(|it| *it != ContactHistory::Unknown);
    PartLabel {
        value: known.map(|it| it.as_str().to_owned()),
        test: history.map(FieldTest::Contact),
        ..PartLabel::default()
    }
}

fn operator_label(code: i64) -> PartLabel {
    let (value, presence) = match code {
        0 => ("ai_alone", OperatorPresence::Absent),
        _ => ("with_operator", OperatorPresence::Present),
    };
    PartLabel::of(Some(presence), FieldTest::Operator, |_| value.to_owned())
}

/// Where nobody said when it is open there is no value, and the conversations are listed all the same.
fn opening_label(code: i64) -> PartLabel {
    let mut all = OpeningStanding::ALL.into_iter();
    let standing = all.find(|standing| *standing as i64 == code);
    let known = standing.filter(|it| *it != OpeningStanding::Unknown);
    PartLabel {
        value: known.map(|it| it.as_str().to_owned()),
        test: standing.map(FieldTest::Opening),
        ..PartLabel::default()
    }
}

/// One hour of the day.
fn hour_span(hour: u32) -> CountSpan {
    CountSpan {
        least: Some(hour),
        most: Some(hour),
    }
}

fn month_label(code: i64) -> PartLabel {
    let year = i32::try_from(code.div_euclid(i64::from(MONTHS))).unwrap_or(i32::MAX);
    let month = u32::try_from(code.rem_euclid(i64::from(MONTHS)) + 1).unwrap_or(0);
    let first = chrono::NaiveDate::from_ymd_opt(year, month, 1).filter(|_| code >= 0);
    let span = first.map(|first| DaySpan {
        first: Some(first),
        last: (first + chrono::Months::new(1)).pred_opt(),
    });
    PartLabel {
        value: first.map(|first| first.format("%Y-%m").to_string()),
        test: span.map(FieldTest::Started),
        ..PartLabel::default()
    }
}

/// The rows, each beside the rest.
pub(super) fn rows(side: ComparisonSide, parts: Vec<(PartLabel, Metrics)>) -> Vec<ComparisonRow> {
    let (labels, metrics): (Vec<PartLabel>, Vec<Metrics>) = parts.into_iter().unzip();
    let likened = if side.is_ranked() {
        controls(&metrics)
    } else {
        vec![Vec::new(); metrics.len()]
    };
    let told = beside_rest(&metrics).into_iter().zip(likened);
    let row =
        |((label, metrics), told): ((PartLabel, Metrics), (_, Vec<RateControl>))| ComparisonRow {
            value: label.value,
            test: label.test,
            space: label.space,
            source: label.source,
            metrics,
            beside_rest: told.0,
            control: told.1,
        };
    labels.into_iter().zip(metrics).zip(told).map(row).collect()
}

/// Why each rate moved from before to now, by the parts of both.
pub(super) fn shifts_of(
    side: ComparisonSide,
    before: &[(PartLabel, Metrics)],
    now: &[(PartLabel, Metrics)],
) -> Vec<RateShift> {
    let mut pairs: BTreeMap<Option<String>, (Metrics, Metrics)> = BTreeMap::new();
    for (label, metrics) in before {
        pairs.entry(part_key(side, label)).or_default().0 = metrics.clone();
    }
    for (label, metrics) in now {
        pairs.entry(part_key(side, label)).or_default().1 = metrics.clone();
    }
    shifts(&pairs.into_values().collect::<Vec<_>>())
}

/// What parts that are one have in common.
fn part_key(side: ComparisonSide, label: &PartLabel) -> Option<String> {
    let value = label.value.as_deref()?;
    Some(match side {
        // A search for a country finds it in any case.
        ComparisonSide::Country => value.to_lowercase(),
        _ => value.to_owned(),
    })
}
