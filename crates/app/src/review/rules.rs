//! Rules: how many conversations each finds, how often it is wrong, what it may cost, and drawing the queue by which
//! it is measured. A rule that nobody measured says so; no share is made up.

use crate::error::{AppError, InputRefusal};
use crate::home::unlocked::UnlockedHome;
use crate::review::known_rules::{KnownRule, known};
use crate::review::list::check_search;
use crate::review::queue;
use crate::review::rule_draft;
use crate::review::rule_trials::is_answer;
use cache::{QueueItem, RuleCount};
use chrono::{DateTime, Utc};
use insights::{
    BoundedRate, EstimatedRate, LabelledSample, Proportion, RuleAccuracy, RuleCost, built_in_rule,
};
use model::request::{DataWorld, ListFilter};
use model::review_queue::{QueueHead, QueueMarks, QueueView, SampleOrder};
use model::rule::{
    BoundedShare, ChangeRule, EstimatedShare, LabelCount, RuleCostView, RuleDraft, RuleDraw,
    RuleMeasure, RuleTrial, RuleView, SavedRule, TryRule,
};
use model::{ConversationId, QueueId};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Conversations that are drawn of the hits, and as many of the rest.
const DRAWN_OF_EACH: usize = 50;

/// Over which conversations rules are asked.
pub(crate) struct RuleScope {
    /// Which.
    pub(crate) filter: ListFilter,
    /// The world that they are of.
    pub(crate) world: DataWorld,
}

/// Every rule over what a filter selects: what costs most first, then what nothing can be said of in its order.
pub(crate) async fn rules(
    home: &UnlockedHome,
    scope: &RuleScope,
) -> Result<Vec<RuleView>, AppError> {
    check_search(&scope.filter.text)?;
    let known = known(home).await?;
    let mut views = views(home, scope, known).await?;
    let lost = |view: &RuleView| {
        view.cost
            .map_or(f64::NEG_INFINITY, |cost| cost.lost_per_month)
    };
    views.sort_by(|one, other| lost(other).total_cmp(&lost(one)));
    Ok(views)
}

async fn views(
    home: &UnlockedHome,
    scope: &RuleScope,
    known: Vec<KnownRule>,
) -> Result<Vec<RuleView>, AppError> {
    let ids: Vec<String> = known.iter().map(|rule| rule.id.clone()).collect();
    let counts = home
        .reader
        .rule_counts(&scope.filter, &ids, home.now())
        .await?;
    let mut trials = home.reader.rule_trials().await?;
    trials.retain(|trial| trial.draw.world == scope.world);
    let queues = home.reader.queues().await?;
    let mut views = Vec::with_capacity(known.len());
    for (rule, count) in known.into_iter().zip(counts) {
        let measured = measured(home, &rule, &trials, &queues).await?;
        views.push(view(rule, &count, measured));
    }
    Ok(views)
}

fn view(rule: KnownRule, count: &RuleCount, measure: Option<RuleMeasure>) -> RuleView {
    let accuracy = measure.as_ref().map(accuracy);
    RuleView {
        id: rule.id,
        name: rule.name,
        kind: rule.kind,
        definition: rule.definition,
        version: rule.version,
        conversations: count.conversations,
        of: count.of,
        precision: accuracy.and_then(|it| it.precision).map(estimated),
        elusion: accuracy.and_then(|it| it.elusion).map(bounded),
        prevalence: accuracy.and_then(|it| it.prevalence).map(estimated),
        measure,
        cost: count.cost.map(cost),
    }
}

fn estimated(rate: EstimatedRate) -> EstimatedShare {
    EstimatedShare {
        rate: rate.rate,
        interval: rate.interval,
    }
}

fn bounded(rate: BoundedRate) -> BoundedShare {
    BoundedShare {
        rate: rate.rate,
        bound: rate.bound,
    }
}

fn cost(cost: RuleCost) -> RuleCostView {
    RuleCostView {
        compared: cost.compared,
        difference: cost.difference,
        interval: cost.interval,
        lost_per_month: cost.lost_per_month,
        lost_interval: cost.lost_interval,
    }
}

