//! The facets beside the list: what its conversations have in common, with how many have each. A click is a term
//! of the search; once more takes it out. What a term means is decided in the back end alone.

use crate::browser::dom;
use crate::components::shared::{action_for, icon};
use crate::i18n::{Phrase, PhraseArg, TextKey, facet_name, facet_value_phrase, number, say, t};
use crate::state::{BrowsingState, FACETS, LIST};
use crate::view_model::facets::{FacetClick, beside_name};
use crate::view_model::icon::Icon;
use crate::view_model::shortcuts::{KeyAction, KeyScope};
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use model::facet::{Facet, FacetChoice, FacetCounts, FacetValue};

/// The facets, where they are shown.
pub(crate) fn facets(browse: BrowsingState) -> impl IntoView {
    let is_shown = Memo::new(move |_| browse.has_facets());
    Effect::new(move |_| {
        let head = browse.list.head.get();
        if let Some(head) = head.filter(|_| is_shown.get()) {
            browse.count_facets(head.filter.clone());
        }
    });
    move || is_shown.get().then(|| pane(browse))
}

fn pane(browse: BrowsingState) -> AnyView {
    let leave = move |event: KeyboardEvent| {
        if action_for(KeyScope::Facets, &event) == Some(KeyAction::Back) {
            event.prevent_default();
            event.stop_propagation();
            dom::focus(LIST);
        }
    };
    let all = move || match browse.facets.counts.get() {
        Some(counts) => counts.iter().map(|counts| facet(browse, counts)).collect(),
        None => {
            vec![view! { <p class="late" role="status">{t(TextKey::FacetsWaiting)}</p> }.into_any()]
        }
    };
    view! {
        <section
            id=FACETS
            class="facets"
            tabindex="-1"
            aria-label=t(TextKey::FacetsTitle)
            title=t(TextKey::FacetsHelp)
            data-testid="facets"
            on:keydown=leave
        >
            <button class="plain leave" type="button" aria-label=t(TextKey::FacetsHide) title=t(TextKey::FacetsHide) data-testid="facets-hide" on:click=move |_| browse.toggle_facets()>
                {icon(Icon::Close)}
            </button>
            {all}
        </section>
    }
    .into_any()
}

fn facet(browse: BrowsingState, counts: &FacetCounts) -> AnyView {
    let facet = counts.facet;
    let id = format!("facet-{}", facet.as_str());
    let (named_by, test) = (id.clone(), id.clone());
    let is_folded = move || {
        browse
            .settings
            .chosen
            .with(|settings| settings.folded.contains(&facet))
    };
    let fold = move |_| browse.settings.update(|settings| settings.fold(facet));
    let values = counts.values.iter().map(|one| value(browse, facet, one));
    let more = (counts.left_out > 0).then(|| more(counts));
    view! {
        <div class="facet" role="group" aria-labelledby=named_by>
            <h3>
                <button id=id type="button" class="fold" aria-expanded=move || (!is_folded()).to_string() data-testid=test on:click=fold>
                    <span>{t(facet_name(facet))}</span>
                    <small>{beside_name(counts).map(|words| say(&words))}</small>
                    {move || icon(if is_folded() { Icon::Down } else { Icon::Up })}
                </button>
            </h3>
            <ul hidden=is_folded>{values.collect::<Vec<_>>()}{more}</ul>
        </div>
    }
    .into_any()
}

/// What more there is, and how it is found.
fn more(counts: &FacetCounts) -> AnyView {
    let words = Phrase::count(TextKey::FacetMore, counts.left_out).with(
        "operator",
        PhraseArg::Text(counts.facet.as_str().to_owned()),
    );
    view! { <li class="more">{say(&words)}</li> }.into_any()
}

fn value(browse: BrowsingState, facet: Facet, value: &FacetValue) -> AnyView {
    let name = say(&facet_value_phrase(&value.test));
    let test = format!("value-{}", value.test);
    let (checked, sign) = match value.choice {
        FacetChoice::Open => ("false", None),
        FacetChoice::Chosen => ("true", Some(Icon::Check)),
        FacetChoice::Excluded => ("mixed", Some(Icon::Close)),
    };
    let is_excluded = value.choice == FacetChoice::Excluded;
    let click = {
        let test = value.test.clone();
        move |event: MouseEvent| {
            let with = event.shift_key() || event.alt_key();
            let click = if with {
                FacetClick::Exclude
            } else {
                FacetClick::Toggle
            };
            browse.click_facet(facet, test.clone(), click);
        }
    };
    let exclude = {
        let test = value.test.clone();
        move |_| browse.click_facet(facet, test.clone(), FacetClick::Exclude)
    };
    let title = name.clone();
    let leave_out =
        say(&Phrase::new(TextKey::FacetLeaveOut).with("what", PhraseArg::Text(name.clone())));
    view! {
        <li class="facet-value" class:none=value.conversations == 0 class:excluded=is_excluded>
            <button type="button" role="checkbox" class="choose" aria-checked=checked title=title data-testid=test.clone() on:click=click>
                <i class="box" aria-hidden="true">{sign.map(icon)}</i>
                <span class="name"><bdi>{name}</bdi></span>
                <b>{number(value.conversations)}</b>
            </button>
            <button type="button" class="leave-out" aria-pressed=is_excluded.to_string() aria-label=leave_out.clone() title=leave_out data-testid=format!("not-{test}") on:click=exclude>
                {t(TextKey::FacetNot)}
            </button>
        </li>
    }
    .into_any()
}
