//! The page: what is counted over, the table of rules, and beside it the one that is looked at. The last good answer stays
//! while another is counted.

use super::rule_panel::rule_panel;
use super::rule_table::rule_table;
use crate::components::shared::{QueryField, failed_line, icon, query_field};
use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::state::{RULES, RULES_SEARCH, RulesState, SettingsState};
use crate::view_model::icon::Icon;
use leptos::prelude::*;

/// The page of rules.
pub(crate) fn rules(state: RulesState, settings: SettingsState) -> AnyView {
    let busy = move || state.busy.get().to_string();
    let is_split = move || state.shown_rule().is_some();
    view! {
        <section class="rules-page" id=RULES tabindex="-1" aria-label=t(TextKey::NavRules) aria-busy=busy data-testid="rules">
            <header class="rules-bar">
                <h1>{t(TextKey::NavRules)}</h1>
                <span class="rules-over" role="status" data-testid="rules-over">{move || over(state)}</span>
                {move || newer(state)}
                {search(state)}
                <button class="button" type="button" data-testid="rule-new" on:click=move |_| state.begin_new()>
                    {icon(Icon::Plus)}{t(TextKey::RuleNew)}
                </button>
            </header>
            {move || state.failure.get().map(|failure| failed_line(&failure, "rules-failed", move || state.ask()))}
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
        let of = PhraseArg::count(TextKey::CountConversations, of);
        say(&Phrase::count(TextKey::RulesOver, lines.len()).with("of", of))
    })
}

/// Newer data is said, and comes when it is asked for: what is read stays.
fn newer(state: RulesState) -> Option<AnyView> {
    let is_waited_for = state.busy.get();
    (state.is_stale.get() && !is_waited_for).then(|| {
        view! {
            <button class="button" type="button" data-testid="rules-again" on:click=move |_| state.ask()>
                {icon(Icon::Refresh)}{t(TextKey::DashboardStale)}{t(TextKey::Separator)}{t(TextKey::DashboardAgain)}
            </button>
        }
        .into_any()
    })
}

/// The search over whose conversations they are counted.
fn search(state: RulesState) -> AnyView {
    let field = QueryField {
        id: RULES_SEARCH,
        page: RULES,
        hint: TextKey::RulesSearchHint,
    };
    query_field(field, state.query.into(), move |text| state.search(text))
}
