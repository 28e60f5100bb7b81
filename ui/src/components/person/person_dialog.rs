//! Everything on one person: by what they are known, what is not certain, and every conversation with the reason why it
//! is theirs. What is not theirs can be left out; then all of it is written into a folder, or erased.

use crate::components::shared::{framed, icon};
use crate::i18n::{
    Phrase, PhraseArg, TextKey, TimeStyle, explain, holding_doubts, holding_marks, holding_reason,
    holding_totals, person_link_name, say, t,
};
use crate::state::{DialogState, PersonState, SettingsState};
use crate::view_model::icon::Icon;
use crate::view_model::labels::channel_icon;
use leptos::prelude::*;
use model::person::{HeldConversation, HeldIdentity, HoldingStanding, OwnNotes, PersonHoldings};

/// The shape of the dialog.
const SHAPE: &str = "person-file";

/// The dialog.
pub(crate) fn person_dialog(
    person: PersonState,
    dialogs: DialogState,
    settings: SettingsState,
) -> AnyView {
    let inside = view! {
        <p class="lead">{t(TextKey::PersonLead)}</p>
        <p class="person-totals" role="status" data-testid="person-totals">{move || totals(person)}</p>
        <div class="person-parts" tabindex="0" role="region" aria-label=t(TextKey::PersonConversations)>
            {move || person.holdings.with(|it| it.as_ref().map(head))}
            {conversations(person, settings)}
        </div>
        {move || person.failed.get().map(|failure| view! { <p class="wrong" role="alert" data-testid="person-failed">{explain(&failure)}</p> })}
        {ways_on(person)}
        <button class="plain leave" type="button" aria-label=t(TextKey::Close) title=t(TextKey::Close) data-testid="person-close" on:click=move |_| dialogs.close()>
            {icon(Icon::Close)}
        </button>
    };
    let title = t(TextKey::PersonTitle).into_any();
    framed(dialogs, title, "person-dialog", SHAPE, inside.into_any())
}

/// How much there is, or that it is looked for.
fn totals(person: PersonState) -> Option<String> {
    if person.failed.with(Option::is_some) {
        return None;
    }
    Some(person.holdings.with(|holdings| match holdings {
        None => t(TextKey::PersonLooks).to_owned(),
        Some(holdings) => {
            let totals = holding_totals(&holdings.totals());
            let said: Vec<String> = totals.iter().map(say).collect();
            said.join(t(TextKey::Separator))
        }
    }))
}

/// By what the person is known, and what is not certain.
fn head(holdings: &PersonHoldings) -> AnyView {
    let known = holdings.identities.iter().map(known);
    let doubts = holding_doubts(holdings).into_iter();
    let doubts: Vec<AnyView> = doubts
        .map(|it| view! { <li>{say(&it)}</li> }.into_any())
        .collect();
    let doubts = (!doubts.is_empty()).then(|| {
        view! {
            <div class="person-doubts" data-testid="person-doubts">
                <b>{icon(Icon::Warning)}{t(TextKey::PersonDoubts)}</b>
                <ul>{doubts}</ul>
            </div>
        }
    });
    view! {
        <ul class="person-known" aria-label=t(TextKey::PersonWho) data-testid="person-known">
            {holdings.name.clone().map(|name| view! { <li><b><bdi>{name}</bdi></b></li> })}
            {known.collect::<Vec<_>>()}
        </ul>
        {doubts}
    }
    .into_any()
}

fn known(identity: &HeldIdentity) -> AnyView {
    let written = identity.written.join(", ");
    view! { <li><small>{t(person_link_name(identity.link))}</small>" "<bdi>{written}</bdi></li> }
        .into_any()
}

/// The rows are drawn once for each set of conversations: a box that was turned keeps the keyboard.
fn conversations(person: PersonState, settings: SettingsState) -> AnyView {
    let rows = Memo::new(move |_| {
        person.holdings.with(|holdings| {
            let all = holdings.as_ref().map(|it| it.conversations.iter());
            let ids = all.map(|all| all.map(|one| one.id).collect::<Vec<_>>());
            ids.unwrap_or_default()
        })
    });
    (move || {
        let ids = rows.get();
        if ids.is_empty() {
            return None;
        }
        let rows = ids.into_iter().map(|id| {
            let held = Memo::new(move |_| {
                person.holdings.with(|holdings| {
                    let holdings = holdings.as_ref()?;
                    let held = holdings.conversations.iter().find(|it| it.id == id)?;
                    Some((held.clone(), say(&holding_reason(holdings, held))))
                })
            });
            row(person, settings, held)
        });
        Some(
            view! {
                <table>
                    <thead><tr>
                        <th scope="col">{t(TextKey::PersonTake)}</th>
                        <th scope="col">{t(TextKey::PersonOf)}</th>
                        <th scope="col">{t(TextKey::PersonWhy)}</th>
                        <th scope="col">{t(TextKey::PersonHolds)}</th>
                    </tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            }
            .into_any(),
        )
    })
    .into_any()
}

