//! The dialogs over the page: opening a link, connecting a source, removing one. They are the
//! browser's own modal dialogs, so that the focus stays inside and Escape cancels; where it was
//! before, it goes back to.

use super::account::account;
use super::known::known;
use super::{connect_form, icon, keys, nexudus_form};
use crate::browser::{dom, say, t};
use crate::i18n::{Arg, Key, Phrase};
use crate::ipc;
use crate::state::{App, Dialog};
use crate::view_model::icon::Icon;
use crate::view_model::link::{Leads, LinkKind};
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use model::SourceKind;
use model::view::SourceView;

/// The dialog that is open, if any.
pub(crate) fn dialogs(app: App) -> impl IntoView {
    move || {
        app.dialog.get().map(|dialog| match dialog {
            Dialog::Link(leads) => question(app, leads),
            Dialog::Connect => connecting(app),
            Dialog::Remove(source) => removal(app, &source),
            Dialog::Anew(source) => anew(app, &source),
            Dialog::Account(page) => account(app, page),
            Dialog::Known(source) => known(app, source),
            Dialog::Keys => keys::sheet(app),
        })
    }
}

fn modal(app: App, title: Key, test: &'static str, inside: AnyView) -> AnyView {
    framed(app, t(title).into_any(), test, "", inside)
}

/// The shape of a dialog that is a page.
pub(super) const WIDE: &str = "wide";
/// The shape of a dialog in which something is chosen first.
const CHOICE: &str = "choice-first";

/// A modal dialog.
pub(super) fn framed(
    app: App,
    title: AnyView,
    test: &'static str,
    shape: &'static str,
    inside: AnyView,
) -> AnyView {
    let frame = NodeRef::<html::Dialog>::new();
    // A dialog that is taken away does not give the keyboard back by itself.
    let before = StoredValue::new_local(dom::whereabouts());
    on_cleanup(move || {
        let Some(before) = before.try_get_value().flatten() else {
            return;
        };
        request_animation_frame(move || before.return_to());
    });
    Effect::new(move |_| {
        if let Some(dialog) = frame.get().filter(|dialog| !dialog.open()) {
            // It can only fail when the dialog is open already.
            let _ = dialog.show_modal();
            if !shape.is_empty() {
                // It is looked at first; none of its controls asks for the keyboard.
                let _ = dialog.focus();
            }
        }
    });
    view! {
        <dialog
            class=format!("dialog {shape}")
            node_ref=frame
            tabindex="-1"
            aria-labelledby="dialog-title"
            data-testid=test
            on:close=move |_| app.dialog.set(None)
        >
            <h2 id="dialog-title">{title}</h2>
            {inside}
        </dialog>
    }
    .into_any()
}

fn cancel(app: App) -> AnyView {
    view! {
        <button class="button" type="button" data-testid="dialog-cancel" on:click=move |_| app.dialog.set(None)>
            {t(Key::Cancel)}
        </button>
    }
    .into_any()
}

fn question(app: App, leads: Leads) -> AnyView {
    let title = if leads.kind == LinkKind::Mail {
        Key::LinkTitleMail
    } else {
        Key::LinkTitle
    };
    let remember = NodeRef::<html::Input>::new();
    let (host, url) = (leads.host.clone(), leads.url.clone());
    let open = move |_| {
        if remember.get_untracked().is_some_and(|tick| tick.checked()) {
            app.trust(&host);
        }
        app.dialog.set(None);
        app.open(url.clone());
    };
    let words = say(&Phrase::new(Key::LinkRemember).with("host", Arg::Text(leads.host.clone())));
    let inside = view! {
        <p class="host"><small>{t(Key::LinkHost)}</small><b dir="ltr" data-testid="link-host">{leads.host}</b></p>
        <p class="full"><small>{t(Key::LinkFull)}</small><code dir="ltr">{leads.url}</code></p>
        <label class="tick"><input type="checkbox" node_ref=remember /><i aria-hidden="true">{icon(Icon::Check)}</i><span>{words}</span></label>
        <footer>
            {cancel(app)}
            <button class="button primary" type="button" autofocus data-testid="link-open" on:click=open>
                {t(Key::LinkOpen)}{icon(Icon::Open)}
            </button>
        </footer>
    };
    modal(app, title, "link-dialog", inside.into_any())
}

