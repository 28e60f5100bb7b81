//! A search, asked of the database as far as only that can tell: the full-text index, and facts for
//! which a conversation's entry has no room. What is left is a pass over the conversation index.

use super::rules;
use super::state::SharedState;
use super::{last_look, queues, themes};
use crate::error::Result;
use crate::index::ConversationIndex;
use crate::index::bitmap::IdBitmap;
use crate::index::entry_test::{DatabaseFact, EntryFilter, EntryTest, FieldSource};
use crate::name_words::{any_has_words, has_words};
use crate::pool::ReaderLease;
use crate::table::child::{conversion, inbox_item, ticket};
use crate::table::conversation::{self, FactColumn};
use crate::table::{language, meta, search, source, space, word};
use crate::time;
use futures::future::BoxFuture;
use insights::TextFacts;
use model::SourceId;
use model::search::{FieldTest, OperatorPresence, WordReach};
use query::{Expr, TextTerm};
use std::ops::RangeInclusive;

/// Words of the index that the inside of a word may stand for. More are no search.
const MOST_WORDS: u32 = 300;

/// A search that is ready, and what of the answer may be missing.
#[derive(Debug, Default)]
pub(crate) struct EvaluatedSearch {
    pub(crate) filter: EntryFilter,
    /// Documents are still being made, so that texts may not be found yet.
    pub(crate) is_indexing: bool,
    /// Words that no text has, and that were looked for inside of words.
    pub(crate) inside: Vec<TextTerm>,
}

impl EvaluatedSearch {
    fn finds_nothing(&self) -> bool {
        self.filter.candidates.as_ref().is_some_and(Vec::is_empty)
    }
}

/// Makes a search ready for a pass. A bare word that no text has is looked for inside of words, wherever it was
/// typed, so that a search and its opposite still make up everything. Whether a person had written before is asked among
/// the sources that are shown; none for all.
pub(crate) async fn evaluate(
    shared: &SharedState,
    expr: &Expr,
    only: Option<&[SourceId]>,
) -> Result<EvaluatedSearch> {
    let expr = &rules::spelled_out(shared, expr.clone()).await?;
    // Where anything is found, each word that must stand somewhere does: none is looked up by itself then.
    if !expr.has_optional_text() {
        let search = as_typed(shared, expr.clone(), only).await?;
        if !search.finds_nothing() {
            return Ok(search);
        }
    }
    let inside = only_inside(shared, expr).await?;
    let search = as_typed(shared, widened(expr.clone(), &inside), only).await?;
    Ok(EvaluatedSearch { inside, ..search })
}

/// A search with these words looked for inside of others.
pub(crate) fn widened(expr: Expr, inside: &[TextTerm]) -> Expr {
    expr.map_texts(&mut |term| {
        let wider = term.inside().filter(|_| inside.contains(&term));
        Expr::Text(wider.unwrap_or(term))
    })
}

/// The bare words of a search that stand nowhere but inside of words.
pub(crate) async fn only_inside(shared: &SharedState, expr: &Expr) -> Result<Vec<TextTerm>> {
    let texts = expr.texts().into_iter();
    let bare = texts.filter(|term| term.inside().is_some());
    let mut inside = Vec::new();
    for term in bare {
        if !inside.contains(term) && is_only_inside(shared, term).await? {
            inside.push(term.clone());
        }
    }
    Ok(inside)
}

async fn as_typed(
    shared: &SharedState,
    expr: Expr,
    only: Option<&[SourceId]>,
) -> Result<EvaluatedSearch> {
    let mut evaluator = SearchEvaluator { shared, only };
    let is_indexing = is_still_made(shared, &expr).await?;
    let expr = evaluator.spell_out(expr).await?;
    Ok(EvaluatedSearch {
        filter: evaluator.filter(&expr).await?,
        is_indexing,
        inside: Vec::new(),
    })
}

/// Whether what the search asks is still being made after an update.
async fn is_still_made(shared: &SharedState, expr: &Expr) -> Result<bool> {
    let asks_language = || {
        let fields = expr.fields();
        fields.iter().any(|it| matches!(it, FieldTest::Language(_)))
    };
    let (texts, languages) = (expr.has_text(), asks_language());
    if !texts && !languages {
        return Ok(false);
    }
    let mut conn = shared.pool.lease().await?;
    let is_made = texts && meta::reindex_from(&mut conn).await?.is_some();
    Ok(is_made || (languages && language::is_untold(&mut conn).await?))
}

/// Whether no text has these letters as a word or its beginning, and some word holds them.
async fn is_only_inside(shared: &SharedState, term: &TextTerm) -> Result<bool> {
    let Some(question) = Expr::Text(term.clone()).to_fts5() else {
        return Ok(false);
    };
    let mut conn = shared.pool.lease().await?;
    // A word whose document is still to be made stands in no text yet, and would be told to stand inside of itself.
    let is_indexing = meta::reindex_from(&mut conn).await?.is_some();
    if is_indexing || search::is_found(&mut conn, &question).await? {
        return Ok(false);
    }
    let letters = term.tokens.first().map_or("", String::as_str);
    let is_inside = word::any_with_inside(&mut conn, letters).await?;
    // Asked again, for a commit or the making of the index may have brought the word meanwhile.
    Ok(is_inside && !search::is_found(&mut conn, &question).await?)
}

