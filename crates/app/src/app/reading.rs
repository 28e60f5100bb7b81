//! Reading what is on this laptop, and what the window wants to find again. No network is touched here.

use crate::app::App;
use crate::error::AppError;
use crate::home::audit_trail::facts;
use crate::home::unlocked::UnlockedHome;
use crate::review::{conversation, list, record, relaxations, status, window_state, zone};
use crate::sync::world;
use model::ConversationId;
use model::facet::FacetCounts;
use model::relaxation::ListRelaxation;
use model::request::{
    DataWorld, DayPlaceRequest, ListFilter, ListWindow, OpenConversation, OpenList, RecordRequest,
};
use model::search::SearchCompletion;
use model::view::{
    ConversationDetail, ConversationRow, ListOpened, RelatedConversation, StatusView,
};
use model::zone_view::ZoneView;

impl App {
    /// Opens a list: its size, its tabs, its metrics and its first rows.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a monstrous search; [`AppError::Locked`] before unlocking;
    /// [`AppError::Cache`] when the store fails.
    pub async fn open_list(&self, request: OpenList) -> Result<ListOpened, AppError> {
        let service = self.unlocked().await?;
        let filter = world::within(&service, request.filter).await?;
        note_search(&service.home, &filter.text).await;
        list::open_list(&service.home, OpenList { filter, ..request }).await
    }

    /// What a search that is being typed may become, within the rest of the filter.
    ///
    /// # Errors
    /// As [`App::open_list`].
    pub async fn complete_search(
        &self,
        filter: ListFilter,
    ) -> Result<Vec<SearchCompletion>, AppError> {
        let service = self.unlocked().await?;
        let filter = world::within(&service, filter).await?;
        list::complete_search(&service.home, &filter).await
    }

    /// The values that conversations of a list have, with how many have each. What the search says of a facet is
    /// left out where that facet is counted.
    ///
    /// # Errors
    /// As [`App::open_list`].
    pub async fn facets(&self, filter: ListFilter) -> Result<Vec<FacetCounts>, AppError> {
        let service = self.unlocked().await?;
        let filter = world::within(&service, filter).await?;
        list::facets(&service.home, &filter).await
    }

    /// What a list would show without one of the parts of its filter, and what each part finds by itself.
    ///
    /// # Errors
    /// As [`App::open_list`].
    pub async fn relaxations(&self, filter: ListFilter) -> Result<Vec<ListRelaxation>, AppError> {
        let service = self.unlocked().await?;
        relaxations::relaxations(&service, &filter).await
    }

    /// The conversation at which a list that stands by a time comes to a day; none of an empty list.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where what was typed names no day; else as [`App::open_list`].
    pub async fn conversation_of_day(
        &self,
        mut request: DayPlaceRequest,
    ) -> Result<Option<ConversationId>, AppError> {
        let service = self.unlocked().await?;
        request.filter = world::within(&service, request.filter).await?;
        list::conversation_of_day(&service.home, &request).await
    }

    /// Rows of an open list, at most 1,000 at once.
    ///
    /// # Errors
    /// [`cache::CacheError::StaleList`] when the list is no longer held; else as [`App::open_list`].
    pub async fn list_window(&self, window: ListWindow) -> Result<Vec<ConversationRow>, AppError> {
        list::list_window(&self.unlocked().await?.home, window).await
    }

    /// One conversation, with the matches of the current search marked.
    ///
    /// # Errors
    /// [`AppError::NoConversation`] when it is not on this laptop; [`AppError::Locked`] before
    /// unlocking; [`AppError::Cache`] when the store fails.
    pub async fn conversation(
        &self,
        request: &OpenConversation,
    ) -> Result<ConversationDetail, AppError> {
        let home = &self.unlocked().await?.home;
        let told = conversation::conversation(home, request).await?;
        note_view(home, request.id).await?;
        Ok(told)
    }

    /// The record of a conversation or of a message in the form of the change feed, as JSON text in lines. Who looks at
    /// it views the conversation.
    ///
    /// # Errors
    /// As [`App::conversation`].
    pub async fn record_text(&self, request: RecordRequest) -> Result<String, AppError> {
        let home = &self.unlocked().await?.home;
        let text = record::record_text(home, request).await?;
        note_view(home, request.conversation).await?;
        Ok(text)
    }

    /// The other conversations of a conversation's person in the same world, the newest first.
    ///
    /// # Errors
    /// As [`App::open_list`].
    pub async fn related_conversations(
        &self,
        id: ConversationId,
    ) -> Result<Vec<RelatedConversation>, AppError> {
        let service = self.unlocked().await?;
        let world = world::within(&service, ListFilter::default()).await?;
        let only = world.only.as_deref();
        Ok(service.home.reader.same_person(id, only).await?)
    }

    /// Finds a conversation by its local id, the server's id or its session id.
    ///
    /// # Errors
    /// [`AppError::NoConversation`] when none has it.
    pub async fn find_conversation(&self, name: &str) -> Result<ConversationId, AppError> {
        conversation::find_conversation(&self.unlocked().await?.home, name).await
    }

    /// A time zone of a space. It asks nobody.
    ///
    /// # Errors
    /// None: an unknown zone is an answer.
    #[expect(clippy::unused_async, reason = "every command is asynchronous")]
    pub async fn zone(&self, name: String) -> Result<ZoneView, AppError> {
        Ok(zone::view(name))
    }

    /// Everything the status bar and the navigation show.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails.
    pub async fn status(&self) -> Result<StatusView, AppError> {
        let service = self.unlocked().await?;
        status::status(&service).await
    }

    /// Goes to the other world: from real data to the practice space, or back. Where the wanted one has no
    /// source, the other stays.
    ///
    /// # Errors
    /// As [`App::status`].
    pub async fn enter_world(&self, world: DataWorld) -> Result<StatusView, AppError> {
        let service = self.unlocked().await?;
        service.enter_world(world);
        status::status(&service).await
    }

    /// Says that somebody looks at what is here. Whoever only reads beside another Daybook says it for nothing:
    /// the other one keeps what was seen.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails.
    pub async fn look(&self) -> Result<(), AppError> {
        let service = self.unlocked().await?;
        let home = &service.home;
        match home.writer.look(home.now()).await {
            Err(cache::CacheError::InUse) => Ok(()),
            looked => Ok(looked?),
        }
    }

    /// Keeps what the window wants to find again: JSON text, which only the window reads.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when it is more than 64 KiB; [`AppError::Locked`] before unlocking.
    pub async fn save_window_state(&self, value: &str) -> Result<(), AppError> {
        window_state::save_window_state(&self.unlocked().await?.home, value).await
    }
}

/// A search leaves a keyed hash in the audit log, and no word.
async fn note_search(home: &UnlockedHome, text: &str) {
    let search = facts([("search", home.audit.keyed_hash(text.trim()).into())]);
    home.audit.note_search(home.now(), text, search).await;
}

/// A conversation that was opened is told by the names that hold on any laptop.
async fn note_view(home: &UnlockedHome, id: ConversationId) -> Result<(), AppError> {
    let (store, conversation) = home.reader.lasting_name(id).await?;
    let viewed = facts([
        ("store", store.into()),
        ("conversation", conversation.0.into()),
    ]);
    home.audit.note_view(home.now(), viewed).await;
    Ok(())
}
