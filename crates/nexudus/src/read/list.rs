//! One page of a list, made whole: rows as they come, what they leave out by id, and what the page
//! says of the list. It must not decide what a row means.

use crate::decode::page::{ListPage, ListRow};
use crate::decode::record::NexudusRecord;
use crate::decode::timestamp;
use crate::entity::Entity;
use crate::read::list_progress::ListProgress;
use crate::read::reader::RecordReader;
use crate::read::reader_state::ListOutcome;
use crate::read::request::RecordAnswer;
use chrono::{DateTime, TimeDelta, Utc};
use futures::StreamExt;
use futures::stream;
use sources::SourceError;
use std::collections::{HashMap, HashSet};

/// Rows by which a list is judged: so many of the first ones, and of the last ones.
const SAMPLE: usize = 50;
/// Requests on their way at once: an answer of some hundred rows may take longer than the limits hold
/// the next request back.
pub(crate) const MOST_AT_ONCE: usize = 4;
/// How often a listing goes back because rows moved. A list that shrinks faster is read again later.
const MOST_BACK: u32 = 50;

/// A page that was asked for.
struct PageResponse<R> {
    /// Its number.
    at: u64,
    page: ListPage<R>,
    date: Option<DateTime<Utc>>,
}

impl RecordReader {
    /// Turns some pages of a list. They are asked for together where the list is known to have them;
    /// what was asked for beyond a page that sends the list back is thrown away.
    pub(crate) async fn read_pages<R: ListRow>(
        &self,
        listing: &mut ListProgress,
        since: Option<DateTime<Utc>>,
        filter: &str,
    ) -> Result<ListOutcome<R>, SourceError> {
        let numbers = listing.page..listing.page + self.pages_at_once(listing);
        let asked = numbers.map(|at| self.ask_page(listing.entity, at, since, filter));
        let asked: Vec<_> = asked.collect();
        let mut answers = stream::iter(asked).buffered(MOST_AT_ONCE);
        let (mut rows, mut count, mut more) = (Vec::new(), 0, true);
        while let Some(answer) = answers.next().await {
            let came = match answer {
                Ok(Some(came)) if came.at == listing.page => came,
                // Asked for again, in its turn.
                _ if count > 0 => break,
                Ok(_) => return Ok(ListOutcome::Refused),
                Err(error) => return Err(error),
            };
            let (some, goes_on) = self.take_over(listing, came);
            count += some.len() as u64;
            rows.extend(some);
            more = goes_on;
            if !more {
                break;
            }
        }
        Ok(ListOutcome::Rows(rows, count, more))
    }

    /// How many pages to ask for together: as many as the batch has room for.
    fn pages_at_once(&self, listing: &ListProgress) -> u64 {
        let room = self.batch_rows.div_ceil(u64::from(self.page_rows.get()));
        let left = listing
            .pages
            .map_or(1, |pages| (pages + 1).saturating_sub(listing.page));
        left.min(room).clamp(1, MOST_AT_ONCE as u64)
    }

    /// Asks for a page; `None` where it cannot be read.
    async fn ask_page<R: ListRow>(
        &self,
        entity: Entity,
        at: u64,
        since: Option<DateTime<Utc>>,
        filter: &str,
    ) -> Result<Option<PageResponse<R>>, SourceError> {
        let query = self.query(entity, at, since, filter);
        Ok(match self.ask::<ListPage<R>>(entity, "", &query).await? {
            RecordAnswer::Got(page, date) => Some(PageResponse { at, page, date }),
            RecordAnswer::Not(_) => None,
        })
    }

    /// What a page says of its list, its rows, and whether the list goes on.
    fn take_over<R: ListRow>(
        &self,
        listing: &mut ListProgress,
        came: PageResponse<R>,
    ) -> (Vec<R>, bool) {
        let PageResponse { at, page, date } = came;
        listing.began = listing.began.or(date);
        listing.ended = date.or(listing.ended);
        let asked = u64::from(self.page_rows.get());
        note_newest(listing, &page.records);
        step(listing, &page, asked);
        let more = goes_on(&page, at, asked) || listing.page <= at;
        (page.records, more)
    }

    fn query(&self, entity: Entity, at: u64, since: Option<DateTime<Utc>>, filter: &str) -> String {
        let mut query = format!("page={at}&size={}&orderBy=Id", self.page_rows.get());
        if let Some(since) = since {
            let name = entity.facts().filter;
            query.push_str(&format!(
                "&from_{name}_UpdatedOn={}",
                timestamp::minute(since)
            ));
        }
        query.push_str(filter);
        query
    }

    /// Makes rows whole. Lists may leave fields out, so what a list does not name is not known; it is
    /// asked for by id, for all rows, until a sample shows that the lists of this entity are whole.
    pub(crate) async fn complete_rows(
        &self,
        listing: &mut ListProgress,
        rows: Vec<NexudusRecord>,
    ) -> Result<Vec<NexudusRecord>, SourceError> {
        self.complete_rows_with(listing, rows, &HashMap::new(), FillScope::Some)
            .await
    }

