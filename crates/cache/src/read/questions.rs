//! Making the groups of what is asked: of all that was asked in the sources that are shown, whatever a search finds, so
//! that a group is the same one in each. They are made anew where data or decisions changed since, and nobody who never
//! asks pays for it.

use super::shared_questions::{QuestionStamp, ReadAnswers};
use super::state::SharedState;
use crate::error::{CacheError, Result};
use crate::index::ConversationIndex;
use crate::table::question::{self, AskedRow};
use crate::table::{message, question_decision, text_fact};
use insights::{
    AnswerBook, AskedQuestion, GivenAnswer, QuestionBook, QuestionDecisions, QuestionGroups,
    QuestionKey,
};
use model::SourceId;
use model::theme::{ThemeDecision, ThemeDecisionKind};
use query::indexable;
use sqlx::SqliteConnection;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Conversations of which the questions are read at once.
const ROWS_AT_ONCE: i64 = 10_000;
/// Conversations of which the messages are read at once.
const TEXTS_AT_ONCE: usize = 256;
/// Conversations of a group whose answers are read, the newest: what was answered is a matter of texts, which take time.
const ANSWERED_MOST: usize = 10_000;

/// The groups as the store has them now, among these sources; none for all. Whoever lets go of it meanwhile ends it.
pub(super) async fn settled(
    shared: &SharedState,
    only: Option<&[SourceId]>,
) -> Result<Arc<QuestionGroups>> {
    let questions = &shared.questions;
    let stamp = QuestionStamp {
        generation: shared.pass(|index| index.generation()).await?,
        decisions: questions.decisions(),
        only: only.map(<[SourceId]>::to_vec),
    };
    if let Some(groups) = questions.current(&stamp) {
        return Ok(groups);
    }
    let _turn = questions.making.lock().await;
    if let Some(groups) = questions.current(&stamp) {
        return Ok(groups);
    }
    let decisions = decisions_of(&decided(shared).await?);
    let book = book(shared, only).await?;
    // It takes a second for a million questions, and nobody else is to wait for it.
    let making =
        tokio::task::spawn_blocking(move || Arc::new(QuestionGroups::of(book, &decisions)));
    let groups = making.await.map_err(|_| CacheError::Closed)?;
    questions.hold(stamp, &groups);
    Ok(groups)
}

/// What the manager decided.
pub(super) async fn decided(shared: &SharedState) -> Result<Vec<ThemeDecision>> {
    let mut work = shared.work.lock().await;
    match work.readable()? {
        Some(work) => question_decision::all(work).await,
        None => Ok(Vec::new()),
    }
}

fn decisions_of(decided: &[ThemeDecision]) -> QuestionDecisions {
    let mut decisions = QuestionDecisions::default();
    for decision in decided {
        let (Some(wording), Some(value)) = (QuestionKey::parse(&decision.wording), &decision.value)
        else {
            continue;
        };
        match (decision.kind, QuestionKey::parse(value)) {
            (ThemeDecisionKind::Name, _) => {
                decisions.names.insert(wording, value.clone());
            }
            (ThemeDecisionKind::Home, Some(home)) => {
                decisions.homes.insert(wording, home);
            }
            (ThemeDecisionKind::Part, Some(whole)) => {
                decisions.joins.insert(wording, whole);
            }
            // What another version writes otherwise is none of this one's.
            _ => {}
        }
    }
    decisions
}

async fn book(shared: &SharedState, only: Option<&[SourceId]>) -> Result<QuestionBook> {
    let mut conn = shared.pool.lease().await?;
    let outdated = text_fact::outdated(&mut conn).await?;
    let of = question::count(&mut conn).await? + outdated.len() as u64;
    let progress = &shared.questions.progress;
    let _ended = progress.begin(of);
    let mut filling = BookFilling {
        book: QuestionBook::new(query::tokens),
        only,
    };
    let renewed: HashSet<u32> = outdated.iter().copied().collect();
    let mut last = -1;
    loop {
        let rows = question::after(&mut conn, last, ROWS_AT_ONCE).await?;
        let Some(row) = rows.last() else {
            break;
        };
        last = row.conversation.into();
        progress.add(rows.len() as u64);
        rows.iter()
            .filter(|row| !renewed.contains(&row.conversation))
            .for_each(|row| filling.add(row));
    }
    for some in outdated.chunks(TEXTS_AT_ONCE) {
        question::derived(&mut conn, some)
            .await?
            .iter()
            .for_each(|row| filling.add(row));
        progress.add(some.len() as u64);
    }
    conn.whole(filling.book).await
}

