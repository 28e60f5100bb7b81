//! How a hand-over stands: how far it is, with a way to stop it; at the end what was written and where, or why nothing
//! was and what can be done.

use crate::components::shared::{code_line, icon};
use crate::i18n::{Phrase, PhraseArg, TextKey, explain, say, t};
use crate::state::{DialogState, HandOverState, LinksState};
use crate::view_model::export_form::percent_done;
use crate::view_model::icon::Icon;
use leptos::prelude::*;
use model::failure::Failure;
use model::handover::{
    ExportProgress, ExportResult, HandOverStage, HandOverView, ProductionResult,
};

/// The stage.
pub(super) fn stage(over: HandOverState, dialogs: DialogState, links: LinksState) -> AnyView {
    let is_running = Memo::new(move |_| {
        over.view
            .with(|view| view.as_ref().is_some_and(HandOverView::is_running))
    });
    (move || {
        if is_running.get() {
            return running(over, dialogs, links);
        }
        let view = over.view.get()?;
        Some(match view.stage {
            HandOverStage::Running(_) => return None,
            HandOverStage::Exported(done) => exported(over, dialogs, links, &done),
            HandOverStage::Produced(done) => produced(over, dialogs, links, &done),
            HandOverStage::Failed(failure) => failed(over, dialogs, &failure),
        })
    })
    .into_any()
}

fn running(over: HandOverState, dialogs: DialogState, links: LinksState) -> Option<AnyView> {
    let path = over.view.get_untracked()?.path;
    let far = move || {
        over.view
            .with(|view| match view.as_ref().map(|it| &it.stage) {
                Some(HandOverStage::Running(far)) => *far,
                _ => ExportProgress::default(),
            })
    };
    let told = move || {
        let far = far();
        let total = PhraseArg::count(TextKey::CountConversations, far.total);
        let told = Phrase::new(TextKey::ExportFar)
            .number("done", far.done)
            .with("total", total);
        say(&told)
    };
    let percent = move || {
        let far = far();
        percent_done(far.done, far.total).to_string()
    };
    Some(
        view! {
            <div class="export-stage" data-testid="export-running">
                <progress max="100" value=percent aria-label=t(TextKey::ExportProgressLabel)></progress>
                <p data-testid="export-far">{told}</p>
                <p class="lead">{t(TextKey::ExportGoesOn)}</p>
                {place(links, TextKey::ExportWillBe, "export-path", path)}
            </div>
            <footer>
                <button class="button" type="button" data-testid="export-stop" on:click=move |_| over.stop()>{icon(Icon::Stop)}{t(TextKey::ExportStop)}</button>
                <button class="button primary" type="button" data-testid="export-behind" on:click=move |_| dialogs.close()>{t(TextKey::ExportBehind)}</button>
            </footer>
        }
        .into_any(),
    )
}

fn exported(
    over: HandOverState,
    dialogs: DialogState,
    links: LinksState,
    done: &ExportResult,
) -> AnyView {
    let mut lines = vec![count(TextKey::ExportDone, done.conversations)];
    lines.push(count(TextKey::ExportRows, done.rows));
    lines.extend(done.notes.iter().cloned());
    let places = vec![
        place(links, TextKey::ExportIsAt, "export-path", done.path.clone()),
        place(
            links,
            TextKey::ExportManifestAt,
            "export-manifest",
            done.manifest.clone(),
        ),
    ];
    ended(over, dialogs, lines, places)
}

fn produced(
    over: HandOverState,
    dialogs: DialogState,
    links: LinksState,
    done: &ProductionResult,
) -> AnyView {
    let lines = vec![
        count(TextKey::ProductionDone, done.pages),
        count(TextKey::ExportDone, done.conversations),
        count(TextKey::ExportMasked, done.masks),
        t(TextKey::ProductionKeyAway).to_owned(),
    ];
    let check = format!(
        "python3 \"{}/verify.py\" --key {}",
        done.path, done.public_key
    );
    let places = vec![
        place(links, TextKey::ExportIsAt, "export-path", done.path.clone()),
        place(
            links,
            TextKey::ProductionKeyIs,
            "export-key",
            done.public_key.clone(),
        ),
        place(links, TextKey::ProductionChecked, "export-check", check),
    ];
    ended(over, dialogs, lines, places)
}

fn ended(
    over: HandOverState,
    dialogs: DialogState,
    lines: Vec<String>,
    places: Vec<AnyView>,
) -> AnyView {
    let lines = lines.into_iter().map(|line| view! { <li>{line}</li> });
    view! {
        <div class="export-stage" data-testid="export-done">
            <div role="status"><ul>{lines.collect::<Vec<_>>()}</ul></div>
            {places}
        </div>
        <footer>
            <button class="button" type="button" data-testid="export-again" on:click=move |_| over.begin_again()>{t(TextKey::ExportAgain)}</button>
            <button class="button" type="button" data-testid="export-folder" on:click=move |_| over.show_folder()>{icon(Icon::Open)}{t(TextKey::ExportFolder)}</button>
            <button class="button primary" type="button" data-testid="export-finish" on:click=move |_| dialogs.close()>{t(TextKey::Close)}</button>
        </footer>
    }
    .into_any()
}

fn failed(over: HandOverState, dialogs: DialogState, failure: &Failure) -> AnyView {
    let is_stopped = *failure == Failure::ExportStopped;
    let class = if is_stopped { "lead" } else { "wrong" };
    view! {
        <div class="export-stage" data-testid="export-failed">
            <p class=class role="alert">{explain(failure)}</p>
        </div>
        <footer>
            <button class="button" type="button" data-testid="export-finish" on:click=move |_| dialogs.close()>{t(TextKey::Close)}</button>
            <button class="button primary" type="button" data-testid="export-again" on:click=move |_| over.begin_again()>{t(TextKey::ExportRevise)}</button>
        </footer>
    }
    .into_any()
}

fn count(key: TextKey, count: u64) -> String {
    say(&Phrase::count(key, count))
}

/// A path or a key, to be copied.
fn place(links: LinksState, title: TextKey, test: &'static str, value: String) -> AnyView {
    view! { <div class="export-place"><b>{t(title)}</b>{code_line(links, test, value)}</div> }
        .into_any()
}
