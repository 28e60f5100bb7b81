//! Annotations of the trend: which there are, writing them, and the numbers before and after the one that is looked at. A
//! change can be taken back from the line that says so.

use super::annotation_undo::AnnotationUndo;
use super::dashboard::DashboardState;
use super::dialog::{DialogKind, DialogState};
use super::notices::{NoticeRemedy, NoticesState};
use crate::i18n::TextKey;
use crate::ipc;
use crate::view_model::dashboard::annotations::{AnnotationForm, draft_of_annotation};
use leptos::prelude::*;
use model::AnnotationId;
use model::annotation::{
    AnnotationDraft, BeforeAfterRequest, BeforeAfterView, ChangeAnnotation, TrendAnnotation,
};
use model::dashboard::DashboardView;
use model::failure::Failure;
use model::request::ListFilter;
use std::sync::Arc;

/// Annotations of the trend.
#[derive(Clone, Copy)]
pub(crate) struct AnnotationsState {
    /// Every one of the world, by day.
    pub(crate) lines: RwSignal<Vec<TrendAnnotation>>,
    /// The numbers before and after the one that is looked at.
    pub(crate) compared: RwSignal<Option<Arc<BeforeAfterView>>>,
    /// Of which conversations and of which data they are.
    of: StoredValue<Option<(ListFilter, u64)>>,
    turn: StoredValue<u32>,
    dashboard: DashboardState,
    notices: NoticesState,
    dialogs: DialogState,
}

impl AnnotationsState {
    /// None are known yet.
    pub(super) fn new(
        dashboard: DashboardState,
        notices: NoticesState,
        dialogs: DialogState,
    ) -> Self {
        Self {
            lines: RwSignal::new(Vec::new()),
            compared: RwSignal::new(None),
            of: StoredValue::new(None),
            turn: StoredValue::new(0),
            dashboard,
            notices,
            dialogs,
        }
    }

    /// Reads them.
    pub(crate) fn ask(self) {
        self.notices.run(async move {
            self.lines.set(ipc::annotations().await?);
            Ok(())
        });
    }

    /// Counts before and after one, over what the dashboard counts.
    pub(crate) fn compare(self, annotation: AnnotationId) {
        let shown = self.dashboard.view.get_untracked();
        let Some(view) = shown else { return };
        let of = counted(&view);
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        self.notices.run(async move {
            let filter = of.0.clone();
            let told = ipc::before_after(BeforeAfterRequest { annotation, filter }).await;
            if self.turn.get_value() == turn {
                // What cannot be told takes the place of what was told of another.
                self.of.set_value(Some(of));
                self.compared.set(told.as_ref().ok().cloned().map(Arc::new));
            }
            told.map(drop)
        });
    }

    /// The dashboard counts other conversations, or newer data: so does what stands beside it.
    pub(crate) fn follow(self, view: &DashboardView) {
        let compared = self.compared.get_untracked();
        let Some(compared) = compared else { return };
        let is_current = self.of.with_value(|of| of.as_ref() == Some(&counted(view)));
        if !is_current {
            self.compare(compared.annotation.id);
        }
    }

    /// Looks at none; false where none was looked at.
    pub(crate) fn close(self) -> bool {
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let was_open = self.compared.with_untracked(Option::is_some);
        self.compared.set(None);
        was_open
    }

    /// Asks for a new one.
    pub(crate) fn begin_new(self) {
        let view = self.dashboard.view.get_untracked();
        let last = view.as_ref().and_then(|view| view.days.span.last);
        let today = view.as_ref().map(|view| view.counted_at.date_naive());
        let space = self.dashboard.request.with_untracked(|it| it.filter.space);
        let draft = AnnotationDraft {
            day: last.or(today).unwrap_or_default(),
            words: String::new(),
            space,
        };
        self.edit(AnnotationForm {
            annotation: None,
            draft,
        });
    }

    /// Asks what one becomes.
    pub(crate) fn begin_change(self, one: &TrendAnnotation) {
        self.edit(AnnotationForm {
            annotation: Some(one.id),
            draft: draft_of_annotation(one),
        });
    }

    fn edit(self, form: AnnotationForm) {
        self.dialogs.open(DialogKind::Annotation(Box::new(form)));
    }

    /// Keeps a new one, or a changed one.
    pub(crate) async fn keep(
        self,
        annotation: Option<AnnotationId>,
        draft: AnnotationDraft,
    ) -> Result<(), Failure> {
        match annotation {
            None => {
                let added = ipc::add_annotation(draft).await?;
                self.done(TextKey::AnnotationSaved, AnnotationUndo::Remove(added.id));
            }
            Some(annotation) => {
                let change = ChangeAnnotation { annotation, draft };
                let before = ipc::change_annotation(change).await?;
                self.done(TextKey::AnnotationChanged, AnnotationUndo::Restore(before));
            }
        }
        Ok(())
    }

    /// Takes one away.
    pub(crate) fn remove(self, annotation: AnnotationId) {
        self.close();
        self.notices.run(async move {
            let before = ipc::remove_annotation(annotation).await?;
            self.done(TextKey::AnnotationRemoved, AnnotationUndo::Restore(before));
            Ok(())
        });
    }

    /// Takes a change back.
    pub(crate) fn take_back(self, undo: AnnotationUndo) {
        self.notices.run(async move {
            match undo {
                AnnotationUndo::Remove(annotation) => {
                    drop(ipc::remove_annotation(annotation).await?)
                }
                AnnotationUndo::Restore(before) => ipc::restore_annotation(before).await?,
            }
            self.notices.done(&TextKey::AnnotationRestored.into());
            self.changed();
            Ok(())
        });
    }

    fn done(self, words: TextKey, undo: AnnotationUndo) {
        let remedy = NoticeRemedy::Annotation(Box::new(undo));
        self.notices.done_with(&words.into(), remedy);
        self.changed();
    }

    /// Others may end the days that are compared, so they are counted anew.
    fn changed(self) {
        self.notices.run(async move {
            let lines = ipc::annotations().await?;
            let compared = self
                .compared
                .with_untracked(|it| it.as_ref().map(|it| it.annotation.id));
            let is_there = |id: &AnnotationId| lines.iter().any(|one| one.id == *id);
            match compared.filter(is_there) {
                Some(id) => self.compare(id),
                None => {
                    self.close();
                }
            }
            self.lines.set(lines);
            Ok(())
        });
    }

    /// Forgets what was written in another world.
    pub(super) fn begin_anew(self) {
        self.close();
        self.lines.set(Vec::new());
        self.ask();
    }
}

/// Of which conversations and of which data the dashboard is.
fn counted(view: &DashboardView) -> (ListFilter, u64) {
    let filter = ListFilter {
        // The application says which sources are shown.
        only: None,
        ..view.scope.clone()
    };
    (filter, view.generation)
}
