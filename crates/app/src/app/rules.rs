//! Rules, the funnel and what is known at all. No network is touched here.

use crate::app::App;
use crate::error::AppError;
use crate::review::rules::RuleScope;
use crate::review::{coverage, funnel, rules};
use crate::sync::service::SyncService;
use crate::sync::world;
use model::coverage::{CoverageRequest, CoverageView, SourceCoverage};
use model::funnel::{FunnelRequest, FunnelView};
use model::request::ListFilter;
use model::review_queue::QueueView;
use model::rule::{ChangeRule, RuleDraft, RuleView, RulesRequest, SavedRule, TryRule};

impl App {
    /// Every rule with what it finds within a filter, in the world that is shown, and how often it is wrong: what may
    /// cost most outcomes first.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails, as for every method here.
    pub async fn rules(&self, request: RulesRequest) -> Result<Vec<RuleView>, AppError> {
        let service = self.unlocked().await?;
        let scope = scope(&service, request.filter).await?;
        rules::rules(&service.home, &scope).await
    }

    /// Writes a rule.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where its name or its search cannot be used.
    pub async fn add_rule(&self, draft: &RuleDraft) -> Result<RuleView, AppError> {
        let service = self.unlocked().await?;
        let scope = scope(&service, ListFilter::default()).await?;
        rules::add(&service.home, &scope, draft).await
    }

    /// Makes a rule that the manager wrote another one. With another search it is a new version.
    ///
    /// # Errors
    /// [`AppError::NoRule`] where there is none; else as [`App::add_rule`].
    pub async fn change_rule(&self, request: &ChangeRule) -> Result<RuleView, AppError> {
        let service = self.unlocked().await?;
        let scope = scope(&service, ListFilter::default()).await?;
        rules::change(&service.home, &scope, request).await
    }

    /// Has a removed rule back, as it was.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where its name or its id was taken meanwhile.
    pub async fn restore_rule(&self, rule: SavedRule) -> Result<RuleView, AppError> {
        let service = self.unlocked().await?;
        let scope = scope(&service, ListFilter::default()).await?;
        rules::restore(&service.home, &scope, rule).await
    }

    /// Takes a rule away, and answers what it was, so that it can be had back.
    ///
    /// # Errors
    /// [`AppError::NoRule`] where there is none; [`AppError::Invalid`] for one that every Daybook has.
    pub async fn remove_rule(&self, rule: &str) -> Result<SavedRule, AppError> {
        rules::remove(&self.unlocked().await?.home, rule).await
    }

    /// Draws fifty of a rule's hits and fifty of the rest as a review queue.
    ///
    /// # Errors
    /// [`AppError::NoRule`] where there is none; [`AppError::Invalid`] where nothing can be drawn.
    pub async fn try_rule(&self, request: &TryRule) -> Result<QueueView, AppError> {
        let service = self.unlocked().await?;
        let scope = scope(&service, ListFilter::default()).await?;
        rules::draw(&service.home, &scope, request).await
    }

    /// The id of a rule, by its id or its name.
    ///
    /// # Errors
    /// [`AppError::NoRule`] where there is none.
    pub async fn find_rule(&self, name: &str) -> Result<String, AppError> {
        rules::find(&self.unlocked().await?.home, name).await
    }

    /// How many conversations of a filter offered a call to action, and how many of those led to it.
    ///
    /// # Errors
    /// As [`App::rules`].
    pub async fn funnel(&self, request: FunnelRequest) -> Result<FunnelView, AppError> {
        let service = self.unlocked().await?;
        let filter = world::within(&service, request.filter).await?;
        funnel::funnel(&service.home, &FunnelRequest { filter }).await
    }

    /// What this laptop knows of the conversations of a filter, by day and channel.
    ///
    /// # Errors
    /// As [`App::rules`].
    pub async fn coverage(&self, request: CoverageRequest) -> Result<CoverageView, AppError> {
        let service = self.unlocked().await?;
        let filter = world::within(&service, request.filter).await?;
        coverage::coverage(&service, &CoverageRequest { filter }).await
    }

    /// What is known of each source of the world that is shown.
    ///
    /// # Errors
    /// As [`App::rules`].
    pub async fn source_coverage(&self) -> Result<Vec<SourceCoverage>, AppError> {
        coverage::sources(&*self.unlocked().await?).await
    }

    /// How far the reading of messages is that rules wait for: conversations read, of how many.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking.
    pub async fn rule_progress(&self) -> Result<Option<(u64, u64)>, AppError> {
        Ok(self.unlocked().await?.home.reader.rule_progress())
    }
}

/// A filter within the world that is shown, and which that is.
async fn scope(service: &SyncService, filter: ListFilter) -> Result<RuleScope, AppError> {
    Ok(RuleScope {
        filter: world::within(service, filter).await?,
        world: world::shown(service).await?.view.shown,
    })
}
