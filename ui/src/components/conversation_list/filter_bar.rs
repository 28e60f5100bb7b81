//! The bar over the list: channel tabs with counts, the search field, the period.

use super::columns_menu::columns_button;
use super::search_field::{search_field, search_told};
use crate::browser::dom;
use crate::components::shared::{action_for, icon};
use crate::i18n::{TextKey, number, say, t};
use crate::state::{BrowsingState, DialogKind, DialogState, HandOverState};
use crate::view_model::export_form::ExportScope;
use crate::view_model::filter::{PERIODS, on_channel, over, period_name, period_named, shortened};
use crate::view_model::icon::Icon;
use crate::view_model::labels::{channel_icon, channel_tab};
use crate::view_model::shortcuts::{KeyAction, KeyScope};
use crate::view_model::sorting::{SORTS, offer_of, sort_named};
use crate::view_model::views::ViewForm;
use leptos::ev::{Event, KeyboardEvent};
use leptos::prelude::*;
use model::Channel;
use model::request::{FilterPeriod, ListSort};
use model::saved_view::ViewDraft;

/// The bar.
pub(crate) fn filter_bar(
    browse: BrowsingState,
    over: HandOverState,
    dialogs: DialogState,
) -> impl IntoView {
    view! {
        <div class="bar">
            {tabs(browse)}
            {search_field(browse)}
            {move || save_button(browse, dialogs)}
            {facets_button(browse)}
            {export_button(over)}
            {period(browse)}
            {order(browse)}
            {columns_button(browse)}
        </div>
        {move || search_told(browse.list)}
    }
}

/// The facets stand beside the list, or not.
fn facets_button(browse: BrowsingState) -> impl IntoView {
    view! {
        <button
            class="button facets-button"
            type="button"
            title=t(TextKey::FacetsTitle)
            aria-pressed=move || browse.has_facets().to_string()
            data-testid="facets-toggle"
            on:click=move |_| browse.toggle_facets()
        >
            {icon(Icon::Filter)}<span>{t(TextKey::FacetsTitle)}</span>
        </button>
    }
}

/// What is listed can be handed over.
fn export_button(over: HandOverState) -> impl IntoView {
    view! {
        <button
            class="button facets-button"
            type="button"
            title=t(TextKey::ExportTitle)
            aria-haspopup="dialog"
            data-testid="export-open"
            on:click=move |_| over.show(ExportScope::Listed)
        >
            {icon(Icon::Export)}<span>{t(TextKey::ExportButton)}</span>
        </button>
    }
}

/// What is searched for can be kept as a view.
fn save_button(browse: BrowsingState, dialogs: DialogState) -> Option<AnyView> {
    let text = browse
        .list
        .filter
        .with(|filter| filter.text.trim().to_owned());
    if text.is_empty() {
        return None;
    }
    let save = move |_| {
        // The list follows the field after a moment; what stands in the field is what is meant.
        let field = browse.list.search.get_untracked();
        let typed = field.map(|field| field.value().trim().to_owned());
        let query = typed
            .filter(|typed| !typed.is_empty())
            .unwrap_or_else(|| text.clone());
        let draft = ViewDraft {
            name: shortened(&query),
            query,
            sort: browse.list.sort.get_untracked(),
            place: None,
            columns: None,
        };
        dialogs.open(DialogKind::View(Box::new(ViewForm { view: None, draft })));
    };
    Some(
        view! {
            <button class="button save-view" type="button" title=t(TextKey::ViewSave) data-testid="view-save" on:click=save>
                {icon(Icon::Bookmark)}<span>{t(TextKey::ViewSave)}</span>
            </button>
        }
        .into_any(),
    )
}

