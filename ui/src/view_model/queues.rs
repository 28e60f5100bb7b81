//! Review queues as the window shows them: which conversation comes next, how far a queue is, and how well two
//! reviewers agree, in words.

use crate::i18n::{Phrase, PhraseArg, TextKey};
use model::ConversationId;
use model::metrics::FEWEST_FOR_RATE;
use model::request::ListFilter;
use model::review_queue::{KappaView, QueueItemView, QueueMarks, QueueView, SampleOrder};
use model::search::FieldTest;

/// Which way is gone in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueStep {
    /// To the next that was not reviewed.
    Next,
    /// To the one before.
    Previous,
}

/// The list of a queue's conversations.
#[must_use]
pub fn queue_filter(name: &str) -> ListFilter {
    ListFilter {
        text: FieldTest::Queue(name.to_owned()).to_string(),
        ..ListFilter::default()
    }
}

/// Whether a list is of a queue, narrowed further or not.
#[must_use]
pub fn lists_queue(filter: &ListFilter, name: &str) -> bool {
    let term = queue_filter(name).text;
    let text = filter.text.as_str();
    text.match_indices(&term).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + term.len()..]);
        let is_edge = |letter: Option<char>| letter.is_none_or(char::is_whitespace);
        is_edge(before.chars().next_back()) && is_edge(after.chars().next())
    })
}

/// The conversation of a queue that comes next, around its ends: one that is on this laptop and was not reviewed.
/// Where only the present one is left, it is none.
#[must_use]
pub fn neighbour(
    items: &[QueueItemView],
    here: Option<ConversationId>,
    step: QueueStep,
) -> Option<ConversationId> {
    let place = here.and_then(|id| items.iter().position(|item| item.conversation == Some(id)));
    let count = items.len();
    let places: Vec<usize> = match (place, step) {
        (None, QueueStep::Next) => (0..count).collect(),
        (None, QueueStep::Previous) => (0..count).rev().collect(),
        (Some(at), QueueStep::Next) => (1..count).map(|by| (at + by) % count).collect(),
        (Some(at), QueueStep::Previous) => (1..count).map(|by| (at + count - by) % count).collect(),
    };
    let open = |at: usize| {
        let item = items.get(at)?;
        let is_open = item.marks.reviewed_at.is_none();
        item.conversation.filter(|_| is_open)
    };
    places.into_iter().find_map(open)
}

/// How far a queue is.
#[must_use]
pub fn progress(queue: &QueueView) -> Phrase {
    let reviewed = Phrase::new(TextKey::QueueProgress)
        .number("done", queue.reviewed)
        .number("n", queue.conversations);
    match queue.missing {
        0 => reviewed,
        missing => Phrase::count(TextKey::QueueMissing, missing)
            .with("progress", PhraseArg::Say(Box::new(reviewed))),
    }
}

/// How a queue was drawn.
#[must_use]
pub fn drawn(queue: &QueueView) -> Phrase {
    match queue.head.sample {
        Some(SampleOrder { size, seed }) => Phrase::new(TextKey::QueueSampled)
            .number("n", size)
            .with("seed", PhraseArg::Text(seed.to_string())),
        None => TextKey::QueueWhole.into(),
    }
}

/// How well two agree. Below twenty conversations the interval says it, and so do the words.
#[must_use]
pub fn kappa(found: Option<&KappaView>) -> Phrase {
    let Some(found) = found else {
        return TextKey::KappaNone.into();
    };
    let alike = Phrase::count(TextKey::KappaAlike, found.pairs)
        .with("share", PhraseArg::Percent(found.observed));
    let (Some(kappa), Some((low, high))) = (found.kappa, found.interval) else {
        return Phrase::new(TextKey::KappaByChance).with("alike", PhraseArg::Say(Box::new(alike)));
    };
    let key = if found.pairs < FEWEST_FOR_RATE {
        TextKey::KappaFew
    } else {
        TextKey::KappaFound
    };
    let figure = |value: f64| PhraseArg::Text(format!("{value:.2}").replace('-', "−"));
    Phrase::new(key)
        .with("kappa", figure(kappa))
        .with("low", figure(low))
        .with("high", figure(high))
        .with("alike", PhraseArg::Say(Box::new(alike)))
}