    /// Makes rows whole, knowing what is kept of them and how much of the list they may stand for.
    /// What was asked for and did not come stays marked, so that it is told over nothing.
    pub(crate) async fn complete_rows_with(
        &self,
        listing: &mut ListProgress,
        mut rows: Vec<NexudusRecord>,
        kept: &HashMap<String, String>,
        reach: FillScope,
    ) -> Result<Vec<NexudusRecord>, SourceError> {
        let entity = listing.entity;
        let needed = entity.facts().needed;
        let is_doubted = listing.whole.is_none() && !entity.is_always_read();
        if is_doubted && !rows.is_empty() && !rows.iter().any(|row| row.lacks(needed)) {
            listing.whole = Some(self.is_whole(listing, &rows, reach).await?);
        }
        let wanted = self.wanted(listing, &rows, kept).await;
        let mut ids: Vec<i64> = wanted.iter().copied().collect();
        ids.sort_unstable();
        let Some(mut fuller) = self.by_id(entity, &ids).await? else {
            listing.unread = ids.first().copied().or(listing.unread);
            note_unfilled(&mut rows, &wanted);
            return Ok(rows);
        };
        for row in &mut rows {
            if let Some(full) = row.id().and_then(|id| fuller.remove(&id)) {
                if listing.whole == Some(true) && omits_fields(row, &full) {
                    listing.whole = Some(false);
                }
                row.learn(full);
            } else if row.id().is_some_and(|id| wanted.contains(&id)) {
                row.note_unfilled();
            }
        }
        Ok(rows)
    }

    /// The rows to read by id.
    async fn wanted(
        &self,
        listing: &ListProgress,
        rows: &[NexudusRecord],
        kept: &HashMap<String, String>,
    ) -> HashSet<i64> {
        let entity = listing.entity;
        let is_whole = listing.whole == Some(true) && !entity.is_always_read();
        // One by one is too slow for what is only likely to be worth it.
        let is_spared = is_whole || self.is_read_singly(entity).await;
        let is_wanted = |row: &&NexudusRecord| {
            !is_spared || row.lacks(entity.facts().needed) || forgets(row, kept)
        };
        let wanted = rows.iter().filter(is_wanted);
        wanted.filter_map(NexudusRecord::id).collect()
    }

    /// Whether records read by id name nothing that the list does not. Newer fields are empty in old
    /// records, so both ends of the list are looked at.
    async fn is_whole(
        &self,
        listing: &mut ListProgress,
        rows: &[NexudusRecord],
        reach: FillScope,
    ) -> Result<bool, SourceError> {
        let mut last = Vec::new();
        let beyond = listing.pages.filter(|pages| *pages >= listing.page);
        if let (FillScope::All, Some(pages)) = (reach, beyond) {
            let came = self
                .ask_page::<NexudusRecord>(listing.entity, pages, None, "")
                .await?;
            last = came.map_or_else(Vec::new, |came| came.page.records);
        }
        let newest = last.iter().rev().chain(rows.iter().rev()).take(SAMPLE);
        let sample: HashMap<i64, &NexudusRecord> = rows
            .iter()
            .take(SAMPLE)
            .chain(newest)
            .filter_map(|row| Some((row.id()?, row)))
            .collect();
        let mut ids: Vec<i64> = sample.keys().copied().collect();
        ids.sort_unstable();
        let Some(fuller) = self.by_id(listing.entity, &ids).await? else {
            return Ok(false);
        };
        Ok(fuller
            .iter()
            .all(|(id, full)| sample.get(id).is_none_or(|row| !omits_fields(row, full))))
    }

    /// Whether a filter's time is read as records tell theirs: the record of that very minute is
    /// asked for by it, and must not come for the minute after. `None` where that tells nothing; a
    /// list that ignores the filter tells nothing.
    pub(crate) async fn has_same_clock(
        &self,
        entity: Entity,
        at: DateTime<Utc>,
        id: i64,
    ) -> Result<Option<bool>, SourceError> {
        let minute = TimeDelta::minutes(1);
        Ok(match self.comes_for(entity, at, id).await? {
            Some(true) => {
                let comes_later = self.comes_for(entity, at + minute, id).await?;
                (comes_later == Some(false)).then_some(true)
            }
            not => not,
        })
    }

    /// Whether a record comes when a minute's changes are asked for; `None` where nobody can tell.
    async fn comes_for(
        &self,
        entity: Entity,
        at: DateTime<Utc>,
        id: i64,
    ) -> Result<Option<bool>, SourceError> {
        let name = entity.facts().filter;
        let from = timestamp::minute(at);
        let to = timestamp::minute(at + TimeDelta::minutes(1));
        let query = format!(
            "page=1&size={}&orderBy=Id&from_{name}_UpdatedOn={from}&to_{name}_UpdatedOn={to}",
            self.page_rows.get()
        );
        let RecordAnswer::Got(page, _) = self.ask::<ListPage>(entity, "", &query).await? else {
            return Ok(None);
        };
        let is_there = page.records.iter().any(|row| row.id() == Some(id));
        let is_cut = page.more == Some(true);
        Ok((is_there || !is_cut).then_some(is_there))
    }
}

