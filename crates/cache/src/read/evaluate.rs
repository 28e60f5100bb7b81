//! A search, asked of the database as far as only that can tell: the full-text index, and kinds of
//! outcome that have no bit. What is left is a pass over the conversation index.

use crate::error::Result;
use crate::index::bitmap::IdBitmap;
use crate::index::entry_test::{DatabaseFact, EntryFilter, EntryTest, FieldSource};
use crate::pool::ReaderPool;
use crate::table::child::conversion;
use crate::table::search;
use futures::future::BoxFuture;
use query::Expr;

/// Makes a search ready for a pass.
pub(crate) async fn evaluate(pool: &ReaderPool, expr: &Expr) -> Result<EntryFilter> {
    // Words that must all occur are one question: FTS5 joins their lists faster than we do.
    let parts = expr.conjuncts().into_iter();
    let (texts, others): (Vec<&Expr>, Vec<&Expr>) = parts.partition(|it| it.to_fts5().is_some());
    let mut filter = EntryFilter::default();
    if let Some(question) = Expr::And(texts.into_iter().cloned().collect()).to_fts5() {
        filter.restrict(search::find(&mut *pool.lease().await?, &question).await?);
    }
    for part in others {
        match part {
            Expr::Field(field) => match FieldSource::of(field) {
                FieldSource::Entry(test) => filter.tests.push(test),
                FieldSource::Database(fact) => filter.restrict(ids_with(pool, &fact).await?),
            },
            other => filter.tests.push(test_of(pool, other).await?),
        }
    }
    Ok(filter)
}

/// A part that stands under a NOT or an OR: what the database finds of it cannot narrow the pass.
fn test_of<'e>(pool: &'e ReaderPool, expr: &'e Expr) -> BoxFuture<'e, Result<EntryTest>> {
    Box::pin(async move {
        if let Some(question) = expr.to_fts5() {
            let found = search::find(&mut *pool.lease().await?, &question).await?;
            return Ok(among(&found));
        }
        Ok(match expr {
            Expr::Field(field) => match FieldSource::of(field) {
                FieldSource::Entry(test) => test,
                FieldSource::Database(fact) => among(&ids_with(pool, &fact).await?),
            },
            Expr::Not(part) => EntryTest::Not(Box::new(test_of(pool, part).await?)),
            Expr::Or(parts) => EntryTest::Any(tests_of(pool, parts).await?),
            Expr::And(parts) => EntryTest::All(tests_of(pool, parts).await?),
            // Texts have been asked of the full-text index above.
            Expr::Term(_) | Expr::Phrase(_) => among(&[]),
        })
    })
}

async fn tests_of(pool: &ReaderPool, parts: &[Expr]) -> Result<Vec<EntryTest>> {
    let mut tests = Vec::with_capacity(parts.len());
    for part in parts {
        tests.push(test_of(pool, part).await?);
    }
    Ok(tests)
}

fn among(ids: &[u32]) -> EntryTest {
    let end = ids.last().map_or(0, |last| *last as usize + 1);
    EntryTest::Among(IdBitmap::of(ids, end))
}

/// The conversations for which a fact holds that their entries do not have, ascending.
async fn ids_with(pool: &ReaderPool, fact: &DatabaseFact) -> Result<Vec<u32>> {
    let mut conn = pool.lease().await?;
    match fact {
        DatabaseFact::OutcomeOfKind(kind) => conversion::with_kind(&mut conn, kind).await,
    }
}
