//! The English of everything that is held on one person: listed, written into a folder, erased.

/// Adds these texts to those of a catalogue, and hands all on to the next.
macro_rules! with_person_texts {
    ($receiver:ident { $($texts:tt)* }) => {
        with_outcome_texts! { $receiver {
            $($texts)*

            // by what a person is known, and why a conversation is theirs
            KnownAsCustomer = "customer";
            KnownAsEmail = "e-mail address";
            KnownAsPhone = "telephone number";
            KnownAsIdentifier = "name on another network";
            KnownAsVisitor = "same browser";
            PersonByVisitor = "same browser";
            HoldingAsked = "asked for";
            HoldingNamed = "{what} {written}";
            HoldingShared = "{what} {written}, as in “{other}”";
            HoldingLeftOut = "left out";
            HoldingUnreached = "only reached through one that is left out";
            HoldingOtherName = "under another name: {names}";
            HoldingMayBeShared = "{written} ({what}) stands with different names ({names}). Several people may share it: leave out what is not theirs.";
            HoldingSameBrowser = "one={n} conversation is theirs by the browser alone. Somebody else may have used it. | other={n} conversations are theirs by the browser alone. Somebody else may have used it.";
            HoldingOthers = "one={n} conversation bears a name that does not fit {name}. | other={n} conversations bear a name that does not fit {name}.";
            HoldingTotals = "{conversations}, {messages}, {outcomes}, {leads}";
            HoldingNoted = "one=What you noted about {n} of them | other=What you noted about {n} of them";
            HoldingsLeftOut = "one={n} conversation is left out. | other={n} conversations are left out.";
            HoldingsNone = "Nothing on this laptop is known by this. A name alone names nobody: ask for an e-mail address, a telephone number, or the id of a customer, a visitor or a conversation.";
            CountOutcomes = "one={n} outcome | other={n} outcomes";
            CountLeadsHeld = "one={n} lead | other={n} leads";

            // the file of a person
            PersonFileTitle = "Everything on one person";
            PersonFileName = "Name";
            PersonFileKnownBy = "Known by";
            PersonFileMade = "Written";
            PersonFileHolds = "Holds";
            PersonFileWhy = "Theirs by";
            PersonFileOutcome = "Outcome";
            PersonFileLead = "Contact details taken down";
            PersonFileTicket = "Ticket";
            PersonFileInboxItem = "Proposed action";
            PersonFilePlace = "Place";
            PersonFileLanguage = "Language";
            PersonFileStatus = "Status";
            PersonFileNote = "Note of the space";
            PersonFileTakenBack = "{outcome}, taken back";
            PersonFileInferred = "{outcome}, inferred";
            PersonFileOwnWords = "Their own words stand as they were said. What names anybody else is masked.";
            PersonFileLaptop = "This is what one laptop holds. The servers that it came from may hold more.";
            PersonFileNoNotes = "What the space noted about these conversations is not in it.";
            PersonFileWithNotes = "What the space noted about these conversations is in it.";
            PersonFileLeftOut = "one={n} conversation was left out as somebody else’s. | other={n} conversations were left out as somebody else’s.";
            PersonFileQuestion = "Everything that this laptop holds on one person";

            // everything on a person, in the window
            DoPerson = "Everything on this person";
            PersonTitle = "Everything on this person";
            PersonLead = "What this laptop holds on them, by the rule that tells one person from another. A name alone joins nobody.";
            PersonLooks = "Looking at every conversation…";
            PersonWho = "Known by";
            PersonDoubts = "Not certain";
            PersonConversations = "Conversations";
            PersonTake = "Theirs";
            PersonTakeOne = "Take for theirs: {subject}, {when}";
            PersonOf = "Conversation";
            PersonWhy = "Theirs by";
            PersonHolds = "Holds";
            PersonWithNotes = "Write what I noted as well";
            PersonWithNotesHelp = "Notes, ratings, tags and flags are yours. They are erased with the rest either way.";
            PersonExport = "Export…";
            PersonErase = "Erase…";
            PersonEraseHelp = "Erasing asks twice, and the servers are told.";
            PersonNobody = "Nothing is left that is taken for theirs.";
            FailureNobodyKnown = "Nothing on this laptop is known by this, so there was nothing to do. A name alone names nobody: ask for an e-mail address, a telephone number, or the id of a customer, a visitor or a conversation.";
        }}
    };
}
pub(crate) use with_person_texts;
