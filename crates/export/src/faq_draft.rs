//! The draft of an entry of frequent questions, in Markdown: the question, the answer that was given most, and what says
//! so. People are masked as in every export. It is a draft: what is right is not known here, only what was said.

use crate::error::Result;
use crate::line::ExportItem;
use crate::redact::{MaskSession, NameBook};
use cache::CacheReader;
use catalogue::{Phrase, PhraseArg, PlainFormats, TextKey, TimeStyle, disagreement_phrase, text};
use chrono::{DateTime, Utc};
use model::handover::ExportMasking;
use model::request::{ListFilter, ListSort};
use model::theme::{ThemeAnswer, ThemeDetail};

/// Conversations that are named as evidence, the newest.
const EVIDENCE_MOST: u32 = 200;
/// Conversations whose people are known by parts of their names too, the newest: an answer may greet any of them.
const PEOPLE_MOST: u32 = 5_000;
/// Conversations that are read at once.
const AT_ONCE: u32 = 64;
/// Wordings and answers that are told.
const TOLD: usize = 5;

/// What a draft is made of.
#[derive(Clone, Debug)]
pub struct FaqContent {
    /// The question, as it is asked and answered.
    pub detail: ThemeDetail,
    /// What selects its conversations.
    pub filter: ListFilter,
    /// When the draft is made.
    pub made_at: DateTime<Utc>,
}

/// Makes a draft.
///
/// # Errors
/// [`crate::ExportError::Cache`] where the cache fails.
pub async fn faq_draft(reader: &CacheReader, content: &FaqContent) -> Result<String> {
    let selection = reader
        .hold_selection(&content.filter, ListSort::default(), content.made_at)
        .await?;
    let mut masks = MaskSession::new(
        ExportMasking::Masked,
        NameBook::new(&reader.recorded_names().await?),
    );
    let mut evidence = Vec::new();
    for start in (0..selection.total().min(PEOPLE_MOST)).step_by(AT_ONCE as usize) {
        let read = reader
            .selected_conversations(&selection, start, AT_ONCE)
            .await?;
        for stored in read {
            if evidence.len() < EVIDENCE_MOST as usize {
                evidence.push(stored.row.remote_id.to_string());
            }
            masks.meet(&ExportItem::Whole(Box::new(stored)));
        }
    }
    let mut page = FaqPage {
        detail: &content.detail,
        masks: &mut masks,
        lines: Vec::new(),
    };
    page.write(&evidence, content.made_at);
    Ok(page.lines.join("\n"))
}

/// The answer that can be said to be given: none where answers contradict each other. Where they changed, the one that was
/// given most since.
fn consistent(detail: &ThemeDetail) -> Option<&ThemeAnswer> {
    let is_contradicted = detail
        .disagreements
        .iter()
        .any(|it| it.changed_at.is_none());
    let changed_at = detail
        .disagreements
        .iter()
        .filter_map(|it| it.changed_at)
        .max();
    let is_current =
        |it: &&ThemeAnswer| changed_at.is_none_or(|changed| it.course.first >= changed);
    let mut answers = detail.answers.iter();
    answers.find(is_current).filter(|_| !is_contradicted)
}

/// A draft that is being written.
struct FaqPage<'p> {
    detail: &'p ThemeDetail,
    masks: &'p mut MaskSession,
    lines: Vec<String>,
}