/// A book that is being filled with what was asked in some sources.
struct BookFilling<'s> {
    book: QuestionBook,
    only: Option<&'s [SourceId]>,
}

impl BookFilling<'_> {
    fn add(&mut self, row: &AskedRow) {
        if self
            .only
            .is_some_and(|only| !only.contains(&SourceId(row.source_id)))
        {
            return;
        }
        for (place, wording) in (0_u16..).zip(row.questions()) {
            self.book.add(AskedQuestion {
                conversation: row.conversation,
                place,
                language: &row.language,
                wording: &wording,
            });
        }
    }
}

/// What some conversations ask, each with its questions.
pub(super) async fn wordings(
    conn: &mut SqliteConnection,
    ids: &[u32],
) -> Result<Vec<(u32, Vec<String>)>> {
    let outdated: HashSet<u32> = text_fact::outdated(conn).await?.into_iter().collect();
    let (old, new): (Vec<u32>, Vec<u32>) = ids.iter().partition(|id| outdated.contains(id));
    let mut rows = question::of(conn, &new).await?;
    rows.extend(question::derived(conn, &old).await?);
    Ok(rows
        .iter()
        .map(|row| (row.conversation, row.questions()))
        .collect())
}

/// The answers to a group, of its newest conversations.
pub(super) async fn answers(
    shared: &SharedState,
    groups: &Arc<QuestionGroups>,
    group: u32,
) -> Result<Arc<ReadAnswers>> {
    let questions = &shared.questions;
    if let Some(known) = questions.known_answers(groups, group) {
        return Ok(known);
    }
    let asked = groups.asked_in(group);
    let (unread, read) = asked.split_at(asked.len().saturating_sub(ANSWERED_MOST));
    let progress = &questions.progress;
    let _ended = progress.begin(read.len() as u64);
    let mut book = AnswerBook::default();
    let spaces = spaces_of(shared, read).await?;
    for some in read.chunks(TEXTS_AT_ONCE) {
        let mut conn = shared.pool.lease().await?;
        read_answers(&mut conn, some, &spaces, &mut book).await?;
        progress.add(some.len() as u64);
    }
    let answers = Arc::new(ReadAnswers {
        book,
        unread: unread.iter().map(|(id, _)| *id).collect(),
    });
    questions.hold_answers(groups, group, &answers);
    Ok(answers)
}

/// The space of each conversation.
async fn spaces_of(shared: &SharedState, asked: &[(u32, Vec<u16>)]) -> Result<HashMap<u32, u32>> {
    let pass = |index: &ConversationIndex| {
        let ids = asked.iter().map(|(id, _)| *id);
        ids.filter_map(|id| Some((id, index.present(id)?.space)))
            .collect()
    };
    shared.pass(pass).await
}

async fn read_answers(
    conn: &mut SqliteConnection,
    asked: &[(u32, Vec<u16>)],
    spaces: &HashMap<u32, u32>,
    book: &mut AnswerBook,
) -> Result<()> {
    let messages = message::shown(conn, asked.iter().map(|(id, _)| i64::from(*id))).await?;
    let by_conversation = message::by_conversation(&messages);
    for (id, places) in asked {
        let said = by_conversation
            .get(&i64::from(*id))
            .copied()
            .unwrap_or_default();
        for turn in question::answers(said, places) {
            let text: Vec<&str> = turn.iter().map(|it| it.text.trim()).collect();
            let text = text.join("\n");
            let links: Vec<&str> = turn.iter().filter_map(|it| it.links.as_deref()).collect();
            let links = links.join("\n");
            book.add(GivenAnswer {
                conversation: *id,
                space: spaces.get(id).copied().unwrap_or_default(),
                at: turn.first().map_or(0, |it| it.sent_at),
                text: &text,
                links: Some(&links),
                words: &indexable(&text),
            });
        }
    }
    Ok(())
}
