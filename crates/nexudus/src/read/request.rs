//! A question about one kind of record, and whom a failure concerns. Many paths and forms are only
//! inferred, so one of them may answer anything: that ends the reading of this kind and of no other.
//! It must not end a reading because the whole server is in trouble: that is told apart by asking for
//! another kind of record.

use crate::api::client::ApiAnswer;
use crate::decode::page::{self, ListPage, ListRow};
use crate::decode::record::NexudusRecord;
use crate::entity::{Entity, PathConfidence};
use crate::read::endpoint::EndpointAccess;
use crate::read::reader::RecordReader;
use crate::read::reader_state::ResponseForm;
use chrono::{DateTime, Utc};
use sources::SourceError;
use std::time::Duration;

/// One row, to see whether there is any.
pub(crate) const ONE_ROW: &str = "page=1&size=1&orderBy=Id";
/// Waits before what was readable and fails is asked for again: a server that restarts takes some
/// seconds, and an entity that is given up is read again from its watermark by the next pass only.
const PAUSES: [Duration; 3] = [
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(15),
];
/// Kinds of record that are asked for to see whether the server is alive.
const MOST_WITNESSES: usize = 3;
/// Who is asked where nothing has answered yet.
const WITNESSES: [Entity; 4] = [
    Entity::Messages,
    Entity::Businesses,
    Entity::Sessions,
    Entity::Coworkers,
];

/// What came of a question.
pub(crate) enum RecordAnswer<T> {
    /// It was answered, and when, by the server's clock.
    Got(T, Option<DateTime<Utc>>),
    /// It cannot be read, which concerns nothing else.
    Not(EndpointAccess),
}

/// A form in which an answer is expected.
pub(crate) trait ResponseShape: Sized + Send {
    const FORM: ResponseForm;

    fn parse(
        body: Vec<u8>,
        entity: Entity,
    ) -> impl Future<Output = Result<Self, SourceError>> + Send;
}

impl<R: ListRow> ResponseShape for ListPage<R> {
    const FORM: ResponseForm = ResponseForm::List;

    fn parse(
        body: Vec<u8>,
        entity: Entity,
    ) -> impl Future<Output = Result<Self, SourceError>> + Send {
        page::listed(body, entity)
    }
}

impl ResponseShape for Vec<NexudusRecord> {
    const FORM: ResponseForm = ResponseForm::Several;

    fn parse(
        body: Vec<u8>,
        entity: Entity,
    ) -> impl Future<Output = Result<Self, SourceError>> + Send {
        page::several(body, entity)
    }
}

impl ResponseShape for Vec<(NexudusRecord, page::FieldSet)> {
    const FORM: ResponseForm = ResponseForm::Several;

    fn parse(
        body: Vec<u8>,
        entity: Entity,
    ) -> impl Future<Output = Result<Self, SourceError>> + Send {
        page::several_known(body, entity)
    }
}

impl ResponseShape for NexudusRecord {
    const FORM: ResponseForm = ResponseForm::One;

    fn parse(
        body: Vec<u8>,
        entity: Entity,
    ) -> impl Future<Output = Result<Self, SourceError>> + Send {
        page::one(body, entity)
    }
}

impl RecordReader {
    /// Asks below an entity's path. What was readable and fails is asked for again, and what fails
    /// while the server is well concerns this entity alone.
    ///
    /// # Errors
    /// What concerns everything: no connection, a lapsed sign-in, a wish for patience, a server that
    /// is in trouble altogether.
    pub(crate) async fn ask<T: ResponseShape>(
        &self,
        entity: Entity,
        tail: &str,
        query: &str,
    ) -> Result<RecordAnswer<T>, SourceError> {
        let mut pauses = PAUSES.iter();
        loop {
            let odd = match self.ask_once(entity, tail, query).await? {
                Ok(asked) => return Ok(asked),
                Err(odd) => odd,
            };
            if self.is_odd(entity, T::FORM).await {
                return Ok(RecordAnswer::Not(unusable(&odd)));
            }
            let may_pass = odd.is_retryable() && self.is_trusted(entity).await;
            match pauses.next().filter(|_| may_pass) {
                Some(pause) => self.client.pace().timer().sleep(*pause).await,
                None => return self.doubt(entity, odd).await,
            }
        }
    }

    /// Asks once: an answer, or a failure that may concern this entity alone.
    pub(crate) async fn ask_once<T: ResponseShape>(
        &self,
        entity: Entity,
        tail: &str,
        query: &str,
    ) -> Result<Result<RecordAnswer<T>, SourceError>, SourceError> {
        let mut failure = None;
        for (at, path) in self.paths(entity).await {
            match self.ask_at(entity, &format!("{path}{tail}"), query).await {
                Ok(RecordAnswer::Not(EndpointAccess::NotFound)) => {}
                Ok(asked) => {
                    self.note_answer(entity, at, &asked).await;
                    return Ok(Ok(asked));
                }
                Err(error) if is_of_one(&error) => failure = failure.or(Some(error)),
                Err(error) => return Err(error),
            }
        }
        Ok(failure.map_or(Ok(RecordAnswer::Not(EndpointAccess::NotFound)), Err))
    }