/// What somebody noted, in a few words.
#[must_use]
pub fn judged(marks: &QueueMarks) -> Phrase {
    let rating = marks
        .rating
        .map_or(PhraseArg::Key(TextKey::QueueUnrated), |rating| {
            PhraseArg::Say(Box::new(
                Phrase::new(TextKey::QueueRated).number("rating", u32::from(rating.get())),
            ))
        });
    let flags = Phrase::count(TextKey::QueueFlags, marks.flags.len());
    Phrase::new(TextKey::QueueJudged)
        .with("rating", rating)
        .with("flags", PhraseArg::Say(Box::new(flags)))
}

/// How many are to be drawn by chance, as typed; none where that is no number of conversations.
#[must_use]
pub fn sample_size(typed: &str) -> Option<u32> {
    typed.trim().parse().ok().filter(|size| *size > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};

    fn item(
        place: u32,
        conversation: Option<i64>,
        reviewed: Option<DateTime<Utc>>,
    ) -> QueueItemView {
        QueueItemView {
            place,
            conversation: conversation.map(ConversationId),
            remote_id: format!("r{place}").as_str().into(),
            marks: QueueMarks {
                reviewed_at: reviewed,
                ..QueueMarks::default()
            },
        }
    }

    #[test]
    fn a_list_is_of_a_queue_however_it_is_narrowed() {
        let listed = |text: &str| ListFilter {
            text: text.to_owned(),
            ..ListFilter::default()
        };
        let term = queue_filter("try error").text;
        assert!(lists_queue(&listed(&term), "try error"));
        assert!(lists_queue(&listed(&format!("roof {term} ")), "try error"));
        assert!(!lists_queue(&listed("roof"), "try error"));
        assert!(!lists_queue(&listed(""), "try error"));
        assert!(!lists_queue(&listed(&format!("-{term}")), "try error"));
        let (march, marches) = (queue_filter("March"), queue_filter("Marches"));
        assert!(lists_queue(&march, "March"));
        assert!(!lists_queue(&marches, "March"), "another queue");
    }

    #[test]
    fn the_next_one_is_on_this_laptop_and_not_reviewed() {
        let done = Some(DateTime::UNIX_EPOCH);
        let items = [
            item(1, Some(10), None),
            item(2, Some(20), done),
            item(3, None, None),
            item(4, Some(40), None),
        ];
        let cases = [
            (None, QueueStep::Next, Some(10)),
            (None, QueueStep::Previous, Some(40)),
            (Some(10), QueueStep::Next, Some(40)),
            (Some(40), QueueStep::Next, Some(10)),
            (Some(10), QueueStep::Previous, Some(40)),
            (Some(20), QueueStep::Previous, Some(10)),
            (Some(99), QueueStep::Next, Some(10)),
        ];
        for (here, step, expected) in cases {
            let found = neighbour(&items, here.map(ConversationId), step);
            assert_eq!(
                found,
                expected.map(ConversationId),
                "{step:?} from {here:?}"
            );
        }
        let last = [item(1, Some(10), None), item(2, Some(20), done)];
        assert_eq!(
            neighbour(&last, Some(ConversationId(10)), QueueStep::Next),
            None
        );
        assert_eq!(neighbour(&[], None, QueueStep::Next), None);
    }

    #[test]
    fn few_pairs_are_said_to_be_few() {
        let found = |pairs| KappaView {
            pairs,
            observed: 0.9,
            kappa: Some(0.75),
            interval: Some((-0.1, 1.0)),
        };
        let said = |found: Option<&KappaView>| kappa(found).say(&crate::i18n::PlainFormats);
        assert!(
            said(Some(&found(34))).contains("0.75"),
            "{}",
            said(Some(&found(34)))
        );
        assert!(said(Some(&found(34))).contains("−0.10"));
        assert_ne!(
            said(Some(&found(34))),
            said(Some(&found(3))).replace('3', "34")
        );
        assert_eq!(kappa(None), TextKey::KappaNone.into());
    }

    #[test]
    fn a_sample_is_a_number_of_conversations() {
        assert_eq!(sample_size(" 50 "), Some(50));
        for typed in ["", "0", "-3", "many"] {
            assert_eq!(sample_size(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_queue_is_listed_by_its_name() {
        assert_eq!(queue_filter("March, a").text, "queue:\"March, a\"");
    }
}
