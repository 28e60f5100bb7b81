//! Badges: icon, word and colour together, never colour alone. One with a record opens it.

use super::icon::icon;
use super::link::{OutwardLink, TabStop, link};
use crate::i18n::{
    Phrase, PhraseArg, TextKey, TimeStyle, say, standing_phrase, t, taken_back_phrase,
};
use crate::state::LinksState;
use crate::view_model::icon::Icon;
use crate::view_model::labels::{OutcomeBadge, badge};
use leptos::prelude::*;
use model::view::{ConversationRow, ConversionView};

/// The badges of a row: escalation first, since it must never be out of sight, then outcomes by kind, then a
/// lead, and last, struck through, kinds of which each outcome was taken back. All are there; where a row has no
/// room for the words of one, its icon stays.
pub(crate) fn row_badges(links: LinksState, row: &ConversationRow) -> Vec<AnyView> {
    let kinds = by_kind(&row.conversions);
    let fallen = by_kind(&row.taken_back).into_iter();
    let fallen = fallen.filter(|(gone, _)| kinds.iter().all(|(it, _)| it.kind != gone.kind));
    let fallen: Vec<_> = fallen
        .map(|(gone, count)| struck(links, gone, &row.time_zone, BadgeLength::Short(count)))
        .collect();
    let escalation =
        (row.escalation != model::Escalation::None).then(|| escalated(&row.escalation));
    let outcomes = kinds.into_iter().map(|(conversion, count)| {
        outcome(links, conversion, &row.time_zone, count, TabStop::Passes)
    });
    escalation
        .into_iter()
        .chain(outcomes)
        .chain((row.leads > 0).then(lead))
        .chain(fallen)
        .collect()
}

/// The first outcome of each kind, and how many there are of it.
fn by_kind(outcomes: &[ConversionView]) -> Vec<(&ConversionView, usize)> {
    let mut kinds: Vec<(&ConversionView, usize)> = Vec::new();
    for conversion in outcomes {
        match kinds
            .iter_mut()
            .find(|(has, _)| has.kind == conversion.kind && has.confirmed == conversion.confirmed)
        {
            Some((_, count)) => *count += 1,
            None => kinds.push((conversion, 1)),
        }
    }
    kinds
}

/// How much of a struck badge is written.
#[derive(Clone, Copy)]
enum BadgeLength {
    /// The short word, of so many outcomes.
    Short(usize),
    /// The full words, and when it was taken back.
    Full,
}

/// The badges of a whole conversation: every outcome by itself, in the full words.
pub(crate) fn detail_badges(links: LinksState, row: &ConversationRow) -> Vec<AnyView> {
    let outcomes = row
        .conversions
        .iter()
        .map(|conversion| full(links, conversion, &row.time_zone));
    let escalation =
        (row.escalation != model::Escalation::None).then(|| escalated(&row.escalation));
    let fallen = row.taken_back.iter();
    let fallen = fallen.map(|gone| struck(links, gone, &row.time_zone, BadgeLength::Full));
    outcomes
        .chain(escalation)
        .chain((row.leads > 0).then(lead))
        .chain(fallen)
        .collect()
}

/// The badge of an outcome that was taken back. A struck line is not heard: words say the same.
fn struck(
    links: LinksState,
    conversion: &ConversionView,
    zone: &str,
    length: BadgeLength,
) -> AnyView {
    let badge = badge(conversion);
    let gone = taken_back_phrase(conversion, &|at| {
        PhraseArg::At(at, Some(zone.to_owned()), TimeStyle::Date)
    });
    let gone = gone.map(|words| say(&words)).unwrap_or_default();
    let (tab, inside) = match length {
        BadgeLength::Short(count) => {
            let times =
                (count > 1).then(|| view! { <span class="times">{format!("×{count}")}</span> });
            let word = say(&badge.short);
            let inside = view! { {icon(badge.icon)}<s class="word">{word}</s>{times}<span class="spoken">{t(TextKey::Separator)}{gone}</span> };
            (TabStop::Passes, inside.into_any())
        }
        BadgeLength::Full => {
            let open = conversion.url.is_some().then(|| icon(Icon::Open));
            let word = say(&badge.long);
            let inside = view! { {icon(badge.icon)}<s>{word}</s><em>{gone}</em>{open} };
            (TabStop::Stops, inside.into_any())
        }
    };
    linked(links, conversion, &badge, zone, tab, inside)
}

fn outcome(
    links: LinksState,
    conversion: &ConversionView,
    zone: &str,
    count: usize,
    tab: TabStop,
) -> AnyView {
    let badge = badge(conversion);
    let words = say(&badge.short);
    let times = (count > 1).then(|| view! { <span class="times">{format!("×{count}")}</span> });
    let inside = view! { {icon(badge.icon)}<span class="word">{words}</span>{times} }.into_any();
    linked(links, conversion, &badge, zone, tab, inside)
}

fn full(links: LinksState, conversion: &ConversionView, zone: &str) -> AnyView {
    let badge = badge(conversion);
    let inferred = (!conversion.confirmed).then(|| view! { <em>{t(TextKey::Inferred)}</em> });
    let open = conversion.url.is_some().then(|| icon(Icon::Open));
    let words = say(&badge.long);
    let inside = view! { {icon(badge.icon)}{words}{inferred}{open} }.into_any();
    linked(links, conversion, &badge, zone, TabStop::Stops, inside)
}

fn linked(
    links: LinksState,
    conversion: &ConversionView,
    badge: &OutcomeBadge,
    zone: &str,
    tab: TabStop,
    inside: AnyView,
) -> AnyView {
    let help = help(conversion, badge, zone);
    let class = format!(
        "badge {}{}{}",
        badge.class,
        if conversion.confirmed {
            ""
        } else {
            " inferred"
        },
        if conversion.taken_back_at.is_none() {
            ""
        } else {
            " struck"
        }
    );
    let inside = view! { <span class=class title=help>{inside}</span> }.into_any();
    match &conversion.url {
        Some(url) => link(
            links,
            OutwardLink {
                url: url.clone(),
                class: "badge-link",
                tab,
            },
            inside,
        ),
        None => inside,
    }
}

/// What a badge says in full: the outcome, its record, when, and whether it is only inferred.
fn help(conversion: &ConversionView, badge: &OutcomeBadge, zone: &str) -> String {
    let when = PhraseArg::At(
        conversion.occurred_at,
        Some(zone.to_owned()),
        TimeStyle::Exact,
    );
    let said = Phrase::new(TextKey::BadgeHelp)
        .with("label", PhraseArg::Text(say(&badge.long)))
        .with("record", PhraseArg::Text(say(&badge.record)))
        .with("when", when);
    let gone = standing_phrase(conversion, &|at| {
        PhraseArg::At(at, Some(zone.to_owned()), TimeStyle::Exact)
    });
    let said = match gone {
        None => say(&said),
        Some(gone) => format!("{}\n{}", say(&said), say(&gone)),
    };
    if conversion.confirmed {
        said
    } else {
        format!("{said}\n{}", t(TextKey::InferredHelp))
    }
}

/// The warning badge.
fn escalated(escalation: &model::Escalation) -> AnyView {
    let help = crate::view_model::labels::escalation(escalation).map(|words| say(&words));
    view! { <span class="badge escalated" title=help>{icon(Icon::Warning)}<span class="word last">{t(TextKey::Escalated)}</span></span> }.into_any()
}

/// The badge of a lead.
fn lead() -> AnyView {
    view! { <span class="badge lead">{icon(Icon::Contact)}<span class="word">{t(TextKey::Lead)}</span></span> }.into_any()
}
