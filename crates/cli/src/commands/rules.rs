//! `rules`: how many conversations each finds, how often it is wrong, and what it may cost. What nobody measured says
//! so, and is null for machines.

use crate::commands::filter::asked_filter;
use crate::commands::list;
use crate::commands::queue;
use crate::exit_code::CommandError;
use crate::rate_words::dash;
use crate::rule_args::{RuleCommand, RulesArguments, ShowRuleArguments, TryRuleArguments};
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::App;
use model::request::DataWorld;
use model::rule::{
    BoundedShare, ChangeRule, EstimatedShare, RuleCostView, RuleDraft, RuleView, RulesRequest,
    TryRule,
};
use model::search::FieldTest;
use std::time::Duration;

/// How often it is said how far a long reading is.
const TOLD_EVERY: Duration = Duration::from_secs(1);

/// Does what is asked of rules.
pub(crate) async fn rules(
    app: &App,
    asked: RulesArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    match asked.command {
        None => all(app, &asked, out).await,
        Some(RuleCommand::Show(asked)) => show(app, asked, out).await,
        Some(RuleCommand::Add(asked)) => {
            let draft = draft(asked.name, &asked.query);
            told(&[app.add_rule(&draft).await?], out)
        }
        Some(RuleCommand::Change(asked)) => {
            let rule = app.find_rule(&asked.name).await?;
            let named = |view: &RuleView| view.id == rule;
            let before = app.rules(RulesRequest::default()).await?;
            let name = before.into_iter().find(named).map(|view| view.name);
            let draft = draft(name.unwrap_or(asked.name), &asked.query);
            told(&[app.change_rule(&ChangeRule { rule, draft }).await?], out)
        }
        Some(RuleCommand::Remove { rule }) => {
            let rule = app.find_rule(&rule).await?;
            app.remove_rule(&rule).await?;
            Ok(())
        }
        Some(RuleCommand::Try(asked)) => try_rule(app, &asked, out).await,
    }
}

fn draft(name: String, query: &[String]) -> RuleDraft {
    RuleDraft {
        name,
        query: query.join(" "),
    }
}

async fn all(
    app: &App,
    asked: &RulesArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let filter = asked_filter(app, &asked.query).await?;
    told(&counted(app, RulesRequest { filter }).await?, out)
}

/// The rules; how far a long reading is is said meanwhile. Ctrl+C ends it.
async fn counted(app: &App, request: RulesRequest) -> Result<Vec<RuleView>, CommandError> {
    let mut counting = std::pin::pin!(app.rules(request));
    loop {
        tokio::select! {
            rules = &mut counting => return Ok(rules?),
            () = tokio::time::sleep(TOLD_EVERY) => {
                if let Some((done, of)) = app.rule_progress().await? {
                    say(&format!("{done} of {of} conversations read"));
                }
            }
        }
    }
}

async fn show(
    app: &App,
    asked: ShowRuleArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let rule = app.find_rule(&asked.rule).await?;
    let mut listed = asked.list;
    let term = FieldTest::Rule(rule).to_string();
    listed.query.query.insert(0, term);
    list::list(app, &listed, out).await
}

async fn try_rule(
    app: &App,
    asked: &TryRuleArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let world = if asked.practice {
        DataWorld::Practice
    } else {
        DataWorld::Real
    };
    app.enter_world(world).await?;
    let rule = app.find_rule(&asked.rule).await?;
    let tag = rule.clone();
    let request = TryRule {
        rule,
        seed: asked.seed,
    };
    let drawn = app.try_rule(&request).await?;
    say(&format!(
        "Read each conversation of the queue without looking at the rule. Where it is what the rule means: \
         mark ID --reviewed --tag {tag}. Where it is not: mark ID --reviewed."
    ));
    queue::told(&drawn, out)
}

fn told(rules: &[RuleView], out: &mut ResultWriter) -> Result<(), CommandError> {
    if out.format == OutputFormat::Json {
        return out.json(&rules);
    }
    let rows: Vec<Vec<String>> = rules.iter().map(row).collect();
    let head = [
        "RULE",
        "ID",
        "CONVERSATIONS",
        "OF",
        "RIGHT",
        "OF THE REST, MISSED AT MOST",
        "OF ALL, IN TRUTH",
        "FEWER OUTCOMES A MONTH",
    ];
    let lines = table(&head, &rows);
    lines.iter().try_for_each(|line| out.line(line))
}

fn row(rule: &RuleView) -> Vec<String> {
    let unmeasured = || "not measured yet".to_owned();
    vec![
        cell(&rule.name, 40),
        cell(&rule.id, 40),
        rule.conversations.to_string(),
        rule.of.to_string(),
        rule.precision.map_or_else(unmeasured, share),
        rule.elusion.map_or_else(unmeasured, bound),
        rule.prevalence.map_or_else(unmeasured, share),
        rule.cost.map_or_else(dash, lost),
    ]
}

fn share(share: EstimatedShare) -> String {
    let (low, high) = share.interval;
    format!(
        "{:.0} % ({:.0} to {:.0})",
        share.rate * 100.0,
        low * 100.0,
        high * 100.0
    )
}

fn bound(share: BoundedShare) -> String {
    format!("{:.1} %", share.bound * 100.0)
}

fn lost(cost: RuleCostView) -> String {
    let (low, high) = cost.lost_interval;
    format!("{:.1} ({low:.1} to {high:.1})", cost.lost_per_month)
}
