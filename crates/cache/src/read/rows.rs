//! Rows of a list: heads by primary key, their outcomes in one more read, and, under a search, the
//! message that matches. Nothing here depends on how long the list is.

use super::excerpt;
use crate::error::Result;
use crate::pool::ReaderPool;
use crate::table::child::conversion;
use crate::table::conversation::{self, ListedConversation};
use crate::table::message::ReadableMessage;
use crate::time;
use model::marks::RowMarks;
use model::view::{ConversationRow, ConversionView, PersonView, TextPiece};
use model::{
    Channel, ConversationId, CustomerId, Escalation, RemoteId, Sender, SpaceId, Status, visible,
};
use query::{Expr, TextPlace};
use std::collections::HashMap;

/// Conversations read in one statement; a longer window takes several.
const AT_ONCE: usize = 512;

/// Characters of a title in a list: the conversation itself shows it all.
const LONGEST_TITLE: usize = 500;

/// What is marked in rows.
#[derive(Clone, Copy)]
pub(crate) enum RowHighlight<'t> {
    Nothing,
    Search(&'t Expr),
}

/// A part of a result set; what lies beyond its end is left out.
pub(crate) fn slice(ids: &[u32], start: u32, count: u32) -> &[u32] {
    let start = (start as usize).min(ids.len());
    let end = start.saturating_add(count as usize).min(ids.len());
    &ids[start..end]
}

/// The rows of these conversations, in their order. One that is gone is left out.
pub(crate) async fn read(
    pool: &ReaderPool,
    ids: &[u32],
    highlight: RowHighlight<'_>,
) -> Result<Vec<ConversationRow>> {
    let mut rows = Vec::with_capacity(ids.len());
    for ids in ids.chunks(AT_ONCE) {
        read_some(pool, ids, highlight, &mut rows).await?;
    }
    Ok(rows)
}

async fn read_some(
    pool: &ReaderPool,
    ids: &[u32],
    highlight: RowHighlight<'_>,
    rows: &mut Vec<ConversationRow>,
) -> Result<()> {
    let wanted = || ids.iter().map(|id| i64::from(*id));
    let mut conn = pool.lease().await?;
    let listed = conversation::listed(&mut conn, wanted()).await?;
    let mut conversions = conversion::of(&mut conn, wanted()).await?;
    let mut matches = match highlight {
        RowHighlight::Nothing => HashMap::new(),
        RowHighlight::Search(expr) => excerpt::first_matches(&mut conn, &listed, expr).await?,
    };
    // Marking a window takes longer than reading it; the next reader is not to wait for that.
    let listed = conn.whole(listed).await?;
    let mut listed: HashMap<i64, ListedConversation> =
        listed.into_iter().map(|one| (one.row.id, one)).collect();
    for id in wanted() {
        if let Some(one) = listed.remove(&id) {
            let outcomes = conversions.remove(&id).unwrap_or_default();
            rows.push(row(one, outcomes, matches.remove(&id).as_ref(), highlight));
        }
    }
    Ok(())
}

/// A row as a window shows it.
pub(crate) fn row(
    listed: ListedConversation,
    conversions: Vec<ConversionView>,
    matching: Option<&ReadableMessage>,
    highlight: RowHighlight<'_>,
) -> ConversationRow {
    // What counts elsewhere is told where the conversation is read.
    let (conversions, fallen): (Vec<_>, Vec<_>) =
        conversions.into_iter().partition(ConversionView::stands);
    let taken_back = fallen.into_iter().filter(|it| it.taken_back_at.is_some());
    let (excerpt, excerpt_sender) = second_line(&listed, matching, highlight);
    let person = person(&listed);
    let (person_shown, company_shown) = marked_person(&person, highlight);
    let ListedConversation {
        row,
        channel_name,
        time_zone,
        ..
    } = listed;
    let subject = row.subject.filter(|subject| visible(subject).is_some());
    // Without a subject the first line stands there, which is what the customer asked.
    let title_place = match subject {
        Some(_) => TextPlace::Subject,
        None => TextPlace::Said(&Sender::Customer),
    };
    let title = subject.or(row.first_line).unwrap_or_default();
    ConversationRow {
        id: ConversationId(row.id),
        remote_id: RemoteId(row.remote_id),
        session_id: row.session_id,
        subject: pieces(&shortened(title), title_place, highlight),
        excerpt,
        excerpt_sender,
        conversions,
        taken_back: taken_back.collect(),
        person,
        person_shown,
        company_shown,
        channel: Channel::from(channel_name.as_deref().unwrap_or_default()),
        status: row.status.as_deref().map(Status::from),
        escalation: Escalation::from(row.escalation.as_str()),
        leads: u32::try_from(row.leads).unwrap_or(u32::MAX),
        messages: u32::try_from(row.visible_messages).unwrap_or(u32::MAX),
        space: SpaceId(row.space_id),
        time_zone: time_zone.unwrap_or_else(|| "UTC".to_owned()),
        started_at: time::instant(row.started_at),
        last_activity_at: time::instant(row.last_activity_at),
        marks: RowMarks::default(),
    }
}

