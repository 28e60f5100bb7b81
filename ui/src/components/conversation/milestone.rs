//! What stands between the messages at its time: escalations with who brought them about, and outcomes with what
//! became of them. It must not guess a cause that nobody told.

use crate::components::shared::{OutwardLink, TabStop, icon, link};
use crate::i18n::{
    Phrase, PhraseArg, TextKey, TimeStyle, escalated_phrase, former_phrase, say, standing_phrase, t,
};
use crate::state::LinksState;
use crate::view_model::icon::Icon;
use crate::view_model::labels::badge;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use model::plausible_time::TimeMark;
use model::view::{ConversionView, TicketView};

/// An escalation at the moment at which its ticket was opened.
pub(super) fn escalation(links: LinksState, ticket: &TicketView, zone: Option<&str>) -> AnyView {
    let words = say(&escalated_phrase(ticket.escalated_by.as_ref()));
    let cause = ticket.escalated_by.as_ref().map(ToString::to_string);
    let page = ticket.url.as_ref().map(|url| {
        let inside = view! { {t(TextKey::TicketOpen)}{icon(Icon::Open)} }.into_any();
        let page = link(
            links,
            OutwardLink {
                url: url.clone(),
                class: "record",
                tab: TabStop::Stops,
            },
            inside,
        );
        view! { {t(TextKey::Separator)}{page} }
    });
    view! {
        <div class="outcome escalation" title=exact(ticket.created_at, zone) data-testid="escalation" data-cause=cause>
            <span>
                {icon(Icon::Warning)}
                <b>{words}</b>
                {t(TextKey::Separator)}
                <bdi>{ticket.subject.clone()}</bdi>
                {t(TextKey::Separator)}
                {clock(ticket.created_at, zone)}
                {page}
            </span>
        </div>
    }
    .into_any()
}

/// The time of day, as with a message.
fn clock(at: DateTime<Utc>, zone: Option<&str>) -> AnyView {
    let clock = PhraseArg::At(at, zone.map(str::to_owned), TimeStyle::Time);
    let clock = say(&Phrase::new(TextKey::AsItIs).with("text", clock));
    view! { <time datetime=at.to_rfc3339()>{clock}</time> }.into_any()
}

fn exact(at: DateTime<Utc>, zone: Option<&str>) -> String {
    let exact = PhraseArg::At(at, zone.map(str::to_owned), TimeStyle::Exact);
    say(&Phrase::new(TextKey::AsItIs).with("text", exact))
}

/// What is to be told beside a time.
pub(super) fn marked(mark: Option<TimeMark>) -> Option<AnyView> {
    let words = match mark? {
        TimeMark::NotPlausible { said } => {
            let said = said.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
            say(&Phrase::new(TextKey::TimeNotPlausible).with("sent", PhraseArg::Text(said)))
        }
        TimeMark::BeforeConversation => t(TextKey::BeforeConversation).to_owned(),
    };
    Some(view! { <em class="time-mark" data-testid="time-mark">{words}</em> }.into_any())
}

/// Why an outcome does not count, where it does not.
fn standing(outcome: &ConversionView, zone: Option<&str>) -> Option<AnyView> {
    let words = say(&standing_phrase(outcome, &moment(zone))?);
    Some(view! { {t(TextKey::Separator)}<em data-testid="not-counted">{words}</em> }.into_any())
}

/// What was said of an outcome before, a line each.
fn history(outcome: &ConversionView, zone: Option<&str>) -> Option<AnyView> {
    let former = outcome.earlier.iter().map(|former| {
        let words = say(&former_phrase(former, &moment(zone)));
        view! { <span role="listitem" data-testid="former">{words}</span> }
    });
    let former: Vec<_> = former.collect();
    (!former.is_empty())
        .then(|| view! { <span class="former" role="list">{former}</span> }.into_any())
}

/// Writes times of outcomes.
fn moment(zone: Option<&str>) -> impl Fn(DateTime<Utc>) -> PhraseArg {
    move |at| PhraseArg::At(at, zone.map(str::to_owned), TimeStyle::DateTime)
}

/// When a link that asks for it was offered, where one was.
fn asked(outcome: &ConversionView, zone: Option<&str>) -> Option<AnyView> {
    const SAME_DAY: i64 = 12;
    let offered = outcome.offered_at?;
    let is_near = (outcome.occurred_at - offered).num_hours() < SAME_DAY;
    let style = if is_near {
        TimeStyle::Time
    } else {
        TimeStyle::DateTime
    };
    let time = PhraseArg::At(offered, zone.map(str::to_owned), style);
    let words = say(&Phrase::new(TextKey::OutcomeOffered).with("time", time));
    Some(view! { {t(TextKey::Separator)}<span data-testid="asked-for">{words}</span> }.into_any())
}

/// An outcome at the moment when it happened.
pub(super) fn outcome(
    links: LinksState,
    outcome: &ConversionView,
    after: Option<i64>,
    zone: Option<&str>,
) -> AnyView {
    let badge = badge(outcome);
    let later = after.filter(|minutes| *minutes > 0).map(|minutes| {
        let words = say(&Phrase::new(TextKey::Later).with("stretch", PhraseArg::Minutes(minutes)));
        view! { {t(TextKey::Separator)}{words} }
    });
    let inferred = (!outcome.confirmed).then(
        || view! { {t(TextKey::Separator)}<em title=t(TextKey::InferredHelp)>{t(TextKey::Inferred)}</em> },
    );
    let record = say(&badge.record);
    let record = match &outcome.url {
        Some(url) => link(
            links,
            OutwardLink {
                url: url.clone(),
                class: "record",
                tab: TabStop::Stops,
            },
            view! { {record}{icon(Icon::Open)} }.into_any(),
        ),
        None => record.into_any(),
    };
    let class = format!(
        "outcome {}{}{}",
        badge.class,
        if outcome.confirmed { "" } else { " inferred" },
        if outcome.stands() { "" } else { " fallen" }
    );
    // A struck line is not heard: the words behind it say the same.
    let label = say(&badge.long);
    let label = if outcome.taken_back_at.is_some() {
        view! { <s>{label}</s> }.into_any()
    } else {
        label.into_any()
    };
    view! {
        <div class=class title=exact(outcome.occurred_at, zone) data-testid="outcome" data-kind=outcome.kind.to_string()>
            <span>
                {icon(badge.icon)}
                <b>{label}</b>
                {t(TextKey::Separator)}
                {record}
                {t(TextKey::Separator)}
                {clock(outcome.occurred_at, zone)}
                {later}
                {asked(outcome, zone)}
                {inferred}
                {marked(outcome.time_mark)}
                {standing(outcome, zone)}
                {history(outcome, zone)}
            </span>
        </div>
    }
    .into_any()
}
