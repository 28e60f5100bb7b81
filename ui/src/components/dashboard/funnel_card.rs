//! Calls to action: how often each kind of link was offered, and what came of it. Every step lists its conversations.

use super::card::{card, count_button};
use crate::i18n::{TextKey, percent, t};
use crate::state::DashboardState;
use crate::view_model::dashboard::evidence::EvidenceSubject;
use crate::view_model::dashboard::funnel::{FunnelLine, StepCell, funnel_lines};
use leptos::prelude::*;

/// The card; nothing until it is counted.
pub(super) fn funnel_card(state: DashboardState) -> Option<AnyView> {
    let funnel = state.funnel.get()?;
    let scope = state.view.get_untracked()?.scope.clone();
    let lines = funnel_lines(&scope, &funnel);
    let unclicked = funnel.rows.iter().all(|row| row.clicked.is_none());
    let inside = if lines.iter().all(|line| line.offered.count == 0) {
        view! { <p class="none" data-testid="funnel-none">{t(TextKey::FunnelNone)}</p> }.into_any()
    } else {
        table(state, &lines, unclicked)
    };
    Some(card(
        state,
        "funnel",
        EvidenceSubject::Funnel,
        t(TextKey::FunnelNote).into_any(),
        ().into_any(),
        inside,
    ))
}

fn table(state: DashboardState, lines: &[FunnelLine], unclicked: bool) -> AnyView {
    let rows = lines.iter().map(|line| row(state, line));
    let foot = unclicked.then(|| view! { <p class="card-foot">{t(TextKey::FunnelUnclicked)}</p> });
    view! {
        <table class="numbers funnel-steps">
            <thead><tr>
                <th scope="col">{t(TextKey::FunnelLink)}</th>
                <th scope="col">{t(TextKey::FunnelOffered)}</th>
                <th scope="col" class="bar-cell"></th>
                <th scope="col">{t(TextKey::FunnelTaken)}</th>
                <th scope="col">{t(TextKey::FunnelRate)}</th>
                <th scope="col">{t(TextKey::FunnelOpen)}</th>
                <th scope="col">{t(TextKey::FunnelElse)}</th>
            </tr></thead>
            <tbody>{rows.collect::<Vec<_>>()}</tbody>
        </table>
        {foot}
    }
    .into_any()
}

fn row(state: DashboardState, line: &FunnelLine) -> AnyView {
    let name = t(line.name);
    let step = |cell: &StepCell, what: TextKey, step: &str| {
        let test = format!("funnel-{}-{step}", line.id);
        let named = format!("{name}, {}", t(what));
        count_button(state, cell.count, Some(cell.opens.clone()), test, &named)
    };
    let rate = line.rate.map(percent);
    let rate = rate.unwrap_or_else(|| t(TextKey::None).to_owned());
    view! {
        <tr class=line.id data-testid="funnel-row">
            <th scope="row">{name}</th>
            <td>{step(&line.offered, TextKey::FunnelOffered, "offered")}</td>
            <td class="bar-cell"><div class="track" aria-hidden="true"><i style:inline-size=format!("{}%", line.bar * 100.0)></i></div></td>
            <td>{step(&line.taken, TextKey::FunnelTaken, "taken")}</td>
            <td class="rate">{rate}</td>
            <td>{step(&line.open, TextKey::FunnelOpen, "open")}</td>
            <td>{step(&line.elsewhere, TextKey::FunnelElse, "else")}</td>
        </tr>
    }
    .into_any()
}
