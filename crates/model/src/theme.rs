//! Themes: what customers ask, in groups of near-same questions, whether it is answered alike, and what is asked before an
//! outcome. Everything here is told by words alone, and what a manager decided of them.

use crate::request::ListFilter;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Asks for the themes of what a filter selects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemesRequest {
    /// Of which conversations.
    pub filter: ListFilter,
}

/// What was asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ThemesView {
    /// Conversations in scope.
    pub conversations: u64,
    /// Those in which something was asked.
    pub asking: u64,
    /// Questions in scope.
    pub questions: u64,
    /// Groups that more than one conversation asks: the one with most conversations without an outcome first.
    pub groups: Vec<ThemeLine>,
    /// Groups that are asked as often and are not among them, for there are too many.
    pub left_out: u64,
    /// Groups that one conversation asks, and no other.
    pub alone: u64,
    /// Phrases that are asked before an outcome, or before none, the most telling first.
    pub phrases: Vec<ThemePhrase>,
}

/// A group of near-same questions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ThemeLine {
    /// By what searches know it: `asks:ID`.
    pub id: String,
    /// What the manager calls it; its commonest wording where that is nothing.
    pub name: String,
    /// Whether the manager named it.
    pub is_named: bool,
    /// Whether the manager made other groups a part of it.
    pub is_merged: bool,
    /// Conversations in scope in which it is asked.
    pub conversations: u64,
    /// Those of them with a confirmed outcome.
    pub converted: u64,
    /// Those without one.
    pub unconverted: u64,
    /// The share with an outcome, from 0 to 1; none below 20 conversations.
    pub rate: Option<f64>,
    /// Its 95 % interval, where there is a share.
    pub interval: Option<(f64, f64)>,
    /// How often it is asked.
    pub asked: u64,
}

/// A phrase of what is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThemePhrase {
    /// In words that can be read.
    pub phrase: String,
    /// The search that lists its conversations.
    pub term: String,
    /// Conversations in scope with a confirmed outcome in which it is asked.
    pub converted: u64,
    /// Those without one.
    pub unconverted: u64,
    /// The weighted log-odds ratio: above 0 it is asked before an outcome.
    pub log_odds: f64,
    /// The same by its standard error.
    pub z: f64,
}

/// Asks for one theme within what a filter selects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeRequest {
    /// Which: the id of any of its wordings.
    pub theme: String,
    /// Of which conversations.
    pub filter: ListFilter,
}

/// A group of questions, with how it is asked and answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThemeDetail {
    /// What stands in the list of themes.
    pub line: ThemeLine,
    /// How it is asked, the most asked first.
    pub wordings: Vec<ThemeWording>,
    /// Answers of the assistant that were read.
    pub answered: u64,
    /// The distinct ones, the most given first.
    pub answers: Vec<ThemeAnswer>,
    /// Distinct ones that are not among them, for there are too many.
    pub answers_left_out: u64,
    /// What of the answers is at odds.
    pub disagreements: Vec<ThemeDisagreement>,
    /// Conversations whose answers were not read, for there are too many: the oldest ones.
    pub unread: u64,
}

/// One wording of a theme: questions with the same stems.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeWording {
    /// Its id: by it a wording is put apart.
    pub id: String,
    /// As it is asked most often.
    pub wording: String,
    /// How often.
    pub asked: u64,
}

/// When and where something was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeCourse {
    /// The search that lists its conversations.
    pub term: String,
    /// How often it was said.
    pub given: u64,
    /// In how many conversations.
    pub conversations: u64,
    /// When first.
    pub first: DateTime<Utc>,
    /// When last.
    pub last: DateTime<Utc>,
}

/// An answer of the assistant, as often as it was given in nearly the same words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeAnswer {
    /// What it says, as it was said most often.
    pub text: String,
    /// How it was given.
    pub course: ThemeCourse,
}

/// What kind of thing answers state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatedThing {
    /// A price.
    Price,
    /// A time of day.
    Time,
    /// A telephone number or an e-mail address.
    Contact,
    /// A street with its number.
    Street,
    /// Where a link leads.
    Link,
}

/// Answers to one question that state what does not go together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeDisagreement {
    /// Of which kind.
    pub kind: StatedThing,
    /// Since when another thing is stated; none where they stand side by side, which is a contradiction.
    pub changed_at: Option<DateTime<Utc>>,
    /// What is stated, the first one first.
    pub sides: Vec<ThemeSide>,
}

/// What some answers state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeSide {
    /// In which space: answers of two spaces are never at odds.
    pub space: String,
    /// The values, each in one writing.
    pub values: Vec<String>,
    /// How they were stated.
    pub course: ThemeCourse,
}

/// Gives a theme a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenameTheme {
    /// Which.
    pub theme: String,
    /// What to call it; nothing for its commonest wording.
    pub name: String,
}

/// Makes themes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeThemes {
    /// What becomes a part.
    pub themes: Vec<String>,
    /// Of which one.
    pub into: String,
}

/// Puts wordings of a theme apart, as a theme of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitTheme {
    /// Which.
    pub theme: String,
    /// Their ids; none to take back what was made a part of it.
    pub wordings: Vec<String>,
}

/// What kind of thing a manager decided of a wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeDecisionKind {
    /// What its group is called.
    Name,
    /// The wording that leads it, whatever it is like.
    Home,
    /// The wording of which its group is a part.
    Part,
}

/// What a manager decided of a wording, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeDecision {
    /// The wording, by its id.
    pub wording: String,
    /// Of which kind.
    pub kind: ThemeDecisionKind,
    /// What was decided; none where nothing is.
    pub value: Option<String>,
}

/// A theme that was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeChange {
    /// Which one it is now.
    pub theme: String,
    /// What takes the change back.
    pub undo: Vec<ThemeDecision>,
}
