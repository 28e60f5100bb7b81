//! The bar of the dashboard: which days are counted and against which, the search, and of when the numbers are.

use super::inferred_switch::inferred_switch;
use crate::components::shared::{QueryField, icon, query_field};
use crate::i18n::{
    Phrase, PhraseArg, TextKey, TimeStyle, diagnosis_phrase, meaning_phrase, say, t,
};
use crate::state::{
    DASHBOARD, DASHBOARD_SEARCH, DashboardState, HandOverState, SettingsState, StatusSignal,
};
use crate::view_model::dashboard::days::{
    CUSTOM, DASHBOARD_PERIODS, days, name_of_period, period_of_name,
};
use crate::view_model::icon::Icon;
use leptos::ev::Event;
use leptos::prelude::*;
use model::dashboard::{DashboardPeriod, PeriodOrigin};
use model::search::DaySpan;

/// The bar.
pub(super) fn period_bar(
    state: DashboardState,
    settings: SettingsState,
    status: StatusSignal,
    over: HandOverState,
) -> impl IntoView {
    view! {
        <div class="period-bar">
            {period_choice(state)}
            {move || own_days(state)}
            <span class="counted-days" data-testid="counted-days">{move || counted_days(state)}</span>
            {search(state)}
            {inferred_switch(state.browse, status, "dashboard-inferred", move |counted| state.count_inferred(counted))}
            <span class="counted-at" role="status">{move || counted_at(state, settings)}</span>
            <button class="button" type="button" title=t(TextKey::DoReport) data-testid="dashboard-report" on:click=move |_| over.show_report(state.request.get_untracked())>
                {icon(Icon::Export)}<span>{t(TextKey::ReportButton)}</span>
            </button>
        </div>
    }
}

fn period_choice(state: DashboardState) -> impl IntoView {
    let chosen = move || state.request.with(|request| name_of_period(request.period));
    let choose = move |event: Event| {
        let name = event_target_value(&event);
        let own = || {
            let shown = state
                .view
                .get()
                .map(|view| view.days.span)
                .unwrap_or_default();
            DashboardPeriod::Span(shown)
        };
        state.choose_period(period_of_name(&name).unwrap_or_else(own));
    };
    let options = DASHBOARD_PERIODS.iter().map(|(name, _, words)| {
        view! { <option value=*name prop:selected=move || chosen() == *name>{t(*words)}</option> }
    });
    view! {
        <label class="select on">
            {icon(Icon::Calendar)}
            <select aria-label=t(TextKey::DayPeriodLabel) data-testid="dashboard-period" on:change=choose>
                {options.collect::<Vec<_>>()}
                <option value=CUSTOM prop:selected=move || chosen() == CUSTOM>{t(TextKey::DayPeriodCustom)}</option>
            </select>
            {icon(Icon::Down)}
        </label>
    }
}

/// The days of a period of one's own.
fn own_days(state: DashboardState) -> Option<AnyView> {
    let DashboardPeriod::Span(span) = state.request.with(|request| request.period) else {
        return None;
    };
    let field = move |words: TextKey,
                      test: &'static str,
                      value: String,
                      change: fn(DaySpan, Option<chrono::NaiveDate>) -> DaySpan| {
        let typed = move |event: Event| {
            // A day that is only half typed is none.
            let day = event_target_value(&event).parse().ok();
            state.choose_period(DashboardPeriod::Span(change(span, day)));
        };
        view! {
            <label class="day-field">{t(words)}<input type="date" prop:value=value data-testid=test on:change=typed /></label>
        }
        .into_any()
    };
    let written =
        |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let from = field(
        TextKey::DayPeriodFrom,
        "dashboard-from",
        written(span.first),
        |span, first| DaySpan { first, ..span },
    );
    let until = field(
        TextKey::DayPeriodUntil,
        "dashboard-until",
        written(span.last),
        |span, last| DaySpan { last, ..span },
    );
    Some(view! { {from}{until} }.into_any())
}

fn counted_days(state: DashboardState) -> Option<AnyView> {
    let view = state.view.get()?;
    let own = say(&days(view.days.span));
    let of_search =
        (view.days.origin == PeriodOrigin::Search).then(|| t(TextKey::DayPeriodOfSearch));
    let against = view.before.as_ref().map(|before| {
        let told = PhraseArg::Say(Box::new(days(before.span)));
        say(&Phrase::new(TextKey::DayPeriodAgainst).with("days", told))
    });
    Some(view! { <b title=of_search>{own}</b>" "{against} }.into_any())
}

/// Search that narrows every number.
fn search(state: DashboardState) -> AnyView {
    let field = QueryField {
        id: DASHBOARD_SEARCH,
        page: DASHBOARD,
        hint: TextKey::DashboardSearchHint,
    };
    let text = move || state.request.with(|request| request.filter.text.clone());
    query_field(field, Signal::derive(text), move |text| state.search(text))
}

/// Of when the numbers are; newer data is said, and comes when it is asked for.
fn counted_at(state: DashboardState, settings: SettingsState) -> AnyView {
    if state.busy.get() {
        return view! { <span class="late">{t(TextKey::DashboardWaiting)}</span> }.into_any();
    }
    if state.is_stale.get() {
        return view! {
            <button class="button" type="button" data-testid="dashboard-again" on:click=move |_| state.ask()>
                {icon(Icon::Refresh)}{t(TextKey::DashboardStale)}" · "{t(TextKey::DashboardAgain)}
            </button>
        }
        .into_any();
    }
    let when = state.view.get().map(|view| {
        let at = PhraseArg::At(view.counted_at, None, TimeStyle::Ago);
        settings.translate(&Phrase::new(TextKey::DashboardCounted).with("when", at))
    });
    view! { {when} }.into_any()
}

/// What the search asks, and what of it was not understood.
pub(super) fn told(state: DashboardState) -> Option<AnyView> {
    let view = state.view.get()?;
    let asks = state
        .request
        .with(|request| !request.filter.text.trim().is_empty());
    let meaning = view.meaning.as_ref().filter(|_| asks).map(|meaning| {
        view! { <p class="search-meaning" data-testid="dashboard-meaning">{say(&meaning_phrase(meaning))}</p> }
    });
    let diagnoses = view.diagnoses.iter().map(|diagnosis| {
        view! { <p class="search-notice">{icon(Icon::Info)}{say(&diagnosis_phrase(diagnosis))}</p> }
    });
    let diagnoses = diagnoses.collect::<Vec<_>>();
    (meaning.is_some() || !diagnoses.is_empty()).then(|| {
        view! { <div class="search-told" role="status">{meaning}{diagnoses}</div> }.into_any()
    })
}
