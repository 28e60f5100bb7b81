//! The English of numbers that stand side by side, and of numbers that were counted twice.

/// Adds these texts to those of a catalogue, and hands all on to the next.
macro_rules! with_number_texts {
    ($receiver:ident { $($texts:tt)* }) => {
        with_hours_texts! { $receiver {
            $($texts)*

            // comparisons
            VerdictMore = "more";
            VerdictFewer = "fewer";
            VerdictNoDifference = "no difference seen";
            VerdictTooFew = "too few to tell: about {n} more";

            // the self-check
            TerminalRecountAgrees = "Every number is what the rows say.";
            TerminalRecountDiffers = "one={n} number is not what the rows say. `daybook-cli repair` makes it anew; please report it. | other={n} numbers are not what the rows say. `daybook-cli repair` makes them anew; please report it.";
            TerminalRecountDisturbed = "Something was synced while it was counted, so the numbers cannot be compared. Try again.";
        }}
    };
}
pub(crate) use with_number_texts;
