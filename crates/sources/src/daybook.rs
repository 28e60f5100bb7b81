//! daybook-server as a source: one stream, the change feed. The wire is described once, in
//! `model::feed`; here is only which path answers what.

use crate::address::ServerAddress;
use crate::http::{HttpReader, LongTexts, TimeLimits};
use crate::text_cut::CUT_MARK;
use crate::{
    LongPoll, SecretText, ServerIdentity, ServerStanding, Source, SourceBatch, SourceCapabilities,
    SourceError,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::RemoteId;
use model::capability::SignInMethod;
use model::feed::{
    ChangeSet, ConversationChange, OversizedMessage, RecordCounts, ServerInfo, UnreadableRow,
};
use model::metrics::ServerMetrics;
use model::record::{CustomerRecord, MessageRecord, SpaceRecord, Tombstone};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
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
    size: Mutex<PageSize>,
}

/// How much is asked for at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PageSize {
    /// So many rows at the most.
    Rows(NonZeroU32),
    /// One row, and of a very long text its beginning.
    CutRow,
}

/// The least that can be asked for of whole texts.
const ONE_ROW: NonZeroU32 = NonZeroU32::new(1).unwrap();
/// Where an answer was too large, the next one is to have this part of its rows.
const LESS: u32 = 8;

impl PageSize {
    /// After an answer that was too large; none where nothing less can be asked for.
    fn less(self) -> Option<Self> {
        match self {
            Self::Rows(ONE_ROW) => Some(Self::CutRow),
            Self::Rows(rows) => Some(Self::Rows(
                NonZeroU32::new(rows.get() / LESS).unwrap_or(ONE_ROW),
            )),
            Self::CutRow => None,
        }
    }

    /// After an answer that was not: what was large is behind, and twice as much may do.
    fn more(self) -> Self {
        match self {
            Self::Rows(rows) => Self::Rows(rows.saturating_mul(TWICE)),
            Self::CutRow => Self::Rows(ONE_ROW),
        }
    }

    /// The rows to ask for, of so many at the most.
    fn rows(self, most: NonZeroU32) -> NonZeroU32 {
        match self {
            Self::Rows(rows) => rows.min(most),
            Self::CutRow => ONE_ROW,
        }
    }

    fn texts(self) -> LongTexts {
        match self {
            Self::Rows(_) => LongTexts::Whole,
            Self::CutRow => LongTexts::Cut,
        }
    }
}

const TWICE: NonZeroU32 = NonZeroU32::new(2).unwrap();

impl DaybookSource {
    /// Asks for pages of so many rows instead: for a slow link, and for tests of many pages.
    #[must_use]
    pub fn with_page_rows(self, rows: NonZeroU32) -> Self {
        Self {
            page_rows: rows,
            ..self
        }
    }

    /// The most rows to ask for after a cursor.
    fn most_rows(&self, after: Option<&str>) -> NonZeroU32 {
        match after {
            Some(_) => self.page_rows,
            None => self.page_rows.min(FIRST_ROWS),
        }
    }

    fn size(&self) -> MutexGuard<'_, PageSize> {
        // One value: it is whole whatever happened to who held it.
        self.size.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn page(&self, size: PageSize, after: Option<&str>) -> Result<FeedPage, SourceError> {
        let limit = size.rows(self.most_rows(after)).to_string();
        let mut query = vec![("limit", limit.as_str())];
        query.extend(after.map(|cursor| ("after", cursor)));
        self.http.get_with("v1/changes", &query, size.texts()).await
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
        size: Mutex::new(PageSize::Rows(PAGE_ROWS)),
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
            IdentityAnswer::Daybook(info) => identity(info),
            IdentityAnswer::Else(_) => Err(SourceError::NotDaybook),
        }
    }

    async fn pull(&self, stream: &str, after: Option<&str>) -> Result<SourceBatch, SourceError> {
        if stream != STREAM {
            return Err(SourceError::malformed(
                "this kind of server has no such stream",
            ));
        }
        // One that an older version kept: the server cannot be asked after it.
        if after.is_some_and(|cursor| cursor.len() > LONGEST_CURSOR) {
            return Err(SourceError::CursorRejected);
        }
        let size = *self.size();
        let page = self.page(size, after).await?;
        *self.size() = size.more();
        let mut batch = checked(page, after)?;
        if size == PageSize::CutRow {
            set_cut_aside(&mut batch.changes);
        }
        Ok(batch)
    }

    fn ask_for_less(&self) -> bool {
        let mut size = self.size();
        let most = size.rows(self.page_rows);
        let less = match *size {
            PageSize::Rows(_) => PageSize::Rows(most).less(),
            PageSize::CutRow => None,
        };
        less.is_some_and(|less| {
            *size = less;
            true
        })
    }

    async fn long_poll(&self, stream: &str, after: &str) -> Result<LongPoll, SourceError> {
        if stream != STREAM {
            return Ok(LongPoll::Unsupported);
        }
        let wait = format!("{}s", WAIT.as_secs());
        let query = [("limit", "1"), ("after", after), ("wait", wait.as_str())];
        let asked = Instant::now();
        let page = match self.http.get::<FeedPage>("v1/changes", &query).await {
            // Something is new, whatever it is: to read it is for who pulls.
            Err(SourceError::TooLarge) => return Ok(LongPoll::Changed),
            page => page?,
        };
        Ok(match page.covered {
            0 if asked.elapsed() < WAITED => LongPoll::Unsupported,
            0 => LongPoll::TimedOut,
            _ => LongPoll::Changed,
        })
    }

    fn introduces_itself(&self) -> bool {
        true
    }

    fn is_quick_to_reread(&self) -> bool {
        true
    }

    fn pages_ahead(&self) -> usize {
        PAGES_AHEAD
    }

    async fn delete_conversation(&self, id: &RemoteId) -> Result<(), SourceError> {
        self.http.delete("v1/conversations", id.as_str()).await
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
    server_time: DateTime<Utc>,
    #[serde(default)]
    server: Option<ServerInfo>,
    #[serde(default)]
    counts: Option<RecordCounts>,
    #[serde(default)]
    spaces: Vec<SpaceRecord>,
    #[serde(default)]
    customers: Vec<CustomerRecord>,
    #[serde(default)]
    conversations: Vec<ConversationChange>,
    #[serde(default)]
    tombstones: Vec<Tombstone>,
    #[serde(default)]
    unreadable: Vec<UnreadableRow>,
}