/// How much of a list some rows stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FillScope {
    /// The pages of the whole list, one after the other.
    All,
    /// What was picked from it.
    Some,
}

/// Whether a list's row leaves out what the record knows.
fn omits_fields(row: &NexudusRecord, full: &NexudusRecord) -> bool {
    let is_hidden = |key: &str| !row.names(key) || (row.is_unknown(key) && !full.is_unknown(key));
    !full.is_unfilled() && full.keys().any(is_hidden)
}

/// Whether a row no longer knows what was known of it: it may be gone, or the list leaves it out.
fn forgets(row: &NexudusRecord, kept: &HashMap<String, String>) -> bool {
    let Some(body) = row.id().and_then(|id| kept.get(&id.to_string())) else {
        return false;
    };
    let before = NexudusRecord::of_body(body);
    let fields = before.keys().filter(|key| !key.starts_with('_'));
    fields.into_iter().any(|key| row.is_unknown(key))
}

fn note_unfilled(rows: &mut [NexudusRecord], wanted: &HashSet<i64>) {
    let rows = rows.iter_mut();
    rows.filter(|row| row.id().is_some_and(|id| wanted.contains(&id)))
        .for_each(NexudusRecord::note_unfilled);
}

/// Whether a further page is to be asked for. The envelope is believed where it speaks.
fn goes_on<R>(page: &ListPage<R>, at: u64, asked: u64) -> bool {
    let rows = page.records.len() as u64;
    if rows == 0 {
        return false;
    }
    page.more
        .or_else(|| page.pages.map(|pages| at < pages))
        .unwrap_or(rows >= asked)
}

fn note_newest<R: ListRow>(listing: &mut ListProgress, rows: &[R]) {
    let stamped = rows
        .iter()
        .filter_map(|row| Some((row.updated_on()?, row.id()?)));
    listing.newest = stamped.chain(listing.newest).max();
}

/// Where the list has become shorter, rows have moved to pages that were read already: it goes back
/// by as many pages as they can have moved.
fn step<R>(listing: &mut ListProgress, page: &ListPage<R>, asked: u64) {
    let lost = match (listing.total, page.total) {
        (Some(before), Some(now)) => before.saturating_sub(now),
        _ => 0,
    };
    let size = (page.records.len() as u64).clamp(1, asked.max(1));
    if lost > 0 && listing.back < MOST_BACK {
        listing.back += 1;
        listing.page = listing.page.saturating_sub(lost.div_ceil(size)).max(1);
    } else {
        listing.page += 1;
    }
    listing.total = page.total.or(listing.total);
    listing.pages = page.pages;
}

/// Rows that are new or changed against what is kept. `settled` is a time before which a change can
/// no longer hide behind the same stamp.
pub(crate) fn changed(
    rows: Vec<NexudusRecord>,
    kept: &HashMap<String, String>,
    settled: Option<DateTime<Utc>>,
) -> Vec<NexudusRecord> {
    let differs = |row: &NexudusRecord| {
        let Some(body) = row.id().and_then(|id| kept.get(&id.to_string())) else {
            return true;
        };
        let kept = NexudusRecord::of_body(body);
        let (before, now) = (kept.changed_on(), row.changed_on());
        let is_old = now.zip(settled).is_some_and(|(now, settled)| now < settled);
        before.is_none() || before != now || !is_old || kept.is_unfilled()
    };
    rows.into_iter().filter(differs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: usize, total: Option<u64>) -> ListPage {
        ListPage {
            records: vec![NexudusRecord::default(); rows],
            total,
            pages: None,
            more: None,
        }
    }

    #[test]
    fn a_list_that_became_shorter_is_read_again_from_where_rows_moved() {
        let mut listing = ListProgress::of(Entity::Messages);
        listing.page = 5;
        listing.total = Some(100);
        step(&mut listing, &page(10, Some(97)), 10);
        assert_eq!((listing.page, listing.total), (4, Some(97)));
        step(&mut listing, &page(10, Some(97)), 10);
        assert_eq!(listing.page, 5);
        step(&mut listing, &page(10, Some(98)), 10);
        assert_eq!(listing.page, 6, "one that grew goes on");
    }

    #[test]
    fn a_list_ends_by_what_its_envelope_says() {
        let with = |more, pages| ListPage {
            more,
            pages,
            ..page(5, None)
        };
        assert!(goes_on(&with(Some(true), Some(1)), 1, 5));
        assert!(!goes_on(&with(Some(false), Some(9)), 1, 5));
        assert!(goes_on(&with(None, Some(2)), 1, 5));
        assert!(!goes_on(&with(None, Some(2)), 2, 5));
        assert!(goes_on(&with(None, None), 1, 5));
        assert!(!goes_on(&with(None, None), 1, 6));
        assert!(!goes_on(&page(0, Some(7)), 1, 5));
    }
}
