//! Rules: what one of an id means as a search, how many conversations each finds, and what they may cost. A rule is a
//! search, so that the list, facets and numbers know it by its operator alone.

use super::reader::CacheReader;
use super::state::SharedState;
use super::text_facts::TextFactTable;
use crate::error::Result;
use crate::index::ConversationIndex;
use crate::index::bitmap::IdBitmap;
use crate::index::entry::IndexEntry;
use crate::table::{conversation, rule};
use chrono::{DateTime, Datelike, Utc};
use insights::{
    BuiltInRule, OutcomeTest, Proportion, RateStratum, RuleCost, built_in_rule, date_of_day,
};
use model::SourceId;
use model::request::ListFilter;
use model::rule::{RuleTrial, SavedRule};
use model::search::FieldTest;
use query::{Expr, SearchCalendar};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Of a year.
const MONTHS: i32 = 12;

/// What a rule finds within a filter.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleCount {
    /// Its id.
    pub id: String,
    /// Conversations for which it holds.
    pub conversations: u64,
    /// Conversations in scope.
    pub of: u64,
    /// What it may cost; none for too few to tell, and where the rule asks for outcomes itself.
    pub cost: Option<RuleCost>,
}

/// Every conversation of the sources that are shown, by whether a rule holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleSplit {
    /// Those for which it does, ascending.
    pub hits: Vec<u32>,
    /// The others, ascending.
    pub rest: Vec<u32>,
}

impl CacheReader {
    /// The rules that the manager wrote, by name.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses, as for every read here.
    pub async fn saved_rules(&self) -> Result<Vec<SavedRule>> {
        saved(&self.shared).await
    }

    /// What was drawn to measure rules.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn rule_trials(&self) -> Result<Vec<RuleTrial>> {
        let mut work = self.shared.work.lock().await;
        match work.readable()? {
            Some(work) => rule::trials(work).await,
            None => Ok(Vec::new()),
        }
    }

    /// How far the reading of messages is that rules wait for: conversations read, of how many. None while nothing is
    /// read, which is nearly always: only what an older version derived is read anew.
    #[must_use]
    pub fn rule_progress(&self) -> Option<(u64, u64)> {
        self.shared.text_facts.progress()
    }

    /// What rules find within a filter, in the order in which they are named. Whoever lets go of it ends it.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn rule_counts(
        &self,
        filter: &ListFilter,
        ids: &[String],
        now: DateTime<Utc>,
    ) -> Result<Vec<RuleCount>> {
        let scope = self.results_of(filter, now).await?;
        let saved = self.saved_rules().await?;
        let words = self.shared.text_facts().await?;
        let returning = self.returning().await?;
        let mut tests = Vec::with_capacity(ids.len());
        for id in ids {
            tests.push(self.rule_test(id, filter.only.as_deref(), now).await?);
        }
        let pass = |index: &ConversationIndex| {
            let mut tally = ScopeTally::new(&tests, &words, &returning);
            for id in scope.selection.ids.iter() {
                if let Some(entry) = index.present(*id) {
                    tally.add(*id, entry);
                }
            }
            tally.finish()
        };
        let found = self.shared.pass(pass).await?;
        let count = |(id, one): (&String, TalliedRule)| RuleCount {
            cost: one.cost.filter(|_| !asks_for_outcomes(id, &saved)),
            id: id.clone(),
            conversations: one.hits,
            of: scope.selection.ids.len() as u64,
        };
        Ok(ids.iter().zip(found).map(count).collect())
    }

    /// Every conversation of the sources that are shown (none for all), by whether a rule holds.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn rule_split(
        &self,
        id: &str,
        only: Option<&[SourceId]>,
        now: DateTime<Utc>,
    ) -> Result<RuleSplit> {
        let all = self
            .results_of(&filter_of(String::new(), only), now)
            .await?;
        let found = self.results_of(&filter_of(term(id), only), now).await?;
        let hits = set_of(&found.selection.ids);
        let (mut hits, mut rest): (Vec<u32>, Vec<u32>) =
            all.selection.ids.iter().partition(|id| hits.contains(**id));
        hits.sort_unstable();
        rest.sort_unstable();
        Ok(RuleSplit { hits, rest })
    }

    /// The ids of all rules.
    pub(super) async fn rule_ids(&self) -> Result<Vec<String>> {
        let built_in = insights::BUILT_IN_RULES.iter();
        let mut ids: Vec<String> = built_in.map(|rule| rule.id.to_owned()).collect();
        ids.extend(self.saved_rules().await?.into_iter().map(|rule| rule.id));
        Ok(ids)
    }

    async fn rule_test(
        &self,
        id: &str,
        only: Option<&[SourceId]>,
        now: DateTime<Utc>,
    ) -> Result<RuleTest> {
        if let Some(rule) = built_in_rule(id) {
            return Ok(RuleTest::Words(rule));
        }
        let found = self.results_of(&filter_of(term(id), only), now).await?;
        Ok(RuleTest::Among(set_of(&found.selection.ids)))
    }

    /// Conversations of known customers who had begun another one before.
    async fn returning(&self) -> Result<IdBitmap> {
        let mut conn = self.shared.pool.lease().await?;
        let of_customers = conversation::by_customer(&mut conn).await?;
        let of_customers = conn.whole(of_customers).await?;
        let pass = |index: &ConversationIndex| {
            let mut returning = Vec::new();
            for of_one in of_customers.chunk_by(|a, b| a.0 == b.0) {
                let begun = |id: u32| index.present(id).map(|entry| (entry.started, id));
                let first = of_one.iter().filter_map(|(_, id)| begun(*id)).min();
                let others = of_one.iter().map(|(_, id)| *id);
                returning.extend(others.filter(|id| first.is_some_and(|(_, first)| first != *id)));
            }
            set_of(&returning)
        };
        self.shared.pass(pass).await
    }
}