fn row(
    person: PersonState,
    settings: SettingsState,
    held: Memo<Option<(HeldConversation, String)>>,
) -> Option<AnyView> {
    let (first, _) = held.get_untracked()?;
    let id = first.id;
    let subject = if first.subject.trim().is_empty() {
        t(TextKey::NoSubject).to_owned()
    } else {
        first.subject.clone()
    };
    let when = settings.at(first.started_at, &first.time_zone, TimeStyle::Date);
    let label = Phrase::new(TextKey::PersonTakeOne)
        .with("subject", PhraseArg::Text(subject.clone()))
        .with("when", PhraseArg::Text(when.clone()));
    let standing = move || held.with(|it| it.as_ref().map(|(held, _)| held.standing));
    let is_taken = move || standing() == Some(HoldingStanding::Included);
    let is_unreached = move || standing() == Some(HoldingStanding::Unreached);
    let why = move || held.with(|it| it.as_ref().map(|(_, why)| why.clone()));
    let marks = move || held.with(|it| it.as_ref().map(|(held, _)| marks(held)));
    let test = format!("person-row-{}", first.remote_id);
    Some(
        view! {
            <tr class:left-out=move || !is_taken() data-testid=test>
                <td>
                    <label class="tick-box">
                        <input type="checkbox" aria-label=say(&label) prop:checked=is_taken disabled=is_unreached data-testid="person-take" on:change=move |_| person.turn(id) />
                    </label>
                </td>
                <td>
                    <span class="subject">{icon(channel_icon(&first.channel))}<bdi>{subject}</bdi></span>
                    <small>{when}{t(TextKey::Separator)}<bdi>{first.source.clone()}</bdi></small>
                </td>
                <td><span dir="auto">{why}</span>{marks}</td>
                <td><small>{holds(&first)}</small></td>
            </tr>
        }
        .into_any(),
    )
}

fn marks(held: &HeldConversation) -> Vec<AnyView> {
    let marks = holding_marks(held).into_iter();
    let one = |mark: Phrase| view! { <small class="mark">{say(&mark)}</small> }.into_any();
    marks.map(one).collect()
}

/// What there is in it, each kind of which there is any.
fn holds(held: &HeldConversation) -> String {
    let counts = [
        (TextKey::CountMessages, held.messages),
        (TextKey::CountOutcomes, held.outcomes),
        (TextKey::CountLeadsHeld, held.leads),
    ];
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    let said: Vec<String> = counts
        .map(|(key, count)| say(&Phrase::count(key, count)))
        .collect();
    said.join(t(TextKey::Separator))
}

/// To a file, and to the questions of a deletion.
fn ways_on(person: PersonState) -> AnyView {
    let is_nothing = move || {
        let is_nothing =
            |it: &Option<PersonHoldings>| it.as_ref().is_none_or(|it| it.included().is_empty());
        !person.is_settled.get() || person.holdings.with(is_nothing)
    };
    let is_empty = move || {
        person
            .holdings
            .with(|it| it.as_ref().is_some_and(|it| it.included().is_empty()))
    };
    let with_notes = move |_| {
        person.notes.update(|notes| {
            *notes = match notes {
                OwnNotes::Kept => OwnNotes::Included,
                OwnNotes::Included => OwnNotes::Kept,
            };
        });
    };
    view! {
        {move || is_empty().then(|| view! { <p class="lead" role="status" data-testid="person-nobody">{t(TextKey::PersonNobody)}</p> })}
        <label class="tick-box person-notes">
            <input type="checkbox" aria-describedby="person-notes-help" prop:checked=move || person.notes.get() == OwnNotes::Included data-testid="person-notes" on:change=with_notes />
            <span>{t(TextKey::PersonWithNotes)}<small id="person-notes-help">{t(TextKey::PersonWithNotesHelp)}</small></span>
        </label>
        <footer>
            <p class="lead">{t(TextKey::PersonEraseHelp)}</p>
            <button class="button danger" type="button" disabled=is_nothing data-testid="person-erase" on:click=move |_| person.erase()>{t(TextKey::PersonErase)}</button>
            <button class="button primary" type="button" disabled=is_nothing data-testid="person-export" on:click=move |_| person.export()>{t(TextKey::PersonExport)}</button>
        </footer>
    }
    .into_any()
}
