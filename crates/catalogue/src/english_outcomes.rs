//! The English of what became of outcomes: taken back, corrected, moved, reported again.

/// Adds these texts to those of a catalogue, and hands all on to the next.
macro_rules! with_outcome_texts {
    ($receiver:ident { $($texts:tt)* }) => {
        with_terminal_texts! { $receiver {
            $($texts)*

            // what does not count, and why
            TakenBack = "taken back {time}, not counted";
            MovedAway = "moved to another conversation {time}, not counted";
            CountedElsewhere = "also reported here, counted in another conversation";
            TakenBackOn = "taken back {time}";
            MovedOn = "moved {time}";

            // what was said before
            FormerSaid = "until {until} it was {what}, {when}";
            FormerTakenBack = "taken back {time}, reported again {until}; before: {what}, {when}";
            FormerTakenBackSometime = "taken back {time}, and reported again; before: {what}, {when}";
            FormerElsewhere = "until {until} of another conversation: {what}, {when}";
            FormerMovedAway = "moved to another conversation {time}, back here {until}; before: {what}, {when}";
            FormerWhat = "{label} · {record}";
        }}
    };
}
pub(crate) use with_outcome_texts;
