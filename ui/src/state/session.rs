//! From the first moment to the conversations: where the application stands, and what leads on.

use super::app_state::AppState;
use super::dialog::{AccountTab, VisitReason};
use crate::ipc;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::failure::Failure;
use model::request::{ConnectDaybook, ConnectNexudus, Passphrase};
use model::view::{StartupStage, StartupView};

impl AppState {
    /// Asks where the application stands.
    pub(crate) fn begin(self) {
        self.stuck.set(None);
        spawn_local(async move {
            match ipc::startup().await {
                Ok(startup) => self.enter(&startup),
                Err(failure) => self.stuck.set(Some(failure)),
            }
        });
    }

    /// Begins anew, after the key to what is stored was lost.
    pub(crate) fn start_over(self) {
        spawn_local(async move {
            match ipc::start_over().await {
                Ok(startup) => {
                    self.stuck.set(None);
                    self.enter(&startup);
                }
                Err(failure) => self.stuck.set(Some(failure)),
            }
        });
    }

    /// Has a damaged cache made anew. What is shown comes with the sync that follows.
    pub(crate) fn repair(self) {
        spawn_local(async move {
            match ipc::repair().await {
                Ok(startup) => {
                    self.stuck.set(None);
                    self.enter(&startup);
                }
                Err(failure) => self.stuck.set(Some(failure)),
            }
        });
    }

    /// Takes up what the application said of itself.
    pub(crate) fn enter(self, startup: &StartupView) {
        self.version.set(startup.version.clone());
        if !startup.remembered.is_empty() {
            self.settings.restore(&startup.remembered);
        }
        let sort = self
            .settings
            .chosen
            .with_untracked(|settings| settings.sort);
        self.browse.list.sort.set(sort);
        self.browse.list.filter.set(
            self.settings
                .chosen
                .with_untracked(|settings| settings.filter.clone()),
        );
        self.stage.set(Some(startup.stage));
        if startup.stage == StartupStage::Ready {
            self.arrive();
        }
    }

    /// Shows the conversations.
    pub(crate) fn arrive(self) {
        self.stage.set(Some(StartupStage::Ready));
        self.ask_status();
        self.views.ask();
        self.queues.ask();
        self.hand_over.ask();
        self.browse.open_first();
    }

    /// Sets the passphrase, then goes on.
    pub(crate) async fn choose(self, passphrase: String) -> Result<(), Failure> {
        ipc::choose_passphrase(Passphrase(passphrase)).await?;
        let startup = ipc::startup().await?;
        self.enter(&startup);
        Ok(())
    }

    /// Unlocks, then goes on.
    pub(crate) async fn unlock(self, passphrase: String) -> Result<(), Failure> {
        let startup = ipc::unlock(Passphrase(passphrase)).await?;
        self.enter(&startup);
        Ok(())
    }

    /// Unlocks with the key store of the operating system, then goes on.
    pub(crate) async fn unlock_with_key_store(self) -> Result<(), Failure> {
        let startup = ipc::unlock_with_key_store().await?;
        self.enter(&startup);
        Ok(())
    }

    /// Opens the practice space, then goes on.
    pub(crate) async fn practise(self) -> Result<(), Failure> {
        ipc::open_practice().await?;
        self.arrive();
        Ok(())
    }

    /// Connects a Nexudus account, then goes on to what it may read.
    pub(crate) async fn connect_nexudus(self, request: ConnectNexudus) -> Result<(), Failure> {
        let probed = ipc::connect_nexudus(request).await?;
        self.arrive();
        let source = probed.source.id;
        self.dialogs
            .open_account(source, AccountTab::Access, VisitReason::Connected);
        Ok(())
    }

    /// Connects a server, then goes on.
    pub(crate) async fn connect(self, request: ConnectDaybook) -> Result<(), Failure> {
        ipc::connect_daybook(request).await?;
        self.arrive();
        Ok(())
    }
}
