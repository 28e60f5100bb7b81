//! How complete a source is, in words.

use crate::table::one_line;
use model::Reach;
use model::view::Completeness;

/// In words, what a comparison with the server said.
pub(crate) fn complete(completeness: &Completeness) -> String {
    match completeness {
        Completeness::Unknown => "not compared".to_owned(),
        Completeness::Complete { .. } => "yes".to_owned(),
        Completeness::Gap {
            conversations,
            messages,
            ..
        } => {
            format!(
                "no: {} and {}",
                gap(*conversations, "conversations"),
                gap(*messages, "messages")
            )
        }
    }
}

fn gap(difference: i64, what: &str) -> String {
    let which = if difference < 0 {
        "more here"
    } else {
        "fewer here"
    };
    format!("{} {what} {which}", difference.unsigned_abs())
}

/// What is said of a token that is bound to spaces.
pub(crate) fn reach(reach: &Reach) -> Option<String> {
    match reach {
        Reach::Everywhere => None,
        Reach::Spaces(_) => Some(format!(
            "the token sees these spaces alone: {}",
            one_line(&reach.listed())
        )),
    }
}
