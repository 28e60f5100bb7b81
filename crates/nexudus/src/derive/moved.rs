//! Messages that belong elsewhere than they did, or nowhere any more: they are told where they belong,
//! taken back where they were, and a group of messages that has none left goes. It must not decide
//! where a message belongs.

use crate::decode::record::Record;
use crate::derive::batch::{Page, session_keys};
use crate::derive::message::{OF_SESSION, conversation_of};
use crate::entity::Entity;
use crate::fingerprint::fingerprint;
use crate::pass::again::rows_of;
use crate::pass::apply::action_sessions;
use crate::source::NexudusSource;
use crate::staging::keys::{AGAIN, chat_key, member_key, ticket_key};
use crate::staging::store::name;
use futures::FutureExt;
use futures::future::BoxFuture;
use model::feed::RetractedKind;
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Groups walked at a time.
const WALK: u32 = 1_000;

/// A message, and what it belonged to.
pub(crate) struct Left {
    pub(crate) message: i64,
    pub(crate) conversation: String,
    /// What was kept of it.
    pub(crate) record: Record,
}

impl Left {
    /// One that is gone.
    pub(crate) fn of(message: i64, record: Record) -> Option<Self> {
        let conversation = conversation_of(&record)?;
        Some(Self {
            message,
            conversation,
            record,
        })
    }
}

impl NexudusSource {
    /// Groups of messages whose session is known now give way to it. Where everything is told anyway,
    /// the messages leave their group one by one, as they come.
    pub(crate) async fn ungroup(
        &self,
        page: &mut Page<'_>,
        rows: &[(i64, Record)],
        is_fresh: bool,
    ) -> Result<(), SourceError> {
        let names: Vec<String> = rows.iter().map(|(id, _)| id.to_string()).collect();
        for id in page.view.bodies(name::GROUP, &names).await?.keys() {
            page.view.drop(name::GROUP, id);
        }
        for id in &names {
            page.bring_back(id);
        }
        if is_fresh {
            return Ok(());
        }
        self.join(page, rows.iter().map(|(_, row)| row)).await
    }

