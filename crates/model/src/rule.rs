//! Rules: what holds of a conversation by what was said in it, those that every Daybook has and those that the manager
//! writes. A rule on texts is wrong more often than its count looks, so beside the count stands how often: measured,
//! or nothing.

use crate::request::{DataWorld, ListFilter};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A rule that the manager wrote, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedRule {
    /// By what searches know it.
    pub id: String,
    /// What the manager calls it.
    pub name: String,
    /// Grows with every change of the search.
    pub version: u32,
    /// The search.
    pub query: String,
}

/// A rule to be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDraft {
    /// What to call it.
    pub name: String,
    /// The search, as it is typed. It must not depend on the day on which it is asked.
    pub query: String,
}

/// Makes a rule that the manager wrote another one. With another search it is a new version, of which nothing is
/// measured yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRule {
    /// Which.
    pub rule: String,
    /// What it becomes.
    pub draft: RuleDraft,
}

/// Draws a review queue by which a rule is measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TryRule {
    /// Which rule.
    pub rule: String,
    /// Where chance begins; none to begin anywhere.
    pub seed: Option<u64>,
}

/// Asks for the rules, counted over what a filter selects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesRequest {
    /// Over which conversations.
    pub filter: ListFilter,
}

/// What was drawn to measure a rule, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDraw {
    /// How many conversations the rule hit then.
    pub hits: u64,
    /// How many it did not.
    pub rest: u64,
    /// The places in the queue, from 1, of those that it hit. Whoever reviews the queue does not see which they are.
    pub hit_places: Vec<u32>,
    /// Of which world the conversations are: invented ones say nothing of how often a rule is wrong about real ones.
    #[serde(default)]
    pub world: DataWorld,
}

/// A queue by which a rule is measured, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleTrial {
    /// The id of the rule.
    pub rule: String,
    /// The version of it that was measured.
    pub version: u32,
    /// The key of the queue.
    pub queue: String,
    /// What was drawn.
    pub draw: RuleDraw,
}

/// Where a rule comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// Every Daybook has it.
    BuiltIn,
    /// The manager wrote it, as a search.
    Query,
}

/// A share with its 95 % interval, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EstimatedShare {
    /// As it was in the sample.
    pub rate: f64,
    /// Its interval.
    pub interval: (f64, f64),
}

/// A share of which only how great it may be matters, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoundedShare {
    /// As it was in the sample.
    pub rate: f64,
    /// What the true one exceeds in one case of twenty at most.
    pub bound: f64,
}

/// How a rule was measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleMeasure {
    /// The queue, by name.
    pub queue: String,
    /// When it was drawn.
    pub drawn_at: DateTime<Utc>,
    /// The tag that says that a conversation is what the rule means. One that was reviewed without it is not.
    pub tag: String,
    /// Labelled of those that it hit, and how many it hit then.
    pub hits: LabelCount,
    /// Labelled of the rest, and how many they were then.
    pub rest: LabelCount,
}

/// Conversations that were drawn and labelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelCount {
    /// How many are in the queue.
    pub drawn: u64,
    /// How many of them were labelled.
    pub labelled: u64,
    /// How many of those are what the rule means.
    pub found: u64,
    /// Of how many they were drawn.
    pub of: u64,
}

/// How many outcomes fewer there are where a rule holds than in comparable conversations: of the same space, channel
/// and month, first contact or not.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleCostView {
    /// Its conversations for which there are others to compare with.
    pub compared: u64,
    /// The difference of the rates, with its 95 % interval.
    pub difference: f64,
    /// The interval of it.
    pub interval: (f64, f64),
    /// Outcomes lost a month; less than 0 where there are more.
    pub lost_per_month: f64,
    /// The interval of it.
    pub lost_interval: (f64, f64),
}

/// A rule, with how many conversations it finds and how sure that is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleView {
    /// By what searches know it: `rule:ID`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Where it comes from.
    pub kind: RuleKind,
    /// What it finds: in a sentence, or the search that the manager wrote.
    pub definition: String,
    /// Grows with every change.
    pub version: u32,
    /// Conversations in scope for which it holds.
    pub conversations: u64,
    /// Conversations in scope.
    pub of: u64,
    /// The share of its hits that are what it means; none where it was not measured.
    pub precision: Option<EstimatedShare>,
    /// The share of the rest that it misses; none where it was not measured.
    pub elusion: Option<BoundedShare>,
    /// The share of all that are what it means, whatever it hits; none where it was not measured.
    pub prevalence: Option<EstimatedShare>,
    /// How it was or is being measured.
    pub measure: Option<RuleMeasure>,
    /// What it may cost; none for too few to tell, and where the rule asks for outcomes itself.
    pub cost: Option<RuleCostView>,
}
