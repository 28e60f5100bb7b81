//! After hours: the outcomes of conversations while their space was open, after hours, and where nobody said when it is
//! open, and after hours the AI alone beside an operator. Every number lists its conversations.

use super::card::card;
use super::parts_table::parts_table;
use crate::components::shared::icon;
use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::state::{DashboardState, OpeningHoursState};
use crate::view_model::dashboard::after_hours::{headline, opening_table, operator_table};
use crate::view_model::dashboard::evidence::EvidenceSubject;
use crate::view_model::dashboard::parts::share_words;
use crate::view_model::icon::Icon;
use leptos::prelude::*;
use model::after_hours::AfterHoursView;
use model::metrics::MetricId;
use std::sync::Arc;

/// The card; nothing until it is counted.
pub(super) fn after_hours_card(state: DashboardState, hours: OpeningHoursState) -> Option<AnyView> {
    let view = state.after_hours.get()?;
    let scope = state.view.get_untracked()?.scope.clone();
    let table = opening_table(&scope, &view);
    let share = view
        .shares
        .iter()
        .find(|it| it.what == MetricId::Conversations);
    let share = share.filter(|share| share.known > 0).map(share_words);
    let inside = view! {
        {headline(&view).map(|words| view! { <p class="card-lead" data-testid="hours-headline">{say(&words)}</p> })}
        {parts_table(state, &table, Some(view.total), share)}
        {operator_table(&scope, &view).map(|table| parts_table(state, &table, Some(view.outside.total), None))}
        {unknown(hours, &view)}
    };
    let note = say(&Phrase::count(TextKey::BreakdownOf, view.total));
    Some(card(
        state,
        "after-hours",
        EvidenceSubject::AfterHours,
        note.into_any(),
        tools(hours),
        inside.into_any(),
    ))
}

fn tools(hours: OpeningHoursState) -> AnyView {
    view! {
        <button class="textual" type="button" data-testid="hours-open" on:click=move |_| hours.show()>
            {icon(Icon::Clock)}{t(TextKey::HoursTitle)}
        </button>
    }
    .into_any()
}

/// Where nobody said when they are open, and the way to say so.
fn unknown(hours: OpeningHoursState, view: &Arc<AfterHoursView>) -> Option<AnyView> {
    if view.unknown.total == 0 {
        return None;
    }
    let spaces = PhraseArg::Text(view.spaces_unknown.join(", "));
    let words = Phrase::count(TextKey::HoursUnknownOf, view.unknown.total).with("spaces", spaces);
    Some(
        view! {
            <p class="card-foot" data-testid="hours-unknown">
                {say(&words)}" "
                <button class="textual" type="button" data-testid="hours-say" on:click=move |_| hours.show()>{t(TextKey::HoursSay)}</button>
            </p>
        }
        .into_any(),
    )
}
