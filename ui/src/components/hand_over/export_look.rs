//! A look at what would be handed over: the first rows of a table, or the beginning of the first transcript.

use crate::i18n::{TextKey, t};
use crate::state::HandOverState;
use leptos::prelude::*;
use model::handover::HandOverPreview;

/// The look.
pub(super) fn look(over: HandOverState) -> AnyView {
    let shown = move || {
        let looked = over.preview.with(|preview| preview.as_ref().map(beginning));
        let waits = looked.is_none() && over.failed.with(Option::is_none);
        // Rules are counted for a report, which takes a moment in a long history.
        looked.or_else(|| waits.then(waiting))
    };
    view! {
        <section class="export-look" tabindex="0" aria-label=t(TextKey::ExportLook) data-testid="export-look">
            <h3>{t(TextKey::ExportLook)}</h3>
            {shown}
        </section>
    }
    .into_any()
}

fn waiting() -> AnyView {
    view! { <p class="lead late">{t(TextKey::ExportLooking)}</p> }.into_any()
}

fn beginning(preview: &HandOverPreview) -> AnyView {
    if preview.conversations == 0 {
        return view! { <p class="lead" data-testid="export-nothing">{t(TextKey::ExportNothing)}</p> }
            .into_any();
    }
    if !preview.page.is_empty() {
        return view! { <pre dir="auto" data-testid="export-page">{preview.page.clone()}</pre> }
            .into_any();
    }
    table(preview)
}

/// Each row as its own list: a table of thirty columns cannot be read side by side.
fn table(preview: &HandOverPreview) -> AnyView {
    let chosen = || preview.columns.iter().filter(|column| column.is_chosen);
    let pair = |(name, value): (&String, &String)| {
        view! { <div><dt><code dir="ltr">{name.clone()}</code></dt><dd dir="auto">{value.clone()}</dd></div> }
    };
    let row = |row: &Vec<String>| {
        let names = chosen().map(|column| &column.name);
        let pairs = names.zip(row).map(pair).collect::<Vec<_>>();
        view! { <dl data-testid="export-row">{pairs}</dl> }
    };
    preview.rows.iter().map(row).collect::<Vec<_>>().into_any()
}
