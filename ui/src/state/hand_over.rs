//! Handing over: what is chosen, a look at what it would be, and how the one that runs stands. Where to is asked by the
//! desktop; no place comes from here.

use super::browsing::BrowsingState;
use super::dialog::{DialogKind, DialogState};
use super::notices::NoticesState;
use super::settings::SettingsState;
use crate::i18n::{Phrase, PhraseArg, TextKey};
use crate::ipc;
use crate::view_model::export_form::{
    ExportForm, ExportOrigin, ExportScope, HandOverSubject, is_newer,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::dashboard::DashboardRequest;
use model::failure::Failure;
use model::handover::{HandOverOrder, HandOverPreview, HandOverStage, HandOverView};

/// What is handed over.
#[derive(Clone, Copy)]
pub(crate) struct HandOverState {
    /// What is chosen.
    pub(crate) form: RwSignal<ExportForm>,
    /// Of what the dialog is.
    pub(crate) subject: RwSignal<HandOverSubject>,
    /// Which conversations.
    pub(crate) scope: RwSignal<ExportScope>,
    /// What it would be.
    pub(crate) preview: RwSignal<Option<HandOverPreview>>,
    /// Why that is not known, or why it did not begin.
    pub(crate) failed: RwSignal<Option<Failure>>,
    /// How the last one stands, unless it was left for another.
    pub(crate) view: RwSignal<Option<HandOverView>>,
    /// The last one that was left.
    left: RwSignal<u64>,
    turn: StoredValue<u32>,
    browse: BrowsingState,
    settings: SettingsState,
    notices: NoticesState,
    dialogs: DialogState,
}

impl HandOverState {
    /// Nothing is handed over.
    pub(super) fn new(browse: BrowsingState, notices: NoticesState, dialogs: DialogState) -> Self {
        Self {
            form: RwSignal::new(ExportForm::default()),
            subject: RwSignal::new(HandOverSubject::default()),
            scope: RwSignal::new(ExportScope::default()),
            preview: RwSignal::new(None),
            failed: RwSignal::new(None),
            view: RwSignal::new(None),
            left: RwSignal::new(0),
            turn: StoredValue::new(0),
            browse,
            settings: browse.settings,
            notices,
            dialogs,
        }
    }

    /// Opens the dialog over some conversations; while something runs it shows that.
    pub(crate) fn show(self, scope: ExportScope) {
        self.scope.set(scope);
        self.show_form(HandOverSubject::Conversations);
    }

    /// Opens the dialog over the report of what a dashboard counts; while something runs it shows that.
    pub(crate) fn show_report(self, asked: DashboardRequest) {
        let asked = Box::new((asked.filter, asked.period));
        self.show_form(HandOverSubject::Report(asked));
    }

    fn show_form(self, subject: HandOverSubject) {
        self.subject.set(subject);
        let kept = self.settings.chosen.with_untracked(|it| it.export.clone());
        self.form.set(kept.begun());
        self.preview.set(None);
        let is_running = self
            .view
            .with_untracked(|view| view.as_ref().is_some_and(HandOverView::is_running));
        if !is_running {
            self.leave_result();
        }
        self.dialogs.open(DialogKind::Export);
        self.look();
    }

    /// Opens the dialog over the selected conversation; false where none is.
    pub(crate) fn show_selected(self) -> bool {
        let is_selected = self.browse.list.selected.get_untracked().is_some();
        if is_selected {
            self.show(ExportScope::Selected);
        }
        is_selected
    }

    /// Opens the dialog as it stands.
    pub(crate) fn come_back(self) {
        self.dialogs.open(DialogKind::Export);
    }

    /// Leaves what became of the last one, and shows the form again: people are masked in it until that is turned off
    /// once more.
    pub(crate) fn begin_again(self) {
        self.leave_result();
        let form = self.form.get_untracked();
        if !form.is_masked() {
            // What was seen under other masks is not what would be handed over now.
            self.preview.set(None);
        }
        self.form.set(form.begun());
        self.look();
    }

    fn leave_result(self) {
        self.failed.set(None);
        if let Some(view) = self.view.get_untracked() {
            self.left.set(view.number);
        }
        self.view.set(None);
    }

    /// Changes what is chosen, and looks at what it would be then.
    pub(crate) fn change(self, change: impl FnOnce(&mut ExportForm)) {
        self.form.update(change);
        let form = self.form.get_untracked();
        self.settings.update(|settings| settings.export = form);
        self.look();
    }

    /// Other conversations.
    pub(crate) fn choose_scope(self, scope: ExportScope) {
        self.scope.set(scope);
        self.look();
    }

    /// Whether a conversation is selected.
    pub(crate) fn has_selection(self) -> bool {
        self.browse.list.selected.get().is_some()
    }

    /// What is asked for; none where nothing is selected.
    fn order(self) -> Option<HandOverOrder> {
        let form = self.form.get_untracked();
        match self.subject.get_untracked() {
            HandOverSubject::Conversations => {
                form.order(self.scope.get_untracked(), &self.origin())
            }
            HandOverSubject::Report(asked) => Some(form.report_order(asked.0, asked.1)),
        }
    }

    fn origin(self) -> ExportOrigin {
        let list = self.browse.list;
        ExportOrigin {
            filter: list.filter.get_untracked(),
            sort: list.sort.get_untracked(),
            selected: list.selected.get_untracked().map(|selected| selected.id),
        }
    }

    /// Asks what it would be. The newest question alone is answered.
    fn look(self) {
        let Some(order) = self.order() else { return };
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        spawn_local(async move {
            let answer = ipc::preview_hand_over(order).await;
            if self.turn.get_value() != turn {
                return;
            }
            match answer {
                Ok(preview) => {
                    self.preview.set(Some(preview));
                    self.failed.set(None);
                }
                Err(failure) => self.failed.set(Some(failure)),
            }
        });
    }

    /// Has a place chosen, and begins. Where no place was chosen the form stays.
    pub(crate) fn begin(self) {
        let Some(order) = self.order() else { return };
        self.failed.set(None);
        spawn_local(async move {
            match ipc::hand_over(order).await {
                Ok(Some(_)) => self.ask(),
                Ok(None) => {}
                Err(failure) => self.failed.set(Some(failure)),
            }
        });
    }

    /// Shows how one stands that was begun elsewhere.
    pub(crate) fn follow(self, view: HandOverView) {
        self.failed.set(None);
        self.take(view);
        self.come_back();
        self.ask();
    }

    /// Asks how it stands.
    pub(crate) fn ask(self) {
        spawn_local(async move {
            // Where nothing answers, the next event asks again.
            if let Ok(Some(view)) = ipc::hand_over_view().await {
                self.take(view);
            }
        });
    }

    fn take(self, view: HandOverView) {
        let is_newer = self
            .view
            .with_untracked(|known| is_newer(&view, known.as_ref()));
        if !is_newer || view.number <= self.left.get_untracked() {
            return;
        }
        let is_watched = self.dialogs.shown.get_untracked() == Some(DialogKind::Export);
        let was_running = self
            .view
            .with_untracked(|before| before.as_ref().is_some_and(HandOverView::is_running));
        if was_running && !is_watched {
            self.tell(&view);
        }
        self.view.set(Some(view));
    }

    /// Says over the page what became of it, where the dialog is closed.
    fn tell(self, view: &HandOverView) {
        match &view.stage {
            HandOverStage::Running(_) => {}
            HandOverStage::Failed(failure) => self.notices.failed(failure),
            HandOverStage::Exported(_) | HandOverStage::Produced(_) => {
                let path = PhraseArg::Text(view.path.clone());
                let said = Phrase::new(TextKey::ExportWrittenAt).with("path", path);
                self.notices.done(&said);
            }
        }
    }

    /// Stops the one that runs.
    pub(crate) fn stop(self) {
        self.notices.run(async move { ipc::stop_hand_over().await });
    }

    /// Shows the folder of the last one.
    pub(crate) fn show_folder(self) {
        self.notices
            .run(async move { ipc::show_handed_over().await });
    }
}
