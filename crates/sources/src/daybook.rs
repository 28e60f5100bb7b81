//! daybook-server as a source: one stream, the change feed. The wire is described once, in
//! `model::feed`; here is only which path answers what.

use crate::address::ServerAddress;
use crate::http::{HttpReader, TimeLimits};
use crate::{
    LongPoll, SecretText, ServerIdentity, Source, SourceBatch, SourceCapabilities, SourceError,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::capability::SignInMethod;
use model::feed::{ChangeSet, ConversationChange, RecordCounts, ServerInfo};
use model::metrics::ServerMetrics;
use model::record::{CustomerRecord, SpaceRecord, Tombstone};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

/// The one stream.
const STREAM: &str = "changes";
/// What the server calls itself.
const PRODUCT: &str = "daybook-server";
/// Rows per page: the most that the server gives. About eight hundred conversations, which is how the
/// full-text index likes to be fed, in three megabytes; a cancelled sync still stops within a second.
const PAGE_ROWS: NonZeroU32 = NonZeroU32::new(10_000).unwrap();
/// Rows of the very first page: enough to fill a window, so that somebody who just connected sees
/// something at once.
const FIRST_ROWS: NonZeroU32 = NonZeroU32::new(1_000).unwrap();
/// How long one request waits for news: less than a proxy keeps an idle connection, and less than the
/// limit on silence of our own.
const WAIT: Duration = Duration::from_secs(25);
/// A server that says sooner than this that nothing is new has not waited.
const WAITED: Duration = Duration::from_secs(5);
/// Pages that may be on their way or read while one is written.
const PAGES_AHEAD: usize = 2;

/// A daybook-server at an address, with a token.
pub struct DaybookSource {
    http: HttpReader,
    page_rows: NonZeroU32,
}

impl DaybookSource {
    /// Asks for pages of so many rows instead: for a slow link, and for tests of many pages.
    #[must_use]
    pub fn with_page_rows(self, rows: NonZeroU32) -> Self {
        Self {
            page_rows: rows,
            ..self
        }
    }

    /// How many rows to ask for after a cursor.
    fn rows(&self, after: Option<&str>) -> NonZeroU32 {
        match after {
            Some(_) => self.page_rows,
            None => self.page_rows.min(FIRST_ROWS),
        }
    }
}

impl std::fmt::Debug for DaybookSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DaybookSource").finish_non_exhaustive()
    }
}

/// Makes a source of a daybook-server. Nothing is sent yet.
///
/// # Errors
/// [`SourceError::BadUrl`] unless the address is https, or http on this machine;
/// [`SourceError::Refused`] where this computer lets no client be made.
#[allow(
    clippy::needless_pass_by_value,
    reason = "the secret is taken over, so that no copy stays behind"
)]
pub fn daybook(url: &str, token: SecretText) -> Result<DaybookSource, SourceError> {
    daybook_with(url, token, TimeLimits::USUAL)
}

pub(crate) fn daybook_with(
    url: &str,
    token: SecretText,
    patience: TimeLimits,
) -> Result<DaybookSource, SourceError> {
    let http = HttpReader::new(ServerAddress::parse(url)?, token, patience)?;
    Ok(DaybookSource {
        http,
        page_rows: PAGE_ROWS,
    })
}

/// What a daybook-server has.
#[must_use]
pub fn capabilities() -> SourceCapabilities {
    SourceCapabilities {
        status: true,
        leads: true,
        tickets: true,
        inbox: true,
        deletion: true,
        place: true,
        sign_in: SignInMethod::Token,
        long_poll: true,
        own_numbers: true,
        ..SourceCapabilities::default()
    }
}

#[async_trait]
impl Source for DaybookSource {
    fn capabilities(&self) -> SourceCapabilities {
        capabilities()
    }

    fn streams(&self) -> Vec<String> {
        vec![STREAM.to_owned()]
    }

