//! What an account may read: each kind of record is asked for one row, and the answer is put into a
//! table for people, with the path that was tried and what is missing because of a refusal.

use super::client::Answer;
use super::entity::{Entity, Sureness};
use super::record::Record;
use super::shelf::name;
use super::{NexudusSource, parse};
use crate::SourceError;
use serde::{Deserialize, Serialize};

/// Whether a kind of record can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum Access {
    /// It can.
    Available {
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

impl NexudusSource {
    /// Asks for one row of everything. What is refused never stops the rest.
    ///
    /// # Errors
    /// What concerns all of it: no connection, a lapsed sign-in, a server that asks for patience.
    pub async fn probe(&self) -> Result<Vec<Probed>, SourceError> {
        let mut table = Vec::with_capacity(Entity::ALL.len());
        for entity in Entity::ALL {
            table.push(self.probe_one(entity).await?);
        }
        Ok(table)
    }

    /// The table as it was at the last pass; `None` before the first one.
    ///
    /// # Errors
    /// [`SourceError::Refused`] where the store fails.
    pub async fn probed(&self) -> Result<Option<Vec<Probed>>, SourceError> {
        let kept = self.shelf.by_id(name::PROBE, &["1".to_owned()]).await?;
        let body = kept.into_iter().next().and_then(|record| record.body);
        Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
    }

    async fn probe_one(&self, entity: Entity) -> Result<Probed, SourceError> {
        let query = "page=1&size=1&orderBy=Id";
        let access = match self.read(entity, query).await {
            Ok(Answer::Found(body, _)) => match parse::listed::<Record>(body, entity).await {
                Ok(page) => Access::Available { total: page.total },
                Err(error) => unusable(&error),
            },
            Ok(Answer::NoPermission) => Access::NoPermission,
            Ok(Answer::NotFound) => Access::NotFound,
            Err(error @ (SourceError::Malformed { .. } | SourceError::Refused { .. })) => {
                unusable(&error)
            }
            Err(SourceError::ServerFault { status }) => Access::Unusable {
                reason: format!("the server failed (status {status})"),
            },
            Err(error) => return Err(error),
        };
        let (path, sureness) = self.path(entity).await;
        Ok(Probed {
            entity,
            path,
            sureness,
            access,
        })
    }

    /// How many there are; `None` where they may not be read.
    pub(super) async fn total(&self, entity: Entity) -> Result<Option<u64>, SourceError> {
        match self.read(entity, "page=1&size=1&orderBy=Id").await? {
            Answer::Found(body, _) => Ok(parse::listed::<Record>(body, entity).await?.total),
            Answer::NoPermission | Answer::NotFound => Ok(None),
        }
    }

    /// Reads a list. Where the table knows several paths, the first that is there is kept to.
    pub(super) async fn read(&self, entity: Entity, query: &str) -> Result<Answer, SourceError> {
        if let Some(path) = self.settings.paths.get(&entity) {
            return self.client.get(path, query).await;
        }
        let paths = entity.facts().paths;
        let known = self.learnt.paths.lock().await.get(&entity).copied();
        if let Some((path, _)) = known.and_then(|at| paths.get(at)) {
            return self.client.get(path, query).await;
        }
        for (at, (path, _)) in paths.iter().enumerate() {
            let answer = self.client.get(path, query).await?;
            if !matches!(answer, Answer::NotFound) {
                self.learnt.paths.lock().await.insert(entity, at);
                return Ok(answer);
            }
        }
        Ok(Answer::NotFound)
    }

    /// The path that is in use, or the likeliest.
    async fn path(&self, entity: Entity) -> (String, Sureness) {
        if let Some(path) = self.settings.paths.get(&entity) {
            return (path.clone(), Sureness::Settings);
        }
        let at = self
            .learnt
            .paths
            .lock()
            .await
            .get(&entity)
            .copied()
            .unwrap_or(0);
        entity.facts().paths.get(at).map_or_else(
            || (String::new(), Sureness::Inferred),
            |(path, sure)| ((*path).to_owned(), *sure),
        )
    }

    /// Whether the sign-in is good for anything. A refusal can mean a lapsed sign-in or a missing
    /// role, and is the same answer: only when everything is refused is the sign-in itself doubted.
    pub(super) async fn greet(&self) -> Result<(), SourceError> {
        let query = "page=1&size=1&orderBy=Id";
        let mut is_there = false;
        for entity in Entity::ALL {
            match self.read(entity, query).await? {
                Answer::Found(..) => return Ok(()),
                Answer::NoPermission => is_there = true,
                Answer::NotFound => {}
            }
        }
        if !is_there {
            return Err(SourceError::NotNexudus);
        }
        if self.client.is_basic().await {
            return Err(SourceError::SignInNeeded);
        }
        let (path, _) = self.path(Entity::Messages).await;
        match self.client.get_in_doubt(&path, query).await? {
            Answer::Found(..) => Ok(()),
            Answer::NoPermission | Answer::NotFound => Err(SourceError::Forbidden {
                what: "read any record of Nexudus".to_owned(),
            }),
        }
    }
}

fn unusable(error: &SourceError) -> Access {
    let reason = match error {
        SourceError::Malformed { detail } => detail.clone(),
        SourceError::Refused { reason } => reason.clone(),
        other => other.to_string(),
    };
    Access::Unusable { reason }
}
