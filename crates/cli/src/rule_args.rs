//! What may be asked of rules, on the command line.

use crate::list_args::ListArguments;
use crate::query_args::QueryArguments;
use clap::{Args, Subcommand};

/// Which rules to print, or what to do with one.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct RulesArguments {
    /// What to do with one.
    #[command(subcommand)]
    pub(crate) command: Option<RuleCommand>,
    #[command(flatten)]
    pub(crate) query: QueryArguments,
}

/// What to do with a rule.
#[derive(Debug, Subcommand)]
pub(crate) enum RuleCommand {
    /// List the conversations for which a rule holds, as list does: the same as rule:ID in the search
    Show(ShowRuleArguments),
    /// Write a rule of your own: a search that is asked of all conversations, under a name
    Add(AddRuleArguments),
    /// Give a rule of your own another search: a new version, of which nothing is measured yet
    Change(AddRuleArguments),
    /// Remove a rule of your own
    Remove {
        /// Its id or its name
        rule: String,
    },
    /// Draw 50 conversations for which a rule holds and 50 of the rest as a review queue. Whoever reviews it gives the
    /// tag of the rule's id to what the rule means; how often the rule is wrong then stands beside its count
    Try(TryRuleArguments),
}

/// Whose conversations to list.
#[derive(Debug, Args)]
pub(crate) struct ShowRuleArguments {
    /// Its id or its name
    pub(crate) rule: String,
    #[command(flatten)]
    pub(crate) list: ListArguments,
}

/// A rule to write.
#[derive(Debug, Args)]
pub(crate) struct AddRuleArguments {
    /// What to call it; for a rule that is there, its id or its name
    pub(crate) name: String,
    /// What it finds, as for list. It must not depend on the day on which it is asked
    #[arg(value_name = "QUERY", required = true)]
    pub(crate) query: Vec<String>,
}

/// Which rule to measure.
#[derive(Debug, Args)]
pub(crate) struct TryRuleArguments {
    /// Its id or its name
    pub(crate) rule: String,
    /// Where chance begins, to draw the same once more
    #[arg(long, value_name = "NUMBER")]
    pub(crate) seed: Option<u64>,
    /// In the practice space, which is in no number with real data
    #[arg(long)]
    pub(crate) practice: bool,
}
