//! The headings of the list's columns. One by which a list can stand is a button that sorts by it. They
//! stand over what scrolls; to a screen reader they are the first row of the grid.

use crate::browser::dom;
use crate::components::shared::icon;
use crate::i18n::{Phrase, TextKey, say, t};
use crate::state::{BrowsingState, LIST};
use crate::view_model::icon::Icon;
use crate::view_model::sorting::{aria_sort, pressed, time_column};
use leptos::prelude::*;
use model::request::{SortDirection, SortKey};

/// The id of the row of headings.
pub(super) const HEADINGS: &str = "list-headings";

/// The row of headings.
pub(super) fn column_headings(browse: BrowsingState) -> impl IntoView {
    let plain = |class: &'static str, key: TextKey| {
        view! { <span class=class role="columnheader">{t(key)}</span> }
    };
    let sorting = move |class, by: SortKey, key: TextKey| {
        view! {
            <span class=class role="columnheader" aria-sort=move || aria_sort(browse.list.sort.get(), by)>
                {sort_button(browse, by, key)}
            </span>
        }
    };
    view! {
        <div id=HEADINGS class="row head" role="row" aria-rowindex="1">
            <span class="c-subject" role="presentation">
                {sorting("heading", SortKey::Subject, TextKey::ColumnSubject)}
                {move || fresh(browse)}
            </span>
            {plain("c-outcome", TextKey::ColumnOutcome)}
            {sorting("c-person", SortKey::Customer, TextKey::ColumnPerson)}
            {plain("c-channel", TextKey::ColumnChannel)}
            {move || match time_column(browse.list.sort.get()) {
                SortKey::Started => sorting("c-time", SortKey::Started, TextKey::ColumnStarted),
                _ => sorting("c-time", SortKey::LastActivity, TextKey::ColumnTime),
            }}
        </div>
    }
}

fn sort_button(browse: BrowsingState, by: SortKey, key: TextKey) -> AnyView {
    let sort = browse.list.sort;
    let sign = move || {
        let now = sort.get();
        let sign = match now.direction {
            SortDirection::Descending => Icon::Down,
            SortDirection::Ascending => Icon::Up,
        };
        (now.by == by).then(|| icon(sign))
    };
    let press = move |_| browse.sort(pressed(sort.get_untracked(), by));
    let test = match by {
        SortKey::Subject => "sort-by-subject",
        SortKey::Customer => "sort-by-customer",
        SortKey::Started => "sort-by-started",
        SortKey::Messages => "sort-by-messages",
        SortKey::LastActivity => "sort-by-activity",
    };
    view! {
        <button class="by" class:on=move || sort.get().by == by type="button" data-testid=test on:click=press>
            <span>{t(key)}</span>{sign}
        </button>
    }
    .into_any()
}

fn fresh(browse: BrowsingState) -> Option<AnyView> {
    let words = match browse.list.fresh.get()? {
        0 => TextKey::FreshSome.into(),
        n => Phrase::count(TextKey::FreshCount, n),
    };
    let show = move |_| {
        browse.show_fresh();
        dom::focus(LIST);
    };
    Some(
        view! {
            <button class="fresh" type="button" title=t(TextKey::FreshHelp) data-testid="fresh" on:click=show>
                {icon(Icon::ArrowUp)}{say(&words)}
            </button>
        }
        .into_any(),
    )
}