fn filter_of(text: String, only: Option<&[SourceId]>) -> ListFilter {
    ListFilter {
        text,
        only: only.map(<[SourceId]>::to_vec),
        ..ListFilter::default()
    }
}

/// The search for a rule, as it is typed.
fn term(id: &str) -> String {
    FieldTest::Rule(id.to_owned()).to_string()
}

fn set_of(ids: &[u32]) -> IdBitmap {
    let end = ids.iter().max().map_or(0, |last| *last as usize + 1);
    IdBitmap::of(ids, end)
}

async fn saved(shared: &SharedState) -> Result<Vec<SavedRule>> {
    let mut work = shared.work.lock().await;
    match work.readable()? {
        Some(work) => rule::all(work).await,
        None => Ok(Vec::new()),
    }
}

/// A search with every rule as what it means. A rule that is not there finds nothing.
pub(super) async fn spelled_out(shared: &SharedState, expr: Expr) -> Result<Expr> {
    let is_rule = |test: &&FieldTest| matches!(test, FieldTest::Rule(_));
    if !expr.fields().iter().any(is_rule) {
        return Ok(expr);
    }
    let saved = saved(shared).await?;
    Ok(expr.map_fields(&mut |test| match test {
        FieldTest::Rule(id) => meaning(&id, &saved),
        other => Expr::Field(other),
    }))
}

/// What a rule means.
fn meaning(id: &str, saved: &[SavedRule]) -> Expr {
    let built_in = built_in_meaning(id);
    let of_manager = || {
        let is_it = |rule: &&SavedRule| rule.id == id.to_lowercase();
        saved.iter().find(is_it).map(|rule| query_of(&rule.query))
    };
    built_in.or_else(of_manager).unwrap_or_else(Expr::nothing)
}

fn built_in_meaning(id: &str) -> Option<Expr> {
    let rule = built_in_rule(&id.to_lowercase())?;
    let words = Expr::Field(FieldTest::Rule(rule.id.to_owned()));
    Some(match rule.outcome {
        OutcomeTest::Whatever => words,
        OutcomeTest::NoneConfirmed => {
            let outcome = Expr::Field(FieldTest::AnyOutcome);
            Expr::And(vec![words, Expr::Not(Box::new(outcome))])
        }
    })
}

/// The search of a rule that the manager wrote. It does not depend on the day, which was asked when it was written;
/// and rules of the manager's within it are none, so that there is no circle.
fn query_of(text: &str) -> Expr {
    let any_day = SearchCalendar::of_day_number(0);
    query::parse(text, any_day)
        .expr
        .map_fields(&mut |test| match test {
            FieldTest::Rule(id) => built_in_meaning(&id).unwrap_or_else(Expr::nothing),
            other => Expr::Field(other),
        })
}

/// The conversations of which what a rule of ours asks of words holds, ascending.
pub(super) async fn ids_by_words(shared: &SharedState, id: &str) -> Result<Vec<u32>> {
    let Some(rule) = built_in_rule(id) else {
        return Ok(Vec::new());
    };
    let table = shared.text_facts().await?;
    Ok(table.ids_where(|facts| rule.holds(facts)))
}

