//! The funnel of calls to action: every step is a search that is counted, so that no step says what the list does not.

use crate::error::AppError;
use crate::home::unlocked::UnlockedHome;
use crate::review::list::check_search;
use insights::outcome_of_offer;
use model::OfferKind;
use model::funnel::{FunnelRequest, FunnelRow, FunnelStep, FunnelView};
use model::request::{InferredOutcomes, ListFilter};
use model::search::FieldTest;

/// Kinds of which the outcome is known. What another link asks for is not, and so is nothing that came of it.
const KINDS: [OfferKind; 4] = [
    OfferKind::Tour,
    OfferKind::Plan,
    OfferKind::Booking,
    OfferKind::DayPass,
];

/// How often it is counted anew where a commit came between two of its steps. Under a sync that commits all the time the
/// last one stands.
const ATTEMPTS: u32 = 3;

/// The funnel of what a filter selects.
pub(crate) async fn funnel(
    home: &UnlockedHome,
    request: &FunnelRequest,
) -> Result<FunnelView, AppError> {
    check_search(&request.filter.text)?;
    let scope = FunnelScope {
        home,
        filter: &request.filter,
    };
    let state = home.reader.watch();
    let mut attempt = 1;
    loop {
        let before = *state.borrow();
        let funnel = scope.funnel().await?;
        if *state.borrow() == before || attempt == ATTEMPTS {
            return Ok(funnel);
        }
        attempt += 1;
    }
}

struct FunnelScope<'h> {
    home: &'h UnlockedHome,
    filter: &'h ListFilter,
}

impl FunnelScope<'_> {
    async fn funnel(&self) -> Result<FunnelView, AppError> {
        let mut rows = vec![self.row(None).await?];
        for kind in KINDS {
            rows.push(self.row(Some(kind)).await?);
        }
        Ok(FunnelView {
            scope: self.step("").await?,
            rows,
        })
    }

    async fn row(&self, kind: Option<OfferKind>) -> Result<FunnelRow, AppError> {
        let (offer, outcome) = terms(kind, self.filter.inferred);
        Ok(FunnelRow {
            kind,
            offered: self.step(&offer).await?,
            clicked: None,
            converted: self.step(&format!("{offer} {outcome}")).await?,
            not_converted: self.step(&format!("{offer} -{outcome}")).await?,
            without_offer: self.step(&format!("{outcome} -{offer}")).await?,
        })
    }

    async fn step(&self, terms: &str) -> Result<FunnelStep, AppError> {
        let query = within(&self.filter.text, terms);
        let filter = ListFilter {
            text: query.clone(),
            ..self.filter.clone()
        };
        Ok(FunnelStep {
            conversations: self.home.reader.count_of(&filter, self.home.now()).await?,
            query,
        })
    }
}

/// The terms stand before what is typed: an open quotation mark or bracket there takes none of them in, and its last
/// word stays the one that may go on.
fn within(text: &str, terms: &str) -> String {
    format!("{terms} {text}").trim().to_owned()
}

/// How an offer and what it leads to are asked for.
fn terms(kind: Option<OfferKind>, inferred: InferredOutcomes) -> (String, String) {
    let outcome = kind.and_then(outcome_of_offer);
    let offer = kind.map_or(FieldTest::HasOffer, FieldTest::Offered);
    (offer.to_string(), inferred.asked(outcome).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_leads_to_its_outcome() {
        let cases = [
            (None, "has:offer", "outcome:any"),
            (Some(OfferKind::Tour), "offered:tour", "outcome:tour"),
            (Some(OfferKind::Plan), "offered:plan", "outcome:contract"),
            (
                Some(OfferKind::Booking),
                "offered:booking",
                "outcome:booking",
            ),
            (
                Some(OfferKind::DayPass),
                "offered:day_pass",
                "outcome:day_pass",
            ),
        ];
        for (kind, offer, outcome) in cases {
            let confirmed = (offer.to_owned(), outcome.to_owned());
            assert_eq!(terms(kind, InferredOutcomes::Apart), confirmed);
            let (_, counted) = terms(kind, InferredOutcomes::Counted);
            assert_eq!(counted, outcome.replace("outcome:", "with-inferred:"));
        }
    }

    #[test]
    fn what_is_typed_stands_behind_the_terms() {
        assert_eq!(within("tou", "has:offer"), "has:offer tou");
        assert_eq!(within("", "has:offer"), "has:offer");
        assert_eq!(within("tour", ""), "tour");
    }
}
