//! Messages into a batch: which conversation each belongs to, what is kept of it, and what it says of
//! its conversation.

use crate::decode::record::Record;
use crate::decode::vocabulary;
use crate::derive::batch::{Page, session_keys};
use crate::derive::moved::{Left, untie};
use crate::entity::Entity;
use crate::fingerprint::{fingerprint, print};
use crate::source::NexudusSource;
use crate::staging::keys::{chat_key, member_key, points_key, ticket_key};
use crate::staging::store::name;
use chrono::{DateTime, Utc};
use model::feed::StagedRecord;
use model::record::MessageRecord;
use model::{Origin, RemoteId, Sender};
use sources::SourceError;
use std::collections::{BTreeSet, HashMap, HashSet};

/// The field of a kept message that names its conversation.
const CONVERSATION: &str = "_conversation";

/// The field of a kept message that stands for its text, which lies in the cache already.
const PRINT: &str = "_print";

/// What is not kept of a message where its session says the same.
pub(crate) const OF_SESSION: [&str; 3] = ["BusinessId", "Channel", "ChatSession"];

/// A message, and the conversation that it belongs to.
pub(crate) struct Said {
    pub(crate) record: Record,
    pub(crate) id: i64,
    pub(crate) conversation: String,
    /// When; absent where nobody knows.
    pub(crate) known: Option<DateTime<Utc>>,
    /// Where it stands among the others.
    pub(crate) at: DateTime<Utc>,
    text: Text,
}

/// What a message belongs to.
struct Home {
    conversation: String,
    /// The same, if that is a group of messages.
    group: Option<String>,
}

/// Whether the text of a message is known. One that could not be read is not an empty one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Text {
    Known,
    Unread,
}

impl Text {
    fn of(record: &Record) -> Self {
        if record.is_unfilled() && record.is_unknown("Content") {
            Self::Unread
        } else {
            Self::Known
        }
    }
}

impl Said {
    /// One as it came. Where its own time is not known it stands at its session's.
    fn of(id: i64, record: Record, conversation: String, session: &Record) -> Self {
        let known = record.made_on();
        let of_session = || {
            session
                .made_on()
                .or_else(|| session.when("LastActivityUtc"))
        };
        Self {
            known,
            at: known.or_else(of_session).unwrap_or(DateTime::UNIX_EPOCH),
            text: Text::of(&record),
            record,
            id,
            conversation,
        }
    }

    /// What is kept of one: all but its text.
    pub(crate) fn of_kept(kept: &StagedRecord) -> Option<Self> {
        let record = Record::of_body(kept.body.as_deref()?);
        let known = record.made_on();
        Some(Self {
            id: kept.id.parse().ok()?,
            conversation: conversation_of(&record)?,
            known,
            at: known.unwrap_or(DateTime::UNIX_EPOCH),
            text: Text::Unread,
            record,
        })
    }
}

/// Messages that are new or changed, and what they were before.
#[derive(Default)]
struct Sorted {
    fresh: Vec<Said>,
    left: Vec<Left>,
    /// What was kept of those that name something no more.
    unnamed: Vec<Record>,
    /// What is kept of their conversations.
    sessions: HashMap<String, Record>,
}

impl Sorted {
    /// Takes one, unless it is kept as it comes.
    async fn take(
        &mut self,
        page: &mut Page<'_>,
        (id, record): (i64, Record),
        home: Home,
        (before, kept): (&HashMap<String, String>, &HashMap<String, String>),
    ) -> Result<(), SourceError> {
        let session = self.session(page, &home.conversation).await?;
        let (name, text) = (id.to_string(), Text::of(&record));
        let was = before.get(&name);
        let (body, keys) = match was {
            // What is here stays as it is, and is asked for again.
            Some(was) if text == Text::Unread => {
                let keys = message_keys(&Record::of_body(was), home.group.as_deref());
                (still_unread(was), keys)
            }
            _ => {
                let keys = message_keys(&record, home.group.as_deref());
                let body = kept_message(&record, &home.conversation, session);
                (body, keys)
            }
        };
        if kept.get(&name) == Some(&body) {
            return Ok(());
        }
        let said = Said::of(id, record, home.conversation, session);
        page.view.put(Entity::Messages.name(), &name, body, keys);
        if let Some(was) = was.filter(|_| text == Text::Known) {
            self.part(&said, Record::of_body(was));
        }
        self.fresh.push(said);
        Ok(())
    }

