//! The words of the full text, each once: what letters inside of words stand for is asked here. A commit adds the words
//! of its documents; words that no document has any more leave when the table is made anew from the index, which
//! follows a purge. It must not tell in which conversations a word stands: the full-text index does.

use super::search::SearchDocument;
use crate::error::Result;
use sqlx::SqliteConnection;
use std::collections::HashSet;

/// Characters of the longest word that is looked inside of. What is longer was encoded by a machine.
const LONGEST: usize = 64;

/// Letters that a word with a number at its end has, so that it is one, and no part of an identifier.
const FEWEST_BESIDE_NUMBER: usize = 4;

/// Words of the index that are compared in one transaction.
const RENEWED_AT_ONCE: u32 = 4_096;

/// Whether a token is looked inside of: letters, with a number before or after them. What is mixed otherwise is nearly
/// always an identifier, of which each conversation has its own, and would make this table as long as the list.
fn is_word(token: &str) -> bool {
    if token.len() > 4 * LONGEST || token.chars().count() > LONGEST {
        return false;
    }
    let letters = token.trim_matches(char::is_numeric);
    let is_at_one_end = token.starts_with(letters) || token.ends_with(letters);
    let has_number = letters.len() < token.len();
    has_letters_alone(letters)
        && is_at_one_end
        && (!has_number || letters.chars().count() >= FEWEST_BESIDE_NUMBER)
}

fn has_letters_alone(word: &str) -> bool {
    !word.is_empty() && !word.chars().any(|c| c.is_numeric() || c == '\u{e000}')
}

/// Adds the words of documents. To be done before the full-text index is written in the same transaction, as any
/// statement of many rows.
pub(crate) async fn add(conn: &mut SqliteConnection, documents: &[&SearchDocument]) -> Result<()> {
    let texts = documents.iter().flat_map(|it| it.columns());
    // Most tokens of a page are ones that were met already, so they are told apart before anything is asked of them.
    let tokens: HashSet<&str> = texts.flat_map(|text| text.split(' ')).collect();
    put(conn, tokens).await
}

/// In the order in which the table has them, so that each is looked up beside the one before.
async fn put<'w>(
    conn: &mut SqliteConnection,
    tokens: impl IntoIterator<Item = &'w str>,
) -> Result<()> {
    let tokens = tokens.into_iter();
    let mut words: Vec<&str> = tokens.filter(|token| is_word(token)).collect();
    if words.is_empty() {
        return Ok(());
    }
    words.sort_unstable();
    sqlx::query("INSERT OR IGNORE INTO word (term) SELECT value FROM json_each(?)")
        .bind(serde_json::to_string(&words)?)
        .execute(conn)
        .await?;
    Ok(())
}

/// The words that hold these letters, the shortest first: it differs least from what was typed.
pub(crate) async fn with_inside(
    conn: &mut SqliteConnection,
    letters: &str,
    most: u32,
) -> Result<Vec<String>> {
    // Looked for by `instr`, so that nothing in the letters is a sign of a pattern.
    let sql = if is_told_here(conn, letters).await? {
        "SELECT term FROM word WHERE instr(term, ?) > 0 ORDER BY length(term), term LIMIT ?"
    } else {
        "SELECT term FROM search_word WHERE instr(term, ?) > 0 ORDER BY length(term), term LIMIT ?"
    };
    let found = sqlx::query_scalar(sql);
    Ok(found.bind(letters).bind(most).fetch_all(conn).await?)
}

/// Whether any word holds these letters: the first one that does is enough.
pub(crate) async fn any_with_inside(conn: &mut SqliteConnection, letters: &str) -> Result<bool> {
    let sql = if is_told_here(conn, letters).await? {
        "SELECT EXISTS (SELECT 1 FROM word WHERE instr(term, ?) > 0)"
    } else {
        "SELECT EXISTS (SELECT 1 FROM search_word WHERE instr(term, ?) > 0)"
    };
    Ok(sqlx::query_scalar(sql)
        .bind(letters)
        .fetch_one(conn)
        .await?)
}

/// Whether this table knows every word that may hold these letters. Else the index is read, which takes as long as it
/// is large.
async fn is_told_here(conn: &mut SqliteConnection, letters: &str) -> Result<bool> {
    if !has_letters_alone(letters) {
        return Ok(false);
    }
    let whole = sqlx::query_scalar("SELECT words_whole FROM meta WHERE only = 1");
    Ok(whole.fetch_one(conn).await?)
}

/// The table is to be made anew: words may have left the index.
pub(crate) async fn owe_renewal(conn: &mut SqliteConnection) -> Result<()> {
    sqlx::query("UPDATE meta SET words_from = '' WHERE only = 1")
        .execute(conn)
        .await?;
    Ok(())
}

/// Makes a bounded part of the table anew from the index; answers whether there was anything to do. Words of documents
/// that are committed between two steps are in both by then.
pub(crate) async fn renew_some(conn: &mut SqliteConnection) -> Result<bool> {
    let from = sqlx::query_scalar("SELECT words_from FROM meta WHERE only = 1");
    let Some(from): Option<String> = from.fetch_one(&mut *conn).await? else {
        return Ok(false);
    };
    let indexed = indexed_after(conn, &from).await?;
    // Fewer than were asked for are the last ones: whatever comes after them is no word of the index.
    let until = indexed
        .last()
        .filter(|_| indexed.len() == RENEWED_AT_ONCE as usize);
    forget_between(conn, &from, until).await?;
    put(conn, indexed.iter().map(String::as_str)).await?;
    set_from(conn, until).await?;
    Ok(true)
}

async fn indexed_after(conn: &mut SqliteConnection, from: &str) -> Result<Vec<String>> {
    let terms =
        sqlx::query_scalar("SELECT term FROM search_word WHERE term > ? ORDER BY term LIMIT ?");
    Ok(terms
        .bind(from)
        .bind(RENEWED_AT_ONCE)
        .fetch_all(conn)
        .await?)
}

async fn forget_between(
    conn: &mut SqliteConnection,
    from: &str,
    until: Option<&String>,
) -> Result<()> {
    sqlx::query("DELETE FROM word WHERE term > ?1 AND (?2 IS NULL OR term <= ?2)")
        .bind(from)
        .bind(until)
        .execute(conn)
        .await?;
    Ok(())
}

async fn set_from(conn: &mut SqliteConnection, from: Option<&String>) -> Result<()> {
    sqlx::query(
        "UPDATE meta SET words_from = ?1, words_whole = max(words_whole, ?1 IS NULL) WHERE only = 1",
    )
    .bind(from)
    .execute(conn)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_letters_with_a_number_at_one_end_and_not_endless() {
        for (token, expected) in [
            ("besprechungsraum", true),
            ("приміщення", true),
            ("raum12", true),
            ("2024vertrag", true),
            ("9f86d081", false),
            ("raum12b", false),
            ("12raum34", false),
            ("abc1", false),
            ("2024", false),
            ("½", false),
            ("\u{e000}", false),
        ] {
            assert_eq!(is_word(token), expected, "{token}");
        }
        assert!(is_word(&"ä".repeat(LONGEST)));
        assert!(!is_word(&"a".repeat(LONGEST + 1)));
    }
}