fn accuracy(measure: &RuleMeasure) -> RuleAccuracy {
    let sample = |labels: LabelCount| LabelledSample {
        found: Proportion::new(labels.found, labels.labelled),
        of: labels.of,
    };
    let found = RuleAccuracy::of(sample(measure.hits), sample(measure.rest));
    RuleAccuracy {
        // Of no hit nothing can be said to be right.
        precision: found.precision.filter(|_| measure.hits.of > 0),
        ..found
    }
}

/// How a rule was measured: by the newest queue that was drawn for this version of it and is still here.
async fn measured(
    home: &UnlockedHome,
    rule: &KnownRule,
    trials: &[RuleTrial],
    queues: &[(QueueId, QueueHead)],
) -> Result<Option<RuleMeasure>, AppError> {
    let of_rule = trials
        .iter()
        .filter(|trial| trial.rule == rule.id && trial.version == rule.version);
    let here = of_rule.filter_map(|trial| {
        let queue = queues.iter().find(|(_, head)| head.key == trial.queue)?;
        Some((trial, queue))
    });
    let newest = here.max_by_key(|(_, (id, head))| (head.drawn_at, *id));
    let Some((trial, (id, head))) = newest else {
        return Ok(None);
    };
    let labels = labels(home, (*id, head.drawn_at), &rule.id).await?;
    let [hits, rest] = counted(&labels, &trial.draw);
    Ok(Some(RuleMeasure {
        queue: head.name.clone(),
        drawn_at: head.drawn_at,
        tag: rule.id.clone(),
        hits,
        rest,
    }))
}

/// What was said of each conversation of a queue, in its order: whether it is what the rule means. What was noted
/// here counts; where nothing was, what another reviewer noted.
async fn labels(
    home: &UnlockedHome,
    (queue, drawn_at): (QueueId, DateTime<Utc>),
    tag: &str,
) -> Result<Vec<Option<bool>>, AppError> {
    let items = home.reader.queue_items(queue).await?;
    let label = |marks: &QueueMarks| {
        is_answer(marks, drawn_at).then(|| marks.tags.iter().any(|it| it == tag))
    };
    let mut labels: Vec<Option<bool>> = items.iter().map(|item| label(&item.marks)).collect();
    for reviewer in home.reader.queue_reviewers(queue).await? {
        let theirs = home.reader.other_review(queue, &reviewer).await?;
        for (own, item) in labels.iter_mut().zip(&items) {
            let name = |item: &QueueItem| (item.store.clone(), item.remote_id.clone());
            *own = own.or_else(|| theirs.get(&name(item)).and_then(label));
        }
    }
    Ok(labels)
}

/// The labels of those that the rule hit when it was drawn, and of the rest.
fn counted(labels: &[Option<bool>], draw: &RuleDraw) -> [LabelCount; 2] {
    let hit: BTreeSet<u32> = draw.hit_places.iter().copied().collect();
    let mut counts = [draw.hits, draw.rest].map(|of| LabelCount {
        of,
        ..LabelCount::default()
    });
    for (place, label) in (1..).zip(labels) {
        let count = &mut counts[usize::from(!hit.contains(&place))];
        count.drawn += 1;
        count.labelled += u64::from(label.is_some());
        count.found += u64::from(*label == Some(true));
    }
    counts
}

/// Writes a rule, and answers with it over everything that is shown.
pub(crate) async fn add(
    home: &UnlockedHome,
    scope: &RuleScope,
    draft: &RuleDraft,
) -> Result<RuleView, AppError> {
    let saved = home.reader.saved_rules().await?;
    let rule = rule_draft::checked(draft, &saved, None)?;
    home.writer.add_rule(rule.clone()).await?;
    one(home, scope, rule).await
}

/// Has a removed rule back under its id, so that searches name it again, and what measured it does still.
pub(crate) async fn restore(
    home: &UnlockedHome,
    scope: &RuleScope,
    removed: SavedRule,
) -> Result<RuleView, AppError> {
    let saved = home.reader.saved_rules().await?;
    let draft = RuleDraft {
        name: removed.name.clone(),
        query: removed.query.clone(),
    };
    // Somebody may have given its name to another one meanwhile.
    let rule = rule_draft::checked(&draft, &saved, Some(&removed))?;
    home.writer.put_rule(rule.clone()).await?;
    one(home, scope, rule).await
}

