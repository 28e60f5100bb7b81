//! What the manager notes about a conversation and about a message: a star, that it was reviewed, a rating, tags,
//! a note, a flag. It is the manager's own and stays on the laptop; no server is told.
//!
//! Changes are small, and each knows what undoes it, so that undoing one never takes back another one.

use crate::{ConversationId, FlagKind, MessageId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The longest tag, in characters.
pub const TAG_MOST: usize = 40;
/// The longest note, in characters.
pub const NOTE_MOST: usize = 4_000;

/// How good a conversation was: 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Rating(u8);

impl Rating {
    /// Every rating, the lowest first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// The number.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Rating {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        if (1..=5).contains(&number) {
            Ok(Self(number))
        } else {
            Err("a rating is a number from 1 to 5")
        }
    }
}

impl From<Rating> for u8 {
    fn from(rating: Rating) -> Self {
        rating.0
    }
}

/// Why a tag or a note cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkTextFault {
    /// Nothing is left of it.
    Empty,
    /// It has more characters than are kept.
    TooLong,
    /// It holds characters that are no text.
    ControlCharacter,
}

/// A tag as it is kept: small letters, one blank between words and none around them.
///
/// # Errors
/// [`MarkTextFault`] where it cannot be one.
pub fn tag_of(text: &str) -> Result<String, MarkTextFault> {
    let words: Vec<&str> = text.split_whitespace().collect();
    kept(words.join(" ").to_lowercase(), TAG_MOST)
}

/// A note as it is kept: lines end alike, and nothing stands around it. Tabulators are blanks.
///
/// # Errors
/// [`MarkTextFault`] where it cannot be one.
pub fn note_of(text: &str) -> Result<String, MarkTextFault> {
    let text = text.replace("\r\n", "\n").replace('\t', " ");
    kept(text.trim().to_owned(), NOTE_MOST)
}

/// The one rule for both. The line feed is the only control character that is text.
fn kept(text: String, most: usize) -> Result<String, MarkTextFault> {
    if text.is_empty() {
        Err(MarkTextFault::Empty)
    } else if text.chars().any(|it| it.is_control() && it != '\n') {
        Err(MarkTextFault::ControlCharacter)
    } else if text.chars().nth(most).is_some() {
        Err(MarkTextFault::TooLong)
    } else {
        Ok(text)
    }
}

/// What is noted about a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConversationMarks {
    /// Whether it has a star.
    pub starred: bool,
    /// When it was reviewed; none where it was not.
    pub reviewed_at: Option<DateTime<Utc>>,
    /// How good it was.
    pub rating: Option<Rating>,
    /// Tags as [`tag_of`] makes them, in their order as text, each once.
    pub tags: Vec<String>,
    /// A note as [`note_of`] makes it.
    pub note: Option<String>,
}

/// What a row of the list shows of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RowMarks {
    /// Whether it has a star.
    pub starred: bool,
    /// Whether it was reviewed.
    pub reviewed: bool,
    /// How good it was.
    pub rating: Option<Rating>,
}

impl RowMarks {
    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// A change of what is noted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", content = "v", rename_all = "snake_case")]
pub enum MarkChange {
    /// A star.
    Star,
    /// No star.
    Unstar,
    /// Reviewed now; what was reviewed stays reviewed when it was.
    Review,
    /// Reviewed at that time: it undoes [`Self::Unreview`].
    ReviewedAt(DateTime<Utc>),
    /// Not reviewed.
    Unreview,
    /// This rating.
    Rate(Rating),
    /// No rating.
    Unrate,
    /// One more tag.
    Tag(String),
    /// One tag less.
    Untag(String),
    /// This note.
    Note(String),
    /// No note.
    Unnote,
}

/// Changes what is noted about a conversation; the answer is [`MarksChanged`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetMarks {
    /// Which.
    pub conversation: ConversationId,
    /// One after the other, all or none of them.
    pub changes: Vec<MarkChange>,
}

/// What is noted about a conversation now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarksChanged {
    /// Which.
    pub conversation: ConversationId,
    /// All of it.
    pub marks: ConversationMarks,
    /// The changes that undo what was done; none where nothing changed.
    pub undo: Vec<MarkChange>,
}

/// What is wrong with a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageFlag {
    /// What.
    pub kind: FlagKind,
    /// In the manager's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Flags a message, or takes its flag away; the answer is [`MessageFlagged`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagMessage {
    /// Which.
    pub message: MessageId,
    /// The flag; none for no flag.
    pub flag: Option<MessageFlag>,
}

/// How a message is flagged now. Flagging it as before undoes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageFlagged {
    /// Which.
    pub message: MessageId,
    /// Its flag now.
    pub flag: Option<MessageFlag>,
    /// Its flag before.
    pub before: Option<MessageFlag>,
}

/// A tag that conversations have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagCount {
    /// The tag.
    pub tag: String,
    /// How many conversations of this laptop have it.
    pub conversations: u64,
}

impl ConversationMarks {
    /// Whether nothing is noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What a row shows.
    #[must_use]
    pub fn for_row(&self) -> RowMarks {
        RowMarks {
            starred: self.starred,
            reviewed: self.reviewed_at.is_some(),
            rating: self.rating,
        }
    }

    /// Makes the changes, one after the other, and answers what undoes them, in the order in which it is done.
    pub fn apply(&mut self, changes: &[MarkChange], now: DateTime<Utc>) -> Vec<MarkChange> {
        let made = changes.iter().filter_map(|change| self.make(change, now));
        let mut undo: Vec<MarkChange> = made.collect();
        undo.reverse();
        undo
    }

