//! The metric strip. Its numbers are those of the list below it.

use super::inferred_switch::inferred_switch;
use crate::i18n::{Phrase, TextKey, number, percent, say, t};
use crate::state::{BrowsingState, SettingsState, StatusSignal};
use crate::view_model::filter::{asks_for, toggled};
use crate::view_model::metric_strip::{MetricCard, cards};
use crate::view_model::sparkline::{BOX, SparklinePath, draw};
use leptos::prelude::*;
use model::metrics::TrendDay;

/// The strip.
pub(crate) fn metric_strip(
    browse: BrowsingState,
    settings: SettingsState,
    status: StatusSignal,
) -> impl IntoView {
    let list = browse.list;
    let cards = move || {
        let head = list.head.get();
        let metrics = head
            .as_ref()
            .map(|head| head.metrics.clone())
            .unwrap_or_default();
        let today = i32::try_from(settings.now.get_untracked().timestamp().div_euclid(86_400))
            .unwrap_or(i32::MAX);
        let waiting = head.is_none();
        let inferred = head.map(|head| head.filter.inferred).unwrap_or_default();
        cards(&metrics, inferred)
            .into_iter()
            .map(|one| card(browse, &one, &metrics.trend, today, waiting))
            .collect::<Vec<_>>()
    };
    view! {
        <section class="strip" aria-label=t(TextKey::MetricsLabel)>
            {inferred_switch(browse, status, "list-inferred", move |counted| browse.count_inferred(counted))}
            {cards}
        </section>
    }
}

fn card(
    browse: BrowsingState,
    card: &MetricCard,
    trend: &[TrendDay],
    today: i32,
    waiting: bool,
) -> AnyView {
    let value = match card.value {
        Some(value) => number(value),
        None if waiting => "\u{a0}".to_owned(),
        None => t(TextKey::None).to_owned(),
    };
    let rate = card
        .rate
        .map(|rate| view! { <small>{percent(rate)}</small> });
    let with_inferred = card
        .with_inferred
        .map(|words| view! { <p class="with-inferred">{t(words)}</p> });
    let note = card.note.as_ref().map_or("\u{a0}".to_owned(), say);
    let help = card.help.as_ref().map(say);
    let aside = (card.id == "total").then(|| help.clone()).flatten();
    let aside = aside.map(|words| view! { <span class="aside">{words}</span> });
    view! {
        <article class=format!("card {}", card.id) data-testid=format!("metric-{}", card.id)>
            <h2>{title(browse, card)}</h2>
            <p class="value">{value}{rate}</p>
            {line(&draw(trend, card.series, today))}
            <p class="note" title=help><span>{note}</span>{aside}</p>
            {with_inferred}
        </article>
    }
    .into_any()
}

/// The title; where the number counts some of the conversations, it lists those, and all again.
fn title(browse: BrowsingState, card: &MetricCard) -> AnyView {
    let words = t(card.title);
    let Some(term) = card.opens.clone() else {
        return words.into_any();
    };
    let asked = term.clone();
    let pressed = move || {
        let is_asked = browse.list.filter.with(|filter| asks_for(filter, &asked));
        if is_asked { "true" } else { "false" }
    };
    let open = move |_| {
        let filter = browse.list.filter.get_untracked();
        browse.filter(toggled(&filter, &term));
    };
    view! {
        <button type="button" aria-pressed=pressed title=t(TextKey::MetricOpens) data-testid=format!("open-{}", card.id) on:click=open>
            {words}
        </button>
    }
    .into_any()
}

fn line(line: &SparklinePath) -> AnyView {
    let (width, height) = BOX;
    let said = (line.days > 0).then(|| say(&Phrase::count(TextKey::MetricTrend, line.days)));
    view! {
        <svg class="spark" viewBox=format!("0 0 {width} {height}") preserveAspectRatio="none" aria-hidden="true">
            {said.map(|said| view! { <title>{said}</title> })}
            <polygon points=line.area.clone() />
            <polyline points=line.points.clone() />
        </svg>
    }
    .into_any()
}
