//! The editor of opening hours: the space, a field for each day of its week, and its closed days. What is wrong is said
//! under the field in which it stands, and nothing typed is lost.

use crate::browser::dom;
use crate::components::shared::{framed, icon};
use crate::i18n::{Phrase, PhraseArg, TextKey, explain, hours_fault_phrase, say, t};
use crate::state::{DialogState, OpeningHoursState};
use crate::view_model::icon::Icon;
use crate::view_model::opening_hours::{
    FieldFault, HoursField, HoursForm, WEEKDAYS, open_a_week, weekday_label,
};
use leptos::ev::{Event, SubmitEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::SpaceId;
use model::opening_hours::SpaceHours;

/// What is typed, and what of it cannot be used.
#[derive(Clone, Copy)]
struct HoursFields {
    form: RwSignal<HoursForm>,
    fault: RwSignal<Option<FieldFault>>,
    failed: RwSignal<Option<String>>,
}

/// The editor.
pub(crate) fn hours_dialog(hours: OpeningHoursState, dialogs: DialogState) -> AnyView {
    let space = Memo::new(move |_| hours.shown_space());
    let form = move || match space.get() {
        Some(space) => form(hours, dialogs, &space),
        None => waiting(hours, dialogs),
    };
    let inside = view! {
        <p class="lead">{t(TextKey::HoursText)}</p>
        {move || space_choice(hours)}
        {form}
    };
    framed(
        dialogs,
        t(TextKey::HoursTitle).into_any(),
        "hours-dialog",
        "hours",
        inside.into_any(),
    )
}

fn waiting(hours: OpeningHoursState, dialogs: DialogState) -> AnyView {
    let is_known = hours.spaces.with(Option::is_some);
    let words = is_known.then(|| t(TextKey::HoursNoSpaces));
    view! { <p class="none">{words}</p><footer>{cancel(dialogs)}</footer> }.into_any()
}

fn cancel(dialogs: DialogState) -> AnyView {
    view! { <button class="button" type="button" data-testid="dialog-cancel" on:click=move |_| dialogs.close()>{t(TextKey::Cancel)}</button> }
        .into_any()
}

/// The spaces, where there are several; of which nothing is known is said.
fn space_choice(hours: OpeningHoursState) -> Option<AnyView> {
    let spaces = hours.spaces.get().filter(|spaces| spaces.len() > 1)?;
    let option = |space: SpaceHours| {
        let id = space.space;
        let name = PhraseArg::Text(space.name);
        let words = match space.hours {
            Some(_) => Phrase::new(TextKey::AsItIs).with("text", name),
            None => Phrase::new(TextKey::HoursSpaceUnknown).with("name", name),
        };
        view! { <option value=id.to_string() prop:selected=move || hours.chosen.get() == Some(id)>{say(&words)}</option> }
    };
    let choose = move |event: Event| {
        let chosen = event_target_value(&event).parse().ok();
        hours.chosen.set(chosen.map(SpaceId));
    };
    Some(
        view! {
            <div class="field">
                <label for="hours-space">{t(TextKey::HoursSpace)}</label>
                <select id="hours-space" data-testid="hours-space" on:change=choose>{spaces.into_iter().map(option).collect::<Vec<_>>()}</select>
            </div>
        }
        .into_any(),
    )
}

fn form(hours: OpeningHoursState, dialogs: DialogState, space: &SpaceHours) -> AnyView {
    let fields = HoursFields {
        form: RwSignal::new(HoursForm::of(space.hours.as_ref())),
        fault: RwSignal::new(None),
        failed: RwSignal::new(None),
    };
    let id = space.space;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        save(hours, dialogs, fields, id);
    };
    let zone =
        Phrase::new(TextKey::HoursZone).with("zone", PhraseArg::Text(space.time_zone.clone()));
    let days = WEEKDAYS.iter().enumerate();
    let days = days.map(|(at, day)| day_field(fields, at, &weekday_label(*day)));
    let alike = likeness(hours, fields, space);
    let remove = space
        .hours
        .is_some()
        .then(|| remove_button(hours, dialogs, id));
    let week_fault = move || fault_of(fields, HoursField::Week);
    let a_week = move || {
        let read = fields.form.with(HoursForm::read).ok()?;
        Some(say(&open_a_week(&read)))
    };
    view! {
        <form class="form" novalidate on:submit=submit autocomplete="off">
            <p class="hours-zone">{say(&zone)}</p>
            <div class="hours-week">{days.collect::<Vec<_>>()}</div>
            <p class="hours-tools">
                <button class="button" type="button" data-testid="hours-repeat" on:click=move |_| fields.form.update(HoursForm::repeat_monday)>{icon(Icon::Copy)}{t(TextKey::HoursRepeat)}</button>
                {alike}
                <span role="status" data-testid="hours-a-week">{a_week}</span>
            </p>
            {closed_field(fields)}
            {move || week_fault().or_else(|| fields.failed.get()).map(|words| view! { <p class="wrong" role="alert" data-testid="hours-error">{words}</p> })}
            <footer>
                {remove}
                {cancel(dialogs)}
                <button class="button primary" type="submit" data-testid="hours-submit">{t(TextKey::HoursSave)}</button>
            </footer>
        </form>
    }
    .into_any()
}

