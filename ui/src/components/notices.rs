//! Lines over the page: what was done goes by itself, what failed stays until it is closed.

use super::icon;
use crate::browser::t;
use crate::i18n::Key;
use crate::state::{App, Notice, NoticeKind};
use crate::view_model::icon::Icon;
use leptos::prelude::*;

/// The notices, and the voice of the page for screen readers.
pub(crate) fn notices(app: App) -> impl IntoView {
    let one = move |notice: Notice| {
        let (class, sign, role) = match notice.kind {
            NoticeKind::Done => ("notice done", Icon::Check, "status"),
            NoticeKind::Failed => ("notice failed", Icon::Warning, "alert"),
        };
        view! {
            <div class=class role=role data-testid="notice">
                {icon(sign)}
                <p>{notice.text}</p>
                <button class="plain" type="button" aria-label=t(Key::Close) on:click=move |_| app.dismiss(notice.id)>
                    {icon(Icon::Close)}
                </button>
            </div>
        }
    };
    view! {
        <div class="notices">
            <For each=move || app.notices.get() key=|notice| notice.id children=one />
        </div>
        <p class="spoken" role="status" aria-live="polite">{move || app.spoken.get()}</p>
    }
}
