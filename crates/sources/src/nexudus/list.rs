//! One page of a list, made whole: rows as they come, what they leave out by id, and what the page
//! says of the list. It must not decide what a row means.

use super::NexudusSource;
use super::client::Answer;
use super::entity::Entity;
use super::glimpse::Glimpse;
use super::parse::{self, Known, Listed, Row};
use super::position::Listing;
use super::record::Record;
use super::when;
use crate::SourceError;
use chrono::{DateTime, Utc};
use futures::StreamExt;
use futures::stream;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Characters of a list of ids: the whole address stays below the 2,048 that Microsoft's servers take.
const MOST_QUERY: usize = 1_950;
/// Rows by which a list is judged.
const SAMPLE: usize = 100;
/// Requests on their way at once: an answer of some hundred rows may take longer than the limits hold
/// the next request back.
const MOST_AT_ONCE: usize = 4;
/// How often a listing goes back because rows moved. A list that shrinks faster is read again later.
const MOST_BACK: u32 = 50;

/// What became of a page.
pub(crate) enum Turned<R = Record> {
    /// Rows as they come, how many, and whether the list goes on.
    Rows(Vec<R>, u64, bool),
    /// They may not be read.
    Refused,
}

/// A page that was asked for.
struct Came<R> {
    /// Its number.
    at: u64,
    page: Listed<R>,
    date: Option<DateTime<Utc>>,
}

impl NexudusSource {
    /// Turns some pages of a list. They are asked for together where the list is known to have them;
    /// what was asked for beyond a page that sends the list back is thrown away.
    pub(super) async fn turn<R: Row>(
        &self,
        listing: &mut Listing,
        since: Option<DateTime<Utc>>,
        filter: &str,
    ) -> Result<Turned<R>, SourceError> {
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
                Ok(_) => return Ok(Turned::Refused),
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
        Ok(Turned::Rows(rows, count, more))
    }

    /// How many pages to ask for together: as many as the batch has room for.
    fn pages_at_once(&self, listing: &Listing) -> u64 {
        let room = self.batch_rows.div_ceil(u64::from(self.page_rows.get()));
        let left = listing
            .pages
            .map_or(1, |pages| (pages + 1).saturating_sub(listing.page));
        left.min(room).clamp(1, MOST_AT_ONCE as u64)
    }

    /// Asks for a page; `None` where it may not be read.
    async fn ask_page<R: Row>(
        &self,
        entity: Entity,
        at: u64,
        since: Option<DateTime<Utc>>,
        filter: &str,
    ) -> Result<Option<Came<R>>, SourceError> {
        let query = self.query(entity, at, since, filter);
        match self.read(entity, &query).await? {
            Answer::Found(body, date) => {
                let page = parse::listed(body, entity).await?;
                Ok(Some(Came { at, page, date }))
            }
            Answer::NoPermission | Answer::NotFound => Ok(None),
        }
    }

