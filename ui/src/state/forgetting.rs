//! Forgetting this laptop: what would go, the word that is typed, and how it ended.

use super::dialog::{DialogKind, DialogState};
use crate::ipc;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::failure::Failure;
use model::view::LaptopHoldings;

/// Whether it is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ForgettingStep {
    /// It is asked.
    Asked,
    /// It is done.
    Running,
}

/// What is forgotten.
#[derive(Clone, Copy)]
pub(crate) struct ForgettingState {
    /// What would go; none until it is counted.
    pub(crate) held: RwSignal<Option<LaptopHoldings>>,
    /// How far it is.
    pub(crate) step: RwSignal<ForgettingStep>,
    /// Why it is not known, or was not done.
    pub(crate) failed: RwSignal<Option<Failure>>,
    dialogs: DialogState,
}

impl ForgettingState {
    /// Nothing is forgotten.
    pub(super) fn new(dialogs: DialogState) -> Self {
        Self {
            held: RwSignal::new(None),
            step: RwSignal::new(ForgettingStep::Asked),
            failed: RwSignal::new(None),
            dialogs,
        }
    }

    /// Asks whether everything is to be forgotten.
    pub(crate) fn ask(self) {
        self.held.set(None);
        self.failed.set(None);
        self.step.set(ForgettingStep::Asked);
        self.dialogs.open(DialogKind::Forget);
        spawn_local(async move {
            match ipc::laptop_holdings().await {
                Ok(held) => self.held.set(Some(held)),
                Err(failure) => self.failed.set(Some(failure)),
            }
        });
    }

    /// Forgets everything. The page is loaded anew when it is done.
    pub(crate) fn forget(self) {
        self.failed.set(None);
        self.step.set(ForgettingStep::Running);
        spawn_local(async move {
            if let Err(failure) = ipc::forget_laptop().await {
                self.failed.set(Some(failure));
                self.step.set(ForgettingStep::Asked);
            }
        });
    }
}
