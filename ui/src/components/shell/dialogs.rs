//! The dialogs over the page: connecting a source, removing one. They are the browser's own modal dialogs,
//! so that the focus stays inside and Escape cancels; where it was before, it goes back to. Whether
//! something may leave for an address is not asked here: a page can be made to answer.

use super::forget_dialog::forget_dialog;
use super::palette::palette;
use super::shortcut_sheet::shortcut_sheet;
use crate::browser::dom;
use crate::components::annotations::annotation_form;
use crate::components::conversation::record_dialog;
use crate::components::deletion::{deletion_dialog, deletion_list};
use crate::components::hand_over::{audit_log, export_dialog};
use crate::components::leads::leads;
use crate::components::nexudus_account::nexudus_account;
use crate::components::opening_hours::hours_dialog;
use crate::components::person::person_dialog;
use crate::components::review_queue::{agreement, queues};
use crate::components::rules::rule_form;
use crate::components::shared::{framed, icon};
use crate::components::sources::{connect_form, nexudus_form, source_details};
use crate::components::views::{day_form, view_form};
use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::ipc;
use crate::state::{AppState, DialogKind, DialogState};
use crate::view_model::icon::Icon;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::capability::SignInMethod;
use model::view::SourceView;

/// The dialog that is open, if any.
pub(crate) fn dialogs(app: AppState) -> impl IntoView {
    move || {
        app.dialogs.shown.get().map(|dialog| match dialog {
            DialogKind::Connect => connecting(app),
            DialogKind::Remove(source) => removal(app, &source),
            DialogKind::Anew(source) => anew(app, &source),
            DialogKind::Account(page) => nexudus_account(app, page),
            DialogKind::Known(source) => source_details(app, source),
            DialogKind::Queues => queues(app),
            DialogKind::Leads => leads(app.dialogs, app.leads, app.settings, app.links),
            DialogKind::Annotation(form) => {
                annotation_form(app.annotations, app.dialogs, app.status, *form)
            }
            DialogKind::Hours => hours_dialog(app.hours, app.dialogs),
            DialogKind::Agreement(queue) => agreement(app.queues, app.dialogs, *queue),
            DialogKind::Rule(form) => rule_form(app.rules, app.dialogs, *form),
            DialogKind::Export => export_dialog(app.hand_over, app.dialogs, app.links),
            DialogKind::Record => record_dialog(app.browse.records, app.dialogs, app.links),
            DialogKind::Audit => audit_log(app.audit, app.dialogs, app.settings, app.links),
            DialogKind::Delete => deletion_dialog(app.deletion, app.dialogs),
            DialogKind::Person => person_dialog(app.person, app.dialogs, app.settings),
            DialogKind::Deletions => deletion_list(app.deletion, app.dialogs, app.settings),
            DialogKind::View(form) => view_form(app.views, app.dialogs, app.notices, *form),
            DialogKind::Day => day_form(app.browse, app.dialogs),
            DialogKind::Forget => forget_dialog(app.forgetting, app.dialogs),
            DialogKind::Palette => palette(app),
            DialogKind::Keys => shortcut_sheet(app.dialogs, app.settings),
        })
    }
}

/// The shape of a dialog in which something is chosen first.
const CHOICE: &str = "choice-first";

fn cancel(dialogs: DialogState) -> AnyView {
    view! {
        <button class="button" type="button" data-testid="dialog-cancel" on:click=move |_| dialogs.close()>
            {t(TextKey::Cancel)}
        </button>
    }
    .into_any()
}

