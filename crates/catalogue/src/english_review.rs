//! English, of facets, queues, leads and whatever else reviewing adds to the list. The texts join those of
//! [`crate::english`] in one list of keys.

/// Hands the texts, behind those that are given, to the macro that makes the list.
macro_rules! with_review_texts {
    ($receiver:ident { $($texts:tt)* }) => {
        with_dashboard_texts! { $receiver {
            $($texts)*

            // facets
            FacetsTitle = "Facets";
            FacetsHide = "Hide the facets";
            FacetsWaiting = "Counting…";
            FacetsHelp = "A click lists only what has it, once more takes that back. With Shift or Alt: what has it not.";
            KeysFacets = "In the facets";
            DoFacets = "Show or hide the facets";
            FacetChannel = "Channel";
            FacetConverted = "Converted";
            FacetOutcome = "Outcome";
            FacetEscalation = "Escalation";
            FacetOrigin = "Begun as";
            FacetStatus = "Status";
            FacetLead = "Lead";
            FacetSpace = "Space";
            FacetSource = "Source";
            FacetPlace = "Place";
            FacetLanguage = "Language";
            LanguageUnknown = "Not told";
            FactLanguage = "in {what}";
            FactLanguageUnknown = "in a language that could not be told";
            FactContactFirst = "the first of their person";
            FactContactReturning = "of a person who had written before";
            FactContactUnknown = "of a person who is not known";
            FactOperator = "with an operator";
            FactNoOperator = "without an operator";
            FacetOf = "of {n}";
            FacetOverlap = "may overlap";
            FacetMore = "one={n} more: type {operator}: in the search | other={n} more: type {operator}: in the search";
            FacetYes = "Yes";
            FacetInferred = "Only inferred";
            FacetNo = "No";
            FacetNoEscalation = "None";
            FacetPending = "Pending";
            FacetActive = "Active";
            FacetResolved = "Resolved";
            FacetCaptured = "Captured";
            FacetLeaveOut = "Leave out: {what}";
            FacetNot = "not";

            // several conversations
            PickedLabel = "What to do with the picked conversations";
            PickedCount = "one={n} picked | other={n} picked";
            Picked = "Picked";
            PickNone = "Pick none";
            SaidPicked = "one=Noted about {n} conversation | other=Noted about {n} conversations";
            DoPick = "Pick this conversation beside others";
            DoPickNext = "Pick on to the next";
            DoPickPrevious = "Pick on to the one before";

            // columns of the list
            ColumnsTitle = "Columns";
            ColumnsHelp = "Which columns the list has, in which order and how wide";
            ColumnsReset = "As usual";
            ColumnsOfView = "These columns belong to the view that is open.";
            ColumnsClose = "Close the columns";
            ColumnCompany = "Company";
            ColumnStatus = "Status";
            ColumnMessages = "Messages";
            ColumnSpace = "Space";
            ColumnMarks = "Noted";
            ColumnWidth = "{n} px";
            ColumnWidthUsual = "usual width";
            ColumnWidthRest = "what is left";
            ColumnNoRoom = "no room now";
            ColumnEarlier = "Move {column} earlier";
            ColumnLater = "Move {column} later";
            ColumnNarrower = "Make {column} narrower";
            ColumnWider = "Make {column} wider";
            ColumnGrip = "Drag to change the width, twice for the usual one";
            Density = "Rows";
            DensityComfortable = "Two lines";
            DensityCompact = "One line";
            KeysColumns = "In the columns' menu";
            DoColumns = "Choose, move and resize the columns";
            DoDensity = "Lower or higher rows";
            DoColumnEarlier = "Move the column earlier";
            DoColumnLater = "Move it later";
            DoColumnWider = "Make it wider";
            DoColumnNarrower = "Make it narrower";
            ViewKeepsColumns = "Keep the columns as they stand now";

            // an empty list
            RelaxWithout = "Without {part}: {found}";
            RelaxAlone = "{part} finds nothing by itself.";
            RelaxNone = "No single part of what is asked is the cause.";
            RelaxTerm = "“{term}”";
            RelaxChannel = "the channel";
            RelaxPeriod = "the period";
            RelaxSpace = "the space";
            RelaxSource = "the source";
            RelaxView = "the view";
            RelaxCoverage = "Not everything is on this laptop: what you look for may be missing here.";

            // messages
            CopyMessage = "Copy this message";
            CopiedMessage = "Message copied";
            QuotedPart = "Quoted: what was written before";
            DoCopyReference = "Copy a reference to this conversation";
            CopiedReference = "Copied. Pasted into the search of any Daybook that has this conversation, the first line opens it.";
            DoRecord = "Show the record of this conversation";
            ShowMessageRecord = "Show the record of this message";
            RecordTitle = "Record of the conversation";
            RecordOfMessage = "Record of the message";
            RecordText = "As its source told it and this laptop keeps it, in the form of the change feed. Characters that are not seen are written out.";
            RecordLoading = "It is being read.";
            RecordCopy = "Copy the record";
            CopiedRecord = "Record copied";
            EscalatedBy = "Escalated by {who}";
            EscalatedByAssistant = "Escalated by the assistant";
            EscalatedByOperator = "Escalated by an operator";
            EscalatedByCustomer = "Escalated by the customer";
            EscalatedByCleanUp = "Escalated by the clean-up";
            OutcomeOffered = "link offered {time}";
            OfferedTour = "Tour link";
            OfferedPlan = "Plan link";
            OfferedBooking = "Booking link";
            OfferedDayPass = "Day pass link";
            OfferedOther = "Link of this session";
            OfferIsOffered = "{link} · offered";
            OfferIsTaken = "{link} · taken";
            OfferOfferedHelp = "It carries this session. What it asks for did not follow.";
            OfferOtherHelp = "It carries this session. It is not known what it asks for, so neither is whether it was taken.";
            OfferTakenHelp = "It carries this session, and what it asks for followed {time}.";

            // the person
            CopyContact = "Copy it";
            CopiedContact = "Copied";

            // looking for words in one conversation
            DoFindHere = "Find in this conversation";
            FindHere = "Find in this conversation";
            FindHereHint = "Words in this conversation";
            FindHereClose = "Find no more";

            // review queues
            NavReview = "Review";
            DoQueues = "Go to the review queues";
            DoNextInQueue = "Read the next of the queue that was not reviewed";
            DoPreviousInQueue = "Read the one before in the queue";
            FactQueue = "in the review queue “{what}”";
            QueuesTitle = "Review queues";
            QueuesNone = "There is no queue yet. One is drawn from what the list shows.";
            QueueNew = "New queue from this list";
            QueueName = "Name";
            QueueNameHint = "March, WhatsApp";
            QueueSample = "Sample of";
            QueueSampleHint = "all";
            QueueSampleWrong = "A number, or nothing for all.";
            QueueSampleHelp = "A sample is drawn by chance, in proportion to channel and outcome. The same seed draws the same conversations on another laptop.";
            QueueSeed = "Seed";
            QueueSeedHint = "any";
            QueueDraw = "Draw and review";
            QueueBegin = "Review";
            QueueExport = "Write a file";
            QueueCompare = "Compare";
            QueueRemove = "Remove this queue; marks stay";
            QueueLeave = "Leave the queue";
            QueueNext = "Next";
            QueuePrevious = "Previous";
            QueueProgressLabel = "Reviewed";
            QueueProgress = "{done} of {n} reviewed";
            QueueMissing = "one={progress}, {n} not on this laptop | other={progress}, {n} not on this laptop";
            QueueSampled = "A sample of {n}, seed {seed}";
            QueueWhole = "All that was found";
            QueueOthers = "also reviewed by {names}";
            QueueDone = "Nothing else waits in this queue.";
            QueueFiles = "A second reviewer, without a server";
            QueueFilesText = "A file holds the server’s ids, the seed and your marks, and no word of a conversation. Somebody else opens it, and their file comes back here: their marks stand beside yours, never over them.";
            QueueReviewer = "Your name in the file";
            QueueReviewerHint = "Ana";
            QueueImport = "Open somebody’s file";
            QueueImported = "The file of “{name}” is open.";
            QueueWritten = "Written: ";
            QueueUnrated = "not rated";
            QueueRated = "rated {rating}";
            QueueFlags = "one={n} message flagged | other={n} messages flagged";
            QueueJudged = "{rating}, {flags}";
            KappaNone = "No conversation that both judged.";
            KappaAlike = "one={n} judged by both, {share} alike | other={n} judged by both, {share} alike";
            KappaFound = "kappa {kappa}, 95% {low} to {high}; {alike}";
            KappaFew = "kappa {kappa}, 95% {low} to {high}; {alike}; too few to tell much";
            KappaByChance = "{alike}; no kappa, since both judged all of them alike";
            AgreementTitle = "Agreement on “{name}”";
            AgreementWith = "You and {name}";
            AgreementNobody = "Nobody else’s marks are here yet. Write a file for a colleague, and open theirs when it comes back.";
            AgreementRating = "Ratings";
            AgreementFlagged = "Flags";
            AgreementDiffer = "one={n} conversation on which you differ | other={n} conversations on which you differ";
            AgreementPlace = "Place";
            AgreementMine = "You";
            AgreementTheirs = "They";
            AgreementOpen = "Read";

            RowMenu = "What to do with this conversation";

            // the size of the page
            DoZoomLarger = "Larger";
            DoZoomSmaller = "Smaller";
            DoZoomUsual = "Usual size";

            // late conversions
            ViewLateConversions = "Late conversions";
            ViewSinceLastLook = "Since I last looked";
            KeysChangeNote = "A key that stands in a frame can be another one: choose it, then press the key. Escape leaves it.";
            KeyChange = "Choose another key: {does}";
            KeyPress = "Press a key";
            KeyNoSign = "This key cannot be chosen: it is one that gives no sign, or is held with Ctrl or Alt.";
            KeyLeads = "G begins the sequences of two keys. Choose another one.";
            KeyTaken = "This key does something else already: {does}.";
            KeysReset = "All keys as they were";
            DoGoDay = "Go to a day in the list";
            DayTitle = "Go to a day";
            DayLabel = "Day";
            DayHint = "2026-03-05";
            DayHelp = "A day, a month (2026-03), yesterday, or a weekday. The list then stands by a time.";
            DayGo = "Go there";
            DayNothing = "The list is empty: there is no day to go to.";
            FactSinceLastLook = "new since you last looked";
            FactConvertedAtLeast = "converted at least {shortest} after the beginning";
            FactConvertedAtMost = "converted at most {longest} after the beginning";
            FactConvertedBetween = "converted {shortest} to {longest} after the beginning";

            // leads
            LeadsTitle = "Leads";
            LeadsNone = "No leads here.";
            LeadsAll = "All";
            LeadsText = "Whom the assistant took down. Read the conversation before you call.";
            LeadNamed = "Who";
            LeadContact = "Contact";
            LeadCapturedAt = "Captured";
            LeadFollowUp = "Follow-up";
            LeadFollowUpOf = "Follow-up of {name}";
            LeadUnnamed = "Somebody";
            LeadRead = "Read the conversation";
            LeadsMore = "one={n} more | other={n} more";
            FollowUpOpen = "To call";
            FollowUpNotReached = "Not reached";
            FollowUpInTouch = "In touch";
            FollowUpWon = "Won";
            FollowUpLost = "Lost";
            DoLeads = "Leads and what became of them";
            NavLeads = "Leads";

            // the person's other conversations
            SamePerson = "Same person";
            SamePersonLabel = "Other conversations of this person";
            SamePersonWhy = "{when}, {why}";
            SamePersonTitle = "{subject} · {why}";
            PersonByCustomer = "same customer";
            PersonByEmail = "same e-mail";
            PersonByPhone = "same phone";
            PersonByIdentifier = "same name";
        } }
    };
}

pub(crate) use with_review_texts;