    /// What is kept of a conversation.
    async fn session(
        &mut self,
        page: &mut Page<'_>,
        conversation: &str,
    ) -> Result<&Record, SourceError> {
        if !self.sessions.contains_key(conversation) {
            let session = page.session(conversation).await?.unwrap_or_default();
            self.sessions.insert(conversation.to_owned(), session);
        }
        Ok(self.sessions.entry(conversation.to_owned()).or_default())
    }

    /// Notes what a message left that came again, or names no more.
    fn part(&mut self, said: &Said, was: Record) {
        let names = |record: &Record| (record.pointers(), record.link("HelpDeskMessageId"));
        match conversation_of(&was) {
            Some(before) if before != said.conversation => self.left.push(Left {
                message: said.id,
                conversation: before,
                record: was,
            }),
            _ if names(&was) != names(&said.record) => self.unnamed.push(was),
            _ => {}
        }
    }
}

impl NexudusSource {
    /// Messages.
    pub(crate) async fn messages(
        &self,
        page: &mut Page<'_>,
        rows: Vec<(i64, Record)>,
        kept: &HashMap<String, String>,
    ) -> Result<u64, SourceError> {
        let rows = self.with_tickets(page, rows).await?;
        let before = known_before(page, &rows).await?;
        let homes = self.homes_of(page, &rows, &before).await?;
        let groups = of_a_session(&homes);
        let mut sorted = Sorted::default();
        for (row, home) in rows.into_iter().zip(homes) {
            sorted.take(page, row, home, (&before, kept)).await?;
        }
        self.tell_sorted(page, &sorted).await?;
        self.judge_moved(page).await?;
        self.join_groups(page, groups).await?;
        Ok(sorted.fresh.len() as u64)
    }

    /// Tells messages, what they name, and what they left.
    async fn tell_sorted(&self, page: &mut Page<'_>, sorted: &Sorted) -> Result<(), SourceError> {
        let Sorted {
            fresh,
            left,
            unnamed,
            ..
        } = sorted;
        let named: BTreeSet<&String> = fresh.iter().map(|said| &said.conversation).collect();
        let named: Vec<String> = named.into_iter().cloned().collect();
        page.look_ahead(&named).await?;
        if page.tells_all {
            self.learnt.told.lock().await.extend(named);
        }
        let directions = self.directions(page, fresh).await?;
        let tickets = self.tickets(page, fresh).await?;
        for said in fresh {
            tell(page, said, &directions).await?;
        }
        self.tell_tickets(page, fresh, &tickets).await?;
        self.take_back(page, left).await?;
        untie(page, unnamed.iter().filter_map(tied).collect()).await?;
        let was = left.iter().map(|one| &one.record).chain(unnamed);
        let all = fresh.iter().map(|said| &said.record).chain(was);
        self.pointed(page, all).await
    }

    /// What each message belongs to: its session; else the session of its session id, or what is left
    /// of one; else a group of the messages that share one. One that cannot be read stays where it was.
    async fn homes_of(
        &self,
        page: &mut Page<'_>,
        rows: &[(i64, Record)],
        before: &HashMap<String, String>,
    ) -> Result<Vec<Home>, SourceError> {
        let named = rows
            .iter()
            .filter_map(|(_, row)| row.link("AiChannelSessionId"));
        let sessions: HashSet<i64> = named.collect();
        let mut sessions: Vec<String> = sessions.iter().map(i64::to_string).collect();
        sessions.sort_unstable();
        self.fetch_sessions(page, &sessions).await?;
        let chats: BTreeSet<String> = rows
            .iter()
            .filter(|(_, row)| row.link("AiChannelSessionId").is_none())
            .filter_map(|(_, row)| Some(chat_key(&fingerprint(row.text("ChatSession")?))))
            .collect();
        let groups = page.view.with_keys(name::GROUP, &chats).await?;
        let by_chat = page.view.with_keys(Entity::Sessions.name(), &chats).await?;
        let mut of_chat: HashMap<String, String> = HashMap::new();
        // Of several sessions the first: it stays the first when others come.
        for kept in by_chat.into_values().chain(groups.into_values()) {
            for key in kept.keys.into_iter().filter(|key| chats.contains(key)) {
                of_chat.entry(key).or_insert_with(|| kept.id.clone());
            }
        }
        let mut homes = Vec::with_capacity(rows.len());
        for (id, row) in rows {
            let session = row.link("AiChannelSessionId").map(|id| id.to_string());
            let by_chat = || {
                let chat = chat_key(&fingerprint(row.text("ChatSession")?));
                Some(of_chat.get(&chat).cloned().unwrap_or(chat))
            };
            let stays = || {
                let was = before.get(&id.to_string())?;
                let is_unread = Text::of(row) == Text::Unread;
                is_unread.then(|| conversation_of(&Record::of_body(was)))?
            };
            let conversation = stays()
                .or(session)
                .or_else(by_chat)
                .unwrap_or_else(|| format!("message:{id}"));
            let sessions = Entity::Sessions.name();
            let is_grouped = !page.view.has(sessions, &conversation).await?;
            if is_grouped {
                group(page, &conversation, row).await?;
            }
            homes.push(Home {
                group: is_grouped.then(|| conversation.clone()),
                conversation,
            });
        }
        Ok(homes)
    }