impl FaqPage<'_> {
    fn write(&mut self, evidence: &[String], made_at: DateTime<Utc>) {
        let question = self.stranger(&self.detail.line.name);
        self.put(format!("# {question}"));
        self.answer();
        self.put(format!("## {}", text(TextKey::FaqEvidence)));
        self.outcomes();
        self.wordings();
        self.disagreements();
        let named = Phrase::count(TextKey::FaqConversations, evidence.len());
        self.put(format!("{}: {}", said(&named), evidence.join(", ")));
        let made = Phrase::new(TextKey::FaqMade).with("when", day(made_at));
        self.put(format!("*{}*", said(&made)));
    }

    fn answer(&mut self) {
        let Some(answer) = consistent(self.detail) else {
            let why = if self.detail.answers.is_empty() {
                TextKey::FaqUnanswered
            } else {
                TextKey::FaqNoAnswer
            };
            self.put(format!("**{}**", text(why)));
            return;
        };
        let told = self.stranger_lines(&answer.text);
        self.put(told.join("\n"));
        let given = Phrase::count(TextKey::FaqGiven, self.detail.answered)
            .number("given", answer.course.given)
            .with("first", day(answer.course.first))
            .with("last", day(answer.course.last));
        self.put(format!("*{}*", said(&given)));
    }

    fn outcomes(&mut self) {
        let line = &self.detail.line;
        let asked =
            Phrase::count(TextKey::FaqAsked, line.conversations).number("asked", line.asked);
        let key = if line.rate.is_some() {
            TextKey::FaqRate
        } else {
            TextKey::FaqOutcomes
        };
        let mut outcomes = Phrase::new(key)
            .number("converted", line.converted)
            .number("unconverted", line.unconverted);
        if let (Some(rate), Some((low, high))) = (line.rate, line.interval) {
            outcomes = outcomes
                .with("rate", PhraseArg::Percent(rate))
                .with("low", PhraseArg::Percent(low))
                .with("high", PhraseArg::Percent(high));
        }
        self.put(format!("{} {}", said(&asked), said(&outcomes)));
    }

    fn wordings(&mut self) {
        let wordings: Vec<String> = self
            .detail
            .wordings
            .iter()
            .take(TOLD)
            .map(|it| it.wording.clone())
            .collect();
        let told: Vec<String> = wordings
            .iter()
            .map(|it| format!("- {}", self.stranger(it)))
            .collect();
        self.put(format!(
            "{}:\n\n{}",
            text(TextKey::ThemeWordings),
            told.join("\n")
        ));
    }

    fn disagreements(&mut self) {
        for found in &self.detail.disagreements {
            let mut told = vec![format!("{}:\n", said(&disagreement_phrase(found)))];
            for side in &found.sides {
                let values = format!("{}: {}", side.space, side.values.join(", "));
                let values = self.stranger(&values);
                let side = Phrase::new(TextKey::FaqSides)
                    .with("values", PhraseArg::Text(values))
                    .number("given", side.course.given)
                    .with("first", day(side.course.first))
                    .with("last", day(side.course.last));
                told.push(format!("- {}", said(&side)));
            }
            self.put(told.join("\n"));
        }
    }

    /// A paragraph.
    fn put(&mut self, text: String) {
        self.lines.push(text);
        self.lines.push(String::new());
    }

    /// A stranger's words on one line: masked, and no mark-up.
    fn stranger(&mut self, words: &str) -> String {
        let masked = self.masks.text(words);
        plain(&masked.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn stranger_lines(&mut self, words: &str) -> Vec<String> {
        let masked = self.masks.text(words);
        masked
            .lines()
            .map(|line| format!("> {}", plain(line.trim())).trim_end().to_owned())
            .collect()
    }
}

/// Words that no reader of Markdown takes for mark-up.
fn plain(words: &str) -> String {
    let mut told = String::with_capacity(words.len());
    for (at, c) in words.char_indices() {
        let begins_mark = at == 0 && matches!(c, '#' | '>' | '+' | '-' | '=');
        if begins_mark || matches!(c, '\\' | '`' | '*' | '_' | '<' | '[' | ']' | '|' | '&') {
            told.push('\\');
        }
        told.push(c);
    }
    told
}

fn day(at: DateTime<Utc>) -> PhraseArg {
    PhraseArg::At(at, None, TimeStyle::Date)
}

fn said(phrase: &Phrase) -> String {
    phrase.say(&PlainFormats)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::theme::{StatedThing, ThemeCourse, ThemeDisagreement, ThemeLine};

    fn course(first: i64, given: u64) -> ThemeCourse {
        ThemeCourse {
            term: String::new(),
            given,
            conversations: given,
            first: DateTime::from_timestamp(first, 0).expect("an instant"),
            last: DateTime::from_timestamp(first + 10, 0).expect("an instant"),
        }
    }

    fn detail(changed_at: Option<Option<i64>>) -> ThemeDetail {
        let answer = |text: &str, first, given| ThemeAnswer {
            text: text.to_owned(),
            course: course(first, given),
        };
        let found = |at: Option<i64>| ThemeDisagreement {
            kind: StatedThing::Price,
            changed_at: at.and_then(|at| DateTime::from_timestamp(at, 0)),
            sides: Vec::new(),
        };
        ThemeDetail {
            line: ThemeLine::default(),
            wordings: Vec::new(),
            answered: 5,
            answers: vec![answer("often", 0, 4), answer("since", 100, 1)],
            answers_left_out: 0,
            disagreements: changed_at.map(found).into_iter().collect(),
            unread: 0,
        }
    }

    #[test]
    fn an_answer_is_told_unless_answers_contradict_each_other() {
        let told = |detail: &ThemeDetail| consistent(detail).map(|it| it.text.clone());
        assert_eq!(told(&detail(None)).as_deref(), Some("often"));
        assert_eq!(told(&detail(Some(None))), None, "a contradiction");
        assert_eq!(
            told(&detail(Some(Some(100)))).as_deref(),
            Some("since"),
            "a change"
        );
    }

    #[test]
    fn what_a_stranger_wrote_is_no_mark_up() {
        assert_eq!(
            plain("# <b>*x*</b> [a](b) 1 - 2"),
            "\\# \\<b>\\*x\\*\\</b> \\[a\\](b) 1 - 2"
        );
    }
}
