//! What messages name beside themselves, and only an id can be asked for: the customer message that
//! says which way it went, the ticket that came of it, and the comment that leads to one.

use crate::decode::record::Record;
use crate::decode::vocabulary;
use crate::derive::batch::Page;
use crate::derive::message::Said;
use crate::entity::Entity;
use crate::settings::link;
use crate::source::NexudusSource;
use model::RemoteId;
use model::feed::RetractedKind;
use model::record::TicketRecord;
use sources::SourceError;
use std::collections::{BTreeSet, HashMap};

impl NexudusSource {
    /// The ticket of a message that names only a comment on one is the comment's.
    pub(crate) async fn with_tickets(
        &self,
        page: &mut Page<'_>,
        mut rows: Vec<(i64, Record)>,
    ) -> Result<Vec<(i64, Record)>, SourceError> {
        let wanted: BTreeSet<i64> = rows
            .iter()
            .filter_map(|(_, row)| bare_comment(row))
            .collect();
        if wanted.is_empty() {
            return Ok(rows);
        }
        let comments = self.known_beside(page, Entity::Comments, wanted).await?;
        let ticket = |row: &Record| {
            let comment = comments.get(&bare_comment(row)?)?.as_ref()?;
            comment.link("HelpDeskMessageId")
        };
        for (_, row) in &mut rows {
            if let Some(ticket) = ticket(row) {
                row.set("HelpDeskMessageId", &ticket.to_string());
            }
        }
        Ok(rows)
    }

    /// Which way customer messages went, where nothing else says who wrote.
    pub(crate) async fn directions(
        &self,
        page: &mut Page<'_>,
        said: &[Said],
    ) -> Result<HashMap<i64, bool>, SourceError> {
        let wanted: BTreeSet<i64> = said
            .iter()
            .filter(|said| vocabulary::needs_direction(&said.record))
            .filter_map(|said| said.record.link("CoworkerMessageId"))
            .collect();
        let wanted: Vec<i64> = wanted.into_iter().collect();
        let found = self.beside(page, Entity::CoworkerMessages, &wanted).await?;
        Ok(found
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(id, row)| Some((id, row.flag("Incoming")?)))
            .collect())
    }

    /// The tickets that messages name; `None` for those that are gone. Of the others nothing is known.
    pub(crate) async fn tickets(
        &self,
        page: &mut Page<'_>,
        said: &[Said],
    ) -> Result<HashMap<i64, Option<Record>>, SourceError> {
        let wanted: BTreeSet<i64> = said
            .iter()
            .filter_map(|said| said.record.link("HelpDeskMessageId"))
            .collect();
        self.known_beside(page, Entity::Tickets, wanted).await
    }

    /// What is read by id alone and once: `None` for what is gone. Of what cannot be read nothing is
    /// said.
    async fn known_beside(
        &self,
        page: &mut Page<'_>,
        entity: Entity,
        wanted: BTreeSet<i64>,
    ) -> Result<HashMap<i64, Option<Record>>, SourceError> {
        let names: Vec<String> = wanted.iter().map(i64::to_string).collect();
        let kept = page.view.bodies(entity.name(), &names).await?;
        let missing = wanted.into_iter();
        let missing = missing.filter(|id| !kept.contains_key(&id.to_string()));
        let missing: Vec<i64> = missing.collect();
        let found = self.beside(page, entity, &missing).await?;
        let kept = kept
            .into_iter()
            .filter_map(|(id, body)| Some((id.parse().ok()?, Some(Record::of_body(&body)))));
        let mut known: HashMap<i64, Option<Record>> = kept.collect();
        let Some(mut found) = found else {
            return Ok(known);
        };
        for id in missing {
            let row = found.remove(&id);
            if row.as_ref().is_some_and(Record::is_unfilled) {
                continue;
            }
            if let Some(row) = &row {
                let body = row.to_body();
                page.view
                    .put(entity.name(), &id.to_string(), body, Vec::new());
            }
            known.insert(id, row);
        }
        Ok(known)
    }

    pub(crate) async fn tell_tickets(
        &self,
        page: &mut Page<'_>,
        said: &[Said],
        tickets: &HashMap<i64, Option<Record>>,
    ) -> Result<(), SourceError> {
        for said in said {
            let Some(id) = said.record.link("HelpDeskMessageId") else {
                continue;
            };
            let ticket = match tickets.get(&id) {
                Some(None) => {
                    page.retract(&said.conversation, RetractedKind::Ticket, &id.to_string())
                        .await?;
                    continue;
                }
                known => known.and_then(Option::as_ref),
            };
            let subject = ticket.and_then(|ticket| ticket.text("Subject"));
            let record = TicketRecord {
                id: RemoteId(id.to_string()),
                subject: subject
                    .map_or_else(|| format!("Ticket {id}"), |text| text.trim().to_owned()),
                url: link(&page.settings.links.ticket, &id.to_string()),
                created_at: ticket
                    .and_then(|ticket| ticket.when("CreatedOn"))
                    .unwrap_or(said.at),
            };
            if let Some(change) = page.conversation(&said.conversation).await? {
                change.tickets.retain(|one| one.id != record.id);
                change.tickets.push(record);
            }
        }
        Ok(())
    }
}

/// The comment that a message names, where it names no ticket.
pub(crate) fn bare_comment(message: &Record) -> Option<i64> {
    let comment = message.link("HelpDeskCommentId");
    comment.filter(|_| message.link("HelpDeskMessageId").is_none())
}
