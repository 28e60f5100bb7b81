//! The rule that is looked at: what it finds, how it is measured and how far that is, and what the measure says.

use crate::components::shared::icon;
use crate::i18n::{Phrase, TextKey, say, t};
use crate::state::{RULE_PANEL, RulesState, SettingsState};
use crate::view_model::icon::Icon;
use crate::view_model::rules::{
    SampleMark, SampleSide, in_truth_words, lost_words, sample_marks, sample_words, share_words,
    tried, waits,
};
use leptos::prelude::*;
use model::rule::{LabelCount, RuleKind, RuleMeasure, RuleView};

/// The id of its heading.
const HEADING: &str = "rule-title";

/// The panel.
pub(super) fn rule_panel(state: RulesState, settings: SettingsState, rule: &RuleView) -> AnyView {
    let listed = rule.id.clone();
    let rows = say(&Phrase::count(TextKey::RuleReadAll, rule.conversations));
    view! {
        <aside class="rule-panel" id=RULE_PANEL tabindex="-1" aria-labelledby=HEADING data-testid="rule-panel">
            <header>
                <h2 id=HEADING><bdi>{rule.name.clone()}</bdi></h2>
                <button class="plain" type="button" aria-label=t(TextKey::RuleClose) title=t(TextKey::RuleClose) data-testid="rule-close" on:click=move |_| { state.close(); }>
                    {icon(Icon::Close)}
                </button>
            </header>
            <p class="rule-definition" dir="auto">{rule.definition.clone()}</p>
            <div class="rule-actions">
                <button class="button" type="button" data-testid="rule-list" on:click=move |_| state.list(&listed)>{icon(Icon::List)}{rows}</button>
                {own_actions(state, rule)}
            </div>
            {trial(state, settings, rule)}
            {numbers(rule)}
        </aside>
    }
    .into_any()
}

/// What can be done with a rule of one's own.
fn own_actions(state: RulesState, rule: &RuleView) -> Option<AnyView> {
    if rule.kind == RuleKind::BuiltIn {
        return None;
    }
    let (changed, removed) = (rule.clone(), rule.id.clone());
    Some(
        view! {
            <button class="button" type="button" data-testid="rule-change" on:click=move |_| state.begin_change(&changed)>{t(TextKey::RuleEdit)}</button>
            <button class="button" type="button" data-testid="rule-remove" on:click=move |_| state.remove(removed.clone())>{icon(Icon::Trash)}{t(TextKey::RuleRemove)}</button>
        }
        .into_any(),
    )
}

/// How far it is tried: each of those that were drawn, of either side.
fn trial(state: RulesState, settings: SettingsState, rule: &RuleView) -> AnyView {
    let far = tried(rule).map(|words| {
        view! { <span class="far" data-testid="rule-tried">{settings.translate(&words)}</span> }
    });
    let sides = rule.measure.as_ref().map(|measure| {
        view! {
            {side(TextKey::RuleHits, SampleSide::Hits, measure.hits)}
            {side(TextKey::RuleRest, SampleSide::Rest, measure.rest)}
        }
    });
    let text = rule.measure.is_none().then(|| {
        view! { <p class="rule-text">{t(TextKey::RuleTryText)}</p> }
    });
    view! {
        <section class="rule-trial" aria-label=t(TextKey::RuleTry)>
            <h3>{t(TextKey::RuleTry)}{far}</h3>
            {text}
            {sides}
            <div class="rule-actions">{trial_actions(state, rule)}</div>
        </section>
    }
    .into_any()
}

fn trial_actions(state: RulesState, rule: &RuleView) -> AnyView {
    let go_on = rule.measure.clone().filter(|_| waits(rule));
    let go_on = go_on.map(|measure: RuleMeasure| {
        view! {
            <button class="button primary" type="button" data-testid="trial-go-on" on:click=move |_| state.go_on(&measure)>{t(TextKey::RuleGoOn)}</button>
        }
    });
    let (id, words, is_first) = match rule.measure {
        None => (rule.id.clone(), TextKey::RuleTry, true),
        Some(_) => (rule.id.clone(), TextKey::RuleTryAgain, false),
    };
    view! {
        {go_on}
        <button class="button" class:primary=is_first type="button" aria-disabled=move || state.draws.get().to_string() data-testid="trial-begin" on:click=move |_| state.try_rule(id.clone())>{t(words)}</button>
    }
    .into_any()
}

fn side(name: TextKey, side: SampleSide, count: LabelCount) -> AnyView {
    let marks = sample_marks(side, count).into_iter().map(|mark| {
        let class = match mark {
            SampleMark::Right => "was-right",
            SampleMark::Wrong => "was-wrong",
            SampleMark::Open => "is-open",
        };
        view! { <i class=class></i> }
    });
    view! {
        <div class="sample-side">
            <b>{t(name)}</b>
            <span class="sample-marks" aria-hidden="true">{marks.collect::<Vec<_>>()}</span>
            <small>{say(&sample_words(side, count))}</small>
        </div>
    }
    .into_any()
}

/// What the measure says.
fn numbers(rule: &RuleView) -> AnyView {
    let line = |name: TextKey, words: Option<Phrase>| {
        let words = words.map_or_else(|| t(TextKey::RuleUnmeasured).to_owned(), |it| say(&it));
        view! { <dt>{t(name)}</dt><dd>{words}</dd> }
    };
    let misses = rule.elusion.map(|share| {
        use crate::i18n::PhraseArg::Percent;
        Phrase::new(TextKey::RuleMissesTold)
            .with("bound", Percent(share.bound))
            .with("rate", Percent(share.rate))
    });
    view! {
        <dl class="rule-numbers" data-testid="rule-numbers">
            {line(TextKey::RulePrecision, rule.precision.map(share_words))}
            {line(TextKey::RuleMisses, misses)}
            {line(TextKey::RuleInTruth, in_truth_words(rule))}
            {line(TextKey::RuleLost, Some(lost_words(rule)))}
        </dl>
    }
    .into_any()
}