/// Makes a rule another one.
pub(crate) async fn change(
    home: &UnlockedHome,
    scope: &RuleScope,
    request: &ChangeRule,
) -> Result<RuleView, AppError> {
    let saved = home.reader.saved_rules().await?;
    let before = saved.iter().find(|rule| rule.id == request.rule);
    let before = before.ok_or_else(|| missing(&request.rule))?;
    let rule = rule_draft::checked(&request.draft, &saved, Some(before))?;
    home.writer.put_rule(rule.clone()).await?;
    one(home, scope, rule).await
}

async fn one(
    home: &UnlockedHome,
    scope: &RuleScope,
    rule: SavedRule,
) -> Result<RuleView, AppError> {
    let views = views(home, scope, vec![rule.into()]).await?;
    views.into_iter().next().ok_or(AppError::NoRule)
}

/// Takes a rule away, and answers what it was. The queues by which it was measured stay.
pub(crate) async fn remove(home: &UnlockedHome, id: &str) -> Result<SavedRule, AppError> {
    let saved = home.reader.saved_rules().await?;
    if !saved.iter().any(|rule| rule.id == id) {
        return Err(missing(id));
    }
    Ok(home.writer.remove_rule(id.to_owned()).await?)
}

fn missing(id: &str) -> AppError {
    match built_in_rule(id) {
        Some(_) => InputRefusal::RuleBuiltIn.into(),
        None => AppError::NoRule,
    }
}

/// The id of a rule, by its id or its name.
pub(crate) async fn find(home: &UnlockedHome, name: &str) -> Result<String, AppError> {
    let wanted = name.to_lowercase();
    let mut known = known(home).await?.into_iter();
    let is_it = |rule: &KnownRule| rule.id == wanted || rule.name.to_lowercase() == wanted;
    let found = known.find(is_it).ok_or(AppError::NoRule)?;
    Ok(found.id)
}

/// Draws some of a rule's hits and some of the rest as one queue. Which are which stands nowhere in it, so that whoever
/// reviews it does not know.
pub(crate) async fn draw(
    home: &UnlockedHome,
    scope: &RuleScope,
    request: &TryRule,
) -> Result<QueueView, AppError> {
    let mut known = known(home).await?.into_iter();
    let rule = known.find(|rule| rule.id == request.rule);
    let rule = rule.ok_or(AppError::NoRule)?;
    let only = scope.filter.only.as_deref();
    let split = home.reader.rule_split(&rule.id, only, home.now()).await?;
    let seed = request.seed.unwrap_or_else(|| rand::random::<u32>().into());
    let drawn = drawn(&split.hits, &split.rest, seed);
    if drawn.is_empty() {
        return Err(InputRefusal::QueueEmpty.into());
    }
    let mut items = Vec::with_capacity(drawn.len());
    for (id, _) in &drawn {
        items.push(home.reader.lasting_name(*id).await?);
    }
    let hits = (1..).zip(&drawn).filter(|(_, (_, is_hit))| *is_hit);
    let draw = RuleDraw {
        hits: split.hits.len() as u64,
        rest: split.rest.len() as u64,
        hit_places: hits.map(|(place, _)| place).collect(),
        world: scope.world,
    };
    let head = QueueHead {
        key: format!("{:032x}", rand::random::<u128>()),
        name: free_name(home, &rule.id).await?,
        sample: Some(SampleOrder {
            size: u32::try_from(drawn.len()).unwrap_or(u32::MAX),
            seed,
        }),
        strata: Vec::new(),
        drawn_at: home.now(),
    };
    let trial = RuleTrial {
        rule: rule.id,
        version: rule.version,
        queue: head.key.clone(),
        draw,
    };
    let id = home.writer.add_rule_trial(head, items, trial).await?;
    queue::queue(home, id).await
}

