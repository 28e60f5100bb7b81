//! The English that only a terminal says: its questions, and what it says instead of a window's buttons.

/// Adds these texts to those of a catalogue, and hands all on to the next.
macro_rules! with_terminal_texts {
    ($receiver:ident { $($texts:tt)* }) => {
        with_failure_texts! { $receiver {
            $($texts)*

            TerminalHomeInUse = "Another Daybook uses this home, and one at a time may. Nothing was changed. Close the window (or wait for the other command), then try again.";
            TerminalNoPassphrase = "This home is locked: no OS key store answers, and there is no terminal to ask for a passphrase on. Nothing was changed. Set DAYBOOK_PASSPHRASE, or run the command in a terminal.";
            TerminalPassphrasesDiffer = "The two passphrases differ. Nothing was saved. Try again.";
            TerminalNoSource = "There is no source of this name. `daybook-cli source list` shows those that exist.";
            TerminalNoSources = "There is no source yet, so there is nothing to sync. Connect a server with `daybook-cli source add daybook --url URL --name NAME --token-stdin`.";
            TerminalSomeFailed = "{count} of {of} sources did not finish their sync.";
            TerminalForget = "This cannot be undone. Type forget to go on:";
            TerminalNotForgotten = "Nothing was forgotten.";
            TerminalDeleteFirst = "Type yes to go on:";
            TerminalDeleteSecond = "This cannot be undone. Type how many conversations are deleted:";
            TerminalNotDeleted = "Nothing was deleted: the questions were not both answered as asked. Type yes and then the number, or add --yes where both were answered elsewhere.";
            TerminalNothingToCompare = "This kind of server has no numbers of its own, so there is nothing to compare.";
            TerminalNumbersDiffer = "{count} numbers differ. If conversations came to the server since the last sync, `daybook-cli sync` brings them; if the numbers differ after it, please report it: both sides count by the same definitions.";
            TerminalInterrupted = "Stopped. What arrived is kept, and the next sync goes on from there.";
        }}
    };
}
pub(crate) use with_terminal_texts;
