//! The form of an annotation of the trend: its day, its words, and where it holds. What is wrong is said here, and nothing
//! typed is lost.

use crate::components::shared::{TextField, framed, read};
use crate::i18n::{TextKey, explain, t};
use crate::state::{AnnotationsState, DialogState, StatusSignal};
use crate::view_model::dashboard::annotations::AnnotationForm;
use leptos::ev::SubmitEvent;
use leptos::html::{Input, Select};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::SpaceId;
use model::annotation::AnnotationDraft;
use model::failure::Failure;
use model::view::SpaceView;

/// The fields of the form.
#[derive(Clone, Copy)]
struct AnnotationFields {
    day: NodeRef<Input>,
    words: NodeRef<Input>,
    space: NodeRef<Select>,
    failed: RwSignal<Option<String>>,
}

/// The form.
pub(crate) fn annotation_form(
    annotations: AnnotationsState,
    dialogs: DialogState,
    status: StatusSignal,
    form: AnnotationForm,
) -> AnyView {
    let fields = AnnotationFields {
        day: NodeRef::new(),
        words: NodeRef::new(),
        space: NodeRef::new(),
        failed: RwSignal::new(None),
    };
    let AnnotationForm { annotation, draft } = form;
    let chosen = draft.space;
    fill(fields, draft);
    let title = if annotation.is_some() {
        TextKey::AnnotationChangeTitle
    } else {
        TextKey::AnnotationNewTitle
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        fields.failed.set(None);
        spawn_local(async move {
            let kept = match fields.typed() {
                Ok(draft) => annotations.keep(annotation, draft).await,
                Err(failure) => Err(failure),
            };
            match kept {
                Ok(()) => dialogs.close(),
                Err(failure) => fields.failed.set(Some(explain(&failure))),
            }
        });
    };
    let inside = view! {
        <form class="form" novalidate on:submit=submit autocomplete="off">
            <TextField input=fields.day label=TextKey::AnnotationDay id="annotation-day" kind="date" />
            <TextField input=fields.words label=TextKey::AnnotationWords id="annotation-words" hint=TextKey::AnnotationWordsHint />
            {space_field(fields, status, chosen)}
            {move || fields.failed.get().map(|words| view! { <p class="wrong" role="alert" data-testid="annotation-error">{words}</p> })}
            <footer>
                <button class="button" type="button" data-testid="dialog-cancel" on:click=move |_| dialogs.close()>{t(TextKey::Cancel)}</button>
                <button class="button primary" type="submit" data-testid="annotation-submit">{t(TextKey::AnnotationSave)}</button>
            </footer>
        </form>
    };
    framed(
        dialogs,
        t(title).into_any(),
        "annotation-dialog",
        "",
        inside.into_any(),
    )
}

fn space_field(fields: AnnotationFields, status: StatusSignal, chosen: Option<SpaceId>) -> AnyView {
    let spaces = status.with_untracked(|status| {
        let spaces = status.as_ref().map(|status| status.spaces.clone());
        spaces.unwrap_or_default()
    });
    let option = |space: SpaceView| {
        view! { <option value=space.id.to_string() selected=chosen == Some(space.id)>{space.name}</option> }
    };
    view! {
        <div class="field">
            <label for="annotation-space">{t(TextKey::AnnotationSpace)}</label>
            <select id="annotation-space" node_ref=fields.space data-testid="annotation-space">
                <option value="" selected=chosen.is_none()>{t(TextKey::AnnotationEverySpace)}</option>
                {spaces.into_iter().map(option).collect::<Vec<_>>()}
            </select>
        </div>
    }
    .into_any()
}

/// Puts what the form begins with into its fields, once they are there.
fn fill(fields: AnnotationFields, draft: AnnotationDraft) {
    Effect::new(move |_| {
        if let (Some(day), Some(words)) = (fields.day.get(), fields.words.get()) {
            day.set_value(&draft.day.to_string());
            words.set_value(&draft.words);
            // A field that cannot take the focus leaves it where it is.
            let _ = words.focus();
        }
    });
}

impl AnnotationFields {
    /// What is typed; a day that is only half typed is none.
    fn typed(self) -> Result<AnnotationDraft, Failure> {
        let space = self.space.get_untracked().map(|select| select.value());
        Ok(AnnotationDraft {
            day: read(self.day).parse().map_err(|_| Failure::NoSuchDay)?,
            words: read(self.words),
            space: space.and_then(|id| id.parse().ok()).map(SpaceId),
        })
    }
}
