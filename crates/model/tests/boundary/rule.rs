//! Rules, and how often they are wrong.

use crate::sample::{at, text};
use crate::stands;
use daybook_model::request::ListFilter;
use daybook_model::rule::{
    BoundedShare, ChangeRule, EstimatedShare, LabelCount, RuleCostView, RuleDraft, RuleDraw,
    RuleKind, RuleMeasure, RuleView, RulesRequest, SavedRule, TryRule,
};
use daybook_model::{OfferKind, OfferView};

fn draft() -> RuleDraft {
    RuleDraft {
        name: text("Angry words"),
        query: text("customer-said:(angry OR useless)"),
    }
}

fn measure() -> RuleMeasure {
    RuleMeasure {
        queue: text("try angry_words"),
        drawn_at: at(5),
        tag: text("angry_words"),
        hits: LabelCount {
            drawn: 50,
            labelled: 50,
            found: 43,
            of: 214,
        },
        rest: LabelCount {
            drawn: 50,
            labelled: 49,
            found: 1,
            of: 4_711,
        },
    }
}

fn view() -> RuleView {
    let estimated = |rate, interval| EstimatedShare { rate, interval };
    RuleView {
        id: text("angry_words"),
        name: text("Angry words"),
        kind: RuleKind::Query,
        definition: text("customer-said:(angry OR useless)"),
        version: 2,
        conversations: 214,
        of: 4_925,
        precision: Some(estimated(0.86, (0.74, 0.93))),
        elusion: Some(BoundedShare {
            rate: 0.02,
            bound: 0.09,
        }),
        prevalence: Some(estimated(0.05, (0.04, 0.11))),
        measure: Some(measure()),
        cost: Some(RuleCostView {
            compared: 201,
            difference: -0.125,
            interval: (-0.18, -0.07),
            lost_per_month: 2.5,
            lost_interval: (1.4, 3.6),
        }),
    }
}

pub(crate) fn offer() -> OfferView {
    OfferView {
        target: 1,
        kind: OfferKind::Tour,
        taken_at: Some(crate::sample::at(6)),
    }
}

#[test]
fn rules() {
    let unmeasured = RuleView {
        kind: RuleKind::BuiltIn,
        precision: None,
        elusion: None,
        prevalence: None,
        measure: None,
        cost: None,
        ..view()
    };
    stands! {
        "OfferKind": OfferKind::ALL.to_vec(),
        "OfferView": offer(),
        "RuleDraft": draft(),
        "SavedRule": SavedRule {
            id: text("angry_words"),
            name: text("Angry words"),
            version: 2,
            query: text("customer-said:(angry OR useless)"),
        },
        "ChangeRule": ChangeRule { rule: text("angry_words"), draft: draft() },
        "TryRule": TryRule { rule: text("error"), seed: Some(7) },
        "RulesRequest": RulesRequest { filter: ListFilter::default() },
        "RuleDraw": RuleDraw { hits: 214, rest: 4_711, hit_places: vec![2, 3, 7], world: daybook_model::request::DataWorld::Real },
        "RuleKind": vec![RuleKind::BuiltIn, RuleKind::Query],
        "LabelCount": LabelCount::default(),
        "EstimatedShare": EstimatedShare { rate: 0.5, interval: (0.4, 0.6) },
        "BoundedShare": BoundedShare { rate: 0.0, bound: 0.06 },
        "RuleMeasure": measure(),
        "RuleCostView": RuleCostView {
            compared: 40,
            difference: 0.0,
            interval: (-0.1, 0.1),
            lost_per_month: 0.0,
            lost_interval: (-4.0, 4.0),
        },
        "RuleView": vec![view(), unmeasured],
    }
}