/// Whether a rule asks for outcomes, so that comparing outcomes says nothing of it.
fn asks_for_outcomes(id: &str, saved: &[SavedRule]) -> bool {
    let expr = meaning(id, saved);
    let is_outcome = |test: &&FieldTest| {
        matches!(
            test,
            FieldTest::Unconverted
                | FieldTest::Converted(_)
                | FieldTest::AnyOutcome
                | FieldTest::OnlyInferred
                | FieldTest::ConvertedWithInferred(_)
                | FieldTest::AnyWithInferred
                | FieldTest::TimeToConvert(_)
        )
    };
    expr.fields().iter().any(is_outcome)
}

/// How a pass asks for a rule.
enum RuleTest {
    /// By the words of a conversation, and its outcomes.
    Words(&'static BuiltInRule),
    /// By what a search has found.
    Among(IdBitmap),
}

impl RuleTest {
    fn holds(&self, id: u32, entry: &IndexEntry, words: &TextFactTable) -> bool {
        match self {
            Self::Among(ids) => ids.contains(id),
            Self::Words(rule) => {
                let is_asked = rule.outcome == OutcomeTest::NoneConfirmed;
                rule.holds(words.of(id)) && !(is_asked && entry.has_confirmed())
            }
        }
    }
}

/// Conversations that are comparable: space, channel, month, and whether the customer came back.
type ComparableName = (u32, u16, i32, bool);

/// How many there are, and how many of them have a confirmed outcome.
#[derive(Clone, Copy, Default)]
struct ConvertedCount {
    conversations: u64,
    converted: u64,
}

impl ConvertedCount {
    fn add(&mut self, entry: &IndexEntry) {
        self.conversations += 1;
        self.converted += u64::from(entry.has_confirmed());
    }

    fn without(self, other: Self) -> Proportion {
        Proportion::new(
            self.converted - other.converted,
            self.conversations - other.conversations,
        )
    }
}

/// What was found of one rule.
struct TalliedRule {
    hits: u64,
    cost: Option<RuleCost>,
}

/// The rules over a scope, in one pass.
struct ScopeTally<'t> {
    tests: &'t [RuleTest],
    words: &'t Arc<TextFactTable>,
    returning: &'t IdBitmap,
    strata: HashMap<ComparableName, usize>,
    /// All of each stratum.
    all: Vec<ConvertedCount>,
    /// Of each rule, its hits in each stratum.
    hits: Vec<Vec<ConvertedCount>>,
    days: Option<(i32, i32)>,
}

impl<'t> ScopeTally<'t> {
    fn new(tests: &'t [RuleTest], words: &'t Arc<TextFactTable>, returning: &'t IdBitmap) -> Self {
        Self {
            tests,
            words,
            returning,
            strata: HashMap::new(),
            all: Vec::new(),
            hits: vec![Vec::new(); tests.len()],
            days: None,
        }
    }

    fn add(&mut self, id: u32, entry: &IndexEntry) {
        let date = date_of_day(entry.day);
        let month = date.map_or(0, |date| date.year() * MONTHS + date.month0().cast_signed());
        let name = (
            entry.space,
            entry.channel,
            month,
            self.returning.contains(id),
        );
        let next = self.all.len();
        let at = *self.strata.entry(name).or_insert(next);
        if at == next {
            self.all.push(ConvertedCount::default());
            self.hits
                .iter_mut()
                .for_each(|of| of.push(ConvertedCount::default()));
        }
        self.all[at].add(entry);
        for (test, hits) in self.tests.iter().zip(&mut self.hits) {
            if test.holds(id, entry, self.words) {
                hits[at].add(entry);
            }
        }
        let (first, last) = self.days.unwrap_or((entry.day, entry.day));
        self.days = Some((first.min(entry.day), last.max(entry.day)));
    }

    fn finish(self) -> Vec<TalliedRule> {
        let days = self
            .days
            .map_or(0, |(first, last)| last.abs_diff(first) + 1);
        // Months in which nothing began are none: one old conversation must not stretch the time.
        let months: HashSet<i32> = self.strata.keys().map(|name| name.2).collect();
        let days = days.min(31 * u32::try_from(months.len()).unwrap_or(u32::MAX));
        let nothing = ConvertedCount::default();
        let of_rule = |hits: Vec<ConvertedCount>| {
            let strata = self.all.iter().zip(&hits);
            let strata = strata.map(|(all, hits)| RateStratum {
                one: hits.without(nothing),
                other: all.without(*hits),
            });
            let strata: Vec<RateStratum> = strata.collect();
            TalliedRule {
                hits: hits.iter().map(|it| it.conversations).sum(),
                cost: RuleCost::of(&strata, days),
            }
        };
        self.hits.into_iter().map(of_rule).collect()
    }
}
