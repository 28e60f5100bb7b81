//! What is known of a source beside its server: when it was synced, whether the copy is whole, and
//! whether the server counts the same. It shows what was found; asking anew is one button.

use crate::components::shared::{framed, icon};
use crate::i18n::{Phrase, PhraseArg, TextKey, TimeStyle, explain, say, t};
use crate::ipc;
use crate::state::{AppState, DialogKind, DialogState, SettingsState};
use crate::view_model::completeness::{copy_of, put_aside, reach};
use crate::view_model::cross_check::{CrossCheckRow, verdict};
use crate::view_model::icon::Icon;
use crate::view_model::status_line::{StatusLine, StatusTone};
use crate::view_model::sync_status::source as said;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::failure::{Failure, FailureCode};
use model::view::{CrossCheck, SourceView, SyncState};
use model::{SourceId, ascii_url};

/// The shape of the dialog.
const SHAPE: &str = "known";

/// The dialog: one source, or all.
pub(crate) fn source_details(app: AppState, which: Option<SourceId>) -> AnyView {
    let ids = Memo::new(move |_| {
        app.status.with(|status| {
            let sources = status.iter().flat_map(|status| &status.sources);
            let wanted = sources.filter(|source| which.is_none_or(|one| one == source.id));
            wanted.map(|source| source.id).collect::<Vec<_>>()
        })
    });
    let parts = move || {
        let each = ids.get().into_iter().map(|id| part(app, id));
        each.collect::<Vec<_>>()
    };
    let inside = view! {
        <div class="known-parts">{parts}</div>
        <button class="plain leave" type="button" aria-label=t(TextKey::Close) title=t(TextKey::Close) data-testid="known-close" on:click=move |_| app.dialogs.close()>
            {icon(Icon::Close)}
        </button>
    };
    let title = t(TextKey::KnownTitle).into_any();
    framed(app.dialogs, title, "known-dialog", SHAPE, inside.into_any())
}

fn part(app: AppState, id: SourceId) -> AnyView {
    let now = Memo::new(move |_| {
        app.status.with(|status| {
            let mut sources = status.iter().flat_map(|status| &status.sources);
            sources.find(|source| source.id == id).cloned()
        })
    });
    let compare = NumberComparison {
        app,
        source: id,
        busy: RwSignal::new(false),
        failed: RwSignal::new(None),
    };
    view! {
        <section data-testid="known">
            {move || now.get().map(|source| heading(app.dialogs, &source))}
            <dl>
                {move || now.get().map(|source| facts(app.settings, &source))}
                <dt>{t(TextKey::KnownNumbers)}</dt>
                <dd>
                    {move || now.get().map(|source| numbers(app.settings, &source))}
                    {move || now.get().and_then(|source| compare.button(&source))}
                </dd>
            </dl>
            {move || now.get().and_then(|source| table(&verdict(&source).rows))}
        </section>
    }
    .into_any()
}

/// In a narrow window this is the only way to remove a source.
fn heading(dialogs: DialogState, source: &SourceView) -> AnyView {
    let remove =
        Phrase::new(TextKey::RemoveSource).with("name", PhraseArg::Text(source.name.clone()));
    let remove = say(&remove);
    let whole = source.clone();
    let ask = move |_| dialogs.open(DialogKind::Remove(Box::new(whole.clone())));
    view! {
        <header>
            <h3><bdi>{source.name.clone()}</bdi><code dir="ltr">{ascii_url(&source.url).into_owned()}</code></h3>
            <button class="plain" type="button" aria-label=remove.clone() title=remove data-testid="known-remove" on:click=ask>
                {icon(Icon::Trash)}
            </button>
        </header>
    }
    .into_any()
}

fn facts(settings: SettingsState, source: &SourceView) -> AnyView {
    let StatusLine { tone, words, .. } = said(source);
    let (whole, copy, at) = copy_of(source);
    view! {
        <dt>{t(TextKey::KnownSynced)}</dt>
        <dd>{line(settings, tone, words, None)}</dd>
        <dt>{t(TextKey::KnownCopy)}</dt>
        <dd>
            {line(settings, whole, copy, at)}
            {put_aside(source).map(|(tone, words)| line(settings, tone, words, None))}
        </dd>
        {reach(source).map(|words| view! {
            <dt>{t(TextKey::KnownReach)}</dt>
            <dd data-testid="known-reach">{line(settings, StatusTone::Calm, words, None)}</dd>
        })}
    }
    .into_any()
}

