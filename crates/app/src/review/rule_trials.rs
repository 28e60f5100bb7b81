//! Which queues try a rule, and what counts as an answer there: whoever reviewed a conversation before the draw was not
//! asked about the rule. What a rule finds is not asked here.

use crate::error::AppError;
use crate::home::unlocked::UnlockedHome;
use crate::review::known_rules::{KnownRule, known};
use chrono::{DateTime, Utc};
use model::review_queue::{QueueMarks, QueueRule};
use model::rule::RuleTrial;

/// The trials of all rules, beside the rules as they are now.
pub(super) struct RuleTrials {
    trials: Vec<RuleTrial>,
    rules: Vec<KnownRule>,
}

impl RuleTrials {
    /// Reads them once, for however many queues.
    pub(super) async fn read(home: &UnlockedHome) -> Result<Self, AppError> {
        Ok(Self {
            trials: home.reader.rule_trials().await?,
            rules: known(home).await?,
        })
    }

    fn trial(&self, queue: &str) -> Option<&RuleTrial> {
        self.trials.iter().find(|trial| trial.queue == queue)
    }

    /// Whether a queue was drawn to try a rule, whatever became of the rule since.
    pub(super) fn has(&self, queue: &str) -> bool {
        self.trial(queue).is_some()
    }

    /// The rule that a queue measures. One that was removed since, or whose search is another one now, is measured by
    /// it no more.
    pub(super) fn rule_of(&self, queue: &str) -> Option<QueueRule> {
        let trial = self.trial(queue)?;
        let is_it = |rule: &&KnownRule| rule.id == trial.rule && rule.version == trial.version;
        let rule = self.rules.iter().find(is_it)?;
        Some(QueueRule {
            id: rule.id.clone(),
            name: rule.name.clone(),
            definition: rule.definition.clone(),
        })
    }
}

/// Whether marks answer what a trial asks.
pub(super) fn is_answer(marks: &QueueMarks, drawn_at: DateTime<Utc>) -> bool {
    marks.reviewed_at.is_some_and(|at| at >= drawn_at)
}