/// A title as a list shows it: one of a mail can be as long as a page.
fn shortened(title: String) -> String {
    match title.char_indices().nth(LONGEST_TITLE) {
        None => title,
        Some(_) => title.chars().take(LONGEST_TITLE - 1).chain(['…']).collect(),
    }
}

/// The message that matches, or else the last one.
fn second_line(
    listed: &ListedConversation,
    matching: Option<&ReadableMessage>,
    highlight: RowHighlight<'_>,
) -> (Vec<TextPiece>, Option<Sender>) {
    if let (Some(message), RowHighlight::Search(expr)) = (matching, highlight) {
        return (
            excerpt::around(message, expr),
            Some(Sender::from(message.sender.as_str())),
        );
    }
    let last = listed.row.excerpt.as_deref().unwrap_or_default();
    let sender = listed.row.excerpt_sender.as_deref().map(Sender::from);
    let place = sender
        .as_ref()
        .map_or(TextPlace::Identifier, TextPlace::Said);
    (pieces(last, place, highlight), sender)
}

fn pieces(text: &str, place: TextPlace<'_>, highlight: RowHighlight<'_>) -> Vec<TextPiece> {
    match highlight {
        _ if text.is_empty() => Vec::new(),
        RowHighlight::Nothing => vec![TextPiece {
            text: text.to_owned(),
            hit: false,
        }],
        RowHighlight::Search(expr) => expr.marks_in(place).pieces(text),
    }
}

fn person(listed: &ListedConversation) -> PersonView {
    let row = &listed.row;
    let name = listed.customer_name.as_deref().and_then(visible);
    if let (Some(id), Some(name)) = (row.customer_id, name) {
        let company = listed.customer_company.as_deref().and_then(visible);
        return PersonView::Customer {
            id: CustomerId(id),
            name: name.to_owned(),
            company: company.map(str::to_owned),
            profile_url: listed.customer_profile_url.clone(),
        };
    }
    // Who gave a name is called by it, and not by a token.
    let named = row
        .external_identifier
        .as_ref()
        .or(listed.lead_name.as_ref());
    match (named, &row.visitor_token) {
        (Some(identifier), _) => PersonView::External {
            identifier: identifier.clone(),
        },
        (None, Some(token)) => PersonView::Visitor {
            token: token.clone(),
        },
        (None, None) => PersonView::Unknown,
    }
}

/// What stands for the person in a list, and the company, with the matches marked.
fn marked_person(
    person: &PersonView,
    highlight: RowHighlight<'_>,
) -> (Vec<TextPiece>, Vec<TextPiece>) {
    match person {
        PersonView::Customer { name, company, .. } => (
            pieces(name, TextPlace::Customer, highlight),
            company
                .as_deref()
                .map(|company| pieces(company, TextPlace::Company, highlight))
                .unwrap_or_default(),
        ),
        PersonView::External { identifier } => (
            pieces(identifier, TextPlace::Identifier, highlight),
            Vec::new(),
        ),
        // A token is shown shortened, and nobody by a word of ours.
        PersonView::Visitor { .. } | PersonView::Unknown => (Vec::new(), Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_never_leaves_the_list() {
        let ids = [5, 4, 3];
        let cases: [(u32, u32, &[u32]); 5] = [
            (0, 2, &[5, 4]),
            (2, 9, &[3]),
            (3, 1, &[]),
            (9, 9, &[]),
            (1, u32::MAX, &[4, 3]),
        ];
        for (start, count, expected) in cases {
            assert_eq!(slice(&ids, start, count), expected, "{start}+{count}");
        }
    }
}