    /// Sessions that messages name and that are not here yet.
    async fn fetch_sessions(&self, page: &mut Page<'_>, ids: &[String]) -> Result<(), SourceError> {
        let known = page.view.bodies(Entity::Sessions.name(), ids).await?;
        let grouped = page.view.bodies(name::GROUP, ids).await?;
        let missing: Vec<i64> = ids
            .iter()
            .filter(|id| !known.contains_key(*id) && !grouped.contains_key(*id))
            .filter_map(|id| id.parse().ok())
            .collect();
        let Some(mut found) = self.by_id(Entity::Sessions, &missing).await? else {
            return Ok(());
        };
        found.retain(|_, row| !row.is_unfilled());
        for (id, row) in &found {
            page.view.put(
                Entity::Sessions.name(),
                &id.to_string(),
                row.to_body(),
                session_keys(row),
            );
        }
        // No list will tell them as something new.
        let found: Vec<(i64, Record)> = found.into_iter().collect();
        self.sessions(page, &found, false).await
    }
}

/// The keys by which a kept message is found: what it names, and the group that it is in.
pub(crate) fn message_keys(record: &Record, group: Option<&str>) -> Vec<String> {
    let pointers = record.pointers().into_iter();
    let mut keys: Vec<String> = pointers
        .map(|(entity, id)| points_key(entity, id))
        .collect();
    keys.extend(record.link("HelpDeskMessageId").map(ticket_key));
    keys.extend(group.map(member_key));
    keys
}

/// The groups that stand for a session which cannot be read.
fn of_a_session(homes: &[Home]) -> BTreeSet<String> {
    let groups = homes.iter().filter_map(|home| home.group.clone());
    groups
        .filter(|group| group.parse::<i64>().is_ok())
        .collect()
}

/// What was kept of messages that come again. Where nothing was kept there is nothing to look for.
async fn known_before(
    page: &mut Page<'_>,
    rows: &[(i64, Record)],
) -> Result<HashMap<String, String>, SourceError> {
    let is_first = page.is_first;
    let asked = rows
        .iter()
        .filter(|(_, row)| !is_first || Text::of(row) == Text::Unread);
    let names: Vec<String> = asked.map(|(id, _)| id.to_string()).collect();
    page.view.bodies(Entity::Messages.name(), &names).await
}

/// The ticket that a kept message ties to its conversation.
fn tied(kept: &Record) -> Option<(String, i64)> {
    Some((conversation_of(kept)?, kept.link("HelpDeskMessageId")?))
}

/// A message as it is kept, among very many: without its text, which lies in the cache, without its
/// id, by which it is kept, and without what is said twice: what its session says as well, and a change
/// at the time at which it was made ([`Record::changed_on`]). Its conversation is named where that is
/// not the session.
fn kept_message(record: &Record, conversation: &str, session: &Record) -> String {
    let mut without = vec!["Content", "Id"];
    without.extend(OF_SESSION.iter().filter(|key| record.agrees(key, session)));
    if record.text("UpdatedOn") == record.text("CreatedOn") {
        without.push("UpdatedOn");
    }
    let print = print(record.text("Content").unwrap_or_default());
    let own = [(CONVERSATION, conversation), (PRINT, print.as_str())];
    let named = record.link("AiChannelSessionId");
    let own = if named.is_some() && named == conversation.parse().ok() {
        &own[1..]
    } else {
        &own[..]
    };
    record.to_body_with(&without, own)
}

