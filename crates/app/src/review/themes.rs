//! Themes: what is asked and how it is answered within the world that is shown, what a manager decides of groups of
//! questions, and the draft of an entry of frequent questions. No network is touched here.

use crate::error::{AppError, InputRefusal};
use crate::home::audit_trail::facts;
use crate::home::unlocked::UnlockedHome;
use crate::review::list::check_search;
use crate::review::split_theme::{self, LedWording, decision};
use cache::{ThemeCounts, ThemeFindings};
use chrono::{DateTime, Utc};
use export::FaqContent;
use insights::{
    AnswerCourse, AnswerDisagreement, AnswerKey, QuestionGroupCount, QuestionKey, StatedKind,
    TellingPhrase, share,
};
use model::metrics::FEWEST_FOR_RATE;
use model::request::ListFilter;
use model::search::FieldTest;
use model::theme::{
    MergeThemes, RenameTheme, SplitTheme, StatedThing, ThemeAnswer, ThemeChange, ThemeCourse,
    ThemeDecision, ThemeDecisionKind, ThemeDetail, ThemeDisagreement, ThemeLine, ThemePhrase,
    ThemeSide, ThemeWording, ThemesView,
};
use model::view::SpaceView;
use model::{AuditAction, SourceId};

/// The longest name of a theme, in characters.
const NAME_MOST: usize = 120;
/// Answers that are told of a theme.
const ANSWERS_MOST: usize = 50;

/// The themes of what a filter selects.
pub(crate) async fn themes(
    home: &UnlockedHome,
    filter: &ListFilter,
) -> Result<ThemesView, AppError> {
    check_search(&filter.text)?;
    Ok(view(home.reader.themes(filter, home.now()).await?))
}

fn view(counts: ThemeCounts) -> ThemesView {
    ThemesView {
        conversations: counts.conversations,
        asking: counts.asking,
        questions: counts.questions,
        left_out: counts.left_out,
        alone: counts.alone,
        groups: counts
            .groups
            .into_iter()
            .map(|(count, wording)| line(count, wording))
            .collect(),
        phrases: counts.phrases.into_iter().map(phrase).collect(),
    }
}

fn line(count: QuestionGroupCount, wording: String) -> ThemeLine {
    let of = share(count.converted, count.conversations);
    let is_told = count.conversations >= FEWEST_FOR_RATE;
    ThemeLine {
        id: count.id.to_string(),
        is_named: count.name.is_some(),
        name: count.name.unwrap_or(wording),
        is_merged: count.is_joined,
        conversations: count.conversations,
        converted: count.converted,
        unconverted: count.conversations - count.converted,
        rate: of.rate.filter(|_| is_told),
        interval: of.interval.filter(|_| is_told),
        asked: count.asked,
    }
}

fn phrase(phrase: TellingPhrase) -> ThemePhrase {
    ThemePhrase {
        phrase: phrase.shown,
        term: FieldTest::Asks(phrase.stems).to_string(),
        converted: phrase.converted,
        unconverted: phrase.unconverted,
        log_odds: phrase.odds.delta,
        z: phrase.odds.z,
    }
}

/// One theme of what a filter selects.
pub(crate) async fn theme(
    home: &UnlockedHome,
    key: &str,
    filter: &ListFilter,
) -> Result<ThemeDetail, AppError> {
    let found = found(home, key, filter).await?;
    let spaces = home.reader.spaces(filter.only.as_deref()).await?;
    Ok(detail(found, &spaces))
}

async fn found(
    home: &UnlockedHome,
    key: &str,
    filter: &ListFilter,
) -> Result<ThemeFindings, AppError> {
    check_search(&filter.text)?;
    let found = home.reader.theme(key, filter, home.now()).await?;
    found.ok_or(AppError::NoTheme)
}

