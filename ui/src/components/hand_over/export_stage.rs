//! How a hand-over stands: how far it is, with a way to stop it; at the end what was written and where, or why nothing
//! was and what can be done.

use crate::components::shared::icon;
use crate::i18n::{Phrase, PhraseArg, TextKey, explain, say, t};
use crate::state::AppState;
use crate::view_model::export_form::percent_done;
use crate::view_model::icon::Icon;
use leptos::prelude::*;
use model::failure::Failure;
use model::handover::{
    ExportProgress, ExportResult, HandOverStage, HandOverView, ProductionResult,
};

/// The stage.
pub(super) fn stage(app: AppState) -> AnyView {
    let over = app.hand_over;
    let is_running = Memo::new(move |_| {
        over.view
            .with(|view| view.as_ref().is_some_and(HandOverView::is_running))
    });
    (move || {
        if is_running.get() {
            return running(app);
        }
        let view = over.view.get()?;
        Some(match view.stage {
            HandOverStage::Running(_) => return None,
            HandOverStage::Exported(done) => exported(app, &done),
            HandOverStage::Produced(done) => produced(app, &done),
            HandOverStage::Failed(failure) => failed(app, &failure),
        })
    })
    .into_any()
}

fn running(app: AppState) -> Option<AnyView> {
    let over = app.hand_over;
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
        let big = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let told = Phrase::new(TextKey::ExportFar)
            .number("done", big(far.done))
            .with(
                "total",
                PhraseArg::Count(TextKey::CountConversations, big(far.total)),
            );
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
                {place(app, TextKey::ExportWillBe, "export-path", path)}
            </div>
            <footer>
                <button class="button" type="button" data-testid="export-stop" on:click=move |_| over.stop()>{icon(Icon::Stop)}{t(TextKey::ExportStop)}</button>
                <button class="button primary" type="button" data-testid="export-behind" on:click=move |_| app.dialogs.close()>{t(TextKey::ExportBehind)}</button>
            </footer>
        }
        .into_any(),
    )
}

fn exported(app: AppState, done: &ExportResult) -> AnyView {
    let mut lines = vec![count(TextKey::ExportDone, done.conversations)];
    lines.push(count(TextKey::ExportRows, done.rows));
    lines.extend(done.notes.iter().cloned());
    let places = vec![
        place(app, TextKey::ExportIsAt, "export-path", done.path.clone()),
        place(
            app,
            TextKey::ExportManifestAt,
            "export-manifest",
            done.manifest.clone(),
        ),
    ];
    ended(app, lines, places)
}

fn produced(app: AppState, done: &ProductionResult) -> AnyView {
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
        place(app, TextKey::ExportIsAt, "export-path", done.path.clone()),
        place(
            app,
            TextKey::ProductionKeyIs,
            "export-key",
            done.public_key.clone(),
        ),
        place(app, TextKey::ProductionChecked, "export-check", check),
    ];
    ended(app, lines, places)
}

fn ended(app: AppState, lines: Vec<String>, places: Vec<AnyView>) -> AnyView {
    let over = app.hand_over;
    let lines = lines.into_iter().map(|line| view! { <li>{line}</li> });
    view! {
        <div class="export-stage" data-testid="export-done">
            <div role="status"><ul>{lines.collect::<Vec<_>>()}</ul></div>
            {places}
        </div>
        <footer>
            <button class="button" type="button" data-testid="export-again" on:click=move |_| over.leave_result()>{t(TextKey::ExportAgain)}</button>
            <button class="button" type="button" data-testid="export-folder" on:click=move |_| over.show_folder()>{icon(Icon::Open)}{t(TextKey::ExportFolder)}</button>
            <button class="button primary" type="button" data-testid="export-finish" on:click=move |_| app.dialogs.close()>{t(TextKey::Close)}</button>
        </footer>
    }
    .into_any()
}

fn failed(app: AppState, failure: &Failure) -> AnyView {
    let over = app.hand_over;
    let is_stopped = *failure == Failure::ExportStopped;
    let class = if is_stopped { "lead" } else { "wrong" };
    view! {
        <div class="export-stage" data-testid="export-failed">
            <p class=class role="alert">{explain(failure)}</p>
        </div>
        <footer>
            <button class="button" type="button" data-testid="export-finish" on:click=move |_| app.dialogs.close()>{t(TextKey::Close)}</button>
            <button class="button primary" type="button" data-testid="export-again" on:click=move |_| over.leave_result()>{t(TextKey::ExportRevise)}</button>
        </footer>
    }
    .into_any()
}

fn count(key: TextKey, count: u64) -> String {
    say(&Phrase::count(
        key,
        i64::try_from(count).unwrap_or(i64::MAX),
    ))
}

/// A path or a key, to be copied.
fn place(app: AppState, title: TextKey, test: &'static str, value: String) -> AnyView {
    let (whole, shown) = (value.clone(), value.clone());
    view! {
        <div class="export-place">
            <b>{t(title)}</b>
            <code dir="ltr" title=shown data-testid=test>{value}</code>
            <button class="plain" type="button" aria-label=t(TextKey::Copy) title=t(TextKey::Copy) on:click=move |_| app.links.copy(whole.clone(), TextKey::Copied)>{icon(Icon::Copy)}</button>
        </div>
    }
    .into_any()
}
