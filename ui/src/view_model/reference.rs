//! What is copied to point somebody else to a conversation: a search that finds it in any Daybook that has it, and the
//! pages of the records that it made. It names nobody and says no word of it.

use model::view::ConversationRow;

/// The lines, the search first.
#[must_use]
pub fn reference(row: &ConversationRow) -> String {
    let mut lines = vec![format!("session:{}", quoted(&row.session_id))];
    for url in row.conversions.iter().filter_map(|it| it.url.as_ref()) {
        if !lines.contains(url) {
            lines.push(url.clone());
        }
    }
    lines.join("\n")
}

/// As a search reads it as one word.
fn quoted(id: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if id.chars().all(is_word) {
        return id.to_owned();
    }
    format!("\"{}\"", id.replace('"', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use model::view::{ConversionView, PersonView};
    use model::{Channel, ConversationId, ConversionKind, Escalation, SpaceId};

    fn outcome(url: Option<&str>) -> ConversionView {
        ConversionView {
            kind: ConversionKind::Tour,
            record: "V-1".to_owned(),
            url: url.map(str::to_owned),
            occurred_at: DateTime::UNIX_EPOCH,
            confirmed: true,
            time_mark: None,
            taken_back_at: None,
            counted_in: None,
            moved_to: None,
            earlier: Vec::new(),
            offered_at: None,
        }
    }

    fn row(session: &str, conversions: Vec<ConversionView>) -> ConversationRow {
        ConversationRow {
            id: ConversationId(1),
            remote_id: "c-1".into(),
            session_id: session.to_owned(),
            subject: Vec::new(),
            excerpt: Vec::new(),
            excerpt_sender: None,
            conversions,
            taken_back: Vec::new(),
            person: PersonView::Unknown,
            person_shown: Vec::new(),
            company_shown: Vec::new(),
            channel: Channel::Chat,
            status: None,
            escalation: Escalation::None,
            leads: 0,
            messages: 1,
            space: SpaceId(1),
            time_zone: "UTC".to_owned(),
            started_at: DateTime::UNIX_EPOCH,
            last_activity_at: DateTime::UNIX_EPOCH,
            marks: model::marks::RowMarks::default(),
        }
    }

    #[test]
    fn a_reference_is_a_search_and_the_pages_of_the_records() {
        let page = "https://h.example/records/visitor/V-1";
        let outcomes = vec![outcome(Some(page)), outcome(None), outcome(Some(page))];
        assert_eq!(
            reference(&row("0f8f-ad_5b", outcomes)),
            format!("session:0f8f-ad_5b\n{page}")
        );
    }

    #[test]
    fn an_odd_session_is_one_word_of_the_search() {
        let said = reference(&row("a b\":c", Vec::new()));
        assert_eq!(said, "session:\"a b :c\"");
    }
}