fn detail(found: ThemeFindings, spaces: &[SpaceView]) -> ThemeDetail {
    let wordings = found.wordings.into_iter().map(|one| ThemeWording {
        id: one.key.to_string(),
        wording: one.wording,
        asked: one.asked,
    });
    let wordings: Vec<ThemeWording> = wordings.collect();
    let commonest = wordings
        .first()
        .map(|it| it.wording.clone())
        .unwrap_or_default();
    let id = found.count.id;
    let left_out = found.answers.answers.len().saturating_sub(ANSWERS_MOST);
    let answers = found.answers.answers.into_iter().take(ANSWERS_MOST);
    let answer = |one: insights::DistinctAnswer| ThemeAnswer {
        text: one.text,
        course: course(id, one.key, &one.course),
    };
    ThemeDetail {
        line: line(found.count, commonest),
        wordings,
        answered: found.answers.given,
        answers: answers.map(answer).collect(),
        answers_left_out: left_out as u64,
        disagreements: found
            .answers
            .disagreements
            .iter()
            .map(|it| disagreement(id, it, spaces))
            .collect(),
        unread: found.unread,
    }
}

fn course(theme: QuestionKey, key: AnswerKey, course: &AnswerCourse) -> ThemeCourse {
    ThemeCourse {
        term: FieldTest::Asks(format!("{theme}_{key}")).to_string(),
        given: course.given,
        conversations: course.conversations.len() as u64,
        first: instant(course.first),
        last: instant(course.last),
    }
}

fn disagreement(
    theme: QuestionKey,
    found: &AnswerDisagreement,
    spaces: &[SpaceView],
) -> ThemeDisagreement {
    let name = |space: u32| {
        let mut spaces = spaces.iter();
        let known = spaces.find(|it| it.id.0 == i64::from(space));
        known.map(|it| it.name.clone()).unwrap_or_default()
    };
    let side = |side: &insights::StatedSide| ThemeSide {
        space: name(side.space),
        values: side.values.clone(),
        course: course(theme, side.key, &side.course),
    };
    ThemeDisagreement {
        kind: match found.kind {
            StatedKind::Price => StatedThing::Price,
            StatedKind::Time => StatedThing::Time,
            StatedKind::Contact => StatedThing::Contact,
            StatedKind::Street => StatedThing::Street,
            StatedKind::Link => StatedThing::Link,
        },
        changed_at: found.changed_at.map(instant),
        sides: found.sides.iter().map(side).collect(),
    }
}

fn instant(milliseconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(milliseconds).unwrap_or_default()
}

/// A draft of an entry of frequent questions. The audit log says of it before anybody has it.
pub(crate) async fn faq(
    home: &UnlockedHome,
    key: &str,
    filter: &ListFilter,
) -> Result<String, AppError> {
    let detail = theme(home, key, filter).await?;
    let said = facts([
        ("kind", "faq".into()),
        ("theme", detail.line.id.clone().into()),
        ("conversations", detail.line.conversations.into()),
        ("masked", true.into()),
    ]);
    let term = FieldTest::Asks(detail.line.id.clone()).to_string();
    let content = FaqContent {
        filter: within(filter, &term),
        detail,
        made_at: home.now(),
    };
    let draft = export::faq_draft(&home.reader, &content).await?;
    home.audit
        .require(home.now(), AuditAction::Export, said)
        .await
        .map_err(AppError::AuditNotKept)?;
    Ok(draft)
}

/// What a filter selects, and a term of it.
fn within(filter: &ListFilter, term: &str) -> ListFilter {
    let text = match filter.text.trim() {
        "" => term.to_owned(),
        text => format!("({text}) {term}"),
    };
    ListFilter {
        text,
        ..filter.clone()
    }
}

/// Gives a theme a name, or takes its name away.
pub(crate) async fn rename(
    home: &UnlockedHome,
    request: &RenameTheme,
    only: &[SourceId],
) -> Result<ThemeChange, AppError> {
    let name = checked_name(&request.name)?;
    let (id, members) = wordings(home, &request.theme, only).await?;
    let keys = keys_of(&members);
    let known = home.reader.theme_decisions().await?;
    // One name for a group: those that its wordings were given before go.
    let mut decisions: Vec<ThemeDecision> =
        decided(&known, &keys, ThemeDecisionKind::Name).collect();
    decisions.push(decision(id, ThemeDecisionKind::Name, name));
    change(home, id, decisions).await
}

fn checked_name(name: &str) -> Result<Option<String>, InputRefusal> {
    if name.chars().any(char::is_control) || name.chars().nth(NAME_MOST).is_some() {
        return Err(InputRefusal::ThemeNameUnusable);
    }
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok((!name.is_empty()).then_some(name))
}

