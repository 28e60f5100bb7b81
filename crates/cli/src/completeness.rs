//! How complete a source is, in words.

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