/// The two kinds of server, and the form of the chosen one.
fn connecting(app: AppState) -> AnyView {
    let kind = RwSignal::new(None::<SignInMethod>);
    let form = move || match kind.get() {
        Some(SignInMethod::Password) => Some(nexudus_form(app).into_any()),
        Some(_) => Some(connect_form(app, |app| app.dialogs.close()).into_any()),
        None => None,
    };
    let inside = view! {
        <div class="kinds" role="radiogroup" aria-label=t(TextKey::ConnectKind) on:keydown=|event| turn_card(&event)>
            {card(kind, SignInMethod::Password, Icon::Cloud, (TextKey::KindNexudus, TextKey::KindNexudusText), "card-nexudus")}
            {card(kind, SignInMethod::Token, Icon::Server, (TextKey::KindDaybook, TextKey::KindDaybookText), "card-daybook")}
        </div>
        {form}
        {move || practice_offer(app)}
        <footer class="under">{cancel(app.dialogs)}</footer>
    };
    framed(
        app.dialogs,
        t(TextKey::AddTitle).into_any(),
        "connect-dialog",
        CHOICE,
        inside.into_any(),
    )
}

/// The practice space can be had beside real sources; where it is one already, there is a switch.
fn practice_offer(app: AppState) -> Option<AnyView> {
    let has_practice = app.status.with(|status| {
        let status = status.as_ref()?;
        Some(
            status
                .sources
                .iter()
                .any(|source| source.capabilities.invented),
        )
    })?;
    let open = move |_| {
        spawn_local(async move {
            match app.practise().await {
                Ok(()) => app.dialogs.close(),
                Err(failure) => app.notices.failed(&failure),
            }
        });
    };
    (!has_practice).then(|| {
        view! {
            <p class="offer">
                <span>{t(TextKey::PracticeText)}</span>
                <button class="button" type="button" data-testid="connect-practice" on:click=open>{t(TextKey::PracticeButton)}</button>
            </p>
        }
        .into_any()
    })
}

fn turn_card(event: &KeyboardEvent) {
    match event.key().as_str() {
        "ArrowLeft" | "ArrowUp" => dom::click_sibling(-1),
        "ArrowRight" | "ArrowDown" => dom::click_sibling(1),
        _ => {}
    }
}

fn card(
    chosen: RwSignal<Option<SignInMethod>>,
    kind: SignInMethod,
    sign: Icon,
    (title, text): (TextKey, TextKey),
    test: &'static str,
) -> AnyView {
    let on = move || chosen.get() == Some(kind);
    let first = if kind == SignInMethod::Password {
        "nexudus-name"
    } else {
        "connect-name"
    };
    let choose = move |_| {
        chosen.set(Some(kind));
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

fn removal(app: AppState, source: &SourceView) -> AnyView {
    let title =
        say(&Phrase::new(TextKey::RemoveTitle).with("name", PhraseArg::Text(source.name.clone())));
    let id = source.id;
    let remove = move |_| {
        app.dialogs.close();
        app.notices.run(async move {
            ipc::remove_source(id).await?;
            app.begin();
            Ok(())
        });
    };
    let inside = view! {
        <p class="lead">{t(TextKey::RemoveText)}</p>
        <footer>
            {cancel(app.dialogs)}
            <button class="button danger" type="button" data-testid="remove-confirm" on:click=remove>{t(TextKey::RemoveButton)}</button>
        </footer>
    };
    framed(
        app.dialogs,
        title.into_any(),
        "remove-dialog",
        "",
        inside.into_any(),
    )
}

fn anew(app: AppState, source: &SourceView) -> AnyView {
    let title =
        say(&Phrase::new(TextKey::AnewTitle).with("name", PhraseArg::Text(source.name.clone())));
    let id = source.id;
    let begin = move |_| {
        app.dialogs.close();
        app.notices.run(async move {
            ipc::reset_source(id).await?;
            app.begin();
            Ok(())
        });
    };
    let inside = view! {
        <p class="lead">{t(TextKey::AnewText)}</p>
        <footer>
            {cancel(app.dialogs)}
            <button class="button danger" type="button" data-testid="anew-confirm" on:click=begin>{t(TextKey::AnewButton)}</button>
        </footer>
    };
    framed(
        app.dialogs,
        title.into_any(),
        "anew-dialog",
        "",
        inside.into_any(),
    )
}