/// A kept message whose text cannot be read any more.
fn still_unread(before: &str) -> String {
    let mut record = Record::of_body(before);
    record.note_unfilled();
    record.to_body()
}

/// The conversation of a kept message.
pub(crate) fn conversation_of(kept: &Record) -> Option<String> {
    let named = kept.text(CONVERSATION).map(str::to_owned);
    named.or_else(|| Some(kept.link("AiChannelSessionId")?.to_string()))
}

/// Keeps a group of messages as if it were a session, as far as its messages tell. They come in any
/// order: it began with the oldest one, and each may tell what the others do not.
pub(crate) async fn group(
    page: &mut Page<'_>,
    conversation: &str,
    row: &Record,
) -> Result<(), SourceError> {
    page.bring_back(conversation);
    let before = page.view.body(name::GROUP, conversation).await?;
    let mut group = before.as_deref().map(Record::of_body).unwrap_or_default();
    let copies = [
        ("BusinessId", "BusinessId"),
        ("Channel", "Channel"),
        ("ChatSession", "ChatSession"),
        ("AiChannelSessionExternalIdentifier", "ExternalIdentifier"),
        ("AiChannelSessionCoworkerId", "CoworkerId"),
        ("AiChannelSessionCoworkerFullName", "CoworkerFullName"),
        ("AiChannelSessionCoworkerCompanyName", "CoworkerCompanyName"),
    ];
    for (from, to) in copies {
        if let Some(word) = row.word(from).filter(|_| group.is_unknown(to)) {
            group.set(to, &word);
        }
    }
    let is_older = |at| group.when("CreatedOn").is_none_or(|first| at < first);
    if row.when("CreatedOn").is_some_and(is_older) {
        group.set("CreatedOn", row.text("CreatedOn").unwrap_or_default());
    }
    let (body, keys) = (group.to_body(), session_keys(&group));
    if before.as_deref() != Some(&body) {
        page.note_moved(conversation);
        if before.is_none() {
            page.note_begun(conversation);
        }
        page.view.put(name::GROUP, conversation, body, keys);
    }
    Ok(())
}

/// Tells one message, and notes what it says of its conversation.
async fn tell(
    page: &mut Page<'_>,
    said: &Said,
    directions: &HashMap<i64, bool>,
) -> Result<(), SourceError> {
    let record = &said.record;
    let linked = record.link("CoworkerMessageId");
    let incoming = linked.and_then(|id| directions.get(&id)).copied();
    let sender = vocabulary::sender(record, incoming);
    let delivery = vocabulary::delivery(&sender, record);
    let was_silent = page.note(&said.conversation).await?.last.is_none();
    note(page, said, &sender).await?;
    if was_silent {
        // A head that this batch made before says what the session alone does.
        page.refresh(&said.conversation).await?;
    }
    let body = record.text("Content").unwrap_or_default();
    let message = MessageRecord {
        id: RemoteId(said.id.to_string()),
        sender_name: (sender == Sender::Operator)
            .then(|| record.text("ResponderName"))
            .flatten()
            .map(|name| name.trim().to_owned()),
        delivery,
        format: vocabulary::format(body),
        body: body.to_owned(),
        sent_at: said.at,
        sender,
    };
    if let Some(change) = page.conversation(&said.conversation).await?
        && said.text == Text::Known
    {
        change.messages.push(message);
    }
    page.follow(&said.conversation, said.known);
    Ok(())
}

/// What a message says of its conversation's times, and of how it began: the first that people see
/// says that, in whichever order they come.
pub(crate) async fn note(
    page: &mut Page<'_>,
    said: &Said,
    sender: &Sender,
) -> Result<(), SourceError> {
    let Some(at) = said.known else {
        return Ok(());
    };
    let mut note = page.note(&said.conversation).await?;
    note.first = Some(note.first.map_or(at, |first| first.min(at)));
    note.last = Some(note.last.map_or(at, |last| last.max(at)));
    let place = (at, said.id);
    if sender.is_visible() && note.seen.is_none_or(|seen| place <= seen) {
        note.seen = Some(place);
        if note.origin != Some(Origin::ProactiveOutbound) {
            note.origin = vocabulary::origin(sender, &said.record);
        }
    }
    page.learn(&said.conversation, note);
    Ok(())
}
