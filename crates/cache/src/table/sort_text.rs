//! The texts by which a list can stand, and nothing else of a conversation.

use crate::bulk::id_list;
use crate::error::Result;
use crate::from_row::from_row;
use futures::TryStreamExt;
use model::visible;
use sqlx::SqliteConnection;

/// A text of a conversation by which a list can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SortText {
    /// What stands as its title.
    Title,
    /// What stands for the person.
    Person,
}

/// Texts that may stand there; the first in which anything can be seen does.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SortTextRow {
    id: i64,
    first: Option<String>,
    second: Option<String>,
    third: Option<String>,
}

from_row!(SortTextRow: id, first, second, third);

impl SortText {
    const fn all(self) -> &'static str {
        match self {
            Self::Title => {
                "SELECT id, subject AS first, first_line AS second, NULL AS third FROM conversation"
            }
            Self::Person => {
                "SELECT conversation.id, customer.name AS first, external_identifier AS second,
                   coalesce(CASE WHEN leads > 0 THEN (
                       SELECT name FROM lead WHERE conversation_id = conversation.id AND trim(name) <> ''
                       ORDER BY created_at, remote_id LIMIT 1
                   ) END, visitor_token) AS third
                 FROM conversation LEFT JOIN customer ON customer.id = conversation.customer_id"
            }
        }
    }

    const fn some(self) -> &'static str {
        match self {
            Self::Title => {
                "SELECT id, subject AS first, first_line AS second, NULL AS third FROM conversation
                 WHERE id IN (SELECT value FROM json_each(?))"
            }
            Self::Person => {
                "SELECT conversation.id, customer.name AS first, external_identifier AS second,
                   coalesce(CASE WHEN leads > 0 THEN (
                       SELECT name FROM lead WHERE conversation_id = conversation.id AND trim(name) <> ''
                       ORDER BY created_at, remote_id LIMIT 1
                   ) END, visitor_token) AS third
                 FROM conversation LEFT JOIN customer ON customer.id = conversation.customer_id
                 WHERE conversation.id IN (SELECT value FROM json_each(?))"
            }
        }
    }
}

/// Hands over the text of every conversation that has one.
pub(crate) async fn each(
    conn: &mut SqliteConnection,
    text: SortText,
    mut take: impl FnMut(u32, &str),
) -> Result<()> {
    let mut rows = sqlx::query_as::<_, SortTextRow>(text.all()).fetch(conn);
    while let Some(row) = rows.try_next().await? {
        row.hand_over(&mut take);
    }
    Ok(())
}

/// The same of some conversations, in no order.
pub(crate) async fn of(
    conn: &mut SqliteConnection,
    text: SortText,
    ids: &[u32],
    mut take: impl FnMut(u32, &str),
) -> Result<()> {
    let wanted = ids.iter().map(|id| i64::from(*id));
    let mut rows = sqlx::query_as::<_, SortTextRow>(text.some())
        .bind(id_list(wanted))
        .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        row.hand_over(&mut take);
    }
    Ok(())
}

impl SortTextRow {
    fn hand_over(&self, take: &mut impl FnMut(u32, &str)) {
        let texts = [&self.first, &self.second, &self.third];
        let shown = texts
            .into_iter()
            .flatten()
            .find(|text| visible(text).is_some());
        if let (Some(text), Ok(id)) = (shown, u32::try_from(self.id)) {
            take(id, text);
        }
    }
}