    /// Messages that were grouped by the session id of one of these sessions are told in it.
    pub(crate) async fn join<'r>(
        &self,
        page: &mut Page<'_>,
        sessions: impl Iterator<Item = &'r Record> + Send,
    ) -> Result<(), SourceError> {
        let chats =
            sessions.filter_map(|row| Some(chat_key(&fingerprint(row.text("ChatSession")?))));
        let chats: Vec<String> = chats.collect();
        let groups = page.view.bodies(name::GROUP, &chats).await?;
        let keys: BTreeSet<String> = groups.keys().map(|group| member_key(group)).collect();
        let members = page.view.with_keys(Entity::Messages.name(), &keys).await?;
        let ids = members.keys().filter_map(|id| id.parse().ok()).collect();
        self.retell(page, ids).await
    }

    /// Messages that were grouped by their chat alone are told with those of the chat that name a session,
    /// though that cannot be read.
    pub(crate) async fn join_groups(
        &self,
        page: &mut Page<'_>,
        groups: BTreeSet<String>,
    ) -> Result<(), SourceError> {
        if groups.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = groups.into_iter().collect();
        let bodies = page.view.bodies(name::GROUP, &names).await?;
        let groups: Vec<Record> = bodies.values().map(|body| Record::of_body(body)).collect();
        self.join(page, groups.iter()).await
    }

    /// Groups whose session has been known for a while give way to it too: their messages could not be
    /// read when it came.
    pub(crate) async fn join_late(&self, page: &mut Page<'_>) -> Result<(), SourceError> {
        let mut after = String::new();
        while let Some(some) = page.view.next(name::GROUP, &mut after, WALK).await? {
            let chats = some.into_iter().map(|kept| kept.id).collect();
            let sessions = Entity::Sessions.name();
            let sessions = page.view.with_keys(sessions, &chats).await?;
            let rows = rows_of(sessions.values());
            self.join(page, rows.iter().map(|(_, row)| row)).await?;
        }
        Ok(())
    }

    /// Tells messages anew: their texts are not kept here, so they are asked for. What does not come
    /// stays where it is.
    fn retell<'f>(
        &'f self,
        page: &'f mut Page<'_>,
        mut ids: Vec<i64>,
    ) -> BoxFuture<'f, Result<(), SourceError>> {
        async move {
            ids.sort_unstable();
            let found: Option<BTreeMap<i64, Record>> = self.by_id(Entity::Messages, &ids).await?;
            let mut rows: Vec<(i64, Record)> = found.unwrap_or_default().into_iter().collect();
            rows.retain(|(_, row)| !row.is_unfilled());
            if rows.is_empty() {
                return Ok(());
            }
            // In a first pass too they are somewhere already.
            let is_first = std::mem::replace(&mut page.is_first, false);
            let told = self.messages(page, rows, &HashMap::new()).await;
            page.is_first = is_first;
            told.map(|_| ())
        }
        .boxed()
    }

    /// Takes messages back from what they belonged to. What is kept of them says so already, or is
    /// dropped.
    pub(crate) async fn take_back(
        &self,
        page: &mut Page<'_>,
        left: &[Left],
    ) -> Result<(), SourceError> {
        if left.is_empty() {
            return Ok(());
        }
        for one in left {
            // Also of what goes with it: this very batch may fill it again.
            let id = one.message.to_string();
            page.retract(&one.conversation, RetractedKind::Message, &id)
                .await?;
        }
        let conversations = left.iter().map(|one| one.conversation.clone()).collect();
        let emptied = self.leave(page, &conversations).await?;
        let staying = |one: &&Left| !emptied.contains(&one.conversation);
        for one in left.iter().filter(staying) {
            unlearn(page, one).await?;
        }
        let tied = left.iter().filter(staying);
        let tied = tied.filter_map(|one| {
            let ticket = one.record.link("HelpDeskMessageId")?;
            Some((one.conversation.clone(), ticket))
        });
        untie(page, tied.collect()).await
    }

    /// Of these conversations, the groups that have no message left go, and their outcomes with them.
    pub(crate) async fn leave(
        &self,
        page: &mut Page<'_>,
        conversations: &BTreeSet<String>,
    ) -> Result<BTreeSet<String>, SourceError> {
        let names: Vec<String> = conversations.iter().cloned().collect();
        let groups = page.view.bodies(name::GROUP, &names).await?;
        if groups.is_empty() || !page.is_keyed {
            return Ok(BTreeSet::new());
        }
        let keys = groups.keys().map(|group| member_key(group)).collect();
        let members = page.view.with_keys(Entity::Messages.name(), &keys).await?;
        let kept: BTreeSet<String> = members.into_values().flat_map(|kept| kept.keys).collect();
        let mut emptied = BTreeSet::new();
        for (group, body) in groups {
            if kept.contains(&member_key(&group)) {
                continue;
            }
            page.view.drop(name::GROUP, &group);
            page.take_away(&group);
            self.orphans(page, &Record::of_body(&body)).await?;
            emptied.insert(group);
        }
        Ok(emptied)
    }

    /// What is left of sessions that are gone: a group is what its messages say of it, no more, as it
    /// would be on a laptop that never saw the session. They are asked for, because what their session
    /// said as well was not kept of them.
    pub(crate) async fn regroup(
        &self,
        page: &mut Page<'_>,
        groups: BTreeMap<String, String>,
    ) -> Result<(), SourceError> {
        let keys = groups.keys().map(|group| member_key(group)).collect();
        let members = page.view.with_keys(Entity::Messages.name(), &keys).await?;
        let mut ids: Vec<i64> = members.keys().filter_map(|id| id.parse().ok()).collect();
        ids.sort_unstable();
        let found = self.by_id(Entity::Messages, &ids).await?;
        let rows: Vec<(i64, Record)> = found.unwrap_or_default().into_iter().collect();
        let is_told = rows.len() == ids.len() && rows.iter().all(|(_, row)| !row.is_unfilled());
        for (group, body) in &groups {
            let body = if is_told { "{}" } else { body };
            let keys = session_keys(&Record::of_body(body));
            page.view.put(name::GROUP, group, body.to_owned(), keys);
        }
        if is_told {
            self.messages(page, rows, &HashMap::new()).await?;
        }
        for (group, body) in groups {
            page.refresh(&group).await?;
            self.orphans(page, &Record::of_body(&body)).await?;
        }
        Ok(())
    }

    /// A session is gone. While its messages are there it is a group of them, as it would be on a
    /// laptop that never saw the session; whether they are is looked into before the pass ends.
    pub(crate) async fn lose(
        page: &mut Page<'_>,
        id: i64,
        session: &Record,
    ) -> Result<(), SourceError> {
        let (name, record) = (id.to_string(), left_of(session));
        page.view.drop(Entity::Sessions.name(), &name);
        let mut keys = session_keys(&record);
        keys.push(AGAIN.to_owned());
        page.view.put(name::GROUP, &name, record.to_body(), keys);
        let mut note = page.note(&name).await?;
        note.again = true;
        page.learn(&name, note);
        page.mends = true;
        Ok(())
    }
}

