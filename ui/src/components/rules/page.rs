//! The page: what is counted over, the table of rules, and beside it the one that is looked at. The last good answer stays
//! while another is counted.

use super::rule_panel::rule_panel;
use super::rule_table::rule_table;
use crate::components::shared::icon;
use crate::i18n::{Phrase, PhraseArg, TextKey, explain, say, t};
use crate::state::{RULES, RULES_SEARCH, RulesState, SettingsState};
use crate::view_model::icon::Icon;
use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;
use std::time::Duration;

/// How long the typing rests before the numbers follow it.
const REST: Duration = Duration::from_millis(250);

/// The page of rules.
pub(crate) fn rules(state: RulesState, settings: SettingsState) -> AnyView {
    let busy = move || state.busy.get().to_string();
    let is_split = move || state.shown_rule().is_some();
    view! {
        <section class="rules-page" id=RULES tabindex="-1" aria-label=t(TextKey::NavRules) aria-busy=busy data-testid="rules">
            <header class="rules-bar">
                <h1>{t(TextKey::NavRules)}</h1>
                <span class="rules-over" role="status" data-testid="rules-over">{move || over(state)}</span>
                {search(state)}
                <button class="button" type="button" data-testid="rule-new" on:click=move |_| state.begin_new()>
                    {icon(Icon::Plus)}{t(TextKey::RuleNew)}
                </button>
            </header>
            {move || failed(state)}
            <div class="rules-split" class:with-panel=is_split>
                <div class="rules-main">
                    <p class="lead">{t(TextKey::RulesText)}</p>
                    {move || rule_table(state)}
                    <p class="rules-foot">{t(TextKey::RuleFoot)}</p>
                </div>
                {move || state.shown_rule().map(|rule| rule_panel(state, settings, &rule))}
            </div>
        </section>
    }
    .into_any()
}

/// Over what they are counted; meanwhile how far the reading is.
fn over(state: RulesState) -> String {
    if state.busy.get() {
        return state.progress.get().map_or_else(
            || t(TextKey::RulesWaiting).to_owned(),
            |(done, of)| {
                let far = Phrase::new(TextKey::RulesProgress).number("done", done);
                say(&far.number("of", of))
            },
        );
    }
    state.lines.with(|lines| {
        let Some(lines) = lines else {
            return String::new();
        };
        let of = lines.first().map_or(0, |rule| rule.of);
        let of = PhraseArg::Say(Box::new(Phrase::count(TextKey::RulesOverOf, of)));
        say(&Phrase::count(TextKey::RulesOver, lines.len()).with("of", of))
    })
}

fn failed(state: RulesState) -> Option<AnyView> {
    let failure = state.failure.get()?;
    Some(
        view! {
            <p class="wrong" role="alert" data-testid="rules-failed">
                {explain(&failure)}
                <button class="button" type="button" on:click=move |_| state.ask()>{t(TextKey::Retry)}</button>
            </p>
        }
        .into_any(),
    )
}

/// The search over whose conversations they are counted. It is followed once the typing rests.
fn search(state: RulesState) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let waiting: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
    let look = move |rest: Duration| {
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        let go = move || {
            if let Some(field) = field.get_untracked() {
                state.search(field.value());
            }
        };
        waiting.set_value(set_timeout_with_handle(go, rest).ok());
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => look(Duration::ZERO),
        "Escape" => crate::browser::dom::focus(RULES),
        _ => {}
    };
    view! {
        <div class="search" role="search">
            {icon(Icon::Search)}
            <input
                id=RULES_SEARCH
                type="text"
                autocomplete="off"
                spellcheck="false"
                dir="auto"
                node_ref=field
                placeholder=t(TextKey::RulesSearchHint)
                aria-label=t(TextKey::SearchLabel)
                data-testid="rules-search"
                prop:value=move || state.query.get()
                on:input=move |_| look(REST)
                on:keydown=on_key
            />
            <kbd aria-hidden="true">"/"</kbd>
        </div>
    }
}
