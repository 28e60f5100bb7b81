//! Numbers of what is on this laptop: the strip, trends, comparisons, the dashboard, and every number once more. No
//! network is touched here.

use crate::app::App;
use crate::error::AppError;
use crate::review::list;
use crate::sync::world;
use model::comparison::{ComparisonRequest, ComparisonRow};
use model::dashboard::{DashboardRequest, DashboardView};
use model::metrics::{Metrics, MetricsRecount};
use model::request::ListFilter;
use model::trend::{TrendBucket, TrendRequest};

impl App {
    /// The metric strip alone.
    ///
    /// # Errors
    /// As [`App::open_list`].
    pub async fn metrics(&self, filter: &ListFilter) -> Result<Metrics, AppError> {
        let service = self.unlocked().await?;
        let filter = world::within(&service, filter.clone()).await?;
        list::metrics(&service.home, &filter).await
    }

    /// The metric strip by two roads: as it is shown, and counted afresh from the rows.
    ///
    /// # Errors
    /// As [`App::open_list`].
    pub async fn recount(&self, filter: ListFilter) -> Result<MetricsRecount, AppError> {
        let service = self.unlocked().await?;
        let filter = world::within(&service, filter).await?;
        list::recount(&service.home, &filter).await
    }

    /// How many conversations of a filter began on which day, week or month, and how many of them converted by now.
    ///
    /// # Errors
    /// As [`App::open_list`].
    pub async fn trend(&self, request: TrendRequest) -> Result<Vec<TrendBucket>, AppError> {
        let service = self.unlocked().await?;
        let filter = world::within(&service, request.filter).await?;
        list::trend(&service.home, &TrendRequest { filter, ..request }).await
    }

    /// The numbers of the parts of a filter, each rate beside that of all other parts together.
    ///
    /// # Errors
    /// As [`App::open_list`].
    pub async fn comparison(
        &self,
        request: ComparisonRequest,
    ) -> Result<Vec<ComparisonRow>, AppError> {
        let service = self.unlocked().await?;
        let filter = world::within(&service, request.filter).await?;
        list::comparison(&service.home, &ComparisonRequest { filter, ..request }).await
    }

    /// Every number of a filter over a period and beside the period before, counted over one state of the data. A
    /// later question takes the place of one that is not answered yet, so that none is counted for nobody.
    ///
    /// # Errors
    /// [`AppError::Superseded`] when a later question came; else as [`App::open_list`].
    pub async fn dashboard(&self, request: DashboardRequest) -> Result<DashboardView, AppError> {
        let service = self.unlocked().await?;
        let filter = world::within(&service, request.filter).await?;
        let request = DashboardRequest { filter, ..request };
        let mut asked = self.inner.dashboards.subscribe();
        let mut own = 0;
        self.inner.dashboards.send_modify(|count| {
            *count += 1;
            own = *count;
        });
        tokio::select! {
            counted = list::dashboard(&service.home, &request) => counted,
            _later = asked.wait_for(|count| *count > own) => Err(AppError::Superseded),
        }
    }
}