/// Some of either, in the order of chance, each with whether the rule hit it.
fn drawn(hits: &[u32], rest: &[u32], seed: u64) -> Vec<(ConversationId, bool)> {
    let some = |of: &[u32], is_hit: bool| {
        let mut ranked: Vec<_> = of
            .iter()
            .map(|id| (chance(seed, *id), *id, is_hit))
            .collect();
        ranked.sort_unstable();
        ranked.truncate(DRAWN_OF_EACH);
        ranked
    };
    let mut all = some(hits, true);
    all.extend(some(rest, false));
    // By another chance: ranked by the same one, the rarer side would stand last.
    all.sort_by_cached_key(|(_, id, _)| chance(!seed, *id));
    let named = |(_, id, is_hit)| (ConversationId(i64::from(id)), is_hit);
    all.into_iter().map(named).collect()
}

fn chance(seed: u64, id: u32) -> [u8; 32] {
    let hash = Sha256::new().chain_update(seed.to_le_bytes());
    hash.chain_update(id.to_le_bytes()).finalize().into()
}

/// What a queue for a rule is called: a rule may be tried more than once.
async fn free_name(home: &UnlockedHome, id: &str) -> Result<String, AppError> {
    let queues = home.reader.queues().await?;
    let is_free = |name: &String| {
        let name = name.to_lowercase();
        !queues
            .iter()
            .any(|(_, head)| head.name.to_lowercase() == name)
    };
    let first = format!("try {id}");
    let others = (2..).map(|number| format!("try {id} {number}"));
    let mut names = std::iter::once(first).chain(others);
    Ok(names.find(is_free).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifty_of_either_are_drawn_and_mixed() {
        let hits: Vec<u32> = (0..200).collect();
        let rest: Vec<u32> = (200..5_000).collect();
        let all = drawn(&hits, &rest, 7);
        let of_hits = all.iter().filter(|(_, is_hit)| *is_hit).count();
        assert_eq!((all.len(), of_hits), (100, 50));
        let in_first_half = all[..50].iter().filter(|(_, is_hit)| *is_hit).count();
        assert!((10..40).contains(&in_first_half), "mixed: {in_first_half}");
        assert_eq!(drawn(&hits, &rest, 7), all, "the same seed");
        assert_ne!(drawn(&hits, &rest, 8), all, "another one");
        assert_eq!(
            drawn(&hits[..3], &[], 7).len(),
            3,
            "where there are no more"
        );
    }

    #[test]
    fn labels_are_counted_by_what_the_rule_hit_when_it_was_drawn() {
        let draw = RuleDraw {
            hits: 40,
            rest: 900,
            hit_places: vec![1, 4],
            world: DataWorld::Real,
        };
        let labels = [Some(true), Some(false), None, Some(false), Some(true)];
        let [hits, rest] = counted(&labels, &draw);
        let count = |drawn, labelled, found, of| LabelCount {
            drawn,
            labelled,
            found,
            of,
        };
        assert_eq!(hits, count(2, 2, 1, 40));
        assert_eq!(rest, count(3, 2, 1, 900));
    }

    #[test]
    fn what_nobody_labelled_is_not_measured() {
        let labels = |labelled, found, of| LabelCount {
            drawn: 50,
            labelled,
            found,
            of,
        };
        let measure = |hits, rest| RuleMeasure {
            queue: "try error".to_owned(),
            drawn_at: chrono::DateTime::UNIX_EPOCH,
            tag: "error".to_owned(),
            hits,
            rest,
        };
        let nothing = accuracy(&measure(labels(0, 0, 200), labels(0, 0, 9_000)));
        assert_eq!(
            (nothing.precision, nothing.elusion, nothing.prevalence),
            (None, None, None)
        );
        let half = accuracy(&measure(labels(50, 43, 200), labels(0, 0, 9_000)));
        assert!(
            half.precision
                .is_some_and(|it| (it.rate - 0.86).abs() < 1e-12)
        );
        assert_eq!((half.elusion, half.prevalence), (None, None));
        let no_hit = accuracy(&measure(labels(0, 0, 0), labels(50, 1, 9_000)));
        assert_eq!(no_hit.precision, None);
        assert!(no_hit.elusion.is_some() && no_hit.prevalence.is_some());
    }
}
