//! What every card has: a heading, a way to its evidence, and numbers that list what they count.

use crate::components::shared::icon;
use crate::i18n::{Phrase, PhraseArg, TextKey, number, say, t};
use crate::state::DashboardState;
use crate::view_model::dashboard::evidence::EvidenceSubject;
use crate::view_model::icon::Icon;
use leptos::prelude::*;
use model::request::ListFilter;

/// A card. `note` stands beside the heading, and `tools` at the end of its line.
pub(super) fn card(
    state: DashboardState,
    id: &'static str,
    subject: EvidenceSubject,
    note: AnyView,
    tools: AnyView,
    inside: AnyView,
) -> AnyView {
    let title = t(subject.title());
    view! {
        <section class=format!("panel-card {id}") aria-label=title data-testid=format!("card-{id}")>
            <header>
                <h2>{title}</h2>
                {evidence_button(state, subject)}
                <span class="card-note">{note}</span>
                <span class="card-tools">{tools}</span>
            </header>
            {with_inferred(state, subject)}
            {inside}
        </section>
    }
    .into_any()
}

/// Says of a card with outcomes in it that inferred ones are among them, where they are.
fn with_inferred(state: DashboardState, subject: EvidenceSubject) -> Option<AnyView> {
    let has_outcomes = match subject {
        EvidenceSubject::Trend
        | EvidenceSubject::Comparison
        | EvidenceSubject::Places
        | EvidenceSubject::Funnel
        | EvidenceSubject::AfterHours => true,
        // The parts of the breakdown, and the times, say it themselves.
        EvidenceSubject::Metric(_)
        | EvidenceSubject::Times
        | EvidenceSubject::Breakdown
        | EvidenceSubject::Coverage => false,
    };
    let is_counted = state.view.with_untracked(|view| {
        view.as_ref()
            .is_some_and(|view| view.scope.inferred.are_counted())
    });
    (has_outcomes && is_counted)
        .then(|| view! { <p class="with-inferred">{t(TextKey::WithInferred)}</p> }.into_any())
}

/// Opens the evidence of a number or a card.
pub(super) fn evidence_button(state: DashboardState, subject: EvidenceSubject) -> AnyView {
    let name =
        say(&Phrase::new(TextKey::DashboardEvidence).with("what", PhraseArg::Key(subject.title())));
    let test = match subject {
        EvidenceSubject::Metric(what) => format!("evidence-{}", what.key()),
        other => format!("evidence-{other:?}").to_lowercase(),
    };
    view! {
        <button class="plain evidence-open" type="button" title=name.clone() aria-label=name data-testid=test on:click=move |_| state.show_evidence(subject)>
            {icon(Icon::Info)}
        </button>
    }
    .into_any()
}

/// A count that lists what it counts; nothing leads from a number that lists nothing.
pub(super) fn count_button(
    state: DashboardState,
    count: u64,
    opens: Option<ListFilter>,
    test: String,
    named: &str,
) -> AnyView {
    let words = number(count);
    let Some(opens) = opens.filter(|_| count > 0) else {
        return view! { <span class="count" data-testid=test>{words}</span> }.into_any();
    };
    let label = format!("{named}: {words}. {}", t(TextKey::DashboardRows));
    view! {
        <button class="count" type="button" title=t(TextKey::DashboardRows) aria-label=label data-testid=test on:click=move |_| state.open(opens.clone())>
            {words}
        </button>
    }
    .into_any()
}

/// One of a few choices that stand side by side.
pub(super) fn choice(
    words: TextKey,
    on: Signal<bool>,
    test: &'static str,
    choose: impl Fn() + 'static,
) -> AnyView {
    view! {
        <button type="button" aria-pressed=move || on.get().to_string() data-testid=test on:click=move |_| choose()>
            {t(words)}
        </button>
    }
    .into_any()
}
