//! What an account may read: each kind of record is asked for one row, and the answer is put into a
//! table for people, with the path that was tried and what is missing because of a refusal.

use crate::api::client::Answer;
use crate::decode::page::Listed;
use crate::decode::record::Record;
use crate::entity::{Entity, Sureness};
use crate::read::reader::RecordReader;
use crate::read::request::{Asked, ONE_ROW, unusable};
use serde::{Deserialize, Serialize};
use sources::SourceError;

/// Whether a kind of record can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum Access {
    /// It can.
    Available {
        /// How many there are, as the server says.
        total: Option<u64>,
    },
    /// Its list can, and what the list leaves out cannot: the account has the role to list it and not
    /// the one to read it.
    ListOnly {
        /// How many there are, as the server says.
        total: Option<u64>,
    },
    /// The account lacks the role.
    NoPermission,
    /// There is nothing at any path of the table.
    NotFound,
    /// Something answered that cannot be used.
    Unusable {
        /// Why, for people.
        reason: String,
    },
}

impl Access {
    /// How many rows its list has, nought where that is not said; `None` where there is no list.
    pub(crate) fn rows(&self) -> Option<u64> {
        match self {
            Self::Available { total } | Self::ListOnly { total } => Some(total.unwrap_or(0)),
            _ => None,
        }
    }
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probed {
    /// What was asked for.
    pub entity: Entity,
    /// The path that was tried last, below the API's base.
    pub path: String,
    /// How sure that path is.
    pub sureness: Sureness,
    /// What came of it.
    pub access: Access,
}

impl RecordReader {
    /// Asks for one row of everything. What is refused never stops the rest.
    ///
    /// # Errors
    /// What concerns all of it: no connection, a lapsed sign-in, a server that asks for patience.
    pub(crate) async fn probe(&self) -> Result<Vec<Probed>, SourceError> {
        let mut table = Vec::with_capacity(Entity::ALL.len());
        for entity in Entity::ALL {
            table.push(self.probe_one(entity).await?);
        }
        Ok(table)
    }

    async fn probe_one(&self, entity: Entity) -> Result<Probed, SourceError> {
        let access = match self.ask_once::<Listed>(entity, "", ONE_ROW).await? {
            Ok(Asked::Got(page, _)) => self.depth(entity, page).await?,
            Ok(Asked::Not(access)) => access,
            Err(odd) => unusable(&odd),
        };
        let (path, sureness) = self.path(entity).await;
        Ok(Probed {
            entity,
            path,
            sureness,
            access,
        })
    }

    /// Whether what a list leaves out can be read as well: lists and records are two roles.
    async fn depth(&self, entity: Entity, page: Listed) -> Result<Access, SourceError> {
        let total = page.total;
        let first = page.records.first();
        let is_asked = entity.is_always_read() || !Entity::LISTED.contains(&entity);
        let is_whole = first.is_none_or(|row| !is_asked && !row.lacks(entity.facts().needed));
        let Some(id) = first.and_then(Record::id).filter(|_| !is_whole) else {
            return Ok(Access::Available { total });
        };
        self.state.known.lock().await.unread.remove(&entity);
        Ok(match self.by_id(entity, &[id]).await? {
            Some(_) => Access::Available { total },
            None => Access::ListOnly { total },
        })
    }

    /// How many there are; `None` where they cannot be read.
    pub(crate) async fn total(&self, entity: Entity) -> Result<Option<u64>, SourceError> {
        Ok(match self.ask::<Listed>(entity, "", ONE_ROW).await? {
            Asked::Got(page, _) => page.total,
            Asked::Not(_) => None,
        })
    }

    /// Whether the sign-in is good for anything. A refusal can mean a lapsed sign-in or a missing
    /// role, and is the same answer: only when everything is refused is the sign-in itself doubted.
    /// One kind of record that cannot be used says nothing of the others.
    pub(crate) async fn greet(&self) -> Result<(), SourceError> {
        let (mut is_there, mut failure) = (false, None);
        for entity in Entity::ALL {
            match self.ask_once::<Listed>(entity, "", ONE_ROW).await? {
                Ok(Asked::Got(..)) => return Ok(()),
                Ok(Asked::Not(Access::NoPermission)) => is_there = true,
                Ok(Asked::Not(_)) => {}
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
            Answer::Found(..) => Ok(()),
            Answer::NoPermission | Answer::NotFound => Err(SourceError::Forbidden {
                what: "read any record of Nexudus".to_owned(),
            }),
        }
    }
}
