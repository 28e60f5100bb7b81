//! The contract that every source keeps, whatever kind of server is behind it. A new kind passes this
//! suite or is not a source: implement [`ContractSubject`] for it and call [`check`].
//!
//! It reports breaches instead of panicking, each with the clause that was broken.

use crate::{Source, SourceBatch, SourceError};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use model::feed::{ChangeSet, ConversationChange, RecordCounts};
use model::record::{
    ConversationRecord, ConversionRecord, CustomerRecord, GeoPlace, MessageRecord, SpaceRecord,
    TombstoneKind,
};
use model::{BodyFormat, Channel, ConversionKind, Escalation, Origin, RemoteId, Sender, Status};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// A stream that never ends is broken; nothing here needs as many pages.
const MOST_PAGES: usize = 10_000;
/// Enough conversations for several pages of the subject's own (small) page size.
const CONVERSATIONS: usize = 40;

/// A server that can be changed, and sources that read it. Each subject is fresh: nothing is in it.
#[async_trait]
pub trait ContractSubject: Send + Sync {
    /// A source that is signed in, with pages of a few rows, so that there are several.
    fn source(&self) -> Arc<dyn Source>;

    /// A source whose sign-in is not accepted.
    fn stranger(&self) -> Arc<dyn Source>;

    /// Makes the server hold spaces and customers.
    async fn put_people(&self, spaces: Vec<SpaceRecord>, customers: Vec<CustomerRecord>);

    /// Makes the server hold what this says, on top of what it holds.
    async fn put(&self, change: ConversationChange);

    /// Makes the server delete a conversation, where it can.
    async fn delete(&self, id: &RemoteId);
}

/// A clause that was broken, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractBreach(String);

impl fmt::Display for ContractBreach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ContractBreach {}

impl From<SourceError> for ContractBreach {
    fn from(error: SourceError) -> Self {
        Self(format!("an unexpected failure: {error:?}"))
    }
}

macro_rules! demand {
    ($holds:expr, $($clause:tt)+) => {
        if !$holds {
            return Err(ContractBreach(format!($($clause)+)));
        }
    };
}

/// Checks every clause, each on a subject of its own.
///
/// # Errors
/// The first clause that was broken.
pub async fn check<S, F>(mut fresh: impl FnMut() -> F) -> Result<(), ContractBreach>
where
    S: ContractSubject,
    F: Future<Output = S>,
{
    an_empty_server_is_soon_read(&fresh().await).await?;
    it_says_who_it_is(&fresh().await).await?;
    everything_arrives_once_and_progress_is_honest(&fresh().await).await?;
    only_what_changed_comes_again(&fresh().await).await?;
    asking_twice_gives_the_same(&fresh().await).await?;
    a_reader_that_pages_while_others_write_misses_nothing(&fresh().await).await?;
    what_is_deleted_goes(&fresh().await).await?;
    a_foreign_cursor_is_rejected(&fresh().await).await?;
    a_stranger_is_asked_to_sign_in(&fresh().await).await
}

/// Whether changes are none; when they were read is none.
fn is_nothing(changes: &ChangeSet) -> bool {
    let when = ChangeSet {
        as_of: changes.as_of,
        outcome_authority: changes.outcome_authority,
        ..ChangeSet::default()
    };
    *changes == when
}

async fn an_empty_server_is_soon_read(
    subject: &impl ContractSubject,
) -> Result<(), ContractBreach> {
    let source = subject.source();
    for stream in source.streams() {
        let first = source.pull(&stream, None).await?;
        demand!(first.is_last(), "an empty server has no further page");
        demand!(!first.next.is_empty(), "even the first page has a cursor");
        let again = source.pull(&stream, Some(&first.next)).await?;
        demand!(
            again.covered == 0 && is_nothing(&again.changes),
            "nothing new is nothing"
        );
    }
    let counts = source.counts().await?;
    demand!(
        counts.is_none_or(|counts| counts == RecordCounts::default()),
        "nothing counts as nothing"
    );
    Ok(())
}

async fn it_says_who_it_is(subject: &impl ContractSubject) -> Result<(), ContractBreach> {
    let (one, other) = (
        subject.source().identify().await?,
        subject.source().identify().await?,
    );
    demand!(!one.identity.is_empty(), "a store has an identity");
    demand!(
        one == other,
        "the same store has the same identity each time"
    );
    demand!(
        !subject.source().streams().is_empty(),
        "there is something to pull"
    );
    Ok(())
}

