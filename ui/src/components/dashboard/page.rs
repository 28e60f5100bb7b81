//! The page: the strip, the bar, the cards, and the evidence over them. All of it is of one answer of the back end, and
//! the last good one stays while another is counted.

use super::after_hours_card::after_hours_card;
use super::breakdown_card::breakdown_card;
use super::comparison_card::comparison_card;
use super::coverage_card::coverage_card;
use super::evidence_panel::evidence_panel;
use super::figure_strip::figure_strip;
use super::funnel_card::funnel_card;
use super::period_bar::{period_bar, told};
use super::places_card::places_card;
use super::times_card::times_card;
use super::trend_card::trend_card;
use crate::components::shared::failed_line;
use crate::i18n::{TextKey, t};
use crate::state::{AppState, DASHBOARD};
use leptos::prelude::*;
use std::sync::Arc;

/// The dashboard.
pub(crate) fn dashboard(app: AppState) -> AnyView {
    let (state, settings, status) = (app.dashboard, app.settings, app.status);
    app.annotations.ask();
    let busy = move || state.busy.get().to_string();
    view! {
        <section class="dashboard" id=DASHBOARD tabindex="-1" aria-label=t(TextKey::NavDashboard) aria-busy=busy data-testid="dashboard">
            <h1 class="spoken">{t(TextKey::NavDashboard)}</h1>
            {move || figure_strip(state, settings)}
            {period_bar(state, settings, status, app.hand_over)}
            {move || told(state)}
            {move || state.failure.get().map(|failure| failed_line(&failure, "dashboard-failed", move || state.ask()))}
            <div class="cards">{move || cards(app)}</div>
            {move || evidence_panel(state, status)}
        </section>
    }
    .into_any()
}

fn cards(app: AppState) -> AnyView {
    let (state, hours) = (app.dashboard, app.hours);
    let Some(answer) = state.view.get() else {
        return view! { <p class="late" role="status">{t(TextKey::DashboardWaiting)}</p> }
            .into_any();
    };
    if answer.metrics.total == 0 {
        return view! { <p class="nothing" data-testid="dashboard-nothing">{t(TextKey::DashboardNothing)}</p> }
            .into_any();
    }
    view! {
        {trend_card(state, app.annotations, app.status, &answer)}
        {places_card(state, Arc::clone(&answer))}
        {comparison_card(state, &answer)}
        {breakdown_card(state, &answer)}
        {times_card(state, answer)}
        {move || after_hours_card(state, hours)}
        {move || funnel_card(state)}
        {move || coverage_card(state)}
    }
    .into_any()
}
