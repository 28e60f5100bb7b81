//! Themes of what a filter selects: what is asked, by group, with outcomes and without; how one group is answered; and
//! which conversations a part of it is. A group and an answer are the same ones whatever is selected, so that each count
//! is the length of a list.

use super::questions;
use super::reader::CacheReader;
use super::shared_questions::ReadAnswers;
use super::state::SharedState;
use crate::error::{CacheError, Result};
use crate::index::ConversationIndex;
use chrono::{DateTime, Utc};
use insights::{
    AnswerKey, AnswerReport, QuestionGroupCount, QuestionGroups, QuestionKey, QuestionTally,
    TellingPhrase,
};
use model::SourceId;
use model::request::ListFilter;
use model::theme::ThemeDecision;
use query::indexable;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Groups that are told.
const GROUPS_MOST: usize = 500;
/// Wordings of a group that are told.
const WORDINGS_MOST: usize = 100;
/// Conversations that must ask a group, so that it is told.
const FEWEST_ASKING: u64 = 2;

/// Themes within a filter.
#[derive(Clone, Debug, Default)]
pub struct ThemeCounts {
    /// Conversations in scope.
    pub conversations: u64,
    /// Those in which something was asked.
    pub asking: u64,
    /// Questions in scope.
    pub questions: u64,
    /// Groups that several conversations ask, each with its commonest wording: the one with most conversations without an
    /// outcome first.
    pub groups: Vec<(QuestionGroupCount, String)>,
    /// Groups that several ask and that are not among these.
    pub left_out: u64,
    /// Groups that one conversation asks.
    pub alone: u64,
    /// What is asked before an outcome, and before none.
    pub phrases: Vec<TellingPhrase>,
}

/// A wording of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordingCount {
    /// Its name.
    pub key: QuestionKey,
    /// As it is asked most often.
    pub wording: String,
    /// How often.
    pub asked: u64,
}

/// One group within a filter.
#[derive(Clone, Debug)]
pub struct ThemeFindings {
    /// How often it is asked, and before what.
    pub count: QuestionGroupCount,
    /// How it is asked.
    pub wordings: Vec<WordingCount>,
    /// How it is answered.
    pub answers: AnswerReport,
    /// Conversations in scope whose answers were not read.
    pub unread: u64,
    /// Conversations in scope in which it is asked, ascending.
    pub conversations: Vec<u32>,
}

/// Of each conversation in scope, whether it has a confirmed outcome.
type ScopeOutcomes = HashMap<u32, bool>;

impl CacheReader {
    /// How far the reading is that themes wait for; none while nothing is read.
    #[must_use]
    pub fn theme_progress(&self) -> Option<(u64, u64)> {
        self.shared.questions.progress()
    }

    /// The themes of what a filter selects. Whoever lets go of it ends it.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses, as for every read here.
    pub async fn themes(&self, filter: &ListFilter, now: DateTime<Utc>) -> Result<ThemeCounts> {
        let groups = questions::settled(&self.shared, filter.only.as_deref()).await?;
        let scope = self.scope_outcomes(filter, now).await?;
        let conversations = scope.len() as u64;
        let counting = tokio::task::spawn_blocking(move || {
            let of = |id| scope.get(&id).copied();
            (groups.tally(of), groups.phrases(of))
        });
        let (tally, phrases) = counting.await.map_err(|_| CacheError::Closed)?;
        let counts = ThemeCounts {
            conversations,
            asking: tally.asking,
            questions: tally.questions,
            phrases,
            ..ThemeCounts::default()
        };
        self.with_groups(counts, tally).await
    }

    async fn with_groups(
        &self,
        mut counts: ThemeCounts,
        tally: QuestionTally,
    ) -> Result<ThemeCounts> {
        let (mut several, alone): (Vec<_>, Vec<_>) = tally
            .groups
            .into_iter()
            .partition(|it| it.conversations >= FEWEST_ASKING);
        several.sort_by_key(|it| {
            let unconverted = it.conversations - it.converted;
            (
                std::cmp::Reverse(unconverted),
                std::cmp::Reverse(it.conversations),
                it.id,
            )
        });
        counts.alone = alone.len() as u64;
        counts.left_out = several.len().saturating_sub(GROUPS_MOST) as u64;
        several.truncate(GROUPS_MOST);
        let places: Vec<(u32, u16)> = several.iter().map(|it| it.example).collect();
        let wordings = self.wordings_at(&places).await?;
        counts.groups = several.into_iter().zip(wordings).collect();
        Ok(counts)
    }

