//! The table of rules: a count that lists its conversations, how often it is right, and what it may cost.

use crate::i18n::{Phrase, PhraseArg, TextKey, number, percent, say, t};
use crate::state::RulesState;
use crate::view_model::rules::{
    PrecisionDot, in_truth, lost, origin, precision, precision_axis, waits,
};
use chart::ChartAxis;
use leptos::prelude::*;
use model::rule::RuleView;

/// The table; what is awaited where nothing was counted yet.
pub(super) fn rule_table(state: RulesState) -> AnyView {
    let Some(rules) = state.lines.get() else {
        return view! { <p class="late" role="status">{t(TextKey::RulesWaiting)}</p> }.into_any();
    };
    let axis = precision_axis();
    let rows = rules.iter().map(|rule| row(state, &axis, rule));
    view! {
        <div class="table-scroll" tabindex="0">
            <table class="numbers rule-rows">
                <thead><tr>
                    <th scope="col">{t(TextKey::RuleColumn)}</th>
                    <th scope="col">{t(TextKey::RuleCount)}</th>
                    <th scope="col" class="dots">{t(TextKey::RulePrecision)}</th>
                    <th scope="col"></th>
                    <th scope="col">{t(TextKey::RuleInTruth)}</th>
                    <th scope="col">{t(TextKey::RuleMisses)}</th>
                    <th scope="col" class="lost">{t(TextKey::RuleLost)}</th>
                </tr></thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(state: RulesState, axis: &ChartAxis, rule: &RuleView) -> AnyView {
    let (id, test) = (rule.id.clone(), format!("rule-{}", rule.id));
    let about =
        say(&Phrase::new(TextKey::RuleOpen).with("name", PhraseArg::Text(rule.name.clone())));
    let looked_at = rule.id.clone();
    let is_chosen = move || {
        state
            .chosen
            .with(|chosen| chosen.as_deref() == Some(&looked_at))
    };
    let is_open = is_chosen.clone();
    let dash = || t(TextKey::None).to_owned();
    let truth = in_truth(rule).map_or_else(dash, number);
    let misses = rule.elusion.map(|share| percent(share.bound));
    view! {
        <tr class:chosen=is_chosen data-testid=test>
            <th scope="row">
                <button type="button" class="entry" title=about.clone() aria-label=about aria-expanded=move || is_open().to_string() data-testid="rule-open" on:click=move |_| state.choose(&id)>
                    <bdi>{rule.name.clone()}</bdi>
                </button>
                <small>{t(origin(rule.kind))}</small>
            </th>
            <td>{count(state, rule)}</td>
            {measured(state, axis, rule)}
            <td>{truth}</td>
            <td>{misses.unwrap_or_else(dash)}</td>
            <td class="lost">{say(&lost(rule))}</td>
        </tr>
    }
    .into_any()
}

/// How many; a number leads to its conversations.
fn count(state: RulesState, rule: &RuleView) -> AnyView {
    let words = number(rule.conversations);
    if rule.conversations == 0 {
        return view! { <span class="count">{words}</span> }.into_any();
    }
    let (id, label) = (
        rule.id.clone(),
        format!("{}: {words}. {}", rule.name, t(TextKey::RuleRead)),
    );
    view! {
        <button class="count" type="button" title=t(TextKey::RuleRead) aria-label=label data-testid="rule-rows" on:click=move |_| state.list(&id)>
            {words}
        </button>
    }
    .into_any()
}

/// How often it is right, as a dot with its interval; where nobody measured it, how to.
fn measured(state: RulesState, axis: &ChartAxis, rule: &RuleView) -> AnyView {
    let Some(found) = precision(axis, rule) else {
        return unmeasured(state, rule);
    };
    let PrecisionDot { dot, rate, words } = found;
    let grid = axis.lines.iter().map(|at| {
        view! { <i class="tick" style:inset-inline-start=format!("{}%", axis.place(*at))></i> }
    });
    let words = say(&words);
    let title = words.clone();
    view! {
        <td class="dots" title=title>
            <div class="axis" aria-hidden="true">
                {grid.collect::<Vec<_>>()}
                <i class="interval" style:inset-inline-start=format!("{}%", dot.low) style:inline-size=format!("{}%", dot.high - dot.low)></i>
                <i class="point" style:inset-inline-start=format!("{}%", dot.at)></i>
            </div>
            <span class="spoken">{words}</span>
        </td>
        <td class="rate">{percent(rate)}</td>
    }
    .into_any()
}

fn unmeasured(state: RulesState, rule: &RuleView) -> AnyView {
    let id = rule.id.clone();
    let act = if waits(rule) {
        TextKey::RuleGoOn
    } else {
        TextKey::RuleTry
    };
    view! {
        <td class="unmeasured" colspan="2">
            <span class="unmeasured-words">{t(TextKey::RuleUnmeasured)}" "</span>
            <button class="textual" type="button" data-testid="rule-try" on:click=move |_| state.choose(&id)>{t(act)}</button>
        </td>
    }
    .into_any()
}