/// The two kinds of server, and the form of the chosen one.
fn connecting(app: App) -> AnyView {
    let kind = RwSignal::new(None::<SourceKind>);
    let form = move || match kind.get() {
        Some(SourceKind::Nexudus) => Some(nexudus_form(app).into_any()),
        Some(_) => Some(connect_form(app, |app| app.dialog.set(None)).into_any()),
        None => None,
    };
    let inside = view! {
        <div class="kinds" role="radiogroup" aria-label=t(Key::ConnectKind) on:keydown=|event| turn_card(&event)>
            {card(kind, SourceKind::Nexudus, Icon::Cloud, (Key::KindNexudus, Key::KindNexudusText), "card-nexudus")}
            {card(kind, SourceKind::Daybook, Icon::Server, (Key::KindDaybook, Key::KindDaybookText), "card-daybook")}
        </div>
        {form}
        <footer class="under">{cancel(app)}</footer>
    };
    framed(
        app,
        t(Key::AddTitle).into_any(),
        "connect-dialog",
        CHOICE,
        inside.into_any(),
    )
}

fn turn_card(event: &KeyboardEvent) {
    match event.key().as_str() {
        "ArrowLeft" | "ArrowUp" => dom::click_sibling(-1),
        "ArrowRight" | "ArrowDown" => dom::click_sibling(1),
        _ => {}
    }
}

fn card(
    chosen: RwSignal<Option<SourceKind>>,
    kind: SourceKind,
    sign: Icon,
    (title, text): (Key, Key),
    test: &'static str,
) -> AnyView {
    let wanted = kind.clone();
    let on = move || chosen.with(|chosen| chosen.as_ref() == Some(&wanted));
    let first = if kind == SourceKind::Nexudus {
        "nexudus-name"
    } else {
        "connect-name"
    };
    let choose = move |_| {
        chosen.set(Some(kind.clone()));
        request_animation_frame(move || dom::focus(first));
    };
    view! {
        <button class="kind" type="button" role="radio" aria-checked=move || on().to_string() data-testid=test on:click=choose>
            <span class="sign">{icon(sign)}</span>
            <span class="what"><b>{t(title)}</b><small>{t(text)}</small></span>
        </button>
    }
    .into_any()
}

fn removal(app: App, source: &SourceView) -> AnyView {
    let title = say(&Phrase::new(Key::RemoveTitle).with("name", Arg::Text(source.name.clone())));
    let id = source.id;
    let remove = move |_| {
        app.dialog.set(None);
        app.run(async move {
            ipc::remove_source(id).await?;
            app.begin();
            Ok(())
        });
    };
    let inside = view! {
        <p class="lead">{t(Key::RemoveText)}</p>
        <footer>
            {cancel(app)}
            <button class="button danger" type="button" data-testid="remove-confirm" on:click=remove>{t(Key::RemoveButton)}</button>
        </footer>
    };
    framed(
        app,
        title.into_any(),
        "remove-dialog",
        "",
        inside.into_any(),
    )
}

fn anew(app: App, source: &SourceView) -> AnyView {
    let title = say(&Phrase::new(Key::AnewTitle).with("name", Arg::Text(source.name.clone())));
    let id = source.id;
    let begin = move |_| {
        app.dialog.set(None);
        app.run(async move {
            ipc::begin_anew(id).await?;
            app.begin();
            Ok(())
        });
    };
    let inside = view! {
        <p class="lead">{t(Key::AnewText)}</p>
        <footer>
            {cancel(app)}
            <button class="button danger" type="button" data-testid="anew-confirm" on:click=begin>{t(Key::AnewButton)}</button>
        </footer>
    };
    framed(app, title.into_any(), "anew-dialog", "", inside.into_any())
}