    async fn ask_at<T: ResponseShape>(
        &self,
        entity: Entity,
        path: &str,
        query: &str,
    ) -> Result<RecordAnswer<T>, SourceError> {
        Ok(match self.client.get(path, query).await? {
            ApiAnswer::Found(body, date) => {
                self.note_server_time(date);
                RecordAnswer::Got(T::parse(body, entity).await?, date)
            }
            ApiAnswer::NoPermission => RecordAnswer::Not(EndpointAccess::NoPermission),
            ApiAnswer::NotFound => RecordAnswer::Not(EndpointAccess::NotFound),
        })
    }

    /// The paths to try: the one of the settings, or the one that answered, or those of the table.
    async fn paths(&self, entity: Entity) -> Vec<(usize, &str)> {
        if let Some(path) = self.settings.paths.get(&entity) {
            return vec![(0, path)];
        }
        let known = self.state.known.lock().await.paths.get(&entity).copied();
        let all = entity.facts().paths.iter().map(|(path, _)| *path);
        let all = all.enumerate();
        all.filter(|(at, _)| known.is_none_or(|known| known == *at))
            .collect()
    }

    /// The path that is in use, or the likeliest.
    pub(crate) async fn path(&self, entity: Entity) -> (String, PathConfidence) {
        if let Some(path) = self.settings.paths.get(&entity) {
            return (path.clone(), PathConfidence::Settings);
        }
        let known = self.state.known.lock().await.paths.get(&entity).copied();
        let path = entity.facts().paths.get(known.unwrap_or(0));
        path.map_or_else(
            || (String::new(), PathConfidence::Inferred),
            |(path, sure)| ((*path).to_owned(), *sure),
        )
    }

    async fn note_answer<T: ResponseShape>(
        &self,
        entity: Entity,
        at: usize,
        asked: &RecordAnswer<T>,
    ) {
        let mut known = self.state.known.lock().await;
        known.paths.insert(entity, at);
        if matches!(asked, RecordAnswer::Got(..)) {
            known.there.insert(entity);
            known.odd.remove(&(entity, T::FORM));
        }
    }

    /// A failure concerns one entity where another one answers as it should.
    async fn doubt<T: ResponseShape>(
        &self,
        entity: Entity,
        odd: SourceError,
    ) -> Result<RecordAnswer<T>, SourceError> {
        if !self.is_alive(entity).await? {
            return Err(odd);
        }
        let reason = unusable(&odd);
        tracing::info!(entity = entity.name(), form = ?T::FORM, "left out: {odd}");
        self.state.known.lock().await.odd.insert((entity, T::FORM));
        Ok(RecordAnswer::Not(reason))
    }

    async fn is_alive(&self, but: Entity) -> Result<bool, SourceError> {
        let there = self.state.known.lock().await.there.clone();
        let others = WITNESSES.iter().filter(|one| !there.contains(one));
        let all = there.iter().chain(others).filter(|one| **one != but);
        for other in all.take(MOST_WITNESSES) {
            let answer = self.ask_once::<ListPage>(*other, "", ONE_ROW).await?;
            if matches!(
                answer,
                Ok(RecordAnswer::Got(..) | RecordAnswer::Not(EndpointAccess::NoPermission))
            ) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn is_odd(&self, entity: Entity, form: ResponseForm) -> bool {
        let known = self.state.known.lock().await;
        known.odd.contains(&(entity, form))
    }

    /// Whether a failure is worth a wait. What is never listed cannot have shown yet that it works.
    async fn is_trusted(&self, entity: Entity) -> bool {
        self.is_there(entity).await || !Entity::LISTED.contains(&entity)
    }

    /// Whether this kind of record has answered: what is not found then is not there.
    pub(crate) async fn is_there(&self, entity: Entity) -> bool {
        self.state.known.lock().await.there.contains(&entity)
    }

    /// It was read in an earlier pass.
    pub(crate) async fn trust(&self, entity: Entity) {
        self.state.known.lock().await.there.insert(entity);
    }
}

/// Whether a failure may concern one kind of record alone. No connection, a lapsed sign-in and a wish
/// for patience concern all of them.
fn is_of_one(error: &SourceError) -> bool {
    matches!(
        error,
        SourceError::ServerFault { .. }
            | SourceError::Malformed { .. }
            | SourceError::Refused { .. }
            | SourceError::TooLarge
    )
}

pub(crate) fn unusable(error: &SourceError) -> EndpointAccess {
    let reason = match error {
        SourceError::Malformed { detail } => detail.clone(),
        SourceError::Refused { reason } => reason.clone(),
        SourceError::ServerFault { status } => format!("the server failed (status {status})"),
        other => other.to_string(),
    };
    EndpointAccess::Unusable { reason }
}
