//! The rules that there are: those that every Daybook has, and the manager's own. What they find is not asked here.

use crate::error::AppError;
use crate::home::unlocked::UnlockedHome;
use insights::{BUILT_IN_RULES, BUILT_IN_RULES_VERSION};
use model::rule::{RuleKind, SavedRule};

/// A rule, whoever wrote it.
pub(super) struct KnownRule {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: RuleKind,
    pub(super) definition: String,
    pub(super) version: u32,
}

impl KnownRule {
    fn built_in(rule: &insights::BuiltInRule) -> Self {
        Self {
            id: rule.id.to_owned(),
            name: rule.name.to_owned(),
            kind: RuleKind::BuiltIn,
            definition: rule.definition.to_owned(),
            version: BUILT_IN_RULES_VERSION,
        }
    }
}

impl From<SavedRule> for KnownRule {
    fn from(rule: SavedRule) -> Self {
        Self {
            id: rule.id,
            name: rule.name,
            kind: RuleKind::Query,
            definition: rule.query,
            version: rule.version,
        }
    }
}

/// Every rule: those that every Daybook has, then the manager's own by name.
pub(super) async fn known(home: &UnlockedHome) -> Result<Vec<KnownRule>, AppError> {
    let built_in = BUILT_IN_RULES.iter().map(KnownRule::built_in);
    let saved = home.reader.saved_rules().await?.into_iter();
    Ok(built_in.chain(saved.map(KnownRule::from)).collect())
}