async fn everything_arrives_once_and_progress_is_honest(
    subject: &impl ContractSubject,
) -> Result<(), ContractBreach> {
    fill(subject).await;
    let source = subject.source();
    let batches = read_to_end(&*source, None).await?;
    demand!(
        batches.len() > 1,
        "the subject's pages are to be small, so that there are several"
    );
    let all: u64 = batches.iter().map(|batch| batch.covered).sum();
    let mut done = 0;
    for batch in &batches {
        done += batch.covered;
        let told = batch.remaining.map(|remaining| done + remaining);
        demand!(
            told.is_none_or(|told| told == all),
            "done and remaining make the whole: {told:?} of {all}"
        );
    }
    let read = ContractReader::of(&batches);
    demand!(
        read.conversations.len() == CONVERSATIONS,
        "every conversation arrives: {}",
        read.conversations.len()
    );
    demand!(
        read.messages.len() == CONVERSATIONS * 3,
        "every message arrives: {}",
        read.messages.len()
    );
    demand!(read.repeated_messages == 0, "no message arrives twice");
    demand!(
        read.conversions.len() == CONVERSATIONS.div_ceil(4),
        "every outcome arrives"
    );
    for batch in &batches {
        stands_alone(&batch.changes)?;
    }
    counts_match(&*source, &read).await
}

async fn only_what_changed_comes_again(
    subject: &impl ContractSubject,
) -> Result<(), ContractBreach> {
    fill(subject).await;
    let source = subject.source();
    let cursor = end_of(&read_to_end(&*source, None).await?)?;
    let mut change = conversation(7);
    change.messages = vec![message(7, 9)];
    change.conversions.clear();
    subject.put(change).await;
    let read = ContractReader::of(&read_to_end(&*source, Some(cursor)).await?);
    demand!(
        read.conversations == one("c7"),
        "only what changed: {:?}",
        read.conversations
    );
    demand!(
        read.messages == one("m7-9"),
        "only the new message: {:?}",
        read.messages
    );
    Ok(())
}

/// The same without when it was read.
fn untimed(mut batches: Vec<SourceBatch>) -> Vec<SourceBatch> {
    for batch in &mut batches {
        batch.changes.as_of = None;
    }
    batches
}

async fn asking_twice_gives_the_same(subject: &impl ContractSubject) -> Result<(), ContractBreach> {
    fill(subject).await;
    let one = read_to_end(&*subject.source(), None).await?;
    let other = read_to_end(&*subject.source(), None).await?;
    demand!(
        untimed(one) == untimed(other),
        "a page can be asked for again after a failure"
    );
    Ok(())
}

async fn a_reader_that_pages_while_others_write_misses_nothing(
    subject: &impl ContractSubject,
) -> Result<(), ContractBreach> {
    fill(subject).await;
    let source = subject.source();
    let (mut batches, mut written) = (Vec::new(), BTreeSet::new());
    for stream in source.streams() {
        let mut cursor: Option<String> = None;
        for turn in 0..MOST_PAGES {
            if turn < 5 {
                // An old one moves to the end, and a new one comes, between any two pages.
                subject.put(with_message(turn * 3, 10 + turn)).await;
                subject.put(conversation(1000 + turn)).await;
                written.extend([
                    format!("m{}-{}", turn * 3, 10 + turn),
                    format!("m{}-2", 1000 + turn),
                ]);
            }
            let batch = source.pull(&stream, cursor.as_deref()).await?;
            cursor = Some(batch.next.clone());
            let last = batch.is_last();
            batches.push(batch);
            if last && turn >= 5 {
                break;
            }
        }
    }
    let read = ContractReader::of(&batches);
    demand!(
        read.conversations.len() == CONVERSATIONS + 5,
        "none is missed: {}",
        read.conversations.len()
    );
    demand!(
        written.is_subset(&read.messages),
        "no message written meanwhile is missed"
    );
    demand!(
        read.messages.len() == CONVERSATIONS * 3 + 5 * 4,
        "nor one from before: {}",
        read.messages.len()
    );
    Ok(())
}