    /// What a page says of its list, its rows, and whether the list goes on.
    fn take_over<R: Row>(&self, listing: &mut Listing, came: Came<R>) -> (Vec<R>, bool) {
        let Came { at, page, date } = came;
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
            query.push_str(&format!("&from_{name}_UpdatedOn={}", when::minute(since)));
        }
        query.push_str(filter);
        query
    }

    /// Makes rows whole. Lists may leave fields out, so what a list does not name is not known; it is
    /// asked for by id, for all rows, until a sample shows that the lists of this entity are whole.
    pub(super) async fn fill(
        &self,
        listing: &mut Listing,
        mut rows: Vec<Record>,
    ) -> Result<Vec<Record>, SourceError> {
        let entity = listing.entity;
        let lacks = |row: &Record| entity.facts().needed.iter().any(|key| row.is_unknown(key));
        let always = is_always_filled(entity);
        if listing.whole.is_none() && !always && !rows.is_empty() && !rows.iter().any(lacks) {
            listing.whole = Some(self.is_whole(entity, &rows).await?);
        }
        let whole = listing.whole == Some(true) && !always;
        let wanted: Vec<i64> = rows
            .iter()
            .filter(|row| !whole || lacks(row))
            .filter_map(Record::id)
            .collect();
        let mut fuller = self.by_id(entity, &wanted).await?.unwrap_or_default();
        for row in &mut rows {
            if let Some(full) = row.id().and_then(|id| fuller.remove(&id)) {
                row.learn(full);
            }
        }
        Ok(rows)
    }

    /// Whether records read by id name nothing that the list does not.
    async fn is_whole(&self, entity: Entity, rows: &[Record]) -> Result<bool, SourceError> {
        let sample: Vec<i64> = rows.iter().filter_map(Record::id).take(SAMPLE).collect();
        let Some(fuller) = self.by_id(entity, &sample).await? else {
            return Ok(true);
        };
        Ok(rows.iter().all(|row| {
            let full = row.id().and_then(|id| fuller.get(&id));
            full.is_none_or(|full| full.keys().all(|key| row.names(key)))
        }))
    }

    /// Records by id, as whole as they come; those that are gone are left out. `None` where they
    /// cannot be read so.
    pub(super) async fn by_id(
        &self,
        entity: Entity,
        ids: &[i64],
    ) -> Result<Option<BTreeMap<i64, Record>>, SourceError> {
        let asked = queries(ids)
            .into_iter()
            .map(|query| self.ask_several(entity, query));
        let asked: Vec<_> = asked.collect();
        let mut answers = stream::iter(asked).buffered(MOST_AT_ONCE);
        let mut found = BTreeMap::new();
        while let Some(answer) = answers.next().await {
            let Some(records) = answer? else {
                return Ok(None);
            };
            found.extend(records.into_iter().filter_map(|one| Some((one.id()?, one))));
        }
        Ok(Some(found))
    }

    /// Rows that were seen in a list, as they are by id; `None` where something is told by the list
    /// alone, or a row is there alone.
    pub(super) async fn seen_by_id(
        &self,
        entity: Entity,
        seen: &[Glimpse],
    ) -> Result<Option<Vec<Record>>, SourceError> {
        // A row that moved while the list was read is in it twice.
        let mut met = HashSet::with_capacity(seen.len());
        let is_first = |glimpse: &&Glimpse| glimpse.id().is_some_and(|id| met.insert(id));
        let seen: Vec<&Glimpse> = seen.iter().filter(is_first).collect();
        let ids: Vec<i64> = seen.iter().filter_map(|glimpse| glimpse.id()).collect();
        let asked = queries(&ids)
            .into_iter()
            .map(|query| self.ask_several_known(entity, query));
        let asked: Vec<_> = asked.collect();
        let mut answers = stream::iter(asked).buffered(MOST_AT_ONCE);
        let mut there = HashMap::with_capacity(ids.len());
        while let Some(answer) = answers.next().await {
            let Some(records) = answer? else {
                return Ok(None);
            };
            there.extend(
                records
                    .into_iter()
                    .filter_map(|one| Some((one.0.id()?, one))),
            );
        }
        let mut whole = |glimpse: &Glimpse| {
            let (record, known) = there.remove(&glimpse.id()?)?;
            known.covers(glimpse.known).then_some(record)
        };
        Ok(seen.into_iter().map(&mut whole).collect())
    }

    async fn ask_several_known(
        &self,
        entity: Entity,
        query: String,
    ) -> Result<Option<Vec<(Record, Known)>>, SourceError> {
        match self.read(entity, &query).await? {
            Answer::Found(body, _) => Ok(Some(parse::several_known(body, entity).await?)),
            Answer::NoPermission | Answer::NotFound => Ok(None),
        }
    }

    async fn ask_several(
        &self,
        entity: Entity,
        query: String,
    ) -> Result<Option<Vec<Record>>, SourceError> {
        match self.read(entity, &query).await? {
            Answer::Found(body, _) => Ok(Some(parse::several(body, entity).await?)),
            Answer::NoPermission | Answer::NotFound => Ok(None),
        }
    }

    /// Whether a filter's time is read as records tell theirs: the record of that very minute is
    /// asked for by it.
    pub(super) async fn has_same_clock(
        &self,
        entity: Entity,
        at: DateTime<Utc>,
        id: i64,
    ) -> Result<Option<bool>, SourceError> {
        let name = entity.facts().filter;
        let from = when::minute(at);
        let to = when::minute(at + chrono::TimeDelta::minutes(1));
        let query = format!(
            "page=1&size={}&orderBy=Id&from_{name}_UpdatedOn={from}&to_{name}_UpdatedOn={to}",
            self.page_rows.get()
        );
        let Answer::Found(body, _) = self.read(entity, &query).await? else {
            return Ok(None);
        };
        let page: Listed = parse::listed(body, entity).await?;
        let is_there = page.records.iter().any(|row| row.id() == Some(id));
        let is_cut = page.more == Some(true);
        Ok((is_there || !is_cut).then_some(is_there))
    }
}

