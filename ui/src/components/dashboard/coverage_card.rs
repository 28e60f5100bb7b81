//! What this laptop knows of the days that are counted: a mark for each day and channel, and in words what is missing.

use super::card::card;
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
    let rows = strip.rows.iter().map(row).collect::<Vec<_>>();
    let inside = view! {
        <div class="coverage-rows">{rows}</div>
        {under(&strip)}
        {missing(&known)}
    };
    Some(card(
        state,
        "coverage",
        EvidenceSubject::Coverage,
        say(&note).into_any(),
        legend(&strip),
        inside.into_any(),
    ))
}

fn row(row: &CoverageRow) -> AnyView {
    let name = say(&channel(&row.channel));
    let marks = row.marks.iter().map(mark);
    view! {
        <div class="coverage-row" role="group" aria-label=name.clone() data-testid="coverage-row">
            <span class="channel" title=name.clone()>{crate::components::shared::icon(channel_icon(&row.channel))}<bdi>{name.clone()}</bdi></span>
            <span class="coverage-marks" role="list">{marks.collect::<Vec<_>>()}</span>
        </div>
    }
    .into_any()
}

fn mark(mark: &CoverageMark) -> AnyView {
    let state = mark.state.map_or("nothing", CoverageState::as_str);
    let words = mark.words.as_ref().map(say);
    let spoken = words
        .clone()
        .map(|it| view! { <span class="spoken">{it}</span> });
    let role = if spoken.is_some() {
        "listitem"
    } else {
        "presentation"
    };
    view! { <i role=role class=state title=words>{spoken}</i> }.into_any()
}

/// The first and the last day, under the marks.
fn under(strip: &CoverageStrip) -> AnyView {
    let words = |on| say(&Phrase::new(TextKey::AsItIs).with("text", day(on)));
    view! { <div class="coverage-under" aria-hidden="true"><span>{words(strip.first)}</span><span>{words(strip.last)}</span></div> }
        .into_any()
}

/// Which mark says what; only those that occur.
fn legend(strip: &CoverageStrip) -> AnyView {
    let states = strip.states.iter().map(|state| {
        view! { <span class="coverage-key"><i class=state.as_str() aria-hidden="true"></i>{t(coverage_state(*state))}</span> }
    });
    view! { {states.collect::<Vec<_>>()} }.into_any()
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