async fn what_is_deleted_goes(subject: &impl ContractSubject) -> Result<(), ContractBreach> {
    let source = subject.source();
    if !source.capabilities().deletion {
        return Ok(());
    }
    fill(subject).await;
    let cursor = end_of(&read_to_end(&*source, None).await?)?;
    subject.delete(&RemoteId::from("c3")).await;
    let later = read_to_end(&*source, Some(cursor)).await?;
    let tombs: Vec<_> = later
        .iter()
        .flat_map(|batch| &batch.changes.tombstones)
        .collect();
    demand!(
        tombs.len() == 1
            && tombs[0].kind == TombstoneKind::Conversation
            && tombs[0].id.as_str() == "c3",
        "a deletion is told: {tombs:?}"
    );
    let read = ContractReader::of(&read_to_end(&*source, None).await?);
    demand!(
        !read.conversations.contains("c3"),
        "and what was deleted is told no more"
    );
    counts_match(&*source, &read).await
}

async fn a_foreign_cursor_is_rejected(
    subject: &impl ContractSubject,
) -> Result<(), ContractBreach> {
    let source = subject.source();
    for stream in source.streams() {
        let answer = source.pull(&stream, Some("no cursor of ours")).await;
        demand!(
            answer == Err(SourceError::CursorRejected),
            "a foreign cursor is rejected as such: {answer:?}"
        );
    }
    let answer = source.pull("no such stream", None).await;
    demand!(answer.is_err(), "there is no stream but those it names");
    Ok(())
}

async fn a_stranger_is_asked_to_sign_in(
    subject: &impl ContractSubject,
) -> Result<(), ContractBreach> {
    let stranger = subject.stranger();
    let hello = stranger.identify().await.err();
    let counts = stranger.counts().await.err();
    demand!(
        hello == Some(SourceError::SignInNeeded),
        "a greeting needs a sign-in: {hello:?}"
    );
    demand!(
        counts == Some(SourceError::SignInNeeded),
        "counts need one: {counts:?}"
    );
    for stream in stranger.streams() {
        let pull = stranger.pull(&stream, None).await.err();
        demand!(
            pull == Some(SourceError::SignInNeeded),
            "reading needs one: {pull:?}"
        );
    }
    Ok(())
}

async fn read_to_end(
    source: &dyn Source,
    after: Option<String>,
) -> Result<Vec<SourceBatch>, ContractBreach> {
    let mut batches = Vec::new();
    for stream in source.streams() {
        let mut cursor = after.clone();
        for _ in 0..MOST_PAGES {
            let batch = source.pull(&stream, cursor.as_deref()).await?;
            cursor = Some(batch.next.clone());
            let last = batch.is_last();
            batches.push(batch);
            if last {
                break;
            }
        }
    }
    demand!(
        batches.last().is_some_and(SourceBatch::is_last),
        "a stream has an end"
    );
    Ok(batches)
}

fn end_of(batches: &[SourceBatch]) -> Result<String, ContractBreach> {
    let last = batches
        .last()
        .ok_or_else(|| ContractBreach("there is a first page".to_owned()))?;
    Ok(last.next.clone())
}

/// A batch can be kept whole without looking at another: who is named is in it.
fn stands_alone(changes: &ChangeSet) -> Result<(), ContractBreach> {
    let spaces: BTreeSet<_> = changes.spaces.iter().map(|space| &space.id).collect();
    let customers: BTreeSet<_> = changes
        .customers
        .iter()
        .map(|customer| &customer.id)
        .collect();
    for change in &changes.conversations {
        let head = &change.conversation;
        demand!(
            spaces.contains(&head.space_id),
            "the space of {} is in its batch",
            head.id
        );
        let known = head
            .customer_id
            .as_ref()
            .is_none_or(|id| customers.contains(id));
        demand!(known, "the customer of {} is in its batch", head.id);
    }
    Ok(())
}

async fn counts_match(source: &dyn Source, read: &ContractReader) -> Result<(), ContractBreach> {
    let Some(counts) = source.counts().await? else {
        return Ok(());
    };
    let same = counts.conversations == read.conversations.len() as u64
        && counts.messages == read.messages.len() as u64
        && counts.conversions == read.conversions.len() as u64;
    demand!(same, "the counts are those of what was read: {counts:?}");
    Ok(())
}