/// Asks the store.
struct SearchEvaluator<'s> {
    shared: &'s SharedState,
    /// The sources that are shown; none for all.
    only: Option<&'s [SourceId]>,
}

impl SearchEvaluator<'_> {
    async fn lease(&self) -> Result<ReaderLease<'_>> {
        self.shared.pool.lease().await
    }

    /// The conversations whose texts answer a question to the full-text index, ascending.
    async fn found(&self, question: &str) -> Result<Vec<u32>> {
        let mut conn = self.lease().await?;
        let found = search::find(&mut conn, question).await?;
        conn.whole(found).await
    }

    /// Words of which only the inside was typed, as the words of the index that hold it.
    async fn spell_out(&self, expr: Expr) -> Result<Expr> {
        let mut inside = Vec::new();
        let expr = expr.map_texts(&mut |term| {
            if term.reach == WordReach::Inside {
                inside.push(term.clone());
            }
            Expr::Text(term)
        });
        let mut known: Vec<(TextTerm, Vec<String>)> = Vec::new();
        for term in inside {
            let letters = term.tokens.last().map_or("", String::as_str);
            let mut conn = self.lease().await?;
            let words = word::with_inside(&mut conn, letters, MOST_WORDS).await?;
            known.push((term, conn.whole(words).await?));
        }
        Ok(expr.map_texts(&mut |term| {
            let Some((_, words)) = known.iter().find(|(asked, _)| *asked == term) else {
                return Expr::Text(term);
            };
            let word = |word: &String| Expr::Text(TextTerm::known(word.clone(), term.scope));
            Expr::Or(words.iter().map(word).collect())
        }))
    }

    async fn filter(&mut self, expr: &Expr) -> Result<EntryFilter> {
        // Words that must all occur are one question: FTS5 joins their lists faster than we do.
        let parts = expr.conjuncts().into_iter();
        let (texts, others): (Vec<&Expr>, Vec<&Expr>) =
            parts.partition(|it| it.to_fts5().is_some());
        let mut filter = EntryFilter::default();
        if let Some(question) = Expr::And(texts.into_iter().cloned().collect()).to_fts5() {
            filter.restrict(self.found(&question).await?);
        }
        for part in others {
            match part {
                Expr::Field(field) => match FieldSource::of(field) {
                    FieldSource::Database(fact) if fact.is_rare() => {
                        filter.restrict(self.ids_with(&fact).await?);
                    }
                    FieldSource::Marks(test) => {
                        filter.restrict(self.shared.marks().await?.ids_with(&test));
                    }
                    _ => filter.tests.push(self.field(field).await?),
                },
                other => filter.tests.push(self.test(other).await?),
            }
        }
        Ok(filter)
    }

    /// A part that stands under a NOT or an OR: what the database finds of it cannot narrow the pass.
    fn test<'e>(&'e mut self, expr: &'e Expr) -> BoxFuture<'e, Result<EntryTest>> {
        Box::pin(async move {
            if let Some(question) = expr.to_fts5() {
                return Ok(EntryTest::Among(set_of(&self.found(&question).await?)));
            }
            Ok(match expr {
                Expr::Field(field) => self.field(field).await?,
                Expr::Not(part) => EntryTest::Not(Box::new(self.test(part).await?)),
                Expr::Or(parts) => EntryTest::Any(self.tests(parts).await?),
                Expr::And(parts) => EntryTest::All(self.tests(parts).await?),
                // Every text is a question to the full-text index by now.
                Expr::Text(_) | Expr::Number(_) => EntryTest::Any(Vec::new()),
            })
        })
    }

    async fn tests(&mut self, parts: &[Expr]) -> Result<Vec<EntryTest>> {
        let mut tests = Vec::with_capacity(parts.len());
        for part in parts {
            tests.push(self.test(part).await?);
        }
        Ok(tests)
    }

    async fn field(&mut self, field: &FieldTest) -> Result<EntryTest> {
        Ok(match FieldSource::of(field) {
            FieldSource::Entry(test) => test,
            FieldSource::Marks(test) => {
                EntryTest::Among(set_of(&self.shared.marks().await?.ids_with(&test)))
            }
            FieldSource::Channel(channel) => {
                let code = self.shared.pass(|index| index.code_of(&channel)).await?;
                EntryTest::Channel(code)
            }
            FieldSource::Hours(hours) => EntryTest::Among(self.begun_at(&hours).await?),
            FieldSource::Places(test) => {
                let facts = self.shared.facts.settled(&mut *self.lease().await?).await?;
                EntryTest::Among(facts.ids_at(|place| test.holds(place)))
            }
            FieldSource::Language(code) => {
                let facts = self.shared.facts.settled(&mut *self.lease().await?).await?;
                EntryTest::Among(facts.ids_in(&code))
            }
            FieldSource::Contact(history) => {
                let histories = self.shared.contact_histories(self.only).await?;
                EntryTest::Among(histories.ids_with(history))
            }
            FieldSource::Operator(presence) => self.with_operator(presence).await?,
            FieldSource::Opening(standing) => {
                let hours = self.shared.opening_hours().await?;
                let begun = |index: &ConversationIndex| hours.ids_with(index, standing);
                EntryTest::Among(self.shared.pass(begun).await?)
            }
            FieldSource::Database(DatabaseFact::Space(name)) => {
                EntryTest::Spaces(self.spaces_named(&name).await?)
            }
            FieldSource::Database(DatabaseFact::Source(name)) => {
                EntryTest::Spaces(self.spaces_of_source(&name).await?)
            }
            FieldSource::Database(DatabaseFact::SinceLastLook) => {
                last_look::is_new(self.shared).await?
            }
            FieldSource::Database(fact) => EntryTest::Among(set_of(&self.ids_with(&fact).await?)),
        })
    }

    /// The conversations for which a fact holds that their entries do not have, ascending.
    async fn ids_with(&self, fact: &DatabaseFact) -> Result<Vec<u32>> {
        match fact {
            DatabaseFact::Queue(name) => return queues::ids_in(self.shared, name).await,
            DatabaseFact::Words(any) => {
                let table = self.shared.text_facts().await?;
                return Ok(table.ids_where(|facts| facts.has(*any)));
            }
            DatabaseFact::Rule(id) => return rules::ids_by_words(self.shared, id).await,
            DatabaseFact::Asks(what) => {
                return themes::ids_asking(self.shared, what, self.only).await;
            }
            _ => {}
        }
        let mut conn = self.lease().await?;
        match fact {
            DatabaseFact::OutcomeOfKind(kind, inferred) => {
                conversion::with_kind(&mut conn, kind, *inferred).await
            }
            DatabaseFact::Origin(value) => {
                conversation::ids_with(&mut conn, FactColumn::Origin, value).await
            }
            DatabaseFact::Escalation(value) => {
                conversation::ids_with(&mut conn, FactColumn::Escalation, value).await
            }
            DatabaseFact::LongestGap(span) => conversation::with_gap(&mut conn, *span).await,
            DatabaseFact::TimeToConvert(span) => {
                conversion::converted_after(&mut conn, *span).await
            }
            DatabaseFact::Ticket => ticket::conversations(&mut conn).await,
            DatabaseFact::InboxItem => inbox_item::conversations(&mut conn).await,
            DatabaseFact::Place(name) => {
                let mut places = conversation::places(&mut conn).await?;
                places.retain(|it| any_has_words([&it.city, &it.region, &it.country], name));
                conversation::ids_at(&mut conn, &places).await
            }
            // These are asked of the entry; and the others are answered above.
            DatabaseFact::Space(_)
            | DatabaseFact::Source(_)
            | DatabaseFact::SinceLastLook
            | DatabaseFact::Queue(_)
            | DatabaseFact::Words(_)
            | DatabaseFact::Rule(_)
            | DatabaseFact::Asks(_) => Ok(Vec::new()),
        }
    }

    async fn with_operator(&self, presence: OperatorPresence) -> Result<EntryTest> {
        let fact = DatabaseFact::Words(TextFacts::OPERATOR_SPOKE);
        let spoke = EntryTest::Among(set_of(&self.ids_with(&fact).await?));
        Ok(match presence {
            OperatorPresence::Present => spoke,
            OperatorPresence::Absent => EntryTest::Not(Box::new(spoke)),
        })
    }

    /// The conversations that began within these hours, by the clock of their space.
    async fn begun_at(&self, hours: &RangeInclusive<u32>) -> Result<IdBitmap> {
        let pass = |index: &ConversationIndex| {
            let mut found = IdBitmap::below(index.entries().len());
            for (id, entry) in (0_u32..).zip(index.entries()) {
                let space = index.space(entry.space);
                let hour = space.map(|it| it.calendar.hour(time::instant(entry.started)));
                if hour.is_some_and(|hour| hours.contains(&hour)) {
                    found.insert(id);
                }
            }
            found
        };
        self.shared.pass(pass).await
    }

    async fn spaces_named(&self, name: &str) -> Result<IdBitmap> {
        let spaces = space::all(&mut *self.lease().await?).await?;
        let named = spaces.into_iter().filter(|space| space.is_named(name));
        Ok(IdBitmap::of_rows(named.map(|space| space.id)))
    }

    async fn spaces_of_source(&self, name: &str) -> Result<IdBitmap> {
        let mut conn = self.lease().await?;
        let sources = source::all(&mut conn).await?;
        let named: Vec<i64> = sources
            .into_iter()
            .filter(|source| has_words(&source.name, name))
            .map(|source| source.id.0)
            .collect();
        let spaces = space::all(&mut conn).await?.into_iter();
        Ok(IdBitmap::of_rows(
            spaces
                .filter(|space| named.contains(&space.source_id))
                .map(|space| space.id),
        ))
    }
}

fn set_of(ids: &[u32]) -> IdBitmap {
    let end = ids.iter().max().map_or(0, |last| *last as usize + 1);
    IdBitmap::of(ids, end)
}