fn tabs(browse: BrowsingState) -> impl IntoView {
    let row = move || {
        let head = browse.list.head.get();
        let chosen = browse.list.filter.with(|filter| filter.channel.clone());
        let all = head.as_ref().map(|head| head.tabs_total);
        let mut row = vec![tab(browse, None, all, chosen.is_none())];
        let present = head.iter().flat_map(|head| head.tabs.iter());
        let mut named = false;
        for one in present {
            let on = chosen.as_ref() == Some(&one.channel);
            named |= on;
            row.push(tab(
                browse,
                Some(one.channel.clone()),
                Some(one.conversations),
                on,
            ));
        }
        // A channel that the filter leaves empty keeps its tab as long as it is chosen.
        if let Some(channel) = chosen.filter(|_| !named) {
            row.push(tab(browse, Some(channel), head.map(|_| 0), true));
        }
        row
    };
    view! { <div class="tabs" role="tablist" aria-label=t(TextKey::TabsLabel) on:keydown=|event| walk_tabs(&event)>{row}</div> }
}

fn tab(browse: BrowsingState, channel: Option<Channel>, count: Option<u64>, on: bool) -> AnyView {
    let name = channel.as_ref().map_or_else(
        || t(TextKey::TabAll).to_owned(),
        |channel| say(&channel_tab(channel)),
    );
    let id = channel
        .as_ref()
        .map_or_else(|| "all".to_owned(), ToString::to_string);
    let sign = channel.as_ref().map(|channel| icon(channel_icon(channel)));
    let choose = move |_| {
        browse.filter(on_channel(
            &browse.list.filter.get_untracked(),
            channel.clone(),
        ))
    };
    view! {
        <button
            role="tab"
            class="tab"
            title=name.clone()
            aria-selected=on.to_string()
            tabindex=if on { "0" } else { "-1" }
            data-testid=format!("tab-{id}")
            on:click=choose
        >
            {sign}<span>{name.clone()}</span><em>{count.map(number)}</em>
        </button>
    }
    .into_any()
}

/// Arrow keys go from tab to tab; the chosen one alone is a stop of Tab.
fn walk_tabs(event: &KeyboardEvent) {
    let step = match action_for(KeyScope::Tabs, event) {
        Some(KeyAction::NextTab) => 1,
        Some(KeyAction::PreviousTab) => -1,
        _ => return,
    };
    event.prevent_default();
    dom::click_sibling(step);
}

fn period(browse: BrowsingState) -> impl IntoView {
    let chosen = move || browse.list.filter.with(|filter| period_name(filter.period));
    let choose = move |event: Event| {
        let period = period_named(&event_target_value(&event));
        browse.filter(over(&browse.list.filter.get_untracked(), period));
    };
    let options = PERIODS.iter().map(|(name, period)| {
        let selected = move || chosen() == *name;
        view! { <option value=*name prop:selected=selected>{t(title(*period))}</option> }
    });
    view! {
        <label class="select" class:on=move || chosen() != "all">
            {icon(Icon::Calendar)}
            <select aria-label=t(TextKey::PeriodLabel) data-testid="period" on:change=choose>
                {options.collect::<Vec<_>>()}
                {move || chosen().is_empty().then(|| view! { <option value="" selected>{t(TextKey::PeriodOther)}</option> })}
            </select>
            {icon(Icon::Down)}
        </label>
    }
}

/// The order of the list. Columns that are not there in a narrow list are sorted by all the same.
fn order(browse: BrowsingState) -> impl IntoView {
    let chosen = move || *offer_of(browse.list.sort.get());
    let choose = move |event: Event| browse.sort(sort_named(&event_target_value(&event)));
    let options = SORTS.iter().map(|(name, _, words)| {
        let selected = move || chosen().0 == *name;
        view! { <option value=*name prop:selected=selected>{t(*words)}</option> }
    });
    view! {
        <label class="select bare" class:on=move || chosen().1 != ListSort::default() title=move || t(chosen().2)>
            {icon(Icon::Sort)}
            <select aria-label=t(TextKey::SortLabel) data-testid="sort" on:change=choose>{options.collect::<Vec<_>>()}</select>
        </label>
    }
}

const fn title(period: FilterPeriod) -> TextKey {
    match period {
        FilterPeriod::All => TextKey::PeriodAll,
        FilterPeriod::LastDays(7) => TextKey::Period7,
        FilterPeriod::LastDays(30) => TextKey::Period30,
        FilterPeriod::LastDays(90) => TextKey::Period90,
        FilterPeriod::LastDays(365) => TextKey::Period365,
        FilterPeriod::LastDays(_) | FilterPeriod::Between(..) => TextKey::PeriodOther,
    }
}
