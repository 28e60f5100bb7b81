//! NUMBERS: metric definitions and statistics. What a number means is decided here and nowhere else.
//!
//! This crate must never know a store, a window or a clock: facts come in, numbers go out. `metric` is the
//! registry: whatever shows numbers walks it.

mod after_hours;
mod aggregate;
mod agreement;
mod allocation;
mod answer_facts;
mod answer_groups;
mod around;
mod calendar;
mod control_limits;
mod conversion_cohort;
mod difference;
mod function_words;
mod log_odds;
mod metric;
mod metric_json;
mod mix_shift;
mod near_sets;
mod normal;
mod offer;
mod opening;
mod parts;
mod period;
mod phrase;
mod phrases;
mod place_tally;
mod price;
mod proportion;
mod question_book;
mod question_groups;
mod question_key;
mod question_openings;
mod question_phrases;
mod question_text;
mod rate;
mod rate_comparison;
mod rule;
mod rule_accuracy;
mod rule_cost;
mod significance;
mod stratified;
mod survival;
mod text_facts;
mod text_reader;
mod trend;
mod word_stem;

pub use after_hours::after_hours_shares;
pub use aggregate::{ConversationFacts, MAX_TREND_DAYS, MetricTally, StatusFact, TrendWindow};
pub use agreement::{Agreement, cohen_kappa};
pub use allocation::proportional;
pub use answer_facts::StatedKind;
pub use answer_groups::{
    AnswerBook, AnswerCourse, AnswerDisagreement, AnswerKey, AnswerReport, DistinctAnswer,
    GivenAnswer, StatedSide,
};
pub use around::days_around;
pub use calendar::{SpaceCalendar, day_in_zone, zone_database};
pub use control_limits::ControlLimits;
pub use conversion_cohort::{ConversionCohort, OutcomeDuration, OutcomeTimes, WatchedConversation};
pub use difference::{RateDifference, newcombe};
pub use log_odds::{LogOdds, WordCounts, weighted_log_odds};
pub use metric::{METRICS, MetricForm, MetricSpec, MetricUnit};
pub use metric_json::{ALWAYS_NAMED, MetricsJson};
pub use mix_shift::{MixShift, mix_shift};
pub use model::metrics::FEWEST_FOR_RATE;
pub use offer::{offered_by, taken_at};
pub use opening::opening_standing;
pub use parts::{beside_before, beside_rest, control_curves, controls, shifts};
pub use period::{days_before, period_days};
pub use place_tally::PlaceTally;
pub use proportion::Proportion;
pub use question_book::{AskedQuestion, QuestionBook, WordCutter};
pub use question_groups::{
    QuestionDecisions, QuestionGroupCount, QuestionGroups, QuestionTally, QuestionWording,
};
pub use question_key::QuestionKey;
pub use question_phrases::TellingPhrase;
pub use question_text::QuestionReader;
pub use rate::{share, wilson};
pub use rate_comparison::{RateComparison, compare_rates};
pub use rule::{
    BUILT_IN_RULES, BuiltInRule, OutcomeTest, built_in_rule, is_disclosure, outcome_of_offer,
};
pub use rule_accuracy::{BoundedRate, EstimatedRate, LabelledSample, RuleAccuracy};
pub use rule_cost::RuleCost;
pub use significance::{RateTest, Significance, benjamini_hochberg, fisher_exact, rate_test};
pub use stratified::{RateStratum, mantel_haenszel};
pub use survival::{EventCount, SurvivalCurve, SurvivalQuantile, SurvivalStep, TimeToEvent};
pub use text_facts::{BUILT_IN_RULES_VERSION, TEXT_FACTS_VERSION, TextFacts};
pub use text_reader::{Speaker, SpeechReading, SpokenLine, TextReader};
pub use trend::{TrendTally, date_of_day};