/// What the messages of a session that is gone said as well: what is kept of them does not repeat it. The
/// rest they say themselves.
fn left_of(session: &Record) -> Record {
    let mut left = Record::default();
    for key in OF_SESSION {
        if let Some(word) = session.word(key) {
            left.set(key, &word);
        }
    }
    left
}

/// What a message that left said of its conversation is to be learnt again, from the others.
async fn unlearn(page: &mut Page<'_>, left: &Left) -> Result<(), SourceError> {
    let mut note = page.note(&left.conversation).await?;
    if note.unlearn(left.record.made_on(), left.message) {
        page.learn(&left.conversation, note);
        page.mends = true;
    }
    let Some(body) = page.view.body(name::GROUP, &left.conversation).await? else {
        return Ok(());
    };
    let mut group = Record::of_body(&body);
    if group.when("CreatedOn") == left.record.when("CreatedOn") {
        group.set("CreatedOn", "");
        let keys = session_keys(&group);
        page.view
            .put(name::GROUP, &left.conversation, group.to_body(), keys);
    }
    Ok(())
}

/// Tickets that a message of a conversation named leave it, unless another message names them.
pub(crate) async fn untie(
    page: &mut Page<'_>,
    tied: BTreeSet<(String, i64)>,
) -> Result<(), SourceError> {
    let keys: BTreeSet<String> = tied.iter().map(|(_, ticket)| ticket_key(*ticket)).collect();
    let naming = page.view.with_keys(Entity::Messages.name(), &keys).await?;
    let still: BTreeSet<(String, i64)> = naming
        .into_values()
        .filter_map(|kept| {
            let record = Record::of_body(kept.body.as_deref()?);
            let ticket = record.link("HelpDeskMessageId")?;
            Some((conversation_of(&record)?, ticket))
        })
        .collect();
    for (conversation, ticket) in tied.difference(&still) {
        page.retract(conversation, RetractedKind::Ticket, &ticket.to_string())
            .await?;
    }
    Ok(())
}

/// Inbox items leave the conversations that they are no longer of.
pub(crate) async fn leave_conversations(
    page: &mut Page<'_>,
    before: &HashMap<String, String>,
    now: &HashMap<String, &Record>,
) -> Result<(), SourceError> {
    for (id, body) in before {
        let still = now.get(id).map(|row| action_sessions(row));
        let still = still.unwrap_or_default();
        for session in action_sessions(&Record::of_body(body)).difference(&still) {
            page.retract(&session.to_string(), RetractedKind::InboxItem, id)
                .await?;
        }
    }
    Ok(())
}