/// A sentence with its colour, and when it was found.
fn line(
    settings: SettingsState,
    tone: StatusTone,
    words: Phrase,
    at: Option<DateTime<Utc>>,
) -> AnyView {
    let sign = match tone {
        StatusTone::Good => icon(Icon::Check),
        StatusTone::Warn => icon(Icon::Warning),
        StatusTone::Calm | StatusTone::Busy => icon(Icon::Info),
    };
    let when = at.map(|at| {
        let ago = Phrase::new(TextKey::KnownCompared)
            .with("when", PhraseArg::At(at, None, TimeStyle::Ago));
        let exact =
            say(&Phrase::new(TextKey::AsItIs)
                .with("text", PhraseArg::At(at, None, TimeStyle::Exact)));
        view! { <small title=exact>{move || settings.translate(&ago)}</small> }
    });
    view! {
        <p class=format!("line {}", tone.class())>{sign}<span>{move || settings.translate(&words)}</span>{when}</p>
    }
    .into_any()
}

fn numbers(settings: SettingsState, source: &SourceView) -> AnyView {
    let found = verdict(source);
    let offline = matches!(source.sync, SyncState::Offline { .. }) && found.checked_at.is_some();
    let means = found
        .means
        .into_iter()
        .chain(offline.then_some(TextKey::KnownOffline));
    let means = means.map(|key| view! { <p class="means">{t(key)}</p> });
    view! {
        <div data-testid="known-verdict" role="status">
            {line(settings, found.tone, found.words, found.checked_at)}
            {means.collect::<Vec<_>>()}
        </div>
    }
    .into_any()
}

/// The way to ask anew.
#[derive(Clone, Copy)]
struct NumberComparison {
    app: AppState,
    source: SourceId,
    busy: RwSignal<bool>,
    failed: RwSignal<Option<Failure>>,
}

impl NumberComparison {
    fn button(self, source: &SourceView) -> Option<AnyView> {
        if source.cross_check == CrossCheck::NotOffered {
            return None;
        }
        let words = move || {
            t(if self.busy.get() {
                TextKey::Comparing
            } else {
                TextKey::CompareNow
            })
        };
        Some(view! {
            <button class="button small" type="button" data-testid="compare-now" aria-disabled=move || self.busy.get().to_string() on:click=move |_| self.ask()>
                {icon(Icon::Refresh)}{words}
            </button>
            {move || self.failed.get().map(|failure| refused(&failure))}
        }
        .into_any())
    }

    fn ask(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failed.set(None);
        spawn_local(async move {
            let answer = ipc::compare_numbers(self.source).await;
            self.app.ask_status();
            // A dialog that was closed meanwhile takes nothing.
            let _gone = self.busy.try_set(false);
            if let Err(failure) = answer {
                let _gone = self.failed.try_set(Some(failure));
            }
        });
    }
}

/// Why the server was not asked. That it is out of reach is a state like any other.
fn refused(failure: &Failure) -> AnyView {
    let class = if failure.code() == FailureCode::Offline {
        "means"
    } else {
        "wrong"
    };
    view! { <p class=class role="alert" data-testid="compare-error">{explain(failure)}</p> }
        .into_any()
}

fn table(rows: &[CrossCheckRow]) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let head = [
        TextKey::ColumnNumber,
        TextKey::ColumnHere,
        TextKey::ColumnThere,
    ];
    let head = head.map(|key| view! { <th scope="col">{t(key)}</th> });
    let rows: Vec<_> = rows.iter().map(row).collect();
    Some(
        view! {
            <div class="sheet">
                <table data-testid="known-numbers"><thead><tr>{head.into_iter().collect::<Vec<_>>()}</tr></thead><tbody>{rows}</tbody></table>
            </div>
        }
        .into_any(),
    )
}

fn row(row: &CrossCheckRow) -> AnyView {
    let value = |one: &Option<Phrase>| {
        one.as_ref()
            .map_or_else(|| t(TextKey::None).to_owned(), say)
    };
    let sign = (!row.agrees)
        .then(|| view! { <small>{icon(Icon::Warning)}{t(TextKey::NumberDiffers)}</small> });
    view! {
        <tr class:differs=!row.agrees>
            <th scope="row">{t(row.name)}{sign}</th>
            <td>{value(&row.here)}</td>
            <td>{value(&row.there)}</td>
        </tr>
    }
    .into_any()
}
