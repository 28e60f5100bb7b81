//! Comparisons of rates.

use crate::stands;
use daybook_model::comparison::RateVerdict;

#[test]
fn verdicts() {
    stands! {
        "RateVerdict": vec![
            RateVerdict::More,
            RateVerdict::Fewer,
            RateVerdict::NoDifferenceSeen,
            RateVerdict::TooFew { more: 140 },
        ],
    }
}
