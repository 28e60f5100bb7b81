//! What a comparison of rates says, as codes: it is decided in `insights`, and worded in the catalogue.

use serde::{Deserialize, Serialize};

/// What may be said of a rate beside another, with an error of 5 % at most over all that was compared with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum RateVerdict {
    /// Greater.
    More,
    /// Smaller.
    Fewer,
    /// None that would matter.
    NoDifferenceSeen,
    /// Neither can be said.
    TooFew {
        /// About how many more conversations it would take on the smaller side, if both grew alike and kept their
        /// rates.
        more: u64,
    },
}