/// Takes the messages out whose words were cut, and says which they are.
fn set_cut_aside(changes: &mut ChangeSet) {
    for change in &mut changes.conversations {
        let cut = |message: &mut MessageRecord| message.body.ends_with(CUT_MARK);
        for mut message in change.messages.extract_if(.., cut) {
            message.body = message.body.chars().take(KEPT_OF_CUT).collect();
            let conversation = change.conversation.id.clone();
            changes.oversized.push(OversizedMessage {
                conversation,
                message,
            });
        }
        for lead in &mut change.leads {
            lead.note = lead.note.take().map(|note| note.replace(CUT_MARK, "…"));
        }
    }
}

/// Characters that are kept of a text that is too long to be read.
const KEPT_OF_CUT: usize = 1_000;

/// The longest cursor, in bytes. It goes into the address of the next request, which no server takes at any
/// length; ours has some forty.
const LONGEST_CURSOR: usize = 4 << 10;

/// A page that claims more to come without moving on would be asked for, for ever.
fn checked(page: FeedPage, after: Option<&str>) -> Result<SourceBatch, SourceError> {
    if page.next.len() > LONGEST_CURSOR {
        return Err(SourceError::malformed("its cursor is too long to be one"));
    }
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
            unreadable: page.unreadable,
            as_of: Some(page.server_time),
            ..ChangeSet::default()
        },
        next: page.next,
        covered: page.covered,
        remaining: Some(page.remaining),
        standing: ServerStanding {
            server: page.server.map(identity).transpose()?,
            counts: page.counts,
        },
    })
}

/// Who says so.
///
/// # Errors
/// [`SourceError::NotDaybook`] where it is another program.
fn identity(info: ServerInfo) -> Result<ServerIdentity, SourceError> {
    if info.product != PRODUCT || info.store_id.is_empty() {
        return Err(SourceError::NotDaybook);
    }
    Ok(ServerIdentity {
        identity: info.store_id,
        role: info.role,
        reach: info.reach,
        version: info.version,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_page_is_small_and_never_larger_than_asked_for() {
        let source = daybook("http://127.0.0.1:1", SecretText::from("t".to_owned())).unwrap();
        assert_eq!(source.most_rows(None), FIRST_ROWS);
        assert_eq!(source.most_rows(Some("x")), PAGE_ROWS);
        let few = NonZeroU32::new(7).unwrap();
        let source = source.with_page_rows(few);
        assert_eq!(
            (source.most_rows(None), source.most_rows(Some("x"))),
            (few, few)
        );
    }

    #[test]
    fn less_is_asked_for_down_to_the_beginning_of_one_row_and_then_more_again() {
        let source = daybook("http://127.0.0.1:1", SecretText::from("t".to_owned())).unwrap();
        let mut asked = vec![source.size().rows(PAGE_ROWS).get()];
        while source.ask_for_less() {
            asked.push(source.size().rows(PAGE_ROWS).get());
        }
        assert_eq!(asked, [10_000, 1_250, 156, 19, 2, 1, 1]);
        assert_eq!(*source.size(), PageSize::CutRow);
        let mut grown = *source.size();
        for _ in 0..40 {
            grown = grown.more();
        }
        assert_eq!(grown.rows(PAGE_ROWS), PAGE_ROWS);
    }
}