    async fn identify(&self) -> Result<ServerIdentity, SourceError> {
        match self.http.get("v1/server", &[]).await? {
            IdentityAnswer::Daybook(info)
                if info.product == PRODUCT && !info.store_id.is_empty() =>
            {
                Ok(ServerIdentity {
                    identity: info.store_id,
                    role: info.role,
                    version: info.version,
                })
            }
            IdentityAnswer::Daybook(_) | IdentityAnswer::Else(_) => Err(SourceError::NotDaybook),
        }
    }

    async fn pull(&self, stream: &str, after: Option<&str>) -> Result<SourceBatch, SourceError> {
        if stream != STREAM {
            return Err(SourceError::malformed(
                "this kind of server has no such stream",
            ));
        }
        let limit = self.rows(after).to_string();
        let mut query = vec![("limit", limit.as_str())];
        query.extend(after.map(|cursor| ("after", cursor)));
        checked(self.http.get("v1/changes", &query).await?, after)
    }

    async fn long_poll(&self, stream: &str, after: &str) -> Result<LongPoll, SourceError> {
        if stream != STREAM {
            return Ok(LongPoll::Unsupported);
        }
        let wait = format!("{}s", WAIT.as_secs());
        let query = [("limit", "1"), ("after", after), ("wait", wait.as_str())];
        let asked = Instant::now();
        let page = self.http.get::<FeedPage>("v1/changes", &query).await?;
        Ok(match page.covered {
            0 if asked.elapsed() < WAITED => LongPoll::Unsupported,
            0 => LongPoll::TimedOut,
            _ => LongPoll::Changed,
        })
    }

    fn pages_ahead(&self) -> usize {
        PAGES_AHEAD
    }

    async fn counts(&self) -> Result<Option<RecordCounts>, SourceError> {
        self.http.get("v1/counts", &[]).await.map(Some)
    }

    async fn dashboard(&self) -> Result<Option<ServerMetrics>, SourceError> {
        self.http.get("v1/metrics", &[]).await.map(Some)
    }
}

/// What is found at the one path that every daybook-server answers: a whole JSON document of another
/// shape means another server, while a damaged one may come better the next time.
#[derive(Deserialize)]
#[serde(untagged)]
enum IdentityAnswer {
    Daybook(ServerInfo),
    Else(IgnoredAny),
}

/// [`model::feed::ChangesPage`] as it is read here: field by field. Its flattened part would first be
/// kept as a tree of everything and read from there, which takes twice as long.
#[derive(Deserialize)]
struct FeedPage {
    next: String,
    covered: u64,
    remaining: u64,
    // Not of use here, but a page without it is another server's.
    #[serde(rename = "server_time")]
    _server_time: DateTime<Utc>,
    #[serde(default)]
    spaces: Vec<SpaceRecord>,
    #[serde(default)]
    customers: Vec<CustomerRecord>,
    #[serde(default)]
    conversations: Vec<ConversationChange>,
    #[serde(default)]
    tombstones: Vec<Tombstone>,
}

/// A page that claims more to come without moving on would be asked for, for ever.
fn checked(page: FeedPage, after: Option<&str>) -> Result<SourceBatch, SourceError> {
    let stuck = page.remaining > 0 && (page.covered == 0 || after == Some(page.next.as_str()));
    if stuck || page.next.is_empty() {
        return Err(SourceError::malformed("its cursor does not move on"));
    }
    Ok(SourceBatch {
        changes: ChangeSet {
            spaces: page.spaces,
            customers: page.customers,
            conversations: page.conversations,
            tombstones: page.tombstones,
            ..ChangeSet::default()
        },
        next: page.next,
        covered: page.covered,
        remaining: Some(page.remaining),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_page_is_small_and_never_larger_than_asked_for() {
        let source = daybook("http://127.0.0.1:1", SecretText::from("t".to_owned())).unwrap();
        assert_eq!(source.rows(None), FIRST_ROWS);
        assert_eq!(source.rows(Some("x")), PAGE_ROWS);
        let few = NonZeroU32::new(7).unwrap();
        let source = source.with_page_rows(few);
        assert_eq!((source.rows(None), source.rows(Some("x"))), (few, few));
    }
}