    /// Makes one change; answers what undoes it, where it changed anything.
    fn make(&mut self, change: &MarkChange, now: DateTime<Utc>) -> Option<MarkChange> {
        match change {
            MarkChange::Star => (!replaced(&mut self.starred, true)).then_some(MarkChange::Unstar),
            MarkChange::Unstar => replaced(&mut self.starred, false).then_some(MarkChange::Star),
            MarkChange::Review => self.review(Some(self.reviewed_at.unwrap_or(now))),
            MarkChange::ReviewedAt(at) => self.review(Some(*at)),
            MarkChange::Unreview => self.review(None),
            MarkChange::Rate(rating) => self.rate(Some(*rating)),
            MarkChange::Unrate => self.rate(None),
            MarkChange::Tag(tag) => self.tag(tag),
            MarkChange::Untag(tag) => self.untag(tag),
            MarkChange::Note(note) => self.annotate(Some(note.clone())),
            MarkChange::Unnote => self.annotate(None),
        }
    }

    fn review(&mut self, at: Option<DateTime<Utc>>) -> Option<MarkChange> {
        let before = replaced(&mut self.reviewed_at, at);
        (before != at).then_some(before.map_or(MarkChange::Unreview, MarkChange::ReviewedAt))
    }

    fn rate(&mut self, rating: Option<Rating>) -> Option<MarkChange> {
        let before = replaced(&mut self.rating, rating);
        (before != rating).then_some(before.map_or(MarkChange::Unrate, MarkChange::Rate))
    }

    fn annotate(&mut self, note: Option<String>) -> Option<MarkChange> {
        let before = replaced(&mut self.note, note);
        (before != self.note).then_some(before.map_or(MarkChange::Unnote, MarkChange::Note))
    }

    fn tag(&mut self, tag: &str) -> Option<MarkChange> {
        let at = self
            .tags
            .binary_search_by(|it| it.as_str().cmp(tag))
            .err()?;
        self.tags.insert(at, tag.to_owned());
        Some(MarkChange::Untag(tag.to_owned()))
    }

    fn untag(&mut self, tag: &str) -> Option<MarkChange> {
        let at = self.tags.binary_search_by(|it| it.as_str().cmp(tag)).ok()?;
        Some(MarkChange::Tag(self.tags.remove(at)))
    }
}

/// Puts a value in the place of another, which is answered.
fn replaced<T>(place: &mut T, value: T) -> T {
    std::mem::replace(place, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).expect("a time")
    }

    #[test]
    fn a_tag_is_the_same_in_any_case_and_with_any_blanks() {
        for text in ["Wrong price", "  wrong \t PRICE ", "wrong\nprice"] {
            assert_eq!(tag_of(text).as_deref(), Ok("wrong price"), "{text:?}");
        }
        assert_eq!(tag_of(" \t"), Err(MarkTextFault::Empty));
        assert_eq!(tag_of("a\u{1b}[31m"), Err(MarkTextFault::ControlCharacter));
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        assert!(tag_of(&"é".repeat(TAG_MOST)).is_ok());
        assert_eq!(
            tag_of(&"é".repeat(TAG_MOST + 1)),
            Err(MarkTextFault::TooLong)
        );
        assert!(note_of(&"鐘".repeat(NOTE_MOST)).is_ok());
        assert_eq!(
            note_of(&"鐘".repeat(NOTE_MOST + 1)),
            Err(MarkTextFault::TooLong)
        );
    }

    #[test]
    fn a_note_keeps_its_lines() {
        assert_eq!(note_of(" one\r\ntwo\tx ").as_deref(), Ok("one\ntwo x"));
        assert_eq!(note_of("a\u{7}"), Err(MarkTextFault::ControlCharacter));
    }

    #[test]
    fn a_rating_is_from_one_to_five() {
        let read = |text: &str| serde_json::from_str::<Rating>(text).ok();
        assert_eq!(read("5"), Some(Rating(5)));
        assert_eq!((read("0"), read("6")), (None, None));
    }

    #[test]
    fn every_change_is_undone_by_what_it_answers() {
        let full = ConversationMarks {
            starred: true,
            reviewed_at: Some(at(5)),
            rating: Some(Rating(2)),
            tags: vec!["a".to_owned(), "c".to_owned()],
            note: Some("before".to_owned()),
        };
        let changes = [
            MarkChange::Star,
            MarkChange::Unstar,
            MarkChange::Review,
            MarkChange::ReviewedAt(at(7)),
            MarkChange::Unreview,
            MarkChange::Rate(Rating(5)),
            MarkChange::Unrate,
            MarkChange::Tag("b".to_owned()),
            MarkChange::Tag("a".to_owned()),
            MarkChange::Untag("c".to_owned()),
            MarkChange::Untag("x".to_owned()),
            MarkChange::Note("after".to_owned()),
            MarkChange::Unnote,
        ];
        for before in [ConversationMarks::default(), full] {
            for one in &changes {
                for other in &changes {
                    let mut marks = before.clone();
                    let undo = marks.apply(&[one.clone(), other.clone()], at(9));
                    marks.apply(&undo, at(10));
                    assert_eq!(marks, before, "{one:?}, {other:?}");
                }
            }
        }
    }

    #[test]
    fn what_was_reviewed_keeps_its_time_and_tags_their_order() {
        let mut marks = ConversationMarks::default();
        assert_eq!(
            marks.apply(&[MarkChange::Review], at(1)),
            [MarkChange::Unreview]
        );
        assert_eq!(marks.apply(&[MarkChange::Review], at(2)), []);
        assert_eq!(marks.reviewed_at, Some(at(1)));
        let tags = ["b", "a", "b"].map(|tag| MarkChange::Tag(tag.to_owned()));
        marks.apply(&tags, at(2));
        assert_eq!(marks.tags, ["a", "b"]);
    }
}