/// Whether the lists of an entity are never taken for whole: what they leave out may be what matters.
pub(super) fn is_always_filled(entity: Entity) -> bool {
    matches!(entity, Entity::Sessions | Entity::Visitors)
}

/// Requests for all of these ids, as few as can be.
fn queries(ids: &[i64]) -> Vec<String> {
    let mut queries: Vec<String> = Vec::new();
    for id in ids {
        let id = id.to_string();
        match queries.last_mut() {
            Some(last) if last.len() + id.len() < MOST_QUERY => {
                last.push(',');
                last.push_str(&id);
            }
            _ => queries.push(format!("id=[{id}")),
        }
    }
    queries.iter_mut().for_each(|query| query.push(']'));
    queries
}

/// Whether a further page is to be asked for. The envelope is believed where it speaks.
fn goes_on<R>(page: &Listed<R>, at: u64, asked: u64) -> bool {
    let rows = page.records.len() as u64;
    if rows == 0 {
        return false;
    }
    page.more
        .or_else(|| page.pages.map(|pages| at < pages))
        .unwrap_or(rows >= asked)
}

fn note_newest<R: Row>(listing: &mut Listing, rows: &[R]) {
    let stamped = rows
        .iter()
        .filter_map(|row| Some((row.updated_on()?, row.id()?)));
    listing.newest = stamped.chain(listing.newest).max();
}

/// Where the list has become shorter, rows have moved to pages that were read already: it goes back
/// by as many pages as they can have moved.
fn step<R>(listing: &mut Listing, page: &Listed<R>, asked: u64) {
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
    rows: Vec<Record>,
    kept: &HashMap<String, String>,
    settled: Option<DateTime<Utc>>,
) -> Vec<Record> {
    let differs = |row: &Record| {
        let Some(body) = row.id().and_then(|id| kept.get(&id.to_string())) else {
            return true;
        };
        let (before, now) = (Record::of_body(body).changed_on(), row.changed_on());
        let is_old = now.zip(settled).is_some_and(|(now, settled)| now < settled);
        before.is_none() || before != now || !is_old
    };
    rows.into_iter().filter(differs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: usize, total: Option<u64>) -> Listed {
        Listed {
            records: vec![Record::default(); rows],
            total,
            pages: None,
            more: None,
        }
    }

    #[test]
    fn a_list_that_became_shorter_is_read_again_from_where_rows_moved() {
        let mut listing = Listing::of(Entity::Messages);
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
    fn every_id_is_asked_for_once_and_no_query_is_too_long() {
        let ids: Vec<i64> = (1_414_000_000..1_414_001_000).chain([7]).collect();
        let queries = queries(&ids);
        assert_eq!(queries.len(), 6);
        let mut asked = Vec::new();
        for query in &queries {
            assert!(query.len() < 1_960, "{}", query.len());
            let list = query
                .strip_prefix("id=[")
                .unwrap()
                .strip_suffix(']')
                .unwrap();
            asked.extend(list.split(',').map(|id| id.parse::<i64>().unwrap()));
        }
        assert_eq!(asked, ids);
        assert!(super::queries(&[]).is_empty());
    }

    #[test]
    fn a_list_ends_by_what_its_envelope_says() {
        let with = |more, pages| Listed {
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
