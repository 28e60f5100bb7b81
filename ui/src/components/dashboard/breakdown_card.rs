//! The breakdown: status, leads, escalation and conversion as parts of all, with bars.

use super::card::{card, count_button};
use crate::i18n::{Phrase, TextKey, percent, say, t};
use crate::state::DashboardState;
use crate::view_model::dashboard::evidence::EvidenceSubject;
use crate::view_model::dashboard::figures::{BreakdownPart, breakdown, range};
use crate::view_model::dashboard::opening::narrowed;
use leptos::prelude::*;
use model::dashboard::DashboardView;
use model::metrics::FEWEST_FOR_RATE;

/// The card.
pub(super) fn breakdown_card(state: DashboardState, view: &DashboardView) -> AnyView {
    let parts = breakdown(view).into_iter().map(|part| row(state, part));
    let inside = view! {
        <table class="numbers breakdown"><tbody>{parts.collect::<Vec<_>>()}</tbody></table>
        {leads(state, view)}
    };
    let of = say(&Phrase::count(TextKey::BreakdownOf, view.metrics.total));
    card(
        state,
        "breakdown",
        EvidenceSubject::Breakdown,
        of.into_any(),
        ().into_any(),
        inside.into_any(),
    )
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of conversations are far below 2^53"
)]
fn share_of(count: u64, of: u64) -> f64 {
    if of == 0 {
        0.0
    } else {
        count as f64 / of as f64
    }
}

fn row(state: DashboardState, part: BreakdownPart) -> AnyView {
    let name = t(part.title);
    let share = share_of(part.count, part.of);
    let rate = (part.of >= FEWEST_FOR_RATE).then(|| percent(share));
    let count = count_button(
        state,
        part.count,
        Some(part.opens),
        format!("share-{}", part.id),
        name,
    );
    view! {
        <tr class=part.id>
            <th scope="row">{name}</th>
            <td>{count}</td>
            <td class="rate">{rate}</td>
            <td class="bar-cell"><div class="track" aria-hidden="true"><i style:inline-size=format!("{}%", share * 100.0)></i></div></td>
        </tr>
    }
    .into_any()
}

/// Leads that converted.
fn leads(state: DashboardState, view: &DashboardView) -> Option<AnyView> {
    let leads = view.metrics.leads.conversations;
    if leads == 0 {
        return None;
    }
    let share = view.leads_converted;
    let opens = narrowed(
        &view.scope,
        &format!("has:lead {}", view.scope.inferred.asked(None)),
    );
    let count = count_button(
        state,
        share.conversations,
        Some(opens),
        "share-leads-converted".to_owned(),
        t(TextKey::BreakdownLeads),
    );
    let counted = view.scope.inferred.are_counted();
    let with_inferred =
        counted.then(|| view! { <em class="with-inferred">{t(TextKey::WithInferred)}</em> });
    let tells = leads >= FEWEST_FOR_RATE;
    let rate = share.rate.filter(|_| tells).map(|rate| {
        let interval = share.interval.map(|it| format!(" ({})", say(&range(it))));
        format!("{}{}", percent(rate), interval.unwrap_or_default())
    });
    Some(
        view! {
            <p class="card-foot">{t(TextKey::BreakdownLeads)}" "{count}" "{say(&Phrase::new(TextKey::BreakdownLeadsOf).number("n", leads))}" "{rate}" "{with_inferred}</p>
        }
        .into_any(),
    )
}
