//! Where the terms of the search stand: of each term the conversations that have it, and those that have no other one.
//! Addresses of links are not looked at, so that a conversation that was found by one alone has no term here.

use crate::columns::messages;
use crate::line::{SpokenText, title};
use crate::redact::MaskSession;
use cache::StoredConversation;
use model::handover::SystemMessages;
use model::view::{ConversationRow, PersonView};
use query::{Expr, TextPlace};
use serde::Serialize;

/// Counts hits.
#[derive(Clone, Debug)]
pub(crate) struct TermTally {
    terms: Vec<Expr>,
    hits: Vec<TermHits>,
}

/// A term.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TermHits {
    term: String,
    hits: u64,
    unique_hits: u64,
}

/// The file of the report.
#[derive(Debug, Serialize)]
pub(crate) struct TermFile {
    terms: Vec<TermHits>,
}

impl TermTally {
    /// The terms of a search, each once; their words masked like all others.
    pub(crate) fn of(search: &Expr, masks: &mut MaskSession) -> Self {
        let mut terms: Vec<Expr> = Vec::new();
        for term in search.sought() {
            if !terms.contains(term) {
                terms.push(term.clone());
            }
        }
        let hit = |term: &Expr| TermHits {
            term: masks.search_text(typed(term)),
            hits: 0,
            unique_hits: 0,
        };
        Self {
            hits: terms.iter().map(hit).collect(),
            terms,
        }
    }

    /// The terms that stand in a conversation.
    pub(crate) fn take(&mut self, stored: &StoredConversation) -> Vec<usize> {
        let places = places(stored);
        let stands = |term: &Expr| {
            let mut places = places.iter();
            places.any(|(place, text)| term.matches_in(text, *place))
        };
        let found: Vec<usize> = (0..self.terms.len())
            .filter(|place| stands(&self.terms[*place]))
            .collect();
        for place in &found {
            self.hits[*place].hits += 1;
            self.hits[*place].unique_hits += u64::from(found.len() == 1);
        }
        found
    }

    /// The report.
    pub(crate) fn finish(self) -> TermFile {
        TermFile { terms: self.hits }
    }
}

fn typed(term: &Expr) -> &str {
    match term {
        Expr::Text(term) => &term.typed,
        Expr::Number(term) => &term.typed,
        _ => "",
    }
}

/// Every text of a conversation that a search looks at, with its place.
fn places(stored: &StoredConversation) -> Vec<(TextPlace<'_>, String)> {
    let row = &stored.row;
    let mut places = vec![
        (TextPlace::Subject, title(row)),
        (TextPlace::Identifier, row.remote_id.to_string()),
        (TextPlace::Identifier, row.session_id.clone()),
    ];
    person(row, &mut places);
    for message in messages(stored, SystemMessages::LeftOut) {
        let spoken = SpokenText::of_message(message);
        places.push((TextPlace::Said(&message.sender), spoken.shown));
        places.push((TextPlace::Said(&message.sender), spoken.hidden));
    }
    places
}

fn person<'s>(row: &ConversationRow, places: &mut Vec<(TextPlace<'s>, String)>) {
    match &row.person {
        PersonView::Customer { name, company, .. } => {
            places.push((TextPlace::Customer, name.clone()));
            places.extend(company.clone().map(|it| (TextPlace::Company, it)));
        }
        PersonView::External { identifier } => {
            places.push((TextPlace::Identifier, identifier.clone()));
        }
        PersonView::Visitor { token } => places.push((TextPlace::Identifier, token.clone())),
        PersonView::Unknown => {}
    }
}