    /// One theme of what a filter selects, by the id of any of its wordings; none where nobody asks it there.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn theme(
        &self,
        key: &str,
        filter: &ListFilter,
        now: DateTime<Utc>,
    ) -> Result<Option<ThemeFindings>> {
        let groups = questions::settled(&self.shared, filter.only.as_deref()).await?;
        let Some(group) = QuestionKey::parse(key).and_then(|key| groups.find(key)) else {
            return Ok(None);
        };
        let scope = self.scope_outcomes(filter, now).await?;
        let id = groups.id(group);
        let mut tally = groups.tally(|id| scope.get(&id).copied());
        tally.groups.retain(|count| Some(count.id) == id);
        let Some(count) = tally.groups.pop() else {
            return Ok(None);
        };
        let answers = questions::answers(&self.shared, &groups, group).await?;
        let asked = groups.asked_in(group).into_iter().map(|(id, _)| id);
        Ok(Some(ThemeFindings {
            count,
            wordings: self.wordings_of(&groups, group, &scope).await?,
            answers: answers.book.report(|id| scope.contains_key(&id)),
            unread: answers
                .unread
                .iter()
                .filter(|id| scope.contains_key(id))
                .count() as u64,
            conversations: asked.filter(|id| scope.contains_key(id)).collect(),
        }))
    }

    /// The id of a theme and its wordings, each with the one that leads it, whatever is selected; none where there is none.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn theme_wordings(
        &self,
        key: &str,
        only: Option<&[SourceId]>,
    ) -> Result<Option<(QuestionKey, Vec<(QuestionKey, QuestionKey)>)>> {
        let groups = questions::settled(&self.shared, only).await?;
        let group = QuestionKey::parse(key).and_then(|key| groups.find(key));
        Ok(group.and_then(|group| Some((groups.id(group)?, groups.keys_of(group)))))
    }

    /// What the manager decided of questions.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn theme_decisions(&self) -> Result<Vec<ThemeDecision>> {
        questions::decided(&self.shared).await
    }

    async fn scope_outcomes(
        &self,
        filter: &ListFilter,
        now: DateTime<Utc>,
    ) -> Result<ScopeOutcomes> {
        let scope = self.results_of(filter, now).await?;
        let pass = |index: &ConversationIndex| {
            let ids = scope.selection.ids.iter();
            ids.filter_map(|id| Some((*id, index.present(*id)?.has_confirmed())))
                .collect()
        };
        self.shared.pass(pass).await
    }

    async fn wordings_of(
        &self,
        groups: &Arc<QuestionGroups>,
        group: u32,
        scope: &ScopeOutcomes,
    ) -> Result<Vec<WordingCount>> {
        let mut wordings = groups.wordings(group, |id| scope.contains_key(&id));
        wordings.truncate(WORDINGS_MOST);
        let places: Vec<(u32, u16)> = wordings.iter().map(|it| it.example).collect();
        let texts = self.wordings_at(&places).await?.into_iter();
        let count = |(one, wording): (insights::QuestionWording, String)| WordingCount {
            key: one.key,
            wording,
            asked: one.asked,
        };
        Ok(wordings.into_iter().zip(texts).map(count).collect())
    }

    /// What stands at some places: a conversation, and which of its questions.
    async fn wordings_at(&self, places: &[(u32, u16)]) -> Result<Vec<String>> {
        let ids: HashSet<u32> = places.iter().map(|(id, _)| *id).collect();
        let ids: Vec<u32> = ids.into_iter().collect();
        let mut conn = self.shared.pool.lease().await?;
        let rows = questions::wordings(&mut conn, &ids).await?;
        let known: HashMap<u32, Vec<String>> = conn.whole(rows).await?.into_iter().collect();
        let at = |(id, place): &(u32, u16)| {
            known
                .get(id)
                .and_then(|asked| asked.get(usize::from(*place)))
                .cloned()
        };
        // What is gone since has no words any more.
        Ok(places
            .iter()
            .map(|place| at(place).unwrap_or_default())
            .collect())
    }
}

/// The conversations that a value of `asks:` means, ascending: those of a group by the id of any of its wordings, those
/// that got an answer behind an underscore, or those in which a phrase of stems is asked.
pub(super) async fn ids_asking(
    shared: &SharedState,
    what: &str,
    only: Option<&[SourceId]>,
) -> Result<Vec<u32>> {
    let groups = questions::settled(shared, only).await?;
    let (group, answer) = match what.split_once('_') {
        Some((group, answer)) => (group, Some(answer)),
        None => (what, None),
    };
    let Some(key) = QuestionKey::parse(group) else {
        return Ok(groups.conversations_with(&indexable(what)));
    };
    match (groups.find(key), answer) {
        (None, _) => Ok(Vec::new()),
        (Some(group), None) => Ok(groups
            .asked_in(group)
            .into_iter()
            .map(|(id, _)| id)
            .collect()),
        (Some(group), Some(answer)) => {
            let answers = questions::answers(shared, &groups, group).await?;
            Ok(ids_answered(&answers, answer))
        }
    }
}

fn ids_answered(answers: &ReadAnswers, key: &str) -> Vec<u32> {
    let Some(key) = AnswerKey::parse(key) else {
        return Vec::new();
    };
    let report = answers.book.report(|_| true);
    let mut answered = report.answers.into_iter().map(|it| (it.key, it.course));
    let mut sides = answers.book.sides().into_iter();
    let found = answered
        .find(|(it, _)| *it == key)
        .map(|(_, course)| course);
    let found = found.or_else(|| sides.find(|it| it.key == key).map(|it| it.course));
    found.map(|course| course.conversations).unwrap_or_default()
}