/// Of a space of which nothing is known yet: the hours of another one, to begin with.
fn likeness(hours: OpeningHoursState, fields: HoursFields, space: &SpaceHours) -> Option<AnyView> {
    let known = |spaces: &Option<Vec<SpaceHours>>| {
        let mut spaces = spaces.iter().flatten();
        spaces.find(|it| it.hours.is_some()).cloned()
    };
    let other = hours.spaces.with_untracked(known);
    let other = other.filter(|_| space.hours.is_none())?;
    let words = Phrase::new(TextKey::HoursAs).with("name", PhraseArg::Text(other.name.clone()));
    let fill = move |_| fields.form.set(HoursForm::of(other.hours.as_ref()));
    Some(
        view! { <button class="button" type="button" data-testid="hours-alike" on:click=fill>{icon(Icon::Copy)}{say(&words)}</button> }
            .into_any(),
    )
}

/// The times of a day. Empty is closed.
fn day_field(fields: HoursFields, at: usize, name: &str) -> AnyView {
    let id = format!("hours-day-{at}");
    let value = move || fields.form.with(|form| form.days[at].clone());
    let typed = move |event: Event| {
        fields
            .form
            .update(|form| form.days[at] = event_target_value(&event));
        forget(fields, HoursField::Day(at));
    };
    let fault = move || fault_of(fields, HoursField::Day(at));
    let help = format!("{id}-help");
    view! {
        <div class="field">
            <label for=id.clone()>{name.to_owned()}</label>
            <input id=id.clone() type="text" prop:value=value placeholder=t(TextKey::HoursDayHint) spellcheck="false" aria-describedby=help.clone() aria-invalid=move || fault().is_some().to_string() data-testid=id on:input=typed />
            <small id=help class="wrong">{fault}</small>
        </div>
    }
    .into_any()
}

/// The days on which it is closed, typed or chosen of a calendar.
fn closed_field(fields: HoursFields) -> AnyView {
    let value = move || fields.form.with(|form| form.closed.clone());
    let typed = move |event: Event| {
        fields
            .form
            .update(|form| form.closed = event_target_value(&event));
        forget(fields, HoursField::Closed);
    };
    let chosen = move |event: Event| {
        // A day that is only half typed is none.
        if let Ok(day) = event_target_value(&event).parse() {
            fields.form.update(|form| form.close(day));
            forget(fields, HoursField::Closed);
        }
    };
    let fault = move || fault_of(fields, HoursField::Closed);
    let words = move || fault().unwrap_or_else(|| t(TextKey::HoursClosedHelp).to_owned());
    view! {
        <div class="field">
            <label for="hours-closed">{t(TextKey::HoursClosed)}</label>
            <div class="hours-closed">
                <input id="hours-closed" type="text" prop:value=value placeholder=t(TextKey::HoursClosedHint) spellcheck="false" aria-describedby="hours-closed-help" aria-invalid=move || fault().is_some().to_string() data-testid="hours-closed" on:input=typed />
                <input type="date" aria-label=t(TextKey::HoursClosedAdd) title=t(TextKey::HoursClosedAdd) data-testid="hours-closed-add" on:change=chosen />
            </div>
            <small id="hours-closed-help" class:wrong=move || fault().is_some()>{words}</small>
        </div>
    }
    .into_any()
}

fn remove_button(hours: OpeningHoursState, dialogs: DialogState, space: SpaceId) -> AnyView {
    let remove = move |_| {
        dialogs.close();
        hours.remove(space);
    };
    view! { <button class="button leading" type="button" data-testid="hours-remove" on:click=remove>{icon(Icon::Trash)}{t(TextKey::HoursRemove)}</button> }
        .into_any()
}

/// What is wrong with a field, in words.
fn fault_of(fields: HoursFields, field: HoursField) -> Option<String> {
    fields.fault.with(|fault| {
        let fault = fault.as_ref().filter(|it| it.field == field)?;
        Some(say(&hours_fault_phrase(&fault.fault)))
    })
}

/// What was wrong with a field is changed: nothing is said of it until it is used.
fn forget(fields: HoursFields, field: HoursField) {
    let is_it = |fault: &Option<FieldFault>| {
        let named = fault.as_ref().map(|it| it.field);
        named == Some(field) || named == Some(HoursField::Week)
    };
    if fields.fault.with_untracked(is_it) {
        fields.fault.set(None);
    }
}

fn save(hours: OpeningHoursState, dialogs: DialogState, fields: HoursFields, space: SpaceId) {
    fields.failed.set(None);
    let read = fields.form.with_untracked(HoursForm::read);
    let said = match read {
        Ok(said) => said.to_string(),
        Err(fault) => {
            focus_on(fault.field);
            fields.fault.set(Some(fault));
            return;
        }
    };
    spawn_local(async move {
        match hours.keep(space, said).await {
            Ok(()) => dialogs.close(),
            Err(failure) => fields.failed.set(Some(explain(&failure))),
        }
    });
}

fn focus_on(field: HoursField) {
    match field {
        HoursField::Day(at) => dom::focus(&format!("hours-day-{at}")),
        HoursField::Closed => dom::focus("hours-closed"),
        HoursField::Week => dom::focus("hours-day-0"),
    }
}
