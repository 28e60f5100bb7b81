//! The numbers of a filter once more, by another road: counted by SQL from the rows of conversations, messages,
//! outcomes and leads, and from nothing that was derived of them. It is slow, and there to check the fast road.

use super::reader::CacheReader;
use crate::bulk::id_list;
use crate::error::Result;
use crate::table::{meta, raw_count};
use chrono::{DateTime, Utc};
use model::metrics::{Metrics, MetricsRecount};
use model::request::ListFilter;

impl CacheReader {
    /// Counts what a filter selects by both roads. Where nothing is asked for, the scope too is found from the rows;
    /// else it is the list that is shown.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn recount(&self, filter: &ListFilter, now: DateTime<Utc>) -> Result<MetricsRecount> {
        let results = self.results_of(filter, now).await?;
        let mut conn = self.shared.pool.lease().await?;
        let scope = if asks_for_everything(filter) {
            raw_count::everything(&mut conn, filter.only.as_deref()).await?
        } else {
            id_list(results.selection.ids.iter().map(|id| i64::from(*id)))
        };
        let recounted = raw_count::of(&mut conn, &scope, filter.inferred).await?;
        Ok(MetricsRecount {
            shown: Metrics {
                trend: Vec::new(),
                ..results.selection.metrics.clone()
            },
            recounted,
            is_disturbed: meta::generation(&mut conn).await? != results.moment.generation,
        })
    }
}

fn asks_for_everything(filter: &ListFilter) -> bool {
    let all = ListFilter {
        only: filter.only.clone(),
        inferred: filter.inferred,
        ..ListFilter::default()
    };
    *filter == all
}
