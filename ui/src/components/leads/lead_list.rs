//! The page of leads: a table with who, how to reach them, what they want, when they were taken down, and what became
//! of it. The name opens the conversation: it is read before anybody calls.

use crate::components::shared::{framed, icon};
use crate::i18n::{Phrase, PhraseArg, TextKey, TimeStyle, follow_up_name, number, say, t};
use crate::state::{DialogState, LeadsState, LinksState, SettingsState};
use crate::view_model::icon::Icon;
use crate::view_model::labels::channel_icon;
use leptos::prelude::*;
use model::FollowUp;
use model::lead::{LeadLine, LeadsPage};

/// The page.
pub(crate) fn leads(
    dialogs: DialogState,
    leads: LeadsState,
    settings: SettingsState,
    links: LinksState,
) -> AnyView {
    let shown = move || {
        leads.page.with(|page| {
            page.as_ref()
                .map(|page| table(leads, settings, links, page))
        })
    };
    let inside = view! {
        <p class="lead">{t(TextKey::LeadsText)}</p>
        <div class="lead-states" role="group" aria-label=t(TextKey::LeadFollowUp)>{move || states(leads)}</div>
        <div class="lead-rows">{shown}</div>
        <button class="plain leave" type="button" aria-label=t(TextKey::Close) title=t(TextKey::Close) data-testid="leads-close" on:click=move |_| dialogs.close()>
            {icon(Icon::Close)}
        </button>
    };
    let title = t(TextKey::LeadsTitle).into_any();
    framed(dialogs, title, "leads-dialog", "leads", inside.into_any())
}

/// All leads, and those of each state, with how many there are.
fn states(leads: LeadsState) -> Vec<AnyView> {
    let chosen = leads.follow_up.get();
    let states = leads.page.with(|page| {
        let states = page.as_ref().map(|page| page.states.clone());
        states.unwrap_or_default()
    });
    let all = states.iter().map(|state| state.leads).sum();
    let one = |follow_up: Option<FollowUp>, name: String, count: u32| {
        let is_chosen = chosen == follow_up;
        let test = follow_up
            .as_ref()
            .map_or("all", FollowUp::as_str)
            .to_owned();
        view! {
            <button type="button" class="tab" aria-pressed=is_chosen.to_string() data-testid=format!("leads-{test}") on:click=move |_| leads.choose(follow_up.clone())>
                {name}<b>{number(u64::from(count))}</b>
            </button>
        }
        .into_any()
    };
    let each = states.into_iter().map(|state| {
        let name = follow_up_name(&state.follow_up);
        (Some(state.follow_up), name, state.leads)
    });
    let every = (None, t(TextKey::LeadsAll).to_owned(), all);
    each.chain([every])
        .map(|(state, name, count)| one(state, name, count))
        .collect()
}

fn table(
    leads: LeadsState,
    settings: SettingsState,
    links: LinksState,
    page: &LeadsPage,
) -> AnyView {
    if page.leads.is_empty() {
        return view! { <p class="none" data-testid="leads-none">{t(TextKey::LeadsNone)}</p> }
            .into_any();
    }
    let rows = page
        .leads
        .iter()
        .map(|lead| row(leads, settings, links, lead));
    let left = (page.total as usize).saturating_sub(page.leads.len());
    let more = (left > 0).then(|| {
        view! {
            <button class="button" type="button" data-testid="leads-more" on:click=move |_| leads.more()>
                {say(&Phrase::count(TextKey::LeadsMore, left))}
            </button>
        }
    });
    view! {
        <table>
            <thead><tr>
                <th scope="col">{t(TextKey::LeadNamed)}</th>
                <th scope="col">{t(TextKey::LeadContact)}</th>
                <th scope="col">{t(TextKey::LeadCapturedAt)}</th>
                <th scope="col">{t(TextKey::LeadFollowUp)}</th>
            </tr></thead>
            <tbody>{rows.collect::<Vec<_>>()}</tbody>
        </table>
        {more}
    }
    .into_any()
}

fn row(leads: LeadsState, settings: SettingsState, links: LinksState, lead: &LeadLine) -> AnyView {
    let name = lead.name.clone();
    let name = name.unwrap_or_else(|| t(TextKey::LeadUnnamed).to_owned());
    let captured = settings.at(lead.created_at, &lead.time_zone, TimeStyle::Date);
    let conversation = lead.conversation;
    let note = lead
        .note
        .clone()
        .map(|note| view! { <small dir="auto" title=note.clone()>{note.clone()}</small> });
    let contacts = [&lead.phone, &lead.email].into_iter().flatten();
    let contacts = contacts.map(|text| contact(links, text));
    view! {
        <tr data-testid="lead-row">
            <td class="who">
                <button type="button" class="entry" title=t(TextKey::LeadRead) data-testid="lead-read" on:click=move |_| leads.read(conversation)>
                    {icon(channel_icon(&lead.channel))}<bdi>{name.clone()}</bdi>
                </button>
                {note}
            </td>
            <td class="contact">{contacts.collect::<Vec<_>>()}</td>
            <td class="when">{captured}</td>
            <td>{follow_up(leads, lead, name)}</td>
        </tr>
    }
    .into_any()
}

/// An address, which a click copies: who calls has the telephone in another place.
fn contact(links: LinksState, text: &str) -> AnyView {
    let copied = text.to_owned();
    let copy = move |_| links.copy(copied.clone(), TextKey::Copied);
    view! {
        <button type="button" class="entry copy" title=t(TextKey::Copy) on:click=copy>
            <bdi>{text.to_owned()}</bdi>{icon(Icon::Copy)}
        </button>
    }
    .into_any()
}

/// What became of it.
fn follow_up(leads: LeadsState, lead: &LeadLine, name: String) -> AnyView {
    let label = Phrase::new(TextKey::LeadFollowUpOf).with("name", PhraseArg::Text(name));
    let now = lead.follow_up.clone();
    let unknown = (!FollowUp::KNOWN.contains(&now)).then(|| now.clone());
    let states = FollowUp::KNOWN.iter().cloned().chain(unknown);
    let options = states.map(|state| {
        let selected = state == now;
        view! { <option value=state.as_str().to_owned() selected=selected>{follow_up_name(&state)}</option> }
    });
    let lead = lead.clone();
    let change = move |event| leads.set(&lead, FollowUp::from(event_target_value(&event).as_str()));
    view! {
        <label class="select">
            <select aria-label=say(&label) data-testid="lead-follow-up" on:change=change>{options.collect::<Vec<_>>()}</select>
            {icon(Icon::Down)}
        </label>
    }
    .into_any()
}