/// Makes themes a part of another one.
pub(crate) async fn merge(
    home: &UnlockedHome,
    request: &MergeThemes,
    only: &[SourceId],
) -> Result<ThemeChange, AppError> {
    let (into, members) = wordings(home, &request.into, only).await?;
    let keys = keys_of(&members);
    let mut decisions = Vec::new();
    for theme in &request.themes {
        let (part, _) = wordings(home, theme, only).await?;
        if !keys.contains(&part) {
            decisions.push(decision(
                part,
                ThemeDecisionKind::Part,
                Some(into.to_string()),
            ));
        }
    }
    change(home, into, decisions).await
}

/// Puts wordings of a theme apart, or takes back what was made a part of it.
pub(crate) async fn split(
    home: &UnlockedHome,
    request: &SplitTheme,
    only: &[SourceId],
) -> Result<ThemeChange, AppError> {
    let (id, members) = wordings(home, &request.theme, only).await?;
    let known = home.reader.theme_decisions().await?;
    if request.wordings.is_empty() {
        let keys = keys_of(&members);
        let parts: Vec<ThemeDecision> = decided(&known, &keys, ThemeDecisionKind::Part).collect();
        return match parts.is_empty() {
            true => Err(InputRefusal::ThemeNotSplit.into()),
            false => change(home, id, parts).await,
        };
    }
    let apart = split_theme::named(&request.wordings, &members)?;
    let first = *apart.first().ok_or(InputRefusal::ThemeNotSplit)?;
    let decisions = split_theme::decisions(&members, &apart, &known);
    change(home, first, decisions).await
}

/// Takes changes back.
pub(crate) async fn restore(
    home: &UnlockedHome,
    decisions: Vec<ThemeDecision>,
) -> Result<(), AppError> {
    let is_whole = |it: &ThemeDecision| QuestionKey::parse(&it.wording).is_some();
    if !decisions.iter().all(is_whole) {
        return Err(AppError::NoTheme);
    }
    home.writer.decide_themes(decisions).await?;
    Ok(())
}

async fn wordings(
    home: &UnlockedHome,
    theme: &str,
    only: &[SourceId],
) -> Result<(QuestionKey, Vec<LedWording>), AppError> {
    let found = home.reader.theme_wordings(theme, Some(only)).await?;
    found.ok_or(AppError::NoTheme)
}

fn keys_of(members: &[LedWording]) -> Vec<QuestionKey> {
    members.iter().map(|(key, _)| *key).collect()
}

/// What takes decisions of a kind about some wordings away.
fn decided<'k>(
    known: &'k [ThemeDecision],
    keys: &'k [QuestionKey],
    kind: ThemeDecisionKind,
) -> impl Iterator<Item = ThemeDecision> + 'k {
    let is_one = move |it: &&ThemeDecision| {
        it.kind == kind && QuestionKey::parse(&it.wording).is_some_and(|key| keys.contains(&key))
    };
    known.iter().filter(is_one).map(|it| ThemeDecision {
        value: None,
        ..it.clone()
    })
}

async fn change(
    home: &UnlockedHome,
    theme: QuestionKey,
    decisions: Vec<ThemeDecision>,
) -> Result<ThemeChange, AppError> {
    let undo = home.writer.decide_themes(decisions).await?;
    Ok(ThemeChange {
        theme: theme.to_string(),
        undo,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_of_a_length_or_nothing() {
        assert_eq!(
            checked_name("  Opening   hours "),
            Ok(Some("Opening hours".to_owned()))
        );
        assert_eq!(checked_name(" "), Ok(None));
        for name in ["a\u{7}b", &"x".repeat(121)] {
            assert_eq!(
                checked_name(name),
                Err(InputRefusal::ThemeNameUnusable),
                "{name}"
            );
        }
    }

    #[test]
    fn a_rate_is_told_from_twenty_conversations_on() {
        let count = |conversations| QuestionGroupCount {
            id: QuestionKey::parse("q000000000001").expect("a key"),
            name: None,
            conversations,
            converted: 5,
            asked: conversations,
            example: (1, 0),
            is_joined: false,
        };
        let few = line(count(19), "Is it open?".to_owned());
        assert_eq!((few.rate, few.interval, few.unconverted), (None, None, 14));
        assert_eq!((few.name.as_str(), few.is_named), ("Is it open?", false));
        let many = line(count(20), String::new());
        assert_eq!(many.rate, Some(0.25));
        assert!(many.interval.is_some());
    }
}
