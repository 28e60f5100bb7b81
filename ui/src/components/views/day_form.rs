//! The way to a day in the list. What a day may be called is the search's to say; what is none is said here, and
//! what was typed stays.

use crate::components::shared::{TextField, framed, read};
use crate::i18n::{TextKey, explain, t};
use crate::state::{BrowsingState, DialogState};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The form.
pub(crate) fn day_form(browse: BrowsingState, dialogs: DialogState) -> AnyView {
    let field = NodeRef::<Input>::new();
    let failed = RwSignal::new(None);
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // A field that cannot take the focus leaves it where it is.
            let _ = field.focus();
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        failed.set(None);
        spawn_local(async move {
            match browse.go_to_day(read(field)).await {
                Ok(true) => dialogs.close(),
                Ok(false) => failed.set(Some(t(TextKey::DayNothing).to_owned())),
                Err(failure) => failed.set(Some(explain(&failure))),
            }
        });
    };
    let inside = view! {
        <form class="form" novalidate on:submit=submit autocomplete="off">
            <TextField input=field label=TextKey::DayLabel id="day" hint=TextKey::DayHint help=TextKey::DayHelp />
            {move || failed.get().map(|words| view! { <p class="wrong" role="alert" data-testid="day-error">{words}</p> })}
            <footer>
                <button class="button" type="button" data-testid="dialog-cancel" on:click=move |_| dialogs.close()>{t(TextKey::Cancel)}</button>
                <button class="button primary" type="submit" data-testid="day-submit">{t(TextKey::DayGo)}</button>
            </footer>
        </form>
    };
    let title = t(TextKey::DayTitle).into_any();
    framed(dialogs, title, "day-dialog", "", inside.into_any())
}
