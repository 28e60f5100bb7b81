//! What an account may read: each kind of record is asked for one row, and the answer is put into a
//! table for people, with the path that was tried and what is missing because of a refusal.

use crate::api::client::ApiAnswer;
use crate::decode::page::ListPage;
use crate::decode::record::NexudusRecord;
use crate::entity::Entity;
use crate::read::endpoint::{EndpointAccess, EndpointProbe};
use crate::read::reader::RecordReader;
use crate::read::request::{ONE_ROW, RecordAnswer, unusable};
use sources::SourceError;

impl RecordReader {
    /// Asks for one row of everything. What is refused never stops the rest.
    ///
    /// # Errors
    /// What concerns all of it: no connection, a lapsed sign-in, a server that asks for patience.
    pub(crate) async fn probe(&self) -> Result<Vec<EndpointProbe>, SourceError> {
        let mut table = Vec::with_capacity(Entity::ALL.len());
        for entity in Entity::ALL {
            table.push(self.probe_one(entity).await?);
        }
        Ok(table)
    }

    async fn probe_one(&self, entity: Entity) -> Result<EndpointProbe, SourceError> {
        let access = match self.ask_once::<ListPage>(entity, "", ONE_ROW).await? {
            Ok(RecordAnswer::Got(page, _)) => self.depth(entity, page).await?,
            Ok(RecordAnswer::Not(access)) => access,
            Err(odd) => unusable(&odd),
        };
        let (path, sureness) = self.path(entity).await;
        Ok(EndpointProbe {
            entity,
            path,
            sureness,
            access,
        })
    }

    /// Whether what a list leaves out can be read as well: lists and records are two roles.
    async fn depth(&self, entity: Entity, page: ListPage) -> Result<EndpointAccess, SourceError> {
        let total = page.total;
        let first = page.records.first();
        let is_asked = entity.is_always_read() || !Entity::LISTED.contains(&entity);
        let is_whole = first.is_none_or(|row| !is_asked && !row.lacks(entity.facts().needed));
        let Some(id) = first.and_then(NexudusRecord::id).filter(|_| !is_whole) else {
            return Ok(EndpointAccess::Available { total });
        };
        self.state.known.lock().await.unread.remove(&entity);
        Ok(match self.by_id(entity, &[id]).await? {
            Some(_) => EndpointAccess::Available { total },
            None => EndpointAccess::ListOnly { total },
        })
    }

    /// How many there are; `None` where they cannot be read.
    pub(crate) async fn total(&self, entity: Entity) -> Result<Option<u64>, SourceError> {
        Ok(match self.ask::<ListPage>(entity, "", ONE_ROW).await? {
            RecordAnswer::Got(page, _) => page.total,
            RecordAnswer::Not(_) => None,
        })
    }

    /// Whether the sign-in is good for anything. A refusal can mean a lapsed sign-in or a missing
    /// role, and is the same answer: only when everything is refused is the sign-in itself doubted.
    /// One kind of record that cannot be used says nothing of the others.
    pub(crate) async fn verify_sign_in(&self) -> Result<(), SourceError> {
        let (mut is_there, mut failure) = (false, None);
        for entity in Entity::ALL {
            match self.ask_once::<ListPage>(entity, "", ONE_ROW).await? {
                Ok(RecordAnswer::Got(..)) => return Ok(()),
                Ok(RecordAnswer::Not(EndpointAccess::NoPermission)) => is_there = true,
                Ok(RecordAnswer::Not(_)) => {}
                Err(odd) => failure = failure.or(Some(odd)),
            }
        }
        if !is_there {
            return Err(failure.unwrap_or(SourceError::NotNexudus));
        }
        if self.client.is_basic().await {
            return Err(SourceError::SignInNeeded);
        }
        let (path, _) = self.path(Entity::Messages).await;
        match self.client.get_in_doubt(&path, ONE_ROW).await? {
            ApiAnswer::Found(..) => Ok(()),
            ApiAnswer::NoPermission | ApiAnswer::NotFound => Err(SourceError::Forbidden {
                what: "read any record of Nexudus".to_owned(),
            }),
        }
    }
}
