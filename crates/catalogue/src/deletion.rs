//! The words for a deletion: what would go, and what became of it.

use crate::{Phrase, PhraseArg, TextKey, TimeStyle, failure_phrase};
use model::deletion::{DeletionLine, DeletionPreview, DeletionStage};

/// What would go, a phrase for each kind of thing of which there is any.
#[must_use]
pub fn deletion_goes(preview: &DeletionPreview) -> Vec<Phrase> {
    let messages = i64::try_from(preview.messages).unwrap_or(i64::MAX);
    let conversations = PhraseArg::Count(TextKey::CountConversations, preview.conversations.into());
    let all = Phrase::new(TextKey::DeletionGoes)
        .with("conversations", conversations)
        .with(
            "messages",
            PhraseArg::Count(TextKey::CountMessages, messages),
        );
    let beside = [
        (TextKey::DeletionNoted, preview.noted),
        (TextKey::DeletionSetAside, preview.set_aside),
    ];
    let beside = beside.into_iter().filter(|(_, count)| *count > 0);
    let beside = beside.map(|(key, count)| Phrase::count(key, count));
    std::iter::once(all).chain(beside).collect()
}

/// How many there are beside those that a preview names.
#[must_use]
pub fn deletion_more(preview: &DeletionPreview) -> Option<Phrase> {
    let named = u32::try_from(preview.first.len()).unwrap_or(u32::MAX);
    let more = preview.conversations.saturating_sub(named);
    (more > 0).then(|| Phrase::count(TextKey::DeletionMore, more))
}

/// What became of a deletion, and what is still to be done.
#[must_use]
pub fn deletion_phrases(line: &DeletionLine) -> Vec<Phrase> {
    let stage = match &line.state {
        DeletionStage::Waiting => TextKey::DeletionsWaiting.into(),
        DeletionStage::Carried { at } => Phrase::new(TextKey::DeletionsCarried)
            .with("at", PhraseArg::At(*at, None, TimeStyle::DateTime)),
        DeletionStage::Refused { failure } => return vec![failure_phrase(failure)],
    };
    let traces = line.erased_at.is_none();
    let traces = traces.then(|| TextKey::DeletionsTraces.into());
    std::iter::once(stage).chain(traces).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PlainFormats;

    fn said(phrases: &[Phrase]) -> Vec<String> {
        phrases.iter().map(|it| it.say(&PlainFormats)).collect()
    }

    #[test]
    fn one_is_one_and_what_there_is_none_of_is_not_named() {
        let mut preview = DeletionPreview {
            conversations: 1,
            messages: 1,
            ..DeletionPreview::default()
        };
        assert_eq!(
            said(&deletion_goes(&preview)),
            ["1 conversation with 1 message"]
        );
        preview.conversations = 4;
        preview.set_aside = 1;
        assert_eq!(said(&deletion_goes(&preview)).len(), 2);
        let more = deletion_more(&preview).map(|it| it.say(&PlainFormats));
        assert_eq!(more.as_deref(), Some("and 4 more"), "none is named");
    }

    #[test]
    fn what_is_not_overwritten_yet_is_said_unless_it_is_still_here() {
        let line = |state, erased_at| DeletionLine {
            source: None,
            store: "s".to_owned(),
            conversation: "c".into(),
            asked_at: chrono::DateTime::UNIX_EPOCH,
            state,
            erased_at,
        };
        let refused = DeletionStage::Refused {
            failure: model::failure::Failure::Internal,
        };
        let cases = [
            (DeletionStage::Waiting, None, 2),
            (
                DeletionStage::Waiting,
                Some(chrono::DateTime::UNIX_EPOCH),
                1,
            ),
            (refused, None, 1),
        ];
        for (state, erased_at, count) in cases {
            assert_eq!(deletion_phrases(&line(state, erased_at)).len(), count);
        }
    }
}
