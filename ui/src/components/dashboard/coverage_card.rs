//! What this laptop knows of the days that are counted: a mark for each day and channel, and in words what is missing.

use super::card::card;
use super::trend_card::walk;
use crate::components::shared::icon;
use crate::i18n::{Phrase, PhraseArg, TextKey, coverage_reason, coverage_state, say, t};
use crate::state::DashboardState;
use crate::view_model::dashboard::coverage::{
    CoverageMark, CoverageRow, CoverageStrip, coverage_strip,
};
use crate::view_model::dashboard::days::day;
use crate::view_model::dashboard::evidence::EvidenceSubject;
use crate::view_model::labels::{channel, channel_icon};
use leptos::prelude::*;
use model::coverage::{CoverageState, CoverageView};

/// The card; nothing until it is counted.
pub(super) fn coverage_card(state: DashboardState) -> Option<AnyView> {
    let known = state.coverage.get()?;
    let strip = coverage_strip(&known)?;
    let note = Phrase::new(TextKey::CoverageKnown)
        .number("known", strip.known)
        .number("n", strip.of);
    let read = RwSignal::new(None::<String>);
    let rows = strip.rows.iter().map(|one| row(one, read));
    let inside = view! {
        <div class="coverage-rows">{rows.collect::<Vec<_>>()}</div>
        {under(&strip, read)}
        {legend(&strip)}
        {missing(&known)}
    };
    Some(card(
        state,
        "coverage",
        EvidenceSubject::Coverage,
        say(&note).into_any(),
        ().into_any(),
        inside.into_any(),
    ))
}

/// A channel; arrow keys go from mark to mark.
fn row(row: &CoverageRow, read: RwSignal<Option<String>>) -> AnyView {
    let name = say(&channel(&row.channel));
    let first = row.marks.iter().position(|mark| mark.words.is_some());
    let marks = row.marks.iter().enumerate();
    let marks = marks.map(|(at, it)| mark(it, Some(at) == first, read));
    view! {
        <div class="coverage-row" role="group" aria-label=name.clone() data-testid="coverage-row">
            <span class="channel" title=name.clone()>{icon(channel_icon(&row.channel))}<bdi>{name.clone()}</bdi></span>
            <span class="coverage-marks" role="list" data-marks="" on:keydown=|event| walk(&event) on:mouseleave=move |_| read.set(None)>{marks.collect::<Vec<_>>()}</span>
        </div>
    }
    .into_any()
}

fn mark(mark: &CoverageMark, is_first: bool, read: RwSignal<Option<String>>) -> AnyView {
    let state = mark.state.map_or("nothing", CoverageState::as_str);
    let Some(words) = mark.words.as_ref().map(say) else {
        return view! { <i role="presentation" class=state></i> }.into_any();
    };
    let (told, pointed) = (words.clone(), words.clone());
    view! {
        <i
            role="listitem"
            class=state
            data-mark=""
            data-testid="coverage-mark"
            tabindex=if is_first { "0" } else { "-1" }
            on:focus=move |_| read.set(Some(told.clone()))
            on:blur=move |_| read.set(None)
            on:mouseenter=move |_| read.set(Some(pointed.clone()))
        >
            <span class="spoken">{words}</span>
        </i>
    }
    .into_any()
}

/// The first and the last day, under the marks; in their place what the mark says that is read.
fn under(strip: &CoverageStrip, read: RwSignal<Option<String>>) -> AnyView {
    let words = |on| say(&Phrase::new(TextKey::AsItIs).with("text", day(on)));
    let (first, last) = (words(strip.first), words(strip.last));
    let told = move || match read.get() {
        Some(words) => {
            view! { <span class="coverage-read" data-testid="coverage-read">{words}</span> }
                .into_any()
        }
        None => view! { <span class="from">{first.clone()}</span><span>{last.clone()}</span> }
            .into_any(),
    };
    view! { <div class="coverage-under" aria-hidden="true">{told}</div> }.into_any()
}

/// Which mark says what; only those that occur.
fn legend(strip: &CoverageStrip) -> AnyView {
    let states = strip.states.iter().map(|state| {
        view! { <span class="coverage-key"><i class=state.as_str() aria-hidden="true"></i>{t(coverage_state(*state))}</span> }
    });
    view! { <p class="coverage-legend">{states.collect::<Vec<_>>()}</p> }.into_any()
}

/// Why something is not here, by source.
fn missing(known: &CoverageView) -> Option<AnyView> {
    let lines = known.sources.iter().flat_map(|source| {
        let name = source.name.clone();
        source.reasons.iter().map(move |reason| {
            let why = PhraseArg::Say(Box::new(coverage_reason(reason)));
            let words = Phrase::new(TextKey::CoverageOf)
                .with("source", PhraseArg::Text(name.clone()))
                .with("why", why);
            view! { <li>{say(&words)}</li> }
        })
    });
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty()).then(|| {
        view! { <ul class="coverage-missing" data-testid="coverage-missing">{lines}</ul> }
            .into_any()
    })
}