/// What a reader holds in the end.
#[derive(Default)]
struct ContractReader {
    conversations: BTreeSet<String>,
    messages: BTreeSet<String>,
    conversions: BTreeSet<String>,
    repeated_messages: usize,
}

impl ContractReader {
    fn of(batches: &[SourceBatch]) -> Self {
        let mut read = Self::default();
        for change in batches
            .iter()
            .flat_map(|batch| &batch.changes.conversations)
        {
            read.conversations
                .insert(change.conversation.id.to_string());
            read.conversions.extend(
                change
                    .conversions
                    .iter()
                    .map(|outcome| outcome.id.to_string()),
            );
            for message in &change.messages {
                read.repeated_messages +=
                    usize::from(!read.messages.insert(message.id.to_string()));
            }
        }
        read
    }
}

fn one(id: &str) -> BTreeSet<String> {
    BTreeSet::from([id.to_owned()])
}

async fn fill(subject: &impl ContractSubject) {
    let zone = |n: &str, zone: &str| SpaceRecord {
        id: RemoteId::from(n),
        name: format!("Space {n}"),
        time_zone: zone.to_owned(),
    };
    let customers = (0..5).map(customer).collect();
    subject
        .put_people(
            vec![zone("s0", "Europe/Lisbon"), zone("s1", "America/Denver")],
            customers,
        )
        .await;
    for n in 0..CONVERSATIONS {
        subject.put(conversation(n)).await;
    }
}

fn customer(n: usize) -> CustomerRecord {
    CustomerRecord {
        id: RemoteId(format!("p{n}")),
        name: format!("Person {n}"),
        company: n.is_multiple_of(2).then(|| format!("Company {n}")),
        email: None,
        profile_url: None,
    }
}

fn at(minutes: usize) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minutes as i64)
}

/// A conversation of three messages; each fourth has an outcome.
fn conversation(n: usize) -> ConversationChange {
    let conversion = ConversionRecord {
        id: RemoteId(format!("o{n}")),
        kind: ConversionKind::Tour,
        record: format!("visitor-{n}"),
        url: None,
        occurred_at: at(n * 60 + 2),
        confirmed: true,
        time_said: None,
        taken_back_at: None,
        counted_in: None,
        moved_to: None,
        earlier: Vec::new(),
    };
    ConversationChange {
        conversation: head(n, 2),
        messages: (0..3).map(|m| message(n, m)).collect(),
        conversions: n
            .is_multiple_of(4)
            .then_some(conversion)
            .into_iter()
            .collect(),
        leads: Vec::new(),
        tickets: Vec::new(),
        inbox_items: Vec::new(),
    }
}

fn with_message(n: usize, m: usize) -> ConversationChange {
    ConversationChange {
        conversation: head(n, m),
        messages: vec![message(n, m)],
        conversions: Vec::new(),
        leads: Vec::new(),
        tickets: Vec::new(),
        inbox_items: Vec::new(),
    }
}

fn head(n: usize, last: usize) -> ConversationRecord {
    ConversationRecord {
        id: RemoteId(format!("c{n}")),
        session_id: format!("session-{n:028}"),
        space_id: RemoteId(format!("s{}", n % 2)),
        channel: Channel::Chat,
        origin: Origin::Inbound,
        subject: None,
        customer_id: n.is_multiple_of(3).then(|| RemoteId(format!("p{}", n % 5))),
        external_identifier: None,
        visitor_token: (!n.is_multiple_of(3)).then(|| format!("visitor-{n}")),
        place: GeoPlace::default(),
        status: Some(Status::Active),
        escalation: Escalation::None,
        started_at: at(n * 60),
        last_activity_at: at(n * 60 + last),
        ended_at: None,
    }
}

fn message(n: usize, m: usize) -> MessageRecord {
    MessageRecord {
        id: RemoteId(format!("m{n}-{m}")),
        sender: if m.is_multiple_of(2) {
            Sender::Customer
        } else {
            Sender::AiAgent
        },
        sender_name: None,
        delivery: None,
        format: BodyFormat::Plain,
        body: format!("message {m} of {n}"),
        sent_at: at(n * 60 + m),
        time_said: None,
        earlier: Vec::new(),
    }
}
