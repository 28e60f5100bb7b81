//! Typing the first letters of a name in the list, for who has switched single keys off: the next row that begins so.

use model::view::{ConversationRow, TextPiece};

/// What was typed so far, and when its last letter was, in milliseconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TypedLetters {
    letters: String,
    at: f64,
}

/// Letters that come later than this after the last one begin anew, in milliseconds.
const PAUSE: f64 = 1_000.0;

impl TypedLetters {
    /// Takes one more letter; answers all that belong together.
    pub fn take(&mut self, letter: &str, now: f64) -> &str {
        if now - self.at > PAUSE {
            self.letters.clear();
        }
        self.at = now;
        self.letters.push_str(&letter.to_lowercase());
        &self.letters
    }
}

/// Whether a row's person or its title begins with these letters.
#[must_use]
pub fn begins_with(row: &ConversationRow, letters: &str) -> bool {
    [&row.person_shown, &row.subject].into_iter().any(|pieces| {
        plain(pieces)
            .trim_start()
            .to_lowercase()
            .starts_with(letters)
    })
}

fn plain(pieces: &[TextPiece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_belong_together_until_a_pause() {
        let mut typed = TypedLetters::default();
        assert_eq!(typed.take("S", 5_000.0), "s");
        assert_eq!(typed.take("a", 5_400.0), "sa");
        assert_eq!(typed.take("m", 6_500.0), "m");
    }
}
