//! The evidence behind a number, over the page: what it counts, of what, by which time, and whether the rows say the
//! same. The number that was asked about stays lit.

use crate::components::shared::icon;
use crate::i18n::{Phrase, PhraseArg, TextKey, explain, number, percent, say, t};
use crate::state::{DashboardState, RecountProgress, StatusSignal};
use crate::view_model::dashboard::change::{change, channel_shift, of_metric, signed};
use crate::view_model::dashboard::evidence::{
    EvidenceSubject, RecountVerdict, evidence, evidence_list, verdict,
};
use crate::view_model::dashboard::figures::range;
use crate::view_model::icon::Icon;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::dashboard::DashboardView;
use model::metrics::{MetricAmount, MetricId};
use model::view::{SourceView, StatusView};

/// The id of the panel's heading.
const HEADING: &str = "evidence-title";
/// The id of the panel.
const PANEL: &str = "evidence";

/// The panel, where one is asked for.
pub(super) fn evidence_panel(state: DashboardState, status: StatusSignal) -> Option<AnyView> {
    let subject = state.evidence.get()?;
    let view = state.view.get()?;
    let sources =
        status.with_untracked(|status| status.as_ref().map(shown_sources).unwrap_or_default());
    let lines = evidence(&view, subject, &sources).into_iter().map(|line| {
        view! { <dt>{t(line.name)}</dt><dd>{say(&line.text)}</dd> }
    });
    let lines = lines.collect::<Vec<_>>();
    let opens = evidence_list(&view, subject).map(|(count, filter)| {
        let words = say(&Phrase::count(TextKey::EvidenceOpen, count));
        view! {
            <button class="button primary" type="button" data-testid="evidence-list" on:click=move |_| state.open(filter.clone())>
                {icon(Icon::List)}{words}
            </button>
        }
    });
    let close = move |event: KeyboardEvent| {
        if event.key() == "Escape" && state.close_evidence() {
            event.prevent_default();
            event.stop_propagation();
            crate::browser::dom::focus(crate::state::DASHBOARD);
        }
    };
    let what = subject.metric();
    let told = figure(&view, subject);
    let result = move || recounted(state, what);
    request_animation_frame(|| crate::browser::dom::focus(PANEL));
    Some(
        view! {
            <aside class="evidence-panel" id=PANEL role="dialog" aria-labelledby=HEADING tabindex="-1" data-testid="evidence" on:keydown=close>
                <header>
                    <h2 id=HEADING>{t(subject.title())}</h2>
                    <button class="plain" type="button" title=t(TextKey::EvidenceClose) aria-label=t(TextKey::EvidenceClose) data-testid="evidence-close" on:click=move |_| { state.close_evidence(); }>
                        {icon(Icon::Close)}
                    </button>
                </header>
                {told}
                <dl>{lines}</dl>
                <div class="recount" role="status">{result}</div>
                <footer>
                    {opens}
                    <button class="button" type="button" data-testid="evidence-recount" on:click=move |_| state.count_again_from_rows()>
                        {icon(Icon::Refresh)}{t(TextKey::EvidenceRecount)}
                    </button>
                </footer>
            </aside>
        }
        .into_any(),
    )
}

/// The sources of the world that is shown: those that have spaces in it.
fn shown_sources(status: &StatusView) -> Vec<SourceView> {
    let is_shown = |source: &&SourceView| status.spaces.iter().any(|it| it.source == source.id);
    status.sources.iter().filter(is_shown).cloned().collect()
}

/// The number itself, its rate and its change in full.
fn figure(view: &DashboardView, subject: EvidenceSubject) -> Option<AnyView> {
    let EvidenceSubject::Metric(what) = subject else {
        return None;
    };
    let (value, rate) = match view.metrics.amount(what) {
        MetricAmount::Share(share) => {
            let interval = view
                .metrics
                .telling_interval(share)
                .map(|it| say(&range(it)));
            let rate = view.metrics.telling_rate(share).map(percent);
            let both = rate.map(|rate| format!("{rate} · 95% {}", interval.unwrap_or_default()));
            (number(share.conversations), both)
        }
        MetricAmount::Count(count) => (
            count.map_or_else(|| t(TextKey::None).to_owned(), number),
            None,
        ),
        MetricAmount::Average(mean) => (
            mean.map_or_else(|| t(TextKey::None).to_owned(), |it| format!("{it:.1}")),
            None,
        ),
    };
    let of = (what != MetricId::Conversations)
        .then(|| say(&Phrase::count(TextKey::EvidenceOf, view.metrics.total)));
    Some(
        view! {
            <p class="evidence-figure"><b>{value}</b>" "{of}" "<span>{rate}</span></p>
            {before(view, what)}
        }
        .into_any(),
    )
}

fn before(view: &DashboardView, what: MetricId) -> Option<AnyView> {
    let before = view.before.as_ref()?;
    let rate = of_metric(before, what)?;
    let MetricAmount::Share(then) = before.metrics.amount(what) else {
        return None;
    };
    let verdict = PhraseArg::Say(Box::new(change(rate).verdict));
    let counts = Phrase::new(TextKey::DashboardFew)
        .number("k", then.conversations)
        .number("n", before.metrics.total);
    let words = Phrase::new(TextKey::EvidenceBefore)
        .with("before", PhraseArg::Say(Box::new(counts)))
        .with("points", PhraseArg::Text(signed(rate.difference)))
        .with("low", PhraseArg::Text(signed(rate.interval.0)))
        .with("high", PhraseArg::Text(signed(rate.interval.1)))
        .with("verdict", verdict);
    let why = channel_shift(before, what).map(
        |why| view! { <p class="evidence-before" data-testid="evidence-shift">{say(&why)}</p> },
    );
    Some(view! { <p class="evidence-before">{say(&words)}</p>{why} }.into_any())
}

fn recounted(state: DashboardState, what: MetricId) -> Option<AnyView> {
    let view = state.view.get()?;
    match state.recount.get() {
        RecountProgress::Unasked => None,
        RecountProgress::Running => Some(view! { <p>{t(TextKey::EvidenceRecounting)}</p> }.into_any()),
        RecountProgress::Failed(failure) => {
            Some(view! { <p class="wrong">{explain(&failure)}</p> }.into_any())
        }
        RecountProgress::Done(recount) => Some(match verdict(&view, what, &recount) {
            RecountVerdict::Agrees(words) => {
                view! { <p class="true" data-testid="recount-agrees">{icon(Icon::Check)}{say(&words)}</p> }.into_any()
            }
            RecountVerdict::Differs(words) => {
                view! { <p class="wrong" data-testid="recount-differs">{say(&words)}</p> }.into_any()
            }
            RecountVerdict::Disturbed => {
                view! { <p class="wrong">{t(TextKey::EvidenceDisturbed)}</p> }.into_any()
            }
        }),
    }
}
