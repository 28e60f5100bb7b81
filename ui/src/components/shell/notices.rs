//! Lines over the page: what was done goes by itself, what failed stays until it is closed.

use crate::components::shared::icon;
use crate::i18n::{TextKey, t};
use crate::state::{
    AppState, BrowsingState, LinksState, NoticeKind, NoticeRemedy, NoticesState, PageNotice,
};
use crate::view_model::icon::Icon;
use leptos::prelude::*;

/// The notices, and the voice of the page for screen readers.
pub(crate) fn notices(app: AppState) -> impl IntoView {
    let one = move |notice: PageNotice| {
        let (class, sign, role) = match notice.kind {
            NoticeKind::Done => ("notice done", Icon::Check, "status"),
            NoticeKind::Failed => ("notice failed", Icon::Warning, "alert"),
        };
        view! {
            <div class=class role=role data-testid="notice">
                {icon(sign)}
                <p>{notice.text.clone()}</p>
                {remedy(app, &notice)}
                <button class="plain" type="button" aria-label=t(TextKey::Close) on:click=move |_| app.notices.dismiss(notice.id)>
                    {icon(Icon::Close)}
                </button>
            </div>
        }
    };
    view! {
        <div class="notices">
            <For each=move || app.notices.lines.get() key=|notice| notice.id children=one />
        </div>
        <p class="spoken" role="status" aria-live="polite">{move || app.spoken.get()}</p>
    }
}

fn remedy(app: AppState, notice: &PageNotice) -> Option<AnyView> {
    match &notice.remedy {
        NoticeRemedy::None => None,
        NoticeRemedy::Repair => Some(repair(app, notice.id).into_any()),
        NoticeRemedy::Undo(step) => Some(undo(app.browse, *step).into_any()),
        NoticeRemedy::CopyLink(url) => Some(copy_link(app.links, url.clone()).into_any()),
        NoticeRemedy::SaveAgain(draft) => {
            let draft = draft.as_ref().clone();
            let again = move || app.views.save_again(draft.clone());
            Some(had_back(app.notices, notice.id, again).into_any())
        }
        NoticeRemedy::RestoreRule(rule) => {
            let rule = rule.as_ref().clone();
            let again = move || app.rules.restore(rule.clone());
            Some(had_back(app.notices, notice.id, again).into_any())
        }
        NoticeRemedy::Annotation(undo) => {
            let undo = undo.as_ref().clone();
            let again = move || app.annotations.take_back(undo.clone());
            Some(had_back(app.notices, notice.id, again).into_any())
        }
        NoticeRemedy::SetHours(undo) => {
            let undo = undo.as_ref().clone();
            let again = move || app.hours.take_back(undo.clone());
            Some(had_back(app.notices, notice.id, again).into_any())
        }
        NoticeRemedy::RestoreThemes(decisions) => {
            let decisions = decisions.clone();
            let again = move || app.themes.restore(decisions.clone());
            Some(had_back(app.notices, notice.id, again).into_any())
        }
    }
}

fn undo(browse: BrowsingState, step: u32) -> impl IntoView {
    let act = move |_| {
        browse.undo(Some(step));
    };
    view! {
        <button class="button" type="button" title=t(TextKey::UndoHelp) data-testid="notice-undo" on:click=act>{t(TextKey::Undo)}</button>
    }
}

fn copy_link(links: LinksState, url: String) -> impl IntoView {
    let act = move |_| links.copy(url.clone(), TextKey::CopiedLink);
    view! {
        <button class="button" type="button" data-testid="notice-copy" on:click=act>{t(TextKey::LinkCopy)}</button>
    }
}

/// What was removed is had back.
fn had_back(notices: NoticesState, notice: u32, again: impl Fn() + 'static) -> impl IntoView {
    let act = move |_| {
        notices.dismiss(notice);
        again();
    };
    view! {
        <button class="button" type="button" data-testid="notice-undo" on:click=act>{t(TextKey::Undo)}</button>
    }
}

fn repair(app: AppState, notice: u32) -> impl IntoView {
    let act = move |_| {
        app.notices.dismiss(notice);
        app.repair();
    };
    view! {
        <button class="button" type="button" data-testid="notice-repair" on:click=act>{t(TextKey::Repair)}</button>
    }
}
